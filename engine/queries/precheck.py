"""The person record of a case, the pre-checks computed from it, and re-evaluations over all open cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select

from engine.actor import Action, Actor
from engine.errors import Forbidden, NotFound
from engine.precheck import PreCheck, from_json
from engine.queries.cases import CaseHead, case_head
from engine.queries.sight import log, of_case
from engine.sight import RECORD_TOPICS, Sight
from engine.state.account import ACCOUNT
from engine.state.case import CASE, taking_part
from engine.state.precheck import MOVED, PERSON_RECORD, PRECHECK, REEVALUATION, ReevaluationState
from engine.state.task import TASK
from engine.transaction import Transaction

_PAGE = 100


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """The newest revision of a case's record: 0 and empty when it has none."""

    head: CaseHead
    revision: int
    document: Mapping[str, Any]
    at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class StoredPreCheck:
    """What a pre-check said, and on what it rests."""

    id: int
    at: datetime
    by: str
    revision: int
    application: date | None
    outcome: PreCheck
    rule_sets: tuple[Mapping[str, Any], ...]
    document: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reevaluation:
    """A re-evaluation and how far it is; `day` None compares stored pre-checks with the law of today."""

    id: int
    state: ReevaluationState
    started_at: datetime
    by: str
    ended_at: datetime | None
    day: date | None
    known_before: date | None
    known_after: date | None
    total: int
    done: int
    failed: int

    @property
    def is_running(self) -> bool:
        """Whether batches are still to come."""
        return self.state is ReevaluationState.RUNNING


@dataclass(frozen=True, slots=True)
class MovedRow:
    """A title of a case whose result differs, and the criteria that stand otherwise."""

    id: int
    reference: str
    title: str
    before: str
    after: str
    criteria: tuple[Mapping[str, str], ...]


def record(tx: Transaction, reference: str) -> StoredRecord:
    """The newest revision of the case's record. Forbidden when the actor does not read it (docs/sight.md)."""
    head = _head(tx, reference)
    row = tx.execute(
        select(PERSON_RECORD, ACCOUNT.c.name)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == PERSON_RECORD.c.actor_id)
        .where(PERSON_RECORD.c.case_id == head.id)
        .order_by(PERSON_RECORD.c.revision.desc())
        .limit(1)
    ).first()
    if row is None:
        return StoredRecord(head, 0, {})
    return StoredRecord(head, row.revision, row.document, row.at, row.name or "")


def stored(tx: Transaction, reference: str, limit: int = 20) -> tuple[StoredPreCheck, ...]:
    """The pre-checks of the case, the newest first. Forbidden as `record`."""
    return _newest(tx, _head(tx, reference).id, limit)


def seen(tx: Transaction, sight: Sight, limit: int = 20) -> tuple[StoredPreCheck, ...]:
    """The same for whoever's sight of the case has been asked for and logged; none when they do not read the record."""
    return _newest(tx, sight.case_id, limit) if sight.reads_record else ()


def _newest(tx: Transaction, case_id: int, limit: int) -> tuple[StoredPreCheck, ...]:
    rows = tx.execute(
        _stored().where(PRECHECK.c.case_id == case_id).order_by(PRECHECK.c.id.desc()).limit(limit)
    )
    return tuple(_precheck(row) for row in rows)


def show(tx: Transaction, reference: str, precheck_id: int) -> StoredPreCheck:
    """One pre-check of the case; NotFound when it is none of this case."""
    head = _head(tx, reference)
    row = tx.execute(_stored().where(PRECHECK.c.case_id == head.id, PRECHECK.c.id == precheck_id)).first()
    if row is None:
        raise NotFound(f"Expected to find pre-check {precheck_id} in case {reference}, but there is none")
    return _precheck(row)


def _head(tx: Transaction, reference: str) -> CaseHead:
    head = case_head(tx, reference)
    sight = of_case(tx, head.id)
    log(tx, sight)
    if not sight.reads_record:
        raise Forbidden(f"Expected to read the person record of case {reference}, but the purpose is another")
    return head


def reevaluations(tx: Transaction, limit: int = 20) -> tuple[Reevaluation, ...]:
    """The last re-evaluations, the newest first."""
    tx.actor.must(Action.REEVALUATE)
    rows = tx.execute(_reevaluations().order_by(REEVALUATION.c.id.desc()).limit(limit))
    return tuple(_reevaluation(row) for row in rows)


