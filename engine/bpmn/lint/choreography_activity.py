"""Choreography activities stand in choreographies only (BPMN 2.0.2, 10.3 and 11)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for activity in file.all("choreographyTask", "subChoreography", "callChoreography"):
        if file.process(activity).name == "process":
            yield file.fault(
                activity,
                "beschreibt eine Absprache zwischen Beteiligten und hat in einem Prozess keinen Platz.",
                "Zeichnen Sie Nachrichtenereignisse oder Sende- und Empfangsaufgaben.",
            )


TOLD = Told(
    title="Choreografie-Aktivität im Prozess",
    why=(
        "Eine Choreografie-Aktivität beschreibt den Austausch zwischen Beteiligten. In einem Prozess "
        "gibt es niemanden, der sie ausführt."
    ),
    wrong="In einem Prozess steht eine Choreografie-Aufgabe.",
    right=(
        "Im Prozess stehen eine Sende- und eine Empfangsaufgabe; die Choreografie hat ihr eigenes Diagramm."
    ),
    norm="BPMN 2.0.2, 10.3 und 11",
)
RULE = FileRule("choreography-activity", Basis.STANDARD, check, TOLD)
