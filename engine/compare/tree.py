"""XML as plain values, and as leaves: a path for each attribute and text, so that nothing of a file is overlooked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from engine import xml
from engine.bpmn.thrown import SENT

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
LAW = "https://laufweg.nrw/schema/law/1.0"
_XSI_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
#: how namespaces are written in paths; the language of the file itself has no prefix
_PREFIXES = {ZEEBE: "zeebe:", LAW: "laufweg:", "http://camunda.org/schema/modeler/1.0": "modeler:"}
#: which attribute tells several children of one name apart
_TOLD_BY = {"property": "name", "input": "target", "output": "target", "header": "key"}
#: what the schema says an attribute is when it is not written
_DEFAULTS: Mapping[str, str] = {
    "cancelActivity": "true",
    "isInterrupting": "true",
    "isForCompensation": "false",
    "triggeredByEvent": "false",
    "isSequential": "false",
    "parallelMultiple": "false",
    "instantiate": "false",
    "startQuantity": "1",
    "completionQuantity": "1",
    "gatewayDirection": "Unspecified",
    "isCollection": "false",
    "propagateAllParentVariables": "true",
}
_BOOLEANS = {"1": "true", "0": "false"}


@dataclass(frozen=True, slots=True)
class Node:
    """One XML element; `text` is what stands directly in it, without blanks around it."""

    name: str
    namespace: str
    attributes: Mapping[str, str]
    children: tuple[Node, ...]
    text: str

    def get(self, attribute: str) -> str:
        """An attribute without blanks around it; empty when it is not there."""
        return self.attributes.get(attribute, "").strip()

    def all(self, name: str) -> tuple[Node, ...]:
        """The children with that local name, of whatever namespace."""
        return tuple(child for child in self.children if child.name == name)

    def first(self, name: str) -> Node | None:
        """The first child with that local name."""
        return next((child for child in self.children if child.name == name), None)

    def said(self, name: str) -> str:
        """The text of `<name><text>…</text></name>` below it, or of `<name>` itself; empty without."""
        found = self.first(name)
        if found is None:
            return ""
        inner = found.first("text")
        return found.text if inner is None else inner.text

    @property
    def label(self) -> str:
        """The name on one line; the id when it has none."""
        return " ".join(self.get("name").split()) or self.get("id")

    def walk(self) -> Iterator[Node]:
        """The element and everything below it, in the order of the file."""
        waiting = [self]
        while waiting:
            one = waiting.pop()
            yield one
            waiting.extend(reversed(one.children))


def read(source: bytes, file: str) -> Node:
    """The root of an XML file; ModelError for what `engine.xml` refuses."""
    return _node(xml.read(source, file))


def _node(element: xml.Element) -> Node:
    return Node(
        xml.local_name(element),
        xml.namespace(element),
        {str(name): str(value) for name, value in element.attrib.items()},
        tuple(_node(child) for child in element if isinstance(child.tag, str)),
        xml.text_of(element).strip(),
    )


def leaves(node: Node, own: str, skip: frozenset[str] = frozenset()) -> dict[str, str]:
    """Every attribute and text of an element and of what is below it, by a path.

    `own` is the namespace that needs no prefix; children of it whose local name is in `skip` are left out, and so is
    the element's own id. `extensionElements` is no step of a path: an element may have several.
    """
    gathered = _Leaves(own)
    gathered.attributes(node, "", left_out="id")
    if node.text:
        gathered.found["text"] = node.text
    gathered.children(node, "", skip)
    return gathered.found


@dataclass(slots=True)
class _Leaves:
    own: str
    found: dict[str, str] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)

    def children(self, node: Node, path: str, skip: frozenset[str] = frozenset()) -> None:
        for child in node.children:
            if child.namespace == self.own and child.name in skip:
                continue
            if child.namespace == self.own and child.name == "extensionElements":
                self.attributes(child, f"{path}extensionElements/", left_out="")
                self.children(child, path)
                continue
            self._child(child, path)

    def _child(self, child: Node, path: str) -> None:
        if child.namespace == ZEEBE and child.name == "publishMessage":
            # the two ways to write it mean the same
            for name, value in child.attributes.items():
                self.found.setdefault(
                    f"{path}zeebe:properties/zeebe:property[{SENT.get(name, name)}]/@value", value
                )
            return
        told_by = _TOLD_BY.get(child.name, "") if child.namespace == ZEEBE else ""
        told = f"[{child.attributes.get(told_by, '')}]" if told_by else ""
        if child.name.endswith("Requirement") and child.children:
            told = f"[{child.children[0].get('href')}]"
        wanted = f"{path}{self._name(child.name, child.namespace)}{told}"
        self.met[wanted] += 1
        step = wanted if self.met[wanted] == 1 else f"{wanted}#{self.met[wanted]}"
        before = len(self.found)
        self.attributes(child, f"{step}/", left_out=told_by)
        self.children(child, f"{step}/")
        # an element that has nothing but an id still says something by being there
        if child.text or len(self.found) - before == ("id" in child.attributes):
            self.found[step] = child.text
        if child.name == "ioMapping" and len(child.children) > 1:
            order = [f"{one.name} {one.get('target')}" for one in child.children]
            self.found[f"{step}/@reihenfolge"] = ", ".join(order)

    def attributes(self, node: Node, path: str, left_out: str) -> None:
        for name, value in node.attributes.items():
            written = _attribute(name, value)
            if name != left_out and written != _DEFAULTS.get(name):
                self.found[f"{path}@{self._qualified(name)}"] = written

    def _name(self, name: str, namespace: str) -> str:
        return name if namespace == self.own else f"{_prefix(namespace)}{name}"

    def _qualified(self, name: str) -> str:
        space, brace, local = name.rpartition("}")
        if name == _XSI_TYPE:
            return "xsi:type"
        return self._name(local, space[1:]) if brace else local


def _attribute(name: str, value: str) -> str:
    text = value.strip() if name != "name" else value
    if name == _XSI_TYPE or (name.endswith("Ref") and "/" not in text):
        return text.rpartition(":")[2]
    if name.startswith("is") or name in _DEFAULTS:
        return _BOOLEANS.get(text, text) if _DEFAULTS.get(name) != "1" else text
    return text


def _prefix(namespace: str) -> str:
    return _PREFIXES.get(namespace, f"{{{namespace}}}" if namespace else "")
