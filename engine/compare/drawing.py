"""Two drawings of one diagram: what lies elsewhere, has another size, or is drawn along another line."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from engine.compare.difference import Difference, Weight
from engine.compare.difference import DifferenceKind as Kind
from engine.compare.tree import Node, leaves
from engine.compare.values import Said

_LEAST_FOR_A_SHIFT = 3
_PLACE = frozenset({"x", "y", "width", "height"})


@dataclass(frozen=True, slots=True)
class Stayed:
    """An element that is in both files: its new id, its name, and how a sentence begins to speak of it."""

    id: str
    label: str
    said: Said


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What is drawn for one element on one plane; numbers are those of the file."""

    place: tuple[float, float] | None
    size: tuple[float, float] | None
    line: tuple[tuple[float, float], ...]
    label: tuple[float, ...] | None
    more: Mapping[str, str]


def compare_drawing(
    old: tuple[Node, ...],
    new: tuple[Node, ...],
    known: Mapping[str, Stayed],
    parts: Container[str],
    file: str,
) -> Iterator[Difference]:
    """The differences of the drawings of two files. `known` has the elements that are in both, by their old id, and
    `parts` every id: the drawing of an element that came or went is not told, since the element itself is.
    """
    before = {
        (known[plane].id if plane in known else plane, known[one].id if one in known else one): drawn
        for (plane, one), drawn in _drawn(old).items()
    }
    after = _drawn(new)
    stayed = {one.id: (old_id, one) for old_id, one in known.items()}
    shift = _shift(before, after)
    if shift != (0, 0):
        yield _one(
            Kind.DRAWING,
            file,
            ("", "", ""),
            Said("Die ganze Zeichnung ist verschoben.", "The whole drawing has moved."),
            (None, f"{shift[0]:g}, {shift[1]:g}"),
        )
    for key in dict.fromkeys((*before, *after)):
        element = key[1]
        if element in parts and element not in stayed:
            continue
        nobody = Stayed(element, element, Said("Zeichnung", "Drawing"))
        old_id, one = stayed.get(element, (element, nobody))
        for kind, words, values in _differences(before.get(key), after.get(key), shift):
            sentence = Said(f"{one.said.german}: {words.german}.", f"{one.said.english}: {words.english}.")
            yield _one(kind, file, (element, one.label, old_id), sentence, values)
    if (seen := _rest(old)) != (now := _rest(new)):
        for path in dict.fromkeys((*seen, *now)):
            if seen.get(path) != now.get(path):
                said = Said(f"Zeichnung: {path} geändert.", f"Drawing: {path} changed.")
                yield _one(Kind.DRAWING, file, ("", "", ""), said, (seen.get(path), now.get(path)))


def _differences(
    old: _Drawn | None, new: _Drawn | None, shift: tuple[float, float]
) -> Iterator[tuple[Kind, Said, tuple[str | None, str | None]]]:
    if old is None or new is None:
        words = (
            Said("jetzt gezeichnet", "drawn now")
            if old is None
            else Said("nicht mehr gezeichnet", "not drawn")
        )
        yield Kind.DRAWN, words, (None, None)
        return
    if old.place != new.place and _shifted(old.place, shift) != new.place:
        yield Kind.POSITION, Said("verschoben", "moved"), (_written(old.place), _written(new.place))
    if old.size != new.size:
        yield Kind.SIZE, Said("Größe geändert", "size changed"), (_written(old.size), _written(new.size))
    if tuple(_shifted(one, shift) for one in old.line) != new.line:
        values = "; ".join(map(_point, old.line)), "; ".join(map(_point, new.line))
        yield Kind.LINE, Said("Linie anders geführt", "line drawn otherwise"), values
    if _label(old.label, shift) != new.label:
        words = Said("Beschriftung liegt anders", "label lies elsewhere")
        yield Kind.LABEL_PLACE, words, (_written(old.label), _written(new.label))
    for path in dict.fromkeys((*old.more, *new.more)):
        if old.more.get(path) != new.more.get(path):
            name = path.lstrip("@")
            words = Said(f"Darstellung ({name}) geändert", f"drawing ({name}) changed")
            yield Kind.DRAWING, words, (old.more.get(path), new.more.get(path))


