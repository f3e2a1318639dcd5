"""Values in sentences: periods said in words and compared, long texts cut, both languages at once."""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST = 160
#: how much of what is the same is shown around the place where two long texts part
_AROUND = 40
_ISO = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_IN_TEXT = re.compile(r"(?<![A-Za-z0-9])P(?=[0-9T])[0-9YMWDTHS]+(?![A-Za-z0-9])")
_UNITS = (
    ("Jahr", "Jahre", "Jahren", "year", "years"),
    ("Monat", "Monate", "Monaten", "month", "months"),
    ("Woche", "Wochen", "Wochen", "week", "weeks"),
    ("Tag", "Tage", "Tagen", "day", "days"),
    ("Stunde", "Stunden", "Stunden", "hour", "hours"),
    ("Minute", "Minuten", "Minuten", "minute", "minutes"),
    ("Sekunde", "Sekunden", "Sekunden", "second", "seconds"),
)
#: the shortest each unit can be, in seconds, to tell whether a period became longer
_SECONDS = (31_556_952, 2_629_746, 604_800, 86_400, 3_600, 60, 1)


class Said(NamedTuple):
    """The same in both languages."""

    german: str
    english: str


class Span(NamedTuple):
    """A period in words: German nominative and dative (after „von“), English; and how long it is about."""

    german: str
    dative: str
    english: str
    seconds: int
    amount: int | None
    unit: int | None


def span(iso: str, *, working: bool = False) -> Span | None:
    """An ISO 8601 period in words; None for anything else. Of working days where `working` is set."""
    found = _ISO.fullmatch(iso.strip())
    if found is None or not any(found.groups()):
        return None
    amounts = [(index, int(text[:9])) for index, text in enumerate(found.groups()) if text]
    words: tuple[list[str], list[str], list[str]] = ([], [], [])
    for index, amount in amounts:
        one, many, dative, english_one, english_many = _UNITS[index]
        if working and index == 3:
            one, many, dative = "Arbeitstag", "Arbeitstage", "Arbeitstagen"
            english_one, english_many = "working day", "working days"
        words[0].append(f"{amount} {one if amount == 1 else many}")
        words[1].append(f"{amount} {one if amount == 1 else dative}")
        words[2].append(f"{amount} {english_one if amount == 1 else english_many}")
    single = amounts[0] if len(amounts) == 1 else None
    return Span(
        " ".join(words[0]),
        " ".join(words[1]),
        " ".join(words[2]),
        sum(_SECONDS[index] * amount for index, amount in amounts),
        single[1] if single else None,
        single[0] if single else None,
    )


def period_change(before: str, after: str, *, working: tuple[bool, bool] = (False, False)) -> Said | None:
    """„von 14 auf 10 Tage verkürzt“ for two periods, or for two expressions that differ in one period only."""
    old, new = span(before, working=working[0]), span(after, working=working[1])
    if old is None or new is None:
        pair = _only_periods(before, after)
        if pair is None:
            return None
        old, new = span(pair[0]), span(pair[1])
    if old is None or new is None or (old.seconds == new.seconds and old.german == new.german):
        return None
    if old.seconds == new.seconds:
        return Said(
            f"von {old.dative} in {new.german} geändert", f"changed from {old.english} to {new.english}"
        )
    shorter = new.seconds < old.seconds
    same_unit = old.unit is not None and old.unit == new.unit and working[0] == working[1]
    from_german = str(old.amount) if same_unit else old.dative
    from_english = str(old.amount) if same_unit else old.english
    return Said(
        f"von {from_german} auf {new.german} {'verkürzt' if shorter else 'verlängert'}",
        f"{'shortened' if shorter else 'extended'} from {from_english} to {new.english}",
    )


def _only_periods(before: str, after: str) -> tuple[str, str] | None:
    """The one period in which two expressions differ; None where something else differs too."""
    if _IN_TEXT.sub("\0", before) != _IN_TEXT.sub("\0", after):
        return None
    pairs = [
        (one, other)
        for one, other in zip(_IN_TEXT.findall(before), _IN_TEXT.findall(after), strict=True)
        if one != other
    ]
    return pairs[0] if len(pairs) == 1 else None


def shown(text: str) -> str:
    """A value inside a sentence: on one line, an expression without its equals sign, a long one cut."""
    line = " ".join(text.split())
    line = line.removeprefix("=").strip() or line
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"


def quoted(text: str) -> str:
    """A value in German quotes as it stands in a sentence."""
    return f"„{shown(text)}“"


def english_quoted(text: str) -> str:
    """A value in English quotes as it stands in a sentence."""
    return f"“{shown(text)}”"


def became(before: str | None, after: str | None) -> Said:
    """The end of a sentence about a value: „neu: …“, „entfallen (bisher …)“, „vorher …, jetzt …“."""
    if before is None and not after:
        return Said("neu", "new")
    if after is None and not before:
        return Said("entfallen", "dropped")
    if before is None:
        return Said(f"neu: {quoted(after or '')}", f"new: {english_quoted(after or '')}")
    if after is None:
        return Said(
            f"entfallen (bisher {quoted(before or '')})", f"dropped (was {english_quoted(before or '')})"
        )
    period = period_change(before, after)
    if period is not None:
        return period
    old, new = _apart(before, after)
    return Said(
        f"geändert: vorher {quoted(old)}, jetzt {quoted(new)}",
        f"changed: was {english_quoted(old)}, now {english_quoted(new)}",
    )


def _apart(before: str, after: str) -> tuple[str, str]:
    """Two long texts from a little before the place where they part to a little behind it; short ones as they are."""
    old, new = (" ".join(one.split()) for one in (before, after))
    shorter = min(len(old), len(new))
    if max(len(old), len(new)) <= _LONGEST:
        return before, after
    first = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    last = next((at for at in range(shorter - first) if old[-1 - at] != new[-1 - at]), shorter - first)
    start = old.rfind(" ", 0, max(0, first - _AROUND)) + 1
    return _piece(old, start, len(old) - last), _piece(new, start, len(new) - last)


def _piece(text: str, start: int, last: int) -> str:
    end = text.find(" ", min(len(text), last + _AROUND))
    return f"{'…' if start else ''}{text[start:] if end < 0 else text[start:end] + ' …'}"


def only_blanks(before: str, after: str) -> bool:
    """Whether two texts differ in nothing but blanks and line breaks, outside of quotes."""
    if '"' in before or '"' in after:
        return False
    return before.split() == after.split()
