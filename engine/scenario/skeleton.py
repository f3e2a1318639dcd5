"""A scenario file to begin with: the steps of one way, with what is to be filled in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from engine.bpmn import CATCHING, Call, Conditional, Graph, Job, Kind, Message, Node, Signal, Timer, UserTask
from engine.execution.bundle import Bundle
from engine.forms import Component, Form
from engine.forms import Kind as FormKind
from engine.forms.component import FIELDS
from engine.scenario.grammar import REFERENCE
from engine.scenario.lines import quoted
from engine.scenario.ways import Way


def skeleton(bundle: Bundle, way: Way, today: date) -> str:
    """The text of a scenario that would take the way; values a person must choose are left empty, with the fields of
    the form and the conditions of the answers as comments.
    """
    graph = bundle.graph
    lines = [f"szenario: {quoted(str(way))}", "angenommen:", f"  jetzt: {today.isoformat()} 09:00"]
    first = graph.nodes[way.elements[0]]
    if first.events:
        lines.append(f"  beginnt mit: {quoted(first.label)}")
    lines += _fields("  angaben", bundle.form(graph.start_form), "  ")
    calls = [graph.nodes[one] for one in way.elements if isinstance(graph.nodes[one].behaviour, Call)]
    if calls:
        lines.append("  aufrufe nachgestellt: alle")
    lines.append("schritte:")
    for before, element in zip((None, *way.elements), way.elements, strict=False):
        lines += _act(bundle, graph.nodes[element])
        lines += _condition(graph, before, element)
    end = graph.nodes[way.elements[-1]]
    if end.scope == graph.key:
        lines.append(f"  - dann: {{beendet mit: {quoted(end.label)}}}")
    else:
        lines.append(f"  - dann: {{durchlaufen: [{quoted(end.label)}]}}")
    return "\n".join(lines) + "\n"


def _act(bundle: Bundle, node: Node) -> Iterator[str]:
    name = quoted(node.label)
    if node.kind is Kind.USER_TASK and isinstance(node.behaviour, UserTask):
        yield "  - wenn:"
        yield f"      aufgabe: {name}"
        yield from _fields("      erledigen mit", bundle.form(node.behaviour.form), "      ")
    elif isinstance(node.behaviour, Call):
        yield f"  - wenn: {{aufruf: {name}, ergebnis: {{}}}}"
    elif isinstance(node.behaviour, Job):
        yield f"  - wenn: {{auftrag: {name}, ergebnis: {{}}}}"
    elif node.kind in CATCHING or node.kind is Kind.BOUNDARY_EVENT:
        yield from _event(node, name)


def _event(node: Node, name: str) -> Iterator[str]:
    for event in node.events:
        match event:
            case Timer():
                yield f"  - wenn: {{warte bis: {name}}}"
            case Message() | Signal():
                word = "nachricht" if isinstance(event, Message) else "signal"
                called = event.name.evaluate({"aktenzeichen": REFERENCE}).value
                yield f"  - wenn: {{{word}: {quoted(str(called or event.name.text))}}}"
            case Conditional():
                yield f"  # {name} tritt ein, sobald gilt: {event.condition.text}"


def _condition(graph: Graph, before: str | None, element: str) -> Iterator[str]:
    for flow in graph.nodes[element].incoming:
        if flow.source == before and flow.condition is not None:
            yield f"  # dafür muss gelten: {' '.join(flow.condition.text.split())}"


def _fields(word: str, form: Form | None, indent: str) -> Iterator[str]:
    if form is None:
        return
    yield f"{word}:"
    yield from (f"{indent}  {line}" for line in value_lines(form))


def value_lines(form: Form | None) -> list[str]:
    """What a form asks for, a line for each field, without a value: `feld: null`; nothing without a form."""
    return [] if form is None else list(_lines(_members(form.components), ""))


def _members(components: Iterable[Component]) -> dict[str, object]:
    """What a scenario gives for these components: null, the members of a path, the first row of a list."""
    found: dict[str, object] = {}
    for field in Form("", "", tuple(components)).fields():
        *path, name = (field.key or "").split(".")
        holder: Any = found
        for step in path:
            holder = holder.setdefault(step, {})
        if field.kind in FIELDS:
            holder[name] = None
        elif field.kind is FormKind.DYNAMICLIST:
            holder[name] = [_members(field.children)]
    return found


def _lines(members: Mapping[str, object], indent: str) -> Iterator[str]:
    for name, value in members.items():
        match value:
            case dict():
                yield f"{indent}{name}:"
                yield from _lines(value, f"{indent}  ")
            case [dict() as row]:
                yield f"{indent}{name}:"
                yield f"{indent}  -"
                yield from _lines(row, f"{indent}    ")
            case _:
                yield f"{indent}{name}: null"
