"""Every scenario of the proposal's versions goes as it is written."""

from __future__ import annotations

from typing import Final

from engine.execution.gates.measured import measured
from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict

NAME: Final = "scenarios"


def judge(subject: Subject) -> Verdict:
    """Closed for each scenario that fails, and while nobody has run them on just these versions."""
    results, missing = measured(subject)
    failed = tuple(
        Reason(
            Cause.SCENARIO_FAILS,
            {"process": one["process"], "scenario": failure["name"], "text": failure["text"]},
        )
        for one in results
        for failure in one["failed"]
    )
    return Verdict(NAME, missing + failed)
