"""What steps are given is kept as it was given, for courses that are made again; a year after the end it is gone."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import SYSTEM, Forbidden, Invalid, commands, retention
from engine.execution import codec, sight
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


def test_what_an_operator_does_not_want_kept_is_not_kept_and_what_was_kept_goes(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    going_on = story.world.open("p", {"betrag": 8})
    monkeypatch.setenv("LAUFWEG_STEP_INPUT_DAYS", "0")
    going_on.complete("fragen", {"betrag": 6})

    with story.world.engine.begin(SYSTEM) as tx:
        given = [bytes(row.given) for row in tx.execute(step_input.STEP_INPUT.select())]
        assert not any(codec.load_variables(one) == {"betrag": Decimal(6)} for one in given)
        more = commands.recorded.forget(tx)
        left = tx.execute(step_input.STEP_INPUT.select()).all()

    assert given
    assert (more, left) == (False, [])
    assert going_on.complete("fragen", {"betrag": 3}).has_ended_at("end")


@pytest.mark.parametrize(("days", "kept"), [(29, True), (31, False)])
def test_it_is_kept_as_long_as_an_operator_says(
    story: Story, monkeypatch: pytest.MonkeyPatch, days: int, kept: bool
) -> None:
    monkeypatch.setenv("LAUFWEG_STEP_INPUT_DAYS", "30")
    story.world.clock.moment += timedelta(days=days)

    with story.world.engine.begin(SYSTEM) as tx:
        commands.recorded.forget(tx)
        left = tx.execute(step_input.STEP_INPUT.select()).all()

    assert bool(left) is kept


@pytest.mark.parametrize("said", ["-1", "3651", "ein Jahr", "1.5", "²"])
def test_a_time_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(Invalid, match="LAUFWEG_STEP_INPUT_DAYS"):
        retention.step_inputs({"LAUFWEG_STEP_INPUT_DAYS": said})


def test_with_the_case_what_its_steps_were_given_is_erased_and_nobody_elses(story: Story) -> None:
    """The statement that docs/operations.md tells whoever erases a person."""
    other = story.world.open("p", {"betrag": 1})
    said = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    (statement,) = re.findall(r"^    (DELETE FROM step_input .*);$", said, re.MULTILINE)

    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(text(statement.replace("'KIM-2026-000001'", ":reference")), {"reference": story.reference})
        left = {row.case_id for row in tx.execute(step_input.STEP_INPUT.select())}
        wanted = case.by_reference(tx, other.reference).id

    assert left == {wanted}
