"""The diagrams of both versions as pictures with what became of each element: for paper, and where no script runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn import Document, Level, parse, read_drawing
from engine.bpmn.picture import Ink, Mark, draw
from engine.compare.difference import Comparison, Difference, Weight
from engine.compare.difference import DifferenceKind as Kind
from engine.errors import ModelError

_WORDS: Mapping[Ink, tuple[str, str]] = {
    Ink.ADDED: ("neu", "added"),
    Ink.REMOVED: ("entfällt", "removed"),
    Ink.CHANGED: ("geändert", "changed"),
    Ink.MOVED: ("verlegt", "moved"),
}
_INSIDE = ("darin geändert", "changed inside")
_ADDED = frozenset({Kind.ELEMENT_ADDED, Kind.FLOW_ADDED})
_REMOVED = frozenset({Kind.ELEMENT_REMOVED, Kind.FLOW_REMOVED})
_MOVED = frozenset({Kind.SCOPE, Kind.LANE, Kind.FLOW_ENDS})


@dataclass(frozen=True, slots=True)
class Picture:
    """One level of a diagram in both versions, as `<svg>`; a side is empty where it has no such level."""

    file: str
    element: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Marked:
    """How the elements of a diagram stand out, by id: in the old version and in the new one."""

    before: Mapping[str, Ink]
    after: Mapping[str, Ink]


def marked(comparison: Comparison, file: str) -> Marked:
    """What became of each element of a diagram; what is only drawn otherwise is not marked.

    A difference of the profile marks its element too: an agreed time belongs to a step.
    """
    before: dict[str, Ink] = {}
    after: dict[str, Ink] = {}
    for one in comparison.differences:
        if (
            one.weight is Weight.LAYOUT
            or not one.element
            or not (one.file == file or one.file.endswith(".toml"))
        ):
            continue
        ink = _ink(one)
        if ink is not Ink.ADDED:
            _strongest(before, one.old_element or one.element, ink)
        if ink is not Ink.REMOVED:
            _strongest(after, one.element, ink)
    return Marked(before, after)


def _ink(one: Difference) -> Ink:
    if one.kind in _ADDED:
        return Ink.ADDED
    if one.kind in _REMOVED:
        return Ink.REMOVED
    return Ink.MOVED if one.kind in _MOVED else Ink.CHANGED


def _strongest(found: dict[str, Ink], element: str, ink: Ink) -> None:
    """Of two a change says more than a move."""
    if found.get(element) in (None, Ink.MOVED):
        found[element] = ink


def pictures(
    old: Mapping[str, bytes], new: Mapping[str, bytes], comparison: Comparison, language: str = "de"
) -> tuple[Picture, ...]:
    """The levels on which something is different, in the order of the files; of a file that cannot be read none."""
    found = []
    for path in comparison.files:
        if path.endswith(".bpmn"):
            marks = marked(comparison, path)
            sides = (
                _drawn(old.get(path), path, marks.before, language, "alt"),
                _drawn(new.get(path), path, marks.after, language, "neu"),
            )
            for element in dict.fromkeys((*sides[1], *sides[0])):
                before, after = (side.get(element) for side in sides)
                if any(one is not None and one[2] for one in (before, after)):
                    name = (after or before or ("", "", False))[0]
                    found.append(
                        Picture(path, element, name, before[1] if before else "", after[1] if after else "")
                    )
    return tuple(found)


def _drawn(
    source: bytes | None, path: str, inks: Mapping[str, Ink], language: str, side: str
) -> dict[str, tuple[str, str, bool]]:
    """Name, picture and whether anything is marked, by the element of each level."""
    if source is None:
        return {}
    try:
        document, levels = parse(source, path), read_drawing(source, path)
    except ModelError:
        return {}
    word, foreign = (1, "en") if language == "en" else (0, "")
    found: dict[str, tuple[str, str, bool]] = {}
    for level in levels:
        marks = {one: Mark(ink, _WORDS[ink][word], foreign) for one, ink in inks.items()}
        for shape in level.shapes:
            element = document.elements.get(shape.element)
            if element is None or shape.expanded or shape.element in marks:
                continue
            if any(one.id in inks for one in element.walk()):
                marks[shape.element] = Mark(Ink.MOVED, _INSIDE[word], foreign)
        drawn = {one.element for one in level.shapes} | {one.element for one in level.edges}
        name = _name(document, level)
        # both versions stand on one page, where no id may be there twice
        picture = draw(document, level, marks, name).replace('"bild-', f'"bild-{side}-')
        found[level.element] = name, picture, not drawn.isdisjoint(marks)
    return found


def _name(document: Document, level: Level) -> str:
    element = document.elements.get(level.element)
    if element is None or element.name in ("collaboration", "process"):
        return next((one.label for one in document.processes), level.element)
    return element.label
