"""Process instances: what is searched as columns, and apart from it, behind the wall, the live tokens as bytes.

instance: active ──▶ completed
             └──────▶ cancelled           ended by an operator, by its caller, or by an error its caller caught

A called process is an instance of its own under its caller; the outermost one is the root of the tree. A tree is locked
and suspended as a whole, at its root, so that caller and called never wait for each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CHAR,
    CTE,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Insert,
    Integer,
    LargeBinary,
    Table,
    Text,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)

from engine.errors import Forbidden, NotFound
from engine.state.case import CASE, CaseRow
from engine.state.definition import VERSION, VersionRow
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class InstanceState(StrEnum):
    """Whether tokens are left, and whether it came to an end of its own."""

    ACTIVE = "active"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


INSTANCE = Table(
    "process_instance",
    METADATA,
    identity(),
    reference("case_id", "case", index=True),
    reference("version_id", "version", index=True),
    Column("process_key", Text, nullable=False),
    *choice("state", InstanceState),
    Column("outcome", Text),
    instant("started_at"),
    instant("ended_at", nullable=True),
    #: the caller and its call activity; None when nobody called it
    reference("parent_id", "process_instance", nullable=True),
    Column("parent_element", Integer),
    #: the outermost caller; None when this is it
    reference("root_id", "process_instance", nullable=True),
    #: since when the tree stands still; only at the root
    instant("suspended_at", nullable=True),
    #: where the person lives since a move while it ran; None: where the case says. A column of its own, because a step
    #: that waited for the lock reads anew only what is locked
    Column("ags", CHAR(8)),
    Index(
        "ix_process_instance_parent_id",
        "parent_id",
        "parent_element",
        postgresql_where=text("parent_id IS NOT NULL"),
    ),
    Index("ix_process_instance_root_id", "root_id", postgresql_where=text("root_id IS NOT NULL")),
)
#: what an instance is at, with the values it holds: a row for each, which only those read who read its case
STATE = Table(
    "instance_state",
    METADATA,
    Column(
        "instance_id", BigInteger, ForeignKey("process_instance.id"), primary_key=True, autoincrement=False
    ),
    #: that of the instance, for the wall
    reference("case_id", "case"),
    Column("tokens", LargeBinary, nullable=False),
    #: counts the steps
    Column("revision", Integer, nullable=False),
)
#: the root of an instance's tree, itself for most
ROOT = INSTANCE.alias("root")


@dataclass(frozen=True, slots=True)
class Head:
    """What may be known of an instance without reading what it is at."""

    id: int
    case_id: int
    version_id: int


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One run of one version, with the case it belongs to and the authority that leads that case.

    `digest` is that of the version's files, so that the compiled version is found without asking again. `suspended_at`
    is that of the whole tree.
    """

    id: int
    case_id: int
    reference: str
    ags: str
    leading: int
    version_id: int
    digest: str
    process_key: str
    parent_id: int | None
    parent_element: int | None
    root_id: int
    suspended_at: datetime | None
    state: InstanceState
    tokens: bytes
    revision: int
    started_at: datetime


# Not joined: whoever waited for the lock while the instance was migrated would find no row, since after the wait only
# locked tables are read anew.
_DIGEST = (
    select(VERSION.c.digest)
    .where(VERSION.c.id == INSTANCE.c.version_id)
    .correlate(INSTANCE)
    .scalar_subquery()
)
#: what an InstanceRow is made of, in its order, and the time of the database
COLUMNS = (
    INSTANCE.c.id,
    INSTANCE.c.case_id,
    CASE.c.reference,
    func.coalesce(INSTANCE.c.ags, CASE.c.ags),
    # after a move somebody else may lead, and have taken part no longer: then nobody is left out when they join again
    case((INSTANCE.c.ags.is_(None), CASE.c.authority_id), else_=0),
    INSTANCE.c.version_id,
    _DIGEST,
    INSTANCE.c.process_key,
    INSTANCE.c.parent_id,
    INSTANCE.c.parent_element,
    ROOT.c.id,
    ROOT.c.suspended_at,
    INSTANCE.c.state,
    STATE.c.tokens,
    STATE.c.revision,
    INSTANCE.c.started_at,
    func.clock_timestamp(),
)
#: joins an instance to its root and to its state; of all three the newest row is locked, the root first
IS_ROOT = ROOT.c.id == func.coalesce(INSTANCE.c.root_id, INSTANCE.c.id)
IS_STATE = STATE.c.instance_id == INSTANCE.c.id
LOCKED = (ROOT, INSTANCE, STATE)
_FROM = INSTANCE.join(CASE, CASE.c.id == INSTANCE.c.case_id).join(ROOT, IS_ROOT).join(STATE, IS_STATE)

