"""What tells whose case it was, in a text that is to leave the case: names, birthday and number of the person, and the
words of what was typed into it.

A text is made without them (`engine.scenario.masks`), then read and corrected by somebody; this looks at it once more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from engine.execution.happened import Course

_WORD: Final = re.compile(r"[^\W_][\w.@'’-]*[^\W_]|[^\W_]")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{2}:\d{2}.*|-?P[0-9YMWDTHS.]+")
#: what stands in a list of the model, not what somebody types
_CODE: Final = re.compile(r"[a-z][a-z0-9_]*|\d{8}")
#: shorter words tell nobody apart, and stand anywhere; nor does a year
_SHORTEST, _SHORTEST_NAME, _YEAR = 4, 3, 4
#: a number that is given to a person, not one that is counted
_NUMBERED: Final = 1_000_000
#: what stands in every scenario that was made of a case
_ALWAYS: Final = (
    "Szenario nach einem Fall Beschreibung Aus dem Verlauf eines Falls Texte sind erfunden alle Tage um dieselbe "
    "Zahl von Wochen verschoben Angabe Hier geschah was ein Szenario nicht nachstellt Angaben"
)


def words(
    course: Course, reference: str, names: str, birth: date | None, files: Mapping[str, bytes]
) -> frozenset[str]:
    """The words that tell whose case the course is of, without those that the model's own files say."""
    values = [course.beginning, *(one.values for one in course.happened)]
    typed = {
        word
        for text in _texts([*values, course.person_record or {}])
        for word in _WORD.findall(text)
        if len(word) >= _SHORTEST and _tells(word)
    }
    known = (_ALWAYS, *(content.decode("utf-8", "replace") for content in files.values()))
    said = {word.casefold() for text in known for word in _WORD.findall(text)}
    named = {word.casefold() for word in _WORD.findall(names) if len(word) >= _SHORTEST_NAME}
    return frozenset(
        {*({word.casefold() for word in typed} - said), *named, *_written(birth), reference.casefold()}
    )


def found(text: str, telling: Iterable[str]) -> tuple[str, ...]:
    """Which of these words stand in the text."""
    here = {word.casefold() for word in _WORD.findall(text)}
    low = text.casefold()
    # what is no plain word may stand inside of another one
    return tuple(sorted(one for one in telling if one in here or (not one.isalpha() and one in low)))


def _tells(word: str) -> bool:
    if word.isdigit():
        return len(word) > _YEAR
    return word[0].isupper() or any(one.isdigit() for one in word)


def _written(day: date | None) -> Iterator[str]:
    if day is not None:
        yield from (
            day.isoformat(),
            f"{day:%d.%m.%Y}",
            f"{day.day}.{day.month}.{day.year}",
            f"{day:%d.%m.%y}",
        )


def _texts(value: Any) -> Iterator[str]:  # Any: what JSON and FEEL have
    match value:
        case str():
            if not _DAY.fullmatch(value) and not _CODE.fullmatch(value):
                yield value
        case int() | Decimal() as number:
            if abs(Decimal(number)) >= _NUMBERED:
                yield str(number)
        case Mapping():
            for one in value.values():
                yield from _texts(one)
        case list():
            for one in value:
                yield from _texts(one)
