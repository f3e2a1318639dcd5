"""What was typed into a task and is not finished: apart from the task, behind the wall.

Of one task there are two at most: that of whoever has it, and that of whoever stands in or stood in for them, which the
next one who stands in goes on with. When it was typed and how often it was saved is said at the task
(`engine/state/draft.py`).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Table,
    Text,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.state.metadata import METADATA, any_of, reference
from engine.transaction import Transaction

TYPED = Table(
    "task_draft",
    METADATA,
    Column("task_id", BigInteger, ForeignKey("user_task.id"), primary_key=True, autoincrement=False),
    #: typed by whoever stands in for the one who has the task
    Column("in_place", Boolean, primary_key=True),
    #: that of the task, for the wall
    reference("case_id", "case"),
    reference("author_id", "account", nullable=True),
    Column("entered", JSONB, nullable=False),
)

_KEEP = upsert(TYPED).values(
    task_id=bindparam("task"),
    in_place=bindparam("instead"),
    case_id=bindparam("case"),
    author_id=bindparam("by"),
    entered=cast(bindparam("given", type_=Text), JSONB),
)
_KEPT = _KEEP.on_conflict_do_update(
    index_elements=["task_id", "in_place"],
    set_={"author_id": _KEEP.excluded.author_id, "entered": _KEEP.excluded.entered},
)
_DROP = delete(TYPED).where(TYPED.c.task_id == bindparam("task"))


def keep(
    tx: Transaction, task_id: int, case_id: int, entered: Mapping[str, Sequence[str]], *, in_place: bool
) -> None:
    """Keep what the actor typed, in place of what they typed before."""
    known = {"task": task_id, "case": case_id, "by": tx.actor.account}
    tx.write(_KEPT, {**known, "instead": in_place, "given": json.dumps(entered)})


def drop(tx: Transaction, task_id: int) -> None:
    """Delete what was typed."""
    tx.write(_DROP, {"task": task_id})


def handed_back(tx: Transaction, tasks: Table) -> dict[str, object]:
    """The columns of a task whose stand-in is done with it; write them before `hand_back`, which makes what they typed
    its draft where there is none.
    """
    own, instead = (
        exists(select(TYPED.c.task_id).where(TYPED.c.task_id == tasks.c.id, TYPED.c.in_place.is_(there)))
        for there in (False, True)
    )
    becomes = and_(~own, instead)
    return {
        "draft_by": case((becomes, tasks.c.stand_in_id), else_=tasks.c.draft_by),
        "draft_at": case((becomes, tx.now), else_=tasks.c.draft_at),
        "stand_in_id": None,
    }


def hand_back(tx: Transaction, tasks: Collection[int]) -> None:
    """Let what was typed in somebody's place be the draft where that person typed nothing; elsewhere both stay."""
    own = TYPED.alias("own")
    has_own = exists(select(own.c.task_id).where(own.c.task_id == TYPED.c.task_id, ~own.c.in_place))
    tx.execute(
        update(TYPED)
        .where(TYPED.c.task_id == any_of(tasks), TYPED.c.in_place, ~has_own)
        .values(in_place=False)
    )


def finished(
    tasks: Any, is_done: Any, author: Any
) -> Any:  # Any: SQL to be part of the statement that closes tasks
    """Deletes what was typed in somebody's place, and where the task is done what its author finished."""
    done = and_(is_done, TYPED.c.author_id.is_not_distinct_from(author))
    return delete(TYPED).where(TYPED.c.task_id.in_(tasks), or_(TYPED.c.in_place, done))
