"""What is only ever appended: history, decisions – and incidents, which are opened and resolved.

incident: open ──▶ resolved
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from engine.errors import Invalid, NotFound
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class IncidentState(StrEnum):
    """A person must decide, or has decided."""

    OPEN = "open"
    RESOLVED = "resolved"


#: characters of the reason somebody gives for intervening
LONGEST_REASON = 500

HISTORY = Table(
    "history",
    METADATA,
    identity(),
    reference("case_id", "case"),
    reference("instance_id", "process_instance", nullable=True),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    #: for whom, who was away, the actor did it
    reference("for_id", "account", nullable=True),
    Column("kind", Text, nullable=False),
    Column("element", Text),
    Column("element_name", Text, nullable=False, server_default=""),
    Column("element_instance", Integer),
    Column("detail", JSONB, nullable=False, server_default=text("'{}'::jsonb")),
    Index("ix_history_case_id", "case_id", "id"),
    Index("ix_history_instance_id", "instance_id", "id"),
)

DECISION = Table(
    "decision",
    METADATA,
    identity(),
    reference("case_id", "case", index=True),
    reference("instance_id", "process_instance"),
    reference("version_id", "version"),
    Column("element", Text, nullable=False),
    Column("element_instance", Integer, nullable=False),
    Column("decision", Text, nullable=False),
    Column("name", Text, nullable=False),
    instant("at"),
    Column("record", JSONB, nullable=False),
)

#: what is done to a process as a whole, outside any case
OPERATION = Table(
    "operation",
    METADATA,
    identity(),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

INCIDENT = Table(
    "incident",
    METADATA,
    identity(),
    reference("case_id", "case", index=True),
    reference("instance_id", "process_instance"),
    Column("element", Text, nullable=False),
    Column("element_name", Text, nullable=False),
    Column("element_instance", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    *choice("state", IncidentState),
    instant("at"),
    instant("resolved_at", nullable=True),
    reference("resolved_by", "account", nullable=True),
    #: the coordination that is told because nobody is competent or there
    reference("told_id", "authority", nullable=True),
    Index("ix_incident_open", "at", "id", postgresql_where=text("state = 'open'")),
)

#: what it says, apart from what everybody counts over
INCIDENT_TEXT = Table(
    "incident_text",
    METADATA,
    Column(
        "incident_id",
        BigInteger,
        ForeignKey("incident.id", ondelete="CASCADE"),
        primary_key=True,
        autoincrement=False,
    ),
    reference("case_id", "case"),
    Column("message", Text, nullable=False),
)
_GIVEN = (
    "case_id",
    "instance_id",
    "element",
    "element_name",
    "element_instance",
    "kind",
    "state",
    "at",
    "told_id",
)
_NEW = (
    insert(INCIDENT)
    .values({name: bindparam(name, type_=INCIDENT.c[name].type) for name in _GIVEN})
    .returning(INCIDENT.c.id, INCIDENT.c.case_id)
    .cte("new_incident")
)
_OPEN_INCIDENT = insert(INCIDENT_TEXT).from_select(
    ["incident_id", "case_id", "message"],
    select(_NEW.c.id, _NEW.c.case_id, bindparam("message", type_=Text)),
)


@dataclass(frozen=True, slots=True)
class Incident:
    """An element that stopped, as a command sees it."""

    id: int
    instance_id: int
    case_id: int
    element_instance: int
    state: IncidentState
    told_id: int | None


#: what a fact says unless it says otherwise: all rows have the same columns
_FACT: Mapping[str, Any] = {
    "case_id": None,
    "instance_id": None,
    "kind": None,
    "element": None,
    "element_name": "",
    "element_instance": None,
    "detail": {},
}


def append_history(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append facts in their order; none are nothing to write."""
    if not rows:
        return
    known = {"at": tx.now, "actor_id": tx.actor.account, "for_id": tx.represented}
    tx.append(HISTORY, [{**_FACT, **known, **row} for row in rows])


def last_migration(tx: Transaction, instance_id: int) -> Mapping[str, Any]:
    """What history says of how an instance came into its version: `from`, `to` and `mapping`; it was migrated once."""
    detail: Mapping[str, Any] = tx.execute(
        select(HISTORY.c.detail)
        .where(HISTORY.c.instance_id == instance_id, HISTORY.c.kind == "instance_migrated")
        .order_by(HISTORY.c.id.desc())
        .limit(1)
    ).scalar_one()
    return detail


