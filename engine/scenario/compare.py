"""What a scenario expects against what is so: each difference one German sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from engine.clock import ZONE
from engine.competence import Group, read_group
from engine.execution.changes import (
    CallStarted,
    DataDisclosed,
    JobCreated,
    MessageThrown,
    SignalThrown,
    UserTaskActivated,
)
from engine.feel import Value, from_python
from engine.scenario.model import (
    AGREED,
    LEGAL,
    Expect,
    ExpectedDecision,
    ExpectedDisclosure,
    ExpectedTask,
    ExpectedThrow,
    Given,
    Moment,
)
from engine.scenario.names import Impossible
from engine.scenario.play import Play
from engine.scenario.standing import Place
from engine.wording import say


def differences(expected: Expect, play: Play) -> tuple[str, ...]:
    """Every difference, in the order of the words in docs/scenarios.md; empty when all is as expected. Impossible when
    something is expected not to be that does not exist: it would hold for ever.
    """
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
        if not _passed(name, play):
            yield f"„{name}“ sollte durchlaufen sein, ist es aber nicht."
    for name in expected.not_passed:
        if play.passed(name):  # Impossible when the diagram has no such element: it would hold for ever
            yield f"„{name}“ sollte nicht durchlaufen sein, ist es aber."
    yield from _exchange(expected, play)
    for name, moment in expected.timers.items():
        yield from _timer(name, moment, play)


def _exchange(expected: Expect, play: Play) -> Iterator[str]:
    """What goes in and out: messages, signals, jobs of programs, calls of processes."""
    yield from _heard("das Warten auf", expected.messages, play.messages())
    yield from _heard("das Warten auf die Signale", expected.signals, play.signals())
    if expected.jobs is not None:
        yield from _waiting("Offene Aufträge", expected.jobs, play.jobs(), play)
    if expected.calls is not None:
        yield from _waiting("Offene Aufrufe", expected.calls, play.calls(), play)
    messages, signals = play.thrown()
    if expected.sent_messages is not None:
        yield from _thrown("Nachrichten", expected.sent_messages, messages)
    if expected.sent_signals is not None:
        yield from _thrown("Signale", expected.sent_signals, signals)
    if expected.disclosed is not None:
        yield from _disclosed(expected.disclosed, play.disclosed())


def _heard(what: str, expected: tuple[str, ...] | None, found: tuple[str, ...]) -> Iterator[str]:
    if expected is not None and tuple(sorted(expected)) != found:
        yield f"Erwartet wird {what} {_names(sorted(expected))}, gewartet wird auf {_names(found)}."


def _passed(name: str, play: Play) -> bool:
    try:
        return play.passed(name)
    except Impossible:
        return False  # an unknown name was never passed; as an expectation it differs by itself


def _tasks(expected: tuple[ExpectedTask, ...], play: Play) -> Iterator[str]:
    """Each expected task takes one of the open ones; what is left over on either side differs."""
    left = list(play.tasks().items())
    found: list[tuple[ExpectedTask, UserTaskActivated]] = []
    missing = []
    for wanted in expected:
        mine = next((one for one in left if _means(wanted.name, one[0], one[1].element, play)), None)
        if mine is None:
            missing.append(wanted.name)
        else:
            left.remove(mine)
            found.append((wanted, mine[1]))
    if missing or left:
        wanted_names = sorted(_shown(one.name, play) for one in expected)
        yield (
            f"Offene Aufgaben: erwartet {_names(wanted_names)}, "
            f"offen {_names(sorted(task.name for task in play.tasks().values()))}."
        )
    for wanted, task in found:
        yield from _task(wanted, task, play)


def _waiting(
    what: str, expected: tuple[str, ...], found: Mapping[Place, JobCreated | CallStarted], play: Play
) -> Iterator[str]:
    left = list(found.items())
    missing = False
    for name in expected:
        mine = next(
            (
                (at, one)
                for at, one in left
                if _means(name, at, one.element, play)
                or (isinstance(one, CallStarted) and one.process == name)
            ),
            None,
        )
        if mine is None:
            missing = True
        else:
            left.remove(mine)
    if missing or left:
        wanted = sorted(_shown(name, play) for name in expected)
        offered = sorted(play.label(at, one) for at, one in found.items())
        yield f"{what}: erwartet {_names(wanted)}, offen {_names(offered)}."


def _means(name: str, place: Place, element: str, play: Play) -> bool:
    return play.names.same(name, play.process(place[0]), element)


def _shown(name: str, play: Play) -> str:
    try:
        return play.names.label(*play.names.find(name))
    except Impossible:
        return name


def _thrown(
    what: str, expected: tuple[ExpectedThrow, ...], found: Sequence[MessageThrown | SignalThrown]
) -> Iterator[str]:
    wanted, sent = sorted(one.name for one in expected), sorted(one.name for one in found)
    if wanted != sent:
        yield f"{what}: erwartet {_names(wanted)}, gesendet {_names(sent)}."
        return
    left = list(found)
    for one in expected:
        # of several of one name, the one that fits best
        mine = min((each for each in left if each.name == one.name), key=lambda each: len(_unlike(one, each)))
        left.remove(mine)
        yield from _unlike(one, mine)


def _unlike(expected: ExpectedThrow, thrown: MessageThrown | SignalThrown) -> list[str]:
    return list(_value(f"„{expected.name}“", expected.values, dict(thrown.variables)))


def _disclosed(expected: tuple[ExpectedDisclosure, ...], found: Sequence[DataDisclosed]) -> Iterator[str]:
    wanted, told = sorted(one.topic for one in expected), sorted(one.topic for one in found)
    if wanted != told:
        yield f"Übermittlungen: erwartet an {_names(wanted)}, vermerkt an {_names(told)}."
        return
    left = list(found)
    for one in expected:
        # of several to one topic, the one that fits best
        mine = min(
            (each for each in left if each.topic == one.topic), key=lambda each: len(_untold(one, each))
        )
        left.remove(mine)
        yield from _untold(one, mine)


def _untold(expected: ExpectedDisclosure, told: DataDisclosed) -> list[str]:
    found = []
    if expected.norm not in (None, told.norm):
        found.append(f"Übermittlung an „{told.topic}“: erwartet „{expected.norm}“, vermerkt „{told.norm}“.")
    if expected.data is not None and sorted(expected.data) != sorted(told.data):
        found.append(
            f"Übermittlung an „{told.topic}“: erwartet {_names(expected.data)}, vermerkt {_names(told.data)}."
        )
    return found


def _task(expected: ExpectedTask, task: UserTaskActivated, play: Play) -> Iterator[str]:
    group = group_of(task)
    if expected.group is not None and read_group(expected.group) != group:
        yield f"„{task.name}“ liegt bei {group}, erwartet bei {expected.group}."
    yield from _desk(expected, task, play)
    if expected.due is not None and not _same_moment(expected.due, task.due):
        yield f"„{task.name}“ ist fällig am {_moment(task.due)}, erwartet am {_moment(expected.due)}."
    clocks = task.clocks
    for word, at in ((LEGAL, clocks.legal), (AGREED, clocks.agreed)):
        wanted = expected.clocks.get(word)
        if word in expected.clocks and not (wanted is at is None or (wanted and _same_moment(wanted, at))):
            yield f"„{task.name}“, {word}: {_moment(at)}, erwartet {_moment(wanted)}."
    derived = " → ".join((*clocks.legal_steps, *clocks.agreed_steps))
    for text in expected.due_because:
        if text not in derived:
            yield f"Die Frist von „{task.name}“ ist hergeleitet „{derived or 'gar nicht'}“, erwartet „{text}“."
    if expected.priority is not None and expected.priority != task.priority:
        yield f"„{task.name}“ hat die Priorität {task.priority}, erwartet {expected.priority}."


def _desk(expected: ExpectedTask, task: UserTaskActivated, play: Play) -> Iterator[str]:
    """Where the task lies, why, and who does not see it."""
    office = play.office
    if expected.authority is not None and not office.means(expected.authority, task.authority):
        key = office.key(task.authority)
        lies = f"{office.name(task.authority)}{f' ({key})' if key else ''}"
        told = office.told.get(task.topic, "")
        yield f"„{task.name}“ liegt bei: {lies}, erwartet bei {expected.authority}.{f' {told}' if told else ''}"
    reason = task.reason
    told = "; ".join((reason.norm, reason.rule, reason.sentence, *reason.steps, *reason.doubts))
    for text in expected.because:
        if text not in told:
            yield f"„{task.name}“ liegt dort, weil: {told.strip('; ').removesuffix('.')}. Erwartet war „{text}“."
    for who in expected.hidden_from:
        if not office.knows(who):
            raise Impossible(f"„{who}“ ist weder eine Behörde im Register noch eine Zuständigkeit.")
        if office.sees(who, task, play.today):
            yield f"„{task.name}“ ist für {who} sichtbar, sollte es aber nicht sein."


def group_of(task: UserTaskActivated) -> Group:
    """The candidate group of an open task."""
    return Group(task.topic, task.role)


def _outcome(expected: str, play: Play) -> Iterator[str]:
    wanted = play.graph.nodes[expected].label if expected in play.graph.nodes else expected
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
    found = play.seen.evaluations.get(decision)
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
    left = dict(play.incidents())
    for name in expected:
        at = next((at for at, one in left.items() if _means(name, at, one.element, play)), None)
        if at is None:
            yield f"Bei „{name}“ sollte es eine Störung geben, es gibt aber keine."
        else:
            del left[at]
    for at, one in left.items():
        yield f"Unerwartete Störung bei „{play.label(at, one)}“: {one.message}"


def _timer(name: str, expected: Moment, play: Play) -> Iterator[str]:
    found = play.timer(name)
    due = None if found is None else found.due
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
