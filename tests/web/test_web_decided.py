"""What was decided and answered in a case, in its file: by whom, why, at which step, and how the timeline tells it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from engine import SYSTEM
from engine.execution import codec
from engine.execution.instance import ROOT
from engine.queries.records import HistoryRow
from engine.state.instance import STATE
from engine.state.step_input import STEP_INPUT
from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Login
from web.timeline import by_day

MODEL = Path(__file__).parents[1] / "resources" / "web"


@pytest.fixture
def decided(world: World) -> Story:
    """Ada has checked the papers and granted the application."""
    files = {str(one.relative_to(MODEL)): one.read_bytes() for one in MODEL.rglob("*") if one.is_file()}
    story = world.start(files, {"eingang": date(2026, 11, 20), "monate": 70})
    ada = story.world.people["ada"]
    story.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"}, ada)
    return story.complete("entscheiden", {"ergebnis": "erteilen", "begruendung": "Alles lag vor."}, ada)


def test_a_decision_says_what_who_why_and_on_what_it_rests_first_in_its_tab(
    decided: Story, login: Login
) -> None:
    words = login("ada").get(f"/akte/{decided.reference}?reiter=entscheidungen").words

    assert "Über den Antrag entscheiden: erteilen" in words
    assert "Entschieden am 23.11.2026, 10:00 von Ada Öztürk." in re.sub(r"\d\d:\d\d", "10:00", words)
    assert "Begründung Alles lag vor." in words
    assert words.index("Davor berechnet") < words.index("Wie das berechnet ist")


def test_beside_a_task_what_was_computed_stands_in_one_place_and_folded(world: World, login: Login) -> None:
    files = {str(one.relative_to(MODEL)): one.read_bytes() for one in MODEL.rglob("*") if one.is_file()}
    story = world.start(files, {"eingang": date(2026, 11, 20), "monate": 70})
    story.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"}, world.people["ada"])

    page = login("ada").get(f"/aufgaben/{story.task('entscheiden').id}").page
    part = page[page.index('id="berechnet"') :]
    part = part[: part.index("</section>")]

    assert re.findall(r"<(h2|details[^>]*)><summary>", part)[0] == 'details class="lw-printopen"'
    assert page.count("Wie das berechnet ist") == part.count("Wie das berechnet ist") == 1


def _answered(world: World, whose: str) -> Story:
    """A case in which the form was answered whose choice is said to be made, intended or the person's own."""
    files = {
        str(one.relative_to(MODEL)): one.read_bytes().replace(b'"getroffen"', f'"{whose}"'.encode())
        for one in MODEL.rglob("*")
        if one.is_file()
    }
    story = world.start(files, {"eingang": date(2026, 11, 20), "monate": 70})
    ada = world.people["ada"]
    story.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"}, ada)
    return story.complete("entscheiden", {"ergebnis": "erteilen", "begruendung": "Alles lag vor."}, ada)


def test_what_is_only_intended_is_not_called_decided(world: World, login: Login) -> None:
    """A refusal is prepared, then the person is heard (§ 28 VwVfG): until then nothing is decided."""
    story = _answered(world, "beabsichtigt")

    words = login("ada").get(f"/akte/{story.reference}?reiter=entscheidungen").words

    assert "beabsichtigt, noch nicht entschieden" in words
    assert "Vorbereitet am" in words
    assert "Entschieden am" not in words


def test_an_intention_that_was_followed_by_a_decision_says_so(world: World, login: Login) -> None:
    def form(key: str, value: str) -> bytes:
        choice = {"type": "radio", "key": key, "label": "Was?", "properties": {"entscheidung": value}}
        options = [{"label": "erteilen", "value": "ja"}, {"label": "ablehnen", "value": "nein"}]
        return json.dumps(
            {"type": "default", "id": key, "components": [choice | {"values": options}]}
        ).encode()

    line = m.process(
        "p",
        m.start(),
        m.user_task("vorbereiten", form="vor"),
        m.user_task("entscheiden", form="ent"),
        m.end(),
        m.flow("start", "vorbereiten"),
        m.flow("vorbereiten", "entscheiden"),
        m.flow("entscheiden", "end"),
    )
    files = {
        "p.bpmn": line,
        "forms/vor.form": form("vor", "beabsichtigt"),
        "forms/ent.form": form("ent", "getroffen"),
    }
    story = world.start(files)
    address = f"/akte/{story.reference}?reiter=entscheidungen"

    story.complete("vorbereiten", {"vor": "nein"}, world.people["ada"])
    before = login("ada").get(address).words
    story.complete("entscheiden", {"ent": "ja"}, world.people["ada"])
    after = login("ada").get(address).words

    assert "beabsichtigt, noch nicht entschieden" in before
    assert "noch nicht entschieden" not in after
    assert "vorbereiten: ablehnen war beabsichtigt, danach ist entschieden worden" in after


