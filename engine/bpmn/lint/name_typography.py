"""A name is written as it is to be read: no blanks too many, German quotation marks.

Names of links are left alone: they are how the two halves find each other. So are those of messages and signals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import cycle

from engine.bpmn.element import FLOW_NODES
from engine.bpmn.lint.context import Basis, Remark, Told, warning
from engine.bpmn.lint.file import File, FileRule
from engine.errors import Fix

_NAMED = ("process", "lane", "sequenceFlow", *sorted(FLOW_NODES))
_BLANKS = re.compile(r"[ \t]+")


def check(file: File) -> Iterator[Remark]:
    for element in file.all(*_NAMED):
        name = element.attributes.get("name", "")
        if not name or not element.id or "link" in file.triggers(element):
            continue
        spaced = _spaced(name)
        wanted = _quoted(spaced)
        if wanted == name:
            continue
        faults = ("Leerzeichen zu viel", "gerade Anführungszeichen")
        found = [
            fault for fault, is_so in zip(faults, (spaced != name, wanted != spaced), strict=True) if is_so
        ]
        yield warning(
            element.id,
            f"Im Namen „{wanted}“ stehen {' und '.join(found)}.",
            "Schreiben Sie ihn ohne doppelte Leerzeichen und mit deutschen Anführungszeichen. Szenarien, die ihn "
            "nennen, ändern Sie mit.",
            Fix(element.id, "name", value=wanted),
        )


def _spaced(name: str) -> str:
    """The name without blanks at the edge of a line, one blank between words; lines stay."""
    lines = (_BLANKS.sub(" ", line).strip() for line in name.strip().split("\n"))
    return "\n".join(lines)


def _quoted(name: str) -> str:
    """The name with German quotation marks; a single straight one is left, for nobody knows what it is."""
    if name.count('"') % 2:
        return name
    marks = cycle("„“")
    return "".join(next(marks) if one == '"' else one for one in name)


TOLD = Told(
    title="Name mit Schreibfehlern",
    why=(
        "Der Name steht im Posteingang, in der Akte und im Beschluss. Überzählige Leerzeichen sieht niemand, aber ein "
        "Szenario findet den Schritt dann nicht; gerade Anführungszeichen sind im Deutschen keine."
    ),
    wrong="Die Aufgabe heißt „Unterlagen  prüfen “, mit zwei Leerzeichen in der Mitte und einem am Ende.",
    right="Sie heißt „Unterlagen prüfen“.",
)
RULE = FileRule("name-typography", Basis.PRACTICE, check, TOLD)
