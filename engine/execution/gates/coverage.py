"""The scenarios go through enough of each process: the percentage that the steering group has set."""

from __future__ import annotations

from typing import Final

from engine.execution import parameters
from engine.execution.gates.measured import measured
from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict
from engine.execution.parameters import Parameter

NAME: Final = "coverage"


def judge(subject: Subject) -> Verdict:
    """Closed for each version of whose elements too few are touched."""
    results, missing = measured(subject)
    least = parameters.value(subject.tx, Parameter.COVERAGE, subject.row.jurisdictions, subject.tx.today)
    low = tuple(
        Reason(Cause.NO_SCENARIOS, {"process": one["process"]})
        if not one["scenarios"]
        else Reason(
            Cause.COVERAGE_LOW, {"process": one["process"], "percent": one["coverage"], "least": least}
        )
        for one in results
        if one["coverage"] < least
    )
    return Verdict(NAME, missing + low)
