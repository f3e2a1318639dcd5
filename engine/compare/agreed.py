"""One agreed time, number or other value as a resolution changes it, in a sentence that can be read by itself."""

from __future__ import annotations

from dataclasses import dataclass

from engine.compare.difference import Difference, DifferenceKind, Weight
from engine.compare.values import Said, english_quoted, period_change, quoted, span


@dataclass(frozen=True, slots=True)
class Term:
    """What is agreed on at an element or under a name, None on a side where nothing is: an ISO 8601 period, of working
    days where `working` is set, or a number in digits.
    """

    name: str
    label: str
    before: str | None
    after: str | None
    working: bool = False
    #: what a value that belongs to no process is called instead of „Vereinbarter Wert …“
    said: Said | None = None


def agreed_change(term: Term) -> Difference:
    """The sentence for one value: „Vereinbarte Zeit für „Prüfen“ von 7 auf 2 Tage verkürzt.“"""
    place, end = _place(term), _change(term)
    return Difference(
        DifferenceKind.AGREED_TIME,
        Weight.SUBJECT,
        "",
        term.name,
        term.label,
        term.before,
        term.after,
        f"{place.german} {end.german}.",
        f"{place.english} {end.english}.",
    )


def _place(term: Term) -> Said:
    if term.said is not None:
        return term.said
    if (term.after or term.before or "").isdecimal():
        return Said(f"Vereinbarter Wert {quoted(term.label)}", f"Agreed number {english_quoted(term.label)}")
    return Said(f"Vereinbarte Zeit für {quoted(term.label)}", f"Agreed time for {english_quoted(term.label)}")


def _change(term: Term) -> Said:
    old, new = (_words(one, term) for one in (term.before, term.after))
    if term.before is None or term.after is None:
        return (
            Said(f"neu: {new.german}", f"new: {new.english}")
            if term.before is None
            else Said(f"entfallen (bisher {old.german})", f"dropped (was {old.english})")
        )
    if term.before.isdecimal() and term.after.isdecimal():
        more = int(term.after) > int(term.before)
        return Said(
            f"von {term.before} auf {term.after} {'erhöht' if more else 'gesenkt'}",
            f"{'raised' if more else 'lowered'} from {term.before} to {term.after}",
        )
    changed = period_change(term.before, term.after, working=(term.working, term.working))
    return changed or Said(
        f"geändert: bisher {old.german}, jetzt {new.german}",
        f"changed: was {old.english}, now {new.english}",
    )


def _words(value: str | None, term: Term) -> Said:
    period = span(value or "", working=term.working)
    return Said(value or "", value or "") if period is None else Said(period.german, period.english)
