"""Days in a case that nobody may miss (the end of a residence title, an age limit), with the level each has reached."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Index,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    any_,
    bindparam,
    case,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from engine.escalation import WatchKind
from engine.state import escalation
from engine.state.case import CASE, CaseState
from engine.state.definition import VERSION
from engine.state.escalation import Recorded
from engine.state.instance import INSTANCE, InstanceState
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction

WATCH = Table(
    "watch",
    METADATA,
    identity(),
    reference("case_id", "case"),
    *choice("kind", WatchKind),
    #: which one of its kind: the title's norm, the age in years
    Column("subject", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("escalation_level", SmallInteger, nullable=False, server_default="0"),
    instant("escalate_at", nullable=True),
    UniqueConstraint("case_id", "kind", "subject"),
    Index("ix_watch_escalation", "escalate_at", "id"),
)


@dataclass(frozen=True, slots=True)
class DueWatch:
    """A watched day whose next level is due, locked; `is_open` is whether its case still runs."""

    id: int
    case_id: int
    kind: WatchKind
    subject: str
    day: date
    level: int
    leading: int
    ags: str
    reference: str
    is_open: bool


_IDS = bindparam("ids", type_=ARRAY(BigInteger))
_CLAIM_WATCHES = (
    select(
        WATCH.c.id,
        WATCH.c.case_id,
        WATCH.c.kind,
        WATCH.c.subject,
        WATCH.c.day,
        WATCH.c.escalation_level,
        CASE.c.authority_id,
        CASE.c.ags,
        CASE.c.reference,
        CASE.c.state,
    )
    .join(CASE, CASE.c.id == WATCH.c.case_id)
    .where(WATCH.c.escalate_at <= bindparam("now"))
    .order_by(WATCH.c.escalate_at, WATCH.c.id)
    .limit(bindparam("most"))
    .with_for_update(key_share=True, skip_locked=True, of=WATCH)
)
_MOVE_WATCHES = text(
    "UPDATE watch SET escalation_level = given.level, escalate_at = given.at"
    " FROM unnest(cast(:ids AS bigint[]), cast(:levels AS int[]), cast(:ats AS timestamptz[]))"
    " AS given (id, level, at) WHERE watch.id = given.id"
)
_RUNNING = (
    select(INSTANCE.c.case_id, INSTANCE.c.version_id, VERSION.c.digest)
    .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
    .where(INSTANCE.c.case_id == any_(_IDS), INSTANCE.c.state == InstanceState.ACTIVE)
    .distinct()
)
_KEEP = insert(WATCH)
_KEEP = _KEEP.on_conflict_do_update(
    index_elements=[WATCH.c.case_id, WATCH.c.kind, WATCH.c.subject],
    set_={
        "day": _KEEP.excluded.day,
        "escalation_level": case((WATCH.c.day == _KEEP.excluded.day, WATCH.c.escalation_level), else_=0),
        "escalate_at": _KEEP.excluded.escalate_at,
    },
    # what is watched already goes on as it is
    where=or_(WATCH.c.day != _KEEP.excluded.day, WATCH.c.escalate_at.is_(None)),
)


def claim_watches(tx: Transaction, limit: int) -> list[DueWatch]:
    """Up to `limit` watched days whose next level is due, the longest due first, locked; those another
    worker has are skipped."""
    rows = tx.fetch(_CLAIM_WATCHES, {"now": tx.now, "most": limit})
    return [DueWatch(*(*row[:2], WatchKind(row[2]), *row[3:9], row[9] == CaseState.OPEN)) for row in rows]


def recorded(tx: Transaction, watches: Sequence[int]) -> Recorded:
    """What has been told of these watched days."""
    return escalation.recorded_watches(tx, watches)


def move_watches(tx: Transaction, moved: Mapping[int, tuple[int, datetime | None]]) -> None:
    """Write level and next instant of watched days that this transaction has locked."""
    escalation.move(tx, _MOVE_WATCHES, moved)


def running(tx: Transaction, cases: Collection[int]) -> dict[int, tuple[tuple[int, str], ...]]:
    """By case, the versions (with their digests) that run in it."""
    found: dict[int, tuple[tuple[int, str], ...]] = {}
    if cases:
        for number, version, digest in tx.fetch(_RUNNING, {"ids": sorted(cases)}):
            found[number] = (*found.get(number, ()), (version, digest))
    return found


def keep(
    tx: Transaction, case_id: int, kinds: Collection[WatchKind], days: Sequence[Mapping[str, Any]]
) -> None:
    """Watch these days of the case (columns kind, subject, day, escalate_at) and no others of those kinds.

    A day that has changed begins at level 0; one that stays goes on.
    """
    subjects = [f"{one['kind']} {one['subject']}" for one in days]
    tx.execute(
        update(WATCH)
        .where(
            WATCH.c.case_id == case_id,
            WATCH.c.kind.in_(sorted(kinds)),
            (WATCH.c.kind + " " + WATCH.c.subject).not_in(subjects),
        )
        .values(escalate_at=None)
    )
    if days:
        tx.execute(_KEEP, [{"case_id": case_id, **one} for one in days])