# Statements of every step are built once: SQLAlchemy takes longer to build one than to run it.
_GET = select(*COLUMNS).select_from(_FROM).where(INSTANCE.c.id == bindparam("instance"))
_LOCK = _GET.with_for_update(key_share=True, of=LOCKED)
_LOCK_FREE = _GET.with_for_update(key_share=True, of=LOCKED, skip_locked=True)
_HEAD = select(INSTANCE.c.id, INSTANCE.c.case_id, INSTANCE.c.version_id).where(
    INSTANCE.c.id == bindparam("instance")
)
_STORE = (
    update(STATE)
    .where(STATE.c.instance_id == bindparam("instance"))
    # null, and so a Conflict, when it is not the revision that was seen
    .values(revision=case((STATE.c.revision == bindparam("seen"), STATE.c.revision + 1)))
)
_END = update(INSTANCE).where(INSTANCE.c.id == bindparam("instance"))
_ACTIVE = (
    select(INSTANCE.c.id)
    .where(INSTANCE.c.case_id == bindparam("case"), INSTANCE.c.state == InstanceState.ACTIVE)
    .limit(1)
)
_VERSIONS = (
    select(VERSION.c.id, VERSION.c.digest)
    .join(INSTANCE, INSTANCE.c.version_id == VERSION.c.id)
    .where(INSTANCE.c.case_id == bindparam("case"), INSTANCE.c.state == InstanceState.ACTIVE)
    .distinct()
    .order_by(VERSION.c.id)
)
_CALLED = select(INSTANCE.c.id).where(
    INSTANCE.c.parent_id == bindparam("parent"),
    INSTANCE.c.parent_element == bindparam("element"),
    INSTANCE.c.state == InstanceState.ACTIVE,
)


_GIVEN = (
    "case_id",
    "version_id",
    "process_key",
    "state",
    "started_at",
    "parent_id",
    "parent_element",
    "root_id",
)
_NEW = (
    insert(INSTANCE)
    .values({name: bindparam(name, type_=INSTANCE.c[name].type) for name in _GIVEN})
    .returning(INSTANCE.c.id, INSTANCE.c.case_id)
    .cte("new_instance")
)


def no_tokens(made: CTE) -> Insert:
    """Puts the state beside an instance that the same statement inserts."""
    columns = ["instance_id", "case_id", "tokens", "revision"]
    return insert(STATE).from_select(columns, select(made.c.id, made.c.case_id, literal(b""), literal(0)))


_CREATE = no_tokens(_NEW).returning(STATE.c.instance_id)


def row_of(tx: Transaction, values: Sequence[Any]) -> InstanceRow:
    """The instance whose COLUMNS a statement selected."""
    *first, state, tokens, revision, started_at, now = values
    tx.seen(now)
    return InstanceRow(*(*first, InstanceState(state), bytes(tokens), revision, started_at))


def begin(tx: Transaction, matter: CaseRow, version: VersionRow, process_key: str) -> InstanceRow:
    """One more instance in a case, without tokens yet."""
    head = (0, matter.id, matter.reference, matter.ags, matter.authority_id)
    return _insert(tx, new(tx, head, version, process_key))


def call(
    tx: Transaction, caller: InstanceRow, element_instance: int, version: VersionRow, process_key: str
) -> InstanceRow:
    """An instance that an element of the caller waits for, without tokens yet."""
    head = (0, caller.case_id, caller.reference, caller.ags, caller.leading)
    child = new(tx, head, version, process_key)
    return _insert(
        tx,
        replace(
            child,
            parent_id=caller.id,
            parent_element=element_instance,
            root_id=caller.root_id,
            suspended_at=caller.suspended_at,
        ),
    )


def new(
    tx: Transaction, head: tuple[int, int, str, str, int], version: VersionRow, process_key: str
) -> InstanceRow:
    """The row of an instance that is its own root; `head` are the columns up to the leading authority."""
    return InstanceRow(
        *head,
        version_id=version.id,
        digest=version.digest,
        process_key=process_key,
        parent_id=None,
        parent_element=None,
        root_id=head[0],
        suspended_at=None,
        state=InstanceState.ACTIVE,
        tokens=b"",
        revision=0,
        started_at=tx.now,
    )


def _insert(tx: Transaction, row: InstanceRow) -> InstanceRow:
    called = row.parent_id is not None
    values = {
        "case_id": row.case_id,
        "version_id": row.version_id,
        "process_key": row.process_key,
        "state": row.state,
        "started_at": row.started_at,
        "parent_id": row.parent_id,
        "parent_element": row.parent_element,
        "root_id": row.root_id if called else None,
    }
    tx.act()  # it inserts, and reads what it inserted
    ((number,),) = tx.fetch(_CREATE, values)
    return replace(row, id=number, root_id=row.root_id if called else number)


