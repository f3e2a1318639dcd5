"""Structural problems (generative Themen): what keeps going wrong whoever the person is, as case managers report it.

problem: open ──▶ in discussion ◀──▶ proposed      a proposal takes it up; rejected or withdrawn it gives it back
           └───────────┴──────────────┴──▶ closed   by its resolution, or with a reason; opened again when it comes up

Which case a report comes from is behind the wall: the steering group learns how many there are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import NotFound
from engine.state import once
from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.state.serial import next_of_year
from engine.transaction import Transaction


class ProblemState(StrEnum):
    """How far a structural problem has come."""

    OPEN = "open"
    IN_DISCUSSION = "in_discussion"
    PROPOSED = "proposed"
    CLOSED = "closed"


STRUCTURAL_PROBLEM = Table(
    "structural_problem",
    METADATA,
    identity(),
    Column("year", Integer, nullable=False),
    Column("serial", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False),
    #: AGS prefix of the Kreis
    Column("jurisdiction", Text, nullable=False),
    *choice("state", ProblemState),
    Column("outcome", Text, nullable=False, server_default=""),
    reference("proposal_id", "proposal", nullable=True),
    #: how many cases it was reported from
    Column("mentions", Integer, nullable=False, server_default="0"),
    instant("created_at"),
    reference("created_by", "account", nullable=True),
    Column("revision", Integer, nullable=False, server_default="1"),
    UniqueConstraint("year", "serial"),
)

#: from which case; behind the wall
STRUCTURAL_MENTION = Table(
    "structural_mention",
    METADATA,
    identity(),
    reference("problem_id", "structural_problem"),
    reference("case_id", "case", index=True),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    UniqueConstraint("problem_id", "case_id"),
)

STRUCTURAL_REMARK = Table(
    "structural_remark",
    METADATA,
    identity(),
    reference("problem_id", "structural_problem"),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    Column("text", Text, nullable=False),
    Index("ix_structural_remark_problem_id", "problem_id", "id"),
)


@dataclass(frozen=True, slots=True)
class Problem:
    """One structural problem; `mentions` is the number of cases it was reported from."""

    id: int
    year: int
    serial: int
    title: str
    description: str
    jurisdiction: str
    state: ProblemState
    outcome: str
    proposal_id: int | None
    mentions: int
    created_at: datetime
    revision: int

    @property
    def number(self) -> str:
        """What people quote: „T 2026/3“."""
        return f"T {self.year}/{self.serial}"


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said to a problem."""

    at: datetime
    author: str
    text: str


_PROBLEMS = select(*(one for one in STRUCTURAL_PROBLEM.c if one.name != "created_by"))


def _problem(row: Any) -> Problem:  # a row of `_PROBLEMS`
    return Problem(**(dict(row._mapping) | {"state": ProblemState(row.state)}))


def get(tx: Transaction, problem_id: int) -> Problem:
    """The problem, or NotFound."""
    row = tx.execute(_PROBLEMS.where(STRUCTURAL_PROBLEM.c.id == problem_id)).first()
    if row is None:
        raise NotFound(f"Expected to find structural problem {problem_id}, but there is none")
    return _problem(row)


def everything(tx: Transaction) -> tuple[Problem, ...]:
    """Every problem: what was reported most often first."""
    table = STRUCTURAL_PROBLEM.c
    return tuple(
        _problem(row) for row in tx.execute(_PROBLEMS.order_by(table.mentions.desc(), table.id.desc()))
    )


def create(tx: Transaction, title: str, description: str, jurisdiction: str) -> int:
    """Insert an open problem with the next number of the year."""
    year, serial = next_of_year(tx, STRUCTURAL_PROBLEM)
    return tx.insert(
        insert(STRUCTURAL_PROBLEM).values(
            year=year,
            serial=serial,
            title=title,
            description=description,
            jurisdiction=jurisdiction,
            state=ProblemState.OPEN,
            created_at=tx.now,
            created_by=tx.actor.account,
        )
    )


