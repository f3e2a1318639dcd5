"""Cases, the person each is about, and the authorities that take part.

case: open ──last process instance ends, or somebody closes it──▶ closed
        ◀──────────────── somebody reopens it ────────────────────┘
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CHAR,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    exists,
    func,
    schema,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from engine.actor import Action
from engine.errors import NotFound
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class CaseState(StrEnum):
    """Whether anything of the case still runs."""

    OPEN = "open"
    CLOSED = "closed"


#: the number at the end of a case number, without zeros in front
CASE_NUMBER_WORD = text("ltrim(substring(reference, '[0-9]+$'::text), '0'::text)")

#: the only table with names and birth dates, so that one person can be erased
PERSON = Table(
    "person",
    METADATA,
    identity(),
    Column("family_name", Text, nullable=False),
    Column("given_name", Text, nullable=False),
    Column("birth_date", Date),
    instant("created_at"),
    Index("ix_person_family_name_given_name", "family_name", "given_name"),
)

CASE_NUMBER = schema.Sequence("case_number", metadata=METADATA)

CASE = Table(
    "case",
    METADATA,
    identity(),
    Column("reference", Text, nullable=False, unique=True),
    #: None for what an authority does of itself, started by a timer
    reference("person_id", "person", nullable=True, index=True),
    reference("authority_id", "authority", index=True),
    #: who leads it by name, at that authority; None when nobody is named
    reference("manager_id", "account", nullable=True),
    Column("ags", CHAR(8), nullable=False),
    *choice("state", CaseState),
    #: the end its last process has reached; of a case that somebody closed the history says it, behind the wall
    Column("outcome", Text),
    Column("revision", Integer, nullable=False, server_default="1"),
    instant("opened_at"),
    instant("closed_at", nullable=True),
    Index("ix_case_number", CASE_NUMBER_WORD),
)

#: authorities that hold or held a task of the case and may therefore see it; `until` is when that ended, by a move
PARTICIPANT = Table(
    "case_participant",
    METADATA,
    identity(),
    #: also those that have left: who ever took part in a case
    reference("case_id", "case", index=True),
    reference("authority_id", "authority", index=True),
    instant("since"),
    instant("until", nullable=True),
    Index(
        "uq_case_participant_current",
        "case_id",
        "authority_id",
        unique=True,
        postgresql_where=text("until IS NULL"),
    ),
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The matter of one person across authorities, or of nobody (`person_id` None) when a timer began it."""

    id: int
    reference: str
    person_id: int | None
    authority_id: int
    manager_id: int | None
    ags: str
    state: CaseState
    revision: int
    opened_at: datetime


_COLUMNS = (
    CASE.c.id,
    CASE.c.reference,
    CASE.c.person_id,
    CASE.c.authority_id,
    CASE.c.manager_id,
    CASE.c.ags,
    CASE.c.state,
    CASE.c.revision,
    CASE.c.opened_at,
)
_GET = select(*_COLUMNS).where(CASE.c.id == bindparam("it"))
_FIND = select(*_COLUMNS).where(CASE.c.reference == bindparam("it"))
_PARTICIPANTS = select(PARTICIPANT.c.authority_id).where(
    PARTICIPANT.c.case_id == bindparam("it"), PARTICIPANT.c.until.is_(None)
)
_LOCK = _GET.with_for_update(key_share=True)
_JOIN = insert(PARTICIPANT).on_conflict_do_nothing().inline()


def join(tx: Transaction, case_id: int, authorities: Iterable[int]) -> None:
    """Let the authorities take part; those that already do stay as they are."""
    for one in sorted(set(authorities)):
        tx.write(_JOIN, {"case_id": case_id, "authority_id": one, "since": tx.now})


def by_reference(tx: Transaction, reference_: str) -> CaseRow:
    """The case with that number, or NotFound."""
    found = find(tx, reference_)
    if found is None:
        raise NotFound(f"Expected to find case {reference_}, but there is none")
    return found


def find(tx: Transaction, reference_: str) -> CaseRow | None:
    """The case with that number, if there is one."""
    row = tx.once((find, reference_), lambda: tx.first(_FIND, {"it": reference_}))
    return None if row is None else _row(row)


def get(tx: Transaction, case_id: int) -> CaseRow:
    """The case, or NotFound."""
    row = tx.first(_GET, {"it": case_id})
    if row is None:
        raise NotFound(f"Expected to find case {case_id}, but there is none")
    return _row(row)


def _row(row: Sequence[Any]) -> CaseRow:
    *first, state, revision, opened = row
    return CaseRow(*(*first, CaseState(state), revision, opened))


def lock(tx: Transaction, case_id: int) -> CaseRow:
    """The case as it is now; nobody else opens, closes or moves it until the transaction ends."""
    (row,) = tx.fetch(_LOCK, {"it": case_id})
    return _row(row)


def taking_part(authorities: Iterable[int]) -> Select[tuple[int]]:
    """The cases in which one of these authorities takes part now."""
    return select(PARTICIPANT.c.case_id).where(
        PARTICIPANT.c.authority_id.in_(sorted(authorities)), PARTICIPANT.c.until.is_(None)
    )


def takes_part(case_id: ColumnElement[Any], authorities: Iterable[int]) -> ColumnElement[bool]:
    """The same of one case. Where it is one condition of several, of which one must hold, PostgreSQL looks at the few
    cases that are asked about; those of `taking_part` it gathers first, all of them.
    """
    return exists().where(
        PARTICIPANT.c.case_id == case_id,
        PARTICIPANT.c.authority_id.in_(sorted(authorities)),
        PARTICIPANT.c.until.is_(None),
    )


def participants(tx: Transaction, case_id: int) -> frozenset[int]:
    """The authorities that take part."""
    rows = tx.once((participants, case_id), lambda: tx.fetch(_PARTICIPANTS, {"it": case_id}))
    return frozenset(authority for (authority,) in rows)


def permits(tx: Transaction, action: Action, case_id: int) -> bool:
    """Whether the actor has the permission at any authority that takes part."""
    return any(tx.actor.may(action, one) for one in participants(tx, case_id))


def close(tx: Transaction, case_id: int, outcome: str | None) -> None:
    """Close the case with the name of the end it reached; None where somebody closes it: the history says how."""
    tx.execute(
        update(CASE)
        .where(CASE.c.id == case_id, CASE.c.state == CaseState.OPEN)
        .values(state=CaseState.CLOSED, outcome=outcome, closed_at=func.coalesce(CASE.c.closed_at, tx.now))
    )


def unname_end(tx: Transaction, case_id: int) -> None:
    """Let the history alone say how a case ended that somebody has closed, whatever was named as all in it ended."""
    tx.execute(update(CASE).where(CASE.c.id == case_id).values(outcome=None))


def reopen(tx: Transaction, case_id: int) -> bool:
    """Open a closed case again, without the end it had; False when it is open."""
    changed = tx.execute(
        update(CASE)
        .where(CASE.c.id == case_id, CASE.c.state == CaseState.CLOSED)
        .values(state=CaseState.OPEN, outcome=None, closed_at=None)
    )
    return changed.rowcount == 1
