"""What a rule is about, in the words of those who draw: for the page of rules, the command line and docs/lint.md.

Lint rules bring their own texts; here stand those of everything else that makes findings, by what it looks at.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn import TOLD, Told
from engine.bpmn.basis import Basis, basis_of
from engine.explanations.compiling import COMPILING
from engine.explanations.decisions import DECISIONS
from engine.explanations.forms import FORMS
from engine.explanations.reading import READING
from engine.explanations.tables import TABLES
from engine.explanations.version import VERSION

__all__ = ["EXPLANATIONS", "as_markdown", "explain", "search"]

#: by the name of the rule, in alphabetical order
EXPLANATIONS: Mapping[str, Told] = MappingProxyType(
    dict(sorted({**TOLD, **READING, **COMPILING, **TABLES, **DECISIONS, **FORMS, **VERSION}.items()))
)

_HEAD = """# Die Prüfregeln

Was `laufweg lint` und die Modellierung prüfen, warum, und wie es richtig ist. Dieselben Texte stehen in
der Anwendung unter „Modellierung“ → „Prüfregeln“ und hinter „Warum?“ am Befund. Welche Regel ein Fehler und welche
eine Warnung ist, sagen [bpmn.md](bpmn.md#lint-rules), [dmn.md](dmn.md), [forms.md](forms.md) und
[process-library.md](process-library.md#processtoml).

Die Texte stehen bei den Regeln. Diese Seite schreibt `laufweg lint --explain alle > docs/lint.md`; ein Test vergleicht.
"""


def explain(rule: str) -> Told | None:
    """What is to be said of a rule; None for one without an explanation."""
    return EXPLANATIONS.get(rule)


def search(text: str) -> dict[str, Told]:
    """By name the rules that say all these words or parts of words, wherever; all of them for no word."""
    words = text.casefold().split()
    return {
        rule: told for rule, told in EXPLANATIONS.items() if all(one in _said(rule, told) for one in words)
    }


def _said(rule: str, told: Told) -> str:
    return " ".join((rule, told.title, told.why, told.wrong, told.right, told.norm or "")).casefold()


def as_markdown(rule: str | None = None) -> str:
    """One rule as a section of Markdown, or every rule as a document; KeyError for a rule without an explanation."""
    if rule is not None:
        return _section(rule, EXPLANATIONS[rule])
    return "\n".join([_HEAD, *(_section(name, told) for name, told in EXPLANATIONS.items())])


def _section(rule: str, told: Told) -> str:
    norm = told.norm or ("BPMN 2.0.2" if basis_of(rule) is Basis.STANDARD else "gute Praxis")
    return (
        f"## {rule}\n\n**{told.title}.** {told.why}\n\n"
        f"* Falsch: {told.wrong}\n* Richtig: {told.right}\n* Grundlage: {norm}\n"
    )
