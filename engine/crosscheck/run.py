"""Cases on both interpreters, step by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.bpmn import Graph
from engine.crosscheck.apart import apart
from engine.crosscheck.called import whole
from engine.crosscheck.compare import Comparison
from engine.crosscheck.first import First
from engine.crosscheck.report import Extent, Report
from engine.crosscheck.second import Second
from engine.crosscheck.unsupported import unsupported
from engine.errors import ModelError
from engine.execution.bundle import Bundle, read_bundle
from engine.feel import Value
from engine.library import read as read_folders
from engine.scenario import Scenario, perform, read_scenarios
from engine.scenario.model import DoJob, Expect, ResolveIncident
from engine.scenario.names import Impossible


@dataclass(frozen=True, slots=True)
class Case:
    """A scenario to compare; `variables` are set at its start beside those of the form."""

    scenario: Scenario
    variables: Mapping[str, Value] = field(default_factory=dict)


def crosscheck_folder(path: Path) -> tuple[Report, ...]:
    """Compare every scenario of a process folder, or of every process folder in a library.

    NotFound when there is no process; ModelError with findings when a process or a scenario has errors.
    """
    return tuple(report for folder in read_folders(path) for report in _folder(folder.path, folder.files))


def crosscheck(bundle: Bundle, files: Mapping[str, bytes], case: Case) -> Report:
    """Run one case on both and compare after each step, until it ends, they part, or one cannot go on.

    `files` are those the bundle was compiled from: SpiffWorkflow reads the diagram itself.
    """
    return _Check(*apart(bundle, files), case).report()


def _folder(path: Path, files: Mapping[str, bytes]) -> Iterator[Report]:
    bundle = read_bundle(files)
    if bundle.errors:
        raise ModelError(
            f"Expected to compare the scenarios of {path}, but the process has errors", bundle.errors
        )
    for scenario in read_scenarios(path):
        yield crosscheck(bundle, files, Case(scenario))


def _whole(bundle: Bundle) -> tuple[Graph, str]:
    """The graph to compare on, and why there is nothing to compare."""
    try:
        return whole(bundle), ""
    except ModelError as fault:
        return bundle.graph, str(fault)


class _Check:
    """One comparison under way."""

    def __init__(self, bundle: Bundle, files: Mapping[str, bytes], case: Case) -> None:
        self._bundle, self._files, self._case = bundle, files, case
        self._graph, self._refused = _whole(bundle)
        self._unsupported = unsupported(self._graph, frozenset(bundle.graphs))
        self._comparison = Comparison(self._graph)
        self._acts = [step for step in case.scenario.steps if not isinstance(step, Expect)]
        self._steps = 0

    def report(self) -> Report:
        """Run and compare."""
        return Report(
            process=self._bundle.main,
            name=self._case.scenario.name,
            stopped=self._run(),
            steps=self._steps,
            planned=len(self._acts) + 1,
            differences=tuple(self._comparison.differences),
            unsupported=self._unsupported,
        )

    def _run(self) -> str:
        """Go as far as possible; the reason for an end before the end."""
        if self._refused:
            return self._refused
        for one in self._unsupported:
            if one.extent is Extent.MODEL:
                return str(one)
        beginning = self._case.scenario.start
        try:
            second = Second(self._bundle, self._files, beginning.now)
            first = First(self._bundle, beginning, second, self._case.variables)
        except (ModelError, Impossible) as fault:
            return str(fault)
        reason = self._compare(1, first, second)
        for act in self._acts:
            if reason:
                break
            if isinstance(act, ResolveIncident):
                return "SpiffWorkflow has no incidents that could be resolved"
            if isinstance(act, DoJob) and act.error is not None:
                return "SpiffWorkflow takes no business error from outside"
            try:
                perform(act, first)
            except Impossible as fault:
                return str(fault)
            second.move(first.now)
            reason = self._compare(act.line, first, second)
        return reason

    def _compare(self, line: int, first: First, second: Second) -> str:
        """Compare after a step; why it must be the last, or nothing."""
        reached = first.reached()
        for one in self._unsupported:
            if one.element in reached:
                return str(one)
        if first.beside:
            return "a process was started that the case does not call"
        self._comparison.compare(line, first, second)
        self._steps += 1
        if self._comparison.parted:
            return "they stand at different places"
        if second.fault or first.incidents():
            return "SpiffWorkflow has no incidents that could be resolved"
        return ""
