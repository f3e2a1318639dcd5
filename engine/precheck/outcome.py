"""What the pre-check says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Result(StrEnum):
    """The answer for a title, in the words of the case library."""

    IST = "IST"
    SOLL = "SOLL"
    KANN = "KANN"
    PRUEFUNG = "PRUEFUNG"
    NEIN = "NEIN"
    VERSAGUNG = "VERSAGUNG"
    AUSSETZUNG = "AUSSETZUNG"
    ENTFAELLT = "ENTFAELLT"

    @property
    def is_open(self) -> bool:
        """Whether the title can be granted as things stand."""
        return self in (Result.IST, Result.SOLL, Result.KANN)


class Standing(StrEnum):
    """How one criterion stands."""

    FULFILLED = "erfuellt"
    MISSING = "fehlt"
    EXCLUDED = "ausgeschlossen"
    HUMAN = "mensch"
    NOTE = "hinweis"
    EVIDENCE = "nachweis"
    REFUSAL = "versagung"
    SUSPENSION = "aussetzung"
    DISCRETION = "ermessen"
    NOT_APPLICABLE = "entfaellt"
    IRRELEVANT = "ohne_belang"

    @property
    def is_met(self) -> bool:
        """Whether nothing of this criterion stands against the title."""
        return self in (
            Standing.FULFILLED,
            Standing.NOTE,
            Standing.EVIDENCE,
            Standing.IRRELEVANT,
            Standing.DISCRETION,
        )


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: how it stands, why, and what is still to be done.

    `earliest` is the first day on which it will be fulfilled by time alone; `question` is for a person;
    `decides` says whether the result rests on it.
    """

    ids: tuple[str, ...]
    name: str
    norm: str
    standing: Standing
    finding: str
    evidence: str = ""
    question: str = ""
    caution: str = ""
    earliest: date | None = None
    decides: bool = False
    rule_set: str = ""
    rule: str = ""


@dataclass(frozen=True, slots=True)
class NormOutcome:
    """One norm. `in_force_since` is the first day of the youngest version of its rules that was applied."""

    norm: str
    result: Result
    criteria: tuple[Criterion, ...] = ()
    in_force_since: date | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class TitleOutcome:
    """One title: the best of its norms, and the first day on which it can be granted.

    `earliest_certain` is false where something other than time is still open on that day.
    """

    title: str
    result: Result
    norm: str
    reason: str
    norms: tuple[NormOutcome, ...]
    earliest: date | None = None
    earliest_certain: bool = False
    applied_on: date | None = None

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """The criteria of the norm that decides."""
        return next((one.criteria for one in self.norms if one.norm == self.norm), ())


@dataclass(frozen=True, slots=True)
class PreCheck:
    """Every title for one person on one day, by the law of that day as far as known."""

    day: date
    known: date | None
    person: str
    titles: tuple[TitleOutcome, ...]

    def title(self, name: str) -> TitleOutcome:
        """The outcome for a title; KeyError for one that is not there."""
        for one in self.titles:
            if one.title == name:
                return one
        raise KeyError(name)
