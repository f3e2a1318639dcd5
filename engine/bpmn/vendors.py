"""Says which extension elements and attributes of a file are not executed, and how much that matters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from engine.bpmn.element import BPMN, FLOW_NODES, GATEWAYS, GLOBAL_TASKS, ZEEBE, Element
from engine.bpmn.faults import Faults
from engine.bpmn.labels import called

#: where each zeebe element is read; anywhere else it would be ignored, so it is refused there
_READ: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "userTask": frozenset({"userTask", "globalUserTask"}),
        "assignmentDefinition": frozenset({"userTask", "globalUserTask"}),
        "taskSchedule": frozenset({"userTask", "globalUserTask"}),
        "priorityDefinition": frozenset({"userTask", "globalUserTask"}),
        "formDefinition": frozenset({"userTask", "globalUserTask", "startEvent"}),
        "calledDecision": frozenset({"businessRuleTask", "globalBusinessRuleTask"}),
        "script": frozenset({"scriptTask", "globalScriptTask"}),
        "taskDefinition": frozenset(
            {
                "serviceTask",
                "sendTask",
                "scriptTask",
                "businessRuleTask",
                "globalScriptTask",
                "globalBusinessRuleTask",
                "intermediateThrowEvent",
                "endEvent",
            }
        ),
        "calledElement": frozenset({"callActivity"}),
        "adHoc": frozenset({"adHocSubProcess"}),
        "publishMessage": frozenset({"sendTask", "intermediateThrowEvent", "endEvent"}),
        "ioMapping": (FLOW_NODES - GATEWAYS) | GLOBAL_TASKS,
        "versionTag": frozenset({"process"}),
        "loopCharacteristics": frozenset({"multiInstanceLoopCharacteristics"}),
    }
)
#: the attributes of those elements that are read; forms and decisions are those of the same deployment, whatever
#: tag is written beside
_ATTRIBUTES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "userTask": frozenset(),
        "assignmentDefinition": frozenset({"assignee", "candidateGroups"}),
        "taskSchedule": frozenset({"dueDate", "followUpDate"}),
        "priorityDefinition": frozenset({"priority"}),
        "formDefinition": frozenset({"formId", "formKey", "externalReference", "bindingType", "versionTag"}),
        "calledDecision": frozenset({"decisionId", "resultVariable", "bindingType", "versionTag"}),
        "script": frozenset({"expression", "resultVariable"}),
        "taskDefinition": frozenset({"type", "retries"}),
        "calledElement": frozenset(
            {
                "processId",
                "bindingType",
                "versionTag",
                "propagateAllParentVariables",
                "propagateAllChildVariables",
            }
        ),
        "adHoc": frozenset({"activeElementsCollection"}),
        "publishMessage": frozenset({"correlationKey", "timeToLive", "messageId"}),
        "ioMapping": frozenset(),
        "versionTag": frozenset({"value"}),
        "loopCharacteristics": frozenset(
            {"inputCollection", "inputElement", "outputCollection", "outputElement"}
        ),
    }
)
#: bindings to the version of this deployment
_BINDINGS = frozenset({"", "latest", "deployment"})
#: read with a check of its own where the element is compiled
_BOUND_ELSEWHERE = frozenset({"calledElement"})
#: carry no behaviour for the engine, wherever they stand
_HARMLESS = frozenset({"properties", "userTaskForm", "taskHeaders"})
_HINTS: Mapping[str, str] = MappingProxyType(
    {
        "taskDefinition": "Wählen Sie als Implementierung „DMN-Entscheidung“ oder „FEEL-Ausdruck“.",
        "executionListeners": "Zeichnen Sie den Schritt als eigene Aufgabe.",
        "taskListeners": "Zeichnen Sie den Schritt als eigene Aufgabe.",
    }
)
#: what the vendors whose extensions are met most are called in a message; others by the host of their namespace
_VENDORS: Mapping[str, str] = MappingProxyType(
    {
        "http://camunda.org/schema/1.0/bpmn": "camunda",
        "http://www.camunda.com/fox": "camunda",
        "http://operaton.org/schema/1.0/bpmn": "operaton",
        "http://activiti.org/bpmn": "activiti",
        "http://flowable.org/bpmn": "flowable",
        "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
        "http://www.jboss.org/drools": "drools",
        "http://www.omg.org/bpmn20/jbpm": "jbpm",
        "http://processmaker.com/BPMN/2.0/Schema.xsd": "processmaker",
        "http://www.boc-group.com": "adonis",
        "http://www.imixs.org/bpmn2": "imixs",
    }
)
#: namespaces of drawing, colours, simulation and the bookkeeping of modellers: not executing them changes nothing
_DRAWING = frozenset(
    {
        BPMN,
        ZEEBE,
        "http://www.omg.org/spec/BPMN/20100524/DI",
        "http://www.omg.org/spec/DD/20100524/DC",
        "http://www.omg.org/spec/DD/20100524/DI",
        "http://www.omg.org/spec/BPMN/non-normative/color",
        "http://www.omg.org/spec/BPMN/non-normative/color/1.0",
        "http://www.omg.org/spec/BPMN/non-normative/extensions/color/1.0",
        "http://bpmn.io/schema/bpmn/biocolor/1.0",
        "http://www.w3.org/2001/XMLSchema-instance",
        "http://www.w3.org/XML/1998/namespace",
        "http://camunda.org/schema/modeler/1.0",
        "http://camunda.com/schema/modeler/1.0",
        "http://www.signavio.com",
        "http://www.signavio.com/bpmn20",
        "http://www.bizagi.com/bpmn20",
        "http://www.gbtec.de/bpmn/MODEL",
        "http://www.w4.eu/spec/BPMN/20110930/GRAPH",
        "http://www.itp-commerce.com/BPMN2.0",
        "http://www.trisotech.com/2014/triso/bpmn",
        "http://bpmn.sourceforge.net",
        "http://flowable.org/design",
        "http://flowable.org/modeler",
        "http://activiti.com/modeler",
        "http://open-bpmn.org/XMLSchema",
        "http://www.bpsim.org/schemas/1.0",
        "http://www.bpsim.org/schemas/2.0",
    }
)
_HOST = re.compile(r"[a-z]+://(?:www\.)?([^/:\s]+)")
#: names that label, describe or restrict editing, in whatever namespace
_DESCRIPTIVE = frozenset(
    {
        "diagramRelationId",
        "dtype",
        "exporter",
        "hidden",
        "historyTimeToLive",
        "packageName",
        "properties",
        "property",
        "readOnly",
        "selectable",
        "version",
        "versionTag",
    }
)


def check_extensions(element: Element, parts: Sequence[Element], faults: Faults) -> None:
    """Note every extension of an element and its parts whose meaning would be lost."""
    vendor: set[str] = set()
    for holder in (element, *parts):
        for extension in holder.extensions:
            if extension.namespace == ZEEBE:
                _check_zeebe(element, holder, extension, faults)
        vendor.update(_vendor_names(holder))
    if vendor:
        faults.warn(
            "vendor-extension",
            element,
            f"{called(element)} trägt Angaben anderer Hersteller, die nicht ausgeführt werden: "
            f"{', '.join(sorted(vendor))}",
            "Übertragen Sie die Angaben in die Felder von Camunda 8 („zeebe“) oder löschen Sie sie.",
        )


def _check_zeebe(element: Element, holder: Element, extension: Element, faults: Faults) -> None:
    name = extension.name
    if name in _HARMLESS:
        return
    if holder.name not in _READ.get(name, ()):
        faults.error(
            "zeebe-extension",
            element,
            f"Die Angabe „zeebe:{name}“ an {called(element)} wird nicht ausgeführt.",
            _HINTS.get(name, "Löschen Sie die Angabe im Modellierer."),
        )
        return
    unread = sorted(one for one in extension.attributes if one[0] != "{" and one not in _ATTRIBUTES[name])
    if unread:
        faults.error(
            "zeebe-extension",
            element,
            f"„{', '.join(unread)[:120]}“ in „zeebe:{name}“ an {called(element)} wird nicht ausgeführt.",
            "Löschen Sie die Angabe im Modellierer.",
        )
    elif name not in _BOUND_ELSEWHERE and extension.get("bindingType") not in _BINDINGS:
        faults.error(
            "zeebe-binding",
            element,
            f"{called(element)} bindet an „{extension.get('bindingType')}“; das wird nicht ausgeführt.",
            "Wählen Sie als Bindung „deployment“.",
        )


def _vendor_names(element: Element) -> Iterator[str]:
    for extension in element.extensions:
        if extension.namespace not in _DRAWING and extension.name not in _DESCRIPTIVE:
            yield f"{_vendor(extension.namespace)}:{extension.name}"
    for attribute in element.attributes:
        if attribute[0] == "{":
            namespace, _, name = attribute[1:].partition("}")
            if namespace not in _DRAWING and name not in _DESCRIPTIVE:
                yield f"{_vendor(namespace)}:{name}"


def _vendor(namespace: str) -> str:
    """What to call a vendor: its name if known, else the host of its namespace, else the namespace."""
    if namespace in _VENDORS:
        return _VENDORS[namespace]
    host = _HOST.match(namespace)
    return (host[1] if host else namespace or "ohne Namensraum")[:60]