#: facts that say why something stands still: the whole case, or one run of it
SUSPENDED_WHY: Final = ("case_suspended", "reason_given")
#: the fact that somebody closed the case before its time
CLOSED_BY_HAND: Final = "case_closed"

#: facts that somebody does with a task; what follows from one is said to be done for the same person, too
_DONE_BY_HAND = ("user_task_claimed", "user_task_released", "user_task_completed")


def acted_for(
    tx: Transaction, case_id: int, actor: int, represented: int, element: str | None = None
) -> bool:
    """Whether somebody has acted in the case in the place of somebody else who was away; at one element if it is named.

    Whoever asks for a second pair of eyes asks it of both.
    """
    found = select(HISTORY.c.id).where(
        HISTORY.c.case_id == case_id,
        HISTORY.c.actor_id == actor,
        HISTORY.c.for_id == represented,
        HISTORY.c.kind.in_(_DONE_BY_HAND),
    )
    if element is not None:
        found = found.where(HISTORY.c.element == element)
    return tx.execute(found.limit(1)).first() is not None


def note_reason(tx: Transaction, case_id: int, instance_id: int | None, reason: str) -> None:
    """Append why somebody intervenes, before what they do; without effect when no reason is given."""
    text_ = one_line(reason)
    if text_:
        row = {"case_id": case_id, "instance_id": instance_id, "kind": "reason_given"}
        append_history(tx, [row | {"detail": {"reason": text_}}])


def append_operation(tx: Transaction, kind: str, subject: str, reason: str) -> None:
    """Append what is done to a process as a whole, and why."""
    values = {"kind": kind, "subject": subject, "reason": one_line(reason)}
    tx.execute(insert(OPERATION).values(at=tx.now, actor_id=tx.actor.account, **values))


def one_line(reason: str) -> str:
    """The reason in one line; Invalid when it is too long."""
    line = " ".join(reason.split())
    if len(line) > LONGEST_REASON:
        raise Invalid(
            f"Expected to note a reason of up to {LONGEST_REASON} characters, but it has {len(line)}"
        )
    return line


def append_decisions(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Append evaluated decisions."""
    tx.append(DECISION, [{"at": tx.now, **row} for row in rows])


def open_incidents(tx: Transaction, rows: Sequence[Mapping[str, Any]]) -> None:
    """Open incidents."""
    for row in rows:
        tx.write(_OPEN_INCIDENT, {"at": tx.now, "state": IncidentState.OPEN, **row})


def incident(tx: Transaction, incident_id: int) -> Incident:
    """The incident, or NotFound."""
    row = tx.execute(select(INCIDENT).where(INCIDENT.c.id == incident_id)).first()
    if row is None:
        raise NotFound(f"Expected to find incident {incident_id}, but there is none")
    return Incident(
        row.id, row.instance_id, row.case_id, row.element_instance, IncidentState(row.state), row.told_id
    )


def close_incidents(tx: Transaction, instance_id: int, element_instances: Sequence[int]) -> None:
    """Resolve the open incidents of these element instances."""
    tx.execute(
        update(INCIDENT)
        .where(
            INCIDENT.c.instance_id == instance_id,
            INCIDENT.c.element_instance.in_(element_instances),
            INCIDENT.c.state == IncidentState.OPEN,
        )
        .values(state=IncidentState.RESOLVED, resolved_at=tx.now, resolved_by=tx.actor.account)
    )


def entered(tx: Transaction, standing: Mapping[int, Collection[int]]) -> dict[int, datetime]:
    """By instance since when it is in that of these element instances it entered first; what history does not know is
    left out.
    """
    pairs = [(instance, element) for instance, elements in standing.items() for element in elements]
    asked = (
        func.unnest(
            cast([one for one, _element in pairs], ARRAY(BigInteger)),
            cast([one for _instance, one in pairs], ARRAY(Integer)),
        )
        .table_valued("instance", "element")
        .render_derived(name="standing")
    )
    rows = tx.execute(
        select(HISTORY.c.instance_id, func.min(HISTORY.c.at).label("since"))
        .join(
            asked,
            (asked.c.instance == HISTORY.c.instance_id) & (asked.c.element == HISTORY.c.element_instance),
        )
        .group_by(HISTORY.c.instance_id)
    )
    return {row.instance_id: row.since for row in rows}
