"""Round trip: the engine's own model of a file, written as XML again, holds everything the file held."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import cast

from engine import xml
from engine.bpmn.parse import parse_whole
from engine.bpmn.write import write
from tests.conformance.cases import Item, Result, result_of
from tests.conformance.counts import differences


def drive(item: Item) -> Result:
    """Load, write, load what was written; compare counts, and the two files element by element."""
    source, name = item.read(), str(item.data["path"])
    document = parse_whole(source, name)
    reason = differences(document, item.data["expected"])
    written = write(document)
    again = parse_whole(written, name)
    reason = reason or differences(again, item.data["expected"]) or lost(source, written)
    if not reason and write(again) != written:
        reason = "written twice, the file differs"
    return result_of(item, reason)


def lost(before: bytes, after: bytes) -> str:
    """What one file says and the other does not: elements with all attributes and texts, in place and order.

    So ids, names, sourceRef, targetRef, bounds, waypoints and the extensions of other vendors are all in it.
    """
    old, new = (list(_facts(xml.read(source, "file"))) for source in (before, after))
    gone, added = Counter(old) - Counter(new), Counter(new) - Counter(old)
    if gone or added:
        parts = [f"lost {fact}" for fact in [*gone][:3]] + [f"added {fact}" for fact in [*added][:3]]
        return f"{sum(gone.values())} lost, {sum(added.values())} added: {'; '.join(parts)}"
    return "" if _without_diagrams(old) == _without_diagrams(new) else "the order of elements changed"


def _facts(root: xml.Element) -> Iterator[tuple[str, str]]:
    """One line per element: its path of names, and its attributes and text."""
    waiting: list[tuple[xml.Element, str]] = [(root, "")]
    while waiting:
        element, above = waiting.pop()
        path = f"{above}/{xml.local_name(element)}"
        attributes = sorted(f"{name}={value}" for name, value in _attributes(element))
        yield path, f"{xml.namespace(element)} {' '.join(attributes)} {xml.text_of(element).strip()}"
        waiting.extend((child, path) for child in reversed(element) if isinstance(child.tag, str))


def _attributes(element: xml.Element) -> Iterable[tuple[str, str]]:
    return cast("Iterable[tuple[str, str]]", element.attrib.items())


def _without_diagrams(facts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    # the schema has the drawing at the end; some tools write it elsewhere
    return [fact for fact in facts if "/BPMNDiagram" not in fact[0]]
