"""Structural problems: the list with counts, one with what was said to it, and those a case was counted for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from engine.actor import Action
from engine.execution import parameters, proposals
from engine.execution.parameters import Parameter
from engine.queries import sight
from engine.queries.authority import territory_names
from engine.state import case, proposal, structural
from engine.state.proposal import ProposalRow
from engine.state.structural import Problem, ProblemState, Remark
from engine.transaction import Transaction

__all__ = ["ProblemLine", "ProblemState", "ProblemView", "of_case", "overview", "show"]

#: digits of the key of a Kreis
DISTRICT = 5


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem in the list; `due` when it was reported so often that the group is to discuss it."""

    problem: Problem
    place: str
    due: bool


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One problem with what was said to it; no case is named. `attachable` are proposals under way there that may
    take it up, none where one has.
    """

    line: ProblemLine
    remarks: tuple[Remark, ...]
    proposal: ProposalRow | None
    may_decide: bool
    may_speak: bool
    attachable: tuple[ProposalRow, ...]

    @property
    def wants_proposal(self) -> bool:
        """Whether a proposal may take it up: none has, or the one that had is over."""
        state = self.line.problem.state
        if state is ProblemState.CLOSED:
            return False
        return (
            state is not ProblemState.PROPOSED
            or self.proposal is None
            or self.proposal.state in proposals.OVER
        )


def overview(tx: Transaction) -> tuple[ProblemLine, ...]:
    """Every problem, the one that was reported most often first."""
    tx.actor.must(Action.READ_MODEL)
    found = structural.everything(tx)
    names = territory_names(tx, tuple({one.jurisdiction for one in found}))
    return tuple(_line(tx, one, names[one.jurisdiction]) for one in found)


def show(tx: Transaction, problem_id: int) -> ProblemView:
    """One problem; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    found = structural.get(tx, problem_id)
    place = territory_names(tx, (found.jurisdiction,))[found.jurisdiction]
    decides = proposals.reaches(tx, Action.PROPOSE, (found.jurisdiction,))
    reported = tx.actor.may(Action.REPORT_PROBLEM) and structural.has_reported(tx, problem_id)
    view = ProblemView(
        _line(tx, found, place),
        structural.remarks(tx, problem_id),
        None if found.proposal_id is None else proposal.get(tx, found.proposal_id),
        decides,
        found.state is not ProblemState.CLOSED and (decides or reported),
        (),
    )
    return replace(view, attachable=_attachable(tx, found)) if decides and view.wants_proposal else view


def _attachable(tx: Transaction, found: Problem) -> tuple[ProposalRow, ...]:
    """The proposals under way that hold where the problem is, the newest first."""
    return tuple(
        one
        for one in proposal.everything(tx)
        if one.state not in proposals.OVER
        and any(
            place.startswith(found.jurisdiction) or found.jurisdiction.startswith(place)
            for place in one.jurisdictions
        )
    )


def of_case(tx: Transaction, reference: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]] | None:
    """What a case was counted for, and what else is known in its Kreis; None for whoever may not report from it."""
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.REPORT_PROBLEM, found.id):
        return None
    sight.log(tx, sight.of_case(tx, found.id))
    counted = structural.of_case(tx, found.id)
    known = {one.id for one in counted}
    district = found.ags[:DISTRICT]
    others = tuple(
        one
        for one in structural.everything(tx)
        if one.jurisdiction == district and one.id not in known and one.state is not ProblemState.CLOSED
    )
    return counted, others


def _line(tx: Transaction, one: Problem, place: str) -> ProblemLine:
    least = parameters.value(tx, Parameter.PROBLEM_THRESHOLD, (one.jurisdiction,), tx.today)
    return ProblemLine(one, place, one.mentions >= least and one.state is ProblemState.OPEN)
