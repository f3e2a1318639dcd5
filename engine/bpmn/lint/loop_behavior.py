"""What a multi-instance activity throws fits its behaviour (BPMN 2.0.2, table 10.30).

*Complex* needs complex definitions and only *Complex* has them; *One* and *None* name the event they throw.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Remark, Told
from engine.bpmn.lint.file import File, FileRule

_NAMED = {"One": "oneBehaviorEventRef", "None": "noneBehaviorEventRef"}


def check(file: File) -> Iterator[Remark]:
    for loop in file.all("multiInstanceLoopCharacteristics"):
        behavior = loop.get("behavior") or "All"
        has_complex = loop.first("complexBehaviorDefinition") is not None
        reference = _NAMED.get(behavior)
        if has_complex != (behavior == "Complex"):
            is_so = "keine Definition dafür" if behavior == "Complex" else "eine Definition für „Complex“"
        elif reference and not loop.get(reference):
            is_so = f"kein Ereignis („{reference}“)"
        else:
            continue
        yield file.fault(
            file.parent(loop),
            f"hat für die mehrfache Ausführung das Verhalten „{behavior}“, aber {is_so}.",
            "Wählen Sie das Verhalten „All“ oder ergänzen Sie, was dazu gehört.",
        )


TOLD = Told(
    title="Wiederholung meldet etwas anderes als angegeben",
    why=(
        "Die Angabe „behavior“ sagt, ob nach einem, jedem oder bestimmten Durchläufen ein Ereignis "
        "ausgelöst wird. Dazu muss passen, was ausgelöst wird."
    ),
    wrong="behavior ist „Complex“, aber es gibt keine Definitionen dazu.",
    right="Zu „Complex“ gibt es die Definitionen, „One“ und „None“ nennen ihr Ereignis.",
    norm="BPMN 2.0.2, Tabelle 10.30",
)
RULE = FileRule("loop-behavior", Basis.STANDARD, check, TOLD)
