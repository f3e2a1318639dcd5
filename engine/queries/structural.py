"""Structural problems: the list with counts, one with what was said to it, and those a case was counted for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from engine.actor import Action
from engine.errors import Forbidden
from engine.execution import parameters, problems, proposals
from engine.execution.parameters import Parameter
from engine.execution.problems import DISTRICT, CaseStep
from engine.queries import sight
from engine.state import case, proposal, structural, structural_relation, structural_report
from engine.state.authority import territory_names
from engine.state.proposal import ProposalRow
from engine.state.structural import Problem, ProblemState, ProblemStep, Remark
from engine.state.structural_report import Origin
from engine.transaction import Transaction

__all__ = [
    "CaseStep",
    "Origin",
    "ProblemLine",
    "ProblemState",
    "ProblemStep",
    "ProblemView",
    "awaited",
    "of_case",
    "overview",
    "show",
    "steps",
]


_OVER = frozenset({ProblemState.CLOSED, ProblemState.MERGED})


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """One problem in the list; `due` when it was reported so often that the group is to discuss it."""

    problem: Problem
    place: str
    due: bool


@dataclass(frozen=True, slots=True)
class ProblemView:
    """One problem with what was said to it; no case is named. `attachable` are proposals under way there that may
    take it up, none where one has; `mergeable` the problems that may count its cases, `relatable` those that may be
    related to it.
    """

    line: ProblemLine
    least: int
    origins: tuple[Origin, ...]
    remarks: tuple[Remark, ...]
    proposal: ProposalRow | None
    merged: tuple[Problem, ...]
    merged_into: Problem | None
    earlier: Problem | None
    related: tuple[Problem, ...]
    may_decide: bool
    may_speak: bool
    attachable: tuple[ProposalRow, ...] = ()
    mergeable: tuple[Problem, ...] = ()
    relatable: tuple[Problem, ...] = ()

    @property
    def wants_proposal(self) -> bool:
        """Whether a proposal may take it up: none has, or the one that had is over."""
        state = self.line.problem.state
        if state in _OVER:
            return False
        return (
            state is not ProblemState.PROPOSED
            or self.proposal is None
            or self.proposal.state in proposals.OVER
        )


def overview(tx: Transaction) -> tuple[ProblemLine, ...]:
    """Every problem that counts, the one that was reported most often first; what is merged stands with the other."""
    tx.actor.must(Action.READ_MODEL)
    return _lines(tx, tuple(one for one in structural.everything(tx) if one.state is not ProblemState.MERGED))


def awaited(tx: Transaction) -> tuple[ProblemLine, ...]:
    """The problems that were reported so often that the actor is to discuss them."""
    tx.actor.must(Action.READ_MODEL)
    if not tx.actor.may(Action.PROPOSE):
        return ()
    reach = proposals.territories(tx, Action.PROPOSE)
    found = tuple(
        one
        for one in structural.everything(tx)
        if one.state is ProblemState.OPEN and proposals.covered(reach, (one.jurisdiction,))
    )
    return tuple(one for one in _lines(tx, found) if one.due)


def show(tx: Transaction, problem_id: int) -> ProblemView:
    """One problem; NotFound."""
    tx.actor.must(Action.READ_MODEL)
    found = structural.get(tx, problem_id)
    (line,) = _lines(tx, (found,))
    decides = proposals.reaches(tx, Action.PROPOSE, (found.jurisdiction,))
    reported = tx.actor.may(Action.REPORT_PROBLEM) and structural_report.has_reported(tx, problem_id)
    view = ProblemView(
        line,
        _least(tx, found.jurisdiction),
        structural_report.origins(tx, problem_id),
        structural.remarks(tx, problem_id),
        None if found.proposal_id is None else proposal.get(tx, found.proposal_id),
        structural.merged(tx, problem_id),
        None if found.merged_into_id is None else structural.get(tx, found.merged_into_id),
        None if found.earlier_id is None else structural.get(tx, found.earlier_id),
        tuple(structural.get(tx, one) for one in structural_relation.related(tx, problem_id)),
        decides,
        found.state not in _OVER and (decides or reported),
    )
    if not decides:
        return view
    if view.wants_proposal:
        view = replace(view, attachable=_attachable(tx, found))
    known = {found.id, *(one.id for one in view.related)}
    others = (one for one in structural.everything(tx) if one.state is not ProblemState.MERGED)
    return replace(
        view,
        mergeable=_mergeable(tx, found),
        relatable=tuple(one for one in others if one.id not in known),
    )


def _mergeable(tx: Transaction, found: Problem) -> tuple[Problem, ...]:
    if found.state not in {ProblemState.OPEN, ProblemState.IN_DISCUSSION}:
        return ()
    return tuple(
        one
        for one in structural.everything(tx)
        if one.id != found.id and one.jurisdiction == found.jurisdiction and one.state not in _OVER
    )


def _attachable(tx: Transaction, found: Problem) -> tuple[ProposalRow, ...]:
    """The proposals under way that hold where the problem is, the newest first."""
    return tuple(
        one
        for one in proposal.everything(tx)
        if one.state not in proposals.OVER and problems.is_about(one, found)
    )


def of_case(tx: Transaction, reference: str) -> tuple[tuple[Problem, ...], tuple[Problem, ...]] | None:
    """What a case was counted for, and what else is known in its Kreis; None for whoever may not report from it."""
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.REPORT_PROBLEM, found.id):
        return None
    sight.log(tx, sight.of_case(tx, found.id))
    known = {one.id: one for one in structural.everything(tx)}
    counting = {_root(known, one) for one in structural_report.of_case(tx, found.id)}
    district = found.ags[:DISTRICT]
    counted = tuple(one for one in known.values() if one.id in counting)
    others = tuple(
        one
        for one in known.values()
        if one.jurisdiction == district and one.id not in counting and one.state not in _OVER
    )
    return counted, others


def steps(tx: Transaction, reference: str) -> tuple[CaseStep, ...]:
    """The steps of what runs in a case, one of which a report may name; Forbidden for whoever may not report."""
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.REPORT_PROBLEM, found.id):
        raise Forbidden(f"Expected to report a problem from case {reference}, but no role there permits it")
    return problems.steps(tx, found.id)


def _root(known: Mapping[int, Problem], number: int) -> int:
    """The problem that counts for this one."""
    into = known[number].merged_into_id
    return number if into is None else _root(known, into)


def _lines(tx: Transaction, found: tuple[Problem, ...]) -> tuple[ProblemLine, ...]:
    districts = {one.jurisdiction for one in found}
    names = territory_names(tx, tuple(districts))
    least = {one: _least(tx, one) for one in districts}
    return tuple(
        ProblemLine(
            one,
            names[one.jurisdiction],
            one.mentions >= least[one.jurisdiction] and one.state is ProblemState.OPEN,
        )
        for one in found
    )


def _least(tx: Transaction, district: str) -> int:
    """From how many cases on a problem there is to be discussed."""
    return parameters.value(tx, Parameter.PROBLEM_THRESHOLD, (district,), tx.today)
