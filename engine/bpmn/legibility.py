"""What makes a drawing hard to read: overlaps, names under lines, flows that cross, too much on one level.

All of it is a warning: the process runs the same. Steering groups adopt what they can read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import TypeVar

from engine.bpmn.drawing import Bounds, Edge, Level, Shape, levels_of
from engine.bpmn.element import FLOW_NODES, Document
from engine.bpmn.lint.context import Told
from engine.errors import Finding, Fix, Severity

#: more than this nobody takes in at once
MOST_ELEMENTS = 25
#: of one level: more than anyone repairs in one go, and a bound for hostile files
_MOST_REMARKS = 50
#: pixels two lines may run on each other
_SHARED = 5
#: the rules of the drawing, explained
TOLD: Mapping[str, Told] = MappingProxyType(
    {
        "drawing-size": Told(
            title="Zu viele Elemente auf einer Ebene",
            why=f"Mehr als {MOST_ELEMENTS} Elemente nimmt niemand auf einmal auf; beschließen kann man, was man liest.",
            wrong="Der ganze Ablauf steht mit 60 Schritten auf einer Ebene.",
            right="Abschnitte sind Teilprozesse mit eigenem Namen.",
        ),
        "drawing-overlap": Told(
            title="Elemente liegen aufeinander",
            why="Was verdeckt ist, liest niemand, und ein Klick trifft das falsche Element.",
            wrong="Zwei Aufgaben liegen halb übereinander.",
            right="Zwischen den Elementen ist Abstand.",
        ),
        "drawing-label": Told(
            title="Name liegt auf etwas anderem",
            why="Ein Name auf einer Linie oder einem anderen Namen ist nicht zu lesen, gedruckt erst recht nicht.",
            wrong="Die Frage einer Verzweigung steht auf dem ausgehenden Fluss.",
            right="Sie steht frei darüber oder darunter.",
        ),
        "drawing-line": Told(
            title="Fluss läuft durch ein Element",
            why="Es sieht aus, als führte der Weg über dieses Element; er führt daran vorbei.",
            wrong="Der Fluss zum Ende läuft hinter einer Aufgabe durch.",
            right="Er läuft um sie herum.",
        ),
        "drawing-crossing": Told(
            title="Flüsse kreuzen sich",
            why="An einer Kreuzung verliert das Auge den Weg, und aufeinander liegende Flüsse sehen aus wie einer.",
            wrong="Zwei Flüsse kreuzen sich zwischen zwei Verzweigungen.",
            right="Die Wege sind so angeordnet, dass sie nebeneinander laufen.",
        ),
        "drawing-direction": Told(
            title="Fluss läuft nach links",
            why="Gelesen wird von links nach rechts. Nach links führt nur, was einen Schritt wiederholt.",
            wrong="„Bescheid schreiben“ steht links von „Antrag prüfen“, auf das es folgt.",
            right="Was später kommt, steht rechts; nach links führt nur der Weg zurück zu einem früheren Schritt.",
        ),
        "drawing-marker": Told(
            title="Verzweigungen mit und ohne Kreuz",
            why=(
                "Ein exklusives Gateway darf mit oder ohne Kreuz gezeichnet sein. Stehen beide in einem Diagramm, "
                "fragt sich, wer es liest, worin sie sich unterscheiden: in nichts."
            ),
            wrong="Von drei exklusiven Verzweigungen haben zwei ein Kreuz.",
            right="Alle drei haben ein Kreuz.",
            norm="BPMN 2.0.2, 10.6.2",
        ),
    }
)
_Point = tuple[float, float]
_Segment = tuple[_Point, _Point]
_Placed = TypeVar("_Placed")


def check_drawing(document: Document) -> tuple[Finding, ...]:
    """The warnings about the drawing of a file that was read with it (`parse_whole`, `read`)."""
    levels = levels_of(document.diagrams)
    looked = (
        finding for level in levels for finding in islice(_Look(document, level).remarks(), _MOST_REMARKS)
    )
    return (*looked, *islice(_markers(document, levels), _MOST_REMARKS))


def _markers(document: Document, levels: Iterable[Level]) -> Iterator[Finding]:
    """Exclusive gateways without a cross in a file where others have one (BPMN 2.0.2, 10.6.2)."""
    known = document.elements
    drawn = [
        shape
        for level in levels
        for shape in level.shapes
        if shape.element in known and known[shape.element].name == "exclusiveGateway"
    ]
    if not any(one.marked for one in drawn):
        return
    for one in drawn:
        if not one.marked:
            yield Finding(
                document.file,
                "drawing-marker",
                f"„{known[one.element].label}“ ist ohne Kreuz gezeichnet, andere Verzweigungen haben eines.",
                "Zeichnen Sie alle exklusiven Gateways gleich.",
                one.element,
                known[one.element].line,
                Severity.WARNING,
                Fix(one.element, "isMarkerVisible", value="true"),
            )


@dataclass(slots=True)
class _Look:
    """One level being looked at."""

    document: Document
    level: Level
    nodes: list[Shape] = field(init=False)
    frames: list[Shape] = field(init=False)
    #: what follows each element, by a flow or attached to it
    ways: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        known = self.document.elements
        nodes = [
            one for one in self.level.shapes if one.element in known and known[one.element].name in FLOW_NODES
        ]
        self.frames = [one for one in nodes if one.expanded]
        self.nodes = [one for one in nodes if not one.expanded]
        self.ways = defaultdict(list)
        for one in known.values():
            if one.name == "sequenceFlow":
                self.ways[one.get("sourceRef")].append(one.get("targetRef"))
            elif host := one.get("attachedToRef"):
                self.ways[host].append(one.id)

    def remarks(self) -> Iterator[Finding]:
        yield from self._size()
        yield from self._overlaps()
        yield from self._labels()
        yield from self._lines()
        yield from self._crossings()
        yield from self._backwards()

    def _size(self) -> Iterator[Finding]:
        if len(self.nodes) > MOST_ELEMENTS:
            yield self._warning(
                "drawing-size",
                self.level.element,
                f"Auf einer Ebene stehen {len(self.nodes)} Elemente, höchstens {MOST_ELEMENTS} überblickt man.",
                "Legen Sie zusammengehörige Schritte in einen Teilprozess.",
            )

    def _overlaps(self) -> Iterator[Finding]:
        for one, other in _meeting([(shape.bounds, shape) for shape in (*self.nodes, *self.frames)]):
            if self._attached(one, other) or self._inside(one, other):
                continue
            yield self._warning(
                "drawing-overlap",
                one.element,
                f"{self._title(one.element)} und {self._title(other.element)} überlappen sich.",
                "Rücken Sie die Elemente auseinander.",
            )

    def _labels(self) -> Iterator[Finding]:
        drawn: tuple[Shape | Edge, ...] = (*self.level.shapes, *self.level.edges)
        places = [(one.label, one) for one in drawn if one.label is not None]
        for one, other in _meeting(places):
            yield self._label_warning(one.element, f"die Beschriftung von {self._title(other.element)}")
        shapes: list[tuple[Bounds, Shape | Edge]] = [(one.bounds, one) for one in self.nodes]
        for label, owner in places:
            for bounds, shape in shapes:
                if shape is not owner and label.meets(bounds, 2):
                    yield self._label_warning(owner.element, self._title(shape.element))
            for edge in self.level.edges:
                if any(_touches(segment, label, 1) for segment in edge.segments):
                    yield self._label_warning(owner.element, f"der Linie {self._title(edge.element)}")

    def _lines(self) -> Iterator[Finding]:
        for edge in self.level.edges:
            ends = self._ends(edge)
            inner = list(edge.segments)[1:-1]
            for shape in self.nodes:
                pieces: Iterable[_Segment] = inner if shape.element in ends else edge.segments
                if any(_touches(segment, shape.bounds, 2) for segment in pieces):
                    yield self._warning(
                        "drawing-line",
                        edge.element,
                        f"Die Linie {self._title(edge.element)} läuft durch {self._title(shape.element)}.",
                        "Führen Sie die Linie um das Element herum.",
                    )

    def _crossings(self) -> Iterator[Finding]:
        flows = [edge for edge in self.level.edges if self._ends(edge)]
        pieces = sorted(
            ((min(p[0], q[0]), max(p[0], q[0]), edge, (p, q)) for edge in flows for p, q in edge.segments),
            key=lambda piece: piece[0],
        )
        told: set[tuple[str, str]] = set()
        open_pieces: list[tuple[float, float, Edge, _Segment]] = []
        for left, right, edge, segment in pieces:
            open_pieces = [piece for piece in open_pieces if piece[1] >= left]
            for _left, _right, other, laid in open_pieces:
                if other is edge or (other.element, edge.element) in told:
                    continue
                strangers = self._ends(edge).isdisjoint(self._ends(other))
                if _cross(segment, laid) or (strangers and _run_together(segment, laid)):
                    told |= {(other.element, edge.element), (edge.element, other.element)}
                    yield self._warning(
                        "drawing-crossing",
                        edge.element,
                        f"Die Linien {self._title(other.element)} und {self._title(edge.element)} kreuzen sich.",
                        "Ordnen Sie die Elemente so, dass keine Linie eine andere kreuzt.",
                    )
            open_pieces.append((left, right, edge, segment))

    def _backwards(self) -> Iterator[Finding]:
        places = {one.element: one.bounds for one in (*self.nodes, *self.frames)}
        for edge in self.level.edges:
            element = self.document.elements.get(edge.element)
            if element is None or element.name != "sequenceFlow":
                continue
            source, target = element.get("sourceRef"), element.get("targetRef")
            if source not in places or target not in places or places[target].right > places[source].x:
                continue
            if not self._leads(target, source):
                yield self._warning(
                    "drawing-direction",
                    edge.element,
                    f"Die Linie {self._title(edge.element)} läuft nach links, ohne einen Schritt zu wiederholen.",
                    f"Rücken Sie {self._title(target)} nach rechts.",
                )

    # -- words and relations

    def _leads(self, source: str, target: str) -> bool:
        """Whether a way leads from one element to another; one attached to a step goes on from the step."""
        seen, waiting = {source}, [source]
        while waiting:
            for following in self.ways.get(waiting.pop(), ()):
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return target in seen

    def _ends(self, edge: Edge) -> frozenset[str]:
        element = self.document.elements.get(edge.element)
        if element is None or element.name != "sequenceFlow":
            return frozenset()
        return frozenset((element.get("sourceRef"), element.get("targetRef")))

    def _host(self, shape: Shape) -> str:
        return self.document.elements[shape.element].get("attachedToRef")

    def _attached(self, one: Shape, other: Shape) -> bool:
        return self._host(one) == other.element or self._host(other) == one.element

    @staticmethod
    def _inside(one: Shape, other: Shape) -> bool:
        return (one.expanded and one.bounds.holds(other.bounds)) or (
            other.expanded and other.bounds.holds(one.bounds)
        )

    def _title(self, element: str) -> str:
        found = self.document.elements.get(element)
        if found is None:
            return f"„{element}“"
        if found.name == "sequenceFlow" and not found.get("name"):
            ends = (found.get("sourceRef"), found.get("targetRef"))
            names = [self.document.elements[one].label for one in ends if one in self.document.elements]
            return "„" + " → ".join(names or [element]) + "“"
        return f"„{found.label}“"

    def _label_warning(self, element: str, below: str) -> Finding:
        return self._warning(
            "drawing-label",
            element,
            f"Die Beschriftung von {self._title(element)} liegt auf {below}.",
            "Verschieben Sie die Beschriftung.",
        )

    def _warning(self, rule: str, element: str, reason: str, hint: str) -> Finding:
        found = self.document.elements.get(element)
        line = None if found is None else found.line
        return Finding(self.document.file, rule, reason, hint, element, line, Severity.WARNING)


def _meeting(placed: list[tuple[Bounds, _Placed]]) -> Iterator[tuple[_Placed, _Placed]]:
    """The pairs whose rectangles share an area; swept from left to right."""
    running: list[tuple[Bounds, _Placed]] = []
    for bounds, one in sorted(placed, key=lambda place: place[0].x):
        running = [place for place in running if place[0].right > bounds.x]
        yield from ((other, one) for at, other in running if at.meets(bounds))
        running.append((bounds, one))


def _touches(segment: _Segment, bounds: Bounds, margin: float) -> bool:
    """Whether a piece enters a rectangle by more than the margin."""
    (x1, y1), (x2, y2) = segment
    left, right, top, bottom = (
        bounds.x + margin,
        bounds.right - margin,
        bounds.y + margin,
        bounds.bottom - margin,
    )
    if min(x1, x2) >= right or max(x1, x2) <= left or min(y1, y2) >= bottom or max(y1, y2) <= top:
        return False
    if x1 == x2 or y1 == y2 or any(left < x < right and top < y < bottom for x, y in segment):
        return True
    return _cross(segment, ((left, top), (right, bottom))) or _cross(segment, ((left, bottom), (right, top)))


def _turn(a: _Point, b: _Point, c: _Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _cross(one: _Segment, other: _Segment) -> bool:
    (a, b), (c, d) = one, other
    return _turn(a, b, c) * _turn(a, b, d) < 0 and _turn(c, d, a) * _turn(c, d, b) < 0


def _run_together(one: _Segment, other: _Segment) -> bool:
    """Whether two upright or level pieces lie on each other for more than five pixels."""
    for along, across in ((0, 1), (1, 0)):
        if len({point[across] for point in (*one, *other)}) == 1:
            ends = [sorted(point[along] for point in piece) for piece in (one, other)]
            return min(end for _, end in ends) - max(begin for begin, _ in ends) > _SHARED
    return False
