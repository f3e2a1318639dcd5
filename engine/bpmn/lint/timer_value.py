"""A timer written as text must be a valid ISO 8601 date, duration or repetition (BPMN 2.0.2, 10.5.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.bpmn.definitions import Timer, TimerKind
from engine.bpmn.expressions import literal
from engine.bpmn.iso import is_cycle, is_date, is_duration
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled

_FORMS: Mapping[TimerKind, tuple[Callable[[str], bool], str, str]] = {
    TimerKind.DATE: (is_date, "kein gültiges Datum", "2026-03-31 oder 2026-03-31T12:00:00+02:00"),
    TimerKind.DURATION: (is_duration, "keine gültige Dauer", "P14D (14 Tage), P1M (ein Monat) oder PT12H"),
    TimerKind.CYCLE: (is_cycle, "keine gültige Wiederholung", "R3/P7D (dreimal, alle 7 Tage) oder R/P1M"),
}


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        for event in node.events:
            if not isinstance(event, Timer):
                continue
            text = literal(event.value)
            is_valid, fault, example = _FORMS[event.kind]
            if text is not None and not is_valid(text):
                yield error(
                    node,
                    f"Die Zeitangabe „{text}“ von {titled(node)} ist {fault}.",
                    f"Schreiben Sie zum Beispiel {example}.",
                )


TOLD = Told(
    title="Zeitangabe nicht lesbar",
    why=(
        "Zeiten im Diagramm folgen ISO 8601. Anderes kann der Rechner nicht lesen; die Frist würde nie "
        "laufen."
    ),
    wrong="Die Dauer lautet „14 Tage“.",
    right="Sie lautet P14D (14 Tage), P1M (ein Monat) oder PT12H (zwölf Stunden).",
    norm="BPMN 2.0.2, 10.5.5",
)
RULE = Rule("timer-value", Basis.STANDARD, check, TOLD)
