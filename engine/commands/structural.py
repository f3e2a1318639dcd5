"""Structural problems: reported from a case or by a process, counted, discussed, merged, taken up by a proposal or
closed with a reason.
"""

from __future__ import annotations

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import problems, proposals
from engine.execution.notify import NoticeKind
from engine.execution.problems import DISTRICT, LONGEST_TEXT, LONGEST_TITLE, CaseStep, Origin
from engine.state import case, once, proposal, structural, structural_relation, structural_report
from engine.state.structural import STRUCTURAL_PROBLEM, Problem, ProblemState, ProblemStep
from engine.transaction import Transaction

#: what a problem is while nobody may do anything with it
_OVER = frozenset({ProblemState.CLOSED, ProblemState.MERGED})
_NO_STEP = "Diesen Schritt gibt es in den Abläufen des Falls nicht. Bitte wählen Sie ihn noch einmal."


def report(
    tx: Transaction, reference: str, title: str, description: str, step: tuple[int, str] | None = None
) -> int:
    """Report from a case what goes wrong whoever the person is, as a problem of its own; returns its id. With `step`
    (version and element) where in its processes.
    Sent twice within a minute, it is reported once.

    A case manager or team lead of an authority that takes part in the case. Nobody else learns from which case.
    Invalid names each field; a step is one of `problems.steps`.
    """
    case_id, district = _from(tx, reference)
    wrong = {}
    if not title.strip() or len(title) > LONGEST_TITLE:
        wrong["title"] = f"Bitte geben Sie einen Titel an, höchstens {LONGEST_TITLE} Zeichen."
    if not description.strip() or len(description) > LONGEST_TEXT:
        wrong["description"] = (
            f"Bitte beschreiben Sie, was immer wieder geschieht, höchstens {LONGEST_TEXT} Zeichen."
        )
    found = _step(tx, case_id, step)
    if step is not None and found is None:
        wrong["step"] = _NO_STEP
    if wrong:
        raise Invalid("Expected to report a structural problem, but the form has faults", wrong)
    said = {"title": title.strip(), "description": description.strip(), "jurisdiction": district}
    before = once.written(tx, STRUCTURAL_PROBLEM, {**said, "created_by": tx.actor.account}, "created_at")
    if before is not None and before in structural_report.of_case(tx, case_id):
        return before
    number = structural.create(tx, title.strip(), description.strip(), district)
    structural_report.mention(tx, number, case_id, tx.actor.account)
    _came_from(tx, number, case_id, found)
    return number


def mention(tx: Transaction, reference: str, problem_id: int, step: tuple[int, str] | None = None) -> None:
    """Count one more case for a problem that is known, or for the one it was merged into; with `step` (version and
    element) where in its processes.

    Conflict when the case has been counted, or the problem is closed; Invalid for a step that is none of
    `problems.steps`.
    """
    case_id, _district = _from(tx, reference)
    where = _step(tx, case_id, step)
    if step is not None and where is None:
        raise Invalid("Expected a step of the processes of a case, but it is none", {"step": _NO_STEP})
    found = problems.rooted(tx, problem_id)
    if found.state is ProblemState.CLOSED:
        raise Conflict(f"Expected to count a case for {found.number}, but it is closed")
    if not structural_report.mention(tx, found.id, case_id, tx.actor.account):
        raise Conflict(f"Expected to count a case for {found.number}, but it has been counted")
    _came_from(tx, found.id, case_id, where)


def count(tx: Transaction, message_id: int, origin: Origin) -> None:
    """Count what a process has reported; a message that was counted is not counted again."""
    tx.actor.must_be_engine()
    problems.take(tx, message_id, origin)


def remark(tx: Transaction, problem_id: int, text: str) -> None:
    """Say something to a problem: whoever may propose, and whoever reported it and still may.

    The first word of whoever may propose takes it into discussion.
    """
    decides = proposals.reaches(tx, Action.PROPOSE, (structural.get(tx, problem_id).jurisdiction,))
    found = _permitted(tx, problem_id) if decides else _reported(tx, problem_id)
    if not text.strip() or len(text) > LONGEST_TEXT:
        raise Invalid(
            "Expected a remark, but there is none that fits",
            {"text": f"Bitte schreiben Sie etwas, höchstens {LONGEST_TEXT} Zeichen."},
        )
    structural.remark(tx, problem_id, text.strip())
    if decides and found.state is ProblemState.OPEN:
        _change(tx, found, state=ProblemState.IN_DISCUSSION)


