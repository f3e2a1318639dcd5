"""What is kept with a pre-check, so that years later it says the same: its outcome, and the rule sets in force."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.precheck.check import Assessment
from engine.precheck.facts import Facts
from engine.precheck.law import LawBook
from engine.precheck.outcome import Criterion, NormOutcome, PreCheck, Result, Standing, TitleOutcome
from engine.precheck.record import PersonRecord


def rule_sets(
    record: PersonRecord,
    day: date,
    book: LawBook,
    *,
    application: date | None = None,
    known: date | None = None,
) -> list[dict[str, object]]:
    """Every rule set that `check` uses with the same arguments, by norm: decision, name and days, as plain data."""
    assessment = Assessment(Facts(record), application, known or date.max)
    return [
        {
            "norm": norm.name,
            "decision": decision,
            "name": one.name,
            "valid_from": one.valid_from.isoformat(),
            "valid_to": None if one.valid_to is None else one.valid_to.isoformat(),
            "known_from": one.known_from.isoformat(),
        }
        for norm in book.norms
        for decision, one in norm.rule_sets_on(assessment.days(norm, day), assessment.known).items()
    ]


def from_json(document: Mapping[str, Any]) -> PreCheck:
    """The pre-check that `to_json` wrote; `order` names the titles in theirs, where something has lost it."""
    return PreCheck(
        date.fromisoformat(document["day"]),
        _day(document["known"]),
        document["person"],
        tuple(
            _title(title, document["titles"][title]) for title in document.get("order", document["titles"])
        ),
    )


def _title(title: str, one: Mapping[str, Any]) -> TitleOutcome:
    return TitleOutcome(
        title=title,
        result=Result(one["result"]),
        norm=one["norm"],
        reason=one["reason"],
        norms=tuple(_norm(norm) for norm in one["norms"]),
        earliest=_day(one["earliest"]),
        earliest_certain=one["earliest_certain"],
        applied_on=_day(one["applied_on"]),
    )


def _norm(one: Mapping[str, Any]) -> NormOutcome:
    return NormOutcome(
        norm=one["norm"],
        result=Result(one["result"]),
        criteria=tuple(_criterion(found) for found in one["criteria"]),
        in_force_since=_day(one["in_force_since"]),
        explanation=one["explanation"],
    )


def _criterion(one: Mapping[str, Any]) -> Criterion:
    return Criterion(
        ids=tuple(one["ids"]),
        name=one["name"],
        norm=one["norm"],
        standing=Standing(one["standing"]),
        finding=one["finding"],
        evidence=one["evidence"],
        question=one["question"],
        caution=one["caution"],
        earliest=_day(one["earliest"]),
        decides=one["decides"],
        rule_set=one["rule_set"],
        rule=one["rule"],
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
