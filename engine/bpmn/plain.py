"""German words for a node as people read it who write no expressions: what has no words of its own is left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.bpmn.definitions import Cancel, Compensate, EventDefinition, Link, Terminate, Timer, TimerKind
from engine.bpmn.expressions import literal
from engine.bpmn.iso import is_duration
from engine.bpmn.model import AdHoc, Kind, MultiInstance, Node, StandardLoop, UserTask
from engine.bpmn.wording import choice_words, event_words, spoken
from engine.competence import RECIPIENTS, read_group, usual_role
from engine.feel import Expression

_COMPETENT: Final = re.compile(r'zustaendig\("([^"]+)"\)')
_SPAN: Final = re.compile(r'(?:today\(\) \+ )?duration\("([^"]+)"\)')
_DATIVE: Final = re.compile(r"\b(Jahre|Monate|Tage)\b")
_AGREED: Final = re.compile(r'(?:today\(\) \+ )?vereinbart\("[^"]+"\)')


def plain_details(node: Node) -> Iterator[str]:
    """What happens at a node, one line per fact, without an expression or an id."""
    if node.kind is Kind.PARALLEL_GATEWAY and len(node.incoming) > 1:
        yield f"Wartet, bis alle {len(node.incoming)} Wege angekommen sind"
    for event in node.events:
        yield from _event(event)
    match node.behaviour:
        case UserTask() as task:
            yield from _task(task)
        case AdHoc() as choice:
            yield choice_words(choice)
    match node.loop:
        case MultiInstance(sequential=sequential):
            yield f"Mehrfach, {'nacheinander' if sequential else 'gleichzeitig'}"
        case StandardLoop():
            yield "Wird wiederholt"
    if node.discloses is not None:
        said = [literal(one) for _name, one in node.discloses.said()]
        words = [RECIPIENTS.get(one, one) for one in said if one]
        if words:
            yield f"Übermittlung: {'; '.join(words)}"
    if node.compensation is not None:
        yield "Kann rückgängig gemacht werden"
    if node.documentation:
        yield " ".join(node.documentation.split())


def _event(event: EventDefinition) -> Iterator[str]:
    match event:
        case Timer(kind=kind, value=value):
            told = _period(value)
            if told is not None:
                yield f"{'Wiederholt nach' if kind is TimerKind.CYCLE else 'Nach'} {told}"
        case Terminate() | Compensate() | Cancel() | Link():
            yield event_words(event)


def _task(task: UserTask) -> Iterator[str]:
    who = None if task.candidate_groups is None else _group(task.candidate_groups)
    if who is not None:
        yield f"Zuständig: {who}"
    if task.due_date is not None and _text(task.due_date) == "today()":
        yield "Frist: am selben Tag"
    elif task.due_date is not None and (due := _period(task.due_date)) is not None:
        yield f"Frist: nach {due}"
    norm = None if task.legal_norm is None else literal(task.legal_norm)
    if norm is not None:
        yield f"Gesetzliche Frist: {norm}"


def _group(expression: Expression) -> str | None:
    """The name people read of a topic, with the role where it is not the usual one; None for what is computed."""
    found = _COMPETENT.fullmatch(_text(expression))
    key = found[1] if found else literal(expression)
    if key is None:
        return None
    group = read_group(key)
    name = None if group is None else RECIPIENTS.get(group.topic)
    if group is None or name is None or group.role is usual_role(group.topic):
        return name
    return f"{name}, {str(group).partition('.')[2].replace('_', ' ').capitalize()}"


def _period(expression: Expression) -> str | None:
    """A period as it stands after „nach“."""
    written = _text(expression)
    if _AGREED.fullmatch(written):
        return "der vereinbarten Zeit"
    found = _SPAN.fullmatch(written)
    text = found[1] if found else literal(expression)
    return _DATIVE.sub(r"\1n", spoken(text)) if text is not None and is_duration(text) else None


def _text(expression: Expression) -> str:
    return " ".join(expression.text.split())
