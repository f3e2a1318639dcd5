"""What the worker does with a rollout: gathers its cases, moves batch by batch, stops above the limit, puts back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from engine import jobs
from engine.clock import midnight
from engine.execution import concerned, rollouts
from engine.execution.notify import Notice, NoticeKind, notify_all
from engine.state import case_lead, proposal, rollout, rollout_batch, rollout_case
from engine.state.proposal import MigrationRule
from engine.state.rollout import AGAIN, AT_PHASE, STAGES, BatchState, CaseTurn, Left, RolloutRow, RolloutState
from engine.transaction import Transaction

#: instances that are noted in one transaction; cases of a batch, which is undone as one
GATHERED: Final = 10_000
BATCH: Final = 100
#: when a case is tried again that somebody held, and how often
LATER: Final = timedelta(seconds=30)
MOST_TRIES: Final = 10
#: how long what undoing needs is kept, and how much of it goes at once
KEPT: Final = timedelta(days=30)
_FORGOTTEN_AT_ONCE: Final = 500
_HELD: Final = {"rule": "held", "element": "", "message": "Der Fall war jedes Mal in Bearbeitung."}
_FAULT: Final = {"rule": "fault", "element": "", "message": "Ein unerwarteter Fehler; er steht im Protokoll."}


@dataclass(frozen=True, slots=True)
class Batch:
    """The cases that have their turn now."""

    id: int
    cases: tuple[int, ...]
    into: rollouts.Goal


def gather(tx: Transaction, rollout_id: int, place: int, after: int) -> None:
    """Note the next cases that the version in that place of the proposal concerns, and the job of those behind them;
    behind the last one the first stage begins. Without effect when they are gathered.
    """
    tx.actor.must_be_engine()
    row = rollout.lock(tx, rollout_id)
    if row.state is not RolloutState.GATHERING:
        return
    proposed = proposal.get(tx, row.proposal_id)
    versions = proposal.versions(tx, row.proposal_id)
    if place < len(versions):
        found = concerned.cases(tx, proposed, versions[place], after, GATHERED)
        waits = row.rule is MigrationRule.NEXT_PHASE
        turn = (CaseTurn.WAITING, AT_PHASE) if waits else (CaseTurn.DUE, None)
        seen, last = rollout_case.gather(tx, rollout_id, found, *turn)
        behind = (place, last) if seen == GATHERED else (place + 1, 0)
        jobs.defer(
            tx,
            jobs.GATHER_ROLLOUT,
            [{"rollout_id": rollout_id, "place": behind[0], "after": behind[1]}],
        )
        return
    rollout_case.into_stages(tx, rollout_id)
    rollout.change(tx, rollout_id, state=RolloutState.RUNNING)
    jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": rollout_id}])


def claim(tx: Transaction, rollout_id: int) -> Batch | None:
    """The batch whose cases have their turn, begun if none is; None when no case has its turn now.

    Where there is no case left in a stage, the next one begins, or the rollout is done.
    """
    tx.actor.must_be_engine()
    row = rollout.lock(tx, rollout_id)
    begun = rollout_batch.under_way(tx, rollout_id)
    if row.state is not RolloutState.RUNNING:
        if begun is not None and begun.state is BatchState.OPEN:
            _end_batch(tx, begun.id)  # whoever had it is gone, or finds it ended
        return None
    if begun is not None and begun.state is BatchState.UNDOING:
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": rollout_id}], at=tx.now + LATER)
        return None
    number = begun.id if begun is not None else _next_batch(tx, row)
    if number is None:
        _end_stage(tx, row)
        return None
    return Batch(number, rollout_case.cases_of(tx, number, CaseTurn.DUE), rollouts.goal(tx, row))


def _next_batch(tx: Transaction, row: RolloutRow) -> int | None:
    """Cases that are tried again go first. Where each follows at its next phase, those of a day share their batches."""
    if row.rule is MigrationRule.NEXT_PHASE:
        taken_up = rollout_batch.reopen(tx, row.id, midnight(tx.today), BATCH)
        return taken_up or rollout_batch.begin(tx, row.id, AT_PHASE, BATCH)
    if rollout_case.is_again(tx, row.id, held=True):
        return rollout_batch.begin(tx, row.id, AGAIN, BATCH, again=True)
    return rollout_batch.begin(tx, row.id, row.stage, BATCH)


def move(tx: Transaction, number: int, into: rollouts.Goal) -> bool:
    """Move one case of a batch, if it still has its turn; False when the rollout does not run any more.

    Stays and Held (`engine.execution.rollouts`) say why not: then the transaction must be taken back.
    """
    tx.actor.must_be_engine()
    turn = rollout_case.lock_case(tx, number)
    if turn is None or turn.state is not CaseTurn.DUE:
        return True
    if not turn.runs:
        return False
    came = rollouts.move(tx, into, turn.mapping, number, turn.case_id)
    rollout_case.set_moved(tx, number, CaseTurn.MOVED if came else CaseTurn.GONE)
    return True


def stay(tx: Transaction, number: int, turn: CaseTurn, reasons: Sequence[Mapping[str, Any]]) -> None:
    """Note why a case stays in its version."""
    tx.actor.must_be_engine()
    rollout_case.set_refused(tx, number, turn, reasons)


def fail(tx: Transaction, number: int) -> None:
    """Note that nobody expected why a case cannot be moved: it stops no other."""
    stay(tx, number, CaseTurn.REFUSED, [_FAULT])


def hold(tx: Transaction, number: int) -> None:
    """Let a case that somebody has be tried again after the others; not for ever."""
    tx.actor.must_be_engine()
    if rollout_case.postpone(tx, number) >= MOST_TRIES:
        rollout_case.set_refused(tx, number, CaseTurn.REFUSED, [_HELD])


def close(tx: Transaction, rollout_id: int, batch_id: int) -> None:
    """End a batch whose cases have had their turn, and let the next one begin; above the limit the rollout stops,
    unless nobody is left to have a turn.

    Without effect when another worker has a case of it still, or has ended it. Where somebody has paused the rollout,
    the cases without a turn are for another batch.
    """
    tx.actor.must_be_engine()
    row = rollout.lock(tx, rollout_id)
    runs = row.state is RolloutState.RUNNING
    if runs and rollout_case.cases_of(tx, batch_id, CaseTurn.DUE):
        return
    batch = rollout_batch.lock(tx, batch_id)
    if not _end_batch(tx, batch_id):
        return
    if batch.stage != AGAIN or row.rule is MigrationRule.NEXT_PHASE:
        _tell_leads(tx, row, batch_id)  # of those that are tried again they know
    if not runs:
        return
    if batch.stage == AGAIN and row.rule is not MigrationRule.NEXT_PHASE:
        _end_again(tx, row)
    elif _is_above(tx, row) and rollout_case.is_waiting(tx, rollout_id):
        rollout.change(tx, rollout_id, state=RolloutState.STOPPED)
        proposal.note(tx, row.proposal_id, "rollout_stopped", stage=row.stage)
        rollouts.tell(tx, proposal.get(tx, row.proposal_id), NoticeKind.ROLLOUT_STOPPED)
    elif rollout_case.is_due(tx, rollout_id, row.stage, held=False):
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": rollout_id}])
    elif rollout_case.is_due(tx, rollout_id, row.stage, held=True):
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": rollout_id}], at=tx.now + LATER)
    else:
        _end_stage(tx, row)


def _end_again(tx: Transaction, row: RolloutRow) -> None:
    """Behind those that were tried again the others wait, unless somebody has let it go on meanwhile."""
    if rollout_case.is_again(tx, row.id, held=False):
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": row.id}])
    elif rollout_case.is_again(tx, row.id, held=True):
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": row.id}], at=tx.now + LATER)
    elif rollout_case.is_due(tx, row.id, row.stage, held=True) and not row.again_only:
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": row.id}])
    elif (first := rollout_case.first_due(tx, row.id)) and row.again_only:
        rollout.change(tx, row.id, state=RolloutState.PAUSED, stage=first)
        proposal.note(tx, row.proposal_id, "rollout_paused")
    else:
        _end_stage(tx, row)


def _end_batch(tx: Transaction, batch_id: int) -> bool:
    """End an open batch; its cases without a turn are for another one. False when it has ended."""
    if not rollout_batch.change(tx, batch_id, BatchState.OPEN, BatchState.DONE, ended_at=tx.now):
        return False
    rollout_case.release(tx, batch_id)
    return True


def _is_above(tx: Transaction, row: RolloutRow) -> bool:
    """Whether more of the stage stays than its limit; those somebody has let pass do not count."""
    stayed = rollout_case.stayed(tx, row.id, row.stage) - row.excused
    if stayed <= 0:
        return False  # all of a stage are counted only when it matters: this is asked behind every batch
    counted = rollout_case.counts(tx, row.id)
    total = sum(cases for (stage, _turn), cases in counted.items() if stage == row.stage)
    return stayed * 100 > row.limit_percent * total


def _end_stage(tx: Transaction, row: RolloutRow) -> None:
    later = [
        stage
        for stage in range(row.stage + 1, len(STAGES) + 1)
        if rollout_case.is_due(tx, row.id, stage, held=True)
    ]
    if row.rule is MigrationRule.NEXT_PHASE and rollout_case.is_waiting(tx, row.id):
        return
    if not later:
        rollout.change(tx, row.id, state=RolloutState.DONE, ended_at=tx.now)
        proposal.note(tx, row.proposal_id, "rollout_done")
        counted = rollout_case.counts(tx, row.id)
        stays = any(turn in rollout.STAYED for _stage, turn in counted)
        kind = NoticeKind.ROLLOUT_TO_SETTLE if stays else NoticeKind.ROLLOUT_DONE
        rollouts.tell(tx, proposal.get(tx, row.proposal_id), kind)
    elif row.by_hand:
        rollout.change(tx, row.id, state=RolloutState.WAITING, stage=later[0], excused=0)
        rollouts.tell(tx, proposal.get(tx, row.proposal_id), NoticeKind.ROLLOUT_WAITS)
    else:
        rollout.change(tx, row.id, stage=later[0], excused=0)
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": row.id}])


def _tell_leads(tx: Transaction, row: RolloutRow, batch_id: int) -> None:
    """Tell whoever leads a case of the batch that it stays in its version."""
    stayed = rollout_case.stayed_in(tx, batch_id)
    leads = case_lead.of_cases(tx, stayed)
    proposed = proposal.get(tx, row.proposal_id)
    name = f"{proposed.number} {proposed.title}"
    told = []
    for number, lead in leads.items():
        said = Notice(NoticeKind.CASE_STAYS, number, detail={"case": stayed[number], "task": name})
        told += [(person, said) for person in lead.named_first]
    notify_all(tx, told)


def follow_phase(tx: Transaction, number: int) -> None:
    """Let a case that came into its next phase have its turn, unless it had it."""
    tx.actor.must_be_engine()
    turn = rollout_case.lock_case(tx, number)
    if turn is not None and turn.state is CaseTurn.WAITING:
        rollout_case.set_case(tx, number, CaseTurn.DUE)
        jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": turn.rollout_id}])


# -- back


def to_undo(tx: Transaction, batch_id: int) -> tuple[int, ...]:
    """The cases of a batch that are to be put back; none when nobody wants that, or it has been done."""
    tx.actor.must_be_engine()
    batch = rollout_batch.lock(tx, batch_id)
    return rollout_case.cases_of(tx, batch_id, CaseTurn.MOVED) if batch.state is BatchState.UNDOING else ()


def put_back(tx: Transaction, batch_id: int, number: int) -> None:
    """Put one case back as it was, or note why it stays in the new version. Held when somebody has it."""
    tx.actor.must_be_engine()
    batch = rollout_batch.lock(tx, batch_id)
    turn = rollout_case.lock_case(tx, number)
    if turn is None or turn.state is not CaseTurn.MOVED or batch.state is not BatchState.UNDOING:
        return
    said = {"actor": batch.undone_by, "reason": batch.reason or ""}
    left = rollouts.put_back(tx, number, turn.case_id, said)
    if left is Left.WENT_ON and turn.moved_at is not None and turn.moved_at < tx.now - KEPT:
        left = Left.FORGOTTEN
    if left is None:
        rollout_case.set_case(tx, number, CaseTurn.UNDONE)
    else:
        rollout_case.set_case(tx, number, CaseTurn.MOVED, left_because=left)


def leave(tx: Transaction, number: int) -> None:
    """Note that a case cannot be put back, because something rests on what is new there."""
    tx.actor.must_be_engine()
    rollout_case.set_case(tx, number, CaseTurn.MOVED, left_because=Left.MOVED_ON)


def close_undo(tx: Transaction, batch_id: int, turn: int, others: Sequence[int] = ()) -> None:
    """End the undoing of a batch, and begin that of the next one of `others`; cases that somebody has are tried again
    later, not for ever.
    """
    tx.actor.must_be_engine()
    batch = rollout_batch.lock(tx, batch_id)
    waiting = rollout_case.cases_of(tx, batch_id, CaseTurn.MOVED)
    if batch.state is not BatchState.UNDOING:
        return
    if waiting and turn < MOST_TRIES:
        later = tx.now + LATER
        jobs.defer(
            tx,
            jobs.UNDO_ROLLOUT,
            [{"batch_id": batch_id, "turn": turn + 1, "others": list(others)}],
            at=later,
        )
        return
    for number in waiting:
        rollout_case.set_case(tx, number, CaseTurn.MOVED, left_because=Left.MOVED_ON)
    rollout_batch.change(tx, batch_id, BatchState.UNDOING, BatchState.UNDONE, undone_at=tx.now)
    if others:
        said = {"undone_by": batch.undone_by, "reason": batch.reason}
        rollout_batch.change(tx, others[0], BatchState.DONE, BatchState.UNDOING, **said)
        jobs.defer(tx, jobs.UNDO_ROLLOUT, [{"batch_id": others[0], "others": list(others[1:])}])


def forget(tx: Transaction) -> bool:
    """Keep nothing of what undoing needs after its time; whether there is more. For the worker, each night."""
    tx.actor.must_be_engine()
    return rollout_case.forget_old(tx, tx.now - KEPT, _FORGOTTEN_AT_ONCE) == _FORGOTTEN_AT_ONCE
