"""The format of a text is a media type such as *text/plain* (BPMN 2.0.2, tables 8.5 and 8.26)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]+/[A-Za-z0-9!#$&^_.+*-]+(\s*;.*)?", re.ASCII)


def check(file: File) -> Iterator[Remark]:
    for text in file.all("documentation", "textAnnotation"):
        written = text.get("textFormat")
        if written and not _MEDIA_TYPE.fullmatch(written):
            yield file.fault(
                text if text.id else file.parent(text),
                f"hat das Textformat „{written[:60]}“; das ist keine Formatangabe.",
                "Schreiben Sie zum Beispiel „text/plain“ oder löschen Sie die Angabe.",
            )


TOLD = Told(
    title="Textformat ist keine Formatangabe",
    why=("Das Format eines Textes ist ein Medientyp; andere Werkzeuge wählen danach, wie sie ihn anzeigen."),
    wrong="textFormat ist „Text“.",
    right="textFormat ist „text/plain“ oder fehlt.",
    norm="BPMN 2.0.2, Tabellen 8.5 und 8.26",
)
RULE = FileRule("media-type", Basis.STANDARD, check, TOLD)
