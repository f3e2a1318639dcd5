"""Extensions of the origin engines that change what a model does, in our words.

Who gets a task, input and output parameters, asynchronous continuations, values of data objects, and end events that
end the whole instance.
"""

from __future__ import annotations

from engine import xml
from engine.bpmn.element import ACTIVITIES, FLOW_NODES
from tests.conformance import markup
from tests.conformance.juel import Untranslatable, template

#: property of an end event that ends the instance with everything around it; `steps` does it
TERMINATE_ALL = "terminateAll"
_ROLES = ("resourceRole", "performer", "humanPerformer", "potentialOwner")
_FLAGS = {"true", "1"}
_NUMBERS = {"int", "integer", "long", "short", "double", "float", "decimal"}


def assign(task: xml.Element) -> None:
    """Everybody may have a task; a person named by a text or expression gets it."""
    assignee = markup.vendor(task, "assignee")
    for role in list(markup.children(task, *_ROLES)):
        if xml.local_name(role) in {"humanPerformer", "performer"}:
            assignee = assignee or "".join(role.itertext()).strip()
        markup.remove(role)
    try:
        written = template(assignee)
    except Untranslatable:
        written = ""
    attributes = {"assignee": written} if written else {}
    markup.extend(task, "assignmentDefinition", candidateGroups="clerk-topic", **attributes)


def keep_parameters(element: xml.Element) -> None:
    """Input and output parameters become input and output mappings, in their order."""
    for holder in markup.vendor_elements(element, "inputOutput"):
        for parameter in holder:
            kind = {"inputParameter": "input", "outputParameter": "output"}.get(xml.local_name(parameter))
            if kind and parameter.get("name"):
                _map(element, kind, _parameter(parameter), parameter.get("name", ""))


def keep_payload(definition: xml.Element) -> None:
    """What a signal carries (`in` at its definition) are the local variables of the event that throws it."""
    event = definition.getparent()
    if event is None or xml.local_name(event) not in {"intermediateThrowEvent", "endEvent"}:
        return
    for one in markup.vendor_elements(definition, "in"):
        source, target = pair(one)
        if source and target:
            _map(event, "input", source, target)


def pair(mapping: xml.Element) -> tuple[str, str]:
    """Source of an `in` or `out` as the engine reads it, and target; both empty for what is no variable."""
    source = f"={mapping.get('source')}" if mapping.get("source") else ""
    return source or template(mapping.get("sourceExpression", "")), mapping.get("target", "")


def _map(element: xml.Element, kind: str, source: str, target: str) -> None:
    mapping = markup.zeebe(element, "ioMapping")
    if mapping is None:
        mapping = markup.extend(element, "ioMapping")
    markup.inside(mapping, kind, source=source, target=target)


def _parameter(parameter: xml.Element) -> str:
    inner = next((one for one in parameter if isinstance(one.tag, str)), None)
    if inner is None:
        return template(xml.text_of(parameter)) or "=null"
    return f"={_literal(inner)}"


def _literal(element: xml.Element) -> str:
    """A list, a map or a text inside a parameter, as FEEL."""
    parts = [one for one in element if isinstance(one.tag, str)]
    match xml.local_name(element):
        case "list":
            return f"[{', '.join(_literal(one) for one in parts)}]"
        case "map":
            return "{" + ", ".join(f'"{one.get("key", "")}": {_entry(one)}' for one in parts) + "}"
        case "script":
            raise Untranslatable("Expected to read a parameter, but it is a script")
    return _entry(element)


def _entry(element: xml.Element) -> str:
    inner = next((one for one in element if isinstance(one.tag, str)), None)
    if inner is not None:
        return _literal(inner)
    written = template(xml.text_of(element))
    return written.removeprefix("=") if written.startswith("=") else '"' + written.replace('"', '\\"') + '"'


def keep_index(marker: xml.Element) -> None:
    """The variable that counts the turns from 0."""
    name = markup.vendor(marker, "elementIndexVariable")
    activity = marker.getparent()
    if name and activity is not None:
        _map(activity, "input", "=loopCounter - 1", name)


def keep_data_values(root: xml.Element) -> None:
    """A data object with a value is a variable of its scope from the beginning."""
    for data in markup.walk(root, "dataObject"):
        value = next(iter(markup.vendor_elements(data, "value")), None)
        name = data.get("name") or data.get("id")
        scope = data.getparent()
        if value is None or not name or scope is None:
            continue
        written = _typed(xml.text_of(value).strip(), data.get("itemSubjectRef", "").rpartition(":")[2])
        if xml.local_name(scope) in ACTIVITIES:
            _map(scope, "input", written, name)
        else:
            for start in markup.children(scope, "startEvent"):
                _map(start, "output", written, name)
        markup.remove(data)


def _typed(text: str, kind: str) -> str:
    if kind in _NUMBERS:
        return f"={text}"
    if kind == "boolean":
        return f"={text.lower()}"
    return template(text)


def mark_termination(definition: xml.Element) -> None:
    """An end event that ends the instance, callers and called included, is marked for `steps`."""
    event = definition.getparent()
    if event is not None and markup.vendor(definition, "terminateAll") in _FLAGS:
        markup.inside(markup.extend(event, "properties"), "property", name=TERMINATE_ALL, value="true")


def continue_later(root: xml.Element) -> None:
    """An asynchronous continuation is a job that is due at once: a timer in front of an element or behind it."""
    found = [node for node in markup.walk(root, *FLOW_NODES) if xml.local_name(node) != "boundaryEvent"]
    for node in found:
        before = _is_set(node, "asyncBefore") or _is_set(node, "async")
        after = _is_set(node, "asyncAfter")
        if xml.local_name(node) == "startEvent":
            before, after = False, before or after
        if before:
            _wait(root, node, "targetRef", "asyncBefore")
        if after:
            _wait(root, node, "sourceRef", "asyncAfter")


def _is_set(node: xml.Element, name: str) -> bool:
    return markup.vendor(node, name) in _FLAGS


def _wait(root: xml.Element, node: xml.Element, end: str, name: str) -> None:
    scope, identity = node.getparent(), node.get("id")
    flows = [one for one in markup.walk(root, "sequenceFlow") if identity and one.get(end) == identity]
    if scope is None or not flows or (end == "sourceRef" and len(flows) > 1):
        return
    waiting = f"{identity}_{name}"
    timer = markup.add(scope, "intermediateCatchEvent", id=waiting)
    duration = markup.add(markup.add(timer, "timerEventDefinition"), "timeDuration")
    duration.text = "PT0S"
    for flow in flows:
        flow.set(end, waiting)
    source, target = (waiting, str(identity)) if end == "targetRef" else (str(identity), waiting)
    markup.add(scope, "sequenceFlow", id=f"{waiting}_flow", sourceRef=source, targetRef=target)
    for listed in markup.walk(root, "incoming", "outgoing"):
        markup.remove(listed)