def take_up(tx: Transaction, problem_id: int, revision: int, proposal_id: int) -> None:
    """Say which proposal is to solve it; another one once that is rejected, withdrawn or counts no more.

    Conflict when the proposal is over itself, or when the one named before is not; Invalid when it is for other places.
    """
    found = _permitted(tx, problem_id, revision)
    before = None if found.proposal_id is None else proposal.get(tx, found.proposal_id)
    if found.state is ProblemState.PROPOSED and before is not None and before.state not in proposals.OVER:
        raise Conflict(f"Expected {found.number} to want a proposal, but {before.number} is {before.state}")
    row = proposal.get(tx, proposal_id)
    if row.state in proposals.OVER:
        raise Conflict(f"Expected a proposal under way for {found.number}, but {row.number} is {row.state}")
    # a draft that its author has only begun may have no place yet
    if not problems.is_about(row, found) and (
        row.jurisdictions or not proposals.is_mine(tx, Action.PROPOSE, row)
    ):
        raise Invalid(
            f"Expected a proposal for the place of {found.number}, but {row.number} is for others",
            {"jurisdictions": f"Die Vorlage muss dort gelten, wo {found.number} gemeldet ist."},
        )
    _change(tx, found, state=ProblemState.PROPOSED, proposal_id=proposal_id)
    structural.note(tx, problem_id, ProblemStep.TAKEN_UP, f"{row.number} {row.title}")


def merge(tx: Transaction, problem_id: int, revision: int, into_id: int) -> None:
    """Let another problem of the same Kreis count the cases of this one, until somebody takes it out again.

    Conflict where one of them is over, or a proposal has taken this one up: that would solve it unseen.
    """
    if problem_id == into_id:
        raise Conflict(f"Expected to merge problem {problem_id} with another one, but it is the same")
    first, second = sorted((problem_id, into_id))
    structural.lock(tx, first, second)  # in one order, whoever merges which with which
    found, into = _permitted(tx, problem_id, revision), _permitted(tx, into_id)
    if found.jurisdiction != into.jurisdiction:
        raise Conflict(
            f"Expected to merge {found.number} within its territory, but {into.number} is elsewhere"
        )
    if found.state is ProblemState.PROPOSED:
        raise Conflict(f"Expected to merge {found.number}, but a proposal has taken it up")
    _change(tx, found, state=ProblemState.MERGED, merged_into_id=into_id)
    _change(tx, into)
    structural_report.count(tx, into_id)
    structural.note(tx, problem_id, ProblemStep.MERGED, f"{into.number} {into.title}")
    structural.note(tx, into_id, ProblemStep.MERGED, f"{found.number} {found.title}")


def split(tx: Transaction, problem_id: int, revision: int) -> None:
    """Take a problem out of the one it was merged into; each counts its own cases again."""
    into_id = structural.get(tx, problem_id).merged_into_id
    if into_id is not None:
        first, second = sorted((problem_id, into_id))
        structural.lock(tx, first, second)
    found = _permitted(tx, problem_id, revision, over=ProblemState.MERGED)
    if into_id is None or found.merged_into_id != into_id:
        raise Conflict(
            f"Expected to take {found.number} out of another one, but it has been merged with a third"
        )
    into = structural.get(tx, into_id)
    spoken = any(one.step is ProblemStep.SAID for one in structural.remarks(tx, problem_id))
    _change(
        tx,
        found,
        state=ProblemState.IN_DISCUSSION if spoken else ProblemState.OPEN,
        merged_into_id=None,
    )
    structural_report.count(tx, problem_id)
    root = problems.rooted(tx, into_id)
    structural_report.count(tx, root.id)
    structural.note(tx, problem_id, ProblemStep.SPLIT, f"{into.number} {into.title}")
    structural.note(tx, into_id, ProblemStep.SPLIT, f"{found.number} {found.title}")


