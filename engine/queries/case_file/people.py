"""Who takes part in a case, who did, and the cases of the family and parts that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.queries.case_file.front import CaseFront, past_consents
from engine.queries.case_file.related import RelatedCase, related
from engine.state.authority import AUTHORITY
from engine.state.case import PARTICIPANT
from engine.state.sight import PastConsent
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PartyRow:
    """An authority in the case: as what (topics), how many of its tasks are open and done, as far as one reads them.

    `until` is when it left, by a move.
    """

    id: int
    name: str
    leads: bool
    since: datetime
    until: datetime | None
    topics: tuple[str, ...]
    open: int
    done: int


@dataclass(frozen=True, slots=True)
class CasePeople:
    """Authorities that take part or have left, as far as one is told of them, and the related cases one may open."""

    parties: tuple[PartyRow, ...]
    former: tuple[PartyRow, ...]
    related: tuple[RelatedCase, ...]
    #: releases of the person that no longer count, the one that ended last first; as far as one is told of them
    past_consents: tuple[PastConsent, ...]


def people(tx: Transaction, front: CaseFront) -> CasePeople:
    """Who has to do with the case; a related case that the actor may not open is left out."""
    rows = _parties(tx, front)
    return CasePeople(
        tuple(one for one in rows if one.until is None),
        tuple(one for one in rows if one.until is not None),
        related(tx, front.head.id),
        past_consents(tx, front.sight),
    )


def _parties(tx: Transaction, front: CaseFront) -> list[PartyRow]:
    topics: dict[int, set[str]] = {}
    counted: dict[tuple[int, TaskState], int] = {}
    tasks = tx.execute(
        select(TASK.c.instance_id, TASK.c.element, TASK.c.authority_id, TASK.c.topic, TASK.c.state).where(
            TASK.c.case_id == front.head.id
        )
    )
    for row in tasks:
        if front.sight.reads_element(row.instance_id, row.element):
            topics.setdefault(row.authority_id, set()).add(row.topic)
            key = row.authority_id, TaskState(row.state)
            counted[key] = counted.get(key, 0) + 1
    rows = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name, PARTICIPANT.c.since, PARTICIPANT.c.until)
        .join(PARTICIPANT, PARTICIPANT.c.authority_id == AUTHORITY.c.id)
        .where(PARTICIPANT.c.case_id == front.head.id)
        .order_by(AUTHORITY.c.id != front.head.authority_id, AUTHORITY.c.name, PARTICIPANT.c.id)
    )
    return [
        PartyRow(
            row.id,
            row.name,
            row.id == front.head.authority_id and row.until is None,
            row.since,
            row.until,
            tuple(sorted(topics.get(row.id, ()))),
            counted.get((row.id, TaskState.ACTIVE), 0),
            counted.get((row.id, TaskState.COMPLETED), 0),
        )
        for row in rows
        if front.sight.knows(row.id)
    ]
