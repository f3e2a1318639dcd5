"""A part of an exported file, as PDF and print view show it."""

from __future__ import annotations

from dataclasses import dataclass

from engine.export.diagram import Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A part with a heading: facts, a table, lines, pictures; any may be empty. One of level 2 belongs to the part
    before it; pictures stand on sheets of their own, across.
    """

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()
    level: int = 1
    pictures: tuple[Picture, ...] = ()
    #: how wide the columns are to each other; empty for the usual ones of a table with so many
    widths: tuple[float, ...] = ()
