"""The name of a task says what is to be done: in German with a verb that ends in -n.

Only a name without any word that may be such a verb is told: an adjective that looks like one lets a name pass.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.lint.context import Basis, Context, Remark, Rule, Told, titled, warning
from engine.bpmn.model import Kind

#: „prüfen“, „erinnern“, „sammeln“, „tun“, „sein“
_VERB = re.compile(r"\b[a-zäöüß]{0,40}(?:en|ern|eln|tun|sein)\b")
#: „Nachhalten“, „Klären, warum kein Antrag vorliegt“
_FIRST = re.compile(r"^[A-ZÄÖÜ][a-zäöüß]{1,40}(?:en|ern|eln)(?:,|$)")
#: words of that form that are none
_NO_VERBS = re.compile(r"\b(?:den|einen|keinen|ihren|seinen|diesen|jeden|wegen|gegen|neben|zwischen)\b")


def check(context: Context) -> Iterator[Remark]:
    for node in context.graph.nodes.values():
        name = " ".join(node.name.split())
        # a single word in small letters is an id that nobody has made a name of yet
        if node.kind is Kind.USER_TASK and name and (" " in name or name[0].isupper()) and not _says(name):
            yield warning(
                node,
                f"Der Name der Aufgabe {titled(node)} sagt nicht, was zu tun ist.",
                "Schließen Sie ihn mit dem Tätigkeitswort, zum Beispiel „Unterlagen prüfen“.",
            )


def _says(name: str) -> bool:
    return bool(_FIRST.search(name) or _VERB.search(_NO_VERBS.sub("", name)))


TOLD = Told(
    title="Aufgabe ohne Tätigkeitswort",
    why="Im Posteingang steht nur der Name. Er sagt, was zu tun ist, nicht, worum es geht.",
    wrong="Die Aufgabe heißt „Sicherheitsabfrage“.",
    right="Sie heißt „Sicherheit abfragen“.",
)
RULE = Rule("task-verb", Basis.PRACTICE, check, TOLD)
