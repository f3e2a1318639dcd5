"""The second interpreter does the same, or somebody has looked at the differences and says why they are right."""

from __future__ import annotations

from typing import Final

from engine.execution.gates.measured import measured
from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict

NAME: Final = "crosscheck"


def judge(subject: Subject) -> Verdict:
    """Closed for each unexplained difference that nobody has acknowledged for just these versions and numbers."""
    results, missing = measured(subject)
    differences = tuple(
        Reason(
            Cause.DIFFERENCE,
            {"process": one["process"], "scenario": found["name"], "text": found["text"]},
        )
        for one in results
        for found in one["differences"]
    )
    return subject.verdict(NAME, missing, differences, subject.digest)
