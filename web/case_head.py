"""The head of a case file above its tabs: what `akte/kopf.html` shows, for the file and for tabs that are pages."""

from __future__ import annotations

from typing import Any

from engine import Action, Forbidden, Transaction, queries
from engine.commands.release import WITHDRAWAL
from engine.queries.case_file import CaseFront
from web.words.person import VALUES


def of_front(tx: Transaction, front: CaseFront) -> dict[str, Any]:
    """What the head shows of a file whose front is read already."""
    house = front.head.authority_id
    deadlines = queries.case_file.deadlines(tx, front)
    return {
        "front": front,
        "deadlines": deadlines,
        "pressing": queries.case_file.pressing(tx, front, deadlines),
        "may_name": tx.actor.may(Action.NAME_MANAGER, house) and front.is_open and front.head.concerns_person,
        "may_withdraw": bool(front.consents) and tx.actor.may(Action.KEEP_CASE, house),
        "withdrawal": WITHDRAWAL,
        "statuses": VALUES["Status"],
    }


def of_case(tx: Transaction, reference: str) -> dict[str, Any]:
    """The same for a tab that is a page of its own; nothing for whoever has a task in the case and does not read it."""
    try:
        front = queries.case_file.front(tx, reference)
    except Forbidden:
        return {}
    return of_front(tx, front)
