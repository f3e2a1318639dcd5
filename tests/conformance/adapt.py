"""Rewrites a case into what the engine reads: FEEL for JUEL, zeebe extensions for those of the origin engines.

What a model means stays as it is. Only the writing changes, and what the standard leaves to the engine – who gets a
task, how an outside worker is named, what a call passes on – is said in our words.
"""

from __future__ import annotations

from engine import xml
from engine.bpmn.element import FLOW_NODES
from tests.conformance import markup, vendor
from tests.conformance.juel import formula, template

#: the kind of job whose work is of no interest: the drivers complete it at once
PLAIN_WORK = "plain-work"
#: the variable in which every started instance finds a number nobody else has
OWN_NUMBER = "conformance_number"
_FORMULAS = (
    "conditionExpression",
    "condition",
    "completionCondition",
    "loopCardinality",
    "loopCondition",
    "activationCondition",
)
_TIMERS = ("timeDate", "timeDuration", "timeCycle")
_REFERENCES = {
    "messageRef": "message",
    "signalRef": "signal",
    "errorRef": "error",
    "escalationRef": "escalation",
}
#: attributes of a catching definition that name the variable for what was caught
_CODE_VARIABLES = ("errorCodeVariable", "errorMessageVariable", "escalationCodeVariable")


#: the variables that switch skip expressions on
_SKIPPING = ("_ACTIVITI_SKIP_EXPRESSION_ENABLED", "_FLOWABLE_SKIP_EXPRESSION_ENABLED")
#: activities a person or program works on
_TASKS = ("task", "manualTask", "scriptTask", "serviceTask", "sendTask", "businessRuleTask")
_GLOBAL_TASKS = ("globalTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask")


def adapt_waiting(source: bytes) -> bytes:
    """As `adapt`, for an engine in which every task waits until it is completed: all become user tasks."""
    root = markup.read(source)
    for names, name in ((_TASKS, "userTask"), (_GLOBAL_TASKS, "globalUserTask")):
        for task in markup.walk(root, *names):
            for script in list(markup.children(task, "script")):
                markup.remove(script)
            markup.rename(task, name)
    return adapt(markup.serialise(root))


def adapt(source: bytes) -> bytes:
    """A model of an origin engine as the engine reads it; `Untranslatable` where an expression has no counterpart."""
    root = markup.read(source)
    _adapt_skipping(root)
    adapt_expressions(root)
    _make_executable(root)
    _define_references(root)
    vendor.keep_data_values(root)
    vendor.continue_later(root)
    for element in markup.walk(root, *FLOW_NODES):
        vendor.keep_parameters(element)
    for element in markup.walk(root):
        match xml.local_name(element):
            case "userTask" | "globalUserTask":
                vendor.assign(element)
            case "scriptTask" | "globalScriptTask":
                replace_script(element, "=null", "conformance")
            case "serviceTask" | "sendTask" | "businessRuleTask" if markup.vendor(element, "expression"):
                _calculate(element)
            case "serviceTask" | "sendTask" | "businessRuleTask":
                _name_work(element)
            case "callActivity":
                _adapt_call(element)
            case "multiInstanceLoopCharacteristics":
                _adapt_collection(root, element)
                vendor.keep_index(element)
            case "receiveTask" | "messageEventDefinition" if not element.get("messageRef"):
                _name_message(root, element)
            case "signal" if markup.vendor(element, "scope") == "processInstance":
                _keep_inside(element)
            case "errorEventDefinition" | "escalationEventDefinition":
                _keep_code_variables(element)
            case "signalEventDefinition":
                vendor.keep_payload(element)
            case "terminateEventDefinition":
                vendor.mark_termination(element)
    return markup.serialise(root)


def adapt_expressions(root: xml.Element) -> None:
    """Turn every expression of a file into FEEL."""
    for element in markup.walk(root, *_FORMULAS):
        element.text = formula(xml.text_of(element)) if xml.text_of(element).strip() else ""
        element.attrib.pop("language", "")
    for element in markup.walk(root, *_TIMERS):
        # Quartz writes a question mark for the day that is not asked
        written = template(xml.text_of(element))
        element.text = written if written.startswith("=") else written.replace("?", "*")
        element.attrib.pop("language", "")
    for element in markup.walk(root, "message", "signal", "error", "escalation"):
        for attribute in ("name", "errorCode", "escalationCode"):
            if element.get(attribute):
                element.set(attribute, template(element.get(attribute, "")))


def replace_script(element: xml.Element, expression: str, variable: str) -> None:
    """Let a script task evaluate FEEL instead of its script."""
    for script in list(markup.children(element, "script")):
        markup.remove(script)
    element.attrib.pop("scriptFormat", "")
    markup.extend(element, "script", expression=expression, resultVariable=variable)


def _adapt_skipping(root: xml.Element) -> None:
    """Where an instance switches it on, the skip expression of a flow decides in place of its condition."""
    for flow in markup.walk(root, "sequenceFlow"):
        skip = markup.vendor(flow, "skipExpression")
        if not skip:
            continue
        condition = next(markup.children(flow, "conditionExpression"), None)
        if condition is None:
            condition = markup.add(flow, "conditionExpression")
        otherwise = formula(xml.text_of(condition)).removeprefix("=") or "true"
        is_on = " or ".join(f"{name} = true" for name in _SKIPPING)
        condition.text = f"=if {is_on} then {formula(skip).removeprefix('=')} else {otherwise}"


