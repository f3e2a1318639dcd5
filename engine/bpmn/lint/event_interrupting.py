"""Some events always interrupt (BPMN 2.0.2, tables 10.86 and 10.90).

Errors and cancellations leave nothing to continue, and a compensation begins when its activity is over: none of them
can be marked as not interrupting, neither at a border nor at the start of an event sub-process.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule
from engine.errors import Fix

_MARKS = {"boundaryEvent": "cancelActivity", "startEvent": "isInterrupting"}
_ALWAYS = {"error": "Fehler", "cancel": "Abbruch", "compensate": "Kompensation"}


def check(file: File) -> Iterator[Remark]:
    for event in file.all(*_MARKS):
        if not event.is_false(_MARKS[event.name]):
            continue
        for trigger in sorted(file.triggers(event) & _ALWAYS.keys()):
            yield file.fault(
                event,
                f"ist als nicht unterbrechend gekennzeichnet; das geht bei {_ALWAYS[trigger]} nicht.",
                "Kennzeichnen Sie das Ereignis als unterbrechend.",
                Fix(event.id, _MARKS[event.name]),
            )


TOLD = Told(
    title="Ereignis, das unterbrechen muss",
    why=(
        "Nach einem Fehler oder Abbruch gibt es nichts mehr fortzusetzen, und eine Kompensation "
        "beginnt, wenn die Aktivität vorbei ist. Diese Ereignisse unterbrechen daher immer."
    ),
    wrong="An einer Aufgabe hängt ein Fehlerereignis, das nicht unterbricht.",
    right=("Das Fehlerereignis unterbricht; soll die Aufgabe weiterlaufen, nehmen Sie eine Eskalation."),
    norm="BPMN 2.0.2, Tabellen 10.86 und 10.90",
)
RULE = FileRule("event-interrupting", Basis.STANDARD, check, TOLD)