def reevaluation(tx: Transaction, reevaluation_id: int) -> Reevaluation:
    """One re-evaluation, or NotFound."""
    tx.actor.must(Action.REEVALUATE)
    row = tx.execute(_reevaluations().where(REEVALUATION.c.id == reevaluation_id)).first()
    if row is None:
        raise NotFound(f"Expected to find re-evaluation {reevaluation_id}, but there is none")
    return _reevaluation(row)


def moved(
    tx: Transaction, reevaluation_id: int, title: str = "", after: int = 0, size: int = _PAGE
) -> tuple[MovedRow, ...]:
    """What differs, by id behind `after`: of one title if given, only of cases the actor's authorities take part in."""
    statement = _moved(tx.actor, select(MOVED, CASE.c.reference), reevaluation_id, title)
    rows = tx.execute(statement.where(MOVED.c.id > after).order_by(MOVED.c.id).limit(size))
    return tuple(
        MovedRow(row.id, row.reference, row.title, row.before, row.after, tuple(row.criteria)) for row in rows
    )


def moved_by_title(tx: Transaction, reevaluation_id: int) -> dict[str, int]:
    """How many of `moved` there are of each title."""
    counted = select(MOVED.c.title, func.count().label("cases"))
    statement = _moved(tx.actor, counted, reevaluation_id, "").group_by(MOVED.c.title).order_by(MOVED.c.title)
    return {row.title: int(row.cases) for row in tx.execute(statement)}


def moved_in_all(tx: Transaction, reevaluation_id: int) -> int:
    """In how many open cases something differs, wherever they are: a number, so that nobody takes a part for all."""
    tx.actor.must(Action.REEVALUATE)
    number = tx.execute(select(REEVALUATION.c.moved).where(REEVALUATION.c.id == reevaluation_id)).scalar()
    return int(number or 0)


def moved_cases(tx: Transaction, reevaluation_id: int) -> int:
    """How many cases the rows of `moved` are about."""
    counted = select(func.count(MOVED.c.case_id.distinct()))
    return int(tx.execute(_moved(tx.actor, counted, reevaluation_id, "")).scalar_one())


def _moved(actor: Actor, statement: Select[Any], reevaluation_id: int, title: str) -> Select[Any]:
    actor.must(Action.REEVALUATE)
    statement = statement.select_from(MOVED.join(CASE, CASE.c.id == MOVED.c.case_id))
    statement = statement.where(MOVED.c.reevaluation_id == reevaluation_id)
    if title:
        statement = statement.where(MOVED.c.title == title)
    if not actor.system:
        own = sorted(actor.authorities(Action.REEVALUATE))
        acting = exists().where(
            TASK.c.case_id == CASE.c.id, TASK.c.authority_id.in_(own), TASK.c.topic.in_(sorted(RECORD_TOPICS))
        )
        statement = statement.where(
            MOVED.c.case_id.in_(taking_part(own)), or_(CASE.c.authority_id.in_(own), acting)
        )
    return statement


def _stored() -> Select[Any]:
    return (
        select(PRECHECK, PERSON_RECORD.c.revision, PERSON_RECORD.c.document, ACCOUNT.c.name)
        .join(PERSON_RECORD, PERSON_RECORD.c.id == PRECHECK.c.record_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == PRECHECK.c.actor_id)
    )


def _precheck(row: Any) -> StoredPreCheck:
    return StoredPreCheck(
        row.id,
        row.at,
        row.name or "",
        row.revision,
        row.application,
        from_json(row.outcome),
        tuple(row.rule_sets),
        row.document,
    )


def _reevaluations() -> Select[Any]:
    return select(REEVALUATION, ACCOUNT.c.name).outerjoin(ACCOUNT, ACCOUNT.c.id == REEVALUATION.c.actor_id)


def _reevaluation(row: Any) -> Reevaluation:
    return Reevaluation(
        row.id,
        ReevaluationState(row.state),
        row.started_at,
        row.name or "",
        row.ended_at,
        row.day,
        row.known_before,
        row.known_after,
        row.total,
        row.done,
        row.failed,
    )
