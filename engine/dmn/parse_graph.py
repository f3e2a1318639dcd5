"""The requirements graph of a file: decisions, knowledge models and services, each built from its element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from engine import xml
from engine.dmn.decision import Decision, InputData
from engine.dmn.logic import Logic, Nothing
from engine.dmn.parse_logic import LOGIC, LogicParser
from engine.dmn.parse_types import Types
from engine.dmn.reader import Reader, child, children, reference
from engine.dmn.service import Service
from engine.dmn.table import Table
from engine.feel import Function, Value

# Elements that say nothing about execution, or are read from where they are referred to.
_KNOWN: Final = {
    "description", "inputData", "itemDefinition", "decision", "businessKnowledgeModel", "decisionService",
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
_EDGES: Final = ("{*}requiredDecision", "{*}requiredKnowledge", "{*}outputDecision")


@dataclass(frozen=True, slots=True)
class _Required:
    decisions: tuple[xml.Element, ...]
    inputs: tuple[InputData, ...]
    knowledge: tuple[xml.Element, ...]


class GraphParser:
    """The elements of one file by id, while its decisions are built."""

    def __init__(self, reader: Reader, root: xml.Element) -> None:
        self.types = Types(reader, root)
        self._reader = reader
        self._root = root
        self._by_id: dict[str, xml.Element] = {}
        self._functions: dict[str, Function] = {}
        self._decisions: dict[str, Decision] = {}
        for element in children(root):
            self._register(element)

    def decisions(self) -> dict[str, Decision]:
        """Build every decision, after checking that the requirements make no circle."""
        found = list(children(self._root, "decision"))
        if not found:
            self._reader.fault(
                self._root, "no-decision", "Die Datei enthält keine Entscheidung.", "Fügen Sie eine hinzu."
            )
        for element in children(self._root, "decision", "businessKnowledgeModel"):
            if not element.get("name"):
                self._reader.fault(
                    element,
                    "missing-name",
                    "Eine Entscheidung oder ein Wissensbaustein hat keinen Namen.",
                    "Ergänzen Sie den Namen.",
                )
        if self._circle():
            return {}
        # Filled one by one: services called by a decision look theirs up when they run.
        for element in found:
            decision = self._decision(element)
            self._decisions[decision.id] = decision
        return self._decisions

    def services(self) -> dict[str, Service]:
        """Build every decision service, for callers that name one."""
        found = map(self._service, children(self._root, "decisionService"))
        return {service.id: service for service in found}

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

    def _decision(self, element: xml.Element) -> Decision:
        required = self._required(element)
        functions = self._functions_of(required)
        variable = child(element, "variable")
        result = names_of(element)[0] if names_of(element) else ""
        logic = self._logic(element, self._names(required, functions), result)
        known = {other for source in required.decisions for other in names_of(source)} | set(functions)
        return Decision(
            id=id_of(element),
            name=element.get("name") or result,
            variable=result,
            logic=logic,
            inputs=tuple(sorted(logic.variables - known)),
            outputs=tuple(output.name for output in logic.outputs) if isinstance(logic, Table) else (result,),
            type=self.types.of(variable),
            required_decisions=tuple(id_of(source) for source in required.decisions),
            required_inputs=required.inputs,
            functions=functions,
            line=xml.line_of(element),
        )

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
        return LogicParser(self._reader, self.types, result).parse(body, names)

    def _functions_of(self, required: _Required) -> dict[str, Function]:
        """Return the functions required, under every name they are known by."""
        return {name: self._function(source) for source in required.knowledge for name in names_of(source)}

    def _function(self, element: xml.Element) -> Function:
        """Return the function of a knowledge model or service; built once, what it requires first."""
        id_ = id_of(element)
        if id_ not in self._functions:
            if xml.local_name(element) == "decisionService":
                self._functions[id_] = self._service(element).function()
            else:
                self._functions[id_] = self._knowledge(element)
        return self._functions[id_]

    def _knowledge(self, element: xml.Element) -> Function:
        required = self._required(element)
        scope: dict[str, Value] = dict(self._functions_of(required))
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
        function = parser.function(encapsulated, frozenset(scope) | {name}).function(scope)
        # A knowledge model may call itself; the function reads this scope when it is called.
        scope |= dict.fromkeys(names_of(element), function)
        return function

    def _service(self, element: xml.Element) -> Service:
        return Service(
            id=id_of(element),
            name=names_of(element)[0],
            file=self._reader.file,
            decisions=self._decisions,
            inputs=tuple(self._input(source) for source in self._linked(element, "inputData")),
            input_decisions={
                id_of(source): names_of(source)[0] for source in self._linked(element, "inputDecision")
            },
            outputs=tuple(id_of(source) for source in self._linked(element, "outputDecision")),
        )

    def _input(self, element: xml.Element) -> InputData:
        name = names_of(element)[0]
        return InputData(element.get("id", ""), name, self.types.of(child(element, "variable")))

    def _names(self, required: _Required, functions: Mapping[str, Function]) -> frozenset[str]:
        decisions = {name for source in required.decisions for name in names_of(source)}
        return frozenset(decisions | {data.name for data in required.inputs} | set(functions))

    def _required(self, element: xml.Element) -> _Required:
        found: dict[str, dict[str, xml.Element]] = {name: {} for name in _LINKS}
        for requirement in children(element, "informationRequirement", "knowledgeRequirement"):
            for name in ("requiredDecision", "requiredInput", "requiredKnowledge"):
                found[name] |= {id_of(link): link for link in self._linked(requirement, name)}
        return _Required(
            tuple(found["requiredDecision"].values()),
            tuple(self._input(source) for source in found["requiredInput"].values()),
            tuple(found["requiredKnowledge"].values()),
        )

    def _linked(self, element: xml.Element, name: str) -> list[xml.Element]:
        """Return the elements that the links of that name point to; notes those that point nowhere."""
        found = []
        for link in children(element, name):
            target = self._by_id.get(reference(link))
            if target is not None and xml.local_name(target) in _LINKS[name] and names_of(target):
                found.append(target)
            else:
                self._reader.fault(
                    link,
                    "unknown-requirement",
                    f"Verlangt wird „{link.get('href', '')}“, das es in dieser Datei nicht gibt.",
                    "Zeichnen Sie die Verbindung neu, oder entfernen Sie sie.",
                )
        return found

    def _circle(self) -> bool:
        """Note everything that requires itself, directly or through others."""
        links = {
            id_: {reference(link) for link in element.iter(*_EDGES)} & self._by_id.keys()
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


def names_of(element: xml.Element) -> tuple[str, ...]:
    """Return the names others know a node by: its variable's first, then its own, then its id."""
    variable = child(element, "variable")
    names = (variable.get("name") if variable is not None else None, element.get("name"), element.get("id"))
    return tuple(dict.fromkeys(name for name in names if name))


def id_of(element: xml.Element) -> str:
    """Return the id of a node, or its name where the file gives it none."""
    return element.get("id") or element.get("name") or ""
