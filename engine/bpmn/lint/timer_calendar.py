"""A timer of days or longer should come from deadline law, from an agreed time or from working days.

A deadline that ends on a Saturday, Sunday or holiday ends on the next working day (§ 193 BGB, § 31 Abs. 3 VwVfG); plain
days do not know of that, and a time written down in the diagram is nobody's to agree on. Hours, minutes and seconds are
no deadlines, repetitions are rhythms, and an event that begins a process has no place yet whose calendar could count.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from engine.bpmn.definitions import Timer, TimerKind
from engine.bpmn.expressions import literal
from engine.bpmn.iso import is_duration
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.feel import Expression

#: what counts by a calendar, or was counted by one: with any of them the expression knows of holidays
_COUNTS: Final = frozenset({"frist", "fristrechnung", "fristende", "bekanntgabe", "werktage", "vereinbart"})
#: a text in an expression that is a duration, or, put together, the beginning of one
_WRITTEN: Final = re.compile(r'"-?(P[^"\s]*)"')
_DAYS: Final = re.compile(r"P[^T]*[1-9]", re.ASCII)


def check(context: Context) -> Iterator[Remark]:
    starts = {start.element for start in context.graph.starts}
    for node in context.graph.nodes.values():
        if node.id in starts:
            continue
        for event in node.events:
            if (
                isinstance(event, Timer)
                and event.kind is not TimerKind.CYCLE
                and (span := _plain(event.value))
            ):
                yield warning(
                    node,
                    f"{titled(node)} zählt {span} fest ab: ohne Wochenenden und Feiertage, und niemand kann die Zeit "
                    "vereinbaren.",
                    f'Eine gesetzliche Frist rechnet frist(…), eine vereinbarte Zeit heißt vereinbart("{node.id}"), '
                    "Arbeitstage zählt werktage(…).",
                )


def _plain(value: Expression) -> str:
    """The days that are counted without a calendar, as they are written; empty where there are none."""
    if not _COUNTS.isdisjoint(value.functions):
        return ""
    constant = literal(value)
    if constant is not None:
        return f"„{constant}“" if is_duration(constant) and _DAYS.match(constant) else ""
    for written in _WRITTEN.findall(value.text):
        if is_duration(written) and _DAYS.match(written):
            return f"„{written}“"
        if written == "P" and "duration" in value.functions:
            return "Tage oder Monate"
    return ""


TOLD = Told(
    title="Zeitereignis zählt ohne Kalender",
    why=(
        "Eine Frist, die an einem Samstag, Sonntag oder Feiertag endet, endet erst am nächsten Werktag (§ 193 BGB, "
        "§ 31 Abs. 3 VwVfG). Fest geschriebene Tage wissen davon nichts, und niemand kann sie vereinbaren. Stunden "
        "und Minuten, Wiederholungen und der Beginn eines Ablaufs sind keine Fristen."
    ),
    wrong="Das Zeitereignis „Frist abgelaufen“ dauert P14D.",
    right=(
        'Es dauert = vereinbart("frist_abgelaufen"), oder es tritt am Tag ein, den = frist(bekannt_am, '
        'duration("P14D"), "VwVfG") ergibt.'
    ),
)
RULE = Rule("timer-calendar", Basis.PRACTICE, check, TOLD)
