"""What the worker has measured, if it counts: shared by the gates that rest on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine.execution.gates.verdict import Cause, Reason, Subject
from engine.state.gate import CheckState


def measured(subject: Subject) -> tuple[tuple[Mapping[str, Any], ...], tuple[Reason, ...]]:
    """The results for just these versions, by the order of the check; or why there are none."""
    if not subject.versions:
        return (), ()
    check = subject.check
    if check is None:
        return (), (Reason(Cause.NOT_CHECKED),)
    if check.digest != subject.digest:
        return (), (Reason(Cause.CHECK_OLD),)
    if check.state is CheckState.FAILED:
        return (), (Reason(Cause.CHECK_FAILED),)
    if check.state is not CheckState.DONE:
        return (), (Reason(Cause.CHECK_RUNS),)
    return check.results, ()
