"""The steering group agrees with an authority that its hierarchy may be told of tasks of cases that others lead."""

from __future__ import annotations

from datetime import date
from typing import Final

from engine.actor import Action, Role
from engine.errors import Conflict, Invalid
from engine.state import agreement, authority, record
from engine.transaction import Transaction

#: what can be agreed on, the narrower first
RANKS: Final = (Role.TEAM_LEAD, Role.HEAD_OF_OFFICE)


def adopt(tx: Transaction, authority_id: int, up_to: Role, resolution: str, valid_from: date) -> int:
    """Record that the hierarchy of an authority may be told up to that role, from that day on; returns the id.

    A steering member records what was resolved for an authority within the territory of their own. Invalid names what
    is wrong, by `authority`, `up_to`, `resolution` and `valid_from`.
    """
    tx.actor.must(Action.ADOPT)
    there = authority.get(tx, authority_id)
    wrong = {}
    if not _within_reach(tx, there.territory):
        wrong["authority"] = "Für diese Behörde kann Ihre Lenkungsgruppe nichts vereinbaren."
    if up_to not in RANKS:
        wrong["up_to"] = "Vereinbart wird, ob es bis zur Teamleitung oder bis zur Amtsleitung geht."
    if not resolution.strip():
        wrong["resolution"] = "Bitte geben Sie den Beschluss an (Gremium, Datum, Vorlage)."
    elif len(resolution) > record.LONGEST_REASON:
        wrong["resolution"] = f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."
    if valid_from < tx.today and not tx.actor.system:
        wrong["valid_from"] = "Die Vereinbarung kann frühestens ab heute gelten."
    if wrong:
        raise Invalid(
            f"Expected to agree with authority {authority_id}, but the agreement is incomplete", wrong
        )
    number = agreement.create(tx, authority_id, up_to, resolution.strip(), valid_from)
    record.append_operation(tx, agreement.ADOPTED, there.name, resolution.strip())
    return number


def end(tx: Transaction, agreement_id: int, last: date, reason: str) -> None:
    """Let an agreement hold until that day, included, and say why.

    Conflict when it has been ended already; Invalid for a day that is over, or without a reason.
    """
    tx.actor.must(Action.ADOPT)
    found = agreement.lock(tx, agreement_id)
    there = authority.get(tx, found.authority_id)
    wrong = {}
    if not _within_reach(tx, there.territory):
        wrong["authority"] = "Für diese Behörde kann Ihre Lenkungsgruppe nichts vereinbaren."
    if last < tx.today and not tx.actor.system:
        wrong["last"] = "Die Vereinbarung kann frühestens heute enden."
    if not reason.strip():
        wrong["reason"] = "Bitte geben Sie an, warum die Vereinbarung endet."
    elif len(reason) > record.LONGEST_REASON:
        wrong["reason"] = f"Bitte geben Sie höchstens {record.LONGEST_REASON} Zeichen ein."
    if wrong:
        raise Invalid(f"Expected to end agreement {agreement_id}, but the form has faults", wrong)
    if found.valid_to is not None:
        raise Conflict(f"Expected to end agreement {agreement_id}, but it has been ended already")
    agreement.end(tx, found, last)
    record.append_operation(tx, agreement.ENDED, there.name, reason.strip())


def _within_reach(tx: Transaction, territory: str) -> bool:
    if tx.actor.system:
        return True
    own = authority.acting_territories(tx, tx.actor.authorities(Action.ADOPT))
    return any(territory.startswith(one) for one in own)