def test_what_the_person_decides_is_no_decision_of_an_authority(world: World, login: Login) -> None:
    story = _answered(world, "person")

    words = login("ada").get(f"/akte/{story.reference}?reiter=entscheidungen").words

    assert "Entschieden am" not in words
    assert "Alles lag vor." not in words


def test_a_reason_is_the_one_that_was_given_whatever_the_case_holds_now(decided: Story, login: Login) -> None:
    _hold_now(decided, "Später geändert, für etwas anderes.")

    words = login("ada").get(f"/akte/{decided.reference}?reiter=entscheidungen").words

    assert "Begründung Alles lag vor." in words
    assert "Später geändert" not in words


def test_a_reason_that_is_kept_no_more_is_not_made_up(decided: Story, login: Login) -> None:
    with decided.world.engine.begin(SYSTEM) as tx:
        tx.execute(delete(STEP_INPUT))

    words = login("ada").get(f"/akte/{decided.reference}?reiter=entscheidungen").words

    assert "Über den Antrag entscheiden: erteilen" in words
    assert "Begründung Nicht mehr festgehalten:" in words
    assert "Alles lag vor." not in words


def _hold_now(story: Story, reason: str) -> None:
    """Let the process hold another text than the one the task was completed with."""
    with story.world.engine.begin(SYSTEM) as tx:
        row = tx.execute(select(STATE.c.instance_id, STATE.c.tokens)).one()
        live = codec.load(bytes(row.tokens))
        held = {**live.variables[ROOT], "begruendung": reason}
        live.variables = {**live.variables, ROOT: held}
        tx.execute(
            update(STATE).where(STATE.c.instance_id == row.instance_id).values(tokens=codec.dump(live))
        )


def test_the_timeline_says_what_was_decided_and_of_a_done_task_no_more(decided: Story, login: Login) -> None:
    ada = login("ada")
    told = ada.get(f"/akte/{decided.reference}?reiter=verlauf").words

    assert "Aufgabe „Über den Antrag entscheiden“ abgeschlossen: erteilen" in told
    assert told.count("„Unterlagen prüfen“") == 1
    assert (
        "„Unterlagen prüfen“ übernommen"
        in ada.get(f"/akte/{decided.reference}?reiter=verlauf&art=alles").words
    )


def test_answers_stand_by_process_and_step_and_only_the_newest_are_open(decided: Story, login: Login) -> None:
    page = login("ada").get(f"/akte/{decided.reference}?reiter=ablaeufe").page
    part = page[page.index('id="angaben"') :]
    steps = re.findall(r"<details[^>]*?( open)?><summary>(.+?) <span.*?</summary>(.*?)</details>", part, re.S)

    assert [(bool(is_open), re.sub("<.+?>", "", name)) for is_open, name, _rows in steps] == [
        (True, "Über den Antrag entscheiden"),
        (False, "Unterlagen prüfen"),
        (False, "Beim Beginn und im Ablauf selbst"),
    ]
    assert "Alles lag vor." in steps[0][2]
    assert "Sind die Unterlagen vollständig?" in steps[1][2]


def test_open_tasks_of_one_name_are_told_apart_by_their_process(world: World, login: Login) -> None:
    line = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "end"),
        name="Erster Ablauf",
    )
    story = world.start({"p.bpmn": line})
    page = login("ada").get(f"/akte/{story.reference}").page
    row = page[page.index('id="aufgaben-titel"') : page.index('id="zuletzt"')]

    assert "<th" in row
    assert "Erster Ablauf" in row


def test_facts_stand_under_their_day_and_the_same_of_a_moment_is_one() -> None:
    noon = datetime(2026, 11, 29, 12, tzinfo=UTC)

    def fact(at: datetime, kind: str, text: str) -> HistoryRow:
        return HistoryRow(at, "Laufweg", kind, text, text, "", "e", "", "")

    told = by_day(
        [
            fact(noon, "condition_met", "eingetreten"),
            fact(noon, "case_closed", "geschlossen"),
            fact(noon, "condition_met", "eingetreten"),
            fact(noon - timedelta(hours=15), "condition_met", "eingetreten"),
        ]
    )

    assert [
        (day.day, [(one.fact.text, one.times, one.is_weighty) for one in facts]) for day, facts in told
    ] == [
        (29, [("eingetreten", 2, False), ("geschlossen", 1, True)]),
        (28, [("eingetreten", 1, False)]),
    ]
