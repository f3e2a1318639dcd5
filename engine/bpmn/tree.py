"""Turns the XML of a file into a tree of `Element`, or says why it is no BPMN 2.0.

`engine.xml` keeps out what is hostile; here every BPMN element gets its place and, where the notation needs
one, an id. The drawing is kept only where the whole file is asked for, else only which elements are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import cast

from engine import xml
from engine.bpmn.element import BPMN, BPMN_DI, FLOW_NODES, GLOBAL_TASKS, Element
from engine.errors import Finding, ModelError

_WITH_ID = FLOW_NODES | GLOBAL_TASKS | {"sequenceFlow", "process", "message"}
_DIAGRAM = f"{{{BPMN_DI}}}BPMNDiagram"
_MAX_ATTRIBUTES = 200
_EMPTY: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Tree:
    """The elements of a file and the ids that are drawn; of the whole file also its namespaces and drawing."""

    root: Element
    drawn: frozenset[str]
    prefixes: Mapping[str, str] = field(default_factory=dict)
    diagrams: tuple[Element, ...] = ()


def read_tree(source: bytes, file: str) -> Tree:
    """Read a file into elements; raises ModelError for all that is not BPMN 2.0 XML within the limits."""
    return _Reader(_checked(source, file)).tree()


def read_whole(source: bytes, file: str) -> Tree:
    """As `read_tree`, with the drawing and the prefixes."""
    root = _checked(source, file)
    reader = _Reader(root)
    prefixes = MappingProxyType(xml.prefixes(root))
    return replace(reader.tree(), prefixes=prefixes, diagrams=reader.diagrams())


def _checked(source: bytes, file: str) -> xml.Element:
    # Every element costs at least one "<": this bounds the memory of the tree before it is built.
    if source.count(b"<") > 4 * xml.MAX_ELEMENTS:
        raise _refused(
            file,
            "xml-size",
            f"Die Datei enthält mehr als {xml.MAX_ELEMENTS} Elemente.",
            "Teilen Sie das Diagramm auf mehrere Dateien auf.",
        )
    root = xml.read(source, file)
    _check_root(root, file)
    _check_attributes(root, file)
    return root


def _check_root(root: xml.Element, file: str) -> None:
    if root.tag == f"{{{BPMN}}}definitions":
        return
    space = xml.namespace(root)
    where = f"aus dem Namensraum „{space}“" if space else "ohne Namensraum"
    raise _refused(
        file,
        "not-bpmn",
        f"Das Wurzelelement ist „{xml.local_name(root)}“ {where}, erwartet wird „definitions“ von BPMN 2.0.",
        "Exportieren Sie das Diagramm als BPMN 2.0 XML.",
        xml.line_of(root),
    )


def _check_attributes(root: xml.Element, file: str) -> None:
    """Reading the attributes of one element takes time by the square of their number."""
    widest = xml.widest(root, _MAX_ATTRIBUTES)
    if widest is not None:
        raise _refused(
            file,
            "xml-size",
            f"Ein Element hat mehr als {_MAX_ATTRIBUTES} Attribute.",
            "Öffnen und speichern Sie das Diagramm mit einem BPMN-Modellierer.",
            xml.line_of(widest),
        )


@dataclass(slots=True)
class _Reader:
    """Turns the lxml tree into elements; lives for one reading."""

    root: xml.Element
    taken: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    #: namespace and name of each tag met: there are few, and taking one apart costs as much as the element
    tags: dict[object, tuple[str, str]] = field(default_factory=dict)

    def tree(self) -> Tree:
        self.taken = xml.ids(self.root) - {""}
        drawn = xml.values_below(self.root, _DIAGRAM, "bpmnElement") - {""}
        return Tree(self._element(self.root, ""), frozenset(value.rpartition(":")[2] for value in drawn))

    def diagrams(self) -> tuple[Element, ...]:
        return tuple(self._element(child, "") for child in self.root if child.tag == _DIAGRAM)

    def _element(self, node: xml.Element, parent: str) -> Element:
        """The element of a node with everything below it; text and children are gathered in one walk."""
        named = self.tags.get(node.tag)
        if named is None:
            named = self.tags[node.tag] = (xml.namespace(node), xml.local_name(node))
        namespace, name = named
        attributes = _attributes(node)
        identity = attributes.get("id", "").strip()
        if not identity and namespace == BPMN and name in _WITH_ID:
            identity = self._generated(node, name, parent)
        text = node.text or ""
        children: list[Element] = []
        inner = identity or parent
        for child in node:
            if isinstance(child.tag, str) and child.tag != _DIAGRAM:
                children.append(self._element(child, inner))
            tail = child.tail
            if tail and not tail.isspace():
                text += tail
        return Element(
            name,
            namespace,
            identity,
            attributes,
            tuple(children),
            text.strip(),
            xml.line_of(node),
        )

    def _generated(self, node: xml.Element, name: str, parent: str) -> str:
        """An id that stays the same when other parts of the file change: a flow's is made of its ends."""
        if name == "sequenceFlow":
            wanted = f"flow_{node.get('sourceRef', '')}_{node.get('targetRef', '')}"
        else:
            wanted = f"{parent}_{name}" if parent else name
        identity = wanted
        number = self.numbers.get(wanted, 1)
        while identity in self.taken:
            number += 1
            identity = f"{wanted}_{number}"
        self.numbers[wanted] = number
        self.taken.add(identity)
        return identity


def _attributes(node: xml.Element) -> Mapping[str, str]:
    return MappingProxyType(cast("dict[str, str]", dict(node.attrib.items()))) if node.attrib else _EMPTY


def _refused(file: str, rule: str, reason: str, hint: str, line: int | None = None) -> ModelError:
    return ModelError(
        f"Expected to read {file} as BPMN 2.0, but it was refused ({rule})",
        [Finding(file, rule, reason, hint, line=line)],
    )
