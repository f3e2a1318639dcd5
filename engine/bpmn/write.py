"""A document as XML again: what `parse_whole` read, with every attribute, extension and the drawing.

Comments and blanks between elements are not part of a document; the elements keep their order, and the prefixes are
those of the file it came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from engine.bpmn.element import BPMN, BPMN_DI, ZEEBE, Document, Element

_XML = "http://www.w3.org/XML/1998/namespace"
#: for what is in no file: a document made by a program
_USUAL: Mapping[str, str] = MappingProxyType(
    {
        BPMN: "bpmn",
        BPMN_DI: "bpmndi",
        "http://www.omg.org/spec/DD/20100524/DC": "dc",
        "http://www.omg.org/spec/DD/20100524/DI": "di",
        ZEEBE: "zeebe",
    }
)
_ATTRIBUTE = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
)
_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})


def write(document: Document) -> bytes:
    """The file of a document in UTF-8, two blanks per level; the drawing comes last, as the schema wants it."""
    root = document.root
    names = _Names(document)
    head = [_opening(root, names, declarations=names.declarations())]
    body = [line for child in (*root.children, *document.diagrams) for line in _lines(child, names, 1)]
    if not body and not root.text:
        return _file([f"{head[0]} />"])
    text = root.text.translate(_TEXT)
    return _file([f"{head[0]}>{text}", *body, f"</{names.element(root)}>"])


def _file(lines: list[str]) -> bytes:
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *lines, "")).encode()


def _lines(element: Element, names: _Names, depth: int) -> Iterator[str]:
    indent = "  " * depth
    opening = indent + _opening(element, names)
    text = element.text.translate(_TEXT)
    if not element.children:
        yield f"{opening}>{text}</{names.element(element)}>" if text else f"{opening} />"
        return
    yield f"{opening}>{text}"
    for child in element.children:
        yield from _lines(child, names, depth + 1)
    yield f"{indent}</{names.element(element)}>"


def _opening(element: Element, names: _Names, declarations: str = "") -> str:
    attributes = "".join(
        f' {names.attribute(name)}="{value.translate(_ATTRIBUTE)}"'
        for name, value in element.attributes.items()
    )
    return f"<{names.element(element)}{declarations}{attributes}"


class _Names:
    """Which prefix stands for which namespace; settled before the first element is written."""

    def __init__(self, document: Document) -> None:
        elements = [one for top in (document.root, *document.diagrams) for one in top.walk()]
        spaces = {one.namespace for one in elements}
        # an element of no namespace cannot stand below a default namespace
        self._default = "" if "" in spaces else document.prefixes.get("", "")
        self._prefixes = {_XML: "xml"}
        self._declared = {prefix: space for prefix, space in document.prefixes.items() if prefix}
        for prefix, space in self._declared.items():
            self._prefixes.setdefault(space, prefix)
        wanted = [one.namespace for one in elements if one.namespace != self._default]
        wanted += [_parts(name)[0] for one in elements for name in one.attributes]
        for space in dict.fromkeys(wanted):
            if space and space not in self._prefixes:
                self._add(space)

    def _add(self, space: str) -> None:
        prefix = _USUAL.get(space, "ns")
        number = 1
        while prefix in self._declared or prefix == "ns":
            number += 1
            prefix = f"{_USUAL.get(space, 'ns')}{number}"
        self._declared[prefix] = space
        self._prefixes[space] = prefix

    def declarations(self) -> str:
        default = {"": self._default} if self._default else {}
        return "".join(
            f' xmlns{":" if prefix else ""}{prefix}="{space.translate(_ATTRIBUTE)}"'
            for prefix, space in {**default, **self._declared}.items()
        )

    def element(self, element: Element) -> str:
        if not element.namespace or element.namespace == self._default:
            return element.name
        return f"{self._prefixes[element.namespace]}:{element.name}"

    def attribute(self, name: str) -> str:
        space, local = _parts(name)
        return f"{self._prefixes[space]}:{local}" if space else local


def _parts(name: str) -> tuple[str, str]:
    """Namespace and local name of an attribute as `Element` keys it."""
    space, brace, local = name.rpartition("}")
    return (space[1:], local) if brace else ("", name)
