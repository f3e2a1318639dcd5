"""Cases of a rollout that stay and are settled together: by whom, why, and which were passed over.

settlement: made ──take back──▶ undone      a case that was opened again or has had another turn since stays as it is
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Integer, Table, Text, UniqueConstraint, func, insert, select, update
from sqlalchemy.dialects.postgresql import JSONB

from engine.errors import NotFound
from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, any_of, identity, instant, reference
from engine.state.rollout import ROLLOUT_CASE, STAYED
from engine.transaction import Transaction


class PassedOver(StrEnum):
    """Why a case was not settled: somebody else has, it has another turn, or it does not stay any more."""

    SETTLED = "settled"
    AGAIN = "again"
    GONE = "gone"


ROLLOUT_SETTLEMENT = Table(
    "rollout_settlement",
    METADATA,
    identity(),
    reference("rollout_id", "rollout"),
    #: of the form that was sent: sent twice it is done once
    Column("submission", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("count", Integer, nullable=False),
    #: by turn of a case why it was passed over
    Column("passed_over", JSONB, nullable=False),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    instant("undone_at", nullable=True),
    reference("undone_by", "account", nullable=True),
    UniqueConstraint("rollout_id", "submission"),
)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What was settled together, and whether that was taken back."""

    id: int
    rollout_id: int
    reason: str
    count: int
    passed_over: Mapping[int, PassedOver]
    at: datetime
    by: str
    undone_at: datetime | None


def submitted(tx: Transaction, rollout_id: int, submission: str) -> int | None:
    """The settlement a form has made when it is sent again."""
    table = ROLLOUT_SETTLEMENT.c
    found = select(table.id).where(table.rollout_id == rollout_id, table.submission == submission)
    number: int | None = tx.execute(found).scalar()
    return number


def get(tx: Transaction, rollout_id: int, number: int) -> Settlement:
    """One settlement of the rollout, or NotFound."""
    table = ROLLOUT_SETTLEMENT.c
    row = tx.execute(
        select(ROLLOUT_SETTLEMENT, func.coalesce(ACCOUNT.c.name, "Laufweg").label("by"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == table.actor_id)
        .where(table.id == number, table.rollout_id == rollout_id)
    ).first()
    if row is None:
        raise NotFound(f"Expected to find settlement {number}, but there is none")
    passed = {int(one): PassedOver(why) for one, why in row.passed_over.items()}
    return Settlement(
        row.id, row.rollout_id, row.reason, row._mapping["count"], passed, row.at, row.by, row.undone_at
    )


def of_turns(tx: Transaction, rollout_id: int, numbers: Collection[int]) -> Mapping[int, PassedOver | None]:
    """By turn of these of the rollout, locked, why it cannot be settled; None where it can."""
    rows = tx.execute(
        select(ROLLOUT_CASE.c.id, ROLLOUT_CASE.c.state, ROLLOUT_CASE.c.settled_at)
        .where(ROLLOUT_CASE.c.rollout_id == rollout_id, ROLLOUT_CASE.c.id == any_of(numbers))
        .order_by(ROLLOUT_CASE.c.id)
        .with_for_update(key_share=True)
    )
    return {row.id: _why_not(row) for row in rows}


def _why_not(row: Any) -> PassedOver | None:  # a row of `of_turns`
    if row.state in STAYED:
        return None if row.settled_at is None else PassedOver.SETTLED
    return PassedOver.AGAIN if row.state == "due" else PassedOver.GONE


def open_turns(tx: Transaction, rollout_id: int, most: int) -> list[int]:
    """The turns that are to be settled, the first `most`."""
    return list(
        tx.execute(
            select(ROLLOUT_CASE.c.id)
            .where(
                ROLLOUT_CASE.c.rollout_id == rollout_id,
                ROLLOUT_CASE.c.state.in_(STAYED),
                ROLLOUT_CASE.c.settled_at.is_(None),
            )
            .order_by(ROLLOUT_CASE.c.id)
            .limit(most)
        ).scalars()
    )


def settle(
    tx: Transaction,
    rollout_id: int,
    submission: str,
    reason: str,
    numbers: Sequence[int],
    passed_over: Mapping[int, PassedOver],
) -> tuple[int, list[int]]:
    """Settle locked turns together; returns the number of that, and the cases."""
    made = tx.insert(
        insert(ROLLOUT_SETTLEMENT).values(
            rollout_id=rollout_id,
            submission=submission,
            reason=reason,
            count=len(numbers),
            passed_over={str(one): why.value for one, why in passed_over.items()},
            at=tx.now,
            actor_id=tx.actor.account,
        )
    )
    cases = tx.execute(
        update(ROLLOUT_CASE)
        .where(ROLLOUT_CASE.c.id == any_of(numbers))
        .values(settled_at=tx.now, settled_by=tx.actor.account, settlement_id=made)
        .returning(ROLLOUT_CASE.c.case_id)
    ).scalars()
    return made, sorted(cases)


def undo(tx: Transaction, number: int) -> list[int] | None:
    """Open again what was settled together and is still; returns the cases, None when it was taken back before."""
    table = ROLLOUT_SETTLEMENT.c
    changed = tx.execute(
        update(ROLLOUT_SETTLEMENT)
        .where(table.id == number, table.undone_at.is_(None))
        .values(undone_at=tx.now, undone_by=tx.actor.account)
    )
    if changed.rowcount != 1:
        return None
    return _reopen(tx, ROLLOUT_CASE.c.settlement_id == number)


def reopen(tx: Transaction, rollout_id: int, number: int) -> list[int]:
    """Open one settled turn of the rollout again; its case, none when it is not settled."""
    return _reopen(tx, ROLLOUT_CASE.c.id == number, ROLLOUT_CASE.c.rollout_id == rollout_id)


def _reopen(tx: Transaction, *which: Any) -> list[int]:  # conditions of SQLAlchemy
    cases = tx.execute(
        update(ROLLOUT_CASE)
        .where(*which, ROLLOUT_CASE.c.state.in_(STAYED), ROLLOUT_CASE.c.settled_at.is_not(None))
        .values(settled_at=None, settled_by=None, settlement_id=None)
        .returning(ROLLOUT_CASE.c.case_id)
    ).scalars()
    return sorted(cases)
