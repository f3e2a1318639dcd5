"""What a scenario expects against what is so: each difference one German sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from engine.clock import ZONE
from engine.competence import Group, read_group
from engine.execution.changes import UserTaskActivated
from engine.feel import Value, from_python
from engine.scenario.model import Expect, ExpectedDecision, ExpectedTask, Given, Moment
from engine.scenario.play import Impossible, Play
from engine.wording import say


def differences(expected: Expect, play: Play) -> tuple[str, ...]:
    """Every difference, in the order of the words in docs/scenarios.md; empty when all is as expected."""
    return tuple(_all(expected, play))


def _all(expected: Expect, play: Play) -> Iterator[str]:
    if expected.tasks is not None:
        yield from _tasks(expected.tasks, play)
    if expected.outcome is not None:
        yield from _outcome(expected.outcome, play)
    for path, value in expected.variables.items():
        yield from _variable(path, value, play)
    for decision, wanted in expected.decisions.items():
        yield from _decision(decision, wanted, play)
    yield from _incidents(expected.incidents, play)
    for name in expected.passed:
        if _element(name, play) not in play.seen.elements:
            yield f"„{name}“ sollte durchlaufen sein, ist es aber nicht."
    for name in expected.not_passed:
        if _element(name, play) in play.seen.elements:
            yield f"„{name}“ sollte nicht durchlaufen sein, ist es aber."
    if expected.messages is not None and tuple(sorted(expected.messages)) != play.messages():
        yield (
            f"Erwartet wird das Warten auf {_names(sorted(expected.messages))}, "
            f"gewartet wird auf {_names(play.messages())}."
        )
    if expected.jobs is not None:
        yield from _jobs(expected.jobs, play)
    for name, moment in expected.timers.items():
        yield from _timer(name, moment, play)


def _element(name: str, play: Play) -> str:
    try:
        return play.element(name)
    except Impossible:
        return name  # an unknown name was never passed; as an expectation it differs by itself


def _tasks(expected: tuple[ExpectedTask, ...], play: Play) -> Iterator[str]:
    open_tasks = {task.name: task for task in play.tasks().values()}
    wanted = {_task_name(task.name, play): task for task in expected}
    if sorted(wanted) != sorted(task.name for task in play.tasks().values()):
        yield f"Offene Aufgaben: erwartet {_names(sorted(wanted))}, offen {_names(sorted(open_tasks))}."
    for name, task in wanted.items():
        if name in open_tasks:
            yield from _task(task, open_tasks[name])


def _jobs(expected: tuple[str, ...], play: Play) -> Iterator[str]:
    wanted = sorted(_task_name(name, play) for name in expected)
    offered = sorted(play.name(job.element) for job in play.jobs().values())
    if wanted != offered:
        yield f"Offene Aufträge: erwartet {_names(wanted)}, offen {_names(offered)}."


def _task_name(name: str, play: Play) -> str:
    return play.name(name)


def _task(expected: ExpectedTask, task: UserTaskActivated) -> Iterator[str]:
    group = group_of(task)
    if expected.group is not None and read_group(expected.group) != group:
        yield f"„{task.name}“ liegt bei {group}, erwartet bei {expected.group}."
    if expected.due is not None and not _same_moment(expected.due, task.due):
        yield f"„{task.name}“ ist fällig am {_moment(task.due)}, erwartet am {_moment(expected.due)}."
    if expected.priority is not None and expected.priority != task.priority:
        yield f"„{task.name}“ hat die Priorität {task.priority}, erwartet {expected.priority}."


def group_of(task: UserTaskActivated) -> Group:
    """The candidate group of an open task."""
    return Group(task.topic, task.role)


def _outcome(expected: str, play: Play) -> Iterator[str]:
    wanted = play.name(expected) if expected in play.graph.nodes else expected
    if play.outcome is None:
        yield f"Der Fall sollte mit „{wanted}“ beendet sein, läuft aber noch."
    elif play.outcome != wanted:
        yield f"Der Fall ist mit „{play.outcome}“ beendet, erwartet mit „{wanted}“."


def _variable(path: str, expected: Given, play: Play) -> Iterator[str]:
    value: Value = dict(play.variables)
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    yield from _value(f"Variable „{path}“", expected, value)


def _decision(decision: str, expected: ExpectedDecision, play: Play) -> Iterator[str]:
    found = play.evaluations.get(decision)
    if found is None:
        yield f"Die Entscheidung „{decision}“ ist noch nicht getroffen."
        return
    rules = tuple(rule.index for rule in found.rules)
    if expected.rules is not None and expected.rules != rules:
        yield f"„{found.name}“: erwartet Regel {_numbers(expected.rules)}, es galt {_numbers(rules)}."
    if expected.has_value:
        yield from _value(f"Entscheidung „{found.name}“", expected.value, found.value)


def _value(what: str, expected: Given, value: Value) -> Iterator[str]:
    """Compare; of a context only the parts that are named."""
    if isinstance(expected, Mapping) and isinstance(value, Mapping):
        for name, part in expected.items():
            yield from _value(f"{what}, „{name}“", part, value.get(str(name)))
        return
    wanted = _feel(expected)
    if wanted != value:
        yield f"{what}: erwartet {say(wanted)}, ist {say(value)}."


def _feel(given: Given) -> Value:
    if isinstance(given, list):
        return [_feel(one) for one in given]
    if isinstance(given, Mapping):
        return {str(name): _feel(part) for name, part in given.items()}
    return from_python(given)


def _incidents(expected: tuple[str, ...], play: Play) -> Iterator[str]:
    wanted = {_element(name, play) for name in expected}
    found = {one.element: one for one in play.incidents().values()}
    for element in sorted(wanted - found.keys()):
        yield f"Bei „{element}“ sollte es eine Störung geben, es gibt aber keine."
    for element in sorted(found.keys() - wanted):
        yield f"Unerwartete Störung bei „{play.name(element)}“: {found[element].message}"


def _timer(name: str, expected: Moment, play: Play) -> Iterator[str]:
    element = _element(name, play)
    due = next((timer.due for timer in play.timers() if timer.element == element), None)
    if not _same_moment(expected, due):
        yield f"„{name}“ löst am {_moment(due)} aus, erwartet am {_moment(expected)}."


def _same_moment(expected: Moment, found: datetime | None) -> bool:
    if found is None:
        return False
    if isinstance(expected, datetime):
        return expected == found
    return expected == found.astimezone(ZONE).date()


def _moment(moment: Moment | None) -> str:
    match moment:
        case None:
            return "gar nicht"
        case datetime():
            return f"{moment.astimezone(ZONE):%d.%m.%Y %H:%M}"
        case _:
            return f"{moment:%d.%m.%Y}"


def _names(names: list[str] | tuple[str, ...]) -> str:
    return ", ".join(f"„{name}“" for name in names) or "keine"


def _numbers(numbers: tuple[int, ...]) -> str:
    return ", ".join(map(str, numbers)) or "keine"