def _make_executable(root: xml.Element) -> None:
    """The origin engines run every process that does not say no, and these cases start what they deploy."""
    processes = markup.walk(root, "process")
    some = any(one.get("isExecutable") in {"true", "1"} for one in processes)
    for process in processes:
        if process.get("isExecutable") is None or not some:
            process.set("isExecutable", "true")


def _define_references(root: xml.Element) -> None:
    """The origin engines take a reference to nothing as the name or code itself."""
    known = {one.get("id") for one in markup.walk(root)}
    for element in markup.walk(root):
        for attribute, kind in _REFERENCES.items():
            written = element.get(attribute, "").strip()
            if not written or written in known or written.rpartition(":")[2] in known:
                continue
            known.add(written)
            codes = {"errorCode": written} if kind == "error" else {}
            codes |= {"escalationCode": written} if kind == "escalation" else {}
            root.insert(0, markup.add(root, kind, id=written, name=written, **codes))


def _name_work(task: xml.Element) -> None:
    topic = markup.vendor(task, "topic") if markup.vendor(task, "type") == "external" else ""
    if topic or not task.get("messageRef"):
        markup.extend(task, "taskDefinition", type=topic or PLAIN_WORK)


def _calculate(task: xml.Element) -> None:
    """A service task that only evaluates an expression is a script task here."""
    markup.rename(task, "scriptTask")
    variable = markup.vendor(task, "resultVariable") or markup.vendor(task, "resultVariableName")
    replace_script(task, formula(markup.vendor(task, "expression")), variable or "conformance")


def _adapt_call(call: xml.Element) -> None:
    """What the origin engines pass to a called process and back: only what is named (`in`, `out`).

    A file that knows none of them keeps what the engine does by itself.
    """
    called = call.get("calledElement", "").strip()
    process = template(called) if "{" in called else called.rpartition(":")[2]
    given, returned = markup.vendor_elements(call, "in"), markup.vendor_elements(call, "out")
    everything_in = (
        any(one.get("variables") == "all" for one in given)
        or markup.vendor(call, "inheritVariables") == "true"
    )
    passing = {
        "propagateAllParentVariables": str(everything_in).lower(),
        "propagateAllChildVariables": str(any(one.get("variables") == "all" for one in returned)).lower(),
    }
    is_known = any(space in markup.VENDORS for space in call.nsmap.values())
    markup.extend(call, "calledElement", processId=process, **(passing if is_known else {}))
    pairs = [
        (kind, *vendor.pair(one)) for kind, found in (("input", given), ("output", returned)) for one in found
    ]
    if any(source for _, source, _ in pairs):
        mapping = markup.zeebe(call, "ioMapping")
        if mapping is None:
            mapping = markup.extend(call, "ioMapping")
        for kind, source, target in pairs:
            if source and target:
                markup.inside(mapping, kind, source=source, target=target)


def _adapt_collection(root: xml.Element, marker: xml.Element) -> None:
    """A collection by the name of a variable: an attribute of the vendors, or a reference to no data of the file."""
    collection = markup.vendor(marker, "collection")
    item = markup.vendor(marker, "elementVariable")
    reference = next(markup.children(marker, "loopDataInputRef"), None)
    if not collection and reference is not None:
        written = xml.text_of(reference).strip()
        if written in {one.get("id") for one in markup.walk(root)}:
            return
        collection = written
        data = next(markup.children(marker, "inputDataItem"), None)
        item = item or (data.get("name", "") if data is not None else "")
        for part in list(markup.children(marker, "loopDataInputRef", "inputDataItem")):
            markup.remove(part)
    if collection:
        inner = {"inputElement": item} if item else {}
        markup.extend(marker, "loopCharacteristics", inputCollection=formula(collection), **inner)


def _name_message(root: xml.Element, element: xml.Element) -> None:
    """The origin engines leave a receive task by a call and throw messages by their own code: neither needs a name.

    Ours gets one nobody else uses.
    """
    identity = f"conformance_{len(markup.walk(root, 'message'))}"
    root.insert(0, markup.add(root, "message", id=identity, name=identity))
    element.set("messageRef", identity)


def _keep_inside(signal: xml.Element) -> None:
    """A signal that stays in its instance has a name of its own there."""
    name = signal.get("name", "")
    written = name.removeprefix("=") if name.startswith("=") else f'"{name}"'
    signal.set("name", f'={written} + " " + string({OWN_NUMBER})')


def _keep_code_variables(definition: xml.Element) -> None:
    event = definition.getparent()
    named = {name: value for name in _CODE_VARIABLES if (value := markup.vendor(definition, name))}
    if event is None or not named:
        return
    holder = markup.extend(event, "properties")
    for name, value in named.items():
        markup.inside(holder, "property", name=name, value=value)


def ad_hoc_entries(scope: xml.Element) -> list[str]:
    """The ids a person could choose in an ad-hoc sub-process: what no flow leads to and no event starts."""
    targets = {flow.get("targetRef") for flow in markup.children(scope, "sequenceFlow")}
    return [
        identity
        for node in markup.children(scope, *FLOW_NODES)
        if (identity := node.get("id")) not in targets
        and identity
        and xml.local_name(node) != "boundaryEvent"
        and node.get("triggeredByEvent") != "true"
        and node.get("isForCompensation") != "true"
    ]
