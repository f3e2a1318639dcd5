"""No version of the proposal has a finding that forbids its deployment."""

from __future__ import annotations

from typing import Final

from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict

NAME: Final = "lint"


def judge(subject: Subject) -> Verdict:
    """Closed for each version with errors; warnings are shown, and stop nothing."""
    return Verdict(
        NAME,
        tuple(
            Reason(Cause.FINDINGS, {"process": one.name, "count": len(errors)})
            for one in subject.versions
            if (errors := subject.bundles[one.version_id].errors)
        ),
    )
