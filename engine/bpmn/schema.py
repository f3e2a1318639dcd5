"""Holds a file against the table of the BPMN schema: elements, attributes, values, cardinality and order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from engine.bpmn.element import BPMN, Element
from engine.bpmn.schema_table import GROUPS, TYPES

_MANY = 1_000_000
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NAME = re.compile(r"[^\W\d][\w.\-·]*")
_URI = re.compile(r"(?:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;={}|\\^` ]|[^\x00-\x7f]|%[0-9A-Fa-f]{2})*")
_BOOLEANS = frozenset({"true", "false", "1", "0"})


class Kind(StrEnum):
    """In what way an element is not as the schema wants it."""

    ELEMENT = "element"
    ORDER = "order"
    ATTRIBUTE = "attribute"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Violation:
    """One place at which a file is not valid; `reason` is a German sentence."""

    kind: Kind
    element: Element
    reason: str


@dataclass(frozen=True, slots=True)
class _Type:
    """What one element may have; `children` gives the place of each child, `counts` how many of a place."""

    attributes: dict[str, Callable[[str], bool] | None]
    required: tuple[str, ...]
    children: dict[str, int]
    counts: tuple[tuple[str, int, int], ...]
    open: bool


def violations(root: Element) -> Iterator[Violation]:
    """Everything in the BPMN namespace that is not valid, in document order.

    What has no place is not looked into; extensions may hold anything.
    """
    types = _types()
    waiting = [root]
    while waiting:
        element = waiting.pop()
        kind = types.get(element.name)
        if kind is None:  # a reference: only text
            if element.children and any(child.namespace == BPMN for child in element.children):
                yield Violation(
                    Kind.ELEMENT, element, f"In „{element.name}“ stehen Elemente statt eines Verweises."
                )
            continue
        if element.attributes or kind.required:
            yield from _attributes(element, kind)
        if kind.open:
            continue
        allowed: list[Element] = []
        if element.children or kind.counts:
            yield from _children(element, kind, allowed)
            allowed.reverse()
            waiting.extend(allowed)


def is_uri(text: str) -> bool:
    """Whether a text can be an xsd:anyURI: a percent sign begins an escape, and no control characters."""
    return _URI.fullmatch(text) is not None


def _attributes(element: Element, kind: _Type) -> Iterator[Violation]:
    for name, value in element.attributes.items():
        if name[0] == "{":
            continue
        check = kind.attributes.get(name, _unknown)
        if check is None:
            continue
        if check is _unknown:
            yield Violation(
                Kind.ATTRIBUTE, element, f"„{element.name}“ hat kein Attribut „{name[:60]}“ in BPMN 2.0."
            )
        elif not check(value.strip()):
            yield Violation(
                Kind.VALUE,
                element,
                f"„{element.name}“: „{value.strip()[:60]}“ ist kein zulässiger Wert für „{name}“.",
            )
    for name in kind.required:
        if name not in element.attributes:
            yield Violation(Kind.ATTRIBUTE, element, f"„{element.name}“ fehlt das Attribut „{name}“.")


def _children(element: Element, kind: _Type, allowed: list[Element]) -> Iterator[Violation]:
    found: dict[int, int] = {}
    reached = 0
    out_of_order = False
    for child in element.children:
        if child.namespace != BPMN:
            continue
        place = kind.children.get(child.name)
        if place is None:
            yield Violation(
                Kind.ELEMENT, child, f"„{child.name}“ ist in „{element.name}“ nach BPMN 2.0 nicht zulässig."
            )
            continue
        allowed.append(child)
        found[place] = found.get(place, 0) + 1
        if place < reached and not out_of_order:
            out_of_order = True
            yield Violation(
                Kind.ORDER,
                child,
                f"„{child.name}“ steht in „{element.name}“ nicht an der vorgesehenen Stelle.",
            )
        reached = max(reached, place)
    for place, (name, least, most) in enumerate(kind.counts):
        count = found.get(place, 0)
        if count < least:
            yield Violation(Kind.ELEMENT, element, f"In „{element.name}“ fehlt „{name}“.")
        elif count > most:
            yield Violation(Kind.ELEMENT, element, f"„{name}“ darf in „{element.name}“ nur einmal vorkommen.")


def _unknown(_value: str) -> bool:
    raise AssertionError("stands for an attribute that is not there")  # pragma: no cover - never called


@cache
def _types() -> dict[str, _Type]:
    lines = dict(_lines())
    read: dict[str, tuple[list[str], list[str]]] = {}

    def parts(name: str) -> tuple[list[str], list[str]]:
        if name not in read:
            base, attributes, children = lines[name]
            inherited = parts(base) if base else ([], [])
            read[name] = (inherited[0] + attributes, inherited[1] + children)
        return read[name]

    return {name: _type(*parts(name)) for name in lines if name[0].islower()}


def _lines() -> Iterator[tuple[str, tuple[str, list[str], list[str]]]]:
    for line in TYPES.replace("\\\n", "").splitlines():
        if not line:
            continue
        name, _, rest = line.partition(":")
        base, attributes, children = [*(part.strip() for part in rest.split("|")), "", ""][:3]
        yield name, (base, attributes.split(), children.split())


def _type(attributes: list[str], children: list[str]) -> _Type:
    checks: dict[str, Callable[[str], bool] | None] = {}
    required: list[str] = []
    for written in attributes:
        name, _, value = written.partition("=")
        if name.endswith("!"):
            name = name[:-1]
            required.append(name)
        checks[name] = _check(value)
    places: dict[str, int] = {}
    counts: list[tuple[str, int, int]] = []
    for written in children:
        if written == "open":
            continue
        name = written.rstrip("?*+")
        members = GROUPS[name[1:]].split() if name.startswith("%") else [name]
        # A group that comes twice, by inheritance, keeps its first place.
        places.update({member: len(counts) for member in members if member not in places})
        least = 0 if written.endswith(("?", "*")) else 1
        counts.append((members[0], least, _MANY if written.endswith(("*", "+")) else 1))
    return _Type(checks, tuple(required), places, tuple(counts), "open" in children)


def _check(value: str) -> Callable[[str], bool] | None:
    match value:
        case "":
            return None
        case "bool":
            return _BOOLEANS.__contains__
        case "int":
            return lambda text: _INTEGER.fullmatch(text) is not None
        case "id":
            return lambda text: _NAME.fullmatch(text) is not None
        case "uri":
            return is_uri
        case _:
            return frozenset(value.split("/")).__contains__
