"""What is offered as a service binds its data to the operations of its interface (BPMN 2.0.2, tables 10.24, 10.64)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.bpmn.element import GLOBAL_TASKS, Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.lint.items import item_of, same_item

_ENDS = (
    ("inputDataRef", "dataInputRefs", "inMessageRef"),
    ("outputDataRef", "dataOutputRefs", "outMessageRef"),
)


def check(file: File) -> Iterator[Remark]:
    carried = {
        (operation.id, child.name): item_of(file, file.find(child.text))
        for operation in file.all("operation")
        for child in operation.all("inMessageRef", "outMessageRef")
    }
    for callable_element in file.all("process", *sorted(GLOBAL_TASKS)):
        bindings = list(callable_element.all("ioBinding"))
        if callable_element.first("supportedInterfaceRef") is not None and not bindings:
            yield file.fault(
                callable_element,
                "bietet eine Schnittstelle an, bindet aber keine Daten an sie („ioBinding“).",
                "Ergänzen Sie eine Bindung je Operation oder löschen Sie den Verweis auf die Schnittstelle.",
            )
        for binding in bindings:
            yield from _binding(file, callable_element, binding, carried)


def _binding(
    file: File, owner: Element, binding: Element, carried: Mapping[tuple[str, str], str]
) -> Iterator[Remark]:
    operation = file.find(binding.get("operationRef"))
    for end, references, name in _ENDS:
        data = file.find(binding.get(end))
        inner = data.first(references) if data is not None else None
        if inner is not None:  # a set stands for the one item in it
            data = file.find(inner.text)
        here = item_of(file, data)
        there = carried.get((operation.id, name), "") if operation is not None else ""
        if here and there and not same_item(file, here, there):
            yield file.fault(
                owner,
                f"bindet Daten der Art „{here}“ an eine Operation, deren Nachricht „{there}“ trägt.",
                "Geben Sie beiden dieselbe Datenart.",
            )


TOLD = Told(
    title="Dienst ohne Bindung seiner Daten",
    why=(
        "Wird ein Prozess als Dienst angeboten, sagt eine Bindung, welche Ein- und Ausgänge zu welchem "
        "Vorgang der Schnittstelle gehören."
    ),
    wrong="Der Prozess nennt eine Schnittstelle, aber keine Bindung.",
    right="Zu jeder Operation gibt es eine Bindung mit den passenden Daten.",
    norm="BPMN 2.0.2, Tabellen 10.24 und 10.64",
)
RULE = FileRule("interface-binding", Basis.STANDARD, check, TOLD)
