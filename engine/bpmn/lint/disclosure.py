"""What a step lets another body know says to whom, by which norm and which data, and stands where it can be noted.

Else the step would stop with an incident in somebody's case, after the data are gone.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from engine.bpmn.disclosed import DATA, NORM, RECIPIENT, Discloses
from engine.bpmn.expressions import literal
from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, error, titled
from engine.bpmn.model import Kind, Node
from engine.competence import BODIES, remark
from engine.feel import Expression, first_literals

_DISCLOSING = frozenset({Kind.USER_TASK, Kind.SERVICE_TASK, Kind.SEND_TASK, Kind.SCRIPT_TASK})


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        if node.discloses is None:
            continue
        if node.kind not in _DISCLOSING:
            yield error(
                node,
                f"{titled(node)} nennt eine Übermittlung, kann aber keine vermerken.",
                "Sie gehört an die Benutzer-, Service-, Sende- oder Skriptaufgabe, die etwas weitergibt.",
            )
            continue
        yield from _missing(node, node.discloses)
        yield from _recipient(node, node.discloses.recipient)
        yield from _data(node, node.discloses.data, context.data)


def _missing(node: Node, said: Discloses) -> Iterator[Remark]:
    for name, value, what, hint in (
        (RECIPIENT, said.recipient, "keine empfangende Stelle", "zum Beispiel „jobcenter“"),
        (NORM, said.norm, "keine Norm", "die Norm, die sie erlaubt, oder „Einwilligung“"),
        (DATA, said.data, "keine Angaben", "Kategorien oder Datengruppen, durch Kommas getrennt"),
    ):
        if value is None:
            yield error(
                node,
                f"Die Übermittlung bei {titled(node)} nennt {what}.",
                f"Ergänzen Sie „{name}“: {hint}.",
            )


def _recipient(node: Node, recipient: Expression | None) -> Iterator[Remark]:
    if recipient is None:
        return
    text = literal(recipient)
    if text is not None and text.strip() in BODIES:
        return
    groups = first_literals(recipient.text, "zustaendig") if text is None else (text,)
    for group in dict.fromkeys(groups):
        said = remark(group)
        if said:
            yield error(
                node,
                f"Die empfangende Stelle bei {titled(node)} lässt sich nicht finden. {said}",
                f"Nennen Sie ein Thema des Registers, etwa „jobcenter“, oder eine Stelle ohne Aufgaben: "
                f"{', '.join(BODIES)}.",
            )


def _data(node: Node, data: Expression | None, known: frozenset[str] | None) -> Iterator[Remark]:
    text = None if data is None else literal(data)
    if text is None or known is None or text in known:
        return
    for name in (one.strip() for one in text.split(",")):
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), n=1)
            yield error(
                node,
                f"Die Übermittlung bei {titled(node)} nennt „{name}“; das ist weder eine Kategorie noch eine "
                "Datengruppe des Ablaufs.",
                f"Meinten Sie „{near[0]}“?"
                if near
                else "Nennen Sie eine Gruppe aus [[daten]] in process.toml.",
            )


TOLD = Told(
    title="Übermittlung unvollständig",
    why=(
        "Wer Daten weitergibt, vermerkt, an wen, nach welcher Norm und welche Angaben. Fehlt etwas "
        "davon, bliebe der Schritt stehen, nachdem die Daten schon weg sind."
    ),
    wrong="Eine Sendeaufgabe nennt eine Übermittlung an „jobcenter“, aber keine Norm.",
    right="Sie nennt Empfänger, Norm (oder „Einwilligung“) und die Kategorien oder Datengruppen.",
)
RULE = Rule("disclosure", Basis.PRACTICE, check, TOLD)
