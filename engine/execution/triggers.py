"""The events that begin an instance from outside: what a deployment must know of them, and when timers are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from engine.bpmn import Conditional, Graph, Message, Signal, StartTrigger, Timer, TimerKind
from engine.clock import ZONE
from engine.deadlines import read_cycle
from engine.errors import Finding, ModelError
from engine.execution import moments
from engine.feel import Environment

__all__ = ["TimedStart", "findings", "has_timers", "named", "timed"]


@dataclass(frozen=True, slots=True)
class TimedStart:
    """The first turn of a timer that starts a process; `position` counts the timers of its element from 0."""

    process: str
    element: str
    position: int
    due: datetime
    cycle: str


def findings(graph: Graph, path: str) -> Iterator[Finding]:
    """What keeps a start event from ever happening: before an instance there are no variables to read."""
    for start in graph.starts:
        node = graph.nodes[start.element]
        match start.definition:
            case Conditional():
                rule = "start-condition"
                reason = (
                    f"„{node.label}“ wartet auf eine Bedingung, aber vor dem Beginn gibt es keine Variablen."
                )
                hint = "Beginnen Sie mit einer Nachricht, oder prüfen Sie die Bedingung in einem Ereignis-Teilprozess."
            case Message(name=value) | Signal(name=value) if value.variables:
                rule = "start-name"
                reason = f"„{node.label}“ wartet auf einen Namen aus Variablen; vor dem Beginn gibt es keine."
                hint = "Schreiben Sie einen festen Namen."
            case Timer(value=value) if value.variables:
                rule = "start-time"
                reason = (
                    f"Der Zeitpunkt von „{node.label}“ hängt von Variablen ab; vor dem Beginn gibt es keine."
                )
                hint = "Schreiben Sie ein Datum, eine Dauer oder eine Wiederholung, zum Beispiel R/P1M."
            case _:
                continue
        yield Finding(path, rule, reason, hint, start.element, node.line)


def named(graph: Graph) -> Iterator[tuple[str, str, str, str]]:
    """(process, element, "message" or "signal", name) of every start event that one of these triggers."""
    for start in graph.starts:
        match start.definition:
            case Message(name=name):
                kind = "message"
            case Signal(name=name):
                kind = "signal"
            case _:
                continue
        value = name.evaluate({}).value
        if isinstance(value, str):
            yield graph.key, start.element, kind, value


def has_timers(graph: Graph) -> bool:
    """Whether time starts the process."""
    return any(isinstance(start.definition, Timer) for start in graph.starts)


def timed(graph: Graph, first: datetime, anchor: datetime) -> Iterator[TimedStart]:
    """When each timer start of the process happens first, counted from `anchor`; none of it before `first`.

    ModelError when a value is no time.
    """
    position: dict[str, int] = {}
    for start in graph.starts:
        if isinstance(start.definition, Timer):
            number = position[start.element] = position.get(start.element, -1) + 1
            due = _due(graph, start, start.definition, anchor)
            if due is not None and due.at >= first:
                yield TimedStart(graph.key, start.element, number, due.at, due.cycle)


def _due(graph: Graph, start: StartTrigger, timer: Timer, anchor: datetime) -> moments.Due | None:
    """The first turn; None for a repetition that is over by then."""
    value = timer.value.evaluate({}, Environment(now=anchor.astimezone(ZONE))).value
    due = moments.due(timer.kind, value, anchor)
    if due is None and not (timer.kind is TimerKind.CYCLE and _is_cycle(value, anchor)):
        label = graph.nodes[start.element].label
        raise ModelError(
            f"Expected a time at start event {start.element}, but it is {moments.shown(value)}",
            (
                Finding(
                    "",
                    "start-time",
                    f"Der Zeitpunkt von „{label}“ ist nicht lesbar.",
                    "Schreiben Sie ein Datum, eine Dauer oder eine Wiederholung, zum Beispiel R/P1M.",
                    start.element,
                ),
            ),
        )
    return due


def _is_cycle(value: object, anchor: datetime) -> bool:
    try:
        return isinstance(value, str) and read_cycle(value, anchor) is not None
    except (ModelError, ValueError):
        return False
