"""Accounts and what they are at which authority."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Integer,
    Select,
    Table,
    Text,
    UniqueConstraint,
    any_,
    bindparam,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.actor import Actor, Membership, Role
from engine.errors import NotFound
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
    rows = tx.execute(
        select(ACCOUNT, MEMBERSHIP.c.authority_id, MEMBERSHIP.c.role, AUTHORITY.c.name.label("authority"))
        .outerjoin(MEMBERSHIP, MEMBERSHIP.c.account_id == ACCOUNT.c.id)
        .outerjoin(AUTHORITY, AUTHORITY.c.id == MEMBERSHIP.c.authority_id)
        .where(ACCOUNT.c.id.in_(where))
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id, AUTHORITY.c.name, MEMBERSHIP.c.role)
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


_MEMBERS = (
    select(MEMBERSHIP.c.authority_id, MEMBERSHIP.c.role, MEMBERSHIP.c.account_id)
    .join(ACCOUNT, ACCOUNT.c.id == MEMBERSHIP.c.account_id)
    .where(
        MEMBERSHIP.c.authority_id == any_(bindparam("authorities", type_=ARRAY(BigInteger))), ACCOUNT.c.active
    )
    .order_by(MEMBERSHIP.c.authority_id, MEMBERSHIP.c.account_id)
)


def members(tx: Transaction, authorities: Iterable[int]) -> dict[tuple[int, Role], tuple[int, ...]]:
    """The active accounts at these authorities, by authority and role."""
    found: dict[tuple[int, Role], tuple[int, ...]] = {}
    for authority, role, account in tx.fetch(_MEMBERS, {"authorities": sorted(set(authorities))}):
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
    """Update columns of one account."""
    tx.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(**values))
