"""Holidays of one place: who may enter them, what is refused, what they move; no computed deadline is altered."""

from __future__ import annotations

from datetime import date

import pytest

from engine import SYSTEM, Conflict, Forbidden, Invalid, commands, queries
from engine.clock import ZONE
from engine.deadlines import LocalHoliday, LocalKind
from engine.state import calendar
from engine.testing import Story, World
from engine.testing import models as m

FEAST = LocalHoliday(LocalKind.YEARLY, "Ortsfest", date(2026, 12, 28))
NORM = "§ 2 Ortssatzung"
MONTH = '=frist(date("2026-11-27"), duration("P1M"))'


def enter(world: World, new: LocalHoliday = FEAST, who: str = "adam", norm: str = NORM) -> int:
    with world.engine.begin(world.people[who]) as tx:
        return commands.local_holiday.enter(tx, world.here, new, norm, "Satzung vom 01.11.2026")


def end(world: World, number: int, last: date, revision: int = 1) -> None:
    with world.engine.begin(world.people["adam"]) as tx:
        commands.local_holiday.end(tx, number, revision, last, "Satzung aufgehoben")


def day_off(world: World, day: date) -> str | None:
    with world.engine.begin(SYSTEM) as tx:
        return calendar.of(tx, world.here).day_off(day)


def process(legal: str = MONTH) -> dict[str, bytes]:
    flows = m.flow("start", "a"), m.flow("a", "end")
    law = m.properties(rechtsfrist=legal)
    return {"p.bpmn": m.process("p", m.start(), m.user_task("a", extra=law), m.end(), *flows)}


def legal(story: Story) -> date:
    due = story.task("a").legal_due
    assert due is not None
    return due.astimezone(ZONE).date()


def history(story: Story) -> list[str]:
    with story.world.engine.begin(SYSTEM) as tx:
        return [
            one.text for one in queries.inbox.beside(tx, queries.inbox.show(tx, story.task("a").id)).history
        ]


def test_it_moves_a_legal_deadline_that_is_computed_from_now_on(world: World) -> None:
    enter(world)

    assert day_off(world, date(2026, 12, 28)) == "Ortsfest"
    assert day_off(world, date(2027, 12, 28)) == "Ortsfest"
    assert legal(world.start(process())) == date(2026, 12, 29)


def test_a_deadline_with_a_named_land_keeps_to_the_land(world: World) -> None:
    enter(world)
    named = '=frist(date("2026-11-27"), duration("P1M"), "VwVfG", "NW")'

    assert legal(world.start(process(named))) == date(2026, 12, 28)


def test_a_deadline_computed_before_stays_and_its_case_says_what_would_be(world: World) -> None:
    story = world.start(process())
    enter(world)

    assert legal(story) == date(2026, 12, 28)
    said = [text for text in history(story) if "Feiertage am Ort" in text]
    assert said == [
        "Feiertage am Ort geändert („Ortsfest“). Die gesetzliche Frist von „a“ bleibt am 28.12.2026; neu gerechnet "
        "endete sie am 29.12.2026. Prüfen. Grund: Satzung vom 01.11.2026"
    ]


def test_the_preview_counts_what_it_meets_and_writes_nothing(world: World) -> None:
    story = world.start(process())
    with world.engine.begin(world.people["adam"]) as tx:
        before = calendar.of(tx, world.here)
        with tx.trial():
            commands.local_holiday.enter(tx, world.here, FEAST, NORM, "weil")
            found = queries.calendar.moved(tx, world.here, before)

    assert (found.total, found.agreed.total) == (1, 0)
    assert (found.legal[0].day, found.legal[0].would_be) == (date(2026, 12, 28), date(2026, 12, 29))
    assert day_off(world, date(2026, 12, 28)) is None
    assert not any("Feiertage am Ort" in text for text in history(story))


def test_one_that_has_not_begun_is_taken_back_altogether_and_its_tasks_are_told(world: World) -> None:
    number = enter(world)
    story = world.start(process())
    end(world, number, date(2026, 12, 27))

    assert day_off(world, date(2026, 12, 28)) is None
    assert legal(story) == date(2026, 12, 29)
    assert any("neu gerechnet endete sie am 28.12.2026" in text for text in history(story))
    with world.engine.begin(SYSTEM) as tx:
        assert queries.calendar.show(tx, world.here).local == ()
        kinds = [one.change.kind.value for one in queries.register.changes(tx, world.here)]
    assert kinds == ["local_holiday", "local_holiday"]


def test_one_that_held_ends_and_stays_for_the_past(world: World) -> None:
    number = enter(world, LocalHoliday(LocalKind.YEARLY, "Ortsfest", date(2024, 11, 20)))
    end(world, number, date(2026, 11, 22))

    assert day_off(world, date(2026, 11, 20)) == "Ortsfest"
    assert day_off(world, date(2028, 11, 20)) is None


def test_who_looked_before_somebody_else_ended_it_is_told(world: World) -> None:
    number = enter(world)
    end(world, number, date(2030, 12, 31))

    with pytest.raises(Conflict):
        end(world, number, date(2029, 12, 31), revision=1)
    with pytest.raises(Invalid):
        end(world, number, date(2031, 12, 31), revision=2)


@pytest.mark.parametrize("who", ["ada", "lea", "carla", "olga"])
def test_only_an_administrator_of_the_territory_enters_one(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        enter(world, who=who)


@pytest.mark.parametrize(
    ("new", "norm", "field", "words"),
    [
        (FEAST, " ", "norm", "Ohne Norm ist es ein Schließtag."),
        (LocalHoliday(LocalKind.YEARLY, "", FEAST.first), NORM, "name", "einen Namen"),
        (LocalHoliday(LocalKind.ONCE, "Fest", date(2026, 11, 22)), NORM, "first", "schon vorbei"),
        (LocalHoliday(LocalKind.YEARLY, "Fest", date(2028, 2, 29)), NORM, "first", "nicht in jedem Jahr"),
        (LocalHoliday(LocalKind.ONCE, "Fest", date(2026, 12, 25)), NORM, "first", "schon Feiertag"),
        (LocalHoliday(LocalKind.YEARLY, "Fest", FEAST.first, date(2026, 12, 1)), NORM, "last", "vor dem"),
        (LocalHoliday(LocalKind.OF_LAND, "Mariä Himmelfahrt", FEAST.first), NORM, "name", "keinen"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    world: World, new: LocalHoliday, norm: str, field: str, words: str
) -> None:
    with pytest.raises(Invalid) as refused:
        enter(world, new, norm=norm)

    assert words in refused.value.fields[field]


def test_the_same_one_is_entered_once(world: World) -> None:
    enter(world)

    with pytest.raises(Invalid):
        enter(world, LocalHoliday(LocalKind.YEARLY, "Ortsfest", date(2027, 12, 29)))
