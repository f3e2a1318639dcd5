"""A BPMN file as it stands: every element with its attributes, children and line, whatever its meaning.

The tree carries the whole notation, also what is not executed, so that a refusal can name it. What the
elements mean is decided in `compile`, never here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.errors import Finding

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMN_DI = "http://www.omg.org/spec/BPMN/20100524/DI"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"

#: what a sequence flow may connect (BPMN 2.0.2, 10.3–10.6); the abstract classes have no tag
FLOW_NODES = frozenset(
    {
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
        "task",
        "userTask",
        "manualTask",
        "serviceTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "callActivity",
        "exclusiveGateway",
        "parallelGateway",
        "inclusiveGateway",
        "eventBasedGateway",
        "complexGateway",
    }
)
SUB_PROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset(name for name in FLOW_NODES if name.endswith("Gateway"))
ACTIVITIES = frozenset(name for name in FLOW_NODES if not name.endswith(("Event", "Gateway")))
#: tasks that stand outside every process, to be called
GLOBAL_TASKS = frozenset(
    {"globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"}
)


@dataclass(frozen=True, slots=True)
class Element:
    """One XML element. `name` is the local tag; attributes of other namespaces are keyed `{namespace}name`.

    `id` is the written id, a generated one for flow nodes, flows, processes, global tasks and messages without, else
    empty.
    """

    name: str
    namespace: str
    id: str
    attributes: Mapping[str, str]
    children: tuple[Element, ...]
    text: str
    line: int | None

    def get(self, attribute: str) -> str:
        """The value of an attribute without surrounding blanks; empty when it is not there."""
        return self.attributes.get(attribute, "").strip()

    def is_true(self, attribute: str) -> bool:
        """Whether an xsd:boolean attribute is written and true."""
        return self.get(attribute) in {"true", "1"}

    def is_false(self, attribute: str) -> bool:
        """Whether an xsd:boolean attribute is written and false."""
        return self.get(attribute) in {"false", "0"}

    def all(self, *names: str) -> Iterator[Element]:
        """Children of the BPMN namespace with one of the names, in document order."""
        if not self.children:
            return iter(())
        return iter([child for child in self.children if child.name in names and child.namespace == BPMN])

    def first(self, *names: str) -> Element | None:
        """The first child of the BPMN namespace with one of the names."""
        for child in self.children:
            if child.name in names and child.namespace == BPMN:
                return child
        return None

    @property
    def extensions(self) -> Iterator[Element]:
        """The children of every `extensionElements`, of any namespace."""
        return (child for holder in self.all("extensionElements") for child in holder.children)

    def zeebe(self, name: str) -> Element | None:
        """The first zeebe extension element with the name."""
        if not self.children:
            return None
        return next((one for one in self.extensions if one.name == name and one.namespace == ZEEBE), None)

    @property
    def documentation(self) -> str:
        """The text of all `documentation` children, separated by an empty line."""
        return "\n\n".join(child.text for child in self.all("documentation") if child.text)

    @property
    def label(self) -> str:
        """The name on the diagram on one line; the id when it has none."""
        return " ".join(self.get("name").split()) or self.id

    def walk(self) -> Iterator[Element]:
        """The element and everything below it, in document order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed file.

    `elements` finds every BPMN element by id, `drawn` holds the ids that have a shape or edge in the diagram,
    `findings` what is wrong with ids and references: such a document can be shown, but not compiled. The
    namespaces by prefix and the drawing are there only if they were asked for (`parse_whole`).
    """

    file: str
    root: Element
    elements: Mapping[str, Element]
    drawn: frozenset[str]
    findings: tuple[Finding, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    diagrams: tuple[Element, ...] = ()

    @property
    def processes(self) -> tuple[Element, ...]:
        """Every process of the file, executable or not."""
        return tuple(self.root.all("process"))

    @property
    def executable(self) -> tuple[Element, ...]:
        """The processes marked `isExecutable`; the mark has no default (BPMN 2.0.2, table 10.1), so it must
        be there.
        """
        return tuple(process for process in self.processes if process.is_true("isExecutable"))

    @property
    def global_tasks(self) -> tuple[Element, ...]:
        """The tasks outside every process, which call activities may call (BPMN 10.3.6)."""
        return tuple(self.root.all(*GLOBAL_TASKS))

    def find(self, reference: str) -> Element | None:
        """The element a reference names; a QName's prefix is dropped, since one file has one namespace of
        ids.
        """
        return self.elements.get(reference) or self.elements.get(reference.rpartition(":")[2])
