"""Every scenario of the proposal's versions goes as it is written, with the times and numbers that are proposed.

One that goes as written only with those the version itself proposes may be written for just them: somebody says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from engine.execution.gates.measured import measured
from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict

NAME: Final = "scenarios"


def judge(subject: Subject) -> Verdict:
    """Closed for each scenario that fails, while nobody has run them on just these versions and numbers, and for what
    the numbers alone change as long as nobody has acknowledged it.
    """
    results, missing = measured(subject)
    failed = _reasons(results, "failed", Cause.SCENARIO_FAILS)
    by_numbers = _reasons(results, "by_numbers", Cause.FAILS_BY_NUMBERS)
    return subject.verdict(NAME, missing + failed, by_numbers, f"{NAME}:{subject.digest}")


def _reasons(results: Iterable[Mapping[str, Any]], part: str, cause: Cause) -> tuple[Reason, ...]:
    return tuple(
        Reason(cause, {"process": one["process"], "scenario": found["name"], "text": found["text"]})
        for one in results
        for found in one.get(part, ())
    )
