"""What undoes an activity stands outside the flow (BPMN 2.0.2, 10.7.1 and table 10.3).

Compensation activities have no sequence flow, and an attached compensation event leads on by an association only.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.element import ACTIVITIES
from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for activity in file.all(*sorted(ACTIVITIES)):
        if activity.is_true("isForCompensation") and (
            file.incoming.get(activity.id) or file.outgoing.get(activity.id)
        ):
            yield file.fault(
                activity,
                "dient der Kompensation und liegt deshalb in keinem Sequenzfluss.",
                "Löschen Sie den Sequenzfluss oder das Häkchen „Kompensation“.",
            )
    for event in file.all("boundaryEvent"):
        if file.outgoing.get(event.id) and "compensate" in file.triggers(event):
            yield file.fault(
                event,
                "löst eine Kompensation aus; von dort führt nur eine Assoziation weiter.",
                "Ersetzen Sie den Sequenzfluss durch eine Assoziation zur Kompensationsaktivität.",
            )


TOLD = Told(
    title="Sequenzfluss an einer Kompensation",
    why=(
        "Was etwas rückgängig macht, gehört nicht zum gewöhnlichen Ablauf: Es wird durch die "
        "Kompensation gerufen, nicht durch einen Fluss."
    ),
    wrong=("Vom angehefteten Kompensationsereignis führt ein Sequenzfluss zu „Zahlung zurückfordern“."),
    right=(
        "Eine Assoziation führt dorthin; „Zahlung zurückfordern“ ist als Kompensation gekennzeichnet "
        "und hat keine Sequenzflüsse."
    ),
    norm="BPMN 2.0.2, 10.7.1 und Tabelle 10.3",
)
RULE = FileRule("compensation-flow", Basis.STANDARD, check, TOLD)
