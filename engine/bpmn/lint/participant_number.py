"""How many participants there are: at least none, at most one or more, and not fewer than at least
(BPMN 2.0.2, table 9.6).
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule


def check(file: File) -> Iterator[Remark]:
    for number in file.all("participantMultiplicity"):
        try:
            least = int(number.get("minimum") or 0)
            most = int(number.get("maximum") or 1)
        except ValueError:
            continue  # `schema` speaks of it
        if least < 0 or most < 1 or most < least:
            yield file.fault(
                file.parent(number),
                f"soll {least}- bis {most}-mal beteiligt sein; das ist kein Bereich.",
                "Setzen Sie das Minimum auf 0 oder mehr und das Maximum wenigstens auf das Minimum.",
            )


TOLD = Told(
    title="Unmögliche Zahl von Beteiligten",
    why=(
        "Die Mindestzahl ist nicht negativ, die Höchstzahl mindestens eins und nicht kleiner als die "
        "Mindestzahl."
    ),
    wrong="minimum ist 3, maximum ist 2.",
    right="minimum ist 2, maximum ist 3.",
    norm="BPMN 2.0.2, Tabelle 9.6",
)
RULE = FileRule("participant-number", Basis.STANDARD, check, TOLD)
