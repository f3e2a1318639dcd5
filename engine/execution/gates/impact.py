"""Somebody knows what the proposal does to the cases that run: a finished report on just this, no older than a day."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from engine.execution import parameters, proposals
from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict
from engine.execution.parameters import Parameter
from engine.state import impact
from engine.state.impact import UNDER_WAY, CaseOutcome, Report

NAME: Final = "impact"
#: cases go on meanwhile: an older report says nothing of today
LONGEST: Final = timedelta(hours=24)


def judge(subject: Subject) -> Verdict:
    """Closed without such a report, while more instances are refused than the steering group lets pass, and where a
    repeal leaves no version as long as nobody has said why that is right.
    """
    if not proposals.concerns_cases(subject.tx, subject.row, subject.versions):
        return Verdict(NAME)
    report = impact.finished(subject.tx, subject.row.id)
    digest = proposals.impact_digest(subject.tx, subject.row, subject.versions)
    if report is None or report.digest != digest or report.ended_at is None:
        return Verdict(NAME, _missing(subject, report))
    if subject.tx.now - report.ended_at > LONGEST:
        return Verdict(NAME, (Reason(Cause.REPORT_STALE, {"at": report.ended_at.isoformat()}),))
    left = [one for one in report.results.get("repeal", ()) if one["after"] is None]
    nothing = tuple(
        Reason(Cause.NOTHING_HOLDS, {"process": one["process"], "place": one["place_name"]}) for one in left
    )
    where = ",".join(f"{one['version']}@{one['place']}" for one in left)
    return subject.verdict(NAME, _refused(subject, report), nothing, f"{NAME}:{digest}:{where}")


def _missing(subject: Subject, report: Report | None) -> tuple[Reason, ...]:
    latest = impact.latest(subject.tx, subject.row.id)
    if latest is not None and latest.state in UNDER_WAY:
        return (Reason(Cause.REPORT_RUNS),)
    if report is None:
        return (Reason(Cause.NO_REPORT),)
    return overtaken(subject, report) or (Reason(Cause.REPORT_OLD),)


def overtaken(subject: Subject, report: Report) -> tuple[Reason, ...]:
    """What holds since the report instead of what it compares with."""
    since = subject.moved(report.results.get("held"))
    return tuple(Reason(Cause.REPORT_OVERTAKEN, one) for one in since)


def _refused(subject: Subject, report: Report) -> tuple[Reason, ...]:
    most = parameters.value(subject.tx, Parameter.REFUSED, subject.row.jurisdictions, subject.tx.today)
    counts = report.results["instances"]
    total, refused = sum(counts.values()), counts[CaseOutcome.REFUSED.value]
    if 100 * refused <= most * total:
        return ()
    return (Reason(Cause.TOO_MANY_REFUSED, {"refused": refused, "total": total, "most": most}),)
