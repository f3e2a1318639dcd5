"""Break-glass: reading a case without right, with a reason, for a limited time, and never unnoticed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from engine.actor import Action, Role
from engine.errors import Conflict, Invalid
from engine.execution.notify import Notice, NoticeKind, notify
from engine.execution.sight import of_case
from engine.state import account, authority, case, record
from engine.state import sight as rows
from engine.transaction import Transaction

#: characters of the reason, and how long the case stays open
SHORTEST_REASON: Final = 20
LONGEST_REASON: Final = record.LONGEST_REASON
LASTS: Final = timedelta(hours=2)
#: who is told at the leading authority: who answers for the case, and for data protection
TOLD: Final = (Role.TEAM_LEAD, Role.HEAD_OF_OFFICE, Role.AUDITOR)


def read(tx: Transaction, reference: str, reason: str) -> datetime:
    """Let the actor read a case none of their authorities takes part in; returns until when.

    Noted in the history of the case, and told to its leading authority in the same transaction. Forbidden for roles
    that read no files at all; Invalid for a reason under 20 characters; Conflict when they read the case anyway.
    """
    tx.actor.must(Action.BREAK_GLASS)
    why = " ".join(reason.split())
    if not SHORTEST_REASON <= len(why) <= LONGEST_REASON:
        raise Invalid(
            f"Expected a reason of {SHORTEST_REASON} to {LONGEST_REASON} characters, but it has {len(why)}",
            {"reason": f"Nennen Sie den Grund in {SHORTEST_REASON} bis {LONGEST_REASON} Zeichen."},
        )
    found = case.by_reference(tx, reference)
    if of_case(tx, found.id).exists:
        raise Conflict(f"Expected to open case {reference} by force, but it is open to the actor")
    until = tx.now + LASTS
    glass = rows.open_by_force(tx, found.id, why, until)
    detail = {"until": until.isoformat(), "reason": why}
    record.append_history(tx, [{"case_id": found.id, "kind": "case_opened_by_force", "detail": detail}])
    people = account.members(tx, [found.authority_id])
    told = [one for role in TOLD for one in people.get((found.authority_id, role), ())]
    # never the reason: it may say something of the person, and a notice may go out as a mail
    said = {"case": reference, "who": _who(tx), "glass": glass}
    notify(tx, told, Notice(NoticeKind.BREAK_GLASS, found.id, None, said))
    return until


def _who(tx: Transaction) -> str:
    names = authority.names(tx, {one.authority for one in tx.actor.memberships})
    return f"{tx.actor.name} ({'; '.join(names.values())})" if names else tx.actor.name


def end(tx: Transaction, reference: str) -> None:
    """Let the actor's break-glass on a case end before its time. Conflict when none holds."""
    tx.actor.must(Action.BREAK_GLASS)
    found = case.find(tx, reference)
    if found is None or not rows.close(tx, found.id):
        raise Conflict(f"Expected to end the break-glass on case {reference}, but none holds")
    record.append_history(tx, [{"case_id": found.id, "kind": "break_glass_ended", "detail": {}}])
