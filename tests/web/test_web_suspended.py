"""A case that stands still, at the desk of whoever has a task in it."""

from __future__ import annotations

import pytest

from engine import commands
from engine.testing import Story
from web.testing import Login

WHY = "Die Person ist verreist"


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
