"""The scenarios of a bundle that lies in memory: all of them, or one step by step."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path, PurePosixPath

from engine import yaml
from engine.cache import Cache
from engine.errors import Finding, ModelError
from engine.execution.bundle import Bundle, digest, models, read_bundle
from engine.feel import Environment, Value
from engine.lawbook import FOLDER as LIBRARY
from engine.lawbook import read_law
from engine.scenario.grammar import Reader, Templates
from engine.scenario.library import Library
from engine.scenario.model import Scenario
from engine.scenario.names import Impossible
from engine.scenario.office import stamp
from engine.scenario.persona import FOLDER as PERSONS
from engine.scenario.persona import Persona, read_persona
from engine.scenario.play import Play
from engine.scenario.recording import Asked, Choice, choices, standing
from engine.scenario.result import Failure, ScenarioResult
from engine.scenario.run import TEMPLATES, run_scenario, take_step
from engine.scenario.seen import Part
from engine.scenario.situation import reasons, situation, where
from engine.scenario.unreachable import sort_out
from engine.scenario.ways import Ways, find_ways
from engine.yaml import Section, refused

#: finds the files of another process by its key; None when there is none
Find = Callable[[str], Mapping[str, bytes] | None]
_FOLDER = "scenarios"
#: what every scenario of a bundle may read: templates and persons, by their paths
_Shared = tuple[tuple[str, bytes], ...]
#: of scenarios that were run; one takes some ten kilobytes
_RESULTS = Cache(1024)
#: the ways through a process that were sorted out; one takes up to a megabyte
_WAYS = Cache(16)
#: of invented persons, over all runs
_PRECHECKS = Cache(512)


@dataclass(frozen=True, slots=True)
class BundleRun:
    """The compiled bundle and the results of its scenarios, by the path of each. Those in `kept` were run earlier, and
    nothing that they depend on has changed.
    """

    bundle: Bundle
    results: Mapping[str, ScenarioResult]
    kept: frozenset[str] = frozenset()
    #: the digests of all that the results depend on
    rests_on: tuple[object, ...] = ()

    def ways(self) -> Ways:
        """The ways through the process that no scenario took, those no case can go apart."""
        found: Ways = _WAYS.get(self.rests_on, self._ways)
        return found

    def _ways(self) -> Ways:
        results = self.results.values()
        return sort_out(self.bundle, find_ways(self.bundle.graph, results), results)


@dataclass(frozen=True, slots=True)
class Walk:
    """A case after some steps of a scenario: where its tokens stand, what it went through, what is waited for.

    `lines` are the line of each step, `done` how many were taken, `failure` what went otherwise at the last of them.
    """

    scenario: Scenario
    lines: tuple[int, ...]
    done: int
    tokens: tuple[Part, ...]
    elements: frozenset[Part]
    flows: frozenset[Part]
    #: the clock, open tasks, what is waited for
    where: tuple[str, ...]
    #: the rules that decided
    reasons: tuple[str, ...]
    failure: Failure | None
    choices: tuple[Choice, ...]
    now: datetime
    #: the variables of the process, and the names of those the last step has changed
    variables: Mapping[str, Value]
    changed: frozenset[str]
    #: how many elements have failed
    incidents: int
    #: the lines of a step that expects what is so now
    standing: str


class Shelf(Library):
    """Other processes as they are stored, compiled when a case calls them; persons and register of the library."""

    def __init__(self, find: Find) -> None:
        super().__init__(LIBRARY)
        self.prechecks = _PRECHECKS
        self._find = find
        self._digests: dict[str, str] = {}

    def depends(self, files: Mapping[str, bytes], bundle: Bundle) -> tuple[object, ...]:
        """What the scenarios of a bundle depend on beside their own text: its models, those of the processes it calls,
        and the register. Law and engine stay the same as long as the application runs.
        """
        self.reach(bundle)
        return digest(models(files)), tuple(sorted(self._digests.items())), stamp(self.folder)

    def _read(self, key: str) -> Bundle | None:
        files = self._find(key)
        if files is None:
            return None
        bundle = read_bundle(files)
        if bundle.errors:
            return None
        self._digests[key] = digest(models(files))
        return bundle


def runnable(files: Mapping[str, bytes]) -> Bundle:
    """The compiled files; ModelError when they have errors."""
    bundle = read_bundle(files)
    if bundle.errors:
        raise ModelError("Expected to run scenarios, but the process has errors", bundle.errors)
    return bundle


def prepare(files: Mapping[str, bytes], find: Find) -> None:
    """Compile a process, those it calls and the law, so that its scenarios begin at once; one with errors runs none."""
    bundle = read_bundle(files)
    if not bundle.errors:
        Shelf(find).reach(bundle)
        read_law()


def run_bundle(files: Mapping[str, bytes], find: Find, known: Cache | None = None) -> BundleRun:
    """Run every scenario of a bundle whose result is not `known` from earlier; a scenario that cannot be read is a
    failed one. ModelError when the process itself has errors.
    """
    run = _Run(files, find, _RESULTS if known is None else known)
    results = {path: run.result(path) for path in scenario_paths(files)}
    rests_on = digest({path: files[path] for path in results}), run.depends
    return BundleRun(run.bundle, results, frozenset(results.keys() - run.ran), rests_on)


def check_scenario(files: Mapping[str, bytes], path: str, find: Find) -> tuple[Finding, ...]:
    """What is wrong with one scenario of a bundle: that it cannot be read, or what went otherwise; with its line."""
    bundle = read_bundle(files)
    if bundle.errors:
        try:
            _read(path, files[path], _shared(files))
        except ModelError as error:
            return error.findings
        return ()
    failure = _Run(files, find, _RESULTS).result(path).failure
    if failure is None:
        return ()
    return (
        Finding(
            path,
            "scenario-failed",
            " ".join(one for one in failure.differences if one),
            "; ".join(failure.situation),
            line=failure.line,
        ),
    )


def beginning(files: Mapping[str, bytes], at: datetime) -> tuple[Asked | None, tuple[str, ...]]:
    """The start form of a case that begins at an instant, and the start events that something triggers; ModelError when
    the process has errors.
    """
    bundle = runnable(files)
    graph = bundle.graph
    form = bundle.form(graph.start_form)
    asked = None if form is None else Asked(form, {}, Environment(now=at))
    return asked, tuple(graph.nodes[one.element].label for one in graph.starts)


def walk(files: Mapping[str, bytes], path: str, steps: int, find: Find) -> Walk:
    """Take the first steps of a scenario; ModelError when it or the process cannot be read."""
    bundle = runnable(files)
    scenario = _read(path, files[path], _shared(files))
    try:
        case = Play(bundle, scenario.start, Shelf(find))
    except Impossible as fault:
        finding = Finding(path, "scenario-failed", f"Beginn: {fault}", line=1)
        raise ModelError(f"Expected to begin {path}, but the process does not", (finding,)) from None
    done, failure = 0, None
    before: Mapping[str, Value] = {}
    for step in scenario.steps[: max(0, steps)]:
        before = dict(case.variables)
        try:
            found = take_step(step, case)
        except Impossible as fault:
            found = (str(fault),)
        done += 1
        if found:
            failure = Failure(step.line, found, situation(case), case.tokens())
            break
    return Walk(
        scenario,
        tuple(step.line for step in scenario.steps),
        done,
        case.tokens(),
        frozenset(case.seen.elements),
        frozenset(case.seen.flows),
        where(case),
        reasons(case),
        failure,
        choices(case),
        case.now,
        dict(case.variables),
        frozenset(
            name for name, value in case.variables.items() if name not in before or before[name] != value
        ),
        len(case.incidents()),
        standing(case),
    )


def scenario_paths(files: Mapping[str, bytes]) -> tuple[str, ...]:
    """The files of a bundle that hold a scenario each, by name."""
    found = (PurePosixPath(path) for path in sorted(files))
    return tuple(
        str(one)
        for one in found
        if one.suffix == ".yaml" and one.parent == PurePosixPath(_FOLDER) and one.name != TEMPLATES
    )


def _shared(files: Mapping[str, bytes]) -> _Shared:
    persons = f"{_FOLDER}/{PERSONS}/"
    return tuple(
        (path, content)
        for path, content in sorted(files.items())
        if path.startswith(persons) or path == f"{_FOLDER}/{TEMPLATES}"
    )


class _Run:
    """Results of the scenarios of a bundle: those that are known, and those of the ones that are run for it."""

    def __init__(self, files: Mapping[str, bytes], find: Find, known: Cache) -> None:
        self._files, self._known = files, known
        self.bundle = runnable(files)
        self._shelf = Shelf(find)
        self._shared = _shared(files)
        self.depends = digest(dict(self._shared)), *self._shelf.depends(files, self.bundle)
        #: those that were run
        self.ran: set[str] = set()

    def result(self, path: str) -> ScenarioResult:
        """How a scenario went."""
        rests_on = (digest({path: self._files[path]}), self.depends)
        found: ScenarioResult = self._known.get(rests_on, lambda: self._run(path))
        return found

    def _run(self, path: str) -> ScenarioResult:
        self.ran.add(path)
        try:
            scenario = _read(path, self._files[path], self._shared)
        except ModelError as error:
            finding = error.findings[0]
            name = PurePosixPath(path).stem
            return ScenarioResult(
                self.bundle.main, Path(path), name, Failure(finding.line or 1, (finding.reason, finding.hint))
            )
        result = run_scenario(self.bundle, scenario, Path(path), self._shelf)
        return replace(result, seen=result.seen.told())


@lru_cache(maxsize=512)
def _read(path: str, content: bytes, shared: _Shared) -> Scenario:
    """A scenario, read once for as long as neither it nor what it shares with others has changed."""
    reader = Reader(path, _templates(shared), lambda name: _persona(dict(shared), name))
    return reader.scenario(yaml.read(content, path))


@lru_cache(maxsize=32)
def _templates(shared: _Shared) -> Templates:
    path = f"{_FOLDER}/{TEMPLATES}"
    content = dict(shared).get(path)
    if content is None:
        return {}
    found = yaml.read(content, path)
    for name, values in found.items():
        if not isinstance(values, Section):
            raise refused(path, found.line, f"Die Vorlage „{name}“ hat keine Werte.")
    return found


def _persona(files: Mapping[str, bytes], name: str) -> Persona | None:
    content = files.get(f"{_FOLDER}/{PERSONS}/{name}.json")
    if content is None:
        return read_persona(name, (LIBRARY / PERSONS,))
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise refused(
            f"{name}.json", None, "Die Datei ist kein lesbares JSON.", "Siehe docs/person-record.md."
        )
    return found
