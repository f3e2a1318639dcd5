"""Closures of the competent authority: agreed times in working days wait for it, the law does not."""

from __future__ import annotations

from datetime import date

import pytest

from engine import SYSTEM, commands
from engine.clock import ZONE
from engine.commands.calendar import Closing
from engine.testing import World
from engine.testing import models as m

#: today is Monday, 23.11.2026; the authority is closed on Wednesday and Thursday
CLOSED = Closing(date(2026, 11, 25), date(2026, 11, 26), "Umzug")


@pytest.mark.parametrize(
    ("due", "agreed", "legal"),
    [
        # Tuesday, Friday, Monday: two days are closed
        ("=werktage(today(), 3)", date(2026, 11, 30), None),
        # somebody names the Land: then it is the Land's calendar
        ('=werktage(today(), 3, "NW")', date(2026, 11, 26), None),
        # the law: two days, which end in the closure all the same
        ('=frist(date("2026-11-23"), duration("P2D"))', None, date(2026, 11, 25)),
        # working days inside a computation of the law are those of the law
        ('=frist(werktage(date("2026-11-23"), 1), duration("P1D"))', None, date(2026, 11, 25)),
        ('=frist(werktage(date("2026-11-23"), 2), duration("P1D"))', None, date(2026, 11, 26)),
    ],
)
def test_an_agreed_time_waits_for_the_authority_and_the_law_does_not(
    world: World, due: str, agreed: date | None, legal: date | None
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        commands.calendar.enter_closure(tx, [world.here], CLOSED)
    model = m.process(
        "antrag",
        m.start(),
        m.user_task("pruefen", due=due),
        m.end(),
        m.flow("start", "pruefen"),
        m.flow("pruefen", "end"),
    )

    row = world.start({"antrag.bpmn": model}).task("pruefen")

    days = [one and one.astimezone(ZONE).date() for one in (row.agreed_due, row.legal_due)]
    assert days == [agreed, legal]
    named = any("Umzug 25.11." in step for step in row.agreed_steps)
    assert named == (agreed == date(2026, 11, 30))


def test_the_closure_of_another_authority_is_no_reason_to_wait(world: World) -> None:
    with world.engine.begin(SYSTEM) as tx:
        commands.calendar.enter_closure(tx, [world.elsewhere], CLOSED)
    model = m.process(
        "antrag",
        m.start(),
        m.user_task("pruefen", due="=werktage(today(), 3)"),
        m.end(),
        m.flow("start", "pruefen"),
        m.flow("pruefen", "end"),
    )

    row = world.start({"antrag.bpmn": model}).task("pruefen")

    assert row.agreed_due is not None
    assert row.agreed_due.astimezone(ZONE).date() == date(2026, 11, 26)