def _drawn(diagrams: tuple[Node, ...]) -> dict[tuple[str, str], _Drawn]:
    """What is drawn, by the element of the plane and the element; a second drawing of one gets a number."""
    found: dict[tuple[str, str], _Drawn] = {}
    for plane in (child for diagram in diagrams for child in diagram.all("BPMNPlane")):
        root = plane.get("bpmnElement").rpartition(":")[2]
        for node in plane.children:
            key = root, node.get("bpmnElement").rpartition(":")[2]
            number = 1
            while key in found:
                number += 1
                key = root, f"{node.get('bpmnElement').rpartition(':')[2]}#{number}"
            found[key] = _read(node)
    return found


def _read(node: Node) -> _Drawn:
    bounds, label = node.first("Bounds"), node.first("BPMNLabel")
    place = None if label is None else label.first("Bounds")
    numbers = _numbers(bounds, "x", "y", "width", "height")
    attributes = {name: value for name, value in node.attributes.items() if name != "bpmnElement"}
    bare = Node(node.name, node.namespace, attributes, tuple(map(_without_place, node.children)), node.text)
    more = leaves(bare, node.namespace)
    return _Drawn(
        None if numbers is None else numbers[:2],  # type: ignore[arg-type]  # four numbers
        None if numbers is None else numbers[2:],  # type: ignore[arg-type]  # as above
        tuple(
            (point[0], point[1])
            for child in node.all("waypoint")
            if (point := _numbers(child, "x", "y")) is not None
        ),
        None if place is None else _numbers(place, "x", "y", "width", "height"),
        {path: value for path, value in more.items() if value and not path.endswith("@id")},
    )


def _without_place(node: Node) -> Node:
    """The same without the numbers that are read by themselves."""
    attributes = {name: value for name, value in node.attributes.items() if name not in _PLACE}
    return Node(node.name, node.namespace, attributes, tuple(map(_without_place, node.children)), node.text)


def _rest(diagrams: tuple[Node, ...]) -> Mapping[str, str]:
    """What the diagrams and planes say beside shapes and lines; the ids of the drawing mean nothing."""
    found: dict[str, str] = {}
    for number, diagram in enumerate(diagrams, 1):
        bare = Node(
            diagram.name,
            diagram.namespace,
            diagram.attributes,
            tuple(
                Node(child.name, child.namespace, child.attributes, (), child.text)
                for child in diagram.children
            ),
            diagram.text,
        )
        found.update(
            {
                f"{number}/{path}": value
                for path, value in leaves(bare, diagram.namespace).items()
                if not path.endswith("@id")
            }
        )
    return found


def _shift(
    before: Mapping[tuple[str, str], _Drawn], after: Mapping[tuple[str, str], _Drawn]
) -> tuple[float, float]:
    """By how much everything that stayed has moved; nothing when not all of it moved the same way."""
    moves = Counter(
        (new.place[0] - old.place[0], new.place[1] - old.place[1])
        for key, old in before.items()
        if (new := after.get(key)) is not None and old.place is not None and new.place is not None
    )
    if len(moves) != 1:
        return 0, 0
    move, times = moves.most_common(1)[0]
    return move if times >= _LEAST_FOR_A_SHIFT else (0, 0)


def _shifted(point: tuple[float, float] | None, shift: tuple[float, float]) -> tuple[float, float] | None:
    return None if point is None else (point[0] + shift[0], point[1] + shift[1])


def _label(label: tuple[float, ...] | None, shift: tuple[float, float]) -> tuple[float, ...] | None:
    return None if label is None else (label[0] + shift[0], label[1] + shift[1], *label[2:])


def _numbers(node: Node | None, *names: str) -> tuple[float, ...] | None:
    if node is None:
        return None
    found = []
    for name in names:
        try:
            value = float(node.get(name) or 0)
        except ValueError:
            value = 0.0
        found.append(value if math.isfinite(value) else 0.0)
    return tuple(found)


def _written(values: tuple[float, ...] | None) -> str | None:
    return None if values is None else ", ".join(f"{one:g}" for one in values)


def _point(point: tuple[float, float]) -> str:
    return f"{point[0]:g}, {point[1]:g}"


def _one(
    kind: Kind, file: str, place: tuple[str, str, str], said: Said, values: tuple[str | None, str | None]
) -> Difference:
    """`place` is the new id, the name and the old id of the element."""
    element, label, old = place
    return Difference(
        kind, Weight.LAYOUT, file, element, label, values[0], values[1], said.german, said.english, old
    )
