"""A rollout as people see it: how far each stage is, its batches, and what stays and why. Never what is in a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, true

from engine.actor import Action
from engine.errors import NotFound
from engine.execution import proposals
from engine.execution.bundle import load_bundle
from engine.execution.migration.mapping import compatible
from engine.queries import rollout_staying
from engine.queries.rollout_staying import StayingCase, StayingPage
from engine.state import proposal, rollout, rollout_case
from engine.state.account import ACCOUNT
from engine.state.proposal import MigrationRule, ProposalRow
from engine.state.rollout import (
    AT_PHASE,
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
from engine.transaction import Transaction

__all__ = [
    "BatchState",
    "CaseTurn",
    "Left",
    "RolloutLine",
    "RolloutState",
    "StayingCase",
    "batch",
    "everything",
    "show",
    "state",
    "staying",
]

#: what a page lists
_BATCHES, _REASONS = 20, 30


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
class BatchLine:
    """A batch and what became of its cases; `left` were not put back, by reason."""

    id: int
    stage: int
    number: int
    state: BatchState
    ended_at: datetime | None
    moved: int
    stayed: int
    undone: int
    left: Mapping[Left, int]
    undone_by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Option:
    """An element of the new version that can take the place of one that has no counterpart."""

    element: str
    name: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why cases stay, how many; `options` is what can be said about the element, `chosen` what was said before."""

    rule: str
    element: str
    message: str
    version: int
    cases: int
    options: tuple[Option, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class RolloutView:
    """Everything of a rollout, and what the actor may do with it."""

    proposal: ProposalRow
    row: RolloutRow
    stages: tuple[StageLine, ...]
    batches: tuple[BatchLine, ...]
    batches_total: int
    reasons: tuple[ReasonLine, ...]
    staying: StayingPage
    open_cases: int
    may_steer: bool
    may_choose: bool

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
    return _of(tx, proposal_id).state


def staying(tx: Transaction, proposal_id: int) -> tuple[StayingCase, ...]:
    """Every case that stays, for a file; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    return rollout_staying.every(tx, _of(tx, proposal_id).id)


def _of(tx: Transaction, proposal_id: int) -> RolloutRow:
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
    row = _of(tx, proposal_id)
    may_steer = proposals.reaches(tx, Action.ROLL_OUT, proposed.jurisdictions)
    batches = _batches(tx, row.id, batches_before)
    return RolloutView(
        proposal=proposed,
        row=row,
        stages=_stages(tx, row),
        batches=batches,
        batches_total=_count(tx, row.id),
        reasons=_reasons(tx, row),
        staying=rollout_staying.page(tx, row.id, staying_after),
        open_cases=_open(tx, row.id),
        may_steer=may_steer,
        may_choose=tx.actor.may(Action.KEEP_CASE) and row.state is RolloutState.CHOOSING,
    )


def _stages(tx: Transaction, row: RolloutRow) -> tuple[StageLine, ...]:
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


def _count(tx: Transaction, rollout_id: int) -> int:
    found = select(func.count()).where(ROLLOUT_BATCH.c.rollout_id == rollout_id)
    return int(tx.execute(found).scalar_one())


def _batches(tx: Transaction, rollout_id: int, before: int | None) -> tuple[BatchLine, ...]:
    table = ROLLOUT_BATCH.c
    rows = tx.execute(
        select(ROLLOUT_BATCH, ACCOUNT.c.name)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == table.undone_by)
        .where(table.rollout_id == rollout_id, true() if before is None else table.number < before)
        .order_by(table.number.desc())
        .limit(_BATCHES)
    ).all()
    turns: dict[int, dict[CaseTurn, int]] = {row.id: {} for row in rows}
    left: dict[int, dict[Left, int]] = {row.id: {} for row in rows}
    for one in tx.execute(
        select(
            ROLLOUT_CASE.c.batch_id,
            ROLLOUT_CASE.c.state,
            ROLLOUT_CASE.c.left_because,
            func.count().label("n"),
        )
        .where(ROLLOUT_CASE.c.batch_id.in_(turns))
        .group_by(ROLLOUT_CASE.c.batch_id, ROLLOUT_CASE.c.state, ROLLOUT_CASE.c.left_because)
    ):
        known = turns[one.batch_id]
        known[CaseTurn(one.state)] = known.get(CaseTurn(one.state), 0) + one.n
        if one.left_because:
            left[one.batch_id][Left(one.left_because)] = one.n
    return tuple(
        BatchLine(
            row.id,
            row.stage,
            row.number,
            BatchState(row.state),
            row.ended_at,
            turns[row.id].get(CaseTurn.MOVED, 0),
            sum(turns[row.id].get(one, 0) for one in STAYED),
            turns[row.id].get(CaseTurn.UNDONE, 0),
            left[row.id],
            row.name,
            row.reason,
        )
        for row in rows
    )


def _reasons(tx: Transaction, row: RolloutRow) -> tuple[ReasonLine, ...]:
    said = func.jsonb_array_elements(ROLLOUT_CASE.c.refusals).table_valued("value").alias("said")
    parts = [said.c.value.op("->>")(name) for name in ("rule", "element", "message", "from", "to")]
    rows = tx.execute(
        select(*(part.label(f"p{index}") for index, part in enumerate(parts)), func.count().label("cases"))
        .select_from(ROLLOUT_CASE.join(said, true()))
        .where(ROLLOUT_CASE.c.rollout_id == row.id, ROLLOUT_CASE.c.state.in_(STAYED))
        .group_by(*parts)
        .order_by(func.count().desc(), *parts)
        .limit(_REASONS)
    )
    return tuple(_reason(tx, row, tuple(found)) for found in rows)


def _reason(tx: Transaction, row: RolloutRow, found: Sequence[Any]) -> ReasonLine:
    rule, element, message, before, to, cases = found
    version = int(to or 0)
    options = _options(tx, int(before), version, element) if before and version else ()
    chosen = row.mapping.get(version, {}).get(element, "")
    return ReasonLine(rule, element, message, version, cases, options, chosen)


def _options(tx: Transaction, before: int, after: int, element: str) -> tuple[Option, ...]:
    """The elements of the new version that can be what one of the old version is."""
    source = next(
        (graph for graph in load_bundle(tx, before).graphs.values() if element in graph.nodes), None
    )
    if source is None or element == source.key:
        return ()
    new = load_bundle(tx, after)
    target = new.graphs.get(source.key, new.graph)
    node = source.nodes[element]
    return tuple(Option(other.id, other.label) for other in target.nodes.values() if compatible(node, other))


def _open(tx: Transaction, rollout_id: int) -> int:
    found = select(func.count()).where(
        ROLLOUT_CASE.c.rollout_id == rollout_id,
        ROLLOUT_CASE.c.state.in_(STAYED),
        ROLLOUT_CASE.c.settled_at.is_(None),
    )
    return int(tx.execute(found).scalar_one())
