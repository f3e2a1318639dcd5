"""The book of resolutions: each with what it says, and whether the chain of their digests holds."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.actor import Action
from engine.state import resolution
from engine.state.resolution import ResolutionRow
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ChainedResolution:
    """One resolution with its text as it was hashed; `holds`: it and its place in the chain are as they were."""

    row: ResolutionRow
    content: Mapping[str, Any]
    holds: bool


def book(tx: Transaction) -> tuple[ChainedResolution, ...]:
    """Every resolution, the newest first."""
    tx.actor.must(Action.READ_MODEL)
    return tuple(reversed(chained(resolution.everything(tx))))


def of_proposal(tx: Transaction, proposal_id: int) -> tuple[ChainedResolution, ...]:
    """What was resolved about one proposal, the newest first."""
    return tuple(one for one in book(tx) if one.row.proposal_id == proposal_id)


def chained(rows: tuple[ResolutionRow, ...]) -> tuple[ChainedResolution, ...]:
    """The resolutions in the order of the chain, each compared with its digest and with the one before it."""
    found, before = [], ""
    for row in rows:
        content = json.loads(row.content)
        holds = (
            hashlib.sha256(row.content.encode()).hexdigest() == row.digest
            and row.previous == before
            and content.get("previous") == before
        )
        found.append(ChainedResolution(row, content, holds))
        before = row.digest
    return tuple(found)
