"""A diagram file as parts: each element that has a place of its own, with everything the file says about it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine.compare.tree import BPMN, Node, leaves
from engine.errors import Finding, ModelError

FLOW = "sequenceFlow"
#: elements whose children are parts of their own
_HOLDERS = frozenset(
    {
        "definitions", "process", "subProcess", "transaction", "adHocSubProcess", "collaboration",
        "choreography", "subChoreography", "globalConversation", "conversation", "subConversation",
        "laneSet", "childLaneSet", "lane", "category",
    }
)  # fmt: skip
#: children that only say something about the element they stand in
_INNER = frozenset(
    {
        "extensionElements", "documentation", "incoming", "outgoing", "flowNodeRef",
        "ioSpecification", "property", "dataInputAssociation", "dataOutputAssociation",
        "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "completionCondition",
        "resourceRole", "performer", "humanPerformer", "potentialOwner", "monitoring", "auditing",
        "ioBinding", "supportedInterfaceRef", "partitionElement", "correlationSubscription",
        "categoryValueRef", "import", "relationship",
    }
)  # fmt: skip
#: children that only repeat what the flows and the elements say
_LISTS = frozenset({"incoming", "outgoing", "flowNodeRef"})
#: attributes that name another part of the file
REFERENCES = frozenset(
    {
        "@sourceRef", "@targetRef", "@default", "@attachedToRef", "@messageRef", "@signalRef",
        "@errorRef", "@escalationRef", "@processRef", "@dataObjectRef", "@dataStoreRef",
        "@activityRef", "@operationRef", "@itemSubjectRef", "@itemRef", "@categoryValueRef", "bahn",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One element. `facts` are its leaves; `order` the parts below or behind it where their order says something."""

    id: str
    tag: str
    name: str
    parent: str
    facts: Mapping[str, str]
    source: str = ""
    target: str = ""
    order: tuple[str, ...] = ()

    @property
    def is_flow(self) -> bool:
        """Whether it is a sequence flow."""
        return self.tag == FLOW


@dataclass(slots=True)
class Model:
    """One file: its parts by id in the order of the file, and its drawing."""

    root: Node
    parts: dict[str, Part] = field(default_factory=dict)
    around: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @property
    def drawings(self) -> tuple[Node, ...]:
        """The diagrams of the file."""
        return tuple(one for one in self.root.children if one.name == "BPMNDiagram")


def read_model(root: Node, file: str) -> Model:
    """The parts of a file; ModelError when it is no BPMN 2.0."""
    if root.namespace != BPMN or root.name != "definitions":
        reason = "Die Datei ist kein BPMN 2.0: Erwartet wird „definitions“ als erstes Element."
        raise ModelError(
            f"Expected to compare {file}, but it is no BPMN 2.0", [Finding(file, "not-bpmn", reason)]
        )
    model = Model(root)
    known = frozenset(one.get("id") for one in root.walk())
    _Gatherer(model, _lanes(root), _flows(root), known).gather(root, "", "definitions")
    for part in model.parts.values():
        if part.is_flow:
            model.around[part.source].add(f">{part.target}")
            model.around[part.target].add(f"<{part.source}")
        elif part.facts.get("@attachedToRef"):
            model.around[part.id].add(f"@{part.facts['@attachedToRef']}")
    return model


