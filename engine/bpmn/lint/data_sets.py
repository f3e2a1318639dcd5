"""Data inputs and outputs are grouped into sets (BPMN 2.0.2, 10.4.2, tables 10.59 to 10.63).

Every input is in an input set and every output in an output set, also those of events; what is optional or used while
executing is in the set as well; sets name each other on both sides; sub-processes have no specification of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import SUB_PROCESSES, Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

_KINDS = (
    ("dataInput", "inputSet", "dataInputRefs", ("optionalInputRefs", "whileExecutingInputRefs")),
    ("dataOutput", "outputSet", "dataOutputRefs", ("optionalOutputRefs", "whileExecutingOutputRefs")),
)
_EVENTS = ("startEvent", "intermediateCatchEvent", "boundaryEvent", "intermediateThrowEvent", "endEvent")
_HINT = "Ergänzen Sie die Ein- und Ausgabemenge im Modellierungswerkzeug."


def check(file: File) -> Iterator[Remark]:
    for specification in file.all("ioSpecification"):
        owner = file.parent(specification)
        if owner.name in SUB_PROCESSES:
            yield file.fault(
                owner,
                "hat eine Angabe von Ein- und Ausgaben („ioSpecification“); ein Teilprozess hat keine.",
                "Legen Sie die Daten als Datenobjekte in den Teilprozess.",
            )
        yield from _sets(file, owner, specification)
        yield from _pairs(file, owner, specification)
    for event in file.all(*_EVENTS):
        if event.first("dataInput", "dataOutput") is not None:
            yield from _sets(file, event, event)


def _sets(file: File, owner: Element, holder: Element) -> Iterator[Remark]:
    for data, group, references, others in _KINDS:
        groups = list(holder.all(group))
        used = {one.text for each in groups for one in each.all(references)}
        for item in holder.all(data):
            if item.id not in used:
                yield file.fault(owner, f"führt „{item.label}“ in keiner Menge („{group}“) auf.", _HINT)
        for each in groups:
            yield from _others(file, owner, each, references, others)


def _others(
    file: File, owner: Element, group: Element, references: str, others: tuple[str, ...]
) -> Iterator[Remark]:
    listed = {one.text for one in group.all(references)}
    for one in group.all(*others):
        if one.text not in listed:
            yield file.fault(
                owner, f"nennt „{one.text}“ als „{one.name}“, aber nicht als „{references}“.", _HINT
            )


def _pairs(file: File, owner: Element, specification: Element) -> Iterator[Remark]:
    said = {
        (group.id, reference.text)
        for group in specification.all("inputSet", "outputSet")
        for reference in group.all("inputSetRefs", "outputSetRefs")
    }
    for group in specification.all("inputSet", "outputSet"):
        for reference in group.all("inputSetRefs", "outputSetRefs"):
            if file.find(reference.text) is not None and (reference.text, group.id) not in said:
                yield file.fault(
                    owner,
                    f"hat eine Menge, die „{reference.text}“ nennt, von ihr aber nicht genannt wird.",
                    _HINT,
                )


TOLD = Told(
    title="Ein- und Ausgänge ohne Satz",
    why=(
        "Ein- und Ausgänge sind in Sätzen zusammengefasst, die sagen, was zusammen da sein muss. Ein "
        "Eingang außerhalb jedes Satzes wird nie gefordert."
    ),
    wrong="Die Aufgabe hat einen Dateneingang „antrag“, der in keinem Eingangssatz steht.",
    right="Ein Eingangssatz nennt „antrag“.",
    norm="BPMN 2.0.2, 10.4.2, Tabellen 10.59 bis 10.63",
)
RULE = FileRule("data-sets", Basis.STANDARD, check, TOLD)
