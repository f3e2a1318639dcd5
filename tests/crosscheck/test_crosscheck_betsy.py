"""The public trace cases both interpreters support, side by side; skipped where the set is not there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from engine.crosscheck import Case, Report, crosscheck
from engine.crosscheck.called import reachable
from engine.deadlines import Period
from engine.execution.bundle import read_bundle
from engine.feel import from_python
from engine.scenario import Scenario
from engine.scenario.model import PassTime, Start
from tests.conformance import sets
from tests.conformance.cases import Item, read_manifest
from tests.conformance.tokens import replace_tokens
from tests.crosscheck.conftest import NOW

FOLDER = sets.folder("bpmn")
ITEMS = [item for item in read_manifest(FOLDER) if item.kind == "trace"] if FOLDER else []

pytestmark = pytest.mark.skipif(FOLDER is None, reason="the set of BPMN cases is not on this machine")


def reports(item: Item) -> Iterator[Report]:
    """One per case that one process runs with those it calls; none where our engine refuses the model."""
    files = {"case.bpmn": replace_tokens(item.read()).source}
    bundle = read_bundle(files)
    if bundle.errors or {graph.key for graph in reachable(bundle)} != set(bundle.graphs):
        return
    for case in item.data["cases"]:
        if not case["start_first"] and case["start_process"] == bundle.main:
            yield crosscheck(bundle, files, _case(case))


def _case(case: Mapping[str, Any]) -> Case:
    start = Start(NOW, "KIM-2026-000001", "05334002", {})
    wait = PassTime(2, Period.parse(f"PT{case['final_after_ms'] // 1000}S"))
    scenario = Scenario("case.yaml", f"case {case['number']}", "", start, (wait,))
    return Case(scenario, {name: from_python(value) for name, value in case["variables"].items()})


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_public_case_runs_alike_as_far_as_both_support_it(item):
    for report in reports(item):
        assert report.unexplained == (), str(report)
