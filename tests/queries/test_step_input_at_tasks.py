"""What the forms of completed tasks were given: read for a moment as the engine, and never after it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import func, select

from engine import queries
from engine.actor import SYSTEM
from engine.state.instance import STATE
from engine.state.step_input import STEP_INPUT
from engine.testing import Story, World
from engine.testing import models as m

FORM = json.dumps(
    {
        "type": "default",
        "id": "f",
        "components": [{"type": "textfield", "key": "vermerk", "label": "Vermerk"}],
    }
).encode()


@pytest.fixture
def done(world: World) -> Story:
    line = m.process(
        "p",
        m.start(),
        m.user_task("a", form="f"),
        m.user_task("b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "b"),
        m.flow("b", "end"),
    )
    story = world.start({"p.bpmn": line, "forms/f.form": FORM})
    return story.complete("a", {"vermerk": "So war es."})


def test_what_a_task_was_given_is_told_by_its_step(done: Story) -> None:
    with done.world.engine.begin(done.world.people["ada"]) as tx:
        seen = queries.sight.of_case(tx, 1)
        found = queries.step_input.at_tasks(tx, seen)

    assert [dict(one) for one in found.values()] == [{"vermerk": "So war es."}]


def test_the_wall_stands_again_after_a_look(done: Story) -> None:
    counted = select(func.count()).select_from(STEP_INPUT)
    with done.world.engine.begin(done.world.people["carla"]) as tx:
        before = tx.execute(counted).scalar_one()
        with tx.looking():
            inside = tx.execute(counted).scalar_one()
            with tx.looking():  # inside another one nothing changes
                assert tx.execute(counted).scalar_one() == inside
        after = tx.execute(counted).scalar_one()
        readable = tx.execute(select(func.count()).select_from(STATE)).scalar_one()

    assert (before, after, readable) == (0, 0, 0)
    assert inside > 0


def test_whoever_looks_as_the_engine_stays_it(done: Story) -> None:
    with done.world.engine.begin(SYSTEM) as tx, tx.looking():
        assert tx.execute(select(func.count()).select_from(STEP_INPUT)).scalar_one() > 0
