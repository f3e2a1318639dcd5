"""The coordination of a place: whoever must find somebody when nobody is competent for a task or there."""

from __future__ import annotations

from engine.competence import Competent
from engine.state import register
from engine.transaction import Transaction


def coordination(tx: Transaction, ags: str) -> int | None:
    """The authority that coordinates at the place today; None when there is none."""
    found = register.snapshot(tx)
    answer = found.ask("kim_koordination", ags, tx.today)
    return found.ids[answer.authority] if isinstance(answer, Competent) else None
