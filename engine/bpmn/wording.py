"""German words for a node of the graph: what kind of step it is and what happens there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.expressions import literal
from engine.bpmn.iso import is_duration
from engine.bpmn.labels import ELEMENTS
from engine.bpmn.model import (
    CalledDecision,
    Cancel,
    Compensate,
    Conditional,
    Error,
    Escalation,
    EventDefinition,
    Kind,
    Link,
    Message,
    Node,
    Script,
    Signal,
    Terminate,
    Timer,
    TimerKind,
    UserTask,
)
from engine.feel import Expression

_TASKS = {
    Kind.USER_TASK: "Aufgabe",
    Kind.BUSINESS_RULE_TASK: "Entscheidungstabelle",
    Kind.SCRIPT_TASK: "Berechnung",
    Kind.SUB_PROCESS: "Teilprozess",
}
_PART = re.compile(r"([\d.]+)([A-Z])")
#: singular and plural; units of the time part carry the T, since M stands for months and for minutes
_UNITS = {
    "Y": ("Jahr", "Jahre"),
    "M": ("Monat", "Monate"),
    "W": ("Woche", "Wochen"),
    "D": ("Tag", "Tage"),
    "TH": ("Stunde", "Stunden"),
    "TM": ("Minute", "Minuten"),
    "TS": ("Sekunde", "Sekunden"),
}


def quoted(node: Node) -> str:
    """The name in German quotes; the kind of step where it has none."""
    return f"„{node.name}“" if node.name else f"({kind_label(node)})"


def kind_label(node: Node) -> str:
    """What kind of step a node is, in the words of a clerk."""
    match node.kind:
        case Kind.EXCLUSIVE_GATEWAY:
            return "Verzweigung: ein Weg" if len(node.outgoing) > 1 else "Zusammenführung"
        case Kind.PARALLEL_GATEWAY:
            if len(node.outgoing) > 1:
                return "Verzweigung: alle Wege gleichzeitig"
            return "Zusammenführung: alle Wege abwarten"
        case Kind.START_EVENT:
            return "Start durch Nachricht" if node.events else "Start"
        case Kind.END_EVENT:
            return "Ende mit Abbruch" if node.events else "Ende"
        case Kind.CATCH_EVENT:
            return _event_label(node, "Warten auf ein Ereignis", "Warten auf Zeit", "Warten auf Nachricht")
        case Kind.BOUNDARY_EVENT:
            return _event_label(node, "Angeheftetes Ereignis", "Angeheftete Zeit", "Angeheftete Nachricht")
        case kind:
            return _TASKS.get(kind, ELEMENTS.get(kind, kind.value))


def details(node: Node) -> Iterator[str]:
    """What happens at a node, one line per fact."""
    if node.kind is Kind.PARALLEL_GATEWAY and len(node.incoming) > 1:
        yield f"Wartet, bis alle {len(node.incoming)} Wege angekommen sind"
    for event in node.events:
        yield _event(event)
    match node.behaviour:
        case UserTask() as task:
            if task.candidate_groups is not None:
                yield f"Gruppe: {_value(task.candidate_groups)}"
            if task.assignee is not None:
                yield f"Person: {_value(task.assignee)}"
            if task.due_date is not None:
                yield f"Frist: {_value(task.due_date)}"
            if task.form is not None:
                yield f"Formular: {task.form}"
        case CalledDecision(decision=decision, result_variable=result):
            yield f"Wertet die Entscheidung „{decision}“ aus; das Ergebnis heißt „{result}“"
        case Script(expression=expression, result_variable=result):
            yield f"Berechnet „{result}“: {_text(expression)}"
    if node.documentation:
        yield " ".join(node.documentation.split())


def _event_label(node: Node, unknown: str, time: str, message: str) -> str:
    match node.events:
        case (Timer(), *_):
            return time
        case (Message(), *_):
            return message
        case _:
            return unknown


def _event(event: EventDefinition) -> str:
    match event:
        case Timer(kind=kind, value=value):
            before = {TimerKind.DATE: "Am", TimerKind.DURATION: "Nach", TimerKind.CYCLE: "Wiederholt"}[kind]
            return f"{before}: {_value(value)}"
        case Message(name=name):
            return f"Nachricht: {_value(name)}"
        case Terminate():
            return "Beendet alle noch offenen Schritte dieser Ebene"
        case Signal(name=name):
            return f"Signal: {_value(name)}"
        case Error(code=code):
            return "Jeder Fehler" if code is None else f"Fehler: {_value(code)}"
        case Escalation(code=code):
            return "Jede Eskalation" if code is None else f"Eskalation: {_value(code)}"
        case Conditional(condition=condition):
            return f"Sobald: {_text(condition)}"
        case Compensate():
            return "Macht Erledigtes rückgängig"
        case Cancel():
            return "Bricht die Transaktion ab"
        case Link(name=name):
            return f"Weiter bei „{name}“"


def _value(expression: Expression) -> str:
    text = literal(expression)
    if text is None:
        return _text(expression)
    return _spoken(text) if is_duration(text) else text


def _text(expression: Expression) -> str:
    return " ".join(expression.text.split())


def _spoken(duration: str) -> str:
    """A duration in words: P1Y2M becomes *1 Jahr 2 Monate*; minutes are told from months by the T before
    them.
    """
    date, _, time = duration[1:].partition("T")
    parts = [*_PART.findall(date), *((number, f"T{unit}") for number, unit in _PART.findall(time))]
    return " ".join(f"{number} {_UNITS[unit][number != '1']}" for number, unit in parts)
