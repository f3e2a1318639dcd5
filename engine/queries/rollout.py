"""A rollout as people see it: how far each stage is, its batches, and what stays and why. Never what is in a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from engine.actor import Action
from engine.errors import NotFound
from engine.execution import proposals, rollouts
from engine.queries import rollout_batches, rollout_reasons, rollout_staying
from engine.queries.rollout_batches import BatchLine
from engine.queries.rollout_reasons import ReasonLine
from engine.queries.rollout_staying import SettledTogether, StayingCase, StayingPage
from engine.state import proposal, proposal_history, rollout, rollout_batch, rollout_case
from engine.state.proposal import MigrationRule, ProposalRow
from engine.state.rollout import (
    AT_PHASE,
    OVER,
    ROLLOUT,
    ROLLOUT_BATCH,
    ROLLOUT_CASE,
    STAGES,
    STAYED,
    BatchState,
    CaseTurn,
    Left,
    RolloutRow,
    RolloutState,
)
from engine.state.settling import PassedOver
from engine.transaction import Transaction

__all__ = [
    "OVER",
    "BatchLine",
    "BatchState",
    "CaseTurn",
    "Left",
    "Pace",
    "PassedOver",
    "RolloutLine",
    "RolloutState",
    "StayingCase",
    "batch",
    "everything",
    "show",
    "state",
    "staying",
    "together",
]

#: what a page lists, and the batches its pace is measured by
_BATCHES, _MEASURED = 20, 10
#: after so long without a case nobody is at work on a rollout
_SILENT = timedelta(minutes=5)
#: since the last of these it goes on as it does: what was measured before says nothing of now
_BEGUN = ("rollout_begun", "rollout_went_on", "rollout_tried_again", "rollout_batch_again")


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast cases have had their turn since it last went on, and when by that those that follow of themselves will
    have had it; both None as long as no batch since then has ended.

    `stands_since` is when something last came of it, where that is too long ago for any of this to hold.
    """

    per_minute: float | None
    remaining: int
    ends_at: datetime | None
    stands_since: datetime | None


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage up to so many percent of the cases (None where each case follows at its next phase), counted."""

    stage: int
    percent: int | None
    total: int
    counts: Mapping[CaseTurn, int]

    @property
    def done(self) -> int:
        """How many have had their turn."""
        return self.total - self.counts.get(CaseTurn.DUE, 0) - self.counts.get(CaseTurn.WAITING, 0)


@dataclass(frozen=True, slots=True)
class StagedRollout:
    """A rollout in its stages, counted together."""

    proposal: ProposalRow
    row: RolloutRow
    stages: tuple[StageLine, ...]

    @property
    def total(self) -> int:
        """All cases."""
        return sum(one.total for one in self.stages)

    def count(self, *turns: CaseTurn) -> int:
        """How many cases stand so."""
        return sum(one.counts.get(turn, 0) for one in self.stages for turn in turns)

    @property
    def stayed(self) -> int:
        """How many cases stay, to be settled or settled."""
        return self.count(*STAYED)


@dataclass(frozen=True, slots=True)
class RolloutView(StagedRollout):
    """Everything of a rollout, and what the actor may do with it."""

    batches: tuple[BatchLine, ...]
    batches_total: int
    reasons: tuple[ReasonLine, ...]
    staying: StayingPage
    open_cases: int
    pace: Pace | None
    may_steer: bool
    may_choose: bool

    @property
    def done(self) -> int:
        """How many cases have had their turn."""
        return sum(one.done for one in self.stages)

    @property
    def may_undo(self) -> bool:
        """Whether a batch can be undone now."""
        held = self.row.state not in {RolloutState.RUNNING, RolloutState.GATHERING}
        busy = any(one.state in {BatchState.OPEN, BatchState.UNDOING} for one in self.batches)
        return self.may_steer and not busy and (held or self.row.rule is MigrationRule.NEXT_PHASE)

    @property
    def undoable(self) -> tuple[StageLine, ...]:
        """The stages of which cases are moved."""
        return tuple(one for one in self.stages if one.counts.get(CaseTurn.MOVED))

    @property
    def may_try_again(self) -> bool:
        """Whether cases that stay can be given another turn now."""
        state, waits = self.row.state, self.row.rule is MigrationRule.NEXT_PHASE
        resting = {RolloutState.PAUSED, RolloutState.WAITING, RolloutState.STOPPED, RolloutState.DONE}
        return state in resting or (waits and state is RolloutState.RUNNING)

    @property
    def is_busy(self) -> bool:
        """Whether the worker is at it, so that the page is soon another one."""
        return self.row.state in {RolloutState.RUNNING, RolloutState.GATHERING} or any(
            one.state is BatchState.UNDOING for one in self.batches
        )


@dataclass(frozen=True, slots=True)
class RolloutLine:
    """One rollout in a list, and how many of its cases have followed."""

    proposal: ProposalRow
    row: RolloutRow
    total: int
    moved: int
    stayed: int


def everything(tx: Transaction) -> tuple[RolloutLine, ...]:
    """Every rollout, the newest first."""
    tx.actor.must(Action.READ_MODEL)
    rows = rollout.everything(tx)
    proposed = {one.id: one for one in proposal.everything(tx)} if rows else {}
    counted = rollout_case.counts_of_all(tx)
    return tuple(_line(proposed[row.proposal_id], row, counted.get(row.id, {})) for row in rows)


def _line(proposed: ProposalRow, row: RolloutRow, counted: Mapping[CaseTurn, int]) -> RolloutLine:
    stayed = sum(counted.get(one, 0) for one in STAYED)
    return RolloutLine(proposed, row, sum(counted.values()), counted.get(CaseTurn.MOVED, 0), stayed)


def state(tx: Transaction, proposal_id: int) -> RolloutState:
    """Whether cases of the rollout of a proposal follow now; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    return of(tx, proposal_id).state


