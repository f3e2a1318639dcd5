"""Says which extension elements and attributes of a file are not executed, and how much that matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from engine.bpmn.element import FLOW_NODES, GATEWAYS, GLOBAL_TASKS, ZEEBE, Element
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
    }
)
#: attributes of those elements that are read or that change nothing; bindings to the version of this
#: deployment
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
_VENDORS: Mapping[str, str] = MappingProxyType(
    {
        "http://camunda.org/schema/1.0/bpmn": "camunda",
        "http://activiti.org/bpmn": "activiti",
        "http://flowable.org/bpmn": "flowable",
        "http://spiffworkflow.org/bpmn/schema/1.0/core": "spiffworkflow",
        "http://www.jboss.org/drools": "drools",
        "http://www.omg.org/bpmn20/jbpm": "jbpm",
    }
)
#: vendor names that label or describe; not executing them changes nothing
_DESCRIPTIVE = frozenset(
    {"versionTag", "historyTimeToLive", "properties", "property", "exporter", "diagramRelationId"}
)


def check_extensions(element: Element, faults: Faults) -> None:
    """Note every extension of one element whose meaning would be lost."""
    for extension in element.extensions:
        if extension.namespace == ZEEBE:
            _check_zeebe(element, extension, faults)
    vendor = sorted(set(_vendor_names(element)))
    if vendor:
        faults.warn(
            "vendor-extension",
            element,
            f"{called(element)} trägt Angaben anderer Hersteller, die nicht ausgeführt werden: "
            f"{', '.join(vendor)}",
            "Übertragen Sie die Angaben in die Felder von Camunda 8 („zeebe“) oder löschen Sie sie.",
        )


def _check_zeebe(element: Element, extension: Element, faults: Faults) -> None:
    name = extension.name
    if name in _HARMLESS:
        return
    if element.name not in _READ.get(name, ()):
        faults.error(
            "zeebe-extension",
            element,
            f"Die Angabe „zeebe:{name}“ an {called(element)} wird nicht ausgeführt.",
            _HINTS.get(name, "Löschen Sie die Angabe im Modellierer."),
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
        vendor = _VENDORS.get(extension.namespace)
        if vendor and extension.name not in _DESCRIPTIVE:
            yield f"{vendor}:{extension.name}"
    for attribute in element.attributes:
        namespace, brace, name = attribute.rpartition("}")
        vendor = _VENDORS.get(namespace[1:]) if brace else None
        if vendor and name not in _DESCRIPTIVE:
            yield f"{vendor}:{name}"
