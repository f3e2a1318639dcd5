"""Changes of the register of authorities: who, when, from which day on, what it was and what it is, and why.

change: planned ──its day──▶ running ──every open task looked at──▶ effective
           └────undone before its day────▶ undone
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    DateTime,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import Conflict, NotFound
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class ChangeKind(StrEnum):
    """What was changed."""

    AUTHORITY = "authority"
    CLOSING = "closing"
    COMPETENCE = "competence"
    COMPETENCE_END = "competence_end"
    POST = "post"
    DOUBT = "doubt"
    LOAD = "load"
    CLOSURE = "closure"
    OFFICE_HOURS = "office_hours"
    LOCAL_HOLIDAY = "local_holiday"
    #: whoever holds the post goes or is back; not a change of the register, but tasks move as by one. Without a post:
    #: somebody is there for tasks that nobody was there for
    ABSENCE = "absence"


#: holds from the moment it is entered, and nothing later builds on it
AT_ONCE = frozenset(
    {
        ChangeKind.DOUBT,
        ChangeKind.CLOSURE,
        ChangeKind.OFFICE_HOURS,
        ChangeKind.LOCAL_HOLIDAY,
        ChangeKind.ABSENCE,
    }
)


class ChangeState(StrEnum):
    """Whether the day of the change has come, and the open tasks were looked at."""

    PLANNED = "planned"
    RUNNING = "running"
    EFFECTIVE = "effective"
    UNDONE = "undone"


#: one row; `mark` is another one after every change, so that whoever keeps the register in memory notices
REGISTER_STATE = Table(
    "register_state",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mark", Text, nullable=False),
    #: the official rules as they were last loaded, and the digest of their files
    Column("digest", Text, nullable=False, server_default=""),
    Column("rules", JSONB, nullable=False, server_default=text("'[]'::jsonb")),
    Column("loaded_at", DateTime(timezone=True)),
)

CHANGE = Table(
    "register_change",
    METADATA,
    identity(),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    Column("effective_on", Date, nullable=False),
    *choice("kind", ChangeKind),
    reference("authority_id", "authority", nullable=True, index=True),
    reference("competence_id", "competence", nullable=True),
    reference("post_id", "post", nullable=True),
    Column("before", JSONB, nullable=False),
    Column("after", JSONB, nullable=False),
    Column("reason", Text, nullable=False),
    *choice("state", ChangeState),
    #: the last open task that was looked at, and how many moved
    Column("after_task", BigInteger, nullable=False, server_default="0"),
    Column("moved", Integer, nullable=False, server_default="0"),
    instant("ended_at", nullable=True),
    reference("ended_by", "account", nullable=True),
    Index("ix_register_change_planned", "effective_on", "id", postgresql_where=text("state = 'planned'")),
)

#: what somebody has to check about an authority or a competence (`subject` is its key), until a person has
DOUBT = Table(
    "doubt",
    METADATA,
    identity(),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("since", Date, nullable=False),
    Column("withdrawn_on", Date),
    instant("settled_at", nullable=True),
    reference("settled_by", "account", nullable=True),
    Column("settled_on", Date),
    Column("source", Text, nullable=False, server_default=""),
    UniqueConstraint("subject", "text"),
)


@dataclass(frozen=True, slots=True)
class Change:
    """One change; `before` and `after` hold the fields that differ."""

    id: int
    at: datetime
    actor_id: int | None
    effective_on: date
    kind: ChangeKind
    authority_id: int | None
    competence_id: int | None
    post_id: int | None
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    reason: str
    state: ChangeState
    after_task: int
    moved: int

    @property
    def ended(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.state in (ChangeState.EFFECTIVE, ChangeState.UNDONE)


_MARK = select(REGISTER_STATE.c.mark).where(REGISTER_STATE.c.id == 1)


def hold(tx: Transaction) -> None:
    """Let nobody else change the register until the transaction ends."""
    if tx.execute(_MARK.with_for_update()).scalar() is None:
        touch(tx)
        tx.execute(_MARK.with_for_update())


def touch(tx: Transaction) -> None:
    """Give the register another mark, which no transaction that was rolled back can have seen."""
    mark = func.gen_random_uuid().cast(Text)
    statement = upsert(REGISTER_STATE).values(id=1, mark=mark)
    tx.execute(statement.on_conflict_do_update(index_elements=[REGISTER_STATE.c.id], set_={"mark": mark}))


def loaded(tx: Transaction) -> str:
    """The digest of the files the official register was last loaded from; empty when it never was."""
    return tx.execute(select(REGISTER_STATE.c.digest).where(REGISTER_STATE.c.id == 1)).scalar() or ""


def note_loaded(tx: Transaction, digest: str, rules: object) -> None:
    """Keep the official rules of the files with that digest."""
    values = {"digest": digest, "rules": rules, "loaded_at": tx.now}
    tx.execute(update(REGISTER_STATE).where(REGISTER_STATE.c.id == 1).values(**values))


def add(tx: Transaction, kind: ChangeKind, effective_on: date, reason: str, **values: object) -> int:
    """Append a planned change (columns of CHANGE) and return its id."""
    head = {"at": tx.now, "actor_id": tx.actor.account, "state": ChangeState.PLANNED}
    return tx.insert(
        insert(CHANGE).values(**head, kind=kind, effective_on=effective_on, reason=reason, **values)
    )


def get(tx: Transaction, change_id: int) -> Change:
    """The change, locked until the transaction ends; NotFound when there is none."""
    row = tx.execute(select(CHANGE).where(CHANGE.c.id == change_id).with_for_update()).first()
    if row is None:
        raise NotFound(f"Expected to find change {change_id} of the register, but there is none")
    return change_of(row._mapping)


def change_of(row: Mapping[Any, Any]) -> Change:
    """A row of the table."""
    names = Change.__dataclass_fields__
    values = {name: row[name] for name in names}
    return Change(**{**values, "kind": ChangeKind(values["kind"]), "state": ChangeState(values["state"])})


def claim_due(tx: Transaction, on: date, limit: int) -> tuple[int, ...]:
    """Mark planned changes whose day has come as running; returns their ids. Those another worker claims are left."""
    due = (
        select(CHANGE.c.id)
        .where(CHANGE.c.state == ChangeState.PLANNED, CHANGE.c.effective_on <= on)
        .order_by(CHANGE.c.effective_on, CHANGE.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    numbers = tuple(tx.execute(due).scalars())
    if numbers:
        tx.execute(update(CHANGE).where(CHANGE.c.id.in_(numbers)).values(state=ChangeState.RUNNING))
    return numbers


def is_looking(tx: Transaction) -> bool:
    """Whether the tasks that nobody was there for are being looked at already."""
    going = CHANGE.c.state.in_((ChangeState.PLANNED, ChangeState.RUNNING))
    found = select(CHANGE.c.id).where(going, CHANGE.c.kind == ChangeKind.ABSENCE, CHANGE.c.post_id.is_(None))
    return tx.execute(found.limit(1)).first() is not None


def go_on(tx: Transaction, change: Change, after_task: int, moved: int) -> None:
    """Note how far a locked running change has come."""
    tx.execute(
        update(CHANGE)
        .where(CHANGE.c.id == change.id)
        .values(after_task=after_task, moved=CHANGE.c.moved + moved)
    )


def end(tx: Transaction, change_id: int, state: ChangeState, **values: object) -> None:
    """A locked change is over; Conflict when it was already."""
    result = tx.execute(
        update(CHANGE)
        .where(CHANGE.c.id == change_id, CHANGE.c.state.in_((ChangeState.PLANNED, ChangeState.RUNNING)))
        .values(state=state, ended_at=tx.now, ended_by=tx.actor.account, **values)
    )
    if result.rowcount != 1:
        raise Conflict(f"Expected to end change {change_id} of the register, but it is over already")


def later(tx: Transaction, change: Change) -> bool:
    """Whether the same authority has a later change that is not undone: what is undone must be the last."""
    statement = select(CHANGE.c.id).where(
        CHANGE.c.authority_id == change.authority_id,
        CHANGE.c.id > change.id,
        CHANGE.c.state != ChangeState.UNDONE,
        CHANGE.c.kind.not_in(sorted(AT_ONCE)),
    )
    return tx.execute(statement.limit(1)).first() is not None


def store_doubts(tx: Transaction, said: Sequence[tuple[str, str]], on: date) -> None:
    """Keep what the register says is to be checked, by subject; what it says no longer is withdrawn.

    What a person has settled stays so, also when the files still say it.
    """
    stored = {
        (row.subject, row.text): row.withdrawn_on for row in tx.execute(select(DOUBT).order_by(DOUBT.c.id))
    }
    new = [one for one in dict.fromkeys(said) if one not in stored]
    if new:
        tx.execute(insert(DOUBT), [{"subject": key, "text": text_, "since": on} for key, text_ in new])
    again = [one for one in said if stored.get(one) is not None]
    gone = [one for one, withdrawn in stored.items() if one not in set(said) and withdrawn is None]
    pair = tuple_(DOUBT.c.subject, DOUBT.c.text)
    if again:
        tx.execute(update(DOUBT).where(pair.in_(again)).values(withdrawn_on=None))
    if gone:
        tx.execute(update(DOUBT).where(pair.in_(gone)).values(withdrawn_on=on))


def settle(tx: Transaction, doubt_id: int, source: str, on: date) -> str | None:
    """Note that a person has cleared a doubt; its text, None when somebody has already."""
    statement = (
        update(DOUBT)
        .where(DOUBT.c.id == doubt_id, DOUBT.c.settled_at.is_(None))
        .values(settled_at=tx.now, settled_by=tx.actor.account, settled_on=on, source=source)
        .returning(DOUBT.c.text)
    )
    return tx.execute(statement).scalar()
