"""The levels of a diagram as pictures for paper."""

from __future__ import annotations

from dataclasses import dataclass

from engine.bpmn import Document, Level, parse, read_drawing
from engine.bpmn.picture import draw
from engine.errors import ModelError


@dataclass(frozen=True, slots=True)
class Picture:
    """One level: what it is called, and how it is drawn, as `<svg>`."""

    name: str
    svg: str


def diagrams(source: bytes, file: str) -> tuple[Picture, ...]:
    """The levels of a diagram in their order; none of one that cannot be read, or in which nothing is drawn."""
    try:
        document, levels = parse(source, file), read_drawing(source, file)
    except ModelError:
        return ()
    return tuple(
        Picture(name, on_paper(draw(document, one, {}, name)))
        for one in levels
        for name in (_name(document, one),)
    )


def on_paper(svg: str) -> str:
    """The same in the font that is embedded."""
    return svg.replace('font-family="sans-serif"', 'font-family="DejaVu Sans"')


def _name(document: Document, level: Level) -> str:
    element = document.elements.get(level.element)
    if element is None or element.name in ("collaboration", "process"):
        return next((one.label for one in document.processes), level.element)
    return element.label
