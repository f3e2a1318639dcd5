"""A script names its language (BPMN 2.0.2, tables 10.13 and 10.23)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

_NAMED_BY = {"scriptTask": "scriptFormat", "globalScriptTask": "scriptLanguage"}


def check(file: File) -> Iterator[Remark]:
    for task in file.all(*_NAMED_BY):
        script = task.first("script")
        if script is not None and not task.get(_NAMED_BY[task.name]):
            yield file.fault(
                task,
                f"enthält ein Skript, nennt aber seine Sprache nicht („{_NAMED_BY[task.name]}“).",
                "Schreiben Sie einen FEEL-Ausdruck in „zeebe:script“ oder ergänzen Sie die Sprache.",
            )


TOLD = Told(
    title="Skript ohne Sprache",
    why=(
        "Ein Skript sagt, in welcher Sprache es geschrieben ist; sonst kann es niemand verlässlich ausführen."
    ),
    wrong="Eine Skriptaufgabe mit „script“ nennt kein scriptFormat.",
    right="scriptFormat nennt die Sprache.",
    norm="BPMN 2.0.2, Tabellen 10.13 und 10.23",
)
RULE = FileRule("script-format", Basis.STANDARD, check, TOLD)
