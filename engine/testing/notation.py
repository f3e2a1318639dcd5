"""The whole notation for tiny models: what `models` has no word for, with every message, signal, error and escalation
declared by being mentioned.

model(start(), user("a"), end(), *chain("start", "a", "end"))
"""

from __future__ import annotations

import itertools
import re
from xml.sax.saxutils import escape, quoteattr

from engine import bpmn
from engine.testing.models import (
    boundary,
    catch,
    end,
    error,
    exclusive,
    message,
    parallel,
    signal,
    start,
    timer,
)
from engine.testing.offline import Run

__all__ = [
    "activity",
    "boundary",
    "catch",
    "chain",
    "collection",
    "compensate",
    "compensated",
    "conditional",
    "declared",
    "element",
    "end",
    "error",
    "escalation",
    "event_sub_process",
    "exclusive",
    "graph",
    "job",
    "loop",
    "message",
    "model",
    "multi",
    "parallel",
    "run",
    "scope",
    "signal",
    "start",
    "throw",
    "timer",
    "user",
]

_GROUP = "auslaenderbehoerde"
_USER = f'<zeebe:userTask /><zeebe:assignmentDefinition candidateGroups="{_GROUP}" />'
_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'id="definitions" targetNamespace="urn:laufweg:test">'
)


def model(*elements: str, key: str = "p", keys: dict[str, str] | None = None, attributes: str = "") -> bytes:
    """A BPMN file with one process; `keys` maps message names to correlation keys (FEEL)."""
    body = "\n".join(elements)
    return (
        f"{_HEAD}\n{declared(body, keys or {})}\n<process id={quoteattr(key)} isExecutable='true'{attributes}>\n"
        f"{body}\n</process>\n</definitions>\n"
    ).encode()


def declared(body: str, keys: dict[str, str]) -> str:
    """The declaration of everything the body refers to."""
    found = []
    for kind, name in sorted(set(re.findall(r'Ref="(message|signal|error|escalation)_([^"]+)"', body))):
        code = f" {kind}Code={quoteattr(name)}" if kind in ("error", "escalation") else ""
        key = keys.get(name, "")
        inner = f"<zeebe:subscription correlationKey={quoteattr(key)} />" if key else ""
        found.append(f'<{kind} id="{kind}_{name}" name={quoteattr(name)}{code}>{_extensions(inner)}</{kind}>')
    return "\n".join(found)


def graph(source: bytes) -> bpmn.Graph:
    """The one process of a file, whatever style rules it breaks."""
    return bpmn.compile_graphs(bpmn.parse(source, "test.bpmn"))[0]


def run(*elements: str, keys: dict[str, str] | None = None) -> Run:
    """The process of those elements on the pure engine, not yet started."""
    return Run(graph(model(*elements, keys=keys)))


def element(tag: str, id_: str, *inner: str, **attributes: str) -> str:
    """Any element; attributes by their names."""
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f'<{tag} id="{id_}" name="{id_}"{written}>{"".join(inner)}</{tag}>'


def activity(tag: str, id_: str, *inner: str, extensions: str = "", **attributes: str) -> str:
    """Any activity with zeebe extensions."""
    return element(tag, id_, _extensions(extensions), *inner, **attributes)


def user(id_: str, *inner: str, extensions: str = "", **attributes: str) -> str:
    """A user task; `inner` may be a loop marker."""
    return activity("userTask", id_, *inner, extensions=_USER + extensions, **attributes)


def job(id_: str, *inner: str, retries: str = "", extensions: str = "", **attributes: str) -> str:
    """A service task whose work is of the type of its id."""
    times = f" retries={quoteattr(retries)}" if retries else ""
    definition = f'<zeebe:taskDefinition type="{id_}"{times} />'
    return activity("serviceTask", id_, *inner, extensions=definition + extensions, **attributes)


