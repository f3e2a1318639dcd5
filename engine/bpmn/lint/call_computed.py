"""Which process a call activity calls should be known from the diagram.

Where it is computed, nobody who changes or repeals the called process learns who calls it, and no check, scenario or
impact report can follow the call. A choice between names that are written out is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.model import Call
from engine.feel import outcomes


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if not isinstance(node.behaviour, Call):
            continue
        called = node.behaviour.process
        if called.variables and outcomes(called.text.removeprefix("=").strip(), called.variables) is None:
            yield warning(
                node,
                f"{titled(node)} rechnet erst im Fall aus, welchen Ablauf sie ruft. Wer diesen ändert oder aufhebt, "
                "erfährt nicht sicher von ihr; Prüfung, Szenarien und Folgenbericht folgen dem Aufruf nicht.",
                "Schreiben Sie die Kennungen der möglichen Abläufe hinter if, then und else aus, oder zeichnen Sie für "
                "jeden einen Aufruf hinter eine Entscheidung.",
            )


TOLD = Told(
    title="Aufruf, dessen Ziel erst im Fall feststeht",
    why=(
        "Ein Baustein wird geändert oder aufgehoben, und die Abläufe, die ihn rufen, sollen mitgedacht werden. Setzt "
        "ein Ablauf den Namen erst im Fall zusammen, steht er in keiner Liste der Aufrufer sicher, und keine Prüfung, "
        "kein Szenario und kein Folgenbericht folgt dem Aufruf."
    ),
    wrong="Die Aufrufaktivität ruft = baustein, eine Angabe des Falls.",
    right="Hinter if kind steht „schule_kita“, hinter else „sprachkurs“, beide als fester Text.",
)
RULE = Rule("call-computed", Basis.PRACTICE, check, TOLD)
