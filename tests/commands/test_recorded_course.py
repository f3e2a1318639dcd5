"""What steps are given is kept as it was given, for courses that are made again; a year after the end it is gone."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from engine import SYSTEM, Forbidden, commands
from engine.execution import sight
from engine.execution.happened import Course, course
from engine.state import case, step_input
from engine.testing import Story, World
from engine.testing import models as m

FORM = b"""{"type": "default", "id": "f", "schemaVersion": 18, "components": [
  {"type": "number", "key": "betrag", "label": "Betrag", "id": "F_b"}]}"""
#: asked until the amount is small: the second answer overwrites the first
TWICE = {
    "p.bpmn": m.process(
        "p",
        m.start(form="f"),
        m.user_task("fragen", form="f"),
        m.exclusive("reicht", default="ja"),
        m.end(),
        m.flow("start", "fragen"),
        m.flow("fragen", "reicht"),
        m.flow("reicht", "fragen", "=betrag > 5"),
        m.flow("reicht", "end", id_="ja"),
    ),
    "f.form": FORM,
}


def _course(story: Story) -> Course:
    with story.world.engine.begin(SYSTEM) as tx:
        matter = case.by_reference(tx, story.reference)
        return course(tx, sight.of_case(tx, matter.id), story.file().instances[0].id)


@pytest.fixture
def story(world: World) -> Story:
    world.deploy(TWICE)
    return world.open("p", {"betrag": 9}).complete("fragen", {"betrag": 7}).complete("fragen", {"betrag": 3})


def test_each_step_keeps_its_own_values(story: Story) -> None:
    found = _course(story)

    assert found.whole
    assert found.beginning["betrag"] == 9
    assert [one.given for one in found.happened if one.kind == "user_task_completed"] == [
        {"betrag": Decimal(7)},
        {"betrag": Decimal(3)},
    ]


def test_what_was_not_kept_is_taken_from_what_the_case_holds(story: Story) -> None:
    """A case from before inputs were kept."""
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(step_input.STEP_INPUT.delete())

    found = _course(story)

    assert not found.whole
    assert [one.values for one in found.happened if one.kind == "user_task_completed"] == [{"betrag": 3}] * 2


@pytest.mark.parametrize(("days", "kept"), [(364, True), (366, False)])
def test_a_year_after_the_end_nothing_of_it_is_kept(story: Story, days: int, kept: bool) -> None:
    story.world.open("p", {"betrag": 1})
    story.world.clock.moment += timedelta(days=days)

    with story.world.engine.begin(SYSTEM) as tx:
        more = commands.recorded.forget(tx)
        numbers = [one.id for one in story.file().instances]
        found = step_input.of(tx, numbers)
        running = tx.execute(step_input.STEP_INPUT.select()).all()

    assert not more
    assert bool(found) is kept
    assert running


def test_nobody_but_the_engine_forgets(story: Story) -> None:
    with story.world.engine.begin(story.world.people["adam"]) as tx, pytest.raises(Forbidden):
        commands.recorded.forget(tx)
