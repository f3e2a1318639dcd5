"""What a rollout came to: how many cases follow, stay and were put back, why, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from engine.actor import Action
from engine.queries import rollout, rollout_batches, rollout_reasons
from engine.queries.rollout import StagedRollout
from engine.queries.rollout_batches import BatchLine
from engine.queries.rollout_reasons import ReasonCount
from engine.state import proposal, rollout_batch
from engine.state.case import CASE, taking_part
from engine.state.rollout import (
    OVER,
    ROLLOUT_BATCH,
    ROLLOUT_CASE,
    STAYED,
    BatchState,
    CaseTurn,
    Left,
)
from engine.transaction import Transaction

_BACK: Final = (BatchState.UNDONE, BatchState.UNDOING)


@dataclass(frozen=True, slots=True)
class Report(StagedRollout):
    """The whole as it stands. `per_minute` is over all batches, None before one has ended; `ended_because` is what was
    said when somebody gave it up; `undone` are the batches that were put back, in their order.
    """

    reasons: tuple[ReasonCount, ...]
    undone: tuple[BatchLine, ...]
    batches: int
    begun_at: datetime | None
    ended_at: datetime | None
    per_minute: float | None
    ended_because: str
    made_at: datetime

    @property
    def is_final(self) -> bool:
        """Whether nothing more happens of itself."""
        return self.row.state in OVER


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case; its number only for whoever reads the case."""

    id: int
    reference: str | None
    stage: int | None
    batch: int | None
    turn: CaseTurn
    moved_at: datetime | None
    messages: tuple[str, ...]
    left: Left | None
    settled_at: datetime | None


def show(tx: Transaction, proposal_id: int) -> Report:
    """What the rollout of a proposal came to; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    proposed = proposal.get(tx, proposal_id)
    row = rollout.of(tx, proposal_id)
    took = rollout_batch.taken(tx, row.id)
    begun, ended = rollout_batch.span(tx, row.id)
    given_up = [one for one in proposal.events(tx, proposal_id) if one.kind == "rollout_ended"]
    return Report(
        proposed,
        row,
        rollout.stage_lines(tx, row),
        rollout_reasons.counted(tx, row),
        tuple(reversed(rollout_batches.lines(tx, row.id, _BACK))),
        rollout_batches.total(tx, row.id),
        begun,
        ended,
        took.cases / took.seconds * 60 if took.cases and took.seconds else None,
        str(given_up[0].detail.get("reason", "")) if given_up else "",
        tx.now,
    )


def cases(tx: Transaction, proposal_id: int) -> tuple[CaseLine, ...]:
    """Every case that takes part, for a file; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    row = rollout.of(tx, proposal_id)
    readable = taking_part(tx.actor.authorities(Action.READ_CASE))
    rows = tx.execute(
        select(
            ROLLOUT_CASE.c.id,
            CASE.c.reference,
            CASE.c.id.in_(readable).label("readable"),
            ROLLOUT_CASE.c.stage,
            ROLLOUT_BATCH.c.number,
            ROLLOUT_CASE.c.state,
            ROLLOUT_CASE.c.moved_at,
            ROLLOUT_CASE.c.refusals,
            ROLLOUT_CASE.c.left_because,
            ROLLOUT_CASE.c.settled_at,
        )
        .join(CASE, CASE.c.id == ROLLOUT_CASE.c.case_id)
        .outerjoin(ROLLOUT_BATCH, ROLLOUT_BATCH.c.id == ROLLOUT_CASE.c.batch_id)
        .where(ROLLOUT_CASE.c.rollout_id == row.id)
        .order_by(ROLLOUT_CASE.c.id)
    )
    return tuple(_case(tx, row) for row in rows)


def _case(tx: Transaction, one: Any) -> CaseLine:  # a row of `cases`
    turn = CaseTurn(one.state)
    return CaseLine(
        one.id,
        one.reference if one.readable or tx.actor.system else None,
        one.stage,
        one.number,
        turn,
        one.moved_at,
        # one that follows in the end keeps why it stayed before
        tuple(str(said["message"]) for said in one.refusals) if turn in STAYED else (),
        Left(one.left_because) if one.left_because else None,
        one.settled_at,
    )
