"""No version of the proposal has a finding that forbids its deployment, or a grave one that no reason lets be."""

from __future__ import annotations

from typing import Final

from engine.errors import Finding, Severity
from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict

NAME: Final = "lint"
#: warnings by which a case may stand for ever or go a wrong way, or by which nobody knows what a process rests on: they
#: are mended, or stand in process.toml with a reason (`engine.execution.exemptions`)
GRAVE: Final = frozenset(
    {
        *("deadlock", "unsynchronised", "endless-loop"),
        *("condition-constant", "condition-answer"),
        "profile-incomplete",
    }
)


def judge(subject: Subject) -> Verdict:
    """Closed for each version with errors, and for each grave warning; others are noted with their elements, and stop
    nothing.
    """
    failed = tuple(
        Reason(Cause.FINDINGS, {"process": one.name, "count": len(errors)})
        for one in subject.versions
        if (errors := subject.bundles[one.version_id].errors)
    )
    warnings = tuple(
        _said(one.name, finding)
        for one in subject.versions
        for finding in subject.bundles[one.version_id].findings
        if finding.severity is Severity.WARNING
    )
    grave = tuple(one for one in warnings if one.cause is Cause.GRAVE)
    return Verdict(NAME, failed + grave, noted=tuple(one for one in warnings if one.cause is not Cause.GRAVE))


def _said(process: str, finding: Finding) -> Reason:
    said = {"process": process, "element": finding.element or "", "text": finding.reason}
    if finding.exempted:
        return Reason(Cause.EXEMPTED, {**said, "reason": finding.exempted})
    return Reason(Cause.GRAVE if finding.rule in GRAVE else Cause.WARNING, said)
