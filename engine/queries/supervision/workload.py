"""Who is there for the tasks: posts in full-time equivalents, vacant and absent ones, and tasks per post."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import func, or_, select

from engine.actor import GROUP_ROLES, LED, Role
from engine.queries.supervision.counts import Counts, counts_of, grouped
from engine.queries.supervision.scope import Scope, open_here
from engine.state import absence
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.metadata import any_of
from engine.state.post import POST, SELECT, PostRow, post_of
from engine.state.task import TASK
from engine.transaction import Transaction

_Key = TypeVar("_Key")
_NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class PostLoad:
    """One role at one authority. Shares are full-time equivalents: planned = present + absent + vacant.

    An authority that keeps no posts for the role has `planned` 0; then tasks per post cannot be said.
    """

    authority_id: int
    authority: str
    role: Role
    planned: Decimal
    absent: Decimal
    vacant: Decimal
    open: int
    overdue: int

    @property
    def present(self) -> Decimal:
        """What is there for the tasks today."""
        return self.planned - self.absent - self.vacant

    @property
    def per_post(self) -> Decimal | None:
        """Open tasks per full-time equivalent that is there; None when nobody is or no posts are kept."""
        return Decimal(self.open) / self.present if self.present else None


@dataclass(frozen=True, slots=True)
class PersonLoad:
    """One person of the authorities looked at. `share` is None for somebody who holds no post there.

    `absent_until` is the last day of an absence; `absent` says that it goes on today, with or without an end.
    """

    account: int
    name: str
    share: Decimal | None
    absent: bool
    absent_until: date | None
    counts: Counts

    @property
    def per_post(self) -> Decimal | None:
        """Open tasks per full-time equivalent of the person's own posts; None without a post."""
        return Decimal(self.counts.open) / self.share if self.share else None


def current_posts(tx: Transaction, scope: Scope) -> tuple[PostRow, ...]:
    """The posts of today that sit at the authorities looked at, of the roles that are supervised there."""
    full = {place.id for place in scope.places if place.all_roles}
    rows = tx.execute(
        SELECT.where(
            POST.c.seat_id == any_of(scope.ids),
            POST.c.valid_from <= tx.today,
            or_(POST.c.valid_to.is_(None), POST.c.valid_to >= tx.today),
        ).order_by(POST.c.seat_id, POST.c.role, POST.c.title, POST.c.id)
    ).mappings()
    return tuple(post for post in map(post_of, rows) if post.seat_id in full or post.role in LED)


def workload(tx: Transaction, scope: Scope) -> tuple[PostLoad, ...]:
    """The roles with posts or open tasks, by authority: who is there, and how much there is to do."""
    posts = current_posts(tx, scope)
    rows = tx.execute(
        select(
            TASK.c.authority_id,
            TASK.c.role,
            func.count().label("open"),
            func.count().filter(TASK.c.due_at < tx.now).label("overdue"),
        )
        .where(open_here(scope))
        .group_by(TASK.c.authority_id, TASK.c.role)
    )
    tasks = {(row.authority_id, Role(row.role)): (row.open, row.overdue) for row in rows}
    names = {place.id: place.name for place in scope.places}
    posts_of = _grouped(posts, lambda post: (post.seat_id, post.role))
    found = []
    for number, role in tasks.keys() | posts_of.keys():
        held = posts_of.get((number, role), ())
        vacant = sum((post.share for post in held if post.is_vacant), _NOTHING)
        away = [post.share for post in held if not post.is_vacant and post.is_absent(tx.today)]
        open_, overdue = tasks.get((number, role), (0, 0))
        planned = sum((post.share for post in held), _NOTHING)
        found.append(
            PostLoad(number, names[number], role, planned, sum(away, _NOTHING), vacant, open_, overdue)
        )
    return tuple(sorted(found, key=lambda one: (one.authority, one.authority_id, one.role)))


def by_person(tx: Transaction, scope: Scope) -> tuple[PersonLoad, ...]:
    """Who works at the authorities looked at, with their posts and open tasks, the most tasks first.

    How long somebody takes is not counted: that would watch people at work.
    """
    posts = current_posts(tx, scope)
    rows = tx.execute(grouped(tx, scope, TASK.c.assignee_id))
    tasks = {row.assignee_id: counts_of(row) for row in rows if row.assignee_id is not None}
    names = _names(tx, scope, set(tasks) | {post.holder_id for post in posts if post.holder_id is not None})
    posts_of = _grouped(posts, lambda post: post.holder_id)
    away = absence.away(tx, scope.ids, names)
    found = [
        _person(account, name, posts_of.get(account, ()), tasks.get(account, Counts()), away)
        for account, name in names.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.counts.open, one.name, one.account)))


def _grouped(posts: Sequence[PostRow], key: Callable[[PostRow], _Key]) -> dict[_Key, list[PostRow]]:
    """The posts by a key, in their order: looked through once, however many keys there are."""
    found: dict[_Key, list[PostRow]] = {}
    for post in posts:
        found.setdefault(key(post), []).append(post)
    return found


def _person(
    account: int,
    name: str,
    held: Sequence[PostRow],
    counts: Counts,
    away: Mapping[int, date | None],
) -> PersonLoad:
    return PersonLoad(
        account=account,
        name=name,
        share=sum((post.share for post in held), _NOTHING) if held else None,
        absent=account in away,
        absent_until=away.get(account),
        counts=counts,
    )


def _names(tx: Transaction, scope: Scope, others: set[int]) -> dict[int, str]:
    """Who works at the authorities looked at, and whoever has tasks or posts there."""
    full = [place.id for place in scope.places if place.all_roles]
    member = select(MEMBERSHIP.c.account_id).where(
        or_(
            (MEMBERSHIP.c.authority_id == any_of(scope.ids)) & MEMBERSHIP.c.role.in_(sorted(LED)),
            (MEMBERSHIP.c.authority_id == any_of(full))
            & MEMBERSHIP.c.role.in_(sorted(set(GROUP_ROLES.values()))),
        )
    )
    rows = tx.execute(
        select(ACCOUNT.c.id, ACCOUNT.c.name)
        .where(or_(ACCOUNT.c.active & ACCOUNT.c.id.in_(member), ACCOUNT.c.id == any_of(others)))
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id)
    )
    return {row.id: row.name for row in rows}
