"""The public step cases both interpreters support, done on both; skipped where the set is not there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest

from engine.crosscheck import Case, Report, crosscheck
from engine.errors import LaufwegError
from engine.execution.bundle import read_bundle
from engine.feel import Value
from engine.scenario import Scenario
from engine.scenario.model import Act, CompleteTask, DoJob, JumpTo, SendSignal, Start, WaitFor
from tests.conformance import sets
from tests.conformance.adapt import OWN_NUMBER, adapt
from tests.conformance.cases import Item, read_manifest
from tests.conformance.playing import BEGIN, Job, values
from tests.conformance.steps import Failed, Run

FOLDER = sets.folder("bpmn")
ITEMS = [item for item in read_manifest(FOLDER) if item.kind == "steps"] if FOLDER else []

pytestmark = pytest.mark.skipif(FOLDER is None, reason="the set of BPMN cases is not on this machine")


@dataclass
class Heard:
    """What a case does, as far as a scenario can say it."""

    process: str
    variables: Mapping[str, Value]
    acts: list[Act]


class _Listening(Run):
    """A run that writes down what it does; it ends where a scenario has no word for it."""

    def __init__(self, graphs: list[Any]) -> None:
        super().__init__(graphs)
        self.heard: Heard | None = None

    def _answer(self, job: Job) -> None:
        if self.heard is not None:
            self.heard.acts.append(DoJob(len(self.heard.acts) + 2, job.element, {}))
        super()._answer(job)

    def listen(self, step: Mapping[str, Any]) -> bool:
        """Note a step before it is done; whether the case can go on."""
        operation = step["op"]
        if operation == "start":
            if self.heard is not None:
                return False
            given = values({**step.get("variables", {}), OWN_NUMBER: 1})
            self.heard = Heard(step["process"], given, [])
            return True
        if operation in {"query", "pick", "set_clock"} or operation.startswith("expect_"):
            return operation != "expect_error"
        act = self._act(step) if self.heard is not None else None
        if act is not None and self.heard is not None:
            self.heard.acts.append(act)
        return act is not None

    def _act(self, step: Mapping[str, Any]) -> Act | None:
        line = len(self.heard.acts) + 2 if self.heard is not None else 2
        match step["op"]:
            case "complete" if not step.get("variables"):
                return CompleteTask(line, self._handle(step["task"]).key, {})
            case "signal" if not step.get("execution"):
                return SendSignal(line, step["name"], step.get("variables", {}))
            case "execute_job":
                return WaitFor(line, self._handle(step["job"]).key)
            case "run_due_jobs":
                return JumpTo(line, self.play.offline.now)
        return None


def heard(item: Item, graphs: list[Any]) -> Heard | None:
    """The beginning of a case that a scenario can repeat."""
    run = _Listening(graphs)
    for step in item.data["steps"]:
        try:
            if not run.listen(step):
                break
            run.do(step)
        except (Failed, LaufwegError):
            break
    return run.heard


def report_of(item: Item) -> Report | None:
    """The case on both; None where our engine refuses the model or a scenario cannot say what happens."""
    files = {f"{number}.bpmn": adapt(item.read(path)) for number, path in enumerate(item.data["paths"])}
    bundle = read_bundle(files)
    if bundle.errors:
        return None
    case = heard(item, list(bundle.graphs.values()))
    if case is None or case.process not in bundle.graphs:
        return None
    start = Start(BEGIN, "KIM-2026-000001", "05334002", {})
    scenario = Scenario("case.yaml", item.id, "", start, tuple(case.acts))
    return crosscheck(replace(bundle, main=case.process), files, Case(scenario, case.variables))


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)
def test_a_public_case_runs_alike_as_far_as_both_support_it(item: Item) -> None:
    report = report_of(item)

    assert report is None or report.unexplained == (), str(report)
