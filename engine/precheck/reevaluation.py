"""What a change of the law, or of what is known of it, changes for many persons."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.precheck.check import RANK, Assessment, by_title
from engine.precheck.facts import Facts
from engine.precheck.law import LawBook, Norm
from engine.precheck.outcome import Result
from engine.precheck.record import PersonRecord

#: after how many persons the progress is told
_STEP: Final = 100


@dataclass(frozen=True, slots=True)
class Standpoint:
    """The law as somebody knows it: the book, and the last day whose knowledge counts."""

    book: LawBook
    known: date = date.max


@dataclass(frozen=True, slots=True)
class Moved:
    """A title whose result differs for one person."""

    person: str
    title: str
    before: Result
    after: Result


def reevaluate(
    records: Iterable[PersonRecord],
    day: date,
    before: Standpoint,
    after: Standpoint,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Moved]:
    """Compare every title of every person on `day` from both standpoints, and yield those that differ.

    Takes one record at a time and keeps none; whoever stops asking cancels it. `progress` is told how many persons
    are done, every hundred and at the end. Titles whose norms are the same from both standpoints are not decided.
    """
    done = 0
    for record in records:
        yield from _moved(record, day, before, after)
        done += 1
        if progress is not None and done % _STEP == 0:
            progress(done)
    if progress is not None and done % _STEP:
        progress(done)


def _moved(record: PersonRecord, day: date, before: Standpoint, after: Standpoint) -> Iterator[Moved]:
    facts = Facts(record)
    was, now = Assessment(facts, None, before.known), Assessment(facts, None, after.known)
    earlier, later = by_title(before.book), by_title(after.book)
    for title in dict.fromkeys((*earlier, *later)):
        old, new = earlier.get(title, []), later.get(title, [])
        if _models(was, old, day) == _models(now, new, day):
            continue
        then, today = _best(was, old, day), _best(now, new, day)
        if then is not today:
            yield Moved(record.id or record.name or "", title, then, today)


def _models(assessment: Assessment, norms: list[Norm], day: date) -> list[int]:
    """What decides: the same versions of the same law are the same model."""
    return [id(norm.model_on(assessment.days(norm, day), assessment.known)) for norm in norms]


def _best(assessment: Assessment, norms: list[Norm], day: date) -> Result:
    return min((assessment.result(norm, day) for norm in norms), key=RANK.index, default=Result.ENTFAELLT)
