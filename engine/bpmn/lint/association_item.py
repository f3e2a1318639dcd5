"""A data association without transformation moves one item as it is (BPMN 2.0.2, 10.4.2, table 10.65)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.lint.items import item_of, same_item


def check(file: File) -> Iterator[Remark]:
    for association in file.all("dataInputAssociation", "dataOutputAssociation"):
        if association.first("transformation") is not None:
            continue
        owner = file.parent(association)
        sources = [child.text for child in association.all("sourceRef")]
        if len(sources) > 1:
            yield file.fault(
                owner,
                "führt mehrere Daten in eines zusammen, ohne zu sagen wie.",
                "Geben Sie eine Umformung („transformation“) an oder zeichnen Sie mehrere Datenassoziationen.",
            )
        target = association.first("targetRef")
        items = [
            item_of(file, file.find(text)) for text in (*sources, target.text if target is not None else "")
        ]
        if len(items) == 2 and all(items) and not same_item(file, *items):
            yield file.fault(
                owner,
                f"verbindet Daten verschiedener Art („{items[0]}“ und „{items[1]}“) ohne Umformung.",
                "Geben Sie beiden dieselbe Datenart oder eine Umformung („transformation“) an.",
            )


TOLD = Told(
    title="Verbundene Daten verschiedener Art",
    why=(
        "Ohne Umwandlung wandern Daten so weiter, wie sie sind. Also müssen Quelle und Ziel dieselbe "
        "Datenart haben."
    ),
    wrong="Ein Datenobjekt der Art „Antrag“ füllt einen Eingang der Art „Bescheid“.",
    right="Beide sind von der Art „Antrag“, oder die Verbindung nennt eine Umwandlung.",
    norm="BPMN 2.0.2, 10.4.2, Tabelle 10.65",
)
RULE = FileRule("association-item", Basis.STANDARD, check, TOLD)
