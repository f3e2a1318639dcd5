"""Tiny BPMN files, written down as a list of elements.

process("antrag", start("s"), user_task("pruefen"), end("e"), flow("s", "pruefen"), flow("pruefen", "e"))
"""

from __future__ import annotations

from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

_ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
  id="definitions" targetNamespace="urn:laufweg:test">
{messages}
<process id={key} name={name} isExecutable="true">
{body}
</process>
</definitions>
"""


def process(
    key: str,
    *elements: str,
    name: str = "",
    messages: dict[str, str] | None = None,
    signals: tuple[str, ...] = (),
    errors: tuple[str, ...] = (),
    escalations: tuple[str, ...] = (),
) -> bytes:
    """A BPMN file with one process; `messages` maps message names to correlation keys (FEEL, "" for none)."""
    declared = [_message(message, correlation) for message, correlation in (messages or {}).items()]
    declared += [f'<signal id="signal_{one}" name={quoteattr(one)} />' for one in signals]
    declared += [f'<error id="error_{one}" name="{one}" errorCode={quoteattr(one)} />' for one in errors]
    declared += [
        f'<escalation id="escalation_{one}" name="{one}" escalationCode={quoteattr(one)} />'
        for one in escalations
    ]
    return _ENVELOPE.format(
        messages="\n".join(declared),
        key=quoteattr(key),
        name=quoteattr(name or f"Test {key}"),
        body="\n".join(elements),
    ).encode()


def tasks(key: str, *ids: str) -> bytes:
    """A process of user tasks one after another, between `start` and `end`."""
    ways = pairwise(("start", *ids, "end"))
    return process(key, start(), *(user_task(one) for one in ids), end(), *(flow(*way) for way in ways))


def data_groups(key: str, *groups: tuple[str, str, str], released: str = "") -> bytes:
    """The profile of a process in which each step is of a data group of its own: group, element, topics that see it
    (with blanks between).

    `released` is the topic that sees the first group only by a release of the person.
    """
    said = {"schluessel": key, "titel": key.upper(), "start": f"{key}.bpmn", "version": "1.0"}
    parts = ["".join(f'{name} = "{value}"\n' for name, value in said.items())]
    for number, (group, element, topics) in enumerate(groups):
        by_release = number == 0 and released
        norm = "Einwilligung" if by_release else "Norm"
        seen = ", ".join(f'"{one}"' for one in topics.split())
        parts.append(
            f'\n[[daten]]\ngruppe = "{group}"\nrechtsgrundlage = "{norm}"\nelemente = ["{element}"]\n'
            f"sichtbar_fuer = [{seen}]\n" + (f'nur_mit_freigabe = ["{released}"]\n' if by_release else "")
        )
    return "".join(parts).encode()


def _message(name: str, correlation: str) -> str:
    key = f"<zeebe:subscription correlationKey={quoteattr(correlation)} />" if correlation else ""
    return f'<message id="message_{name}" name={quoteattr(name)}>{_extensions(key)}</message>'


def start(id_: str = "start", form: str = "", definition: str = "") -> str:
    """A start event, with a start form if named, and what triggers it if anything does."""
    return _element("startEvent", id_, _extensions(_form(form)) + definition)


def end(id_: str = "end", definition: str = "", *, terminate: bool = False) -> str:
    """A none or terminate end event, or one that throws what is defined."""
    return _element("endEvent", id_, "<terminateEventDefinition />" if terminate else definition)


def user_task(
    id_: str,
    group: str = "auslaenderbehoerde",
    due: str = "",
    form: str = "",
    extra: str = "",
    assignee: str = "",
) -> str:
    """A user task; `extra` is more zeebe XML, such as `io(...)`."""
    owner = f" assignee={quoteattr(assignee)}" if assignee else ""
    parts = [f"<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups={quoteattr(group)}{owner} />"]
    if due:
        parts.append(f"<zeebe:taskSchedule dueDate={quoteattr(due)} />")
    return _element("userTask", id_, _extensions("".join(parts) + _form(form) + extra))


def properties(**named: str) -> str:
    """The `zeebe:properties` of an element, as `extra` of one."""
    inside = "".join(
        f"<zeebe:property name={quoteattr(name)} value={quoteattr(value)} />" for name, value in named.items()
    )
    return f"<zeebe:properties>{inside}</zeebe:properties>"


def script_task(id_: str, expression: str, result: str, extra: str = "") -> str:
    """A script task; `expression` is FEEL with its leading `=`."""
    script = f"<zeebe:script expression={quoteattr(expression)} resultVariable={quoteattr(result)} />"
    return _element("scriptTask", id_, _extensions(script + extra))


def decision_task(id_: str, decision: str, result: str) -> str:
    """A business rule task."""
    called = f"<zeebe:calledDecision decisionId={quoteattr(decision)} resultVariable={quoteattr(result)} />"
    return _element("businessRuleTask", id_, _extensions(called))


def exclusive(id_: str, default: str = "") -> str:
    """An exclusive gateway; `default` is the id of its default flow."""
    return _element("exclusiveGateway", id_, "", f" default={quoteattr(default)}" if default else "")


def parallel(id_: str) -> str:
    """A parallel gateway."""
    return _element("parallelGateway", id_, "")


def sub_process(id_: str, *elements: str) -> str:
    """An embedded sub-process."""
    return _element("subProcess", id_, "\n".join(elements))


def timer(value: str, kind: str = "timeDuration") -> str:
    """A timer definition."""
    return f'<timerEventDefinition><{kind} xsi:type="tFormalExpression">{escape(value)}</{kind}></timerEventDefinition>'


def message(name: str) -> str:
    """A message definition; the message is declared by `process(..., messages=...)`."""
    return f'<messageEventDefinition messageRef="message_{name}" />'


def signal(name: str) -> str:
    """A signal definition; the signal is declared by `process(..., signals=...)`."""
    return f'<signalEventDefinition signalRef="signal_{name}" />'


def error(code: str) -> str:
    """An error definition; the error is declared by `process(..., errors=...)`."""
    return f'<errorEventDefinition errorRef="error_{code}" />'


def escalation(code: str) -> str:
    """An escalation definition; the escalation is declared by `process(..., escalations=...)`."""
    return f'<escalationEventDefinition escalationRef="escalation_{code}" />'


def service_task(id_: str, type_: str, retries: str = "", extra: str = "") -> str:
    """A service task whose work is done outside, fetched by its type."""
    tries = f" retries={quoteattr(retries)}" if retries else ""
    return _element(
        "serviceTask", id_, _extensions(f"<zeebe:taskDefinition type={quoteattr(type_)}{tries} />" + extra)
    )


def call(id_: str, key: str, extra: str = "", attributes: str = "") -> str:
    """A call activity; `attributes` are more of `zeebe:calledElement`, such as its binding."""
    called = f"<zeebe:calledElement processId={quoteattr(key)} {attributes} />"
    return _element("callActivity", id_, _extensions(called + extra))


def throw(id_: str, definition: str, extra: str = "") -> str:
    """An intermediate throw event."""
    return _element("intermediateThrowEvent", id_, _extensions(extra) + definition)


def catch(id_: str, definition: str) -> str:
    """An intermediate catch event."""
    return _element("intermediateCatchEvent", id_, definition)


def boundary(id_: str, host: str, definition: str, *, interrupting: bool = True) -> str:
    """A boundary event on `host`."""
    attributes = f' attachedToRef={quoteattr(host)} cancelActivity="{str(interrupting).lower()}"'
    return _element("boundaryEvent", id_, definition, attributes)


def flow(source: str, target: str, condition: str = "", id_: str = "") -> str:
    """A sequence flow; its id is `source_target` unless given."""
    inner = (
        f'<conditionExpression xsi:type="tFormalExpression">{escape(condition)}</conditionExpression>'
        if condition
        else ""
    )
    number = id_ or f"{source}_{target}"
    return f'<sequenceFlow id="{number}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def io(inputs: dict[str, str] | None = None, outputs: dict[str, str] | None = None) -> str:
    """Input and output mappings: target variable → FEEL source."""
    rows = [
        f"<zeebe:{kind} source={quoteattr(source)} target={quoteattr(target)} />"
        for kind, mappings in (("input", inputs), ("output", outputs))
        for target, source in (mappings or {}).items()
    ]
    return f"<zeebe:ioMapping>{''.join(rows)}</zeebe:ioMapping>"


def _element(tag: str, id_: str, inner: str, attributes: str = "") -> str:
    return f'<{tag} id="{id_}" name="{id_}"{attributes}>{inner}</{tag}>'


def _extensions(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>" if inner else ""


def _form(form: str) -> str:
    return f"<zeebe:formDefinition formId={quoteattr(form)} />" if form else ""
