"""Accounts and what they are at which authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    FromClause,
    Integer,
    Select,
    Table,
    Text,
    UniqueConstraint,
    any_,
    bindparam,
    column,
    insert,
    literal,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from engine.actor import Actor, Membership, Role
from engine.errors import NotFound
from engine.state import register_change
from engine.state.authority import AUTHORITY
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction

ACCOUNT = Table(
    "account",
    METADATA,
    identity(),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("email", Text, nullable=False, server_default=""),
    Column("password_hash", Text, nullable=False),
    Column("active", Boolean, nullable=False, server_default="true"),
    Column(
        "session_mark", Integer, nullable=False, server_default="0"
    ),  # a session with another mark has ended
    Column("demo", Boolean, nullable=False, server_default="false"),
    Column("language", Text),  # of the pages; NULL: never chosen
    instant("created_at"),
    CheckConstraint("language IN ('de', 'en')", name="language"),
)

MEMBERSHIP = Table(
    "membership",
    METADATA,
    identity(),
    reference("account_id", "account", index=True),
    reference("authority_id", "authority", index=True),
    *choice("role", Role),
    UniqueConstraint("account_id", "authority_id", "role"),
)


#: as `engine.state.substitute` and `engine.state.absence` have them, which rest on this module
_RULE = table(
    "substitute",
    *map(column, ("id", "account_id", "substitute_id", "authority_id", "position")),
    *map(column, ("acting", "removed_at", "first_day", "last_day")),
)
_AWAY = table(
    "absence", *map(column, ("account_id", "authority_id", "withdrawn_at", "first_day", "last_day"))
)


def _held(on: Any) -> FromClause:  # Any: a day or its parameter
    """The roles as they are held that day: also by the first one there who acts for a team lead away."""

    def counts(one: FromClause) -> Any:  # Any: conditions
        return (one.c.first_day <= on) & or_(one.c.last_day.is_(None), one.c.last_day >= on)

    def is_away(one: FromClause) -> Any:  # Any: conditions
        here = or_(one.c.authority_id.is_(None), one.c.authority_id == _RULE.c.authority_id)
        return here & one.c.withdrawn_at.is_(None) & counts(one)

    lead = MEMBERSHIP.alias("lead")
    too = _AWAY.alias("too")
    working = select(MEMBERSHIP.c.id).join(ACCOUNT, ACCOUNT.c.id == MEMBERSHIP.c.account_id)
    acting = (
        select(_RULE.c.substitute_id, _RULE.c.authority_id, lead.c.role)
        .join(lead, (lead.c.account_id == _RULE.c.account_id) & (lead.c.authority_id == _RULE.c.authority_id))
        .join(_AWAY, _AWAY.c.account_id == _RULE.c.account_id)
        .where(
            _RULE.c.acting,
            _RULE.c.removed_at.is_(None),
            counts(_RULE),
            lead.c.role == Role.TEAM_LEAD,
            is_away(_AWAY),
            ~select(too.c.account_id)
            .where(too.c.account_id == _RULE.c.substitute_id, is_away(too))
            .correlate(_RULE)
            .exists(),
            working.where(
                MEMBERSHIP.c.account_id == _RULE.c.substitute_id,
                MEMBERSHIP.c.authority_id == _RULE.c.authority_id,
                ACCOUNT.c.active,
            )
            .correlate(_RULE)
            .exists(),
        )
        .ext(distinct_on(_RULE.c.account_id, _RULE.c.authority_id))
        .order_by(_RULE.c.account_id, _RULE.c.authority_id, _RULE.c.position, _RULE.c.id)
        .subquery("acting")
    )
    own = select(MEMBERSHIP.c.account_id, MEMBERSHIP.c.authority_id, MEMBERSHIP.c.role)
    return own.union(select(acting)).subquery("held")


@dataclass(frozen=True, slots=True)
class MembershipRow:
    """One role at one authority, with the authority's name."""

    authority_id: int
    authority: str
    role: Role


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person who can log in."""

    id: int
    login: str
    name: str
    email: str
    active: bool
    session_mark: int
    memberships: tuple[MembershipRow, ...]
    language: str | None = None

    @property
    def actor(self) -> Actor:
        """The person as one who acts in a transaction."""
        return Actor(
            self.id, self.name, frozenset(Membership(m.authority_id, m.role) for m in self.memberships)
        )


def find(tx: Transaction, where: Select[tuple[int]]) -> tuple[AccountRow, ...]:
    """The accounts whose id is in `where`, by name."""
    held_by = _held(literal(tx.today, Date))
    rows = tx.execute(
        select(ACCOUNT, held_by.c.authority_id, held_by.c.role, AUTHORITY.c.name.label("authority"))
        .outerjoin(held_by, held_by.c.account_id == ACCOUNT.c.id)
        .outerjoin(AUTHORITY, AUTHORITY.c.id == held_by.c.authority_id)
        .where(ACCOUNT.c.id.in_(where))
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id, AUTHORITY.c.name, held_by.c.role)
    ).all()
    members: dict[int, list[MembershipRow]] = {}
    heads = {}
    for row in rows:
        heads[row.id] = row
        held = members.setdefault(row.id, [])
        if row.authority_id is not None:
            held.append(MembershipRow(row.authority_id, row.authority, Role(row.role)))
    return tuple(
        AccountRow(
            head.id,
            head.login,
            head.name,
            head.email,
            head.active,
            head.session_mark,
            tuple(members[head.id]),
            head.language,
        )
        for head in heads.values()
    )


_TODAY = _held(bindparam("today", type_=Date))
_MEMBERS = (
    select(_TODAY.c.authority_id, _TODAY.c.role, _TODAY.c.account_id)
    .join(ACCOUNT, ACCOUNT.c.id == _TODAY.c.account_id)
    .where(_TODAY.c.authority_id == any_(bindparam("authorities", type_=ARRAY(BigInteger))), ACCOUNT.c.active)
    .order_by(_TODAY.c.authority_id, _TODAY.c.account_id)
)


def members(tx: Transaction, authorities: Iterable[int]) -> dict[tuple[int, Role], tuple[int, ...]]:
    """The active accounts at these authorities, by authority and role."""
    found: dict[tuple[int, Role], tuple[int, ...]] = {}
    for authority, role, account in tx.fetch(
        _MEMBERS, {"authorities": sorted(set(authorities)), "today": tx.today}
    ):
        key = (authority, Role(role))
        found[key] = (*found.get(key, ()), account)
    return found


def get(tx: Transaction, account_id: int) -> AccountRow:
    """The account, or NotFound."""
    rows = find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.id == account_id))
    if not rows:
        raise NotFound(f"Expected to find account {account_id}, but there is none")
    return rows[0]


def administrators(tx: Transaction, account_id: int) -> tuple[int, ...]:
    """Who administers an authority of that account; every administrator when there is none."""
    return _administrators(tx, select(MEMBERSHIP.c.authority_id).where(MEMBERSHIP.c.account_id == account_id))


def administrators_at(tx: Transaction, authority_id: int) -> tuple[int, ...]:
    """Who administers that authority; every administrator when there is none."""
    return _administrators(tx, select(literal(authority_id)))


def _administrators(tx: Transaction, theirs: Select[tuple[int]]) -> tuple[int, ...]:
    found = tx.execute(
        select(MEMBERSHIP.c.account_id, MEMBERSHIP.c.authority_id.in_(theirs).label("near"))
        .join(ACCOUNT, ACCOUNT.c.id == MEMBERSHIP.c.account_id)
        .where(MEMBERSHIP.c.role == Role.ADMINISTRATOR, ACCOUNT.c.active)
        .order_by(MEMBERSHIP.c.account_id)
    ).all()
    near = [row.account_id for row in found if row.near]
    return tuple(dict.fromkeys(near or [row.account_id for row in found]))


def holding(tx: Transaction, authority_id: int, role: Role) -> tuple[int, ...]:
    """The active accounts that hold the role at the authority."""
    found = tx.execute(
        select(MEMBERSHIP.c.account_id)
        .join(ACCOUNT, ACCOUNT.c.id == MEMBERSHIP.c.account_id)
        .where(MEMBERSHIP.c.authority_id == authority_id, MEMBERSHIP.c.role == role, ACCOUNT.c.active)
        .order_by(MEMBERSHIP.c.account_id)
    )
    return tuple(found.scalars())


def create(
    tx: Transaction, login: str, name: str, password_hash: str, email: str = "", *, demo: bool = False
) -> int:
    """Insert an account and return its id."""
    return tx.insert(
        insert(ACCOUNT).values(
            login=login, name=name, password_hash=password_hash, email=email, demo=demo, created_at=tx.now
        )
    )


def grant(tx: Transaction, account_id: int, memberships: Iterable[Membership]) -> None:
    """Give the account its roles."""
    rows = [
        {"account_id": account_id, "authority_id": m.authority, "role": m.role.value} for m in memberships
    ]
    if rows:
        tx.execute(insert(MEMBERSHIP), rows)


def change(tx: Transaction, account_id: int, **values: object) -> None:
    """Update columns of one account. Whether it is closed decides where tasks go, so the register has another mark."""
    tx.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values))
    if "active" in values:
        register_change.touch(tx)
