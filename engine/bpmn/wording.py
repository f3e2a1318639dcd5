"""German words for a node of the graph: what kind of step it is and what happens there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.definitions import (
    Cancel,
    Compensate,
    Conditional,
    Error,
    Escalation,
    EventDefinition,
    Link,
    Message,
    Signal,
    Terminate,
    Timer,
    TimerKind,
)
from engine.bpmn.expressions import literal
from engine.bpmn.iso import is_duration
from engine.bpmn.labels import ELEMENTS
from engine.bpmn.model import (
    AdHoc,
    Call,
    CalledDecision,
    Exchange,
    Job,
    Kind,
    MultiInstance,
    Node,
    Script,
    StandardLoop,
    UserTask,
)
from engine.feel import Expression

_TASKS = {
    Kind.USER_TASK: "Aufgabe",
    Kind.BUSINESS_RULE_TASK: "Entscheidungstabelle",
    Kind.SCRIPT_TASK: "Berechnung",
    Kind.SUB_PROCESS: "Teilprozess",
    Kind.SERVICE_TASK: "Auftrag",
    Kind.SEND_TASK: "Nachricht senden",
    Kind.RECEIVE_TASK: "Warten auf Nachricht",
    Kind.CALL_ACTIVITY: "Anderer Ablauf",
    Kind.TASK: "Schritt",
    Kind.MANUAL_TASK: "Schritt außerhalb",
    Kind.TRANSACTION: "Teilprozess: ganz oder gar nicht",
    Kind.AD_HOC_SUB_PROCESS: "Teilprozess: freie Auswahl",
}
_JOINS = {
    Kind.EXCLUSIVE_GATEWAY: "Zusammenführung",
    Kind.PARALLEL_GATEWAY: "Zusammenführung: alle Wege abwarten",
    Kind.INCLUSIVE_GATEWAY: "Zusammenführung: alle begonnenen Wege abwarten",
    Kind.COMPLEX_GATEWAY: "Zusammenführung nach einer Regel",
    Kind.EVENT_BASED_GATEWAY: "Warten: das erste Ereignis zählt",
}
_SPLITS = {
    Kind.EXCLUSIVE_GATEWAY: "Verzweigung: ein Weg",
    Kind.PARALLEL_GATEWAY: "Verzweigung: alle Wege gleichzeitig",
    Kind.INCLUSIVE_GATEWAY: "Verzweigung: ein Weg oder mehrere",
    Kind.COMPLEX_GATEWAY: "Verzweigung nach einer Regel",
    Kind.EVENT_BASED_GATEWAY: "Warten: das erste Ereignis zählt",
}
_CAUSES: dict[type, str] = {
    Timer: "Zeit",
    Message: "Nachricht",
    Signal: "Signal",
    Conditional: "eine Bedingung",
    Error: "Fehler",
    Escalation: "Eskalation",
    Compensate: "Rückabwicklung",
    Cancel: "Abbruch",
}
_ENDS: dict[type, str] = {
    Terminate: "Ende mit Abbruch",
    Message: "Ende mit Nachricht",
    Signal: "Ende mit Signal",
    Error: "Ende mit Fehler",
    Escalation: "Ende mit Eskalation",
    Compensate: "Ende mit Rückabwicklung",
    Cancel: "Ende: Transaktion abbrechen",
}
_THROWS: dict[type, str] = {
    Message: "Nachricht senden",
    Signal: "Signal senden",
    Escalation: "Eskalieren",
    Compensate: "Rückgängig machen",
    Link: "Sprung",
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
        case kind if kind in _JOINS:
            splits = len(node.outgoing) > 1
            return _SPLITS[kind] if splits else _JOINS[kind]
        case Kind.START_EVENT:
            return f"Start durch {_cause(node)}" if node.events else "Start"
        case Kind.END_EVENT:
            return _ENDS.get(type(node.events[0]), "Ende mit Ereignis") if node.events else "Ende"
        case Kind.CATCH_EVENT:
            is_link = any(isinstance(event, Link) for event in node.events)
            return "Fortsetzung" if is_link else f"Warten auf {_cause(node)}"
        case Kind.THROW_EVENT:
            return _THROWS.get(type(node.events[0]), "Auslösen") if node.events else "Zwischenstand"
        case Kind.BOUNDARY_EVENT:
            return f"Angeheftet: {_cause(node)}"
        case Kind.SUB_PROCESS if node.triggered_by_event:
            return "Teilprozess bei einem Ereignis"
        case kind:
            return _TASKS.get(kind, ELEMENTS.get(kind, kind.value))


def _cause(node: Node) -> str:
    """What a catching event waits for, in one word."""
    if len(node.events) > 1:
        return "mehrere Ereignisse" if node.parallel_multiple else "eines von mehreren Ereignissen"
    return _CAUSES.get(type(node.events[0]), "ein Ereignis") if node.events else "ein Ereignis"


def details(node: Node) -> Iterator[str]:
    """What happens at a node, one line per fact."""
    if node.kind is Kind.PARALLEL_GATEWAY and len(node.incoming) > 1:
        yield f"Wartet, bis alle {len(node.incoming)} Wege angekommen sind"
    for event in node.events:
        yield event_words(event)
    yield from _work(node)
    if node.discloses is not None:
        yield f"Übermittlung: {'; '.join(_value(one) for _name, one in node.discloses.said())}"
    yield from _marks(node)
    if node.documentation:
        yield " ".join(node.documentation.split())


def _work(node: Node) -> Iterator[str]:
    """What the element does itself."""
    match node.behaviour:
        case UserTask() as task:
            yield from _task(task)
        case CalledDecision(decision=decision, result_variable=result):
            yield f"Wertet die Entscheidung „{decision}“ aus; das Ergebnis heißt „{result}“"
        case Job(type=kind):
            yield f"Auftrag: {_value(kind)}"
        case Call(process=process):
            yield f"Ruft auf: {_value(process)}"
        case Exchange(message=Message(name=name)):
            yield f"Nachricht: {_value(name)}"
        case AdHoc() as choice:
            yield choice_words(choice)
        case Script(expression=expression, result_variable=result):
            yield f"Berechnet „{result}“: {_text(expression)}"


def choice_words(choice: AdHoc) -> str:
    """How the steps of an ad-hoc sub-process are chosen."""
    return f"Jemand wählt die Schritte aus, {'nacheinander' if choice.sequential else 'auch gleichzeitig'}"


def _task(task: UserTask) -> Iterator[str]:
    if task.candidate_groups is not None:
        yield f"Gruppe: {_value(task.candidate_groups)}"
    if task.assignee is not None:
        yield f"Person: {_value(task.assignee)}"
    if task.due_date is not None:
        yield f"Frist: {_value(task.due_date)}"
    if task.legal_due is not None:
        norm = "" if task.legal_norm is None else f" ({_value(task.legal_norm)})"
        yield f"Gesetzliche Frist: {_value(task.legal_due)}{norm}"
    if task.form is not None:
        yield f"Formular: {task.form}"


def _marks(node: Node) -> Iterator[str]:
    """How often it runs, and whether it can be undone."""
    match node.loop:
        case MultiInstance(sequential=sequential, collection=collection, cardinality=cardinality):
            each = f"je Eintrag von {_text(collection)}" if collection is not None else ""
            times = f"{_text(cardinality)}-mal" if cardinality is not None else each
            yield f"Mehrfach, {'nacheinander' if sequential else 'gleichzeitig'}: {times}"
        case StandardLoop(condition=condition):
            until = f", solange {_text(condition)}" if condition is not None else ""
            yield f"Wird wiederholt{until}"
    if node.compensation is not None:
        yield "Kann rückgängig gemacht werden"


def event_words(event: EventDefinition) -> str:
    """What an event waits for or does."""
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
    return spoken(text) if is_duration(text) else text


def _text(expression: Expression) -> str:
    return " ".join(expression.text.split())


def spoken(duration: str) -> str:
    """A duration in words: P1Y2M becomes *1 Jahr 2 Monate*; minutes are told from months by the T before
    them.
    """
    date, _, time = duration[1:].partition("T")
    parts = [*_PART.findall(date), *((number, f"T{unit}") for number, unit in _PART.findall(time))]
    return " ".join(f"{number} {_UNITS[unit][number != '1']}" for number, unit in parts)