@dataclass(slots=True)
class _Gatherer:
    model: Model
    lanes: Mapping[str, str]
    flows: Mapping[str, Mapping[str, list[str]]]
    known: frozenset[str]
    numbers: Counter[str] = field(default_factory=Counter)

    def gather(self, node: Node, parent: str, identity: str) -> None:
        inner = [child for child in node.children if node.name in _HOLDERS and _is_part(child)]
        names = frozenset(child.name for child in inner) | {
            "incoming",
            "outgoing",
            "flowNodeRef",
            "BPMNDiagram",
        }
        # a drawing is compared by itself, whatever its namespace
        bare = Node(node.name, node.namespace, node.attributes, tuple(_not_drawn(node)), node.text)
        facts = leaves(bare, BPMN, names)
        facts.update(self._derived(node, identity))
        self.model.parts[identity] = Part(
            identity,
            node.name,
            " ".join(node.get("name").split()),
            parent,
            facts,
            _plain(node.get("sourceRef")) if node.name == FLOW else "",
            _plain(node.get("targetRef")) if node.name == FLOW else "",
            _order(node),
        )
        for child in inner:
            self.gather(child, identity, self._identity(child, identity))

    def _identity(self, node: Node, parent: str) -> str:
        """The id of a part; one is made for a part that has none, and for the second of two with the same."""
        wanted = node.get("id")
        if not wanted and node.name == FLOW:
            wanted = f"flow_{node.get('sourceRef')}_{node.get('targetRef')}"
        wanted = wanted or f"{parent}/{node.name}"
        self.numbers[wanted] += 1
        return wanted if self.numbers[wanted] == 1 else f"{wanted}#{self.numbers[wanted]}"

    def _derived(self, node: Node, identity: str) -> Iterator[tuple[str, str]]:
        """What other places of the file say about the element."""
        if identity in self.lanes:
            yield "bahn", self.lanes[identity]
        for direction in ("incoming", "outgoing"):
            listed = Counter(_plain(one.text) for one in node.all(direction))
            actual = Counter(self.flows[direction].get(identity, ()))
            if listed != actual:
                wrong = sorted((listed - actual).elements()), sorted((actual - listed).elements())
                yield f"liste/{direction}", f"zu viel: {', '.join(wrong[0])}; es fehlt: {', '.join(wrong[1])}"
        if node.name == "lane":
            counted = Counter(_plain(one.text) for one in node.all("flowNodeRef"))
            odd = sorted(one for one, times in counted.items() if times > 1 or one not in self.known)
            if odd:
                yield "liste/flowNodeRef", ", ".join(odd)
        for entry in node.children:
            if entry.namespace == BPMN and entry.name in _LISTS and (entry.attributes or entry.children):
                for path, value in leaves(entry, BPMN).items():
                    yield f"liste/{entry.name}[{entry.text}]/{path}", value
                yield f"liste/{entry.name}[{entry.text}]/@id", entry.get("id")


def _is_part(child: Node) -> bool:
    return child.namespace == BPMN and child.name not in _INNER


def _not_drawn(node: Node) -> Iterator[Node]:
    return (child for child in node.children if child.name != "BPMNDiagram")


def _plain(reference: str) -> str:
    return reference.strip().rpartition(":")[2]


def _lanes(root: Node) -> Mapping[str, str]:
    """The lanes that list an element, the outermost first."""
    found: dict[str, list[str]] = defaultdict(list)
    for lane in root.walk():
        if lane.name == "lane":
            for reference in dict.fromkeys(_plain(one.text) for one in lane.all("flowNodeRef")):
                found[reference].append(lane.get("id"))
    return {element: " ".join(lanes) for element, lanes in found.items()}


def _flows(root: Node) -> Mapping[str, Mapping[str, list[str]]]:
    ends: dict[str, dict[str, list[str]]] = {"incoming": defaultdict(list), "outgoing": defaultdict(list)}
    for flow in root.walk():
        if flow.name == FLOW:
            ends["outgoing"][_plain(flow.get("sourceRef"))].append(flow.get("id"))
            ends["incoming"][_plain(flow.get("targetRef"))].append(flow.get("id"))
    return ends


def _order(node: Node) -> tuple[str, ...]:
    """What is done in the order of the file: steps of a sequential ad-hoc sub-process, processes, ways out."""
    if node.name == "adHocSubProcess" and node.get("ordering") == "Sequential":
        return tuple(child.get("id") for child in node.children if _is_part(child) and child.name != FLOW)
    if node.name == "definitions":
        started = [one for one in node.all("process") if one.get("isExecutable") in ("true", "1")]
        return tuple(one.get("id") for one in started)
    if node.name in ("process", "subProcess", "transaction", "adHocSubProcess"):
        return tuple(
            flow.get("id")
            for flow in node.all(FLOW)
            if flow.first("conditionExpression") is not None and flow.get("id")
        )
    return ()
