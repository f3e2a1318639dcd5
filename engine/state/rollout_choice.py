"""Cases that are chosen for a rollout once more, or no more (`rollout` draws the machine)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, update

from engine.state.rollout import HAS_STAYED, ROLLOUT_CASE, CaseTurn
from engine.transaction import Transaction


def choose_anew(tx: Transaction, rollout_id: int, cases: Sequence[int], stage: int) -> int:
    """Let those of the cases that were put back, or in which nothing was left to do, have another turn in a stage;
    returns how many.
    """
    changed = tx.execute(
        update(ROLLOUT_CASE)
        .where(
            ROLLOUT_CASE.c.rollout_id == rollout_id,
            ROLLOUT_CASE.c.case_id.in_(list(cases)),
            ROLLOUT_CASE.c.state.in_((CaseTurn.UNDONE, CaseTurn.GONE)),
        )
        .values(state=CaseTurn.DUE, stage=stage, batch_id=None, tries=0, moved_at=None)
    )
    return changed.rowcount


def leave_out(tx: Transaction, rollout_id: int, cases: Sequence[int]) -> int:
    """Let cases take no part any more that have had no turn; returns how many did."""
    gone = tx.execute(
        delete(ROLLOUT_CASE).where(
            ROLLOUT_CASE.c.rollout_id == rollout_id,
            ROLLOUT_CASE.c.case_id.in_(list(cases)),
            ROLLOUT_CASE.c.state == CaseTurn.DUE,
            ROLLOUT_CASE.c.batch_id.is_(None),
            ~HAS_STAYED,
        )
    )
    return gone.rowcount
