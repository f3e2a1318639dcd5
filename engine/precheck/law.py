"""The law as the pre-check reads it: norms, each with the decision that answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from engine import dmn, xml
from engine.dmn.model import Model
from engine.dmn.notes import read_notes
from engine.dmn.outcome import Annotation
from engine.dmn.reader import children
from engine.dmn.rule_set import NAMESPACE, KeyDates, Law, RuleSet, parse_law
from engine.errors import Finding, ModelError


@dataclass(frozen=True, slots=True)
class Note:
    """What a rule says of itself: criteria, norm, evidence, and a caution."""

    criteria: tuple[str, ...]
    norm: str
    evidence: str
    caution: str


@dataclass(frozen=True, slots=True)
class Norm:
    """One norm that answers for a title. `decisions` are its versions."""

    name: str
    title: str
    law: Law
    decisions: tuple[str, ...]

    def model_on(self, days: KeyDates, known: date) -> Model:
        """The model as the law was."""
        return self.law.at(days, known)

    def rule_sets_on(self, days: KeyDates, known: date) -> Mapping[str, RuleSet]:
        """The rule sets in force, by decision."""
        return {one.decision: one for one in self.law.choose(days, known)}


class LawBook:
    """Every norm of a folder of DMN files."""

    def __init__(self, norms: tuple[Norm, ...]) -> None:
        self.norms = norms

    @property
    def laws(self) -> tuple[Law, ...]:
        """The files, each once."""
        return tuple(dict.fromkeys(norm.law for norm in self.norms))


def read_law_book(files: Mapping[str, bytes]) -> LawBook:
    """Read DMN files by name; ModelError with every finding where one is faulty or no norm is in them."""
    norms: list[Norm] = []
    findings: list[Finding] = []
    for name, source in sorted(files.items()):
        try:
            norms.extend(_norms(source, name))
        except ModelError as fault:
            findings.extend(fault.findings)
    if findings:
        raise ModelError(f"Expected to read the law, but {findings[0].reason}", findings)
    if not norms:
        finding = Finding(
            "", "no-norm", "Keine Entscheidung nennt den Titel, für den sie antwortet (`laufweg:title`)."
        )
        raise ModelError("Expected to find norms in the law, but there are none", [finding])
    return LawBook(tuple(norms))


def is_law(files: Mapping[str, bytes]) -> bool:
    """Whether files are law and no process: decisions only, some with a validity."""
    return all(name.endswith(".dmn") for name in files) and any(
        NAMESPACE.encode() in source for source in files.values()
    )


def lint_law(files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Everything that is wrong with files of law: faults of the models and of their validity, remarks on tables."""
    findings: list[Finding] = []
    for name, source in sorted(files.items()):
        try:
            model = parse_law(source, name).model
            findings.extend((*model.findings, *dmn.check(model)))
        except ModelError as fault:
            findings.extend(fault.findings)
    return tuple(findings)


@lru_cache(maxsize=8192)
def read_note(annotations: tuple[Annotation, ...]) -> Note:
    """Read what a rule says of itself: `Kriterium`, `Norm`, `Nachweis` and `Hinweis`."""
    notes = read_notes(annotations)
    told: dict[str, list[str]] = {}
    for heading, text in notes.others:
        told.setdefault(heading, []).append(text)
    criteria = tuple(
        one.strip() for text in told.get("Kriterium", ()) for one in text.split(",") if one.strip()
    )
    return Note(criteria, notes.norm, notes.evidence, "; ".join(told.get("Hinweis", ())))


def _norms(source: bytes, file: str) -> list[Norm]:
    law = parse_law(source, file)
    grouped: dict[tuple[str, str], list[str]] = {}
    for element in children(xml.read(source, file), "decision"):
        title = element.get(f"{{{NAMESPACE}}}title")
        if title:
            norm = element.get(f"{{{NAMESPACE}}}norm") or element.get("name") or title
            grouped.setdefault((title, norm), []).append(element.get("id", ""))
    return [Norm(norm, title, law, tuple(ids)) for (title, norm), ids in grouped.items()]
