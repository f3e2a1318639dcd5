"""A condition that reads nothing is always so or never: the way behind it is no choice."""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.feel.builtins import BUILTIN_NAMES

#: what they give is another thing at another time
_CLOCKS = frozenset({"now", "today", "random number"})


def check(context: Context) -> Iterator[Remark]:
    for flow in context.graph.flows.values():
        condition = flow.condition
        if condition is None or condition.variables or condition.filter_names:
            continue
        if not condition.functions <= BUILTIN_NAMES - _CLOCKS:
            continue
        holds = condition.evaluate({}).value is True
        yield warning(
            flow,
            f"Die Bedingung des Wegs {titled(flow)} liest keine Angabe: Sie trifft "
            f"{'immer' if holds else 'nie'} zu.",
            "Nennen Sie die Angabe, von der es abhängt, oder machen Sie den Weg zum Standardfluss.",
        )


TOLD = Told(
    title="Bedingung, die immer oder nie zutrifft",
    why="Eine Verzweigung, die von nichts abhängt, entscheidet nichts; ein Weg davon wird nie gegangen.",
    wrong="Die Bedingung lautet = true.",
    right='Sie lautet = pass = "ja".',
)
RULE = Rule("condition-constant", Basis.PRACTICE, check, TOLD)
