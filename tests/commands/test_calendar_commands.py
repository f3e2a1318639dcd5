"""Closures and office hours: who may enter them, what is refused, what the log keeps – and that no task moves."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.actor import Membership, Role
from engine.commands.calendar import Closing
from engine.deadlines import Closure
from engine.deadlines import OfficeHours as Hours
from engine.execution.amendment import Effective
from engine.state import calendar
from engine.testing import Story, World
from engine.testing import models as m

CHRISTMAS = Closing(date(2026, 12, 28), date(2026, 12, 30), "Zwischen den Jahren")
CARNIVAL = Closing(date(2027, 2, 8), date(2027, 2, 8), "Rosenmontag")


def _enter(world: World, who: str, closing: Closing, *authorities: int) -> tuple[int, ...]:
    with world.engine.begin(world.people[who]) as tx:
        return commands.calendar.enter_closure(tx, authorities or [world.here], closing)


def _closures(world: World, year: int = 2026) -> list[tuple[str, date, date]]:
    with world.engine.begin(SYSTEM) as tx:
        shown = queries.calendar.show(tx, world.here, year)
    return [(one.name, one.first_day, one.last_day) for one in shown.closures]


def _log(world: World) -> list[tuple[str, dict[str, str], dict[str, str], str]]:
    with world.engine.begin(SYSTEM) as tx:
        found = queries.register.changes(tx, world.here)
    return [
        (one.change.kind.value, dict(one.change.before), dict(one.change.after), one.actor)
        for one in reversed(found)
    ]


def test_a_team_lead_closes_the_own_authority(world: World) -> None:
    _enter(world, "lea", CHRISTMAS)

    assert _closures(world) == [(CHRISTMAS.name, CHRISTMAS.first, CHRISTMAS.last)]
    after = {"name": CHRISTMAS.name, "first_day": "2026-12-28", "last_day": "2026-12-30"}
    assert _log(world) == [("closure", {}, after, "Lea Groß")]


@pytest.mark.parametrize("who", ["ada", "olga", "carla"])
def test_nobody_else_closes_it(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        _enter(world, who, CHRISTMAS)


def test_an_administrator_closes_what_lies_in_the_territory_and_nothing_beside(world: World) -> None:
    _enter(world, "adam", CHRISTMAS)

    with pytest.raises(Forbidden):
        _enter(world, "adam", CARNIVAL, world.here, world.elsewhere)
    assert len(_closures(world)) == 1
    assert _closures(world, 2027) == []


def test_a_team_lead_does_not_close_the_neighbour(world: World) -> None:
    with pytest.raises(Forbidden):
        _enter(world, "lea", CHRISTMAS, world.elsewhere)


def test_several_authorities_are_closed_at_once_or_none(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        made = commands.calendar.enter_closure(tx, [world.elsewhere, world.here, world.here], CHRISTMAS)
    assert len(made) == 2

    with pytest.raises(Invalid), world.engine.begin(SYSTEM) as tx:
        commands.calendar.enter_closure(tx, [], CARNIVAL)
    # one of the two is closed on that day already
    _enter(world, "lea", CARNIVAL)
    with pytest.raises(Invalid) as refused, world.engine.begin(SYSTEM) as tx:
        commands.calendar.enter_closure(tx, [world.here, world.elsewhere], CARNIVAL)
    assert refused.value.fields["first"].startswith("Ausländeramt Hier: Vom 08.02.2027")
    with world.engine.begin(SYSTEM) as tx:
        assert queries.calendar.show(tx, world.elsewhere, 2027).closures == ()


@pytest.mark.parametrize(
    ("closing", "field"),
    [
        # ends before it begins
        (Closing(date(2026, 12, 30), date(2026, 12, 28), "x"), "last"),
        # over; today is 23.11.2026
        (Closing(date(2026, 11, 20), date(2026, 11, 22), "x"), "last"),
        # 367 days
        (Closing(date(2026, 12, 1), date(2027, 12, 2), "x"), "last"),
        (Closing(date(2056, 12, 1), date(2056, 12, 1), "x"), "last"),
        (Closing(date(2026, 12, 1), date(2026, 12, 1), "  "), "name"),
        (Closing(date(2026, 12, 1), date(2026, 12, 1), "x" * 101), "name"),
        (Closing(date(2026, 12, 1), date(2026, 12, 1), "a\x00b"), "name"),
    ],
)
def test_days_that_make_no_sense_are_refused(world: World, closing: Closing, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        _enter(world, "lea", closing)

    assert set(refused.value.fields) == {field}


def test_the_last_day_of_a_year_and_today_can_be_closed(world: World) -> None:
    _enter(world, "lea", Closing(date(2026, 11, 1), date(2026, 11, 23), "Umzug"))
    _enter(world, "lea", Closing(date(2026, 12, 31), date(2027, 12, 31), "Umbau"))

    assert [name for name, *_days in _closures(world)] == ["Umzug", "Umbau"]


def test_a_closure_gets_other_days_and_the_log_says_which(world: World) -> None:
    (number,) = _enter(world, "lea", CHRISTMAS)
    with world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.change_closures(
            tx, {number: 1}, Closing(CHRISTMAS.first, date(2026, 12, 31), CHRISTMAS.name)
        )

    assert _closures(world)[0][2] == date(2026, 12, 31)
    assert _log(world)[-1][1:3] == ({"last_day": "2026-12-30"}, {"last_day": "2026-12-31"})


def test_whoever_saw_an_older_closure_changes_nothing(world: World) -> None:
    (number,) = _enter(world, "lea", CHRISTMAS)
    with world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.change_closures(tx, {number: 1}, CARNIVAL)

    for deed in (
        lambda tx: commands.calendar.change_closures(tx, {number: 1}, CHRISTMAS),
        lambda tx: commands.calendar.remove_closures(tx, {number: 1}),
    ):
        with pytest.raises(Conflict), world.engine.begin(world.people["lea"]) as tx:
            deed(tx)
    assert _closures(world, 2027) == [("Rosenmontag", CARNIVAL.first, CARNIVAL.last)]


def test_a_closure_is_removed_and_the_log_keeps_it(world: World) -> None:
    (number,) = _enter(world, "lea", CHRISTMAS)
    with world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.remove_closures(tx, {number: 1})

    assert _closures(world) == []
    assert _log(world)[-1][1:3] == (
        {"name": CHRISTMAS.name, "first_day": "2026-12-28", "last_day": "2026-12-30"},
        {},
    )


def test_what_is_over_stays(world: World) -> None:
    (number,) = _enter(world, "lea", CHRISTMAS)
    world.clock.moment += timedelta(days=60)

    with pytest.raises(Invalid), world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.remove_closures(tx, {number: 1})
    assert len(_closures(world)) == 1


def test_a_planned_change_of_the_authority_can_be_undone_after_a_closure(world: World) -> None:
    """A closure builds on no change of the register."""
    with world.engine.begin(world.people["adam"]) as tx:
        seen = queries.register.show(tx, world.here).revision
        change = commands.register.change_authority(
            tx, world.here, seen, {"name": "Amt Neu"}, Effective(date(2027, 1, 1), "Umbenennung")
        )
    _enter(world, "lea", CHRISTMAS)

    with world.engine.begin(world.people["adam"]) as tx:
        commands.register.undo(tx, change)
        assert queries.register.changes(tx, world.here)[-1].change.state.value == "undone"


def test_office_hours_are_replaced_as_they_were_seen(world: World) -> None:
    morning, afternoon = (
        Hours(0, time(8), time(12)),
        Hours(0, time(14), time(16)),
    )
    with world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.set_office_hours(tx, world.here, [], [afternoon, morning])
        assert queries.calendar.show(tx, world.here).office_hours == (morning, afternoon)
    with pytest.raises(Conflict), world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.set_office_hours(tx, world.here, [], [morning])
    with world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.set_office_hours(tx, world.here, [morning, afternoon], [morning, afternoon])

    hours = {"hours": "Mo 08:00–12:00, Mo 14:00–16:00"}
    assert [one[:3] for one in _log(world)] == [("office_hours", {"hours": ""}, hours)]


@pytest.mark.parametrize(
    ("hours", "field"),
    [
        ([Hours(2, time(8), time(12)), Hours(2, time(11), time(13))], "weekday-2"),
        ([Hours(2, time(8), time(8))], "weekday-2"),
        ([Hours(2, time(one), time(one, 30)) for one in range(8, 13)], "weekday-2"),
        ([Hours(7, time(8), time(9))], "weekday"),
    ],
)
def test_office_hours_that_overlap_are_refused(world: World, hours: list[Hours], field: str) -> None:
    with pytest.raises(Invalid) as refused, world.engine.begin(world.people["lea"]) as tx:
        commands.calendar.set_office_hours(tx, world.here, [], hours)

    assert set(refused.value.fields) == {field}


def test_a_stranger_sets_no_office_hours(world: World) -> None:
    with pytest.raises(Forbidden), world.engine.begin(world.people["carla"]) as tx:
        commands.calendar.set_office_hours(tx, world.here, [], [])


def test_a_closure_shows_the_agreed_times_it_meets_and_moves_none(world: World) -> None:
    story = _story(world)
    task = story.task("pruefen")
    due = task.due
    with world.engine.begin(world.people["lea"]) as tx:
        # 30.11.2026, a Monday, is the agreed day; the day before and the day after are not
        hit = queries.calendar.affected(tx, [world.here], date(2026, 11, 30), date(2026, 11, 30))
        missed = [
            queries.calendar.affected(tx, [world.here], day, day)
            for day in (date(2026, 11, 29), date(2026, 12, 1))
        ]
    _enter(world, "lea", Closing(date(2026, 11, 30), date(2026, 11, 30), "Betriebsausflug"))

    assert (hit.total, [one.id for one in hit.tasks]) == (1, [task.id])
    assert [one.total for one in missed] == [0, 0]
    assert story.task("pruefen").due == due


def test_whoever_may_not_close_an_authority_does_not_see_its_tasks(world: World) -> None:
    for who in ("ada", "carla"):
        with pytest.raises(Forbidden), world.engine.begin(world.people[who]) as tx:
            queries.calendar.affected(tx, [world.here], date(2026, 11, 1), date(2026, 12, 1))


def test_everybody_but_a_guest_reads_the_calendar(world: World) -> None:
    with world.engine.begin(world.people["carla"]) as tx:
        shown = queries.calendar.show(tx, world.here)
    assert (shown.may_change, shown.siblings) == (False, ())
    assert (date(2026, 6, 4), "Fronleichnam") in shown.holidays
    assert len(shown.holidays) == 11  # § 2 Feiertagsgesetz NW

    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE membership SET role = 'guest'"))
    guest = world.people["carla"].__class__(1, "Gast", frozenset({Membership(world.here, Role.GUEST)}))
    with pytest.raises(Forbidden), world.engine.begin(guest) as tx:
        queries.calendar.show(tx, world.here)


def test_the_same_closure_of_the_same_body_is_found(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        sister = commands.authority.create(tx, "soz-hier", "Sozialamt Hier", "05334")
    with world.engine.begin(world.people["adam"]) as tx:
        assert queries.calendar.show(tx, world.here).siblings == ((sister, "Sozialamt Hier"),)
        first, second = commands.calendar.enter_closure(tx, [world.here, sister], CHRISTMAS)
        _own, elsewhere = queries.calendar.closure(tx, first)
    assert [one.closure.id for one in elsewhere] == [second]
    with world.engine.begin(world.people["lea"]) as tx:
        # the sister is none of hers
        assert queries.calendar.show(tx, world.here).siblings == ()
        assert queries.calendar.closure(tx, first)[1] == ()
        with pytest.raises(Forbidden):
            queries.calendar.closure(tx, second)


def test_the_calendar_of_an_authority_is_read_once_per_transaction_and_anew_after_a_change(
    world: World,
) -> None:
    with world.engine.begin(world.people["lea"]) as tx:
        first = calendar.of(tx, world.here)
        assert first is calendar.of(tx, world.here)
        commands.calendar.enter_closure(tx, [world.here], CHRISTMAS)
        commands.calendar.set_office_hours(tx, world.here, [], [Hours(0, time(8), time(12))])
        both = calendar.each(tx, [world.here, world.elsewhere])

    assert (first.land, first.closures) == ("NW", ())
    assert both[world.here].closures == (Closure(CHRISTMAS.first, CHRISTMAS.last, CHRISTMAS.name),)
    assert both[world.here].open_at(date(2026, 11, 23)) == (Hours(0, time(8), time(12)),)
    assert both[world.elsewhere].closures == ()
    # Christmas Eve is a working day; the 25th, the weekend and the three days are not
    assert both[world.here].add_working_days(date(2026, 12, 23), 2) == date(2026, 12, 31)
    assert both[world.here].next_legal_day(date(2026, 12, 28)) == date(2026, 12, 28)
    with pytest.raises(NotFound), world.engine.begin(SYSTEM) as tx:
        calendar.of(tx, 10**6)


def _story(world: World) -> Story:
    model = m.process(
        "antrag",
        m.start(),
        m.user_task("pruefen", due='=date("2026-11-30")'),
        m.end(),
        m.flow("start", "pruefen"),
        m.flow("pruefen", "end"),
    )
    story = world.start({"antrag.bpmn": model}, {})
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET agreed_due_at = due_at"))
    return story
