"""An extension that must be understood is one this engine does not know (BPMN 2.0.2, 8.3.3, mustUnderstand)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.errors import Severity


def check(file: File) -> Iterator[Remark]:
    for extension in file.all("extension"):
        if extension.is_true("mustUnderstand"):
            yield Remark(
                "",
                Severity.ERROR,
                f"Die Datei verlangt, dass die Erweiterung „{extension.get('definition')[:60]}“ verstanden wird; "
                "sie wird nicht ausgeführt.",
                "Löschen Sie die Erweiterung oder die Angabe „mustUnderstand“.",
                extension.line,
            )


TOLD = Told(
    title="Erweiterung, die verstanden werden muss",
    why=(
        "Die Datei verlangt, dass ein Werkzeug eine Erweiterung versteht. Laufweg führt sie nicht aus "
        "und darf deshalb nicht so tun, als ob."
    ),
    wrong="Eine Erweiterung steht mit mustUnderstand „true“ in der Datei.",
    right="Die Erweiterung oder die Angabe mustUnderstand ist gelöscht.",
    norm="BPMN 2.0.2, 8.3.3",
)
RULE = FileRule("extension-required", Basis.STANDARD, check, TOLD)
