"""A level of a diagram as SVG, without a browser: for reports, printed files and mails.

It draws what BPMN DI says, in black on white, readable in print. Marks add a colour, a line style and a word, so
that nothing is said by colour alone. Its words are German, as the names of the steps are, and marked so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from html import escape

from engine.bpmn.drawing import Bounds, Edge, Level, Shape
from engine.bpmn.element import ACTIVITIES, GATEWAYS, SUB_PROCESSES, Document, Element

_CHARACTER = 6.1
_LINE = 14
_MARGIN = 20
#: flows from an element to what still counts as around it
_NEAR = 2


class Ink(StrEnum):
    """How a marked element or flow is drawn."""

    DONE = "done"
    MISSING = "missing"
    HERE = "here"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Mark:
    """How an element or flow stands out, and the word beside it, with its language where that is not German."""

    ink: Ink
    badge: str = ""
    language: str = ""


_INKS: Mapping[Ink | None, tuple[str, str, str]] = {  # line, fill, dashes
    None: ("#1c2431", "#ffffff", ""),
    Ink.DONE: ("#0f6b3c", "#eaf6ef", ""),
    Ink.MISSING: ("#a3271f", "#fdf0ef", "6 4"),
    Ink.HERE: ("#1b4dac", "#e3ecfc", ""),
    Ink.ADDED: ("#0f6b3c", "#eaf6ef", ""),
    Ink.REMOVED: ("#a3271f", "#fdf0ef", "6 4"),
    Ink.CHANGED: ("#8a5a14", "#fdf3e3", "12 3"),
    Ink.MOVED: ("#1b4dac", "#e3ecfc", "2 3"),
}
_GATEWAYS = {
    "exclusiveGateway": "×",
    "parallelGateway": "+",
    "inclusiveGateway": "○",
    "eventBasedGateway": "⬠",
    "complexGateway": "✳",
}
_EVENTS = {
    "timerEventDefinition": "◷",
    "messageEventDefinition": "✉",
    "signalEventDefinition": "△",
    "errorEventDefinition": "↯",
    "escalationEventDefinition": "⇑",
    "conditionalEventDefinition": "≣",
    "compensateEventDefinition": "«",
    "terminateEventDefinition": "●",
    "linkEventDefinition": "➔",
    "cancelEventDefinition": "✕",
}
_TASKS = {
    "userTask": "Aufgabe",
    "businessRuleTask": "Entscheidung",
    "scriptTask": "rechnet",
    "serviceTask": "Auftrag",
    "sendTask": "sendet",
    "receiveTask": "empfängt",
    "callActivity": "ruft auf",
}


def draw(document: Document, level: Level, marks: Mapping[str, Mark], title: str, around: str = "") -> str:
    """The level as one `<svg>` element with its title; marks by the id of the element or flow.

    With `around` only what lies about that element: what leads to it and what it leads to, two steps each way.
    """
    return _Picture(document, level, marks, around).svg(title)


@dataclass(slots=True)
class _Picture:
    document: Document
    level: Level
    marks: Mapping[str, Mark]
    around: str = ""
    #: drawn last: an event on the edge of a marked step must not hide its word
    badges: list[str] = field(default_factory=list)

    def svg(self, title: str) -> str:
        left, top, right, bottom = self._frame(self._near() if self.around else None)
        name = f"bild-{self.level.element}"
        body = "".join(self._parts())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" lang="de" role="img" aria-labelledby="{escape(name)}" '
            f'viewBox="{left:g} {top:g} {right - left:g} {bottom - top:g}" width="{right - left:g}" '
            f'font-family="sans-serif" font-size="11" fill="#1c2431">'
            f'<title id="{escape(name)}">{escape(title)}</title>{body}</svg>'
        )

    def _near(self) -> set[str]:
        """The elements at most two flows away; an attached event belongs to its step."""
        known = self.document.elements
        ways = [known[edge.element] for edge in self.level.edges if edge.element in known]
        pairs = [(way.get("sourceRef"), way.get("targetRef")) for way in ways]
        pairs += [
            (one.element, known[one.element].get("attachedToRef"))
            for one in self.level.shapes
            if one.element in known and known[one.element].get("attachedToRef")
        ]
        near = {self.around}
        for _step in range(_NEAR):
            near |= {one for pair in pairs if near.intersection(pair) for one in pair}
        return near

    def _frame(self, near: set[str] | None) -> tuple[float, float, float, float]:
        shapes = [one for one in self.level.shapes if near is None or one.element in near]
        boxes = [one.bounds for one in shapes]
        boxes += [one.label for one in shapes if one.label is not None]
        if near is None:
            edges = self.level.edges
            boxes += [one.label for one in edges if one.label is not None]
            boxes += [Bounds(x, y, 0, 0) for edge in edges for x, y in edge.points]
        if not boxes:
            return 0, 0, 0, 0
        return (
            min(box.x for box in boxes) - _MARGIN,
            min(box.y for box in boxes) - _MARGIN,
            max(box.right for box in boxes) + _MARGIN,
            max(box.bottom for box in boxes) + _MARGIN,
        )

    def _parts(self) -> Iterator[str]:
        known = self.document.elements
        shapes = [(one, known[one.element]) for one in self.level.shapes if one.element in known]
        # frames first, then flows, then what lies on them; an event at an edge lies on its activity
        for shape, element in shapes:
            if element.name in ("participant", "lane"):
                yield from self._pool(shape, element)
        for shape, element in shapes:
            if shape.expanded:
                yield from self._activity(shape, element)
        for edge in self.level.edges:
            yield from self._flow(edge)
        for on_edge in (False, True):
            for shape, element in shapes:
                if (element.name == "boundaryEvent") is on_edge and not shape.expanded:
                    yield from self._node(shape, element)
        yield from self.badges

    def _node(self, shape: Shape, element: Element) -> Iterator[str]:
        if element.name.endswith("Event"):
            yield from self._event(shape, element)
        elif element.name in GATEWAYS:
            yield from self._gateway(shape, element)
        elif element.name in ACTIVITIES:
            yield from self._activity(shape, element)

    def _ink(self, element: str) -> tuple[str, str, str]:
        mark = self.marks.get(element)
        line, fill, dashes = _INKS[mark.ink if mark else None]
        return line, fill, f' stroke-dasharray="{dashes}"' if dashes else ""

    def _pool(self, shape: Shape, element: Element) -> Iterator[str]:
        box = shape.bounds
        yield _rectangle(box, "#8a94a6", "none", 1, 0)
        lines = wrapped(element.get("name"), box.height - 10)
        x, y = box.x + 19 - (len(lines) - 1) * 6, box.y + box.height / 2
        for number, line in enumerate(lines):
            yield (
                f'<text transform="translate({x + number * 12:g} {y:g}) rotate(-90)" text-anchor="middle">'
                f"{escape(line)}</text>"
            )

    def _activity(self, shape: Shape, element: Element) -> Iterator[str]:
        box = shape.bounds
        line, fill, dashes = self._ink(element.id)
        width = 3 if element.name == "callActivity" else 1.5
        dotted = ' stroke-dasharray="2 3"' if element.is_true("triggeredByEvent") else dashes
        yield _rectangle(box, line, "none" if shape.expanded else fill, width, 8, dotted)
        if shape.expanded:
            yield _text(element.get("name"), box.x + box.width / 2, box.y + 16, box.width - 20, bold=True)
        else:
            middle = box.y + box.height / 2
            yield _text(element.get("name"), box.x + box.width / 2, middle, box.width - 10, centre=True)
            kind = "Teilprozess +" if element.name in SUB_PROCESSES else _TASKS.get(element.name, "")
            yield (
                f'<text x="{box.x + 6:g}" y="{box.y + 12:g}" font-size="8" fill="#5a6474">{escape(kind)}</text>'
            )
        self._badge(element.id, box.right, box.y)

    def _event(self, shape: Shape, element: Element) -> Iterator[str]:
        box = shape.bounds
        line, fill, dashes = self._ink(element.id)
        x, y, radius = box.x + box.width / 2, box.y + box.height / 2, box.width / 2
        waiting = element.is_false("cancelActivity") or element.is_false("isInterrupting")
        style = ' stroke-dasharray="4 3"' if waiting else dashes
        thick = 3.5 if element.name == "endEvent" else 1.5
        centre = f'<circle cx="{x:g}" cy="{y:g}"'
        yield f'{centre} r="{radius:g}" fill="{fill}" stroke="{line}" stroke-width="{thick}"{style}/>'
        if element.name not in ("startEvent", "endEvent"):
            yield f'{centre} r="{radius - 3:g}" fill="none" stroke="{line}"{style}/>'
        sign = next((_EVENTS[child.name] for child in element.children if child.name in _EVENTS), "")
        if sign:
            yield f'<text x="{x:g}" y="{y + 5:g}" text-anchor="middle" font-size="15" aria-hidden="true">{sign}</text>'
        yield from self._label(shape, element)
        self._badge(element.id, box.right, box.y)

    def _gateway(self, shape: Shape, element: Element) -> Iterator[str]:
        box = shape.bounds
        line, fill, dashes = self._ink(element.id)
        x, y = box.x + box.width / 2, box.y + box.height / 2
        corners = f"{x:g},{box.y:g} {box.right:g},{y:g} {x:g},{box.bottom:g} {box.x:g},{y:g}"
        yield f'<polygon points="{corners}" fill="{fill}" stroke="{line}" stroke-width="1.5"{dashes}/>'
        sign = _GATEWAYS[element.name]
        yield f'<text x="{x:g}" y="{y + 7:g}" text-anchor="middle" font-size="20" aria-hidden="true">{sign}</text>'
        yield from self._label(shape, element)
        self._badge(element.id, box.right - 6, box.y + 6)

    def _flow(self, edge: Edge) -> Iterator[str]:
        line, _fill, dashes = self._ink(edge.element)
        points = " ".join(f"{x:g},{y:g}" for x, y in edge.points)
        yield f'<polyline points="{points}" fill="none" stroke="{line}" stroke-width="1.4"{dashes}/>'
        (x1, y1), (x2, y2) = edge.points[-2:]
        length = max(((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5, 1)
        along, across = ((x2 - x1) / length, (y2 - y1) / length), ((y1 - y2) / length, (x2 - x1) / length)
        tips = [
            (x2 - 9 * along[0] + s * 4 * across[0], y2 - 9 * along[1] + s * 4 * across[1]) for s in (1, -1)
        ]
        head = " ".join(f"{x:g},{y:g}" for x, y in ((x2, y2), *tips))
        yield f'<polygon points="{head}" fill="{line}"/>'
        element = self.document.elements.get(edge.element)
        if element is not None and edge.label is not None:
            yield _label(element.get("name"), edge.label)
        mark = self.marks.get(edge.element)
        if mark is not None and mark.badge:
            (x1, y1), (x2, y2) = edge.points[:2]
            self.badges.append(_badge(mark, (x1 + x2) / 2, (y1 + y2) / 2))

    def _label(self, shape: Shape, element: Element) -> Iterator[str]:
        if shape.label is not None:
            yield _label(element.get("name"), shape.label)

    def _badge(self, element: str, x: float, y: float) -> None:
        mark = self.marks.get(element)
        if mark is not None and mark.badge:
            self.badges.append(_badge(mark, x, y))


def _rectangle(box: Bounds, line: str, fill: str, width: float, round_: int, more: str = "") -> str:
    return (
        f'<rect x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}" rx="{round_}" '
        f'fill="{fill}" stroke="{line}" stroke-width="{width:g}"{more}/>'
    )


def _badge(mark: Mark, x: float, y: float) -> str:
    line = _INKS[mark.ink][0]
    width = len(mark.badge) * 6 + 8
    language = f' lang="{mark.language}"' if mark.language else ""
    return (
        f'<g><rect x="{x - width / 2:g}" y="{y - 8:g}" width="{width:g}" height="15" rx="7" fill="{line}"/>'
        f'<text x="{x:g}" y="{y + 3:g}" text-anchor="middle" font-size="9.5" fill="#ffffff"{language}>'
        f"{escape(mark.badge)}</text></g>"
    )


def _label(text: str, place: Bounds) -> str:
    return _text(text, place.x + place.width / 2, place.y + 10, max(place.width, 60) + 8)


def _text(text: str, x: float, y: float, width: float, *, centre: bool = False, bold: bool = False) -> str:
    lines = wrapped(text, width)
    first = y - (len(lines) - 1) * _LINE / 2 + 4 if centre else y
    spans = "".join(
        f'<tspan x="{x:g}" y="{first + number * _LINE:g}">{escape(one)}</tspan>'
        for number, one in enumerate(lines)
    )
    return f'<text text-anchor="middle"{" font-weight=" + chr(34) + "bold" + chr(34) if bold else ""}>{spans}</text>'


def wrapped(text: str, width: float) -> list[str]:
    """The words of a text on lines that fit the width in pixels, by an average character."""
    lines: list[str] = []
    for word in text.split():
        if lines and (len(lines[-1]) + 1 + len(word)) * _CHARACTER <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
