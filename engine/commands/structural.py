"""Structural problems: reported from a case, counted, discussed, taken up by a proposal or closed with a reason."""

from __future__ import annotations

from typing import Final

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import problems, proposals
from engine.execution.notify import NoticeKind
from engine.state import case, proposal, structural
from engine.state.structural import Problem, ProblemState
from engine.transaction import Transaction

LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 4000
#: digits of the key of a Kreis
DISTRICT: Final = 5


def report(tx: Transaction, reference: str, title: str, description: str) -> int:
    """Report from a case what goes wrong whoever the person is, as a problem of its own; returns its id.

    A case manager or team lead of an authority that takes part in the case. Nobody else learns from which case.
    """
    case_id, district = _from(tx, reference)
    wrong = {}
    if not title.strip() or len(title) > LONGEST_TITLE:
        wrong["title"] = f"Bitte geben Sie einen Titel an, höchstens {LONGEST_TITLE} Zeichen."
    if not description.strip() or len(description) > LONGEST_TEXT:
        wrong["description"] = (
            f"Bitte beschreiben Sie, was immer wieder geschieht, höchstens {LONGEST_TEXT} Zeichen."
        )
    if wrong:
        raise Invalid("Expected to report a structural problem, but the form has faults", wrong)
    number = structural.create(tx, title.strip(), description.strip(), district)
    structural.mention(tx, number, case_id)
    return number


def mention(tx: Transaction, reference: str, problem_id: int) -> None:
    """Count one more case for a problem that is known; Conflict when the case has been counted, or it is closed."""
    case_id, _district = _from(tx, reference)
    found = structural.get(tx, problem_id)
    if found.state is ProblemState.CLOSED:
        raise Conflict(f"Expected to count a case for {found.number}, but it is closed")
    if not structural.mention(tx, problem_id, case_id):
        raise Conflict(f"Expected to count a case for {found.number}, but it has been counted")


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

    Conflict when the proposal is over itself, or when the one named before is not.
    """
    found = _permitted(tx, problem_id, revision)
    before = None if found.proposal_id is None else proposal.get(tx, found.proposal_id)
    if found.state is ProblemState.PROPOSED and before is not None and before.state not in proposals.OVER:
        raise Conflict(f"Expected {found.number} to want a proposal, but {before.number} is {before.state}")
    row = proposal.get(tx, proposal_id)
    if row.state in proposals.OVER:
        raise Conflict(f"Expected a proposal under way for {found.number}, but {row.number} is {row.state}")
    _change(tx, found, state=ProblemState.PROPOSED, proposal_id=proposal_id)


def close(tx: Transaction, problem_id: int, revision: int, reason: str) -> None:
    """End it with a reason; whoever has reported it is told."""
    found = _permitted(tx, problem_id, revision)
    proposals.must_say(reason)
    _change(tx, found, state=ProblemState.CLOSED, outcome=reason.strip())
    problems.tell(tx, found, NoticeKind.PROBLEM_CLOSED)


def reopen(tx: Transaction, problem_id: int, revision: int) -> None:
    """Open a closed problem again."""
    found = _permitted(tx, problem_id, revision, closed=True)
    _change(tx, found, state=ProblemState.OPEN, outcome="")


def _from(tx: Transaction, reference: str) -> tuple[int, str]:
    """The case it is reported from, and its Kreis."""
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.REPORT_PROBLEM, found.id):
        raise Forbidden(f"Expected to report a problem from case {reference}, but no role there permits it")
    return found.id, found.ags[:DISTRICT]


def _permitted(
    tx: Transaction, problem_id: int, revision: int | None = None, *, closed: bool = False
) -> Problem:
    tx.actor.must(Action.PROPOSE)
    found = structural.get(tx, problem_id)
    if not proposals.within_reach(tx, Action.PROPOSE, (found.jurisdiction,)):
        raise Forbidden(f"Expected to decide on {found.number}, but it concerns another territory")
    if revision is not None and found.revision != revision:
        raise Conflict(
            f"Expected to find revision {revision} of {found.number}, but it is {found.revision} by now"
        )
    if (found.state is ProblemState.CLOSED) is not closed:
        raise Conflict(f"Expected to act on {found.number}, but it is {found.state}")
    return found


def _reported(tx: Transaction, problem_id: int) -> Problem:
    """The problem, if it is not closed and the actor is among those who reported it."""
    tx.actor.must(Action.REPORT_PROBLEM)
    found = structural.get(tx, problem_id)
    if not structural.has_reported(tx, problem_id):
        raise Forbidden(f"Expected to speak about {found.number}, but the actor has not reported it")
    if found.state is ProblemState.CLOSED:
        raise Conflict(f"Expected to act on {found.number}, but it is {found.state}")
    return found


def _change(tx: Transaction, found: Problem, **values: object) -> None:
    if not structural.change(tx, found, **values):
        raise Conflict(
            f"Expected to find revision {found.revision} of {found.number}, but it is another by now"
        )
