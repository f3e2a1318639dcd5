"""Ladders over the nights on which the clock is changed: each rung once, at the hour people read on the wall."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.clock import ZONE
from engine.testing import Story, World
from engine.testing import models as m

#: Sunday 25 October 2026, 03:00 becomes 02:00; Sunday 28 March 2027, 02:00 becomes 03:00
CHANGES = ("2026-10-25", "2027-03-28")
HOUR = timedelta(hours=1)


def _start(world: World, begin: str, due: str) -> Story:
    world.clock.moment = datetime.fromisoformat(begin).replace(tzinfo=ZONE)
    task = m.user_task("a", group="auslaenderbehoerde", due=due)
    return world.start(
        {"p.bpmn": m.process("p", m.start(), task, m.end(), m.flow("start", "a"), m.flow("a", "end"))}
    )


def _claim(story: Story) -> None:
    row = story.task("a")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)


def _hour_by_hour(world: World, until: str) -> list[tuple[Any, ...]]:
    """Let the worker look every hour until then; when which rung was told, by the wall clock."""
    end = datetime.fromisoformat(until).replace(tzinfo=ZONE)
    while world.clock.moment.timestamp() < end.timestamp():
        world.clock.moment = datetime.fromtimestamp(world.clock.moment.timestamp() + 3600, ZONE)
        world.climb()
    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text("SELECT kind, level, at FROM escalation ORDER BY at, id")).all()
    return [(kind, level, f"{at.astimezone(ZONE):%m-%d %H:%M}") for kind, level, at in rows]


def _anchors(world: World) -> list[datetime]:
    with world.engine.begin(SYSTEM) as tx:
        return list(tx.execute(text("SELECT DISTINCT anchor_at FROM escalation")).scalars())


@pytest.mark.parametrize(
    ("begin", "told"),
    [
        # Friday 10:00 and three working days are Wednesday 10:00 by the wall, an hour more or less in truth
        ("2026-10-23 10:00", "10-28 10:00"),
        ("2027-03-19 10:00", "03-24 10:00"),
        ("2027-03-24 10:00", "03-31 10:00"),  # Good Friday and Easter Monday lie between
    ],
)
def test_a_task_nobody_takes_is_told_at_the_same_hour_of_the_wall(
    world: World, begin: str, told: str
) -> None:
    _start(world, begin, "")

    assert _hour_by_hour(world, f"{begin[:4]}-{told[:5]} 23:00") == [("uebernahme", 1, told)]


@pytest.mark.parametrize(
    ("begin", "due", "told"),
    [
        # Saturday 12:00 to Sunday 12:00 are 25 hours in October: half of it is half past midnight, seen at one
        (
            "2026-10-24 12:00",
            "2026-10-25T12:00:00+01:00",
            [
                ("vereinbart", 1, "10-25 01:00"),
                ("vereinbart", 2, "10-25 07:00"),
                ("vereinbart", 3, "10-25 12:00"),
            ],
        ),
        # and 23 hours in March
        (
            "2027-03-27 12:00",
            "2027-03-28T12:00:00+02:00",
            [
                ("vereinbart", 1, "03-28 00:00"),
                ("vereinbart", 2, "03-28 08:00"),
                ("vereinbart", 3, "03-28 12:00"),
            ],
        ),
    ],
)
def test_each_rung_is_told_once_over_the_night_of_a_change(
    world: World, begin: str, due: str, told: list[tuple[Any, ...]]
) -> None:
    _claim(_start(world, begin, f'=date and time("{due}")'))

    assert _hour_by_hour(world, f"{begin[:8]}28 20:00") == told


@pytest.mark.parametrize(
    ("begin", "due", "last"),
    [
        # due in the hour that October shows twice: once in summer time and once in winter time
        ("2026-10-24 12:00", "2026-10-25T02:30:00+02:00", "10-25 02:00"),
        ("2026-10-24 12:00", "2026-10-25T02:30:00+01:00", "10-25 03:00"),
        # due when March has gone on: 02:30 is none, the day ends an hour earlier
        ("2027-03-27 12:00", "2027-03-28T03:30:00+02:00", "03-28 04:00"),
    ],
)
def test_a_due_instant_in_the_hour_of_the_change_is_told_when_it_has_come(
    world: World, begin: str, due: str, last: str
) -> None:
    _claim(_start(world, begin, f'=date and time("{due}")'))

    told = _hour_by_hour(world, f"{begin[:8]}28 12:00")

    assert [(kind, level) for kind, level, _ in told] == [("vereinbart", level) for level in (1, 2, 3)]
    assert told[-1][2] == last
    assert _anchors(world) == [datetime.fromisoformat(due)]


@pytest.mark.parametrize("day", CHANGES)
def test_an_outage_over_the_change_tells_the_highest_rung_once(world: World, day: str) -> None:
    change = datetime.fromisoformat(f"{day} 12:00").replace(tzinfo=ZONE)
    begin = (change - timedelta(days=8)).replace(tzinfo=None).isoformat(sep=" ")
    _claim(_start(world, begin, f'=date and time("{change.isoformat()}")'))
    world.clock.moment = change + HOUR
    for _ in range(3):
        world.climb()

    with world.engine.begin(SYSTEM) as tx:
        rows = tx.execute(text("SELECT kind, level FROM escalation")).all()
    assert [tuple(row) for row in rows] == [("vereinbart", 3)]
