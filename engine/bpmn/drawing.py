"""The drawing of a file: what stands where on each level, as BPMN DI says it (BPMN 2.0.2, chapter 12).

Coordinates are pixels of the modeller, x to the right and y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from engine.bpmn.element import BPMN_DI, Element
from engine.bpmn.tree import read_whole

_FURTHEST = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """A rectangle: its upper left corner, width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.height

    def meets(self, other: Bounds, slack: float = 0) -> bool:
        """Whether the two share more than `slack` pixels in both directions."""
        return (
            self.x < other.right - slack
            and other.x < self.right - slack
            and self.y < other.bottom - slack
            and other.y < self.bottom - slack
        )

    def holds(self, other: Bounds) -> bool:
        """Whether the other lies inside, to a pixel."""
        return (
            other.x >= self.x - 1
            and other.y >= self.y - 1
            and other.right <= self.right + 1
            and other.bottom <= self.bottom + 1
        )


@dataclass(frozen=True, slots=True)
class Shape:
    """An element with its place; `label` is the place of its name where that stands outside, `marked` says that an
    exclusive gateway shows its cross.
    """

    element: str
    bounds: Bounds
    label: Bounds | None
    expanded: bool
    horizontal: bool
    marked: bool = False


@dataclass(frozen=True, slots=True)
class Edge:
    """A flow with its bends, first to last, and the place of its name."""

    element: str
    points: tuple[tuple[float, float], ...]
    label: Bounds | None

    @property
    def segments(self) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
        """The straight pieces."""
        return zip(self.points, self.points[1:], strict=False)


@dataclass(frozen=True, slots=True)
class Level:
    """One plane: the process, a collaboration, or a sub-process that opens on a page of its own."""

    element: str
    shapes: tuple[Shape, ...]
    edges: tuple[Edge, ...]


def read_drawing(source: bytes, file: str) -> tuple[Level, ...]:
    """The levels in the order of the file, the main one first; ModelError when it is no BPMN 2.0."""
    return levels_of(read_whole(source, file).diagrams)


def levels_of(diagrams: tuple[Element, ...]) -> tuple[Level, ...]:
    """The levels of the diagrams of a file in their order; empty when nothing is drawn.

    Shapes and edges without a readable place are left out.
    """
    return tuple(
        _level(plane)
        for diagram in diagrams
        for plane in diagram.children
        if plane.name == "BPMNPlane" and plane.namespace == BPMN_DI
    )


def _level(plane: Element) -> Level:
    shapes, edges = [], []
    for one in plane.children:
        element = one.get("bpmnElement").rpartition(":")[2]
        label = next((child for child in one.children if child.name == "BPMNLabel"), None)
        place = None if label is None else _bounds(label)
        if one.name == "BPMNShape" and (bounds := _bounds(one)) is not None:
            shapes.append(
                Shape(
                    element,
                    bounds,
                    place,
                    one.is_true("isExpanded"),
                    not one.is_false("isHorizontal"),
                    one.is_true("isMarkerVisible"),
                )
            )
        elif one.name == "BPMNEdge":
            points = tuple(
                (x, y)
                for child in one.children
                if child.name == "waypoint"
                and (x := _number(child, "x")) is not None
                and (y := _number(child, "y")) is not None
            )
            if len(points) > 1:
                edges.append(Edge(element, points, place))
    return Level(plane.get("bpmnElement").rpartition(":")[2], tuple(shapes), tuple(edges))


def _bounds(element: Element) -> Bounds | None:
    found = next((child for child in element.children if child.name == "Bounds"), None)
    if found is None:
        return None
    x, y, width, height = (_number(found, name) for name in ("x", "y", "width", "height"))
    if x is None or y is None or width is None or height is None or width < 0 or height < 0:
        return None
    return Bounds(x, y, width, height)


def _number(element: Element, attribute: str) -> float | None:
    try:
        value = float(element.get(attribute))
    except ValueError:
        return None
    return value if math.isfinite(value) and abs(value) <= _FURTHEST else None
