"""The pre-check: every title for one person, on a day, by the law of that day.

It computes and asks; it decides nothing (§ 35a VwVfG).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from engine import feel
from engine.dmn.outcome import Evaluation
from engine.dmn.rule_set import KeyDates, Law, RuleSet
from engine.dmn.run import Run
from engine.feel import Environment, Value
from engine.precheck.facts import Facts
from engine.precheck.law import LawBook, Norm, read_note
from engine.precheck.outcome import Criterion, NormOutcome, PreCheck, Result, Standing, TitleOutcome
from engine.precheck.record import PersonRecord, Title

#: of several norms that lead to one title the best answer counts
RANK: Final = (
    Result.IST, Result.SOLL, Result.KANN, Result.AUSSETZUNG, Result.PRUEFUNG, Result.VERSAGUNG, Result.NEIN,
    Result.ENTFAELLT,
)  # fmt: skip
#: a title can be granted, or everything that time brings has come: looked for on at most so many days
_MOST_DAYS: Final = 16
_DECIDING: Final[Mapping[Result, tuple[Standing, ...]]] = {
    Result.NEIN: (Standing.EXCLUDED, Standing.MISSING),
    Result.VERSAGUNG: (Standing.REFUSAL,),
    Result.AUSSETZUNG: (Standing.SUSPENSION,),
    Result.PRUEFUNG: (Standing.HUMAN,),
    Result.KANN: (Standing.DISCRETION,),
    Result.ENTFAELLT: (Standing.NOT_APPLICABLE,),
}
_ENVIRONMENT: Final = Environment()
_ALWAYS: Final = date.max


def check(
    record: PersonRecord,
    day: date,
    book: LawBook,
    *,
    application: date | None = None,
    known: date | None = None,
) -> PreCheck:
    """Check every title on `day`.

    `application` counts as the day of application for every title, instead of those of the record; `known` is
    the last day whose knowledge of the law counts, by default all that is known today.
    """
    run = Assessment(Facts(record), application, known or _ALWAYS)
    titles = tuple(run.title(title, norms, day) for title, norms in by_title(book).items())
    return PreCheck(day, known, record.name or record.id or "", titles)


def by_title(book: LawBook) -> dict[str, list[Norm]]:
    """The norms that lead to each title."""
    grouped: dict[str, list[Norm]] = {}
    for norm in book.norms:
        grouped.setdefault(norm.title, []).append(norm)
    known = list(Title)
    # in the order people ask for them, others after that
    ordered = sorted(grouped, key=lambda title: known.index(Title(title)) if title in known else len(known))
    return {title: grouped[title] for title in ordered}


@dataclass(frozen=True, slots=True)
class Assessment:
    """One person: what stays the same over all titles and days, and what was decided on each day."""

    facts: Facts
    application: date | None
    known: date
    runs: dict[tuple[Law, date, date | None], Run] = field(default_factory=dict)

    def title(self, title: str, norms: list[Norm], day: date) -> TitleOutcome:
        """The title on the day, and when it comes if it is not open yet."""
        found = [self._norm(norm, day) for norm in norms]
        best = min(found, key=lambda one: RANK.index(one.result))
        earliest, certain = (None, False) if best.result.is_open else self._earliest(norms, found, day)
        return TitleOutcome(
            title=title,
            result=best.result,
            norm=best.norm,
            reason=_reason(best),
            norms=tuple(found),
            earliest=earliest,
            earliest_certain=certain,
            applied_on=self._applied(title, day),
        )

    def result(self, norm: Norm, day: date) -> Result:
        """What the norm says on the day, without the reasons: for whoever compares many."""
        evaluation = self.evaluation(norm, day)
        return Result.ENTFAELLT if evaluation is None else _result(evaluation)

    def _norm(self, norm: Norm, day: date) -> NormOutcome:
        evaluation = self.evaluation(norm, day)
        if evaluation is None:
            return NormOutcome(
                norm.name, Result.ENTFAELLT, explanation="Die Vorschrift gilt an diesem Tag nicht."
            )
        result = _result(evaluation)
        rule_sets = norm.rule_sets_on(self.days(norm, day), self.known)
        criteria = tuple(_criteria(evaluation, rule_sets, result))
        applied_sets = [rule_sets[one.rule_set] for one in criteria if one.rule_set]
        since = max((one.valid_from for one in applied_sets), default=None)
        return NormOutcome(norm.name, result, criteria, since)

    def evaluation(self, norm: Norm, day: date) -> Evaluation | None:
        """The decision of the norm, decided once a day; None where the norm does not hold on the day."""
        model = norm.model_on(self.days(norm, day), self.known)
        decision = next((one for one in norm.decisions if one in model.decisions), None)
        if decision is None:
            return None
        run = self._decided(norm.law, day, self._applied(norm.title, day))
        return run.decide(model.decisions[decision])

    def days(self, norm: Norm, day: date) -> KeyDates:
        """The days the norm looks at: of the decision and of the application."""
        return KeyDates(day, self._applied(norm.title, day) or day)

    def _decided(self, law: Law, day: date, applied: date | None) -> Run:
        """The evaluation that the norms of a file share, so that what they have in common is decided once."""
        key = (law, day, applied)
        if key not in self.runs:
            variables: dict[str, Value] = {**law.absent, **self.facts.on(day, applied)}
            self.runs[key] = Run(variables, _ENVIRONMENT)
        return self.runs[key]

    def _applied(self, title: str, day: date) -> date | None:
        """The day of application that counts; None where there is none up to the day."""
        if self.application is None:
            return self.facts.applied(title, day)
        return self.application if self.application <= day else None

    def _earliest(self, norms: list[Norm], found: list[NormOutcome], day: date) -> tuple[date | None, bool]:
        """The first day on which one of the norms opens the title, of those that time alone may bring."""
        best: tuple[date, bool] | None = None
        for norm, outcome in zip(norms, found, strict=True):
            if outcome.result is Result.ENTFAELLT:
                continue
            comes = self._comes(norm, outcome, day)
            if comes is not None and (best is None or (not comes[1], comes[0]) < (not best[1], best[0])):
                best = comes
        return best or (None, False)

    def _comes(self, norm: Norm, outcome: NormOutcome, day: date) -> tuple[date, bool] | None:
        """Try the days on which something changes: a criterion becomes fulfilled, the law or the record changes.

        Certain is a day on which the norm opens the title; else the first day on which nothing is missing that
        only time can bring, while what is open otherwise was open before.
        """
        lasting = _lasting(outcome)
        waits = bool(_dated(outcome))
        days = {*_dated(outcome), *norm.law.changes(day, self.known), *self.facts.changes(day)}
        tried: set[date] = set()
        while days - tried and len(tried) < _MOST_DAYS:
            candidate = min(days - tried)
            tried.add(candidate)
            then = self._norm(norm, candidate)
            if then.result.is_open:
                return candidate, True
            later = {one for one in _dated(then) if one > candidate}
            if waits and not later and _waits_for_nothing_new(then, lasting):
                return candidate, False
            days |= later
        return None


def _waits_for_nothing_new(outcome: NormOutcome, lasting: set[tuple[str, ...]]) -> bool:
    """Whether what is still open then was open before, and can be cured."""
    return (
        outcome.result is not Result.ENTFAELLT
        and _lasting(outcome) <= lasting
        and all(one.standing is not Standing.EXCLUDED for one in outcome.criteria)
    )


def _dated(outcome: NormOutcome) -> set[date]:
    """The days on which criteria that are not met become so by time."""
    return {one.earliest for one in outcome.criteria if one.earliest is not None and not one.standing.is_met}


def _lasting(outcome: NormOutcome) -> set[tuple[str, ...]]:
    """The criteria that time will not fulfil."""
    return {one.ids for one in outcome.criteria if one.earliest is None and not one.standing.is_met}


def _criteria(
    evaluation: Evaluation, rule_sets: Mapping[str, RuleSet], result: Result
) -> Iterator[Criterion]:
    deciding = _DECIDING.get(result, ())
    for part in _parts(evaluation.required):
        if part.value is None:
            yield _unanswered(part, part.decision if part.decision in rule_sets else "")
    for part, value in _tables(evaluation.required, set()):
        standing = Standing(str(value["stand"]))
        if result is Result.ENTFAELLT and standing is not Standing.NOT_APPLICABLE:
            continue  # of a norm that does not apply only the reason is told
        rule = next(iter(part.rules), None)
        note = read_note(() if rule is None else rule.annotations)
        applied = rule_sets.get(part.decision)
        caution = note.caution
        if applied is not None and applied.verify:
            caution = f"{caution}; {applied.verify}" if caution else applied.verify
        yield Criterion(
            ids=note.criteria,
            name=part.name,
            norm=note.norm,
            standing=standing,
            finding=str(value["befund"]),
            evidence=note.evidence,
            question=str(value["frage"] or ""),
            caution=caution,
            earliest=_day(value["ab"]),
            decides=standing in deciding,
            rule_set="" if applied is None else part.decision,
            rule="" if rule is None else rule.id,
        )


def _result(evaluation: Evaluation) -> Result:
    """What the norm says; a criterion without an answer is for a person, never fulfilled."""
    result = Result(str(evaluation.value))
    if result.is_open and any(one.value is None for one in _parts(evaluation.required)):
        return Result.PRUEFUNG
    return result


def _parts(required: Iterable[Evaluation]) -> Iterator[Evaluation]:
    """The decisions of the criteria: those the summary of a norm requires."""
    for summary in required:
        yield from summary.required


def _unanswered(part: Evaluation, rule_set: str) -> Criterion:
    """A criterion whose table gave no answer: something it reads is missing or of another kind."""
    missing = ", ".join(f"„{name}“" for name in part.undetermined)
    because = f", weil {missing} fehlt oder nicht lesbar ist" if missing else ""
    return Criterion(
        ids=(),
        name=part.name,
        norm="",
        standing=Standing.HUMAN,
        finding=f"„{part.name}“ ist nicht bestimmbar{because}.",
        question=f"Wie steht es mit „{part.name}“?",
        decides=True,
        rule_set=rule_set,
    )


def _tables(
    required: Iterable[Evaluation], seen: set[str]
) -> Iterator[tuple[Evaluation, Mapping[str, Value]]]:
    """The criteria among what a norm was built on, each once, with what it says."""
    for part in required:
        if part.decision in seen:
            continue
        seen.add(part.decision)
        if isinstance(part.value, dict) and part.value.keys() >= {"stand", "befund", "ab", "frage"}:
            yield part, part.value
        yield from _tables(part.required, seen)


def _day(value: Value) -> date | None:
    return date(value.year, value.month, value.day) if isinstance(value, feel.Date) else None


def _reason(outcome: NormOutcome) -> str:
    """The findings the result rests on, in one text."""
    if outcome.explanation:
        return outcome.explanation
    decisive = [one for one in outcome.criteria if one.decides]
    if not decisive:
        return "Alle Voraussetzungen, die sich prüfen lassen, sind erfüllt."
    return " ".join(one.finding for one in decisive)
