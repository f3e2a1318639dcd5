"""What is said about a person in a task: why it is where it is, what the register was asked for it, why it was laid
aside, why another day was agreed on. Apart from the task, over which everybody counts, behind the wall; each task has
one row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, Column, ForeignKey, Table, Text, bindparam, select, text, update
from sqlalchemy.dialects.postgresql import JSONB

from engine.errors import Conflict
from engine.state.metadata import METADATA, reference
from engine.transaction import Transaction

TASK_TEXT = Table(
    "task_text",
    METADATA,
    Column(
        "task_id",
        BigInteger,
        ForeignKey("user_task.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    #: that of the task, for the wall
    reference("case_id", "case"),
    #: how it was found (`engine.competence.Reason`), and what was asked
    Column("reason", JSONB(none_as_null=True)),
    Column("question", JSONB(none_as_null=True)),
    Column("follow_up_reason", Text),
    #: why the agreed time was moved: of each change in `clocks` of the task, in that order
    Column("agreed_reasons", JSONB(none_as_null=True)),
)
#: what a step says of a task that begins
_BEGUN: Final = ("reason", "question")
#: what tells a new task from others before it has its number
_PLACE: Final = ("instance_id", "element_instance")
_CREATE = text(
    "INSERT INTO task_text (task_id, case_id, reason, question)"
    " SELECT task.id, task.case_id, given.reason, given.question"
    " FROM json_to_recordset(CAST(:rows AS json))"
    " AS given (instance_id bigint, element_instance integer, reason jsonb, question jsonb)"
    " JOIN user_task AS task USING (instance_id, element_instance)"
)
_AGREED = text(
    "UPDATE task_text SET agreed_reasons = coalesce(agreed_reasons, '[]') || to_jsonb(CAST(:reason AS text))"
    " WHERE task_id = :task"
)
_ASIDE = select(TASK_TEXT.c.follow_up_reason).where(TASK_TEXT.c.task_id == bindparam("task"))


def apart(values: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """What is written to a task, and what to its row here."""
    said = {name: value for name, value in values.items() if name in _BEGUN}
    own = {name: value for name, value in values.items() if name not in said}
    if "reason" in said:
        own["unresolved"] = "unresolved" in (said["reason"] or {})
    return own, said


def create(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say it of tasks whose rows are written right before; of each its place, `reason` and `question`."""
    given = [{name: row.get(name) for name in (*_PLACE, *_BEGUN)} for row in rows]
    tx.write(_CREATE, {"rows": json.dumps(given)})


def change(tx: Transaction, task_id: int, said: Mapping[str, Any]) -> None:
    """Write the second half of `apart`; the task is locked. Nothing to say is nothing to write."""
    if said:
        tx.execute(update(TASK_TEXT).where(TASK_TEXT.c.task_id == task_id).values(**said))


def follow_up_reason(tx: Transaction, task_id: int) -> str | None:
    """Why a task is laid aside; None when it is not, and for whoever the wall keeps it from."""
    row = tx.first(_ASIDE, {"task": task_id})
    return None if row is None else row[0]


def lay_aside(tx: Transaction, task_id: int, to: str, reason: str | None, was: str | None) -> None:
    """Write why a task is laid aside; Conflict when that is another reason by now than it was."""
    result = tx.execute(
        update(TASK_TEXT)
        .where(TASK_TEXT.c.task_id == task_id, TASK_TEXT.c.follow_up_reason.is_not_distinct_from(was))
        .values(follow_up_reason=reason)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to {to} user task {task_id}, but someone else has changed it")


def agree(tx: Transaction, task_id: int, reason: str) -> None:
    """Add why another day was agreed on for a task; whoever writes it has changed the clocks of the task before."""
    tx.execute(_AGREED, {"task": task_id, "reason": reason})
