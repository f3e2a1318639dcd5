"""The impact report of a proposal: how far it is, what it says, and which cases are behind a number.

What it says are numbers and names of steps: of no case. Which cases they are is behind the wall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.actor import Action
from engine.errors import NotFound
from engine.execution import proposals
from engine.execution.gates import Reason, Subject
from engine.execution.gates.impact import LONGEST, overtaken
from engine.execution.proposals import OVER
from engine.state import definition, impact, impact_case, proposal
from engine.state.definition import VersionRow
from engine.state.impact import (
    UNDER_WAY,
    CaseOutcome,
    FindingKind,
    Group,
    Phase,
    Report,
    ReportState,
)
from engine.state.impact_case import Member, MemberOrder
from engine.state.proposal import ProposalRow
from engine.transaction import Transaction

__all__ = [
    "CaseOutcome",
    "Cases",
    "FindingKind",
    "FindingRow",
    "ImpactView",
    "Member",
    "MemberOrder",
    "Phase",
    "ReportState",
    "behind",
    "show",
]

#: rows of a list of cases
MOST = 500


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One thing that is true of so many instances."""

    number: int
    kind: FindingKind
    version: VersionRow
    element: str
    name: str
    text: str
    english: str
    rule: str
    before: str
    after: str
    roles: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ImpactView:
    """A proposal with its report: `under_way` is one that is being computed, `report` the last one that was finished.

    `outdated` and `stale` are only what is still to be decided on: a resolution needs a report of the day.
    `rate` is instances per second of the one under way; None before anything is known.
    """

    row: ProposalRow
    under_way: Report | None
    failed: Report | None
    #: the last one was given up while it was being computed
    cancelled: Report | None
    report: Report | None
    outdated: bool
    #: what holds there since the report instead of what it compares with
    moved: tuple[Reason, ...]
    stale: bool
    findings: tuple[FindingRow, ...]
    may_ask: bool
    rate: float | None

    def of(self, *kinds: FindingKind) -> tuple[FindingRow, ...]:
        """The findings of these kinds, those of the most instances first."""
        found = [one for one in self.findings if one.kind in kinds]
        return tuple(sorted(found, key=lambda one: (-one.count, one.number)))


@dataclass(frozen=True, slots=True)
class Cases:
    """What is behind a number: groups of which the same is true, and the cases the actor may see; `hidden` are not."""

    groups: tuple[Group, ...]
    total: int
    members: tuple[Member, ...]
    hidden: int
    findings: Mapping[int, FindingRow]
    #: by group since when the one that stands the longest does; of hidden ones, too: it is a day, and no case
    oldest: Mapping[int, datetime]

    def stands_at(self, group: int) -> tuple[str, ...]:
        """The names of the steps at which those of a group stand."""
        (found,) = [one for one in self.groups if one.number == group]
        places = [self.findings[one] for one in found.findings]
        return tuple(one.name for one in places if one.kind is FindingKind.PLACE)


def show(tx: Transaction, proposal_id: int) -> ImpactView:
    """The report of a proposal; NotFound when there is no such proposal."""
    tx.actor.must(Action.READ_MODEL)
    row = proposal.get(tx, proposal_id)
    versions = proposal.versions(tx, proposal_id)
    latest, report = impact.latest(tx, proposal_id), impact.finished(tx, proposal_id)
    reaches = proposals.takes_part(tx, row)
    under_way = latest if latest is not None and latest.state in UNDER_WAY else None
    needed = report if row.state in proposals.UNDECIDED else None
    concerns = proposals.concerns_cases(tx, row, versions)
    return ImpactView(
        row,
        under_way,
        latest if latest is not None and latest.state is ReportState.FAILED else None,
        latest if latest is not None and latest.state is ReportState.CANCELLED else None,
        report,
        needed is not None and needed.digest != proposals.impact_digest(tx, row, versions),
        () if needed is None else overtaken(Subject(tx, row), needed),
        needed is not None and needed.ended_at is not None and tx.now - needed.ended_at > LONGEST,
        () if report is None else _findings(tx, report),
        concerns and row.state not in OVER and reaches,
        _rate(tx, under_way),
    )


def behind(
    tx: Transaction,
    proposal_id: int,
    outcome: CaseOutcome | None,
    finding: int | None,
    limit: int = MOST,
    order: MemberOrder = MemberOrder.CASE,
) -> tuple[ImpactView, Cases]:
    """What is behind an outcome or a finding of the last finished report, with the first `limit` cases in that order;
    NotFound without one.
    """
    view = show(tx, proposal_id)
    if view.report is None:
        raise NotFound(f"Expected to find an impact report of proposal {proposal_id}, but there is none")
    groups = impact.groups(tx, view.report.id, outcome, finding)
    members = impact_case.listed(tx, view.report.id, [one.number for one in groups], limit, order)
    total = sum(one.count for one in groups)
    known = impact_case.count(tx, view.report.id, [one.number for one in groups])
    with tx.looking():
        oldest = impact_case.oldest(tx, view.report.id, [one.number for one in groups])
    by_number = {one.number: one for one in view.findings}
    return view, Cases(groups, total, members, total - known, by_number, oldest)


def _findings(tx: Transaction, report: Report) -> tuple[FindingRow, ...]:
    said = report.results["findings"]
    versions = {number: definition.get(tx, number) for number in {one["version"] for one in said}}
    return tuple(
        FindingRow(
            number,
            FindingKind(one["kind"]),
            versions[one["version"]],
            one["element"],
            one["name"],
            one["text"],
            one["english"],
            one["rule"],
            one["before"],
            one["after"],
            tuple(one["roles"]),
            one["count"],
        )
        for number, one in enumerate(said)
    )


def _rate(tx: Transaction, report: Report | None) -> float | None:
    if report is None or report.started_at is None or not report.done or report.phase is not Phase.CASES:
        return None
    seconds = (tx.now - report.started_at).total_seconds()
    return report.done / seconds if seconds > 0 else None
