"""Who can log in, and who works where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from engine.actor import LED, Action, Role
from engine.state import absence, account
from engine.state.account import ACCOUNT, MEMBERSHIP, AccountRow
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """An invented person one may log in as while demo data is loaded."""

    login: str
    name: str
    roles: tuple[tuple[str, Role], ...]


def get(tx: Transaction, account_id: int) -> AccountRow | None:
    """The active account of that id, or None."""
    found = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.id == account_id, ACCOUNT.c.active))
    return found[0] if found else None


def demo_logins(tx: Transaction) -> tuple[DemoLogin, ...]:
    """The invented people of the demo data, by name; empty in a real installation."""
    found = account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.demo, ACCOUNT.c.active))
    return tuple(
        DemoLogin(one.login, one.name, tuple((member.authority, member.role) for member in one.memberships))
        for one in found
    )


def colleagues(tx: Transaction, authority_id: int) -> tuple[AccountRow, ...]:
    """The active people whose tasks a team lead of the authority can hand out, by name."""
    tx.actor.must(Action.ASSIGN_TASK, authority_id)
    workers = sorted(LED)  # whoever else has tasks has them alone
    return account.find(
        tx,
        select(ACCOUNT.c.id)
        .join(MEMBERSHIP, MEMBERSHIP.c.account_id == ACCOUNT.c.id)
        .where(ACCOUNT.c.active, MEMBERSHIP.c.authority_id == authority_id, MEMBERSHIP.c.role.in_(workers)),
    )


def absent(tx: Transaction, authorities: Iterable[int]) -> Mapping[int, date | None]:
    """Who is away today from one of the authorities, until which day; None without an end.

    Forbidden where one hands out no tasks.
    """
    numbers = sorted(set(authorities))
    for number in numbers:
        tx.actor.must(Action.ASSIGN_TASK, number)
    return absence.away(tx, numbers)
