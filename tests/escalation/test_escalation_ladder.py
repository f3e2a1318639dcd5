"""The ladder: the default agrees with the library's table, a process changes single rungs, and each has its instant."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import dmn
from engine.clock import ZONE
from engine.deadlines import add_working_days
from engine.escalation import (
    DEFAULT,
    Clock,
    Entry,
    Handing,
    House,
    Rung,
    Span,
    Target,
    address,
    earliest,
    instant_of,
    ladder_of,
    next_rung,
    reached,
)
from engine.feel import Environment, from_python, to_python
from engine.library import FOLDER

BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
DUE = datetime(2026, 12, 3, 9, 0, tzinfo=ZONE)
AGREED = Span(Clock.AGREED, BEGIN, DUE)
CLAIM = Span(Clock.CLAIM, BEGIN)


@pytest.fixture(scope="module")
def table() -> dmn.Model:
    """The table of the steering group."""
    path = FOLDER / "frist_eskalation" / "eskalation.dmn"
    return dmn.parse(path.read_bytes(), path.name)


def _decide(table: dmn.Model, decision: str, **said: object):
    variables = {name: from_python(value) for name, value in said.items()}
    return to_python(table.evaluate(decision, variables, Environment(now=BEGIN)).value)


@pytest.mark.parametrize("clock", [Clock.AGREED, Clock.LEGAL])
def test_the_default_has_the_levels_and_addressees_of_the_steering_groups_table(table, clock):
    rows = _decide(table, "eskalationsleiter", uhr=str(clock))

    assert [(int(row["stufe"]), row["stelle"]) for row in rows] == [
        (one.level, str(one.target)) for one in DEFAULT.of(clock)
    ]


@pytest.mark.parametrize("clock", [Clock.AGREED, Clock.LEGAL])
def test_the_default_has_the_shares_of_that_table_and_working_days_where_it_goes_beyond_the_time(
    table, clock
):
    rows = _decide(table, "eskalationsleiter", uhr=str(clock))

    assert [int(row["anteil"]) if row["anteil"] <= 100 else None for row in rows] == [
        one.share for one in DEFAULT.of(clock)
    ]
    assert all(one.days for one in DEFAULT.of(clock) if one.share is None)


@pytest.mark.parametrize("clock", [Clock.AGREED, Clock.LEGAL])
@pytest.mark.parametrize("target", [Target.CLERK, Target.TEAM_LEAD, Target.HEAD, Target.COORDINATION])
@pytest.mark.parametrize(
    ("house", "own", "agreed"),
    [
        (House(own=True), True, False),
        (House(own=False), False, False),
        (House(False, Target.HEAD), False, True),
    ],
)
def test_whom_a_rung_may_reach_is_what_the_steering_groups_table_says(
    table, clock, target, house, own, agreed
):
    said = _decide(
        table,
        "ansprechen",
        stelle=str(target),
        haus="eigenes" if own else "fremdes",
        vereinbarung_eskalation=agreed,
        uhr=str(clock),
    )

    assert str(address(target, house, clock)) == said["ziel"]


def test_an_agreement_up_to_the_team_lead_tells_the_coordination_in_place_of_the_head():
    house = House(own=False, agreed=Target.TEAM_LEAD)

    assert address(Target.TEAM_LEAD, house, Clock.AGREED) is Target.TEAM_LEAD
    assert address(Target.HEAD, house, Clock.AGREED) is Target.COORDINATION


def test_an_entry_changes_what_it_says_and_its_elements_own_goes_before():
    entries = (
        Entry(4, days=3),
        Entry(4, element="a", target=Target.COORDINATION, handing=Handing.GROUP),
        Entry(5, off=True),
        Entry(6, target=Target.HEAD, days=20),
        Entry(7, days=30),
    )

    own, other = ladder_of(entries, "a"), ladder_of(entries, "b")

    assert own.of(Clock.AGREED)[3:] == (
        Rung(Clock.AGREED, 4, Target.COORDINATION, days=3, handing=Handing.GROUP),
        Rung(Clock.AGREED, 6, Target.HEAD, days=20),
    )
    assert other.of(Clock.AGREED)[3] == Rung(Clock.AGREED, 4, Target.HEAD, days=3)
    assert ladder_of(()) == DEFAULT


@pytest.mark.parametrize(
    ("rung", "at"),
    [
        (Rung(Clock.AGREED, 1, Target.CLERK, share=50), datetime(2026, 11, 28, 9, 0, tzinfo=ZONE)),
        (Rung(Clock.AGREED, 3, Target.TEAM_LEAD, share=100), DUE),
        (Rung(Clock.AGREED, 3, Target.TEAM_LEAD), DUE),
        (Rung(Clock.AGREED, 4, Target.HEAD, share=150), datetime(2026, 12, 8, 9, 0, tzinfo=ZONE)),
        # Thursday + 5 working days: Friday, Monday … Thursday
        (Rung(Clock.AGREED, 4, Target.HEAD, days=5), datetime(2026, 12, 10, 9, 0, tzinfo=ZONE)),
        # over Christmas: 25.12. is a Friday, 26.12. a Saturday, 01.01. a Friday
        (Rung(Clock.AGREED, 5, Target.COORDINATION, days=21), datetime(2027, 1, 5, 9, 0, tzinfo=ZONE)),
    ],
)
def test_when_a_rung_is_reached(rung, at):
    assert instant_of(rung, AGREED, add_working_days) == at


def test_a_working_day_keeps_the_hour_over_a_change_of_the_clocks():
    friday = datetime(2026, 10, 23, 9, 0, tzinfo=ZONE)

    at = instant_of(
        Rung(Clock.CLAIM, 1, Target.TEAM_LEAD, days=1), Span(Clock.CLAIM, friday), add_working_days
    )

    assert at == datetime(2026, 10, 26, 8, 0, tzinfo=UTC)


def test_a_share_counts_elapsed_time_over_a_change_of_the_clocks():
    begin, due = datetime(2026, 10, 24, 12, 0, tzinfo=ZONE), datetime(2026, 10, 25, 12, 0, tzinfo=ZONE)

    at = instant_of(
        Rung(Clock.AGREED, 1, Target.CLERK, share=50), Span(Clock.AGREED, begin, due), add_working_days
    )

    assert at == datetime(2026, 10, 24, 22, 30, tzinfo=UTC)  # half of 25 hours


def test_reached_and_next_divide_the_ladder_at_now():
    now = datetime(2026, 12, 3, 9, 0, tzinfo=ZONE)

    levels = [
        (one.rung.clock, one.rung.level) for one in reached(DEFAULT, [AGREED, CLAIM], now, add_working_days)
    ]
    following = next_rung(DEFAULT, [AGREED, CLAIM], now, add_working_days)

    assert levels == [(Clock.AGREED, 1), (Clock.AGREED, 2), (Clock.AGREED, 3), (Clock.CLAIM, 1)]
    assert following is not None
    assert (following.rung.level, following.anchor) == (4, DUE)


def test_behind_the_last_rung_nothing_comes():
    assert next_rung(DEFAULT, [AGREED], DUE + timedelta(days=60), add_working_days) is None


def test_a_reminder_that_had_passed_when_the_time_was_changed_is_left_out():
    changed = Span(Clock.AGREED, BEGIN, DUE, since=datetime(2026, 11, 30, 9, 0, tzinfo=ZONE))

    levels = [one.rung.level for one in reached(DEFAULT, [changed], DUE, add_working_days)]

    assert levels == [2, 3]


def test_what_is_overdue_when_it_is_changed_is_not_left_out():
    changed = Span(Clock.AGREED, BEGIN, DUE, since=DUE + timedelta(days=1))

    levels = [
        one.rung.level for one in reached(DEFAULT, [changed], DUE + timedelta(days=1), add_working_days)
    ]

    assert levels == [3]


def test_a_time_that_was_over_before_it_began_has_reached_its_due_rung_at_once():
    late = Span(Clock.AGREED, BEGIN, BEGIN - timedelta(days=2))

    assert instant_of(Rung(Clock.AGREED, 3, Target.TEAM_LEAD, share=100), late, add_working_days) == BEGIN


@pytest.mark.parametrize("day", [date(2026, 1, 1) + timedelta(days=offset) for offset in range(0, 365, 7)])
def test_the_earliest_instant_is_never_after_the_first_rung(day):
    begin = datetime(day.year, day.month, day.day, 23, 30, tzinfo=ZONE)
    for spans in ([Span(Clock.CLAIM, begin)], [Span(Clock.AGREED, begin, begin + timedelta(days=9))]):
        soonest = earliest(DEFAULT, spans)
        first = next_rung(DEFAULT, spans, begin, add_working_days)

        assert soonest is not None
        assert first is not None
        assert begin < soonest <= first.at


def test_without_rungs_there_is_nothing_to_wait_for():
    assert earliest(ladder_of((Entry(1, Clock.CLAIM, off=True),)), [CLAIM]) is None


def test_a_rung_until_somebody_claims_that_names_no_days_is_reached_at_once():
    rung = Rung(Clock.CLAIM, 2, Target.CASE_LEAD)

    assert instant_of(rung, CLAIM, add_working_days) == BEGIN


def test_a_referral_nobody_has_claimed_is_first_told_to_whoever_leads_the_case():
    assert address(Target.TEAM_LEAD, House(own=False), Clock.CLAIM) is Target.CASE_LEAD
    assert address(Target.TEAM_LEAD, House(own=True), Clock.CLAIM) is Target.TEAM_LEAD
