"""An executable multi-instance activity says how often it runs, by a number or a list (BPMN 2.0.2, table 10.30).

The list is a data input of the activity and the results a data output; each instance handles one element of the list. A
sub-process has no inputs of its own and names data of its surroundings.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import SUB_PROCESSES, Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.lint.items import inputs, item_of, outputs, structure


def check(file: File) -> Iterator[Remark]:
    activities = {
        id(file.parent(loop)): file.parent(loop) for loop in file.all("multiInstanceLoopCharacteristics")
    }
    own = {key: {one.id for one in (*inputs(each), *outputs(each))} for key, each in activities.items()}
    for loop in file.all("multiInstanceLoopCharacteristics"):
        if not file.runs(loop):
            continue
        activity = file.parent(loop)
        written = any(loop.first(name) is not None for name in ("loopCardinality", "loopDataInputRef"))
        # A vendor's list stands in an extension or an attribute of its own.
        if not written and not any(loop.extensions) and not any(name[0] == "{" for name in loop.attributes):
            yield file.fault(
                activity,
                "soll mehrfach ausgeführt werden, sagt aber nicht, wie oft oder für welche Liste.",
                "Tragen Sie eine Anzahl oder eine Liste ein.",
            )
        yield from _lists(file, loop, activity, own[id(activity)])


def _lists(file: File, loop: Element, activity: Element, own: set[str]) -> Iterator[Remark]:
    for reference, single in (
        (loop.first("loopDataInputRef"), loop.first("inputDataItem")),
        (loop.first("loopDataOutputRef"), loop.first("outputDataItem")),
    ):
        if reference is None or not reference.text:
            continue
        if activity.name not in SUB_PROCESSES and reference.text not in own:
            yield file.fault(
                activity,
                f"nennt als Liste „{reference.text}“, das nicht zu ihren eigenen Daten gehört.",
                "Wählen Sie als Liste eine Ein- oder Ausgabe der Aktivität.",
            )
        kinds = (item_of(file, file.find(reference.text)), item_of(file, single))
        if all(kinds) and not _is_element_of(file, *kinds):
            yield file.fault(
                activity,
                f"verarbeitet eine Liste von „{kinds[0]}“ in Einzelteilen der Art „{kinds[1]}“.",
                "Geben Sie dem Einzelteil dieselbe Struktur wie der Liste, aber ohne „isCollection“.",
            )


def _is_element_of(file: File, whole: str, part: str) -> bool:
    definition = file.find(part)
    if definition is None or definition.is_true("isCollection"):
        return definition is None
    return structure(file, whole) == structure(file, part)


TOLD = Told(
    title="Wiederholung ohne Anzahl oder Liste",
    why=(
        "Eine Mehrfachaktivität sagt, wie oft sie läuft: durch eine Zahl oder durch eine eigene Liste, "
        "deren Elemente sie nacheinander bearbeitet."
    ),
    wrong="„Kind anhören“ wird wiederholt, nennt aber weder Zahl noch Liste.",
    right="Sie nennt die Liste „kinder“ als Dateneingang.",
    norm="BPMN 2.0.2, Tabelle 10.30",
)
RULE = FileRule("loop-data", Basis.STANDARD, check, TOLD)
