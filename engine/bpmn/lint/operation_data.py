"""A task that calls an operation or handles a message carries what that message carries (BPMN 2.0.2, 10.3.3).

Service tasks have one input set and at most one output set, send tasks at most one input and receive tasks at most one
output, each of the item definition of the message.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.bpmn.element import Element
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.bpmn.lint.items import inputs, item_of, outputs, same_item

_HINT = "Passen Sie Ein- und Ausgaben der Aufgabe an die Nachricht an."


def check(file: File) -> Iterator[Remark]:
    for task in file.all("serviceTask"):
        operation = file.find(task.get("operationRef"))
        if operation is not None and operation.name == "operation":
            yield from _service(file, task, operation)
    for task in file.all("sendTask"):
        if task.get("messageRef"):
            yield from _single(file, task, "inputSet", list(inputs(task)))
            yield from _fits(file, task, list(inputs(task)), file.find(task.get("messageRef")))
    for task in file.all("receiveTask"):
        if task.get("messageRef"):
            yield from _single(file, task, "outputSet", list(outputs(task)))
            yield from _fits(file, task, list(outputs(task)), file.find(task.get("messageRef")))


def _service(file: File, task: Element, operation: Element) -> Iterator[Remark]:
    if _sets(task, "inputSet") != 1 or _sets(task, "outputSet") > 1:
        yield file.fault(
            task,
            "ruft eine Operation auf und braucht dafür genau eine Eingabemenge und höchstens eine Ausgabemenge.",
            _HINT,
        )
    for name, data in (("inMessageRef", list(inputs(task))), ("outMessageRef", list(outputs(task)))):
        reference = operation.first(name)
        message = file.find(reference.text) if reference is not None else None
        if item_of(file, message) and not data and _sets(task, "inputSet"):
            is_so = (
                "gibt der Operation „{}“ nicht, was sie braucht."
                if name == "inMessageRef"
                else "nimmt die Antwort der Operation „{}“ nicht entgegen."
            )
            yield file.fault(task, is_so.format(operation.label), _HINT)
        yield from _fits(file, task, data, message)


def _single(file: File, task: Element, group: str, data: Sequence[Element]) -> Iterator[Remark]:
    if _sets(task, group) > 1 or len(data) > 1:
        yield file.fault(
            task,
            "hat mehr Daten, als die eine Nachricht trägt.",
            "Lassen Sie genau eine Ein- oder Ausgabe übrig.",
        )


def _fits(file: File, task: Element, data: Sequence[Element], message: Element | None) -> Iterator[Remark]:
    if message is None or not data:
        return
    expected = item_of(file, message)
    if expected and not any(same_item(file, item_of(file, one), expected) for one in data):
        yield file.fault(
            task, f"hat keine Daten der Art „{expected}“, die die Nachricht „{message.label}“ trägt.", _HINT
        )


def _sets(task: Element, group: str) -> int:
    return sum(1 for specification in task.all("ioSpecification") for _ in specification.all(group))


TOLD = Told(
    title="Aufgabe mit anderen Daten als ihre Nachricht",
    why=(
        "Eine Aufgabe, die eine Operation ruft oder eine Nachricht sendet oder empfängt, trägt genau "
        "deren Daten."
    ),
    wrong="Eine Sendeaufgabe hat zwei Dateneingänge.",
    right="Sie hat einen, mit der Datenart ihrer Nachricht.",
    norm="BPMN 2.0.2, 10.3.3",
)
RULE = FileRule("operation-data", Basis.STANDARD, check, TOLD)
