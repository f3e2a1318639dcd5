"""Structural problems (generative Themen): what keeps going wrong whoever the person is, as case managers and processes
report it.

problem: open ──▶ in discussion ◀──▶ proposed      a proposal takes it up; rejected or withdrawn it gives it back
           ├───────────┴──────────────┴──▶ closed   by its resolution, or with a reason; somebody may open it again
           └──▶ merged   into another one, which counts its cases; taken out again it is open

What it was reported from is in `structural_report`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Index, Integer, Table, Text, UniqueConstraint, func, insert, select, update

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
    MERGED = "merged"


class ProblemStep(StrEnum):
    """What happened to a problem: `REPORTED` is the text of a process, `SAID` that of a person."""

    SAID = "said"
    REPORTED = "reported"
    TAKEN_UP = "taken_up"
    GIVEN_BACK = "given_back"
    CLOSED = "closed"
    REOPENED = "reopened"
    MERGED = "merged"
    SPLIT = "split"
    RELATED = "related"
    UNRELATED = "unrelated"


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
    #: the one that counts its cases now, while it is merged
    reference("merged_into_id", "structural_problem", nullable=True, index=True),
    #: the closed one that comes up again here
    reference("earlier_id", "structural_problem", nullable=True),
    #: how many cases it was reported from, also as those that are merged into it
    Column("mentions", Integer, nullable=False, server_default="0"),
    instant("created_at"),
    reference("created_by", "account", nullable=True),
    Column("revision", Integer, nullable=False, server_default="1"),
    UniqueConstraint("year", "serial"),
)

STRUCTURAL_REMARK = Table(
    "structural_remark",
    METADATA,
    identity(),
    reference("problem_id", "structural_problem"),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    Column("step", Text, nullable=False, server_default=ProblemStep.SAID),
    choice("step", ProblemStep)[1],
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
    merged_into_id: int | None
    earlier_id: int | None
    mentions: int
    created_at: datetime
    revision: int

    @property
    def number(self) -> str:
        """What people quote: „T 2026/3“."""
        return f"T {self.year}/{self.serial}"


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody said to a problem, or did with it."""

    at: datetime
    author: str
    step: ProblemStep
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


def lock(tx: Transaction, *numbers: int) -> tuple[Problem, ...]:
    """Problems as they are now, in this order, until this transaction ends; NotFound."""
    table = STRUCTURAL_PROBLEM.c
    rows = tx.execute(
        _PROBLEMS.where(table.id.in_(numbers)).order_by(table.id).with_for_update(key_share=True)
    )
    found = {row.id: _problem(row) for row in rows}
    for one in numbers:
        if one not in found:
            raise NotFound(f"Expected to find structural problem {one}, but there is none")
    return tuple(found[one] for one in numbers)


def merged(tx: Transaction, problem_id: int) -> tuple[Problem, ...]:
    """Those that were merged into a problem."""
    table = STRUCTURAL_PROBLEM.c
    rows = tx.execute(_PROBLEMS.where(table.merged_into_id == problem_id).order_by(table.id))
    return tuple(_problem(row) for row in rows)


def create(
    tx: Transaction, title: str, description: str, jurisdiction: str, earlier_id: int | None = None
) -> int:
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
            earlier_id=earlier_id,
            created_at=tx.now,
            created_by=tx.actor.account,
        )
    )


def of_proposal(tx: Transaction, proposal_id: int) -> tuple[Problem, ...]:
    """The problems a proposal has taken up and that wait for what becomes of it, locked."""
    table = STRUCTURAL_PROBLEM.c
    rows = tx.execute(
        _PROBLEMS.where(table.proposal_id == proposal_id, table.state == ProblemState.PROPOSED)
        .order_by(table.id)
        .with_for_update(key_share=True)
    )
    return tuple(_problem(row) for row in rows)


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
    values = {
        "problem_id": problem_id,
        "actor_id": tx.actor.account,
        "step": ProblemStep.SAID,
        "text": text,
    }
    if once.written(tx, STRUCTURAL_REMARK, values) is None:
        tx.execute(insert(STRUCTURAL_REMARK).values(**values, at=tx.now))


def note(tx: Transaction, problem_id: int, step: ProblemStep, text: str) -> None:
    """Keep that the actor does something with it."""
    values = {"problem_id": problem_id, "actor_id": tx.actor.account, "step": step, "text": text}
    tx.execute(insert(STRUCTURAL_REMARK).values(**values, at=tx.now))


def says(tx: Transaction, problem_id: int, text: str) -> bool:
    """Whether a process has said this of the problem before."""
    found = select(STRUCTURAL_REMARK.c.id).where(
        STRUCTURAL_REMARK.c.problem_id == problem_id,
        STRUCTURAL_REMARK.c.step == ProblemStep.REPORTED,
        STRUCTURAL_REMARK.c.text == text,
    )
    return tx.execute(found.limit(1)).first() is not None


def remarks(tx: Transaction, problem_id: int) -> tuple[Remark, ...]:
    """What was said to it and done with it, the oldest first."""
    rows = tx.execute(
        select(
            STRUCTURAL_REMARK.c.at,
            func.coalesce(ACCOUNT.c.name, "Laufweg").label("author"),
            STRUCTURAL_REMARK.c.step,
            STRUCTURAL_REMARK.c.text,
        )
        .outerjoin(ACCOUNT, ACCOUNT.c.id == STRUCTURAL_REMARK.c.actor_id)
        .where(STRUCTURAL_REMARK.c.problem_id == problem_id)
        .order_by(STRUCTURAL_REMARK.c.id)
    )
    return tuple(Remark(row.at, row.author, ProblemStep(row.step), row.text) for row in rows)
