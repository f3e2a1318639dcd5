"""What a move of a person changes in a case, as it was before it, and whether anybody has done something since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import exists, or_, select, update

from engine.state.case import CaseRow
from engine.state.comment import COMMENT
from engine.state.fresh_start import BY_ITSELF
from engine.state.instance import INSTANCE
from engine.state.job import JOB, JobState
from engine.state.record import HISTORY
from engine.state.referral import REFERRAL
from engine.state.residence import RESIDENCE, Retained
from engine.state.task import TASK, TaskState
from engine.state.task_text import TASK_TEXT
from engine.transaction import Transaction

#: of an open task what a move may change
_OF_TASK: Final = ("authority_id", "role", "assignee_id", "owner_id", "norm", "rule")
_SAID: Final = ("reason", "question")
#: of a referral likewise
_OF_REFERRAL: Final = ("sender_id", "owner_id", "receiver_id")


@dataclass(frozen=True, slots=True)
class TaskBefore:
    """An open task before the move: the columns it may change, when it was claimed, the number of its draft."""

    columns: Mapping[str, Any]
    claimed_at: datetime | None
    draft_number: int


@dataclass(frozen=True, slots=True)
class Before:
    """A case before a move; `standing` are by instance the element instances it was at."""

    leading: int
    manager: int | None
    participants: tuple[int, ...]
    tasks: Mapping[int, TaskBefore]
    kept: Mapping[int, Mapping[str, Retained]]
    places: Mapping[int, str | None]
    standing: Mapping[int, tuple[int, ...]]
    referrals: Mapping[int, Mapping[str, int | None]]


@dataclass(frozen=True, slots=True)
class Move:
    """The latest move that holds. `undo` is what was before; None when it has moved on what cannot be brought back."""

    id: int
    before: str
    ags: str
    since: date
    at: datetime
    actor_id: int | None
    undo: Before | None


def tasks_of(tx: Transaction, case_id: int) -> dict[int, TaskBefore]:
    """The open tasks of a case as they are."""
    columns = [*(TASK.c[name] for name in _OF_TASK), *(TASK_TEXT.c[name] for name in _SAID)]
    rows = tx.execute(
        select(TASK.c.id, TASK.c.claimed_at, TASK.c.draft_number, *columns)
        .outerjoin(TASK_TEXT, TASK_TEXT.c.task_id == TASK.c.id)
        .where(TASK.c.case_id == case_id, TASK.c.state == TaskState.ACTIVE)
        .order_by(TASK.c.id)
    )
    return {
        row.id: TaskBefore(
            {name: getattr(row, name) for name in (*_OF_TASK, *_SAID)}, row.claimed_at, row.draft_number
        )
        for row in rows
    }


def places_of(tx: Transaction, instances: Sequence[int]) -> dict[int, str | None]:
    """Where these instances are since an earlier move; None: where the case is."""
    rows = tx.execute(
        select(INSTANCE.c.id, INSTANCE.c.ags).where(INSTANCE.c.id.in_(instances)).order_by(INSTANCE.c.id)
    )
    return {row.id: row.ags for row in rows}


def referrals_of(tx: Transaction, case_id: int) -> dict[int, Mapping[str, int | None]]:
    """Whose the open referrals of a case are, by their instance."""
    rows = tx.execute(
        select(REFERRAL.c.instance_id, *(REFERRAL.c[name] for name in _OF_REFERRAL))
        .where(REFERRAL.c.case_id == case_id, REFERRAL.c.closed_at.is_(None))
        .order_by(REFERRAL.c.id)
    )
    return {row.instance_id: {name: getattr(row, name) for name in _OF_REFERRAL} for row in rows}


def latest(tx: Transaction, case_id: int) -> Move | None:
    """The latest move of the case that has not been taken back."""
    # whoever recorded it may have lost sight of the case by it, and may take it back all the same
    tx.act()
    row = tx.execute(
        select(RESIDENCE)
        .where(RESIDENCE.c.case_id == case_id, RESIDENCE.c.undone_at.is_(None))
        .order_by(RESIDENCE.c.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    undo = None if row.undo is None else _from_json(row.undo)
    return Move(row.id, row.before, row.ags, row.since, row.at, row.actor_id, undo)


def touched(tx: Transaction, matter: CaseRow, move: Move) -> bool:
    """Whether something has happened in the case since the move but what the clock alone does."""
    drafts = (
        {} if move.undo is None else {number: one.draft_number for number, one in move.undo.tasks.items()}
    )
    typed = tx.execute(
        select(TASK.c.id, TASK.c.draft_number).where(
            TASK.c.case_id == matter.id, TASK.c.state == TaskState.ACTIVE
        )
    )
    if any(row.draft_number != drafts.get(row.id, 0) for row in typed):
        return True
    of_case = select(INSTANCE.c.id).where(INSTANCE.c.case_id == matter.id)
    since = (
        exists().where(
            HISTORY.c.case_id == matter.id, HISTORY.c.at > move.at, HISTORY.c.kind.not_in(BY_ITSELF)
        ),
        exists().where(COMMENT.c.case_id == matter.id, COMMENT.c.at > move.at),
        exists().where(
            JOB.c.instance_id.in_(of_case), JOB.c.changed_at > move.at, JOB.c.state != JobState.CREATED
        ),
    )
    return bool(tx.execute(select(or_(*since))).scalar_one())


def mark(tx: Transaction, move: Move) -> None:
    """The move is taken back: it stays in the list and counts no more."""
    tx.execute(update(RESIDENCE).where(RESIDENCE.c.id == move.id).values(undone_at=tx.now, undo=None))


def move_instances_back(tx: Transaction, places: Mapping[int, str | None]) -> None:
    """Let locked instances be where they were."""
    for number, ags in sorted(places.items()):
        tx.execute(update(INSTANCE).where(INSTANCE.c.id == number).values(ags=ags))


def to_json(before: Before) -> dict[str, Any]:
    """As the column `undo` keeps it."""
    return {
        "leading": before.leading,
        "manager": before.manager,
        "participants": list(before.participants),
        "tasks": {
            str(number): {
                "columns": dict(one.columns),
                "claimed_at": None if one.claimed_at is None else one.claimed_at.isoformat(),
                "draft_number": one.draft_number,
            }
            for number, one in before.tasks.items()
        },
        "kept": {
            str(root): {
                topic: {"ags": one.ags, "since": one.since.isoformat(), "consent": one.consent}
                for topic, one in topics.items()
            }
            for root, topics in before.kept.items()
        },
        "places": {str(number): ags for number, ags in before.places.items()},
        "standing": {str(number): list(ids) for number, ids in before.standing.items()},
        "referrals": {str(number): dict(owned) for number, owned in before.referrals.items()},
    }


def _from_json(kept: Mapping[str, Any]) -> Before:
    return Before(
        kept["leading"],
        kept["manager"],
        tuple(kept["participants"]),
        {
            int(number): TaskBefore(
                one["columns"],
                None if one["claimed_at"] is None else datetime.fromisoformat(one["claimed_at"]),
                one["draft_number"],
            )
            for number, one in kept["tasks"].items()
        },
        {
            int(root): {
                topic: Retained(one["ags"], date.fromisoformat(one["since"]), one["consent"])
                for topic, one in topics.items()
            }
            for root, topics in kept["kept"].items()
        },
        {int(number): ags for number, ags in kept["places"].items()},
        {int(number): tuple(ids) for number, ids in kept["standing"].items()},
        {int(number): owned for number, owned in kept["referrals"].items()},
    )
