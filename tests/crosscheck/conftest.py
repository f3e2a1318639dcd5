"""One way to compare a tiny model: its acts, and what SpiffWorkflow makes of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import pytest

from engine.clock import ZONE
from engine.crosscheck import Case, Report, crosscheck
from engine.execution.bundle import read_bundle
from engine.feel import from_python
from engine.scenario import Scenario
from engine.scenario.model import Act, CompleteTask, Start

NOW = datetime(2026, 3, 27, 9, tzinfo=ZONE)

Compare = Callable[..., Report]


def complete(*tasks: str) -> tuple[CompleteTask, ...]:
    """The tasks completed one after the other, each on a line of its own."""
    return tuple(CompleteTask(line, task, {}) for line, task in enumerate(tasks, start=2))


def compare_source(source: bytes, *acts: Act, now: datetime = NOW, **variables: object) -> Report:
    """Run the acts on both."""
    files: Mapping[str, bytes] = {"test.bpmn": source}
    bundle = read_bundle(files)
    assert not bundle.errors, bundle.errors
    scenario = Scenario("test.yaml", "Test", "", Start(now, "KIM-2026-000001", "05334002", {}), acts)
    given = {name: from_python(value) for name, value in variables.items()}
    return crosscheck(bundle, files, Case(scenario, given))


@pytest.fixture
def compare() -> Compare:
    return compare_source
