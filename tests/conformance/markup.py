"""Small tools for changing the XML of a case before the engine reads it."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from engine import xml
from engine.bpmn.element import BPMN, ZEEBE

#: the origin engines of the cases; all three name the same things alike
VENDORS = (
    "http://camunda.org/schema/1.0/bpmn",
    "http://activiti.org/bpmn",
    "http://flowable.org/bpmn",
)


def read(source: bytes) -> xml.Element:
    """The root of a file."""
    return xml.read(source, "case")


def serialise(root: xml.Element) -> bytes:
    """The file of a root."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def walk(root: xml.Element, *names: str) -> list[xml.Element]:
    """Every BPMN element with one of the names; with none, every BPMN element."""
    found = [one for one in root.iter() if isinstance(one.tag, str) and xml.namespace(one) == BPMN]
    return [one for one in found if not names or xml.local_name(one) in names]


def children(element: xml.Element, *names: str) -> Iterator[xml.Element]:
    """The BPMN children with one of the names."""
    return (one for one in element if xml.namespace(one) == BPMN and xml.local_name(one) in names)


def add(parent: xml.Element, name: str, /, **attributes: str) -> xml.Element:
    """A new BPMN element at the end of another."""
    return etree.SubElement(parent, f"{{{BPMN}}}{name}", attributes)


def extend(element: xml.Element, name: str, /, **attributes: str) -> xml.Element:
    """A new zeebe extension of an element; a holder that is there already is used."""
    holder = next(children(element, "extensionElements"), None)
    if holder is None:
        holder = etree.Element(f"{{{BPMN}}}extensionElements")
        element.insert(0, holder)
    return etree.SubElement(holder, f"{{{ZEEBE}}}{name}", attributes)


def zeebe(element: xml.Element, name: str) -> xml.Element | None:
    """The zeebe extension of an element with that name, where it is there already."""
    holder = next(children(element, "extensionElements"), None)
    return None if holder is None else holder.find(f"{{{ZEEBE}}}{name}")


def inside(element: xml.Element, name: str, /, **attributes: str) -> xml.Element:
    """A new zeebe element inside another zeebe element."""
    return etree.SubElement(element, f"{{{ZEEBE}}}{name}", attributes)


def remove(element: xml.Element) -> None:
    """Take an element away; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def rename(element: xml.Element, name: str) -> None:
    """Give an element another BPMN name."""
    element.tag = f"{{{BPMN}}}{name}"


def vendor(element: xml.Element, name: str) -> str:
    """An attribute of one of the origin engines; empty when it is not there."""
    return next((value for space in VENDORS if (value := element.get(f"{{{space}}}{name}"))), "").strip()


def vendor_elements(element: xml.Element, *names: str) -> list[xml.Element]:
    """The extension elements of the origin engines with one of the names."""
    holder = next(children(element, "extensionElements"), None)
    if holder is None:
        return []
    return [one for one in holder if xml.namespace(one) in VENDORS and xml.local_name(one) in names]
