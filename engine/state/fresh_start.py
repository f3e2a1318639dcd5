"""Processes that were started by hand and in which nothing has been done yet: their start can be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, exists, func, or_, select

from engine.actor import Action
from engine.state.account import ACCOUNT
from engine.state.case import CaseRow
from engine.state.comment import COMMENT
from engine.state.document import DOCUMENT
from engine.state.instance import INSTANCE, InstanceState
from engine.state.job import JOB, JobState
from engine.state.note import NOTE
from engine.state.record import HISTORY
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: what the clock alone does where nobody has touched anything
BY_ITSELF: Final = ("escalation_level_reached", "watched_day_near")
#: what has left the case as soon as it is done
_OUT: Final = ("message_thrown", "signal_thrown")
_STARTED: Final = "process_started_by_hand"


@dataclass(frozen=True, slots=True)
class FreshStart:
    """A process nobody has worked in since somebody started it by hand: which, when, and who did (None: Laufweg)."""

    instance_id: int
    process: str
    at: datetime
    starter_id: int | None
    starter: str
    #: the tasks it waits for: instance, element and name
    waits: tuple[tuple[int, str, str], ...] = ()


_TREE = INSTANCE.alias("tree")


def _in_tree(column: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the column names an instance of the tree of the started one.

    All of them are of one case: by it they are found without a look at those of the others.
    """
    return column.in_(
        select(_TREE.c.id)
        .where(
            _TREE.c.case_id == bindparam("it"),
            or_(_TREE.c.id == INSTANCE.c.id, _TREE.c.root_id == INSTANCE.c.id),
        )
        .correlate(INSTANCE)
    )


def _fresh() -> Select[tuple[int, str, datetime, int | None, str, Any]]:  # Any: JSON
    start, later = HISTORY.alias("start"), HISTORY.alias("later")
    it: BindParameter[int] = bindparam("it")
    task_of_tree = (
        select(TASK.c.id).where(TASK.c.case_id == it, _in_tree(TASK.c.instance_id)).correlate(INSTANCE)
    )
    touched = (
        exists().where(
            later.c.case_id == it,
            _in_tree(later.c.instance_id),
            or_(
                later.c.kind.in_(_OUT),
                # in the transaction of the start everything has the same instant
                and_(later.c.at > start.c.at, later.c.kind.not_in(BY_ITSELF)),
            ),
        ),
        # something was typed, whoever may read it
        exists().where(TASK.c.case_id == it, _in_tree(TASK.c.instance_id), TASK.c.draft_number > 0),
        exists().where(COMMENT.c.case_id == it, COMMENT.c.task_id.in_(task_of_tree)),
        exists().where(DOCUMENT.c.case_id == it, _in_tree(DOCUMENT.c.instance_id)),
        exists().where(NOTE.c.case_id == it, _in_tree(NOTE.c.instance_id)),
        exists().where(_in_tree(JOB.c.instance_id), JOB.c.state != JobState.CREATED),
    )
    waits = (
        select(func.jsonb_agg(func.jsonb_build_array(TASK.c.instance_id, TASK.c.element, TASK.c.name)))
        .where(TASK.c.case_id == it, TASK.c.state == TaskState.ACTIVE, _in_tree(TASK.c.instance_id))
        .correlate(INSTANCE)
        .scalar_subquery()
    )
    return (
        select(
            INSTANCE.c.id,
            start.c.detail["process"].astext.label("process"),
            start.c.at,
            start.c.actor_id,
            func.coalesce(ACCOUNT.c.name, "").label("starter"),
            waits.label("waits"),
        )
        .join(
            start, and_(start.c.case_id == it, start.c.instance_id == INSTANCE.c.id, start.c.kind == _STARTED)
        )
        .outerjoin(ACCOUNT, ACCOUNT.c.id == start.c.actor_id)
        .where(
            INSTANCE.c.case_id == it,
            INSTANCE.c.state == InstanceState.ACTIVE,
            INSTANCE.c.root_id.is_(None),
            *(~one for one in touched),
        )
        .order_by(INSTANCE.c.id)
    )


_FRESH = _fresh()
_BEGUN = (
    select(INSTANCE.c.process_key, func.count().label("times"))
    .where(INSTANCE.c.case_id == bindparam("it"), INSTANCE.c.parent_id.is_(None))
    .group_by(INSTANCE.c.process_key)
)


def of_case(tx: Transaction, case_id: int) -> tuple[FreshStart, ...]:
    """The processes of the case whose start can be taken back, the oldest first."""
    return tuple(
        FreshStart(row.id, row.process, row.at, row.actor_id, row.starter, tuple(map(tuple, row.waits or ())))
        for row in tx.execute(_FRESH, {"it": case_id})
    )


def may_take_back(tx: Transaction, matter: CaseRow, start: FreshStart) -> bool:
    """Whether the actor may: who started it, and who may close the case."""
    own = start.starter_id is not None and start.starter_id == tx.actor.account
    return own or tx.actor.may(Action.CLOSE_CASE, matter.authority_id)


def begun(tx: Transaction, case_id: int, process_key: str) -> int:
    """How often the process has been begun in the case, by hand or not; what another one called does not count."""
    return begun_each(tx, case_id).get(process_key, 0)


def begun_each(tx: Transaction, case_id: int) -> dict[str, int]:
    """The same of each process, by its key."""
    return {row.process_key: row.times for row in tx.execute(_BEGUN, {"it": case_id})}
