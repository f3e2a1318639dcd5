"""Who stands in for a person: the posts somebody holds, and by which rule and whom each is represented today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import and_, select

from engine.actor import LED, Role
from engine.errors import NotFound
from engine.execution import absence as absences
from engine.queries.supervision.scope import Scope, open_here
from engine.queries.supervision.workload import current_posts
from engine.state import absence, account, authority, post
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.post import PostRow, Substitution
from engine.state.task import TASK
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Deputy:
    """Somebody who could take the tasks over, and why."""

    account: int
    name: str
    authority: str


@dataclass(frozen=True, slots=True)
class HeldPost:
    """One post of the person. `deputies` are the people its rule leads to today; none when it leads to nobody."""

    id: int
    title: str
    role: Role
    share: Decimal
    absent: bool
    absent_from: date | None
    absent_to: date | None
    rule: Substitution
    agreement: str
    deputies: tuple[Deputy, ...]


@dataclass(frozen=True, slots=True)
class Represented:
    """One person with their posts at the authorities looked at."""

    account: int
    name: str
    posts: tuple[HeldPost, ...]
    #: the actor enters when the person is away, and who stands in
    may_enter: bool


def represented(tx: Transaction, scope: Scope, account_id: int) -> Represented:
    """The person's posts and who stands in; NotFound for whoever has no role, post or open task at the authorities."""
    person = account.get(tx, account_id)
    held = [one for one in current_posts(tx, scope) if one.holder_id == account_id]
    if not (held or any(person.actor.roles(one) for one in scope.ids) or _has_tasks(tx, scope, account_id)):
        raise NotFound(f"Expected to find account {account_id} at these authorities, but it is not there")
    may_enter = person.id == tx.actor.account or bool(absences.led_at(tx, person))
    return Represented(person.id, person.name, tuple(_held(tx, one) for one in held), may_enter)


def _has_tasks(tx: Transaction, scope: Scope, account_id: int) -> bool:
    found = select(TASK.c.id).where(open_here(scope), TASK.c.assignee_id == account_id).limit(1)
    return tx.execute(found).first() is not None


def _held(tx: Transaction, one: PostRow) -> HeldPost:
    away = one.next_absence(tx.today)
    return HeldPost(
        id=one.id,
        title=one.title,
        role=one.role,
        share=one.share,
        absent=one.is_absent(tx.today),
        absent_from=None if away is None else away.first_day,
        absent_to=None if away is None else away.last_day,
        rule=one.substitution,
        agreement=one.agreement,
        deputies=tuple(sub for sub in _deputies(tx, one) if sub.account != one.holder_id),
    )


def _deputies(tx: Transaction, one: PostRow) -> tuple[Deputy, ...]:
    match one.substitution:
        case Substitution.TEAM_LEAD:
            return _members(tx, one.seat_id, frozenset({Role.TEAM_LEAD}))
        case Substitution.POST if one.substitute_post_id is not None:
            other = post.get(tx, one.substitute_post_id)
            if other.holder_id is None or not other.is_filled(tx.today):
                return ()
            holder = account.get(tx, other.holder_id)
            return (Deputy(holder.id, holder.name, authority.get(tx, other.seat_id).name),)
        case Substitution.AUTHORITY if one.substitute_authority_id is not None:
            return _members(
                tx, one.substitute_authority_id, LED if one.role in LED else frozenset({one.role})
            )
        case _:
            return ()


def _members(tx: Transaction, authority_id: int, roles: frozenset[Role]) -> tuple[Deputy, ...]:
    name = authority.get(tx, authority_id).name
    away = absence.away(tx, [authority_id])
    rows = tx.execute(
        select(ACCOUNT.c.id, ACCOUNT.c.name)
        .where(
            ACCOUNT.c.active,
            ACCOUNT.c.id.not_in(away),
            ACCOUNT.c.id.in_(
                select(MEMBERSHIP.c.account_id).where(
                    and_(MEMBERSHIP.c.authority_id == authority_id, MEMBERSHIP.c.role.in_(sorted(roles)))
                )
            ),
        )
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id)
    )
    return tuple(Deputy(row.id, row.name, name) for row in rows)
