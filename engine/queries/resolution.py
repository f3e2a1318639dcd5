"""The book of resolutions: each with what it says, and whether it still is what two have signed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine.actor import Action
from engine.queries import resolution_proof
from engine.queries.resolution_proof import Doubt, LostResolution
from engine.state import resolution
from engine.state.resolution import ResolutionRow
from engine.transaction import Transaction

__all__ = ["Book", "ChainedResolution", "Doubt", "LostResolution", "book", "chained", "of_proposal"]


@dataclass(frozen=True, slots=True)
class ChainedResolution:
    """One resolution with its text as it was hashed; `doubts`: what of it and its effects is not as it was signed."""

    row: ResolutionRow
    content: Mapping[str, Any]
    doubts: tuple[Doubt, ...]

    @property
    def holds(self) -> bool:
        """Everything is as it was signed."""
        return not self.doubts


@dataclass(frozen=True, slots=True)
class Book:
    """Every resolution, the newest first, and those that were recorded and are no longer there."""

    resolutions: tuple[ChainedResolution, ...]
    lost: tuple[LostResolution, ...]


def book(tx: Transaction) -> Book:
    """Every resolution, compared with its digest, the one before it and what it has brought about."""
    tx.actor.must(Action.READ_MODEL)
    rows = resolution.everything(tx)
    return Book(tuple(reversed(chained(tx, rows))), resolution_proof.lost(tx, rows))


def of_proposal(tx: Transaction, proposal_id: int) -> tuple[ChainedResolution, ...]:
    """What was resolved about one proposal, the newest first."""
    tx.actor.must(Action.READ_MODEL)
    return tuple(reversed(chained(tx, resolution.everything(tx), proposal_id)))


def chained(
    tx: Transaction, rows: tuple[ResolutionRow, ...], proposal_id: int | None = None
) -> tuple[ChainedResolution, ...]:
    """Of all resolutions in the order of the chain every one, or those about a proposal."""
    said = [(row, json.loads(row.content)) for row in rows]
    doubts = resolution_proof.doubts(tx, said, proposal_id)
    return tuple(ChainedResolution(row, content, doubts[row.id]) for row, content in said if row.id in doubts)
