"""The timeline of a case: every readable fact in words, the newest first, narrowed down and page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, true

from engine.clock import ZONE
from engine.errors import Invalid
from engine.queries.case_file.front import CaseFront
from engine.queries.case_file.taken import outcomes
from engine.queries.records import HistoryRow, facts, in_words, is_readable
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.authority import AUTHORITY
from engine.state.case import PARTICIPANT
from engine.state.record import HISTORY
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: facts on a page, and how many are looked at in one statement
PAGE: Final = 50
_BATCH: Final = 500
_DONE: Final = "user_task_completed"
#: the task of a fact has been completed: a fact of its own tells that
_IS_DONE = exists().where(
    TASK.c.instance_id == HISTORY.c.instance_id,
    TASK.c.element_instance == HISTORY.c.element_instance,
    TASK.c.state == TaskState.COMPLETED,
)


class FactKind(StrEnum):
    """What a fact is about. `ESSENTIAL` leaves out each step passed in between, and of a completed task that it
    came and was claimed.
    """

    ESSENTIAL = "essential"
    ALL = "all"
    TASKS = "tasks"
    DEADLINES = "deadlines"
    DECISIONS = "decisions"
    DOCUMENTS = "documents"
    MESSAGES = "messages"
    PARTIES = "parties"
    INTERVENTIONS = "interventions"


#: the facts of a kind, by the beginning of their stable names
_BEGINNINGS: Final = {
    FactKind.TASKS: ("user_task_", "handling_undone", "follow_up_", "priority_changed"),
    FactKind.DEADLINES: (
        "timer_",
        "escalation_level_reached",
        "watched_day_near",
        "agreed_time_changed",
        "legal_calendar_changed",
        "user_task_activated",
    ),
    FactKind.DECISIONS: ("decision_evaluated", "precheck_computed", "person_record_saved"),
    FactKind.DOCUMENTS: ("document_", "export_"),
    FactKind.MESSAGES: ("message_", "signal_", "job_"),
    FactKind.PARTIES: ("case_", "participant_", "consent_", "note_", "relation_", "referral_", "scenario_"),
    FactKind.INTERVENTIONS: (
        "reason_given",
        "variables_changed",
        "tokens_moved",
        "step_failed",
        "incident_resolved",
        "instance_",
        "timer_changed",
    ),
}


@dataclass(frozen=True, slots=True)
class TimelineFilter:
    """What of the timeline is wanted; `actor` 0 is Laufweg itself, the last day counts."""

    kind: FactKind = FactKind.ESSENTIAL
    actor: int | None = None
    authority: int | None = None
    since: date | None = None
    until: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """One page of facts, and where the next one begins; who has done anything, and which authorities were concerned."""

    facts: tuple[HistoryRow, ...]
    next: str | None
    actors: tuple[tuple[int, str], ...]
    authorities: tuple[tuple[int, str], ...]


def timeline(
    tx: Transaction, front: CaseFront, wanted: TimelineFilter, after: str | None = None, size: int = PAGE
) -> TimelinePage:
    """The facts of the case that are readable and wanted; `after` is where a page before ended.

    The text is looked for in the German and the English sentence.
    """
    found, more = _found(tx, front, wanted, _cursor(after), size)
    following = str(found[-1][0]) if more else None
    return TimelinePage(
        tuple(said for _, said in found), following, _actors(tx, front), _authorities(tx, front)
    )


def latest(tx: Transaction, front: CaseFront, count: int) -> tuple[HistoryRow, ...]:
    """The newest essential facts without the rungs of the ladder: how late a task is stands beside it."""
    found, _more = _found(
        tx, front, TimelineFilter(), None, count, HISTORY.c.kind != "escalation_level_reached"
    )
    return tuple(said for _, said in found)


def _found(
    tx: Transaction,
    front: CaseFront,
    wanted: TimelineFilter,
    after: int | None,
    size: int,
    *narrower: ColumnElement[bool],
) -> tuple[list[tuple[int, HistoryRow]], bool]:
    found: list[tuple[int, HistoryRow]] = []
    condition = [*_condition(front, wanted), *narrower]
    words = wanted.text.casefold().split()
    batch_size = _BATCH if words else 2 * size
    while len(found) <= size:
        behind = true() if after is None else HISTORY.c.id < after
        batch = tx.execute(
            facts().where(*condition, behind).order_by(HISTORY.c.id.desc()).limit(batch_size)
        ).all()
        seen = [row for row in batch if is_readable(row, front.sight)]
        found.extend(_matching(tx, seen, words, front))
        if len(batch) < batch_size:
            break
        after = batch[-1].id
    return found[:size], len(found) > size


def _matching(
    tx: Transaction, rows: Sequence[Row[Any]], words: Sequence[str], front: CaseFront
) -> list[tuple[int, HistoryRow]]:
    return [
        (row.id, said)
        for row, said in zip(rows, _worded(tx, rows, front), strict=True)
        if all(word in f"{said.text} {said.english} {said.actor}".casefold() for word in words)
    ]


def _worded(tx: Transaction, rows: Sequence[Row[Any]], front: CaseFront) -> tuple[HistoryRow, ...]:
    """The facts in words; where somebody decided at a task, with what, as far as the actor reads that."""
    told = in_words(tx, rows, front.sight)
    if not any(row.kind == _DONE for row in rows):
        return told
    chosen = outcomes(tx, front)
    return tuple(
        replace(one, text=f"{one.text}: {said}", english=f"{one.english}:", quoted=said)
        if row.kind == _DONE and (said := chosen.get((row.instance_id, row.element_instance)))
        else one
        for row, one in zip(rows, told, strict=True)
    )


def _condition(front: CaseFront, wanted: TimelineFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [HISTORY.c.case_id == front.head.id]
    if wanted.kind is FactKind.ESSENTIAL:
        found.append(HISTORY.c.kind != "element_completed")
        found.append(or_(HISTORY.c.kind.not_in(("user_task_activated", "user_task_claimed")), ~_IS_DONE))
    elif wanted.kind is not FactKind.ALL:
        found.append(
            or_(*(HISTORY.c.kind.startswith(one, autoescape=True) for one in _BEGINNINGS[wanted.kind]))
        )
    if wanted.actor is not None:
        found.append(HISTORY.c.actor_id == wanted.actor if wanted.actor else HISTORY.c.actor_id.is_(None))
    if wanted.authority is not None:
        found.append(_of_authority(wanted.authority))
    if wanted.since is not None:
        found.append(HISTORY.c.at >= _midnight(wanted.since))
    if wanted.until is not None:
        found.append(HISTORY.c.at < _midnight(wanted.until + timedelta(days=1)))
    return found


def _of_authority(number: int) -> ColumnElement[bool]:
    """What people of the authority did, and what names it: tasks that came to it or went."""
    people = select(MEMBERSHIP.c.account_id).where(MEMBERSHIP.c.authority_id == number)
    named = HISTORY.c.detail["authority"].astext == str(number)
    left = and_(HISTORY.c.kind == "user_task_moved", HISTORY.c.detail["from"].astext == str(number))
    return or_(HISTORY.c.actor_id.in_(people), named, left)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZONE)


def _cursor(after: str | None) -> int | None:
    if not after:
        return None
    if not after.isdecimal() or len(after) > 18:
        raise Invalid("Expected to read a page cursor, but it is not one this list gave")
    return int(after)


def _actors(tx: Transaction, front: CaseFront) -> tuple[tuple[int, str], ...]:
    """Whoever has done anything in the case that the actor reads; told to whoever reads all of it, else nobody's."""
    if not front.sight.complete:
        return ()
    rows = tx.execute(
        select(ACCOUNT.c.id, ACCOUNT.c.name)
        .where(ACCOUNT.c.id.in_(select(HISTORY.c.actor_id).where(HISTORY.c.case_id == front.head.id)))
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id)
    )
    return tuple((row.id, row.name) for row in rows)


def _authorities(tx: Transaction, front: CaseFront) -> tuple[tuple[int, str], ...]:
    rows = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name)
        .where(
            AUTHORITY.c.id.in_(
                select(PARTICIPANT.c.authority_id).where(PARTICIPANT.c.case_id == front.head.id)
            )
        )
        .order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple((row.id, row.name) for row in rows)


__all__ = ["PAGE", "FactKind", "TimelineFilter", "TimelinePage", "latest", "timeline"]
