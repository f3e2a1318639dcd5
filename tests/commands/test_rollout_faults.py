"""A worker killed in the middle of a batch leaves every case whole; `python -m tests.faults rollout` kills forty."""

from __future__ import annotations

import pytest

from engine.testing import World
from tests.faults import rollout


@pytest.mark.slow
def test_two_workers_of_which_one_is_killed_again_and_again_move_every_case_once(world: World) -> None:
    found = rollout.run(world, kills=3, cases=250)

    assert found.wrong == ()
    assert (found.kills, found.cases) == (3, 250)
    assert found.within >= 1
