"""When an authority is closed beside the public holidays, and when it is open. Neither moves a legal deadline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from typing import Final

from engine.clock import ZONE
from engine.deadlines import OfficeHours
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import amendment
from engine.state import authority, calendar, escalation
from engine.state.calendar import ClosureRow
from engine.state.register_change import ChangeKind
from engine.transaction import Transaction

LONGEST_NAME: Final = 100
#: days; nobody closes for longer and stays an authority
LONGEST_CLOSURE: Final = 366
_YEARS_AHEAD: Final = 20
_MOST_HOURS: Final = 4


@dataclass(frozen=True, slots=True)
class Closing:
    """From which day to which, both closed, and how people call it: Weihnachtswoche, Rosenmontag."""

    first: date
    last: date
    name: str


def enter_closure(tx: Transaction, authorities: Sequence[int], closing: Closing) -> tuple[int, ...]:
    """Close these authorities on these days; returns the closures, in the order of `authorities`.

    Invalid when the days are over or make no span, or one of the authorities is closed then already.
    """
    if not authorities:
        raise Invalid(
            "Expected to close an authority, but none is named",
            {"authorities": "Bitte wählen Sie mindestens eine Behörde."},
        )
    _check(tx, closing)
    made = []
    for one in sorted(set(authorities)):
        _within_reach(tx, one)
        _must_be_open(tx, one, closing)
        made.append(calendar.add(tx, one, closing.first, closing.last, _name(closing)))
        _note(tx, one, {}, _said(closing.first, closing.last, _name(closing)))
    return tuple(made)


def change_closures(tx: Transaction, seen: Mapping[int, int], closing: Closing) -> None:
    """Give closures (id → the revision that was seen) other days or another name, all or none.

    Conflict when somebody else has changed one, Invalid as `enter_closure` and when one is over.
    """
    _check(tx, closing)
    for closure_id, revision in sorted(seen.items()):
        found = _open_closure(tx, closure_id)
        _must_be_open(tx, found.authority_id, closing, apart_from=found)
        calendar.change(tx, found, revision, closing.first, closing.last, _name(closing))
        before = _said(found.first_day, found.last_day, found.name)
        after = _said(closing.first, closing.last, _name(closing))
        changed = {name for name in before if before[name] != after[name]}
        if changed - {"name"}:
            _look_again(tx, found)
        if changed:
            _note(
                tx,
                found.authority_id,
                {name: before[name] for name in before if name in changed},
                {name: after[name] for name in after if name in changed},
            )


def remove_closures(tx: Transaction, seen: Mapping[int, int]) -> None:
    """Delete closures (id → the revision that was seen), all or none. Invalid when one is over: it was so."""
    for closure_id, revision in sorted(seen.items()):
        found = _open_closure(tx, closure_id)
        calendar.remove(tx, found, revision)
        _look_again(tx, found)
        _note(tx, found.authority_id, _said(found.first_day, found.last_day, found.name), {})


def _look_again(tx: Transaction, before: ClosureRow) -> None:
    """Days that count again may bring rungs forward, but to none before the closure that was."""
    begin = datetime.combine(before.first_day, time.min, ZONE)
    escalation.look_by(tx, before.authority_id, max(tx.now, begin))


def set_office_hours(
    tx: Transaction, authority_id: int, seen: Sequence[OfficeHours], new: Sequence[OfficeHours]
) -> None:
    """Replace the office hours that were seen. Conflict when they are others by now, Invalid when two overlap."""
    _within_reach(tx, authority_id)
    before = calendar.hours(tx, authority_id)
    if before != tuple(seen):
        raise Conflict(
            f"Expected to change the office hours of {authority_id}, but someone else has changed them"
        )
    after = tuple(sorted(new, key=lambda one: (one.weekday, one.opens)))
    wrong = {}
    for weekday in range(7):
        day = [one for one in after if one.weekday == weekday]
        if any(one.closes <= one.opens for one in day) or any(b.opens < a.closes for a, b in pairwise(day)):
            wrong[f"weekday-{weekday}"] = "Die Zeiten überschneiden sich, oder eine endet vor ihrem Beginn."
        elif len(day) > _MOST_HOURS:
            wrong[f"weekday-{weekday}"] = f"Höchstens {_MOST_HOURS} Zeiten am Tag."
    if any(one.weekday not in range(7) for one in after):
        wrong["weekday"] = "Der Wochentag muss zwischen Montag und Sonntag liegen."
    if wrong:
        raise Invalid(f"Expected to set the office hours of {authority_id}, but they overlap", wrong)
    if after == before:
        return
    calendar.set_hours(tx, authority_id, after)
    texts = [{"hours": in_words(one)} for one in (before, after)]
    amendment.note_at_once(tx, ChangeKind.OFFICE_HOURS, "", texts[0], texts[1], authority_id)


def in_words(hours: Sequence[OfficeHours]) -> str:
    """Office hours in one line, as the log keeps them: Mo 08:00–12:00, Di …"""
    names = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
    return ", ".join(f"{names[one.weekday]} {one.opens:%H:%M}–{one.closes:%H:%M}" for one in hours)


def _name(closing: Closing) -> str:
    return " ".join(closing.name.split())


def _said(first: date, last: date, name: str) -> dict[str, str]:
    return {"name": name, "first_day": first.isoformat(), "last_day": last.isoformat()}


def _note(tx: Transaction, authority_id: int, before: Mapping[str, str], after: Mapping[str, str]) -> None:
    amendment.note_at_once(tx, ChangeKind.CLOSURE, "", before, after, authority_id)


def _within_reach(tx: Transaction, authority_id: int) -> None:
    found = authority.get(tx, authority_id)
    if not amendment.may_enter_closures(tx, found):
        raise Forbidden(
            f"Expected to close authority {authority_id} on some days, but it is none of the actor's"
        )


def _open_closure(tx: Transaction, closure_id: int) -> ClosureRow:
    """A closure within reach that is not over."""
    found = calendar.get(tx, closure_id)
    _within_reach(tx, found.authority_id)
    if found.last_day < tx.today:
        raise Invalid(
            f"Expected to change closure {closure_id}, but it is over",
            {"first": "Diese Schließung ist vorbei. Sie bleibt stehen, weil mit ihr gerechnet wurde."},
        )
    return found


def _check(tx: Transaction, closing: Closing) -> None:
    wrong = {}
    if not _name(closing) or len(_name(closing)) > LONGEST_NAME or not _name(closing).isprintable():
        wrong["name"] = f"Bitte geben Sie einen Namen mit höchstens {LONGEST_NAME} Zeichen ein."
    if closing.last < closing.first:
        wrong["last"] = "Der letzte Tag liegt vor dem ersten."
    elif closing.last < tx.today:
        wrong["last"] = "Der Zeitraum ist schon vorbei."
    elif (closing.last - closing.first).days >= LONGEST_CLOSURE:
        wrong["last"] = f"Das sind mehr als {LONGEST_CLOSURE} Tage."
    elif closing.last.year > tx.today.year + _YEARS_AHEAD:
        wrong["last"] = "Der Tag liegt zu weit in der Zukunft."
    if wrong:
        raise Invalid("Expected to close an authority on some days, but the days are wrong", wrong)


def _must_be_open(
    tx: Transaction, authority_id: int, closing: Closing, *, apart_from: ClosureRow | None = None
) -> None:
    """Invalid when the authority is closed on one of these days already: each day has one name."""
    authority.lock(tx, authority_id)
    others = calendar.closures(tx, [authority_id], closing.first, closing.last)
    for one in others:
        if apart_from is None or one.id != apart_from.id:
            said = f"Vom {one.first_day:%d.%m.%Y} bis {one.last_day:%d.%m.%Y} ist schon „{one.name}“ eingetragen."
            raise Invalid(
                f"Expected to close authority {authority_id}, but it is closed on some of these days already",
                {"first": f"{authority.get(tx, authority_id).name}: {said}"},
            )
