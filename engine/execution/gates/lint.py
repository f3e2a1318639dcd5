"""No version of the proposal has a finding that forbids its deployment."""

from __future__ import annotations

from typing import Final

from engine.errors import Finding, Severity
from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict

NAME: Final = "lint"


def judge(subject: Subject) -> Verdict:
    """Closed for each version with errors; warnings are noted with their elements, and stop nothing."""
    return Verdict(
        NAME,
        tuple(
            Reason(Cause.FINDINGS, {"process": one.name, "count": len(errors)})
            for one in subject.versions
            if (errors := subject.bundles[one.version_id].errors)
        ),
        noted=tuple(
            _noted(one.name, finding)
            for one in subject.versions
            for finding in subject.bundles[one.version_id].findings
            if finding.severity is Severity.WARNING
        ),
    )


def _noted(process: str, finding: Finding) -> Reason:
    said = {"process": process, "element": finding.element or "", "text": finding.reason}
    if finding.exempted:
        return Reason(Cause.EXEMPTED, {**said, "reason": finding.exempted})
    return Reason(Cause.WARNING, said)
