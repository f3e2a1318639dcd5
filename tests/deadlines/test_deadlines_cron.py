"""Cron lines: five or six fields, on the wall clock of Germany, also when it is changed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from engine.deadlines import Cron, Repetition, read_cycle
from engine.errors import ModelError

BERLIN = ZoneInfo("Europe/Berlin")


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=BERLIN)


def turns(line: str, after: datetime, number: int) -> list[datetime]:
    cron, found = Cron.parse(line), []
    for _ in range(number):
        following = cron.next(after)
        assert following is not None
        found.append(following.astimezone(BERLIN))
        after = following
    return found


def test_a_turn_is_at_nine_before_and_after_the_clock_is_changed():
    assert turns("0 9 * * *", local(2026, 3, 27, 12), 3) == [
        local(2026, 3, 28, 9),
        local(2026, 3, 29, 9),
        local(2026, 3, 30, 9),
    ]
    assert [one.utcoffset().total_seconds() for one in turns("0 9 * * *", local(2026, 3, 27, 12), 2)] == [
        3600,
        7200,
    ]


def test_six_fields_count_from_seconds():
    assert turns("30 0 9 * * MON-FRI", local(2026, 11, 27, 10), 1) == [local(2026, 11, 30, 9, 0, 30)]


def test_the_question_mark_of_spring_stands_for_any_day():
    assert turns("0 0 8 1 * ?", local(2026, 1, 31), 2) == [local(2026, 2, 1, 8), local(2026, 3, 1, 8)]


def test_reads_the_usual_names():
    assert turns("@daily", local(2026, 12, 31, 12), 1) == [local(2027, 1, 1)]


@pytest.mark.parametrize("line", ["", "9", "* * * *", "61 * * * *", "0 0 30 2 *", "a b c d e", "* " * 300])
def test_refuses_what_is_no_cron_line(line):
    with pytest.raises(ModelError):
        Cron.parse(line)


def test_a_cycle_is_either_kind():
    assert isinstance(read_cycle("R3/P1D", local(2026, 1, 1)), Repetition)
    assert isinstance(read_cycle("0 9 * * *", local(2026, 1, 1)), Cron)


@pytest.mark.parametrize("line", ["30 2 * * *", "0 30 2 * * *"])
def test_a_turn_in_the_missing_hour_is_right_after_it_and_one_in_the_doubled_hour_is_once(line: str) -> None:
    assert turns(line, local(2027, 3, 27, 12), 2) == [local(2027, 3, 28, 3), local(2027, 3, 29, 2, 30)]
    assert turns(line, local(2026, 10, 24, 12), 2) == [local(2026, 10, 25, 2, 30), local(2026, 10, 26, 2, 30)]


def test_fixed_seconds_come_after_the_minute_also_when_the_search_begins_between_them() -> None:
    assert turns("30 0 9 * * *", local(2026, 11, 27, 9, 0, 10), 2) == [
        local(2026, 11, 27, 9, 0, 30),
        local(2026, 11, 28, 9, 0, 30),
    ]
