"""Statutory holidays of one place: they move legal deadlines (§ 193 BGB), so an administrator names the norm.

No deadline that was computed already is altered. What the new calendar would say of it is noted at each open task.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from engine.clock import midnight
from engine.deadlines import HOLIDAY_YEARS, Calendar, LocalHoliday, LocalKind
from engine.errors import Invalid
from engine.execution import amendment, moved_holidays
from engine.state import authority, calendar, escalation, record
from engine.state.calendar import LocalRow
from engine.state.register_change import ChangeKind
from engine.transaction import Transaction

LONGEST_NAME: Final = 100
LONGEST_NORM: Final = 200
_LEAP_DAY: Final = (2, 29)


def enter(tx: Transaction, authority_id: int, new: LocalHoliday, norm: str, reason: str) -> int:
    """Say that a holiday holds at the place of an authority, by a norm; returns its id.

    Only an administrator of the territory may. Invalid names what is wrong by `name`, `norm`, `first`, `last` and
    `reason`.
    """
    found = amendment.within_reach(tx, authority_id)
    authority.lock(tx, authority_id)
    before = calendar.of(tx, authority_id)
    new = LocalHoliday(new.kind, " ".join(new.name.split()), new.first, new.last)
    wrong = text_faults(new.name, norm, reason) | _wrong(tx, before, new)
    if not wrong and any(_same(one, new) for one in calendar.local_holidays(tx, authority_id)):
        wrong = {"name": f"„{new.name}“ ist für diese Tage schon eingetragen."}
    if wrong:
        raise Invalid(f"Expected to enter a local holiday at {found.key}, but it is incomplete", wrong)
    number = calendar.add_local(tx, authority_id, new, _line(norm))
    _note(tx, authority_id, before, {}, _said(new, _line(norm)), reason)
    return number


def end(tx: Transaction, local_id: int, revision: int, last: date, reason: str) -> None:
    """Let a holiday hold until that day, included. One that has not begun by then is taken back altogether.

    Past days stay as they were counted. Conflict when somebody else has changed it, Invalid by `last` and `reason`.
    """
    row = calendar.local_holiday(tx, local_id)
    amendment.within_reach(tx, row.authority_id)
    authority.lock(tx, row.authority_id)
    wrong = text_faults(row.name, row.norm, reason)
    if last < tx.today - timedelta(days=1) and last >= row.first_day:
        wrong["last"] = (
            "Der Feiertag kann frühestens mit dem gestrigen Tag enden: Mit vergangenen ist gerechnet."
        )
    elif row.last_day is not None and last >= row.last_day:
        wrong["last"] = f"Er endet schon am {row.last_day:%d.%m.%Y}."
    if wrong:
        raise Invalid(f"Expected to end local holiday {local_id}, but the form has faults", wrong)
    before = calendar.of(tx, row.authority_id)
    calendar.end_local(tx, row, revision, last)
    # days that count again may bring rungs forward, but to none before them
    escalation.look_by(tx, row.authority_id, max(tx.now, midnight(last + timedelta(days=1))))
    old = _said(row.holiday, row.norm)
    ended = LocalHoliday(row.kind, row.name, row.first_day, last)
    _note(tx, row.authority_id, before, old, {} if last < row.first_day else _said(ended, row.norm), reason)


def earliest_end(tx: Transaction, row: LocalRow) -> date:
    """The day a holiday is ended with when it is taken back today: yesterday, or before it ever began."""
    return min(tx.today, row.first_day) - timedelta(days=1)


def _note(
    tx: Transaction,
    authority_id: int,
    before: Calendar,
    old: Mapping[str, str],
    new: Mapping[str, str],
    reason: str,
) -> None:
    amendment.note_at_once(tx, ChangeKind.LOCAL_HOLIDAY, _line(reason), old, new, authority_id)
    after = calendar.of(tx, authority_id)
    moved_holidays.note(tx, authority_id, before, after, (new or old)["name"], _line(reason))


def _wrong(tx: Transaction, known: Calendar, new: LocalHoliday) -> dict[str, str]:
    wrong = {}
    if (
        new.name
        and new.kind in (LocalKind.OF_LAND, LocalKind.NOT_HERE)
        and new.name not in known.partial_holidays
    ):
        offered = ", ".join(known.partial_holidays) or "keinen"
        wrong["name"] = f"Das Landesrecht kennt in {known.land} für einen Teil der Orte: {offered}."
    if new.kind is LocalKind.YEARLY and (new.first.month, new.first.day) == _LEAP_DAY:
        wrong["first"] = "Den 29. Februar gibt es nicht in jedem Jahr."
    elif new.first < tx.today and new.kind is LocalKind.ONCE:
        wrong["first"] = "Der Tag ist schon vorbei."
    elif new.first.year not in HOLIDAY_YEARS:
        wrong["first"] = f"Bitte geben Sie einen Tag von {HOLIDAY_YEARS[0]} bis {HOLIDAY_YEARS[-1]} ein."
    elif new.kind in (LocalKind.ONCE, LocalKind.YEARLY) and (other := known.holiday(new.first)):
        wrong["first"] = f"Der {new.first:%d.%m.%Y} ist am Ort schon Feiertag ({other})."
    if new.last is not None and new.last < new.first:
        wrong["last"] = "Der letzte Tag liegt vor dem ersten."
    return wrong


def text_faults(name: str, norm: str, reason: str) -> dict[str, str]:
    """What is wrong with the words of a holiday, by field."""
    wrong = {}
    if not _line(name) or len(_line(name)) > LONGEST_NAME or not _line(name).isprintable():
        wrong["name"] = f"Bitte geben Sie einen Namen mit höchstens {LONGEST_NAME} Zeichen ein."
    if not _line(norm) or len(_line(norm)) > LONGEST_NORM:
        wrong["norm"] = (
            "Bitte nennen Sie die Norm, die den Tag am Ort zum gesetzlichen Feiertag macht "
            f"(höchstens {LONGEST_NORM} Zeichen). Ohne Norm ist es ein Schließtag."
        )
    if not _line(reason) or len(_line(reason)) > record.LONGEST_REASON:
        wrong["reason"] = f"Bitte nennen Sie den Grund (höchstens {record.LONGEST_REASON} Zeichen)."
    return wrong


def _same(one: LocalRow, new: LocalHoliday) -> bool:
    overlap = (one.last_day is None or new.first <= one.last_day) and (
        new.last is None or one.first_day <= new.last
    )
    return one.name == new.name and overlap


def _line(text: str) -> str:
    return " ".join(text.split())


def _said(one: LocalHoliday, norm: str) -> dict[str, str]:
    ends = {} if one.last is None else {"last_day": one.last.isoformat()}
    return {
        "name": one.name,
        "local_kind": one.kind.value,
        "norm": norm,
        "first_day": one.first.isoformat(),
        **ends,
    }
