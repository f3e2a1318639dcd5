"""The pre-check as decisions that a process calls, so that no process copies the law.

`vorpruefung` answers for one title, `chancencheck` for all that a person may look for. Both read the person record
stored with the case and the law as data; docs/rechtsstand.md tells what goes in and what comes out. They compute and
ask; a person decides (§ 35a VwVfG).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from engine import feel
from engine.cache import Cache
from engine.dmn.outcome import Evaluation
from engine.dmn.rule_set import RuleSet
from engine.errors import Finding, Invalid, ModelError, NotFound
from engine.feel import Environment, Value
from engine.precheck import answer
from engine.precheck.check import Assessment, by_title
from engine.precheck.facts import Facts
from engine.precheck.law import LawBook, Norm
from engine.precheck.read import read_record
from engine.precheck.record import PersonRecord, Title
from engine.precheck.report import label

ONE: Final = "vorpruefung"
ALL: Final = "chancencheck"

#: the ids of these decisions; a version's own decision of the same id goes before
DECISIONS: Final = frozenset({ONE, ALL})

#: the titles they answer for
TITLES: Final = frozenset({*Title, "AufenthG_5"})

#: what nobody looks for: no longer granted, or part of others
_NO_CHANCE: Final = (Title.AUFENTHG_104C, "AufenthG_5")


@dataclass(frozen=True, slots=True)
class Stored:
    """The newest record of the person of a case, and its revision."""

    revision: int
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the decisions rest on, read when one is asked for: the record, None where there is none, and the law.

    `known` is the last day whose knowledge of the law counts, None for the day of the decision. `kept` has answers for
    the same person, question and day: for whoever plays invented persons, not for those of cases.
    """

    record: Callable[[], Stored | None]
    law: Callable[[], LawBook]
    known: date | None = None
    kept: Cache | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a process wants to know: titles, one norm or any (""), the day, and the day of application."""

    titles: tuple[str, ...]
    norm: str
    day: date
    application: date | None


def decide(
    decision: str, variables: Mapping[str, Value], environment: Environment, grounds: Grounds
) -> Evaluation:
    """Decide `vorpruefung` or `chancencheck` by the law of the day the variables name, as far as known now.

    Without a record, and with one that cannot be read, the result is PRUEFUNG with that finding. ModelError for a
    title, norm or day that is none, and where there is no law.
    """
    law = _law(decision, grounds)
    today = environment.now and environment.now.astimezone(ZoneInfo(environment.zone)).date()
    asked = _asked(decision, variables, by_title(law), today)
    stored = grounds.record()
    known = grounds.known or today or date.max
    if grounds.kept is None:
        return _answer(decision, asked, law, stored, known)
    told = None if stored is None else (stored.revision, repr(stored.document))
    found: Evaluation = grounds.kept.get(
        (decision, asked, known, told, id(law)), lambda: _answer(decision, asked, law, stored, known)
    )
    return found


def _answer(decision: str, asked: _Asked, law: LawBook, stored: Stored | None, known: date) -> Evaluation:
    norms = by_title(law)
    name = "Chancencheck" if decision == ALL else f"Vorprüfung {label(asked.titles[0])}"
    record = _read(stored)
    revision = 0 if stored is None else stored.revision
    if isinstance(record, str):
        empty = [
            answer.without_record(title, asked.norm, asked.day, asked.application, record, revision)
            for title in asked.titles
        ]
        return Evaluation(decision, name, _value(decision, empty, asked.day, revision))
    assessment = Assessment(Facts(record), asked.application, known)
    found: list[answer.Answer] = []
    evaluations: list[Evaluation] = []
    rule_sets: dict[str, RuleSet] = {}
    for title in asked.titles:
        looked_at = [norm for norm in norms[title] if asked.norm in ("", norm.name)]
        for norm in looked_at:
            rule_sets |= norm.rule_sets_on(assessment.days(norm, asked.day), assessment.known)
            evaluation = assessment.evaluation(norm, asked.day)
            if evaluation is not None:
                evaluations.append(evaluation)
        outcome = assessment.title(title, looked_at, asked.day)
        found.append(answer.of(outcome, asked.day, asked.application, rule_sets, revision))
    value = _value(decision, found, asked.day, revision)
    # which rules spoke is kept for a title; an overview of all would be a hundred tables, and is asked for anew
    required = tuple(evaluations) if decision == ONE else ()
    return Evaluation(decision, name, value, required=required, rule_sets=rule_sets)


def _law(decision: str, grounds: Grounds) -> LawBook:
    try:
        return grounds.law()
    except NotFound as fault:
        reason = "In der Prozessbibliothek liegt kein Recht als Daten."
        raise _refused(decision, reason, "Legen Sie den Ordner `recht` dazu.") from fault


def _value(decision: str, found: list[answer.Answer], day: date, revision: int) -> Value:
    return feel.from_python(answer.chances(found, day, revision) if decision == ALL else found[0])


def _read(stored: Stored | None) -> PersonRecord | str:
    """The record, or the sentence that says why there is none to read."""
    if stored is None:
        return "Zur Person ist noch kein Datensatz gespeichert; gerechnet wurde nichts."
    try:
        return read_record(stored.document)
    except Invalid:
        return f"Der Datensatz zur Person (Stand {stored.revision}) ist nicht lesbar; gerechnet wurde nichts."


def _asked(
    decision: str, variables: Mapping[str, Value], norms: Mapping[str, list[Norm]], today: date | None
) -> _Asked:
    """What the variables ask for; ModelError for what there is not."""
    given = variables.get("titel")
    if decision == ALL and given is None:
        given = [title for title in norms if title not in _NO_CHANCE]
    titles = given if decision == ALL and isinstance(given, list) else [given]
    unknown = [title for title in titles if not isinstance(title, str) or title not in norms]
    if unknown or not titles:
        named = feel.text(unknown[0]) if unknown else "[]"
        raise _refused(
            decision,
            f"„titel“ ist {named}, und diesen Titel prüft niemand.",
            f"Möglich sind: {', '.join(norms)}.",
        )
    norm = variables.get("norm") if decision == ONE else None
    known = [one.name for title in titles for one in norms[str(title)]]
    if norm not in (None, "", *known):
        raise _refused(
            decision,
            f"Die Norm „{feel.text(norm)}“ führt nicht zu {titles[0]}.",
            f"Möglich sind: {', '.join(known)}.",
        )
    day = _day(decision, variables, "stichtag") or today
    if day is None:
        raise _refused(decision, "Es gibt weder „stichtag“ noch eine Uhr.", "Geben Sie „stichtag“ an.")
    return _Asked(
        tuple(dict.fromkeys(map(str, titles))), str(norm or ""), day, _day(decision, variables, "antrag_am")
    )


def _day(decision: str, variables: Mapping[str, Value], name: str) -> date | None:
    value = variables.get(name)
    if value is None or value == "":
        return None
    try:
        found = feel.to_python(value) if isinstance(value, feel.Date) else date.fromisoformat(str(value))
    except ValueError:
        found = None
    if type(found) is not date:
        raise _refused(
            decision,
            f"„{name}“ ist {feel.text(value)}, und das ist kein Tag.",
            "Geben Sie ein Datum an, zum Beispiel 2026-11-22.",
        )
    return found


def _refused(decision: str, reason: str, hint: str) -> ModelError:
    finding = Finding("", "called-precheck", reason, hint)
    return ModelError(f"Expected to decide {decision}, but {reason}", [finding])
