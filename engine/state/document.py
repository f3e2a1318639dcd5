"""Documents of a case: each has versions, which are only ever appended. Their content lies in the store.

version: waiting ──▶ clean        the scanner could not be asked, and was later
            └──────▶ infected     nobody ever opens it
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CHAR,
    BigInteger,
    Column,
    Index,
    Integer,
    Select,
    Table,
    Text,
    UniqueConstraint,
    and_,
    func,
    insert,
    select,
    text,
    update,
)

from engine.documents import Scan
from engine.errors import NotFound
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction

DOCUMENT = Table(
    "document",
    METADATA,
    identity(),
    reference("case_id", "case"),
    #: the run of a process whose data group it is filed under; None: it belongs to the case itself
    reference("instance_id", "process_instance", nullable=True),
    reference("task_id", "user_task", nullable=True),
    #: the key of the form field it proves
    Column("field", Text),
    #: the data group (`[[daten]]` of its process.toml) that decides who may open it
    Column("data_group", Text),
    Column("title", Text, nullable=False),
    #: the number of its newest version
    Column("latest", Integer, nullable=False, server_default="1"),
    Index("ix_document_case_id", "case_id", "id"),
    Index("ix_document_task_id", "task_id", "id", postgresql_where=text("task_id IS NOT NULL")),
)

DOCUMENT_VERSION = Table(
    "document_version",
    METADATA,
    identity(),
    reference("document_id", "document"),
    Column("number", Integer, nullable=False),
    #: what the page made up when it was opened: sent twice, it is stored once
    Column("submission", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    #: SHA-256 of the content, under which it lies in the store
    Column("digest", CHAR(64), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    instant("at"),
    reference("actor_id", "account", nullable=True),
    *choice("scan", Scan),
    #: the name of the virus
    Column("finding", Text, nullable=False, server_default=""),
    UniqueConstraint("document_id", "number"),
    UniqueConstraint("submission"),
    Index("ix_document_version_digest", "digest"),
    Index("ix_document_version_waiting", "id", postgresql_where=text("scan = 'waiting'")),
)


@dataclass(frozen=True, slots=True)
class Filed:
    """Where a document is filed: a data group of one run of a process, or the case itself."""

    instance_id: int | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A document as a command sees it."""

    id: int
    case_id: int
    task_id: int | None
    data_group: str | None
    latest: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a document: what lies in the store, and what the scanner said."""

    id: int
    document_id: int
    case_id: int
    number: int
    name: str
    media_type: str
    size: int
    digest: str
    at: datetime
    scan: Scan


def lock(tx: Transaction, document_id: int) -> Document:
    """The document, of which nobody else adds a version until the transaction ends; NotFound."""
    tx.act()
    row = tx.execute(select(DOCUMENT).where(DOCUMENT.c.id == document_id).with_for_update()).first()
    if row is None:
        raise NotFound(f"Expected to find document {document_id}, but there is none")
    return Document(row.id, row.case_id, row.task_id, row.data_group, row.latest)


def hold(tx: Transaction, digest: str) -> None:
    """Wait for everybody who adds or sweeps away the content with that digest; it is free when the transaction ends."""
    tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"document {digest}", 0))))


def submitted(tx: Transaction, submission: str) -> Version | None:
    """The version that was stored for what the page sent, if it was."""
    row = tx.execute(_versions().where(DOCUMENT_VERSION.c.submission == submission)).first()
    return None if row is None else _version(row)


def version(tx: Transaction, document_id: int, number: int) -> Version | None:
    """A version of a document, if there is one with that number."""
    row = tx.execute(
        _versions().where(DOCUMENT_VERSION.c.document_id == document_id, DOCUMENT_VERSION.c.number == number)
    ).first()
    return None if row is None else _version(row)


def create(
    tx: Transaction, case_id: int, title: str, filed: Filed, task_id: int | None, field: str | None
) -> int:
    """Insert a document whose first version follows; returns its id."""
    return tx.insert(
        insert(DOCUMENT).values(
            case_id=case_id,
            title=title,
            instance_id=filed.instance_id,
            data_group=filed.group,
            task_id=task_id,
            field=field,
        )
    )


def append(tx: Transaction, document_id: int, number: int, values: Mapping[str, Any]) -> int:
    """Insert a version, in the actor's name; the document's newest is this one."""
    found = tx.insert(
        insert(DOCUMENT_VERSION).values(
            document_id=document_id, number=number, at=tx.now, actor_id=tx.actor.account, **values
        )
    )
    tx.execute(update(DOCUMENT).where(DOCUMENT.c.id == document_id).values(latest=number))
    return found


def proving(tx: Transaction, task_id: int) -> dict[str, list[int]]:
    """The documents that were handed in at a task, by the field they prove, the newest last; none with a virus."""
    newest = and_(
        DOCUMENT_VERSION.c.document_id == DOCUMENT.c.id, DOCUMENT_VERSION.c.number == DOCUMENT.c.latest
    )
    rows = tx.execute(
        select(DOCUMENT.c.field, DOCUMENT.c.id)
        .join(DOCUMENT_VERSION, newest)
        .where(
            DOCUMENT.c.task_id == task_id,
            DOCUMENT.c.field.is_not(None),
            DOCUMENT_VERSION.c.scan != Scan.INFECTED,
        )
        .order_by(DOCUMENT.c.id)
    )
    found: dict[str, list[int]] = {}
    for row in rows:
        found.setdefault(row.field, []).append(row.id)
    return found


def next_waiting(tx: Transaction, after: int = 0) -> Version | None:
    """The version behind `after` that has waited longest for the scanner, and that nobody else looks at; locked."""
    row = tx.execute(
        _versions()
        .where(DOCUMENT_VERSION.c.scan == Scan.WAITING, DOCUMENT_VERSION.c.id > after)
        .order_by(DOCUMENT_VERSION.c.id)
        .limit(1)
        .with_for_update(of=DOCUMENT_VERSION, skip_locked=True)
    ).first()
    return None if row is None else _version(row)


def note_scan(tx: Transaction, version_id: int, scan: Scan, finding: str) -> None:
    """What the scanner said at last."""
    tx.execute(
        update(DOCUMENT_VERSION)
        .where(DOCUMENT_VERSION.c.id == version_id)
        .values(scan=scan.value, finding=finding)
    )


def is_kept(tx: Transaction, digest: str) -> bool:
    """Whether a version has that content."""
    found = select(DOCUMENT_VERSION.c.id).where(DOCUMENT_VERSION.c.digest == digest).limit(1)
    return tx.execute(found).first() is not None


def _versions() -> Select[tuple[Any, ...]]:
    return select(DOCUMENT_VERSION, DOCUMENT.c.case_id).join(
        DOCUMENT, DOCUMENT.c.id == DOCUMENT_VERSION.c.document_id
    )


def _version(row: Any) -> Version:  # a row of `_versions`
    return Version(
        row.id,
        row.document_id,
        row.case_id,
        row.number,
        row.name,
        row.media_type,
        row.size,
        row.digest,
        row.at,
        Scan(row.scan),
    )
