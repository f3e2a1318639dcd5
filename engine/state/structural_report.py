"""What structural problems are reported from: cases, which stay behind the wall, and steps of processes.

A case counts once for a problem, however it is reported: by a person, or by a step it went through. Whoever counts has
locked the problem, so that two who count at once both count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Integer,
    Select,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.state.definition import DEFINITION, VERSION
from engine.state.metadata import METADATA, identity, instant, reference
from engine.state.structural import STRUCTURAL_PROBLEM
from engine.transaction import Transaction

#: what a process calls it, and which problem of the Kreis counts it
STRUCTURAL_TOPIC = Table(
    "structural_topic",
    METADATA,
    identity(),
    #: AGS prefix of the Kreis
    Column("jurisdiction", Text, nullable=False),
    Column("topic", Text, nullable=False),
    reference("problem_id", "structural_problem", nullable=True),
    UniqueConstraint("jurisdiction", "topic"),
)

#: a step of a version that reported it
STRUCTURAL_ORIGIN = Table(
    "structural_origin",
    METADATA,
    identity(),
    reference("problem_id", "structural_problem"),
    reference("version_id", "version"),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    #: in how many cases; of whom is in structural_mention
    Column("reports", Integer, nullable=False, server_default="0"),
    Column("last_on", Date, nullable=False),
    UniqueConstraint("problem_id", "version_id", "element"),
)

#: in which cases a step reported it; read by nobody but the engine
STRUCTURAL_ORIGIN_CASE = Table(
    "structural_origin_case",
    METADATA,
    Column(
        "origin_id", BigInteger, ForeignKey("structural_origin.id"), primary_key=True, autoincrement=False
    ),
    Column("case_id", BigInteger, ForeignKey("case.id"), primary_key=True, autoincrement=False, index=True),
)

#: from which case, whoever reported it; behind the wall
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


@dataclass(frozen=True, slots=True)
class Origin:
    """A step of a version from which a problem was reported, how often (once for a case), and on which day last."""

    version_id: int
    process: str
    process_name: str
    version: int
    element: str
    name: str
    reports: int
    last_on: date


def counted_by(tx: Transaction, jurisdiction: str, topic: str) -> int | None:
    """The problem that counts the topic there, None for a new one; the topic is locked until this transaction ends."""
    table = STRUCTURAL_TOPIC.c
    tx.execute(
        upsert(STRUCTURAL_TOPIC)
        .values(jurisdiction=jurisdiction, topic=topic)
        .on_conflict_do_nothing(index_elements=[table.jurisdiction, table.topic])
    )
    found = select(table.problem_id).where(table.jurisdiction == jurisdiction, table.topic == topic)
    number: int | None = tx.execute(found.with_for_update()).scalar_one()
    return number


def let_count(tx: Transaction, jurisdiction: str, topic: str, problem_id: int) -> None:
    """Let a problem count the topic from now on."""
    table = STRUCTURAL_TOPIC.c
    tx.execute(
        update(STRUCTURAL_TOPIC)
        .where(table.jurisdiction == jurisdiction, table.topic == topic)
        .values(problem_id=problem_id)
    )


def came_from(
    tx: Transaction, problem_id: int, case_id: int, version_id: int, element: str, name: str
) -> None:
    """Note for a locked problem which step of which version reported it; once for a case."""
    table = STRUCTURAL_ORIGIN.c
    said = {"problem_id": problem_id, "version_id": version_id, "element": element}
    known = select(table.id).where(*(table[key] == value for key, value in said.items()))
    number: int | None = tx.execute(known).scalar()
    if number is None:
        number = tx.insert(insert(STRUCTURAL_ORIGIN).values(name=name, last_on=tx.today, **said))
    added = tx.execute(
        upsert(STRUCTURAL_ORIGIN_CASE)
        .values(origin_id=number, case_id=case_id)
        .on_conflict_do_nothing()
        .returning(STRUCTURAL_ORIGIN_CASE.c.case_id)
    ).first()
    if added is not None:
        tx.execute(
            update(STRUCTURAL_ORIGIN)
            .where(table.id == number)
            .values(reports=table.reports + 1, last_on=tx.today)
        )


def mention(tx: Transaction, problem_id: int, case_id: int, actor: int | None) -> bool:
    """Count a case for a locked problem; False when it has been counted, also for one that is merged into it."""
    tx.act()
    table = STRUCTURAL_MENTION.c
    counted = select(table.id).where(table.problem_id.in_(_with_merged(problem_id)), table.case_id == case_id)
    is_new = tx.execute(counted.limit(1)).first() is None
    if is_new:
        said = {"problem_id": problem_id, "case_id": case_id, "actor_id": actor}
        tx.execute(insert(STRUCTURAL_MENTION).values(at=tx.now, **said))
        count(tx, problem_id)
    return is_new


def count(tx: Transaction, problem_id: int) -> None:
    """Count the cases of a locked problem anew, with those of what is merged into it."""
    tx.act()
    table = STRUCTURAL_MENTION.c
    cases = select(func.count(func.distinct(table.case_id))).where(
        table.problem_id.in_(_with_merged(problem_id))
    )
    number = tx.execute(cases).scalar_one()
    tx.execute(
        update(STRUCTURAL_PROBLEM).where(STRUCTURAL_PROBLEM.c.id == problem_id).values(mentions=number)
    )


def origins(tx: Transaction, problem_id: int) -> tuple[Origin, ...]:
    """The steps a problem was reported from, with those of what is merged into it, the most frequent first."""
    table, reports = STRUCTURAL_ORIGIN.c, func.sum(STRUCTURAL_ORIGIN.c.reports)
    rows = tx.execute(
        select(
            table.version_id,
            DEFINITION.c.key,
            VERSION.c.name.label("process_name"),
            VERSION.c.number,
            table.element,
            table.name,
            reports.label("often"),
            func.max(table.last_on).label("day"),
        )
        .join(VERSION, VERSION.c.id == table.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(table.problem_id.in_(_with_merged(problem_id)))
        .group_by(table.version_id, DEFINITION.c.key, VERSION.c.id, table.element, table.name)
        .order_by(reports.desc(), DEFINITION.c.key, VERSION.c.number, table.element)
    )
    return tuple(
        Origin(
            row.version_id,
            row.key,
            row.process_name,
            row.number,
            row.element,
            row.name,
            int(row.often),
            row.day,
        )
        for row in rows
    )


def of_case(tx: Transaction, case_id: int) -> frozenset[int]:
    """The numbers of the problems a case was counted for."""
    found = select(STRUCTURAL_MENTION.c.problem_id).where(STRUCTURAL_MENTION.c.case_id == case_id)
    return frozenset(tx.execute(found).scalars())


def has_reported(tx: Transaction, problem_id: int) -> bool:
    """Whether the actor has reported it, or counted one of the cases they still read."""
    return tx.actor.account in _who(tx, problem_id)


def reporters(tx: Transaction, problem_id: int) -> list[int]:
    """Whoever has reported it or counted a case for it, but for the actor; for the engine alone."""
    return sorted(one for one in _who(tx, problem_id) if one != tx.actor.account)


def _who(tx: Transaction, problem_id: int) -> set[int]:
    """Who reported it, or what is merged into it, as far as the wall lets see."""
    group = _with_merged(problem_id)
    created = select(STRUCTURAL_PROBLEM.c.created_by.label("who")).where(STRUCTURAL_PROBLEM.c.id.in_(group))
    counted = select(STRUCTURAL_MENTION.c.actor_id).where(STRUCTURAL_MENTION.c.problem_id.in_(group))
    return {one for one in tx.execute(created.union(counted)).scalars() if one is not None}


def _with_merged(problem_id: int) -> Select[tuple[int]]:
    """The problem and all that is merged into it, directly or into one of those."""
    table = STRUCTURAL_PROBLEM
    group = select(table.c.id).where(table.c.id == problem_id).cte("with_merged", recursive=True)
    group = group.union(select(table.c.id).join(group, table.c.merged_into_id == group.c.id))
    return select(group.c.id)
