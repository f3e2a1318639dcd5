"""By which resolution the hierarchy of an authority may be told about tasks of cases that others lead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Column, Date, Table, Text, any_, bindparam, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from engine.actor import Role
from engine.errors import NotFound
from engine.state.metadata import METADATA, identity, instant, reference
from engine.transaction import Transaction

#: what the log of operations calls it
ADOPTED, ENDED = "escalation_agreed", "escalation_agreement_ended"

#: by which resolution the hierarchy of an authority may be told about tasks of cases that others lead
ESCALATION_AGREEMENT = Table(
    "escalation_agreement",
    METADATA,
    identity(),
    reference("authority_id", "authority", index=True),
    #: the highest role that may be told: team_lead or head_of_office
    Column("up_to", Text, nullable=False),
    Column("resolution", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    instant("adopted_at"),
    reference("adopted_by", "account", nullable=True),
)


_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_AGREEMENTS = select(ESCALATION_AGREEMENT.c.authority_id, ESCALATION_AGREEMENT.c.up_to).where(
    ESCALATION_AGREEMENT.c.authority_id == any_(_IDS),
    ESCALATION_AGREEMENT.c.valid_from <= bindparam("day"),
    or_(ESCALATION_AGREEMENT.c.valid_to.is_(None), ESCALATION_AGREEMENT.c.valid_to >= bindparam("day")),
)


def agreements(tx: Transaction, authorities: Collection[int]) -> dict[int, frozenset[Role]]:
    """Up to which roles the hierarchies of these authorities may be told today."""
    found: dict[int, set[Role]] = {}
    if authorities:
        for authority, role in tx.fetch(_AGREEMENTS, {"ids": sorted(authorities), "day": tx.today}):
            found.setdefault(authority, set()).add(Role(role))
    return {authority: frozenset(roles) for authority, roles in found.items()}


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement: whose hierarchy may be told up to which role, by which resolution, from when to when."""

    id: int
    authority_id: int
    up_to: Role
    resolution: str
    valid_from: date
    valid_to: date | None


def create(tx: Transaction, authority_id: int, up_to: Role, resolution: str, valid_from: date) -> int:
    """Insert an agreement and return its id."""
    return tx.insert(
        insert(ESCALATION_AGREEMENT).values(
            authority_id=authority_id,
            up_to=up_to.value,
            resolution=resolution,
            valid_from=valid_from,
            adopted_at=tx.now,
            adopted_by=tx.actor.account,
        )
    )


def lock(tx: Transaction, agreement_id: int) -> AgreementRow:
    """The agreement, which nobody else ends until the transaction does; NotFound."""
    table = ESCALATION_AGREEMENT.c
    columns = (
        table.id,
        table.authority_id,
        table.up_to,
        table.resolution,
        table.valid_from,
        table.valid_to,
    )
    row = tx.execute(select(*columns).where(table.id == agreement_id).with_for_update()).first()
    if row is None:
        raise NotFound(f"Expected to find agreement {agreement_id}, but there is none")
    return AgreementRow(row.id, row.authority_id, Role(row.up_to), *tuple(row)[3:])


def end(tx: Transaction, found: AgreementRow, last: date) -> None:
    """Let it hold until that day, included; before its first day it never holds."""
    table = ESCALATION_AGREEMENT
    tx.execute(update(table).where(table.c.id == found.id).values(valid_to=last))
