"""Impact reports: what a proposal would do to the cases that run, computed by the worker and kept until the next one.

report: asked ──▶ running ──▶ done | failed        taken up again by another worker, it begins anew
          └────────────┴────▶ cancelled

A report holds findings, each with how many instances it is true of; groups of instances of which the same findings are
true; and, behind the wall, which instance is in which group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Select,
    SmallInteger,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class ReportState(StrEnum):
    """How far a report has come."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: nothing of it is final yet
UNDER_WAY = (ReportState.ASKED, ReportState.RUNNING)


class Phase(StrEnum):
    """What is looked at, in this order."""

    CASES = "cases"
    SCENARIOS = "scenarios"
    DECISIONS = "decisions"
    COURSES = "courses"
    STEPS = "steps"


class CaseOutcome(StrEnum):
    """What would become of an instance."""

    MIGRATES = "migrates"
    #: it migrates, and stops with an incident
    STOPS = "stops"
    REFUSED = "refused"
    #: the rule of the proposal leaves it in its version
    STAYS = "stays"


class FindingKind(StrEnum):
    """What is said of instances; the value is kept in reports."""

    #: it stands at this element
    PLACE = "place"
    #: it cannot go on in the new version: rule and sentence
    REFUSAL = "refusal"
    #: it would stop there with an incident
    STOP = "stop"
    #: the legal or agreed deadline of a step it has not come to is another one
    DEADLINE = "deadline"
    #: the deadline of the step it stands at is another one in the new version; its own stays
    DEADLINE_KEPT = "deadline_kept"
    #: a number the steering group agrees on, which a step before it reads, is another one
    NUMBER = "number"
    #: the open task has no deadline and gets one
    DEADLINE_SET = "deadline_set"
    #: the open task goes to another authority or group
    RESPONSIBLE = "responsible"
    #: a step it has not come to is for somebody else
    RESPONSIBLE_LATER = "responsible_later"
    #: a variable that a step before it reads is not there, and no step asks for it any more
    MISSING = "missing"
    #: its case is to follow at its next phase, and comes to none any more
    NO_PHASE = "no_phase"


