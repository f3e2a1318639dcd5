"""Another Land for an authority: what was computed stays, the cases it meets say what is to be checked, and when."""

from __future__ import annotations

from datetime import date

import pytest

from engine import SYSTEM, commands, queries
from engine.clock import ZONE
from engine.execution.amendment import Effective
from engine.queries.calendar import MovedDays
from engine.state import authority
from engine.testing import Story, World
from engine.testing import models as m

#: Epiphany is a holiday in Saxony-Anhalt and none in North Rhine-Westphalia
EPIPHANY = date(2027, 1, 6)
TODAY = date(2026, 11, 23)


@pytest.fixture
def story(world: World) -> Story:
    """A task whose legal deadline ends on Epiphany."""
    law = m.properties(rechtsfrist='=frist(date("2026-12-06"), duration("P1M"))')
    flows = m.flow("start", "a"), m.flow("a", "end")
    return world.start({"p.bpmn": m.process("p", m.start(), m.user_task("a", extra=law), m.end(), *flows)})


def _change(world: World, land: str, on: date = TODAY) -> None:
    with world.engine.begin(world.people["adam"]) as tx:
        revision = authority.get(tx, world.here).revision
        when = Effective(on, "Sitz verlegt")
        commands.register.change_authority(tx, world.here, revision, {"land": land}, when)


def _preview(world: World, land: str, on: date = TODAY) -> MovedDays:
    with world.engine.begin(world.people["adam"]) as tx:
        before = queries.calendar.of(tx, world.here)
        with tx.trial():
            revision = authority.get(tx, world.here).revision
            number = commands.register.change_authority(
                tx, world.here, revision, {"land": land}, Effective(on, "Sitz verlegt")
            )
            commands.register.preview(tx, number)
            return queries.calendar.moved(tx, world.here, before, on)


def _legal(story: Story) -> date:
    due = story.task("a").legal_due
    assert due is not None
    return due.astimezone(ZONE).date()


def _said(story: Story) -> list[str]:
    with story.world.engine.begin(SYSTEM) as tx:
        history = queries.inbox.beside(tx, queries.inbox.show(tx, story.task("a").id)).history
    return [one.text for one in history if "Feiertage am Ort" in one.text]


def test_the_preview_names_the_deadlines_that_other_holidays_meet(world: World, story: Story) -> None:
    found = _preview(world, "ST")

    assert [(one.case_reference, one.day, one.would_be) for one in found.legal] == [
        (story.reference, EPIPHANY, date(2027, 1, 7))
    ]
    assert _said(story) == []


def test_what_ends_before_the_change_holds_is_not_met(world: World, story: Story) -> None:
    assert _preview(world, "ST", date(2027, 1, 7)).total == 0


def test_a_deadline_stays_and_its_case_says_that_it_is_to_be_checked(world: World, story: Story) -> None:
    _change(world, "ST")
    world.work_off()

    assert _legal(story) == EPIPHANY
    assert _said(story) == [
        "Feiertage am Ort geändert („Land ST statt NW“). Die gesetzliche Frist von „a“ bleibt am 06.01.2027; neu "
        "gerechnet endete sie am 07.01.2027. Prüfen. Grund: Sitz verlegt"
    ]


def test_it_is_said_on_the_day_the_change_holds_from_and_once(world: World, story: Story) -> None:
    _change(world, "ST", date(2026, 12, 1))
    world.work_off()
    before = _said(story)
    world.clock.moment = world.clock.moment.replace(month=12, day=1)
    for _ in range(2):
        with world.engine.begin(SYSTEM) as tx:
            commands.register.enqueue_due(tx)
        world.work_off()

    assert before == []
    assert len(_said(story)) == 1


def test_a_land_with_the_same_holidays_there_meets_nothing(world: World, story: Story) -> None:
    assert _preview(world, "RP").total == 0
