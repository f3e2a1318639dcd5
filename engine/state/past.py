"""What was done in cases of a process at some places: recorded decisions, and how long steps took at each authority."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, func, select

from engine.state.authority import AUTHORITY
from engine.state.case import CASE
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE, STATE, InstanceState
from engine.state.metadata import any_of
from engine.state.migration import at
from engine.state.record import DECISION
from engine.state.step_input import STEP_INPUT
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

Places = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class RecordedDecision:
    """One decision as it was recorded at the place `ags`: its value, what it looked at, and what it rested on; `tokens`
    is what its instance is at now.
    """

    id: int
    case_id: int
    version_id: int
    ags: str
    element: str
    decision: str
    name: str
    at: datetime
    record: Mapping[str, Any]
    tokens: bytes


@dataclass(frozen=True, slots=True)
class StepTime:
    """How often a step was done at an authority, and the median seconds until it was taken and until it was done."""

    element: str
    authority_id: int
    authority: str
    done: int
    waiting: float
    lasting: float


def _of(key: str) -> Select[tuple[int]]:
    return (
        select(VERSION.c.id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(DEFINITION.c.key == key)
    )


def _run(key: str, places: Places) -> ColumnElement[bool]:
    return and_(INSTANCE.c.version_id.in_(_of(key)), at(places))


def decision_ids(tx: Transaction, key: str, places: Places, most: int) -> list[int]:
    """The newest decisions recorded in instances of the process, by number alone: records are large and read later."""
    found = (
        select(DECISION.c.id)
        .join(INSTANCE, INSTANCE.c.id == DECISION.c.instance_id)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .where(_run(key, places), DECISION.c.version_id.in_(_of(key)))
    )
    return list(tx.execute(found.order_by(DECISION.c.id.desc()).limit(most)).scalars())


def decisions(tx: Transaction, ids: Collection[int]) -> tuple[RecordedDecision, ...]:
    """These decisions, the newest first, without the explanation and the rules that were looked at."""
    tx.act()
    kept = DECISION.c.record.op("-")("explanation").op("-")("rules").op("-")("passed").label("record")
    rows = tx.execute(
        select(
            DECISION.c.id,
            DECISION.c.case_id,
            DECISION.c.version_id,
            func.coalesce(INSTANCE.c.ags, CASE.c.ags).label("ags"),
            DECISION.c.element,
            DECISION.c.decision,
            DECISION.c.name,
            DECISION.c.at,
            kept,
            STATE.c.tokens,
        )
        .join(STATE, STATE.c.instance_id == DECISION.c.instance_id)
        .join(INSTANCE, INSTANCE.c.id == DECISION.c.instance_id)
        .join(CASE, CASE.c.id == DECISION.c.case_id)
        .where(DECISION.c.id == any_of(ids))
        .order_by(DECISION.c.id.desc())
    )
    return tuple(RecordedDecision(**row._mapping) for row in rows)


def ended(tx: Transaction, key: str, places: Places, since: datetime) -> int:
    """How many instances of the process have come to their end since then."""
    return int(
        tx.execute(
            select(func.count())
            .select_from(INSTANCE.join(CASE, CASE.c.id == INSTANCE.c.case_id))
            .where(
                _run(key, places), INSTANCE.c.state == InstanceState.COMPLETED, INSTANCE.c.ended_at >= since
            )
        ).scalar_one()
    )


@dataclass(frozen=True, slots=True)
class Ended:
    """One instance that has come to its end, and which authority did what there: by topic."""

    instance_id: int
    case_id: int
    version_id: int
    ags: str
    authorities: Mapping[str, int]


def sample_ended(
    tx: Transaction, key: str, places: Places, since: datetime, most: int
) -> tuple[tuple[int, ...], int]:
    """Up to `most` instances of the process that have come to their end since then and of which is kept what they were
    given, in an order that says nothing; and how many there are.
    """
    found = (
        select(INSTANCE.c.id)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .where(
            _run(key, places),
            INSTANCE.c.process_key == key,
            INSTANCE.c.state == InstanceState.COMPLETED,
            INSTANCE.c.ended_at >= since,
            exists().where(STEP_INPUT.c.instance_id == INSTANCE.c.id),
        )
    )
    numbers = tx.execute(found.order_by(func.md5(cast(INSTANCE.c.id, Text)), INSTANCE.c.id).limit(most))
    total = tx.execute(select(func.count()).select_from(found.subquery())).scalar_one()
    return tuple(numbers.scalars()), int(total)


def ended_ones(tx: Transaction, numbers: Collection[int]) -> tuple[Ended, ...]:
    """These instances."""
    done: dict[int, dict[str, int]] = {}
    tasks = (
        select(TASK.c.instance_id, TASK.c.topic, TASK.c.authority_id)
        .where(TASK.c.instance_id == any_of(numbers))
        .order_by(TASK.c.id)
    )
    for one in tx.execute(tasks):
        done.setdefault(one.instance_id, {})[one.topic] = one.authority_id
    rows = tx.execute(
        select(
            INSTANCE.c.id,
            INSTANCE.c.case_id,
            INSTANCE.c.version_id,
            func.coalesce(INSTANCE.c.ags, CASE.c.ags).label("ags"),
        )
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .where(INSTANCE.c.id == any_of(numbers))
        .order_by(INSTANCE.c.id)
    )
    return tuple(Ended(row.id, row.case_id, row.version_id, row.ags, done.get(row.id, {})) for row in rows)


def step_times(tx: Transaction, key: str, places: Places, since: datetime) -> tuple[StepTime, ...]:
    """The steps that were done since then in instances of the process that have come to their end, by element."""
    taken = func.coalesce(TASK.c.claimed_at, TASK.c.closed_at) - TASK.c.created_at
    whole = TASK.c.closed_at - TASK.c.created_at
    rows = tx.execute(
        select(
            TASK.c.element,
            TASK.c.authority_id,
            AUTHORITY.c.name.label("authority"),
            func.count().label("done"),
            func.percentile_cont(0.5).within_group(func.extract("epoch", taken)).label("waiting"),
            func.percentile_cont(0.5).within_group(func.extract("epoch", whole)).label("lasting"),
        )
        .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .join(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .where(
            _run(key, places),
            INSTANCE.c.state == InstanceState.COMPLETED,
            INSTANCE.c.ended_at >= since,
            TASK.c.state == TaskState.COMPLETED,
        )
        .group_by(TASK.c.element, TASK.c.authority_id, AUTHORITY.c.name)
        .order_by(TASK.c.element, AUTHORITY.c.name, TASK.c.authority_id)
    )
    return tuple(
        StepTime(
            row.element, row.authority_id, row.authority, row.done, float(row.waiting), float(row.lasting)
        )
        for row in rows
    )
