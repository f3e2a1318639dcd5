"""A case that stands still, at the desk of whoever has a task in it."""

from __future__ import annotations

import contextlib

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from engine import SYSTEM, Conflict, Transaction, commands
from engine.testing import Story
from web.testing import Login

WHY = "Die Person ist verreist"
GIVEN = {"eingang": "2026-11-02"}


@pytest.fixture
def task(story: Story) -> str:
    """The address of Ada's task, the case of which stands still."""
    row = story.task("pruefen")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.case_state.suspend(tx, story.reference, WHY)
    return f"/aufgaben/{row.id}"


def test_wherever_its_task_or_its_file_is_listed_the_case_is_marked(
    story: Story, login: Login, task: str
) -> None:
    ada, lea, file = login("ada"), login("lea"), f"/akte/{story.reference}"
    for page in (
        ada.get("/aufgaben").page,
        ada.get(task).page,
        ada.get(f"{file}?reiter=aufgaben").page,
        lea.get("/aufsicht/aufgaben").page,
        lea.get(task.replace("/aufgaben", "/aufsicht/aufgaben")).page,
    ):
        assert "angehalten seit 23.11.2026" in page
        assert f"({WHY})" in page

    for page in (ada.get("/akte").page, ada.get(file).page):
        assert "angehalten seit 23.11.2026" in page
        assert 'lw-status--running">läuft' not in page


def test_it_is_not_completed_but_drafted_and_the_page_says_why(story: Story, login: Login, task: str) -> None:
    ada = login("ada").get(task)
    assert 'value="abschliessen"' not in ada.page
    assert "Der Fall ist seit dem 23.11.2026 angehalten" in ada.page
    sent = {"lw-revision": ada.value("lw-revision"), "vermerk": "noch nicht weg"}

    refused = ada.post(task, {**sent, "lw-aktion": "abschliessen"})

    assert refused.status == 409
    assert "Der Fall ist seit dem 23.11.2026 angehalten" in refused.page
    assert "anderen Fenster" not in refused.page
    assert "noch nicht weg" in refused.page
    ada.post(task, {**sent, "lw-aktion": "entwurf"})
    assert "noch nicht weg" in ada.get(task).page


def test_once_it_goes_on_nothing_is_marked(story: Story, login: Login, task: str) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.case_state.resume(tx, story.reference, "Die Person ist zurück")

    ada = login("ada")

    assert "angehalten seit" not in ada.get("/aufgaben").page + ada.get("/akte").page
    assert 'value="abschliessen"' in ada.get(task).page


def test_nothing_is_started_in_it_and_what_was_typed_stays(story: Story, login: Login, task: str) -> None:
    start = f"/akte/{story.reference}/ablauf-starten"
    resume = f'href="/akte/{story.reference}/stand/fortsetzen"'
    ada, lea = login("ada").get(f"{start}?ablauf=antrag"), login("lea").get(start)

    for one, offered in ((ada, False), (lea, True)):
        assert "Starten geht, sobald er fortgesetzt ist." in one.page
        assert 'name="lw-ablauf"' not in one.page
        assert (resume in one.page) is offered
    refused = ada.post(
        start, {"lw-ablauf": "antrag", "lw-grund": "Die Person rief an", "lw-aktion": "starten"}
    )

    assert refused.status == 409
    assert "Der Fall ist angehalten" in refused.page
    assert "Die Person rief an" in refused.page
    with pytest.raises(Conflict, match="the case is suspended"), story.world.engine.begin(SYSTEM) as tx:
        commands.case_process.begin(tx, story.reference, "antrag", GIVEN)


@pytest.mark.parametrize("suspended", [True, False])
def test_a_start_that_has_lost_its_lock_is_refused_and_no_fault(
    story: Story, login: Login, monkeypatch: pytest.MonkeyPatch, suspended: bool
) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/ablauf-starten?ablauf=antrag")

    def lost(tx: Transaction, *_given: object) -> None:
        if suspended:
            with story.world.engine.begin(SYSTEM) as other:
                commands.case_state.suspend(other, story.reference, WHY)
        with contextlib.suppress(ProgrammingError):
            tx.execute(text("SELECT nothing"))  # from here on PostgreSQL answers nothing in it
        raise Conflict("Expected to change the row, but another transaction holds it")

    monkeypatch.setattr(commands.case_process, "begin", lost)
    sent = {
        **GIVEN,
        "monate": "6",
        "lw-ablauf": "antrag",
        "lw-grund": "Die Person rief an",
        "lw-aktion": "starten",
    }
    ada.post(f"/akte/{story.reference}/ablauf-starten", {**sent, "lw-gesehen": ada.value("lw-gesehen")})

    assert ada.status == 409
    assert "Die Person rief an" in ada.page
    assert ("Der Fall ist angehalten" in ada.page) is suspended


def test_where_one_process_stands_and_another_goes_on_both_ways_are_offered(
    story: Story, login: Login
) -> None:
    row = story.task("pruefen")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
        commands.case_process.begin(tx, story.reference, "antrag", GIVEN)
    with story.world.engine.begin(SYSTEM) as tx:
        commands.instance.suspend(tx, row.instance_id, reason="Rückfrage")
    file = f"/akte/{story.reference}"

    lea = login("lea")
    front = lea.get(file).page

    assert "teilweise angehalten" in front
    for step in ("fortsetzen", "anhalten"):
        assert f'href="{file}/stand/{step}"' in front
        assert 'name="lw-grund"' in lea.get(f"{file}/stand/{step}").page
    page = login("ada").get(f"/aufgaben/{row.id}").page
    assert "Der Ablauf ist seit dem 23.11.2026 angehalten" in page
    assert "Der Fall ist seit dem" not in page


def test_the_file_of_the_supervision_says_it_too(login: Login, task: str) -> None:
    text = login("lea").client.get("/aufsicht/aufgaben.csv").data.decode("utf-8-sig")

    head, *lines = [line.split(";") for line in text.splitlines()]
    said = [dict(zip(head, line, strict=True)) for line in lines]
    assert [
        one["Grund des Anhaltens"] for one in said if one["Angehalten seit"].startswith("23.11.2026")
    ] == [WHY]