def mention(tx: Transaction, problem_id: int, case_id: int) -> bool:
    """Count one more case; False when it has been counted."""
    added = tx.execute(
        upsert(STRUCTURAL_MENTION)
        .values(problem_id=problem_id, case_id=case_id, at=tx.now, actor_id=tx.actor.account)
        .on_conflict_do_nothing(
            index_elements=[STRUCTURAL_MENTION.c.problem_id, STRUCTURAL_MENTION.c.case_id]
        )
        .returning(STRUCTURAL_MENTION.c.id)
    ).first()
    if added is None:
        return False
    tx.execute(
        update(STRUCTURAL_PROBLEM)
        .where(STRUCTURAL_PROBLEM.c.id == problem_id)
        .values(mentions=STRUCTURAL_PROBLEM.c.mentions + 1)
    )
    return True


def of_case(tx: Transaction, case_id: int) -> tuple[Problem, ...]:
    """The problems that were reported from a case."""
    rows = tx.execute(
        _PROBLEMS.join(STRUCTURAL_MENTION, STRUCTURAL_MENTION.c.problem_id == STRUCTURAL_PROBLEM.c.id)
        .where(STRUCTURAL_MENTION.c.case_id == case_id)
        .order_by(STRUCTURAL_PROBLEM.c.id)
    )
    return tuple(_problem(row) for row in rows)


def has_reported(tx: Transaction, problem_id: int) -> bool:
    """Whether the actor has reported it, or counted one of the cases they still read."""
    created = select(STRUCTURAL_PROBLEM.c.id).where(
        STRUCTURAL_PROBLEM.c.id == problem_id, STRUCTURAL_PROBLEM.c.created_by == tx.actor.account
    )
    counted = select(STRUCTURAL_MENTION.c.id).where(
        STRUCTURAL_MENTION.c.problem_id == problem_id, STRUCTURAL_MENTION.c.actor_id == tx.actor.account
    )
    return tx.execute(created).first() is not None or tx.execute(counted.limit(1)).first() is not None


def of_proposal(tx: Transaction, proposal_id: int) -> tuple[Problem, ...]:
    """The problems a proposal has taken up and that wait for what becomes of it, locked."""
    table = STRUCTURAL_PROBLEM.c
    rows = tx.execute(
        _PROBLEMS.where(table.proposal_id == proposal_id, table.state == ProblemState.PROPOSED)
        .order_by(table.id)
        .with_for_update(key_share=True)
    )
    return tuple(_problem(row) for row in rows)


def reporters(tx: Transaction, problem_id: int) -> list[int]:
    """Whoever has reported it or counted a case for it, but for the actor; for the engine alone."""
    created = select(STRUCTURAL_PROBLEM.c.created_by.label("who")).where(
        STRUCTURAL_PROBLEM.c.id == problem_id
    )
    counted = select(STRUCTURAL_MENTION.c.actor_id).where(STRUCTURAL_MENTION.c.problem_id == problem_id)
    found = set(tx.execute(created.union(counted)).scalars())
    return sorted(one for one in found if one is not None and one != tx.actor.account)


def change(tx: Transaction, row: Problem, **values: object) -> bool:
    """Change a problem that still has that revision; False when someone else was first."""
    changed = tx.execute(
        update(STRUCTURAL_PROBLEM)
        .where(STRUCTURAL_PROBLEM.c.id == row.id, STRUCTURAL_PROBLEM.c.revision == row.revision)
        .values(revision=row.revision + 1, **values)
    )
    return changed.rowcount == 1


def remark(tx: Transaction, problem_id: int, text: str) -> None:
    """Keep what the actor says to it; sent twice within a minute, it is kept once."""
    values = {"problem_id": problem_id, "actor_id": tx.actor.account, "text": text}
    if once.written(tx, STRUCTURAL_REMARK, values) is None:
        tx.execute(insert(STRUCTURAL_REMARK).values(**values, at=tx.now))


def remarks(tx: Transaction, problem_id: int) -> tuple[Remark, ...]:
    """What was said to it, the oldest first."""
    rows = tx.execute(
        select(
            STRUCTURAL_REMARK.c.at,
            func.coalesce(ACCOUNT.c.name, "Laufweg").label("author"),
            STRUCTURAL_REMARK.c.text,
        )
        .outerjoin(ACCOUNT, ACCOUNT.c.id == STRUCTURAL_REMARK.c.actor_id)
        .where(STRUCTURAL_REMARK.c.problem_id == problem_id)
        .order_by(STRUCTURAL_REMARK.c.id)
    )
    return tuple(Remark(row.at, row.author, row.text) for row in rows)
