"""A worker killed while it climbs loses no rung and tells none twice; `python -m tests.faults` kills two hundred."""

from __future__ import annotations

import pytest

from engine.testing import World
from tests.faults import escalation


@pytest.mark.slow
def test_workers_killed_while_they_climb_lose_nothing_and_double_nothing(world: World) -> None:
    found = escalation.run(world, kills=8)

    assert found.wrong == ()
    assert found.rungs >= found.tasks >= escalation.TASKS
