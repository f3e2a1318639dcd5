"""What goes on in a case: its outermost instances, where tasks are open, and a mark by which a change is noticed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlalchemy import Text, bindparam, exists, func, literal, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from engine.state.instance import INSTANCE, IS_STATE, STATE, InstanceState
from engine.state.record import HISTORY
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

_RUNNING = (INSTANCE.c.case_id == bindparam("it"), INSTANCE.c.state == InstanceState.ACTIVE)
_ROOTS = select(INSTANCE.c.id).where(*_RUNNING, INSTANCE.c.parent_id.is_(None)).order_by(INSTANCE.c.id)
_STANDS = select(
    func.max(INSTANCE.c.suspended_at).label("since"),
    func.bool_and(INSTANCE.c.suspended_at.is_not(None)).label("whole"),
).where(*_RUNNING, INSTANCE.c.parent_id.is_(None))
#: in the fact that an instance stands still: it began so
BEGUN: Final = "begun"
_RESUMED = HISTORY.alias("resumed")
_BEGUN_STILL = (
    select(INSTANCE.c.id)
    .where(
        *_RUNNING,
        INSTANCE.c.parent_id.is_(None),
        INSTANCE.c.suspended_at.is_not(None),
        exists().where(
            HISTORY.c.case_id == bindparam("it"),
            HISTORY.c.instance_id == INSTANCE.c.id,
            HISTORY.c.kind == "instance_suspended",
            HISTORY.c.detail.has_key(BEGUN),
        ),
        ~exists().where(
            _RESUMED.c.case_id == bindparam("it"),
            _RESUMED.c.instance_id == INSTANCE.c.id,
            _RESUMED.c.kind == "instance_resumed",
        ),
    )
    .order_by(INSTANCE.c.id)
)
_MARK = (
    select(
        func.md5(
            func.string_agg(
                func.concat(INSTANCE.c.id, ".", STATE.c.revision),
                aggregate_order_by(literal("-", Text), INSTANCE.c.id),
            )
        )
    )
    .select_from(INSTANCE)
    .join(STATE, IS_STATE)
    .where(*_RUNNING)
)
_PLACES = (
    select(TASK.c.instance_id, TASK.c.element, TASK.c.authority_id)
    .where(TASK.c.case_id == bindparam("it"), TASK.c.state == TaskState.ACTIVE)
    .order_by(TASK.c.id)
)


def roots(tx: Transaction, case_id: int) -> tuple[int, ...]:
    """The running instances that nobody has called, the oldest first."""
    return tuple(tx.execute(_ROOTS, {"it": case_id}).scalars())


def stands_still(tx: Transaction, case_id: int) -> bool:
    """Whether something runs in the case and all of it is suspended."""
    return still_since(tx, case_id) is not None


def still_since(tx: Transaction, case_id: int) -> datetime | None:
    """Since when the case stands still: something runs in it and all of it is suspended; None when it does not."""
    row = tx.execute(_STANDS, {"it": case_id}).one()
    return row.since if row.whole else None


def begun_still(tx: Transaction, case_id: int) -> tuple[int, ...]:
    """What began in the case while all of it stood still, and has not gone on since."""
    return tuple(tx.execute(_BEGUN_STILL, {"it": case_id}).scalars())


def mark(tx: Transaction, case_id: int) -> str:
    """Another text whenever anything that runs in the case has moved; empty when nothing runs."""
    return tx.execute(_MARK, {"it": case_id}).scalar() or ""


def places(tx: Transaction, case_id: int) -> tuple[tuple[int, str, int], ...]:
    """Of each open task of the case its instance, its element and its authority."""
    rows = tx.execute(_PLACES, {"it": case_id})
    return tuple((row.instance_id, row.element, row.authority_id) for row in rows)
