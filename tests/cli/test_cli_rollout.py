"""`laufweg rollout`: listed, shown, held, let go on and undone from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result

from engine.state.rollout import BatchState, CaseTurn, RolloutState
from engine.testing import World
from engine.testing import models as m
from tests.steering.rolling import Rolling

OLD = {"p.bpmn": m.tasks("p", "a", "b")}
NEW = {"p.bpmn": m.tasks("p", "a", "b", "c")}


@pytest.fixture
def rolling(world: World, monkeypatch: pytest.MonkeyPatch) -> Rolling:
    """Twelve cases, of which one has followed; each stage waits for somebody."""
    monkeypatch.setenv("LAUFWEG_DATABASE_URL", world.engine.url)
    return Rolling.build(world, OLD, NEW, 12).run(by_hand=True)


def test_stages_are_begun_held_and_resumed(run: Callable[..., Result], rolling: Rolling) -> None:
    assert run("rollout", "resume", "1").exit_code == 1
    assert run("rollout", "start", "1", "--as", "stefan").exit_code == 1

    assert run("rollout", "start", "1", "--as", "olga").stdout == "1: running\n"
    assert run("rollout", "pause", "1").stdout == "1: paused\n"
    assert "but the rollout of proposal 1 is paused" in run("rollout", "start", "1").output
    assert run("rollout", "resume", "1").stdout == "1: running\n"
    rolling.world.work_off()

    assert (rolling.row().state, rolling.turns()) == (RolloutState.DONE, {CaseTurn.MOVED: 12})


def test_it_is_listed_and_shown(run: Callable[..., Result], rolling: Rolling) -> None:
    listed = run("rollout", "list").stdout
    (found,) = json.loads(run("rollout", "list", "--json").stdout)
    shown = run("rollout", "show", "1").stdout

    assert "1/12" in listed
    assert (found["moved"], found["total"], found["row"]["state"]) == (1, 12, "waiting")
    assert [line.split()[:3] for line in shown.splitlines() if "%" in line] == [
        ["1", "1", "%"],
        ["2", "10", "%"],
        ["3", "100", "%"],
    ]
    assert run("rollout", "show", "9").exit_code == 1


def test_a_batch_or_a_whole_stage_is_undone(run: Callable[..., Result], rolling: Rolling) -> None:
    why = ("--reason", "Fehler in der Fassung")
    assert run("rollout", "undo", "1", *why).exit_code == 1
    assert "Expected to find batch 5" in run("rollout", "undo", "1", "--batch", "5", *why).output

    assert "1 batch is put back" in run("rollout", "undo", "1", "--batch", "1", *why).stdout
    rolling.world.work_off()
    rolling.do("set_terms", 5, by_hand=False)
    assert run("rollout", "start", "1").exit_code == 0
    rolling.world.work_off()
    assert "1 batch is put back" in run("rollout", "undo", "1", "--stage", "3", *why).stdout
    rolling.world.work_off()

    assert rolling.turns() == {CaseTurn.UNDONE: 12}
    assert [one.state for one in rolling.batches()] == [BatchState.UNDONE, BatchState.UNDONE]
