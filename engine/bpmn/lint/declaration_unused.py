"""A message, signal, error or escalation that nothing in the file refers to."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told, warning
from engine.bpmn.lint.file import File, FileRule
from engine.errors import Fix

_KINDS = {
    "message": ("Die Nachricht", "sie"),
    "signal": ("Das Signal", "es"),
    "error": ("Der Fehler", "ihn"),
    "escalation": ("Die Eskalation", "sie"),
}


def check(file: File) -> Iterator[Remark]:
    declared = [one for one in file.all(*_KINDS) if one.get("id") and file.parent(one) is file.document.root]
    if not declared or not file.document.executable:
        return
    named = set(_named(file))
    for one in declared:
        if one.id not in named:
            kind, it = _KINDS[one.name]
            yield warning(
                one.id,
                f"{kind} „{one.label}“ ist vereinbart, aber kein Ereignis und keine Aufgabe nennt {it}.",
                "Nennen Sie den Eintrag dort, wo er gemeint ist, oder streichen Sie ihn.",
                Fix(one.id, ""),
            )


def _named(file: File) -> Iterator[str]:
    """Everything an attribute or a text of the file may refer to; an id by itself refers to nothing."""
    for top in (file.document.root, *file.document.diagrams):
        for element in top.walk():
            if element.text:
                yield element.text.rpartition(":")[2]
            for name, value in element.attributes.items():
                if name not in {"id", "name"}:
                    yield from (one.rpartition(":")[2] for one in value.split())


TOLD = Told(
    title="Eintrag, den nichts nennt",
    why=(
        "Eine Nachricht, ein Signal, ein Fehler oder eine Eskalation bleibt in der Datei stehen, wenn das letzte "
        "Ereignis dazu gelöscht wird. Wer die Datei liest, sucht dann, wo sie vorkommt."
    ),
    wrong="Die Nachricht „ruecknahme“ ist vereinbart, im Diagramm wartet nichts auf sie.",
    right="Der Eintrag ist gestrichen, oder ein Ereignis nennt ihn.",
)
RULE = FileRule("declaration-unused", Basis.PRACTICE, check, TOLD)
