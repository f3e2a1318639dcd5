"""The days of an absence: which can be entered, and which another one of the same person has already."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from engine.state import absence
from engine.state.absence import Entered
from engine.state.record import LONGEST_REASON
from engine.transaction import Transaction

#: days back an absence may have begun when it is entered, and years ahead
MOST_DAYS_BACK: Final = 31
MOST_YEARS: Final = 2


def meets(one: Entered, place: int | None, last: date | None) -> bool:
    """Whether it has a day in common with one that ends on `last`; those over before its first day are not known."""
    return one.row.authority_id in (None, place) and (last is None or one.row.first_day <= last)


def holds(one: Entered, place: int | None, first: date, last: date | None) -> bool:
    """Whether it has every one of these days already, at the authority or everywhere."""
    row = one.row
    if row.authority_id not in (None, place) or row.first_day > first:
        return False
    return row.last_day is None or (last is not None and last <= row.last_day)


def wrong_days(tx: Transaction, first: date, last: date | None) -> dict[str, str]:
    """Why nobody is away from that day to that, by field; empty when they can be."""
    wrong = {}
    if first < tx.today - timedelta(days=MOST_DAYS_BACK):
        wrong["first_day"] = f"Der erste Tag liegt mehr als {MOST_DAYS_BACK} Tage zurück."
    elif first.year > tx.today.year + MOST_YEARS:
        wrong["first_day"] = f"Der erste Tag liegt mehr als {MOST_YEARS} Jahre voraus."
    if last is not None and last < first:
        wrong["last_day"] = "Der letzte Tag liegt vor dem ersten."
    elif last is not None and last < tx.today:
        wrong["last_day"] = "Diese Tage sind schon vorbei."
    elif last is not None and last.year > tx.today.year + MOST_YEARS + 1:
        wrong["last_day"] = f"Der letzte Tag liegt mehr als {MOST_YEARS + 1} Jahre voraus."
    return wrong


def wrong_last(tx: Transaction, found: Entered, last: date | None) -> dict[str, str]:
    """Why the absence cannot end that day, by field. One that gets shorter meets no other one anew."""
    row = found.row
    wrong = wrong_days(tx, max(row.first_day, tx.today - timedelta(days=MOST_DAYS_BACK)), last)
    longer = row.last_day is not None and (last is None or last > row.last_day)
    return wrong or (meeting(tx, found, last) if longer else {})


def wrong_reason(why: str) -> dict[str, str]:
    """What is wrong with why somebody enters it for somebody else, by field."""
    if not why:
        return {"reason": "Bitte sagen Sie, warum Sie das für die Person eintragen. Bitte keine Diagnose."}
    if len(why) > LONGEST_REASON:
        return {"reason": f"Bitte kürzen Sie die Begründung auf höchstens {LONGEST_REASON} Zeichen."}
    return {}


def meeting(tx: Transaction, found: Entered, last: date | None) -> dict[str, str]:
    """Why the absence cannot last until that day, by field: another one of that person begins before."""
    row = found.row
    known = absence.of_account(tx, row.account_id, row.first_day)
    if any(one.row.id != row.id and meets(one, row.authority_id, last) for one in known):
        return {"last_day": "Für einen Teil dieser Tage ist schon eine Abwesenheit eingetragen."}
    return {}
