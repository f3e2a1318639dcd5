"""A data association without transformation moves one item as it is (BPMN 2.0.2, 10.4.2, table 10.65)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark
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


RULE = FileRule("association-item", Basis.STANDARD, check)