def relate(tx: Transaction, problem_id: int, other_id: int) -> None:
    """Note that two problems are related, wherever the other one is: each counts its own cases, and leads to the other.

    Said twice, it is noted once. Conflict for one and the same.
    """
    found, other = _deciding(tx, problem_id), structural.get(tx, other_id)
    if problem_id == other_id:
        raise Conflict(f"Expected to relate {found.number} to another one, but it is the same")
    if structural_relation.relate(tx, problem_id, other_id):
        _note_both(tx, ProblemStep.RELATED, found, other)


def unrelate(tx: Transaction, problem_id: int, other_id: int) -> None:
    """Note that two problems are not related any more; without effect when they are not."""
    found, other = _deciding(tx, problem_id), structural.get(tx, other_id)
    if structural_relation.unrelate(tx, problem_id, other_id):
        _note_both(tx, ProblemStep.UNRELATED, found, other)


def _note_both(tx: Transaction, step: ProblemStep, one: Problem, other: Problem) -> None:
    structural.note(tx, one.id, step, f"{other.number} {other.title}")
    structural.note(tx, other.id, step, f"{one.number} {one.title}")


def close(tx: Transaction, problem_id: int, revision: int, reason: str) -> None:
    """End it with a reason; whoever has reported it is told."""
    found = _permitted(tx, problem_id, revision)
    proposals.must_say(reason)
    _change(tx, found, state=ProblemState.CLOSED, outcome=reason.strip())
    structural.note(tx, problem_id, ProblemStep.CLOSED, reason.strip())
    problems.tell(tx, found, NoticeKind.PROBLEM_CLOSED)


def reopen(tx: Transaction, problem_id: int, revision: int) -> None:
    """Open a closed problem again."""
    found = _permitted(tx, problem_id, revision, over=ProblemState.CLOSED)
    _change(tx, found, state=ProblemState.OPEN, outcome="")
    structural.note(tx, problem_id, ProblemStep.REOPENED, "")


def _from(tx: Transaction, reference: str) -> tuple[int, str]:
    """The case it is reported from, and its Kreis."""
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.REPORT_PROBLEM, found.id):
        raise Forbidden(f"Expected to report a problem from case {reference}, but no role there permits it")
    return found.id, found.ags[:DISTRICT]


def _permitted(
    tx: Transaction, problem_id: int, revision: int | None = None, *, over: ProblemState | None = None
) -> Problem:
    """The problem, if it is under way, or `over` in this way, and the actor decides there."""
    found = _deciding(tx, problem_id)
    if revision is not None and found.revision != revision:
        raise Conflict(
            f"Expected to find revision {revision} of {found.number}, but it is {found.revision} by now"
        )
    if (found.state if found.state in _OVER else None) is not over:
        raise Conflict(f"Expected to act on {found.number}, but it is {found.state}")
    return found


def _deciding(tx: Transaction, problem_id: int) -> Problem:
    """The problem, if the actor decides where it is."""
    tx.actor.must(Action.PROPOSE)
    found = structural.get(tx, problem_id)
    if not proposals.within_reach(tx, Action.PROPOSE, (found.jurisdiction,)):
        raise Forbidden(f"Expected to decide on {found.number}, but it concerns another territory")
    return found


def _step(tx: Transaction, case_id: int, step: tuple[int, str] | None) -> CaseStep | None:
    """The step of the case's processes that is meant, if there is one."""
    if step is None:
        return None
    return next((one for one in problems.steps(tx, case_id) if (one.version_id, one.element) == step), None)


def _came_from(tx: Transaction, problem_id: int, case_id: int, step: CaseStep | None) -> None:
    """Note the step for a problem that has just counted the case: from there the transaction is the engine's."""
    if step is not None:
        structural_report.came_from(tx, problem_id, case_id, step.version_id, step.element, step.name)


def _reported(tx: Transaction, problem_id: int) -> Problem:
    """The problem, if it is not over and the actor is among those who reported it."""
    tx.actor.must(Action.REPORT_PROBLEM)
    found = structural.get(tx, problem_id)
    if not structural_report.has_reported(tx, problem_id):
        raise Forbidden(f"Expected to speak about {found.number}, but the actor has not reported it")
    if found.state in _OVER:
        raise Conflict(f"Expected to act on {found.number}, but it is {found.state}")
    return found


def _change(tx: Transaction, found: Problem, **values: object) -> None:
    if not structural.change(tx, found, **values):
        raise Conflict(
            f"Expected to find revision {found.revision} of {found.number}, but it is another by now"
        )