def throw(id_: str, definition: str, extensions: str = "") -> str:
    """An intermediate throw event."""
    return element("intermediateThrowEvent", id_, _extensions(extensions), definition)


def scope(id_: str, *elements: str, tag: str = "subProcess", extensions: str = "", **attributes: str) -> str:
    """A sub-process of any kind."""
    return activity(tag, id_, *elements, extensions=extensions, **attributes)


def event_sub_process(id_: str, definition: str, *elements: str, interrupting: bool = True) -> str:
    """An event sub-process: its start, then the elements one after the other, then an end; without any, a user task
    `<id>_task`.
    """
    inside = elements or (user(f"{id_}_task"),)
    ids = [f"{id_}_start", *(_id(one) for one in inside), f"{id_}_end"]
    begin = element("startEvent", ids[0], definition, isInterrupting=str(interrupting).lower())
    return element("subProcess", id_, begin, *inside, end(ids[-1]), *chain(*ids), triggeredByEvent="true")


def chain(*ids: str) -> tuple[str, ...]:
    """Flows from each to the next; their ids are `source_target`."""
    return tuple(
        f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}" />' for a, b in itertools.pairwise(ids)
    )


def escalation(code: str = "") -> str:
    """An escalation definition; without a code one for all."""
    return (
        f'<escalationEventDefinition escalationRef="escalation_{code}" />'
        if code
        else "<escalationEventDefinition />"
    )


def conditional(condition: str) -> str:
    """A conditional definition; `condition` is FEEL with its leading `=`."""
    inner = f'<condition xsi:type="tFormalExpression">{escape(condition)}</condition>'
    return f"<conditionalEventDefinition>{inner}</conditionalEventDefinition>"


def compensate(activity_: str = "", *, wait: bool = True) -> str:
    """A compensation definition, of one activity if it is named."""
    of = f' activityRef="{activity_}"' if activity_ else ""
    return f"<compensateEventDefinition{of}{'' if wait else ' waitForCompletion=' + quoteattr('false')} />"


def compensated(host: str, handler: str) -> str:
    """What undoes `host`: an attached compensation event and the user task it leads to."""
    return (
        boundary(f"compensate_{host}", host, "<compensateEventDefinition />")
        + user(handler, isForCompensation="true")
        + f'<association id="{host}_{handler}" sourceRef="compensate_{host}" targetRef="{handler}" />'
    )


def loop(condition: str = "", **attributes: str) -> str:
    """A standard loop marker."""
    inner = (
        f'<loopCondition xsi:type="tFormalExpression">{escape(condition)}</loopCondition>'
        if condition
        else ""
    )
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return f"<standardLoopCharacteristics{written}>{inner}</standardLoopCharacteristics>"


def multi(times: str = "", *inner: str, until: str = "", extensions: str = "", **attributes: str) -> str:
    """A multi-instance marker: so many times, or by a `collection` in its extensions."""
    number = (
        f'<loopCardinality xsi:type="tFormalExpression">{escape(times)}</loopCardinality>' if times else ""
    )
    stop = (
        f'<completionCondition xsi:type="tFormalExpression">{escape(until)}</completionCondition>'
        if until
        else ""
    )
    written = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
    return (
        f"<multiInstanceLoopCharacteristics{written}>{_extensions(extensions)}{number}{''.join(inner)}{stop}"
        "</multiInstanceLoopCharacteristics>"
    )


def collection(items: str, item: str = "", *, output: str = "", result: str = "") -> str:
    """What a multi-instance marker goes through and collects (`zeebe:loopCharacteristics`)."""
    written = {
        "inputCollection": items,
        "inputElement": item,
        "outputCollection": output,
        "outputElement": result,
    }
    given = "".join(f" {name}={quoteattr(value)}" for name, value in written.items() if value)
    return f"<zeebe:loopCharacteristics{given} />"


def _id(xml: str) -> str:
    return xml.split('id="', 1)[1].split('"', 1)[0]


def _extensions(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>" if inner else ""
