"""The requirements graph of a file: decisions, knowledge models and services, each built from its element."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from engine import xml
from engine.dmn.decision import Decision, InputData, Required, Space
from engine.dmn.logic import Logic, Nothing
from engine.dmn.parse_import import Library, imports_of
from engine.dmn.parse_logic import LOGIC, LogicParser
from engine.dmn.parse_types import Types
from engine.dmn.reader import Reader, child, children, reference
from engine.dmn.service import Service
from engine.dmn.table import Table
from engine.feel import Function, Value

# Elements that say nothing about execution, or are read from where they are referred to.
_KNOWN: Final = {
    "description", "import", "inputData", "itemDefinition", "decision", "businessKnowledgeModel", "decisionService",
    "knowledgeSource", "textAnnotation", "association", "extensionElements", "elementCollection", "group",
    "performanceIndicator", "organizationUnit",
}  # fmt: skip
_LINKS: Final = {
    "requiredDecision": ("decision",),
    "requiredInput": ("inputData",),
    "requiredKnowledge": ("businessKnowledgeModel", "decisionService"),
    "outputDecision": ("decision",),
    "inputDecision": ("decision",),
    "inputData": ("inputData",),
}
_NAMED: Final = ("decision", "inputData", "businessKnowledgeModel", "decisionService")
_EDGES: Final = ("{*}requiredDecision", "{*}requiredKnowledge", "{*}outputDecision")


@dataclass(frozen=True, slots=True)
class _Node:
    """An element that another refers to: the graph it belongs to, and how its names are known here."""

    element: xml.Element
    graph: GraphParser
    space: Space

    @property
    def names(self) -> tuple[str, ...]:
        return names_of(self.element)


@dataclass(frozen=True, slots=True)
class _Required:
    decisions: tuple[_Node, ...]
    inputs: tuple[InputData, ...]
    knowledge: tuple[_Node, ...]


class GraphParser:
    """The elements of one file by id, while its decisions are built."""

    def __init__(self, reader: Reader, root: xml.Element, library: Library) -> None:
        self._reader = reader
        self._root = root
        self.namespace = root.get("namespace", "")
        self.imports = imports_of(reader, root, library)
        self.types: Types = Types(reader, root, {one.space.model: one.graph.types for one in self.imports})
        self._by_id: dict[str, xml.Element] = {}
        self._functions: dict[str, Function] = {}
        self._decisions: dict[str, Decision] | None = None
        self._circular = False
        for element in children(root):
            self._register(element)
        self._check_names()

    def decisions(self) -> dict[str, Decision]:
        """Build every decision, after checking that the requirements make no circle."""
        if self._decisions is not None:
            return self._decisions
        for element in children(self._root, "decision", "businessKnowledgeModel"):
            if not element.get("name"):
                self._reader.fault(
                    element,
                    "missing-name",
                    "Eine Entscheidung oder ein Wissensbaustein hat keinen Namen.",
                    "Ergänzen Sie den Namen.",
                )
        self._decisions = {}
        self._circular = self._circle()
        if not self._circular:
            for element in children(self._root, "decision"):
                self._decision(element)
        return self._decisions

    def services(self) -> dict[str, Service]:
        """Build every decision service, for callers that name one."""
        elements = () if self._circular else children(self._root, "decisionService")
        return {id_of(element): self._service(element) for element in elements if names_of(element)}

    def functions(self) -> dict[str, Function]:
        """Build every knowledge model, for callers that name one."""
        elements = () if self._circular else children(self._root, "businessKnowledgeModel")
        return {id_of(element): self.function(element) for element in elements if names_of(element)}

    def find(self, id_: str) -> xml.Element | None:
        """Return the element of that id."""
        return self._by_id.get(id_)

    def decision(self, id_: str) -> Decision:
        """Return the decision of that id, built now if it has not been yet."""
        built = self.decisions()
        return built[id_] if id_ in built else self._decision(self._by_id[id_])

    def function(self, element: xml.Element) -> Function:
        """Return the function of a knowledge model or service; built once, what it requires first."""
        id_ = id_of(element)
        if id_ not in self._functions:
            if xml.local_name(element) == "decisionService":
                self._functions[id_] = self._service(element).function()
            else:
                self._functions[id_] = self._knowledge(element)
        return self._functions[id_]

    def input(self, element: xml.Element, space: Space) -> InputData:
        """Return a declared input, as it is known where the space is."""
        name = names_of(element)[0]
        return InputData(element.get("id", ""), name, self.types.of(child(element, "variable")), space)

    def _register(self, element: xml.Element) -> None:
        if xml.local_name(element) not in _KNOWN:
            self._reader.fault(
                element,
                "unsupported-element",
                f"Das Element „{xml.local_name(element)}“ wird nicht ausgeführt.",
                "Verwenden Sie Tabellen, Ausdrücke und Wissensbausteine dieser Datei.",
            )
        if not (id_ := element.get("id")):
            return
        if id_ in self._by_id:
            self._reader.fault(
                element,
                "duplicate-id",
                f"Die Kennung „{id_}“ kommt mehrfach vor.",
                "Vergeben Sie eine neue.",
            )
        self._by_id[id_] = element

    def _check_names(self) -> None:
        """Note two things of one name: whoever reads the name gets one of them and does not know which."""
        seen: dict[str, xml.Element] = {}
        for element in children(self._root, *_NAMED):
            name = element.get("name", "")
            if name and name in seen:
                self._reader.warn(
                    element,
                    "duplicate-name",
                    f"„{name}“ heißt schon etwas anderes in dieser Datei.",
                    "Geben Sie Entscheidungen, Eingaben und Wissensbausteinen eigene Namen.",
                )
            seen.setdefault(name, element)

    def _decision(self, element: xml.Element) -> Decision:
        built = self.decisions()
        id_ = id_of(element)
        if id_ in built:
            return built[id_]
        required = self._required(element)
        functions = self._functions_of(required)
        result = names_of(element)[0] if names_of(element) else ""
        logic = self._logic(element, self._names(required), result)
        nodes = (*required.decisions, *required.knowledge)
        known = {name for node in nodes for name in (node.space.model, *node.names)}
        built[id_] = Decision(
            id=id_,
            name=element.get("name") or result,
            variable=result,
            logic=logic,
            inputs=tuple(sorted(logic.variables - known)),
            outputs=tuple(output.name for output in logic.outputs) if isinstance(logic, Table) else (result,),
            type=self.types.of(child(element, "variable")),
            logic_type=self.types.of(next(children(element, *LOGIC), None)),
            required_decisions=tuple(
                Required(node.graph.decision(id_of(node.element)), node.space) for node in required.decisions
            ),
            required_inputs=required.inputs,
            functions=functions,
            file=self._reader.file,
            line=xml.line_of(element),
        )
        return built[id_]

    def _logic(self, element: xml.Element, names: frozenset[str], result: str) -> Logic:
        body = next(children(element, *LOGIC), None)
        if body is None:
            self._reader.warn(
                element,
                "no-logic",
                f"Die Entscheidung „{result}“ hat keine Logik und ergibt immer „nichts“ (null).",
                "Legen Sie eine Tabelle oder einen Ausdruck an.",
            )
            return Nothing(result)
        return LogicParser(self._reader, self.types, result).untyped(body, names)

    def _functions_of(self, required: _Required) -> dict[Space, dict[str, Function]]:
        """Return the functions required, under every name they are known by."""
        found: dict[Space, dict[str, Function]] = {}
        for node in required.knowledge:
            function = node.graph.function(node.element)
            found.setdefault(node.space, {}).update(dict.fromkeys(node.names, function))
        return found

    def _knowledge(self, element: xml.Element) -> Function:
        required = self._required(element)
        scope: dict[str, Value] = {}
        for space, functions in self._functions_of(required).items():
            space.put(scope, functions)
        name = names_of(element)[0]
        encapsulated = child(element, "encapsulatedLogic")
        if encapsulated is None:
            self._reader.fault(
                element,
                "no-logic",
                f"Der Wissensbaustein „{name}“ hat keine Logik.",
                "Legen Sie einen Ausdruck an.",
            )
            encapsulated = element
        parser = LogicParser(self._reader, self.types, name)
        known = self._names(required) | {name}
        function = parser.function(encapsulated, known, child(element, "variable")).function(scope)
        # A knowledge model may call itself; the function reads this scope when it is called.
        scope |= dict.fromkeys(names_of(element), function)
        return function

    def _service(self, element: xml.Element) -> Service:
        outputs = self._linked(element, "outputDecision")
        given = self._linked(element, "inputDecision")
        if not outputs:
            self._reader.fault(
                element,
                "service-output",
                f"Der Entscheidungsdienst „{names_of(element)[0]}“ nennt keine Entscheidung, die er beantwortet.",
                "Ziehen Sie mindestens eine Entscheidung in seinen oberen Teil.",
            )
        return Service(
            id=id_of(element),
            name=names_of(element)[0],
            inputs=tuple(
                node.graph.input(node.element, node.space) for node in self._linked(element, "inputData")
            ),
            input_decisions=tuple(_Lazy(node) for node in given),
            outputs=tuple(_Lazy(node) for node in outputs),
            type=self.types.of(child(element, "variable")),
        )

    def _names(self, required: _Required) -> frozenset[str]:
        nodes = (*required.decisions, *required.knowledge)
        found = {name for node in nodes for name in (*node.names, node.space.model)}
        found |= {name for data in required.inputs for name in (data.name, data.space.model)}
        return frozenset(found - {""})

    def _required(self, element: xml.Element) -> _Required:
        found: dict[str, dict[tuple[str, str], _Node]] = {name: {} for name in _LINKS}
        for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
            for name in ("requiredDecision", "requiredInput", "requiredKnowledge"):
                for node in self._linked(requirement, name):
                    found[name][node.graph.namespace, id_of(node.element)] = node
        return _Required(
            tuple(found["requiredDecision"].values()),
            tuple(node.graph.input(node.element, node.space) for node in found["requiredInput"].values()),
            tuple(found["requiredKnowledge"].values()),
        )

    def _linked(self, element: xml.Element, name: str) -> list[_Node]:
        """Return what the links of that name point to, here or in an import; notes those that point nowhere."""
        found = []
        for link in children(element, name):
            node = self._follow(link)
            if node and xml.local_name(node.element) in _LINKS[name] and names_of(node.element):
                found.append(node)
            else:
                self._reader.fault(
                    link,
                    "unknown-requirement",
                    f"Verlangt wird „{link.get('href', '')}“, das es weder hier noch in einer Einbindung gibt.",
                    "Zeichnen Sie die Verbindung neu, oder entfernen Sie sie.",
                )
        return found

    def _follow(self, link: xml.Element) -> _Node | None:
        namespace, _, id_ = link.get("href", "").rpartition("#")
        for one in self.imports:
            if namespace == one.namespace:
                element = one.graph.find(id_)
                return None if element is None else _Node(element, one.graph, one.space)
        element = self._by_id.get(id_)
        return None if element is None else _Node(element, self, Space())

    def _circle(self) -> bool:
        """Note everything that requires itself, directly or through others."""
        local = {"", self.namespace}
        links = {
            id_: {
                reference(link)
                for link in element.iter(*_EDGES)
                if link.get("href", "").rpartition("#")[0] in local
            }
            & self._by_id.keys()
            for id_, element in self._by_id.items()
        }
        done: set[str] = set()
        while ready := {id_ for id_, targets in links.items() if id_ not in done and targets <= done}:
            done |= ready
        rest = [id_ for id_ in links if id_ not in done]
        for id_ in rest:
            self._reader.fault(
                self._by_id[id_],
                "requirement-circle",
                f"„{self._by_id[id_].get('name') or id_}“ setzt sich selbst voraus, direkt oder über andere.",
                "Entfernen Sie eine der Verbindungen des Kreises.",
            )
        return bool(rest)


class _Lazy:
    """A decision a service is made of, looked up when the service runs: it may be built after the service."""

    def __init__(self, node: _Node) -> None:
        self.name = node.names[0]
        self._node = node

    def decision(self) -> Decision:
        return self._node.graph.decision(id_of(self._node.element))


def names_of(element: xml.Element) -> tuple[str, ...]:
    """Return the names others know a node by: its variable's first, then its own, then its id."""
    variable = child(element, "variable")
    names = (variable.get("name") if variable is not None else None, element.get("name"), element.get("id"))
    return tuple(dict.fromkeys(name for name in names if name))


def id_of(element: xml.Element) -> str:
    """Return the id of a node, or its name where the file gives it none."""
    return element.get("id") or element.get("name") or ""
