"""What steps were given from outside: who filled in a form, what a message brought, what a called process answered.

History says what happened by names alone. A course is made again of these rows: for a scenario from a case, and for
replaying cases on another version; and the case's file says of them with which words somebody decided, which the case
itself may hold no more. For nothing else: only the engine reads them, and they go a year after the end of their
instance, which is as far back as anybody replays, or earlier where an operator says so. What is kept of a person
is theirs to know: the export of a case file holds them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Integer, LargeBinary, Table, Text, delete, exists, insert, select

from engine.state.instance import INSTANCE
from engine.state.metadata import METADATA, any_of, identity, instant, reference
from engine.transaction import Transaction

STEP_INPUT = Table(
    "step_input",
    METADATA,
    identity(),
    #: that of the instance, for the wall
    reference("case_id", "case"),
    reference("instance_id", "process_instance"),
    instant("at"),
    #: the kind of the fact in history that it belongs to
    Column("kind", Text, nullable=False),
    Column("element_instance", Integer),
    #: FEEL values by name as bytes
    Column("given", LargeBinary, nullable=False),
    Index("ix_step_input_instance_id", "instance_id", "id"),
    Index("ix_step_input_case_id", "case_id", "id"),
)
_KEEP = insert(STEP_INPUT).inline()


@dataclass(frozen=True, slots=True)
class StepInput:
    """What one step was given."""

    at: datetime
    kind: str
    element_instance: int | None
    given: bytes


def keep(tx: Transaction, row: Mapping[str, object]) -> None:
    """Append what a step was given."""
    tx.write(_KEEP, {"at": tx.now, **row})


def of(tx: Transaction, instances: Collection[int]) -> Mapping[int, tuple[StepInput, ...]]:
    """What the steps of these instances were given, in their order."""
    columns = STEP_INPUT.c
    rows = tx.execute(
        select(columns.instance_id, columns.at, columns.kind, columns.element_instance, columns.given)
        .where(columns.instance_id == any_of(instances))
        .order_by(columns.instance_id, columns.id)
    )
    found: defaultdict[int, list[StepInput]] = defaultdict(list)
    for row in rows:
        found[row.instance_id].append(StepInput(row.at, row.kind, row.element_instance, row.given))
    return {number: tuple(one) for number, one in found.items()}


def of_case(tx: Transaction, case_id: int) -> tuple[tuple[int, StepInput], ...]:
    """What the steps of a case were given, in their order, each with its instance."""
    columns = STEP_INPUT.c
    rows = tx.execute(
        select(columns.instance_id, columns.at, columns.kind, columns.element_instance, columns.given)
        .where(columns.case_id == case_id)
        .order_by(columns.id)
    )
    return tuple(
        (row.instance_id, StepInput(row.at, row.kind, row.element_instance, row.given)) for row in rows
    )


def forget(tx: Transaction, before: datetime | None, limit: int) -> int:
    """Delete what was given to instances that had ended by then, None for all, of up to `limit` instances; returns of
    how many.
    """
    kept = exists().where(STEP_INPUT.c.instance_id == INSTANCE.c.id)
    over = select(INSTANCE.c.id).where(kept).order_by(INSTANCE.c.id).limit(limit)
    if before is not None:
        over = over.where(INSTANCE.c.ended_at < before)
    numbers = tx.execute(over).scalars().all()
    if numbers:
        tx.execute(delete(STEP_INPUT).where(STEP_INPUT.c.instance_id == any_of(numbers)))
    return len(numbers)
