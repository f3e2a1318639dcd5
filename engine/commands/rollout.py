"""What people do with a rollout: hold it, let it go on, set its terms, choose cases, undo a batch, settle cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from engine import jobs
from engine.actor import Action
from engine.errors import Conflict, Invalid, NotFound
from engine.execution import proposals, rollouts
from engine.execution.bundle import load_bundle
from engine.execution.notify import NoticeKind
from engine.execution.rollouts import Held, Stays, may_choose
from engine.state import (
    case,
    proposal,
    record,
    rollout,
    rollout_batch,
    rollout_case,
    rollout_choice,
    settling,
)
from engine.state.proposal import MigrationRule
from engine.state.rollout import OVER, STAGES, BatchState, CaseTurn, RolloutRow, RolloutState
from engine.state.settling import PassedOver
from engine.transaction import Transaction

#: cases that are chosen at once
MOST_CHOSEN: Final = 500
#: cases that are tried in memory when elements are assigned
MOST_TRIED: Final = 200
NONE_CHOSEN: Final = "Bitte wählen Sie mindestens einen Fall aus."
#: what is said of a case that somebody has
HELD: Final = "Der Fall ist gerade in Bearbeitung."
_S = RolloutState


def pause(tx: Transaction, proposal_id: int) -> None:
    """Hold the rollout: the case under way is finished, no other one begins. Conflict when it does not run."""
    row = _steered(tx, proposal_id)
    if row.state not in {_S.RUNNING, _S.WAITING}:
        raise Conflict(f"Expected to pause rollout {row.id}, but it is {row.state}")
    rollout.change(tx, row.id, state=_S.PAUSED)
    proposal.note(tx, proposal_id, "rollout_paused")


def go_on(tx: Transaction, proposal_id: int, seen: tuple[RolloutState, int] | None = None) -> None:
    """Let a rollout go on that is paused, waits for its next stage, has stopped above its limit, or whose cases are
    chosen; what stayed so far counts no more towards the limit, and all have their turn, also where it was paused while
    some were tried again. Conflict in another state, without any case, or when its state and stage are not those `seen`
    by whoever decides: a stage begun twice, or a pause by somebody else, would be passed over.
    """
    row = _steered(tx, proposal_id)
    if seen is not None and seen != (row.state, row.stage):
        raise Conflict(f"Expected to let rollout {row.id} go on as it was seen, but it is another by now")
    if row.state not in {_S.PAUSED, _S.WAITING, _S.STOPPED, _S.CHOOSING}:
        raise Conflict(f"Expected to let rollout {row.id} go on, but it is {row.state}")
    if row.state is _S.CHOOSING and not rollout_case.counts(tx, row.id):
        raise Conflict(f"Expected to let rollout {row.id} go on, but no case is chosen")
    rollout_case.into_stages(tx, row.id)
    counted = rollout_case.counts(tx, row.id)
    stayed = sum(counted.get((row.stage, one), 0) for one in rollout.STAYED)
    _resume(tx, row, excused=stayed, again_only=False)
    proposal.note(tx, proposal_id, "rollout_went_on", stage=row.stage)


def _resume(tx: Transaction, row: RolloutRow, **values: object) -> None:
    rollout.change(tx, row.id, state=_S.RUNNING, ended_at=None, **values)
    jobs.defer(tx, jobs.ROLL_OUT, [{"rollout_id": row.id}])


def end(tx: Transaction, proposal_id: int, reason: str) -> None:
    """Give the rollout up: what is moved stays moved, the other cases keep their version. Invalid without a reason."""
    row = _steered(tx, proposal_id)
    if row.state in OVER:
        raise Conflict(f"Expected to end rollout {row.id}, but it is {row.state}")
    proposals.must_say(reason)
    rollout.change(tx, row.id, state=_S.ENDED, ended_at=tx.now)
    proposal.note(tx, proposal_id, "rollout_ended", reason=reason.strip())


def set_terms(
    tx: Transaction,
    proposal_id: int,
    limit_percent: int,
    *,
    by_hand: bool,
    seen: tuple[int, bool] | None = None,
) -> None:
    """Set above which part of a stage the rollout stops, and whether somebody lets each stage begin.

    Conflict when it is over, or when both are others than were `seen`: somebody else has set them.
    """
    row = _steered(tx, proposal_id)
    if row.state in OVER:
        raise Conflict(f"Expected to set the terms of rollout {row.id}, but it is {row.state}")
    if not 0 <= limit_percent <= 100:
        raise Invalid(
            "Expected a limit in percent, but it is none",
            {"limit": "Bitte geben Sie eine Grenze von 0 bis 100 % an."},
        )
    if seen not in (None, (row.limit_percent, row.by_hand)):
        raise Conflict(
            f"Expected to set the terms of rollout {row.id} as they were seen, but they are others by now"
        )
    rollout.change(tx, row.id, limit_percent=limit_percent, by_hand=by_hand)
    proposal.note(tx, proposal_id, "rollout_terms_set", limit=limit_percent, by_hand=by_hand)


def choose(tx: Transaction, proposal_id: int, references: Sequence[str]) -> int:
    """Let cases follow, by their numbers, where cases are chosen; returns how many are new.

    Whoever may keep the cases chooses them. Those that are chosen once it has begun have their turn in the last stage;
    one that was over waits then until its owners, who are told, let it go on. A case that was put back can be chosen
    anew. Invalid names those that are not there for the actor, or in which nothing is to follow; then none is chosen.
    """
    tx.actor.must(Action.KEEP_CASE)
    row = _held(tx, proposal_id)
    if not may_choose(row):
        raise Conflict(f"Expected to choose cases of rollout {row.id}, but it is {row.state}")
    wanted = list(dict.fromkeys(one.strip() for one in references if one.strip()))
    if not wanted:
        _refuse(NONE_CHOSEN)
    if len(wanted) > MOST_CHOSEN:
        _refuse(f"Bitte wählen Sie höchstens {MOST_CHOSEN} Fälle auf einmal.")
    found = {one: case.find(tx, one) for one in wanted}
    into = rollouts.goal(tx, row)
    chosen = [
        one.id
        for one in found.values()
        if one is not None
        and case.permits(tx, Action.KEEP_CASE, one.id)
        and rollouts.candidates(tx, into, one.id)
    ]
    unfit = [name for name, one in found.items() if one is None or one.id not in chosen]
    if unfit:
        _refuse(f"Unter Ihren Fällen in einer anderen Fassung finden wir nicht: {', '.join(unfit)}.")
    if row.state is _S.CHOOSING:
        return rollout_case.add(tx, row.id, chosen, state=CaseTurn.DUE)
    last = len(STAGES)
    new = rollout_choice.choose_anew(tx, row.id, chosen, last)
    new += rollout_case.add(tx, row.id, chosen, state=CaseTurn.DUE, stage=last)
    if new:
        proposal.note(tx, proposal_id, "rollout_cases_chosen", count=new)
        if row.state is _S.DONE:
            rollout.change(tx, row.id, state=_S.WAITING, stage=last, ended_at=None)
            rollouts.tell(tx, proposal.get(tx, proposal_id), NoticeKind.ROLLOUT_WAITS)
    return new


def leave_out(tx: Transaction, proposal_id: int, references: Sequence[str]) -> int:
    """Take cases back that were chosen and have had no turn, as long as the rollout does not run; returns how many.
    Those that are not the actor's, or not chosen, are passed over. Where none is left that waits, it is over. Invalid
    without any.
    """
    tx.actor.must(Action.KEEP_CASE)
    row = _held(tx, proposal_id)
    if row.rule is not MigrationRule.SELECTED or row.state in OVER | {_S.RUNNING}:
        raise Conflict(f"Expected to choose cases of rollout {row.id}, but it is {row.state}")
    if not references:
        _refuse(NONE_CHOSEN)
    found = [case.find(tx, one) for one in dict.fromkeys(references[:MOST_CHOSEN])]
    own = [one.id for one in found if one is not None and case.permits(tx, Action.KEEP_CASE, one.id)]
    gone = rollout_choice.leave_out(tx, row.id, own)
    if gone and row.state is not _S.CHOOSING and not rollout_case.is_waiting(tx, row.id):
        rollout.change(tx, row.id, state=_S.DONE, ended_at=tx.now)
        proposal.note(tx, proposal_id, "rollout_done")
    return gone


def _refuse(said: str) -> None:
    raise Invalid("Expected cases that can follow, but some cannot", {"cases": said})


def undo(tx: Transaction, proposal_id: int, batch_id: int, reason: str) -> None:
    """Put the cases of a batch back into their version, as they were, as far as they have not moved on since.

    The worker does so case by case. Conflict while the rollout runs or another batch has its turn, or when it has been
    done. Invalid without a reason, which the history of each case names.
    """
    row = _steered(tx, proposal_id)
    _must_rest(row, f"batch {batch_id}")
    proposals.must_say(reason)
    batch = rollout_batch.lock(tx, batch_id)
    if batch.rollout_id != row.id or rollout_batch.under_way(tx, row.id) is not None:
        raise Conflict(f"Expected to undo batch {batch_id}, but another one has its turn")
    said = {"undone_by": tx.actor.account, "reason": reason.strip()}
    if not rollout_batch.change(tx, batch_id, BatchState.DONE, BatchState.UNDOING, **said):
        raise Conflict(f"Expected to undo batch {batch_id}, but it is {batch.state}")
    proposal.note(tx, proposal_id, "rollout_batch_undone", batch=batch.number, reason=reason.strip())
    jobs.defer(tx, jobs.UNDO_ROLLOUT, [{"batch_id": batch_id}])


def undo_stage(tx: Transaction, proposal_id: int, stage: int, reason: str) -> int:
    """Undo all batches of a stage one after the other, the last one first; returns how many. Conflicts as `undo`, and
    when nothing of the stage is moved.
    """
    row = _steered(tx, proposal_id)
    _must_rest(row, f"stage {stage}")
    proposals.must_say(reason)
    if rollout_batch.under_way(tx, row.id) is not None:
        raise Conflict(f"Expected to undo stage {stage}, but a batch has its turn")
    batches = rollout_batch.of_stage(tx, row.id, stage)
    if not batches:
        raise Conflict(f"Expected to undo stage {stage}, but nothing of it is moved")
    said = {"undone_by": tx.actor.account, "reason": reason.strip()}
    rollout_batch.change(tx, batches[0], BatchState.DONE, BatchState.UNDOING, **said)
    proposal.note(tx, proposal_id, "rollout_stage_undone", stage=stage, reason=reason.strip())
    jobs.defer(tx, jobs.UNDO_ROLLOUT, [{"batch_id": batches[0], "others": list(batches[1:])}])
    return len(batches)


def _must_rest(row: RolloutRow, what: str) -> None:
    if row.state in {_S.RUNNING, _S.GATHERING} and row.rule is not MigrationRule.NEXT_PHASE:
        raise Conflict(f"Expected to undo {what}, but rollout {row.id} is {row.state}")


def settle(
    tx: Transaction, proposal_id: int, numbers: Sequence[int] | None, reason: str, submission: str
) -> int:
    """Note of cases that stay why nothing more is to be done about them; returns what was settled together. Without
    numbers of those that are to be settled, the first `MOST_CHOSEN`.

    Those that somebody else has settled, or that stay no more, are passed over, and the answer says so. The history of
    each case names the reason and who gave it. The same `submission` settles once. Invalid without a case or a reason.
    """
    row = _steered(tx, proposal_id)
    known = settling.submitted(tx, row.id, submission)
    if known is not None:
        return known
    if numbers is None:
        numbers = settling.open_turns(tx, row.id, MOST_CHOSEN)
    if not numbers:
        _refuse(NONE_CHOSEN)
    if len(numbers) > MOST_CHOSEN:
        _refuse(f"Bitte wählen Sie höchstens {MOST_CHOSEN} Fälle auf einmal.")
    proposals.must_say(reason)
    said = record.one_line(reason)
    found = settling.of_turns(tx, row.id, numbers)
    fit = [number for number, why in found.items() if why is None]
    passed = {one: found.get(one) or PassedOver.GONE for one in numbers if one not in fit}
    made, cases = settling.settle(tx, row.id, submission, said, fit, passed)
    if cases:
        _tell_cases(tx, proposal_id, cases, f"bleibt in seiner Fassung: {said}")
        proposal.note(tx, proposal_id, "rollout_cases_settled", count=len(cases), reason=said)
    return made


def undo_settling(tx: Transaction, proposal_id: int, settlement_id: int) -> int:
    """Open again what was settled together, but for what somebody has opened since or what had another turn; returns
    how many. Conflict when it was taken back before.
    """
    row = _steered(tx, proposal_id)
    found = settling.get(tx, row.id, settlement_id)
    cases = settling.undo(tx, found.id)
    if cases is None:
        raise Conflict(f"Expected to take back settlement {found.id}, but that has been done already")
    if cases:
        _tell_cases(tx, proposal_id, cases, "ist wieder zu klären")
        proposal.note(tx, proposal_id, "rollout_cases_reopened", count=len(cases))
    return len(cases)


def reopen(tx: Transaction, proposal_id: int, number: int) -> None:
    """Let a case that was settled be settled anew."""
    row = _steered(tx, proposal_id)
    cases = settling.reopen(tx, row.id, number)
    if not cases:
        raise Conflict(f"Expected to reopen case {number} of a rollout, but it is not settled")
    _tell_cases(tx, proposal_id, cases, "ist wieder zu klären")
    proposal.note(tx, proposal_id, "rollout_cases_reopened", count=1)


def _tell_cases(tx: Transaction, proposal_id: int, cases: Sequence[int], said: str) -> None:
    """Say in the history of each case what was noted of it."""
    number = proposal.get(tx, proposal_id).number
    fact = {"kind": "reason_given", "detail": {"reason": f"Überführung {number}: {said}"}}
    record.append_history(tx, [{"case_id": one, **fact} for one in cases])


@dataclass(frozen=True, slots=True)
class Trial:
    """What cases that stay would do now, tried on `tried` of them and taken back: so many fit, the others by reason."""

    tried: int
    ready: int
    refusals: Mapping[tuple[str, str], int]


def try_mapping(tx: Transaction, proposal_id: int, mapping: Mapping[int, Mapping[str, str]]) -> Trial:
    """Try in vain, with what is said about elements by target version, the cases that stay. Changes nothing.

    Invalid when an element is not there.
    """
    row = _steered(tx, proposal_id)
    said = _mapping(tx, row, mapping)
    refused: Counter[tuple[str, str]] = Counter()
    numbers = rollout_case.staying(tx, row.id, MOST_TRIED)
    into = rollouts.goal(tx, row)
    for number, case_id in numbers:
        with tx.trial():
            try:
                rollouts.move(tx, into, said.mapping, number, case_id)
            except Stays as stays:
                refused[stays.reasons[0]["element"], stays.reasons[0]["message"]] += 1
            except Held:
                refused["", HELD] += 1
    return Trial(len(numbers), len(numbers) - refused.total(), dict(refused))


def try_again(tx: Transaction, proposal_id: int, mapping: Mapping[int, Mapping[str, str]]) -> int:
    """Give every case that stays another turn, with what is said about elements; returns how many.

    Nobody else gets one by that: where cases have had none yet, the rollout is paused afterwards. Conflict while it
    runs, but where each case follows at its next phase.
    """
    row = _steered(tx, proposal_id)
    _must_rest_again(row)
    said = _mapping(tx, row, mapping)
    again = rollout_case.try_again(tx, row.id)
    if not again:
        raise Conflict(f"Expected to try cases of rollout {row.id} again, but none stays")
    kept = {str(version): dict(named) for version, named in said.mapping.items() if named}
    _resume(tx, row, mapping=kept, again_only=True)
    proposal.note(tx, proposal_id, "rollout_tried_again", count=again)
    return again


def take_up_again(tx: Transaction, proposal_id: int, batch_id: int) -> int:
    """Let the cases follow after all that were put back with a batch; returns how many.

    Nobody else gets a turn by that, as in `try_again`. Conflict while the rollout runs or a batch has its turn, or when
    no case of the batch is put back.
    """
    row = _steered(tx, proposal_id)
    _must_rest_again(row)
    batch = rollout_batch.lock(tx, batch_id)
    if batch.rollout_id != row.id or rollout_batch.under_way(tx, row.id) is not None:
        raise Conflict(f"Expected to take up batch {batch_id} again, but another one has its turn")
    again = rollout_case.take_up_again(tx, batch_id)
    if not again:
        raise Conflict(f"Expected to take up batch {batch_id} again, but no case of it is put back")
    _resume(tx, row, again_only=True)
    proposal.note(tx, proposal_id, "rollout_batch_again", batch=batch.number, count=again)
    return again


def _must_rest_again(row: RolloutRow) -> None:
    runs = row.state is _S.RUNNING and row.rule is not MigrationRule.NEXT_PHASE
    if runs or row.state in {_S.GATHERING, _S.CHOOSING, _S.ENDED}:
        raise Conflict(f"Expected to try cases of rollout {row.id} again, but it is {row.state}")


def _held(tx: Transaction, proposal_id: int) -> RolloutRow:
    """The rollout of a proposal, locked; NotFound when nothing is rolled out."""
    found = rollout.of_proposal(tx, proposal_id)
    if found is None:
        raise NotFound(f"Expected to find the rollout of proposal {proposal_id}, but there is none")
    return rollout.lock(tx, found.id)


def _steered(tx: Transaction, proposal_id: int) -> RolloutRow:
    """As `_held`, for whoever owns the processes where the proposal holds; else Forbidden."""
    proposals.permitted(tx, proposal_id, Action.ROLL_OUT)
    return _held(tx, proposal_id)


def _mapping(tx: Transaction, row: RolloutRow, mapping: Mapping[int, Mapping[str, str]]) -> RolloutRow:
    """The rollout with what is said about elements beside what was said before; an empty entry takes one away."""
    known = {one.version_id for one in proposal.versions(tx, row.proposal_id)}
    said = {version: dict(named) for version, named in row.mapping.items()}
    for version, named in mapping.items():
        if version not in known:
            raise Invalid(f"Expected to map into a version of rollout {row.id}, but {version} is none")
        elements = {one for graph in load_bundle(tx, version).graphs.values() for one in graph.nodes}
        for old, new in named.items():
            if new and new not in elements:
                raise Invalid(f"Expected to map {old} to {new}, but the target version has no element {new}")
        said[version] = {old: new for old, new in {**said.get(version, {}), **named}.items() if new}
    return replace(row, mapping=said)
