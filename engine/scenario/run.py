"""Run scenarios, one or all of a folder."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

from engine import yaml
from engine.clock import ZONE
from engine.deadlines import Period, add
from engine.errors import ModelError, NotFound
from engine.execution.bundle import Bundle
from engine.library import ProcessFolder
from engine.library import read as read_folders
from engine.scenario.compare import differences
from engine.scenario.grammar import Reader, Templates
from engine.scenario.library import Library, compiled
from engine.scenario.model import (
    Act,
    AnswerCall,
    ChangeLaw,
    ChangeRecord,
    CompleteTask,
    DoJob,
    EvaluateDecision,
    Expect,
    JumpTo,
    Moment,
    Move,
    PassTime,
    ResolveIncident,
    Scenario,
    SendMessage,
    SendSignal,
    Step,
    WaitFor,
)
from engine.scenario.names import Impossible
from engine.scenario.persona import FOLDER, read_persona
from engine.scenario.play import Play, Refused
from engine.scenario.result import Failure, ScenarioResult
from engine.scenario.situation import situation
from engine.yaml import Section, refused

TEMPLATES = "vorlagen.yaml"


@dataclass(frozen=True, slots=True)
class Ran:
    """The process folders of a run with what they were compiled to, and the results of all their scenarios."""

    folders: tuple[tuple[ProcessFolder, Bundle], ...]
    results: tuple[ScenarioResult, ...]


def run_all(path: Path) -> Ran:
    """Run `scenarios/*.yaml` of a process folder, or of every process folder in a library, in order of
    their names. Processes that a case calls play along when they are in the same folder or beside it.

    A scenario that cannot be read is a failed one. NotFound when there is no process; ModelError with
    findings when a process itself has errors.
    """
    folders = tuple((folder, compiled(folder.path, folder.files)) for folder in read_folders(path))
    library = library_of(path, (bundle for _, bundle in folders))
    return Ran(
        folders,
        tuple(result for folder, bundle in folders for result in run_scenarios(folder.path, bundle, library)),
    )


def run_folder(path: Path) -> tuple[ScenarioResult, ...]:
    """The results alone of `run_all`."""
    return run_all(path).results


def library_of(path: Path, bundles: Iterable[Bundle] = ()) -> Library:
    """The processes beside the folder of a process, or in the folder of a library; `bundles` are compiled already."""
    is_process = any(path.glob("*.bpmn")) or path.is_file()
    known = {bundle.main: bundle for bundle in bundles}
    return Library(path.parent if is_process else path, known)


def read_process(path: Path) -> Bundle:
    """The compiled process of one folder; ModelError with its findings when it has errors."""
    folders = read_folders(path)
    if len(folders) != 1:
        raise NotFound(f"Expected to read one process in {path}, but there are {len(folders)}")
    return compiled(path, folders[0].files)


def read_scenario(path: Path, templates: Templates) -> Scenario:
    """One scenario file; ModelError with a finding that names the line.

    The records of personas are those of `scenarios/personen`, else of the library's folder `personen`.
    """
    folders = (
        (path.parent / FOLDER, path.parents[2] / FOLDER) if len(path.parents) > 2 else (path.parent / FOLDER,)
    )
    reader = Reader(path.name, templates, lambda name: read_persona(name, folders))
    return reader.scenario(yaml.read(path.read_bytes(), path.name))


def read_templates(folder: Path) -> Templates:
    """The named values of `scenarios/vorlagen.yaml`, which several scenarios share; none when there is no
    such file.
    """
    path = folder / TEMPLATES
    if not path.exists():
        return {}
    found = yaml.read(path.read_bytes(), path.name)
    for name, values in found.items():
        if not isinstance(values, Section):
            raise refused(path.name, found.line, f"Die Vorlage „{name}“ hat keine Werte.")
    return found


def read_scenarios(folder: Path) -> tuple[Scenario, ...]:
    """Every scenario of a process folder, in order of their names; ModelError for one that cannot be read."""
    scenarios = folder / "scenarios"
    templates = read_templates(scenarios)
    return tuple(read_scenario(path, templates) for path in _paths(scenarios))


def run_scenario(
    bundle: Bundle, scenario: Scenario, path: Path, library: Library | None = None
) -> ScenarioResult:
    """Run one scenario to its end or to the first step that differs."""
    begun = perf_counter()
    try:
        case = Play(bundle, scenario.start, library)
    except Impossible as fault:
        return ScenarioResult(bundle.main, path, scenario.name, Failure(1, (f"Beginn: {fault}",)))
    failure = _first_failure(case, scenario)
    seconds = perf_counter() - begun
    return ScenarioResult(bundle.main, path, scenario.name, failure, case.seen, scenario, seconds)


def run_scenarios(folder: Path, bundle: Bundle, library: Library) -> Iterator[ScenarioResult]:
    """Run `scenarios/*.yaml` of a folder on a bundle, in order of their names; one that cannot be read has failed."""
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
            yield run_scenario(bundle, scenario, path, library)


def _paths(scenarios: Path) -> list[Path]:
    return [path for path in sorted(scenarios.glob("*.yaml")) if path.name != TEMPLATES]


def _first_failure(case: Play, scenario: Scenario) -> Failure | None:
    last = 1
    for step in scenario.steps:
        last = step.line
        try:
            found = take_step(step, case)
        except Impossible as fault:
            found = (*_stopped(case), str(fault))
        if found:
            return _failure(step.line, found, case)
    if isinstance(scenario.steps[-1], Expect):
        return None
    unexpected = differences(Expect(last), case)  # an incident after the last step is never fine
    return _failure(last, unexpected, case) if unexpected else None


def _stopped(case: Play) -> tuple[str, ...]:
    """At which incidents the case stands: mostly they are why the next step cannot be taken."""
    return tuple(
        f"Der Ablauf steht mit einer Störung bei „{case.label(place, failed)}“: {failed.message}"
        for place, failed in case.incidents().items()
    )


def take_step(step: Step, case: Play) -> tuple[str, ...]:
    """Take a step of a scenario, or compare what it expects; what differs. Impossible when it cannot be taken."""
    return _compared(step, case) if isinstance(step, Expect) else perform(step, case)


def _compared(expected: Expect, case: Play) -> tuple[str, ...]:
    found = differences(expected, case)
    case.looked()
    return found


def _failure(line: int, found: tuple[str, ...], case: Play) -> Failure:
    return Failure(line, found, situation(case), case.tokens())


def perform(act: Act, case: Play) -> tuple[str, ...]:
    """Let one thing happen to a case; what went otherwise than the scenario says. Impossible when it cannot be done."""
    match act:
        case CompleteTask():
            return _complete(case, act)
        case PassTime(period=period):
            case.run_until(_later(case.now, period))
        case JumpTo(moment=moment):
            case.run_until(_instant(moment))
        case ChangeLaw(day=day):
            case.change_law(day)
        case WaitFor(event=event):
            case.run_until_fired(event)
        case SendMessage(message=message, values=values):
            case.send(message, values)
        case SendSignal(signal=signal, values=values):
            case.broadcast(signal, values)
        case DoJob(job=job, values=values, error=error):
            case.do_job(job, values, error)
        case AnswerCall(call=call, values=values, error=error, escalation=escalation):
            case.answer_call(call, values, error, escalation)
        case Move(ags=ags):
            case.move(ags)
        case ChangeRecord(values=values):
            case.change_record(values)
        case EvaluateDecision(decision=decision, values=values):
            case.evaluate(decision, values)
        case ResolveIncident(element=element, values=values):
            case.resolve(element, values)
    return ()


def _later(now: datetime, period: Period) -> datetime:
    try:
        return add(now, period).astimezone(ZONE)
    except ModelError as error:
        raise Impossible(f"{period} nach dem {now:%d.%m.%Y} gibt es keinen Kalender mehr.") from error


def _complete(case: Play, act: CompleteTask) -> tuple[str, ...]:
    try:
        case.complete(act.task, act.values, act.turn)
    except Refused as refusal:
        if act.refused and set(act.refused) == refusal.fields.keys():
            return ()
        return (f"Das Formular von „{act.task}“ lehnt ab – {refusal}",)
    if act.refused:
        return (
            f"Das Formular von „{act.task}“ sollte {', '.join(act.refused)} ablehnen, nimmt aber alles an.",
        )
    return ()


def _instant(moment: Moment) -> datetime:
    if isinstance(moment, datetime):
        return moment
    return datetime(moment.year, moment.month, moment.day, tzinfo=ZONE)
