"""Agreements by which the hierarchy of an authority may be told of tasks of cases that others lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import false, or_, select, true

from engine.actor import Action, Role
from engine.errors import NotFound
from engine.queries.authority import own_territories
from engine.state.account import ACCOUNT
from engine.state.agreement import ADOPTED, ENDED, ESCALATION_AGREEMENT
from engine.state.authority import AUTHORITY
from engine.state.record import OPERATION
from engine.transaction import Transaction

#: entries of the log that are shown
_LOGGED = 100


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One agreement. `may_end` is whether the actor may end it, which has not been done yet."""

    id: int
    authority: str
    up_to: Role
    resolution: str
    valid_from: date
    valid_to: date | None
    adopted_at: datetime
    adopted_by: str
    may_end: bool


@dataclass(frozen=True, slots=True)
class LogRow:
    """What was done to an agreement: recorded or ended (`is_end`), whose, by whom, and the resolution or the reason."""

    at: datetime
    actor: str
    subject: str
    reason: str
    is_end: bool


@dataclass(frozen=True, slots=True)
class Agreements:
    """All agreements, what was done to them, and the authorities for which the actor may record one."""

    rows: tuple[AgreementRow, ...]
    log: tuple[LogRow, ...]
    authorities: tuple[tuple[int, str], ...]


def agreements(tx: Transaction) -> Agreements:
    """The agreements: those without an end first, then by authority."""
    tx.actor.must(Action.READ_MODEL)
    table = ESCALATION_AGREEMENT
    own = frozenset(number for number, _ in _own(tx))
    rows = tx.execute(
        select(table, AUTHORITY.c.name.label("authority"), ACCOUNT.c.name.label("actor"))
        .join(AUTHORITY, AUTHORITY.c.id == table.c.authority_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == table.c.adopted_by)
        .order_by(table.c.valid_to.desc().nulls_first(), AUTHORITY.c.name, table.c.id.desc())
    )
    return Agreements(
        tuple(
            AgreementRow(
                row.id,
                row.authority,
                Role(row.up_to),
                row.resolution,
                row.valid_from,
                row.valid_to,
                row.adopted_at,
                row.actor or "",
                row.valid_to is None and row.authority_id in own,
            )
            for row in rows
        ),
        _log(tx),
        _own(tx),
    )


def agreement(tx: Transaction, agreement_id: int) -> AgreementRow:
    """One agreement, or NotFound."""
    for one in agreements(tx).rows:
        if one.id == agreement_id:
            return one
    raise NotFound(f"Expected to find agreement {agreement_id}, but there is none")


def _log(tx: Transaction) -> tuple[LogRow, ...]:
    """The last of what was done, the newest first."""
    rows = tx.execute(
        select(OPERATION, ACCOUNT.c.name.label("actor"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == OPERATION.c.actor_id)
        .where(OPERATION.c.kind.in_((ADOPTED, ENDED)))
        .order_by(OPERATION.c.id.desc())
        .limit(_LOGGED)
    )
    return tuple(LogRow(row.at, row.actor or "", row.subject, row.reason, row.kind == ENDED) for row in rows)


def _own(tx: Transaction) -> tuple[tuple[int, str], ...]:
    """The authorities within the territories of the actor's steering groups, by name."""
    if not tx.actor.may(Action.ADOPT):
        return ()
    prefixes = own_territories(tx, Action.ADOPT)
    within = or_(false(), *(AUTHORITY.c.territory.startswith(one, autoescape=True) for one in prefixes))
    rows = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name)
        .where(true() if tx.actor.system else within)
        .order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple((row.id, row.name) for row in rows)
