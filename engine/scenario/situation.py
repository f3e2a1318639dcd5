"""Where a case stands, in words: what a person needs to see why a scenario went otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from engine.clock import ZONE
from engine.dmn import Evaluation
from engine.scenario.compare import group_of
from engine.scenario.play import Play


def situation(case: Play) -> tuple[str, ...]:
    """The clock and the open tasks; where tokens wait; incidents; the rules that decided, with their norm."""
    return (*where(case), *reasons(case))


def reasons(case: Play) -> tuple[str, ...]:
    """The rules that decided, with their norm."""
    return tuple(line for evaluation in case.seen.evaluations.values() for line in _reasons(evaluation))


def where(case: Play) -> tuple[str, ...]:
    """The clock and the open tasks; where tokens wait; incidents."""
    return tuple(_where(case))


def _where(case: Play) -> Iterator[str]:
    tasks = ", ".join(f"„{task.name}“ ({group_of(task)})" for task in case.tasks().values())
    state = "beendet" if case.outcome else "offen"
    yield f"{case.now:%d.%m.%Y %H:%M}, {state}: {tasks or 'keine Aufgabe'}"
    yield from _waiting(case)
    for place, failed in case.incidents().items():
        yield f"Störung bei „{case.label(place, failed)}“: {failed.message}"


def _waiting(case: Play) -> Iterator[str]:
    """The token picture: what the case waits for beside tasks."""
    calls = [f"„{case.label(at, one)}“ (ruft {one.process})" for at, one in case.calls().items()]
    jobs = [f"„{case.label(at, one)}“" for at, one in case.jobs().items()]
    timers = [
        f"„{case.names.label(process, one.element)}“ am {one.due.astimezone(ZONE):%d.%m.%Y %H:%M}"
        for process, one in case.running_timers()
    ]
    for what, found in (
        ("Aufrufe", calls),
        ("Aufträge", jobs),
        ("Zeitgeber", timers),
        ("Nachrichten", [f"„{name}“" for name in case.messages()]),
        ("Signale", [f"„{name}“" for name in case.signals()]),
    ):
        if found:
            yield f"wartet, {what}: {', '.join(found)}"


def _reasons(evaluation: Evaluation) -> Iterator[str]:
    for rule in evaluation.rules:
        noted = "; ".join(one.text for one in rule.annotations if one.text)
        yield f"„{evaluation.name}“: Regel {rule.index}{f' – {noted}' if noted else ''}"