REPORT = Table(
    "impact_report",
    METADATA,
    identity(),
    reference("proposal_id", "proposal"),
    #: of versions, agreed times, jurisdictions, day and rule: another one, and the report counts no more
    Column("digest", Text, nullable=False),
    *choice("state", ReportState),
    *choice("phase", Phase),
    #: which go at it this is: who works at an earlier one stops
    Column("attempt", SmallInteger, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("results", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    instant("asked_at"),
    reference("asked_by", "account", nullable=True),
    instant("started_at", nullable=True),
    instant("ended_at", nullable=True),
    Index("ix_impact_report_proposal_id", "proposal_id", "id"),
    Index(
        "uq_impact_report_under_way",
        "proposal_id",
        unique=True,
        postgresql_where=text("state IN ('asked', 'running')"),
    ),
)

#: instances of which the same is true: so many run in that version and have that outcome and those findings
GROUP = Table(
    "impact_group",
    METADATA,
    reference("report_id", "impact_report"),
    Column("number", Integer, nullable=False),
    reference("version_id", "version"),
    *choice("outcome", CaseOutcome),
    #: places in the report's list of findings
    Column("findings", ARRAY(Integer), nullable=False),
    Column("count", Integer, nullable=False),
    PrimaryKeyConstraint("report_id", "number"),
)

#: which instance of which case is in which group
MEMBER = Table(
    "impact_case",
    METADATA,
    reference("report_id", "impact_report"),
    Column("instance_id", BigInteger, ForeignKey("process_instance.id"), nullable=False),
    reference("case_id", "case"),
    Column("group_number", Integer, nullable=False),
    #: when it came to the step at which it stood; of several to the first of them
    instant("since", nullable=True),
    PrimaryKeyConstraint("report_id", "instance_id"),
    Index("ix_impact_case_case_id", "case_id"),
)


@dataclass(frozen=True, slots=True)
class Report:
    """A report as far as it has come; `results` is empty until it is done (`engine.impact`)."""

    id: int
    proposal_id: int
    digest: str
    state: ReportState
    phase: Phase
    attempt: int
    done: int
    total: int
    results: Mapping[str, Any]
    asked_at: datetime
    asked_by: str
    started_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Group:
    """Instances of one version of which the same is true."""

    number: int
    version_id: int
    outcome: CaseOutcome
    findings: tuple[int, ...]
    count: int


def _reports() -> Select[tuple[Any, ...]]:
    return select(
        *(one for one in REPORT.c if one.name != "asked_by"),
        func.coalesce(ACCOUNT.c.name, "Laufweg").label("asked_by"),
    ).outerjoin(ACCOUNT, ACCOUNT.c.id == REPORT.c.asked_by)


def _report(row: Any) -> Report:  # a row of `_reports`
    values = dict(row._mapping)
    return Report(**values | {"state": ReportState(row.state), "phase": Phase(row.phase)})


def latest(tx: Transaction, proposal_id: int) -> Report | None:
    """The report that was asked for last, however far it has come."""
    found = _reports().where(REPORT.c.proposal_id == proposal_id).order_by(REPORT.c.id.desc()).limit(1)
    row = tx.execute(found).first()
    return None if row is None else _report(row)


def finished(tx: Transaction, proposal_id: int) -> Report | None:
    """The last report that was finished."""
    found = _reports().where(REPORT.c.proposal_id == proposal_id, REPORT.c.state == ReportState.DONE)
    row = tx.execute(found.order_by(REPORT.c.id.desc()).limit(1)).first()
    return None if row is None else _report(row)


def get(tx: Transaction, report_id: int) -> Report | None:
    """The report, None when a later one has taken its place."""
    row = tx.execute(_reports().where(REPORT.c.id == report_id)).first()
    return None if row is None else _report(row)


def ask(tx: Transaction, proposal_id: int, digest: str) -> int:
    """One more report, to be computed."""
    return tx.insert(
        insert(REPORT).values(
            proposal_id=proposal_id,
            digest=digest,
            state=ReportState.ASKED,
            phase=Phase.CASES,
            asked_at=tx.now,
            asked_by=tx.actor.account,
        )
    )


def begin(tx: Transaction, report_id: int, digest: str) -> int | None:
    """Begin a report, or begin it anew when somebody had begun; returns which go at it that is.

    None when it is over, cancelled or gone.
    """
    attempt: int | None = tx.execute(
        update(REPORT)
        .where(REPORT.c.id == report_id, REPORT.c.state.in_(UNDER_WAY))
        .values(
            state=ReportState.RUNNING,
            phase=Phase.CASES,
            digest=digest,
            attempt=REPORT.c.attempt + 1,
            done=0,
            total=0,
            started_at=tx.now,
        )
        .returning(REPORT.c.attempt)
    ).scalar()
    if attempt is not None:
        tx.execute(delete(MEMBER).where(MEMBER.c.report_id == report_id))
        tx.execute(delete(GROUP).where(GROUP.c.report_id == report_id))
    return attempt


def progress(tx: Transaction, report_id: int, attempt: int, **values: object) -> bool:
    """Write how far that go at it has come; False when it was cancelled or another one has begun."""
    changed = tx.execute(
        update(REPORT)
        .where(REPORT.c.id == report_id, REPORT.c.attempt == attempt, REPORT.c.state == ReportState.RUNNING)
        .values(attempt=attempt, **values)
    )
    return changed.rowcount == 1


def cancel(tx: Transaction, report_id: int) -> bool:
    """Give a report up; False when it is over."""
    changed = tx.execute(
        update(REPORT)
        .where(REPORT.c.id == report_id, REPORT.c.state.in_(UNDER_WAY))
        .values(state=ReportState.CANCELLED, ended_at=tx.now)
    )
    return changed.rowcount == 1


def add_groups(tx: Transaction, report_id: int, groups: Iterable[Group]) -> None:
    """Keep the groups."""
    rows = [
        {
            "report_id": report_id,
            "number": one.number,
            "version_id": one.version_id,
            "outcome": one.outcome,
            "findings": list(one.findings),
            "count": one.count,
        }
        for one in groups
    ]
    if rows:
        tx.execute(insert(GROUP), rows)


def cases(tx: Transaction, report_id: int) -> dict[CaseOutcome, int]:
    """How many cases have an instance of each outcome."""
    found = tx.execute(
        select(GROUP.c.outcome, func.count(MEMBER.c.case_id.distinct()))
        .join(MEMBER, (MEMBER.c.report_id == GROUP.c.report_id) & (MEMBER.c.group_number == GROUP.c.number))
        .where(GROUP.c.report_id == report_id)
        .group_by(GROUP.c.outcome)
    )
    return {CaseOutcome(outcome): count for outcome, count in map(tuple, found)}


def case_total(tx: Transaction, report_id: int) -> int:
    """How many cases the instances of the report belong to."""
    counted = select(func.count(MEMBER.c.case_id.distinct())).where(MEMBER.c.report_id == report_id)
    return int(tx.execute(counted).scalar_one())


def remove_older(tx: Transaction, report_id: int, limit: int) -> bool:
    """Take away a batch of what belongs to earlier reports of the same proposal, and those of it that are empty then;
    whether there may be more.
    """
    proposal_id = select(REPORT.c.proposal_id).where(REPORT.c.id == report_id).scalar_subquery()
    older = select(REPORT.c.id).where(REPORT.c.proposal_id == proposal_id, REPORT.c.id < report_id)
    some = select(MEMBER.c.report_id, MEMBER.c.instance_id).where(MEMBER.c.report_id.in_(older)).limit(limit)
    key = func.row(MEMBER.c.report_id, MEMBER.c.instance_id)
    gone = tx.execute(delete(MEMBER).where(key.in_(some)))
    if gone.rowcount == limit:
        return True
    numbers = list(tx.execute(older).scalars())
    tx.execute(delete(GROUP).where(GROUP.c.report_id.in_(numbers)))
    tx.execute(delete(REPORT).where(REPORT.c.id.in_(numbers)))
    return False


def groups(
    tx: Transaction,
    report_id: int,
    outcome: CaseOutcome | None = None,
    finding: int | None = None,
    limit: int | None = None,
) -> tuple[Group, ...]:
    """The groups with that outcome and that finding, the largest first."""
    columns = (GROUP.c.number, GROUP.c.version_id, GROUP.c.outcome, GROUP.c.findings, GROUP.c["count"])
    found = select(*columns).where(GROUP.c.report_id == report_id)
    if outcome is not None:
        found = found.where(GROUP.c.outcome == outcome)
    if finding is not None:
        found = found.where(GROUP.c.findings.contains([finding]))
    rows = tx.execute(found.order_by(GROUP.c["count"].desc(), GROUP.c.number).limit(limit))
    return tuple(
        Group(number, version_id, CaseOutcome(state), tuple(findings), count)
        for number, version_id, state, findings, count in (tuple(row) for row in rows)
    )
