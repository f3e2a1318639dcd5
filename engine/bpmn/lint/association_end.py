"""What a data association connects (BPMN 2.0.2, 10.4.2).

An input association fills an input of its own activity or event, an output association empties an output of its own.
Editors that only draw the arrow name a property of the activity, or nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.lint.items import inputs, outputs


def check(file: File) -> Iterator[Remark]:
    for association in file.all("dataInputAssociation"):
        owner = file.parent(association)
        for end in association.all("targetRef"):
            if not _is_own(file, end.text, owner, inputs(owner), "inputDataItem"):
                yield file.fault(
                    owner,
                    f"füllt mit einer Datenassoziation „{end.text}“, das keine eigene Eingabe ist.",
                    "Verbinden Sie die Daten mit einer Eingabe dieses Elements.",
                )
    for association in file.all("dataOutputAssociation"):
        owner = file.parent(association)
        for end in association.all("sourceRef"):
            if not _is_own(file, end.text, owner, outputs(owner), "outputDataItem"):
                yield file.fault(
                    owner,
                    f"gibt mit einer Datenassoziation „{end.text}“ weiter, das keine eigene Ausgabe ist.",
                    "Verbinden Sie eine Ausgabe dieses Elements mit den Daten.",
                )


def _is_own(file: File, reference: str, owner: Element, data: Iterator[Element], item: str) -> bool:
    target = file.find(reference)
    if target is None:  # a reference that leads nowhere is said elsewhere
        return True
    own = {id(one) for one in (*data, *owner.all("property"))}
    for loop in owner.all("multiInstanceLoopCharacteristics"):
        own |= {id(one) for one in loop.all(item)}
    return id(target) in own


TOLD = Told(
    title="Datenverbindung an der falschen Stelle",
    why=(
        "Eine Eingangsverbindung füllt einen Eingang ihres eigenen Elements, eine Ausgangsverbindung "
        "leert einen eigenen Ausgang. Führt sie woandershin, ist unklar, wessen Daten gemeint sind."
    ),
    wrong="Die Eingangsverbindung von „Antrag prüfen“ füllt einen Eingang von „Bescheid schreiben“.",
    right="Sie füllt einen Eingang von „Antrag prüfen“.",
    norm="BPMN 2.0.2, 10.4.2",
)
RULE = FileRule("association-end", Basis.STANDARD, check, TOLD)