def staying(tx: Transaction, proposal_id: int) -> tuple[StayingCase, ...]:
    """Every case that stays, for a file; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    return rollout_staying.every(tx, of(tx, proposal_id).id)


def together(tx: Transaction, proposal_id: int, number: int) -> SettledTogether:
    """What was settled together, and what was passed over; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    return rollout_staying.together(tx, of(tx, proposal_id).id, number)


def of(tx: Transaction, proposal_id: int) -> RolloutRow:
    """The rollout of a proposal; NotFound."""
    row = rollout.of_proposal(tx, proposal_id)
    if row is None:
        raise NotFound(f"Expected to find the rollout of proposal {proposal_id}, but there is none")
    return row


def batch(tx: Transaction, proposal_id: int, number: int) -> int:
    """The id of the batch of that number; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    table = ROLLOUT_BATCH.c
    found = tx.execute(
        select(table.id)
        .join(ROLLOUT, ROLLOUT.c.id == table.rollout_id)
        .where(ROLLOUT.c.proposal_id == proposal_id, table.number == number)
    ).scalar()
    if found is None:
        raise NotFound(
            f"Expected to find batch {number} of the rollout of proposal {proposal_id}, but there is none"
        )
    return int(found)


def show(
    tx: Transaction, proposal_id: int, batches_before: int | None = None, staying_after: str | None = None
) -> RolloutView:
    """The rollout of a proposal; NotFound. With `batches_before` the batches with smaller numbers, with `staying_after`
    the next page of the cases that stay.
    """
    tx.actor.must(Action.READ_MODEL)
    proposed = proposal.get(tx, proposal_id)
    row = of(tx, proposal_id)
    may_steer = proposals.reaches(tx, Action.ROLL_OUT, proposed.jurisdictions)
    batches = rollout_batches.lines(tx, row.id, before=batches_before, most=_BATCHES)
    stages = stage_lines(tx, row)
    return RolloutView(
        proposal=proposed,
        row=row,
        stages=stages,
        batches=batches,
        batches_total=rollout_batches.total(tx, row.id),
        reasons=rollout_reasons.of(tx, row),
        staying=rollout_staying.page(tx, row.id, staying_after),
        open_cases=_open(tx, row.id),
        pace=_pace(tx, row, stages),
        may_steer=may_steer,
        may_choose=tx.actor.may(Action.KEEP_CASE) and rollouts.may_choose(row),
    )


def _pace(tx: Transaction, row: RolloutRow, stages: Sequence[StageLine]) -> Pace | None:
    """None while nothing follows of itself. Where somebody begins each stage it is that of this one."""
    if row.state is not RolloutState.RUNNING or row.rule is MigrationRule.NEXT_PHASE:
        return None
    went_on = proposal_history.last(tx, row.proposal_id, _BEGUN)
    took = rollout_batch.taken(tx, row.id, _MEASURED, went_on)
    due = sum(one.counts.get(CaseTurn.DUE, 0) for one in stages if not row.by_hand or one.stage <= row.stage)
    last = max(filter(None, (rollout_batch.last_turn(tx, row.id), went_on)), default=None)
    stands = last if last is not None and tx.now - last > _SILENT else None
    if not took.cases or not took.seconds:
        return Pace(None, due, None, stands)
    a_second = took.cases / took.seconds
    return Pace(a_second * 60, due, tx.now + timedelta(seconds=due / a_second), stands)


def stage_lines(tx: Transaction, row: RolloutRow) -> tuple[StageLine, ...]:
    """The stages of a rollout, counted."""
    counted = rollout_case.counts(tx, row.id)
    if row.rule is MigrationRule.NEXT_PHASE or any(stage == AT_PHASE for stage, _turn in counted):
        numbers: list[tuple[int, int | None]] = [(AT_PHASE, None)]
    else:
        numbers = list(enumerate(STAGES, 1))
    found = []
    for stage, percent in numbers:
        turns = {turn: cases for (of, turn), cases in counted.items() if of == stage}
        found.append(StageLine(stage, percent, sum(turns.values()), turns))
    return tuple(found)


def _open(tx: Transaction, rollout_id: int) -> int:
    found = select(func.count()).where(
        ROLLOUT_CASE.c.rollout_id == rollout_id,
        ROLLOUT_CASE.c.state.in_(STAYED),
        ROLLOUT_CASE.c.settled_at.is_(None),
    )
    return int(tx.execute(found).scalar_one())
