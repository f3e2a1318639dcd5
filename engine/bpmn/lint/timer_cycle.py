"""A repetition makes sense only at an attached event that does not interrupt; elsewhere it fires once."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.definitions import Timer, TimerKind
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.model import Kind


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        repeats = node.kind is Kind.BOUNDARY_EVENT and not node.interrupting
        for event in node.events:
            if isinstance(event, Timer) and event.kind is TimerKind.CYCLE and not repeats:
                yield warning(
                    node,
                    f"Die Wiederholung an {titled(node)} tritt nur einmal ein, weil das Ereignis danach "
                    f"beendet ist.",
                    "Verwenden Sie eine Dauer, oder ein nicht unterbrechendes angeheftetes Ereignis.",
                )


TOLD = Told(
    title="Wiederholung, die nur einmal eintritt",
    why=(
        "Eine Wiederholung hat nur an einem angehefteten Ereignis Sinn, das nicht unterbricht. Anderswo "
        "geht es nach dem ersten Mal weiter."
    ),
    wrong="Ein Zwischenereignis wartet R3/P7D.",
    right="Es wartet P7D; oder ein nicht unterbrechendes Ereignis erinnert mit R3/P7D.",
)
RULE = Rule("timer-cycle", Basis.PRACTICE, check, TOLD)
