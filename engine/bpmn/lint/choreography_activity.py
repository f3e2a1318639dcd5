"""Choreography activities stand in choreographies only (BPMN 2.0.2, 10.3 and 11)."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for activity in file.all("choreographyTask", "subChoreography", "callChoreography"):
        if file.process(activity).name == "process":
            yield file.fault(
                activity,
                "beschreibt eine Absprache zwischen Beteiligten und hat in einem Prozess keinen Platz.",
                "Zeichnen Sie Nachrichtenereignisse oder Sende- und Empfangsaufgaben.",
            )


RULE = FileRule("choreography-activity", Basis.STANDARD, check)
