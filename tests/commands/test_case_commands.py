"""Opening cases and letting messages arrive."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.commands.case import CaseOpened, CaseOpening
from engine.execution.advance import MESSAGE_LIFE
from engine.testing import AGS, Story, World
from engine.testing import models as m

START_FORM = b"""{"type": "default", "id": "antrag", "schemaVersion": 18, "components": [
  {"type": "number", "key": "kinder", "label": "Kinder", "id": "F1", "validate": {"required": true, "min": 0}}]}"""
SIMPLE = {
    "p.bpmn": m.tasks("p", "a"),
}


def _opening(**changes: object) -> CaseOpening:
    values: dict[str, object] = {
        "definition": "p",
        "family_name": "Muster",
        "given_name": "Maryam",
        "birth_date": date(1990, 5, 17),
        "ags": AGS,
    }
    return CaseOpening(**{**values, **changes})  # type: ignore[arg-type]


def _open(world: World, login: str = "ada", **changes: object) -> str:
    with world.engine.begin(world.people[login]) as tx:
        return commands.case.open(tx, _opening(**changes), {}).reference


def test_case_numbers_follow_each_other_within_the_year(world: World) -> None:
    world.deploy(SIMPLE)

    assert [_open(world), _open(world)] == ["KIM-2026-000001", "KIM-2026-000002"]


def _seen_at(world: World, login: str, at: datetime, **changes: object) -> CaseOpened:
    with world.engine.begin(world.people[login]) as tx:
        return commands.case.open(tx, _opening(**changes), {}, at)


def test_a_page_sent_twice_at_once_opens_one_case(world: World) -> None:
    world.deploy(SIMPLE)
    made = world.clock.moment
    with ThreadPoolExecutor(4) as threads:
        sent = [threads.submit(_seen_at, world, "ada", made) for _ in range(4)]

    opened = [one.result(timeout=60) for one in sent]

    assert {one.reference for one in opened} == {"KIM-2026-000001"}
    assert sorted(one.again for one in opened) == [False, True, True, True]


ANOTHER_CASE: list[tuple[str, timedelta, dict[str, object]]] = [
    # who opens it, how long after the first their page was made, and what is typed there
    ("ada", timedelta(0), {"given_name": "Maryana"}),
    ("ada", timedelta(0), {"birth_date": None}),
    ("ada", timedelta(0), {"ags": "05334004"}),
    ("ada", timedelta(minutes=1), {}),  # the first case was there already, and seen
    ("ben", timedelta(0), {}),  # a colleague is no second click
]


@pytest.mark.parametrize(("login", "later", "changes"), ANOTHER_CASE)
def test_another_page_person_or_colleague_opens_another_case(
    world: World, login: str, later: timedelta, changes: dict[str, object]
) -> None:
    world.deploy(SIMPLE)
    made = world.clock.moment
    first = _seen_at(world, "ada", made)

    second = _seen_at(world, login, made + later, **changes)

    assert (second.reference != first.reference, second.again) == (True, False)


def test_the_engine_gives_every_instance_its_case_number_and_place(world: World) -> None:
    world.deploy(SIMPLE)

    story = Story(world, _open(world))

    assert {row.key: row.value for row in story.file().data} == {"aktenzeichen": story.reference, "ags": AGS}


WRONG_PERSONS = [
    # what is wrong, and which field says so
    ({"family_name": "  "}, "family_name"),
    ({"given_name": ""}, "given_name"),
    ({"birth_date": date(2027, 1, 1)}, "birth_date"),
    ({"ags": "5334"}, "ags"),
    ({"ags": "05158008"}, "ags"),  # a municipality of another authority
]


@pytest.mark.parametrize(("changes", "field"), WRONG_PERSONS)
def test_what_is_wrong_with_the_person_is_said_per_field(
    world: World, changes: dict[str, object], field: str
) -> None:
    world.deploy(SIMPLE)

    with pytest.raises(Invalid) as refused:
        _open(world, **changes)

    assert set(refused.value.fields) == {field}


def test_the_start_form_is_checked(world: World) -> None:
    world.deploy(
        {
            "p.bpmn": m.process(
                "p",
                m.start(form="antrag"),
                m.user_task("a"),
                m.end(),
                m.flow("start", "a"),
                m.flow("a", "end"),
            ),
            "forms/antrag.form": START_FORM,
        }
    )

    with pytest.raises(Invalid) as refused:
        _open(world)

    assert set(refused.value.fields) == {"kinder"}


def test_no_case_begins_where_no_version_is_in_force(world: World) -> None:
    world.deploy(SIMPLE, jurisdiction="05158")

    with pytest.raises(Conflict, match="no version is in force"):
        _open(world)


def test_an_unknown_process_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        _open(world, definition="gibtesnicht")


def test_a_process_owner_opens_no_case(world: World) -> None:
    world.deploy(SIMPLE)

    with pytest.raises(Forbidden):
        _open(world, login="olga")


def test_a_stranger_neither_finds_nor_reads_the_case(world: World) -> None:
    world.deploy(SIMPLE)
    reference = _open(world)

    with world.engine.begin(world.people["carla"]) as tx:
        assert queries.case_file.search(tx).cases == ()
        with pytest.raises(Forbidden):
            queries.case_file.show(tx, reference)


MESSAGE = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.catch("warten", m.message("unterlagen")),
        m.user_task("b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "warten"),
        m.flow("warten", "b"),
        m.flow("b", "end"),
        messages={"unterlagen": "=aktenzeichen"},
    )
}


def test_a_message_that_comes_too_early_is_kept_for_its_catch(world: World) -> None:
    story = world.start(MESSAGE)

    assert not story.send("unterlagen", {"anzahl": 3})
    story.complete("a")

    story.is_waiting_at("b")
    assert "anzahl" in {row.key for row in story.file().data}


def test_a_message_that_waited_too_long_is_expired_and_stays_visible(world: World) -> None:
    story = world.start(MESSAGE)
    story.send("unterlagen")
    world.clock.advance(MESSAGE_LIFE + timedelta(seconds=1))
    with world.engine.begin(SYSTEM) as tx:
        commands.timer.sweep(tx)

    story.complete("a")

    story.is_waiting_at("warten")
    with world.engine.begin(SYSTEM) as tx:
        assert tx.execute(text("SELECT state FROM message")).scalar_one() == "expired"


def test_a_message_is_consumed_by_one_case_only(world: World) -> None:
    first = world.start(MESSAGE)
    second = world.open("p")
    first.complete("a")
    second.complete("a")

    assert first.send("unterlagen")

    first.is_waiting_at("b")
    second.is_waiting_at("warten")


def test_a_stranger_sends_no_message(world: World) -> None:
    story = world.start(MESSAGE)

    with world.engine.begin(world.people["carla"]) as tx, pytest.raises(Forbidden):
        commands.case.send_message(tx, story.reference, "unterlagen")


def test_a_closed_case_takes_no_message(world: World) -> None:
    story = world.start(SIMPLE).complete("a")

    with world.engine.begin(SYSTEM) as tx, pytest.raises(Conflict, match="it is closed"):
        commands.case.send_message(tx, story.reference, "unterlagen")


def test_the_timeline_never_holds_a_value_somebody_entered(world: World) -> None:
    story = world.start(MESSAGE)
    story.complete("a").send("unterlagen", {"geheim": "Krankheit"})

    with world.engine.begin(SYSTEM) as tx:
        stored = tx.execute(text("SELECT string_agg(detail::text, ' ') FROM history")).scalar_one()

    assert "geheim" in stored
    assert "Krankheit" not in stored


CHOICE_FORM = b"""{"type": "default", "id": "antrag", "schemaVersion": 18, "components": [
  {"type": "datetime", "subtype": "date", "key": "eingang", "dateLabel": "Eingang", "id": "F1"},
  {"type": "select", "key": "status", "label": "Aufenthaltsstatus", "id": "F2",
   "values": [{"label": "Duldung", "value": "duldung_60a"}]}]}"""


def test_the_file_words_data_as_its_form_does(world: World) -> None:
    world.deploy(
        {
            "p.bpmn": m.process(
                "p",
                m.start(form="antrag"),
                m.user_task("a"),
                m.end(),
                m.flow("start", "a"),
                m.flow("a", "end"),
            ),
            "forms/antrag.form": CHOICE_FORM,
        }
    )
    story = world.open("p", {"eingang": date(2026, 11, 2), "status": "duldung_60a"})

    assert [(row.label, row.value) for row in story.file().data][:2] == [
        ("Eingang", "02.11.2026"),
        ("Aufenthaltsstatus", "Duldung"),
    ]
