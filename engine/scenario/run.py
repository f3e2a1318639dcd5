"""Run scenarios, one or all of a folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from engine.clock import ZONE
from engine.deadlines import add
from engine.errors import ModelError, NotFound
from engine.execution.bundle import Bundle, read_bundle
from engine.library import read as read_folders
from engine.scenario import document
from engine.scenario.compare import differences, group_of
from engine.scenario.document import Section, refused
from engine.scenario.grammar import Reader, Templates
from engine.scenario.model import (
    Act,
    CompleteTask,
    DoJob,
    EvaluateDecision,
    Expect,
    Given,
    JumpTo,
    Moment,
    PassTime,
    ResolveIncident,
    Scenario,
    SendMessage,
    SendSignal,
    WaitFor,
)
from engine.scenario.play import Impossible, Play, Refused
from engine.scenario.result import Failure, ScenarioResult

TEMPLATES = "vorlagen.yaml"


def run_folder(path: Path) -> tuple[ScenarioResult, ...]:
    """Run `scenarios/*.yaml` of a process folder, or of every process folder in a library, in order of
    their names.

    A scenario that cannot be read is a failed one. NotFound when there is no process; ModelError with
    findings when a process itself has errors.
    """
    return tuple(result for folder in read_folders(path) for result in _run_one(folder.path, folder.files))


def read_process(path: Path) -> Bundle:
    """The compiled process of one folder; ModelError with its findings when it has errors."""
    folders = read_folders(path)
    if len(folders) != 1:
        raise NotFound(f"Expected to read one process in {path}, but there are {len(folders)}")
    return _compiled(path, folders[0].files)


def read_scenario(path: Path, templates: Templates) -> Scenario:
    """One scenario file; ModelError with a finding that names the line."""
    return Reader(path.name, templates).scenario(document.read(path.read_bytes(), path.name))


def read_templates(folder: Path) -> Templates:
    """The named values of `scenarios/vorlagen.yaml`, which several scenarios share; none when there is no
    such file.
    """
    path = folder / TEMPLATES
    if not path.exists():
        return {}
    found = document.read(path.read_bytes(), path.name)
    for name, values in found.items():
        if not isinstance(values, Section):
            raise refused(path.name, found.line, f"Die Vorlage „{name}“ hat keine Werte.")
    return found


def read_scenarios(folder: Path) -> tuple[Scenario, ...]:
    """Every scenario of a process folder, in order of their names; ModelError for one that cannot be read."""
    scenarios = folder / "scenarios"
    templates = read_templates(scenarios)
    return tuple(read_scenario(path, templates) for path in _paths(scenarios))


def run_scenario(bundle: Bundle, scenario: Scenario, path: Path) -> ScenarioResult:
    """Run one scenario to its end or to the first step that differs."""
    try:
        case = Play(bundle, scenario.start)
    except Impossible as fault:
        return ScenarioResult(bundle.main, path, scenario.name, Failure(1, (f"Beginn: {fault}",)))
    return ScenarioResult(
        process=bundle.main,
        path=path,
        name=scenario.name,
        failure=_first_failure(case, scenario),
        elements=frozenset(case.seen.elements),
        flows=frozenset(case.seen.flows),
        rules=frozenset(case.seen.rules),
        warnings=tuple(case.seen.warnings),
    )


def _run_one(folder: Path, files: dict[str, bytes]) -> Iterator[ScenarioResult]:
    bundle = _compiled(folder, files)
    scenarios = folder / "scenarios"
    templates = read_templates(scenarios)
    for path in _paths(scenarios):
        try:
            scenario = read_scenario(path, templates)
        except ModelError as error:
            finding = error.findings[0]
            faults = (finding.reason, finding.hint)
            yield ScenarioResult(bundle.main, path, path.stem, Failure(finding.line or 1, faults))
        else:
            yield run_scenario(bundle, scenario, path)


def _paths(scenarios: Path) -> list[Path]:
    return [path for path in sorted(scenarios.glob("*.yaml")) if path.name != TEMPLATES]


def _compiled(folder: Path, files: dict[str, bytes]) -> Bundle:
    bundle = read_bundle(files)
    if bundle.errors:
        raise ModelError(
            f"Expected to run the scenarios of {folder}, but the process has errors", bundle.errors
        )
    return bundle


def _first_failure(case: Play, scenario: Scenario) -> Failure | None:
    last = 1
    for step in scenario.steps:
        last = step.line
        try:
            found = differences(step, case) if isinstance(step, Expect) else perform(step, case)
        except Impossible as fault:
            found = (str(fault),)
        if found:
            return Failure(step.line, found, _situation(case))
    if isinstance(scenario.steps[-1], Expect):
        return None
    unexpected = differences(Expect(last), case)  # an incident after the last step is never fine
    return Failure(last, unexpected, _situation(case)) if unexpected else None


def perform(act: Act, case: Play) -> tuple[str, ...]:
    """Let one thing happen to a case; what went otherwise than the scenario says. Impossible when it cannot be done."""
    match act:
        case CompleteTask(task=task, values=values, refused=expected):
            return _complete(case, task, values, expected)
        case PassTime(period=period):
            case.run_until(add(case.now, period).astimezone(ZONE))
        case JumpTo(moment=moment):
            case.run_until(_instant(moment))
        case WaitFor(event=event):
            case.run_until_fired(event)
        case SendMessage(message=message, values=values):
            case.send(message, values)
        case SendSignal(signal=signal, values=values):
            case.broadcast(signal, values)
        case DoJob(job=job, values=values, error=error):
            case.do_job(job, values, error)
        case EvaluateDecision(decision=decision, values=values):
            case.evaluate(decision, values)
        case ResolveIncident(element=element, values=values):
            case.resolve(element, values)
    return ()


def _complete(
    case: Play, task: str, values: Mapping[str, Given], expected: tuple[str, ...]
) -> tuple[str, ...]:
    try:
        case.complete(task, values)
    except Refused as refusal:
        if expected and set(expected) == refusal.fields.keys():
            return ()
        return (f"Das Formular von „{task}“ lehnt ab – {refusal}",)
    if expected:
        return (f"Das Formular von „{task}“ sollte {', '.join(expected)} ablehnen, nimmt aber alles an.",)
    return ()


def _instant(moment: Moment) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day, tzinfo=ZONE)


def _situation(case: Play) -> tuple[str, ...]:
    """Where the case stands: the clock, the open tasks, the incidents, the reasons of the last decisions."""
    tasks = ", ".join(f"„{task.name}“ ({group_of(task)})" for task in case.tasks().values())
    state = "beendet" if case.outcome else "offen"
    lines = [f"{case.now:%d.%m.%Y %H:%M}, {state}: {tasks or 'keine Aufgabe'}"]
    lines += [
        f"Störung bei „{case.name(failed.element)}“: {failed.message}" for failed in case.incidents().values()
    ]
    lines += [
        f"„{evaluation.name}“: Regel {rule.index}"
        for evaluation in case.evaluations.values()
        for rule in evaluation.rules
    ]
    return tuple(lines)
