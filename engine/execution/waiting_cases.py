"""Cases that wait for their next phase to follow into another version, and come into it."""

from __future__ import annotations

from collections.abc import Collection

from engine import jobs
from engine.state import rollout_case
from engine.transaction import Transaction


def follow(tx: Transaction, cases: Collection[int]) -> None:
    """Let those of the cases that wait have their turn right after the commit."""
    turns = [number for one in sorted(cases) for number in rollout_case.waiting(tx, one)]
    if turns:
        jobs.defer(tx, jobs.FOLLOW_PHASE, [{"number": number} for number in turns])
