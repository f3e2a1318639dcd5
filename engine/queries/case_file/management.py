"""What somebody sees who names another case manager: who can be named, and which tasks can go along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.actor import Action, Role
from engine.errors import Conflict, Forbidden
from engine.queries.case_file.front import CaseFront, front
from engine.queries.tasks import TaskRow
from engine.state import absence, account
from engine.state.account import MEMBERSHIP
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who can be named: their roles at the authority, until when they are away."""

    id: int
    name: str
    roles: tuple[Role, ...]
    is_away: bool
    away_until: date | None


@dataclass(frozen=True, slots=True)
class Management:
    """The case, who can be named, and the open tasks of the leading authority that the actor may give away."""

    front: CaseFront
    candidates: tuple[Candidate, ...]
    tasks: tuple[TaskRow, ...]


def management(tx: Transaction, reference: str) -> Management:
    """What there is to choose. Forbidden without the right at the leading authority, Conflict for a closed case and
    one that concerns nobody.
    """
    seen = front(tx, reference)
    house = seen.head.authority_id
    if not tx.actor.may(Action.NAME_MANAGER, house):
        raise Forbidden(
            f"Expected to name who leads case {reference}, but no role at its authority permits it"
        )
    if not seen.is_open or not seen.head.concerns_person:
        raise Conflict(f"Expected to name who leads case {reference}, but it is closed or concerns nobody")
    there = select(MEMBERSHIP.c.account_id).where(MEMBERSHIP.c.authority_id == house)
    people = account.find(tx, there)
    away = absence.away(tx, [house])
    candidates = [
        Candidate(one.id, one.name, tuple(sorted(one.actor.roles(house))), one.id in away, away.get(one.id))
        for one in people
        if one.active and one.actor.may(Action.KEEP_CASE, house)
    ]
    mine = [
        one
        for one in seen.tasks
        if one.authority_id == house
        and (one.assignee_id == tx.actor.account or tx.actor.may_hand_out(house, one.role))
    ]
    return Management(seen, tuple(sorted(candidates, key=lambda one: (one.name, one.id))), tuple(mine))