def head(tx: Transaction, instance_id: int) -> Head:
    """Which version it runs in which case, for whoever need not read what it is at; NotFound when there is none."""
    row = tx.first(_HEAD, {"instance": instance_id})
    if row is None:
        raise NotFound(f"Expected to find process instance {instance_id}, but there is none")
    return Head(*row)


def suspended_since(tx: Transaction, instance_id: int) -> datetime | None:
    """Since when the instance stands still with its whole tree; None while it goes on."""
    found: datetime | None = tx.execute(
        select(ROOT.c.suspended_at)
        .select_from(INSTANCE.join(ROOT, IS_ROOT))
        .where(INSTANCE.c.id == instance_id)
    ).scalar()
    return found


def get(tx: Transaction, instance_id: int) -> InstanceRow:
    """The instance as it is, not locked. Forbidden when the wall keeps from the actor what it is at."""
    row = tx.first(_GET, {"instance": instance_id})
    if row is None:
        head(tx, instance_id)
        raise Forbidden(f"Expected to read process instance {instance_id}, but nothing opens it to the actor")
    return row_of(tx, row)


def lock(tx: Transaction, instance_id: int) -> InstanceRow:
    """The instance, locked with its root until the transaction ends; other rows may still reference it meanwhile."""
    tx.act()
    return _found(tx, instance_id, tx.first(_LOCK, {"instance": instance_id}))


def lock_free(tx: Transaction, instance_id: int) -> InstanceRow | None:
    """The instance, locked with its root; None when another transaction holds it."""
    tx.act()
    row = tx.first(_LOCK_FREE, {"instance": instance_id})
    return None if row is None else row_of(tx, row)


def called(tx: Transaction, parent_id: int, parent_element: int) -> int | None:
    """The running instance that an element of the caller waits for."""
    row = tx.first(_CALLED, {"parent": parent_id, "element": parent_element})
    return None if row is None else row[0]


def suspend(tx: Transaction, root_id: int, since: datetime | None) -> None:
    """Let the tree of a locked root stand still since then, or go on when None."""
    tx.execute(update(INSTANCE).where(INSTANCE.c.id == root_id).values(suspended_at=since))


def tree(tx: Transaction, root_id: int) -> tuple[int, ...]:
    """The running instances of the tree, the root first."""
    rows = tx.execute(
        select(INSTANCE.c.id)
        .where(
            or_(INSTANCE.c.id == root_id, INSTANCE.c.root_id == root_id),
            INSTANCE.c.state == InstanceState.ACTIVE,
        )
        .order_by(INSTANCE.c.id)
    )
    return tuple(rows.scalars())


def _found(tx: Transaction, instance_id: int, row: Sequence[Any] | None) -> InstanceRow:
    if row is None:
        raise NotFound(f"Expected to find process instance {instance_id}, but there is none")
    return row_of(tx, row)


def store(
    tx: Transaction, instance: InstanceRow, tokens: bytes, state: InstanceState, outcome: str | None
) -> None:
    """Write the tokens back; the revision is the second wall behind the row lock."""
    tx.write(_STORE, {"instance": instance.id, "seen": instance.revision, "tokens": tokens})
    if (state, outcome) != (instance.state, None):
        ended = None if state is InstanceState.ACTIVE else tx.now
        tx.write(_END, {"instance": instance.id, "state": state, "outcome": outcome, "ended_at": ended})


def active_in_case(tx: Transaction, case_id: int) -> bool:
    """Whether anything of the case still runs."""
    return tx.first(_ACTIVE, {"case": case_id}) is not None


def running(tx: Transaction, case_id: int) -> tuple[tuple[int, int, str], ...]:
    """The instances that run in the case, the oldest first, each with its version and the digest of its files."""
    rows = tx.execute(
        select(INSTANCE.c.id, VERSION.c.id.label("version"), VERSION.c.digest)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .where(INSTANCE.c.case_id == case_id, INSTANCE.c.state == InstanceState.ACTIVE)
        .order_by(INSTANCE.c.id)
    )
    return tuple((row.id, row.version, row.digest) for row in rows)


def active_versions(tx: Transaction, case_id: int) -> tuple[tuple[int, str], ...]:
    """The versions that run in the case, each with the digest of its files."""
    return tuple((version, digest) for version, digest in tx.fetch(_VERSIONS, {"case": case_id}))
