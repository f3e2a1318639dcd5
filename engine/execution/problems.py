"""What becomes of structural problems when it is decided about the proposal that took them up, and who is told."""

from __future__ import annotations

from engine.execution.notify import Notice, NoticeKind, notify
from engine.state import structural
from engine.state.proposal import ProposalRow
from engine.state.structural import Problem, ProblemState
from engine.transaction import Transaction


def solve(tx: Transaction, row: ProposalRow, outcome: str) -> None:
    """Close what an adopted proposal has taken up, with the result."""
    for found in structural.of_proposal(tx, row.id):
        structural.change(tx, found, state=ProblemState.CLOSED, outcome=outcome)
        tell(tx, found, NoticeKind.PROBLEM_CLOSED)


def hand_back(tx: Transaction, row: ProposalRow) -> None:
    """Take into discussion again what a proposal had taken up that was rejected or withdrawn."""
    for found in structural.of_proposal(tx, row.id):
        structural.change(tx, found, state=ProblemState.IN_DISCUSSION)
        tell(tx, found, NoticeKind.PROBLEM_GOES_ON)


def tell(tx: Transaction, found: Problem, kind: NoticeKind) -> None:
    """Tell whoever has reported it, or counted a case for it; from here on the transaction is the engine's."""
    tx.act()  # which case, and so who counted it, is behind the wall
    detail = {"task": f"{found.number} {found.title}", "problem": found.id}
    notify(tx, structural.reporters(tx, found.id), Notice(kind, detail=detail))
