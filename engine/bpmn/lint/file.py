"""A whole file as the rules of the standard see it: every process and collaboration, executable or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.bpmn.element import BPMN, FLOW_NODES, GLOBAL_TASKS, SUB_PROCESSES, Document, Element
from engine.bpmn.labels import called
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.errors import Fix, Severity

_SCOPES = SUB_PROCESSES | {"process"}
_NO_ELEMENTS: tuple[Element, ...] = ()


class File:
    """The elements of one document by name, scope and connection; made once, read by every rule."""

    __slots__ = (
        "_named",
        "_parents",
        "_pictures",
        "_processes",
        "_triggers",
        "document",
        "incoming",
        "outgoing",
    )

    def __init__(self, document: Document) -> None:
        self.document = document
        self.incoming: dict[str, list[Element]] = defaultdict(list)
        self.outgoing: dict[str, list[Element]] = defaultdict(list)
        self._named: dict[str, list[Element]] = defaultdict(list)
        self._parents: dict[int, Element] = {}
        self._processes: dict[int, Element] = {}
        self._pictures: set[int] = set()
        self._triggers: dict[int, frozenset[str]] = {}
        for child in document.root.children:
            self._add(child)

    def _add(self, top: Element) -> None:
        """Note everything under one child of the root."""
        picture = top.name == "process" and not top.is_true("isExecutable")
        self._parents[id(top)] = self.document.root
        waiting = [top]
        while waiting:
            element = waiting.pop()
            if element.namespace == BPMN:
                self._named[element.name].append(element)
                if element.name == "sequenceFlow":
                    self.outgoing[element.get("sourceRef")].append(element)
                    self.incoming[element.get("targetRef")].append(element)
            self._processes[id(element)] = top
            if picture:
                self._pictures.add(id(element))
            for child in element.children:
                self._parents[id(child)] = element
            waiting.extend(reversed(element.children))

    def all(self, *names: str) -> Iterator[Element]:
        """Every element of the BPMN namespace with one of the names, wherever it stands."""
        for name in names:
            yield from self._named.get(name, _NO_ELEMENTS)

    def parent(self, element: Element) -> Element:
        """What an element stands in; the root stands in itself."""
        return self._parents.get(id(element), self.document.root)

    def process(self, element: Element) -> Element:
        """The process, collaboration or other root element an element belongs to."""
        return self._processes.get(id(element), self.document.root)

    def runs(self, element: Element) -> bool:
        """Whether an element belongs to what can be executed."""
        return (
            self.process(element).name == "process" and id(element) not in self._pictures
        ) or self.process(element).name in GLOBAL_TASKS

    def scopes(self) -> Iterator[tuple[Element, tuple[Element, ...]]]:
        """Every process and sub-process with the flow nodes that stand directly in it."""
        for scope in self.all(*sorted(_SCOPES)):
            yield (
                scope,
                tuple(one for one in scope.children if one.name in FLOW_NODES and one.namespace == BPMN),
            )

    def find(self, reference: str) -> Element | None:
        """What a reference names; None also where nothing is named."""
        return self.document.find(reference) if reference else None

    def definitions(self, event: Element) -> Iterator[Element]:
        """The event definitions of an event, its own and those it refers to."""
        for child in event.children:
            if child.namespace != BPMN:
                continue
            if child.name == "eventDefinitionRef":
                found = self.find(child.text)
                if found is not None and found.name.endswith("EventDefinition"):
                    yield found
            elif child.name.endswith("EventDefinition"):
                yield child

    def triggers(self, event: Element) -> frozenset[str]:
        """The names of its event definitions without their ending: *message*, *timer*, *link* …"""
        known = self._triggers.get(id(event))
        if known is None:
            known = frozenset(one.name.removesuffix("EventDefinition") for one in self.definitions(event))
            self._triggers[id(event)] = known
        return known

    def fault(self, element: Element, reason: str, hint: str, fix: Fix | None = None) -> Remark:
        """A remark that stops the deployment; in a process that is only a picture it is a warning."""
        severity = Severity.WARNING if id(element) in self._pictures else Severity.ERROR
        return Remark(element.id, severity, f"{called(element)} {reason}", hint, element.line, fix)


@dataclass(frozen=True, slots=True)
class FileRule:
    """A named check of a whole file, whatever of it is executed; the name is that of its module, in kebab case."""

    name: str
    basis: Basis
    check: Callable[[File], Iterator[Remark]]
    told: Told
