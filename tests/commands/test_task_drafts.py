"""Drafts: whose they are, which window is newer, what becomes of them when the task is closed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import SYSTEM, Conflict, commands, queries
from engine.testing import Story, World
from engine.testing import models as m

FORM = b"""{"type": "default", "id": "f", "components": [
  {"type": "textfield", "id": "A", "key": "a", "label": "A"}]}"""
FILES = {
    "p.bpmn": m.process(
        "p",
        m.start(),
        m.user_task("tun", form="f"),
        m.end(),
        m.boundary("weg", "tun", m.message("weg")),
        m.flow("start", "tun"),
        m.flow("tun", "end"),
        m.flow("weg", "end"),
        messages={"weg": "=aktenzeichen"},
    ),
    "f.form": FORM,
}
TYPED = {"a": ["getippt"]}


@pytest.fixture
def story(world: World) -> Story:
    """A task that Ada has."""
    story = world.start(FILES)
    row = story.task("tun")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return story


def _save(world: World, story: Story, who: str = "ada", seen: int | None = None, **typed: str):
    row = story.task("tun")
    with world.engine.begin(world.people[who]) as tx:
        return commands.task.save_draft(
            tx,
            row.id,
            row.revision,
            {key: [value] for key, value in (typed or {"a": "getippt"}).items()},
            seen,
        )


def _draft(world: World, task: int, who: str):
    with world.engine.begin(world.people[who]) as tx:
        return queries.inbox.show(tx, task).draft


def test_the_first_draft_is_a_new_revision_and_those_after_it_are_not(world: World, story: Story) -> None:
    before = story.task("tun").revision

    first, second = _save(world, story), _save(world, story)

    assert (first.revision, second.revision) == (before + 1, before + 1)
    assert (first.number, second.number) == (1, 2)


def test_a_window_that_has_not_seen_the_newest_draft_neither_saves_nor_completes(
    world: World, story: Story
) -> None:
    _save(world, story, seen=0)
    row = story.task("tun")

    with pytest.raises(Conflict, match="another window"):
        _save(world, story, seen=0, a="anders")
    with world.engine.begin(world.people["ada"]) as tx, pytest.raises(Conflict, match="another window"):
        commands.task.complete(tx, row.id, row.revision, {"a": "anders"}, 0)

    assert _draft(world, row.id, "ada") == TYPED
    assert _save(world, story, seen=1, a="anders").number == 2


def test_draft_goes_with_the_task_its_author_completes(world: World, story: Story) -> None:
    _save(world, story)
    row = story.task("tun")

    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.complete(tx, row.id, row.revision, {"a": "fertig"}, 1)

    assert _draft(world, row.id, "ada") is None


def test_draft_of_a_task_somebody_else_completes_stays_for_its_author_alone(
    world: World, story: Story
) -> None:
    _save(world, story)
    row = story.task("tun")
    with world.engine.begin(world.people["lea"]) as tx:
        commands.task.assign(tx, row.id, row.revision, world.people["ben"].account)

    with world.engine.begin(world.people["ben"]) as tx:
        commands.task.complete(tx, row.id, row.revision + 1, {"a": "fertig"})

    assert _draft(world, row.id, "ada") == TYPED
    assert _draft(world, row.id, "ben") is None
    assert _draft(world, row.id, "lea") is None


def test_draft_of_a_task_that_goes_with_the_process_stays_for_its_author(world: World, story: Story) -> None:
    _save(world, story)
    row = story.task("tun")

    story.send("weg")

    assert _draft(world, row.id, "ada") == TYPED


def test_draft_in_vain_is_forgotten_after_thirty_days(world: World, story: Story) -> None:
    _save(world, story)
    row = story.task("tun")
    story.send("weg")
    for days, kept in ((29, TYPED), (2, None)):
        world.clock.advance(timedelta(days=days))

        with world.engine.begin(SYSTEM) as tx:
            assert commands.inbox.forget_drafts(tx) is False

        assert _draft(world, row.id, "ada") == kept
