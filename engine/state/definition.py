"""Definitions, their versions and the files of each version.

version: draft ──adopt──▶ final          a draft may be saved again; a final version never changes
           ▲└─discard─▶ (hidden)          a discarded draft is found by nobody and can be recovered
           └──recover──┘
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Select,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, aggregate_order_by
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.errors import NotFound
from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, any_of, choice, identity, instant, reference
from engine.transaction import Transaction


class VersionState(StrEnum):
    """A draft can still be changed, a final version cannot."""

    DRAFT = "draft"
    FINAL = "final"


DEFINITION = Table(
    "definition",
    METADATA,
    identity(),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    #: since when no new instance of it begins
    instant("suspended_at", nullable=True),
)

VERSION = Table(
    "version",
    METADATA,
    identity(),
    reference("definition_id", "definition"),
    Column("number", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("digest", Text, nullable=False, index=True),
    *choice("state", VersionState),
    Column("revision", Integer, nullable=False, server_default="1"),
    Column("note", Text, nullable=False, server_default=""),
    Column("main_path", Text, nullable=False),
    #: what its diagram calls it; a call activity may ask for it
    Column("tag", Text, nullable=False, server_default=""),
    Column("error_count", Integer, nullable=False, server_default="0"),
    Column("warning_count", Integer, nullable=False, server_default="0"),
    #: the norms its process.toml names, which lists show and choose by without reading the file
    Column("legal_bases", ARRAY(Text), nullable=False, server_default="{}"),
    #: by element what a step rests on beside that, as its files cite it
    Column("step_norms", JSONB, nullable=False, server_default="{}"),
    instant("created_at"),
    reference("created_by", "account", nullable=True),
    #: since when a draft is thrown away: nobody finds it, and who threw it away can have it back
    instant("discarded_at", nullable=True),
    reference("discarded_by", "account", nullable=True),
    UniqueConstraint("definition_id", "number"),
)

VERSION_FILE = Table(
    "version_file",
    METADATA,
    identity(),
    reference("version_id", "version"),
    Column("path", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("version_id", "path"),
)


#: the messages and signals that begin an instance of a version, known from its adoption on
START_TRIGGER = Table(
    "start_trigger",
    METADATA,
    identity(),
    reference("version_id", "version"),
    Column("process_key", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    UniqueConstraint("version_id", "process_key", "element", "kind", "name"),
    Index("ix_start_trigger_kind_name", "kind", "name"),
)


@dataclass(frozen=True, slots=True)
class StartRow:
    """A start event of one version that waits for a message or a signal; `key` is the definition's."""

    version_id: int
    key: str
    process_key: str
    element: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version of a definition."""

    id: int
    key: str
    name: str
    number: int
    digest: str
    state: VersionState
    revision: int
    note: str
    main_path: str
    created_at: datetime
    created_by: str
    error_count: int
    warning_count: int
    suspended_at: datetime | None = None


#: what a VersionRow is made of, in its order
_COLUMNS = (
    VERSION.c.id,
    DEFINITION.c.key,
    VERSION.c.name,
    VERSION.c.number,
    VERSION.c.digest,
    VERSION.c.state,
    VERSION.c.revision,
    VERSION.c.note,
    VERSION.c.main_path,
    VERSION.c.created_at,
    func.coalesce(ACCOUNT.c.name, "Laufweg").label("author"),
    VERSION.c.error_count,
    VERSION.c.warning_count,
    DEFINITION.c.suspended_at,
)


def versions() -> Select[tuple[Any, ...]]:
    """The select behind every VersionRow; add a WHERE and an ORDER BY."""
    return (
        select(*_COLUMNS)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == VERSION.c.created_by)
        .where(VERSION.c.discarded_at.is_(None))
    )


def version_row(row: Sequence[Any]) -> VersionRow:
    """One result of `versions()` as a frozen row."""
    values = list(row)
    values[5] = VersionState(values[5])
    return VersionRow(*values)


_GET = versions().where(VERSION.c.id == bindparam("version"))


def get(tx: Transaction, version_id: int) -> VersionRow:
    """The version, or NotFound."""
    row = tx.first(_GET, {"version": version_id})
    if row is None:
        raise NotFound(f"Expected to find version {version_id}, but there is none")
    return version_row(row)


def lock(tx: Transaction, version_id: int) -> VersionRow:
    """The version, locked until the transaction ends."""
    tx.execute(select(VERSION.c.id).where(VERSION.c.id == version_id).with_for_update(key_share=True))
    return get(tx, version_id)


def latest(tx: Transaction, key: str) -> VersionRow | None:
    """The version with the highest number, draft or final."""
    row = tx.execute(
        versions().where(DEFINITION.c.key == key).order_by(VERSION.c.number.desc()).limit(1)
    ).first()
    return None if row is None else version_row(row)


def drafts(tx: Transaction, key: str) -> tuple[VersionRow, ...]:
    """The drafts of the definition that nobody has discarded, the newest first."""
    rows = tx.execute(
        versions()
        .where(DEFINITION.c.key == key, VERSION.c.state == VersionState.DRAFT)
        .order_by(VERSION.c.number.desc())
    )
    return tuple(map(version_row, rows))


def newest_final(tx: Transaction, key: str) -> VersionRow | None:
    """The final version of the definition with the highest number."""
    row = tx.execute(
        versions()
        .where(DEFINITION.c.key == key, VERSION.c.state == VersionState.FINAL)
        .order_by(VERSION.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else version_row(row)


def with_digest(tx: Transaction, key: str, digest: str) -> VersionRow | None:
    """The final version of the definition that has exactly these files; somebody's draft is not deployed."""
    row = tx.execute(
        versions()
        .where(DEFINITION.c.key == key, VERSION.c.digest == digest, VERSION.c.state == VersionState.FINAL)
        .order_by(VERSION.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else version_row(row)


def with_tag(tx: Transaction, key: str, tag: str) -> VersionRow | None:
    """The newest final version of the definition with that version tag."""
    row = tx.execute(
        versions()
        .where(DEFINITION.c.key == key, VERSION.c.tag == tag, VERSION.c.state == VersionState.FINAL)
        .order_by(VERSION.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else version_row(row)


def suspend(tx: Transaction, key: str, since: datetime | None) -> bool:
    """Let no new instance of the definition begin since then, or let them again when None; False when unchanged."""
    changed = tx.execute(
        update(DEFINITION)
        .where(DEFINITION.c.key == key, DEFINITION.c.suspended_at.is_(None) == (since is not None))
        .values(suspended_at=since)
    )
    return changed.rowcount == 1


def suspended(tx: Transaction, definition_id: int) -> bool:
    """Whether new instances of the definition must not begin, which nobody changes until the transaction ends."""
    row = select(DEFINITION.c.suspended_at).where(DEFINITION.c.id == definition_id).with_for_update(read=True)
    return tx.execute(row).scalar_one() is not None


def add_starts(tx: Transaction, version_id: int, starts: Iterable[tuple[str, str, str, str]]) -> None:
    """Record (process, element, kind, name) of the version's message and signal starts; known ones stay."""
    rows = [
        {"version_id": version_id, "process_key": key, "element": element, "kind": kind, "name": name}
        for key, element, kind, name in starts
    ]
    if rows:
        tx.execute(upsert(START_TRIGGER).on_conflict_do_nothing(), rows)


_STARTS = (
    select(START_TRIGGER.c.version_id, DEFINITION.c.key, START_TRIGGER.c.process_key, START_TRIGGER.c.element)
    .join(VERSION, VERSION.c.id == START_TRIGGER.c.version_id)
    .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
    .where(
        START_TRIGGER.c.kind == bindparam("kind"),
        START_TRIGGER.c.name == bindparam("wanted"),
        DEFINITION.c.suspended_at.is_(None),
    )
    .order_by(DEFINITION.c.key, START_TRIGGER.c.id)
)


def starts(tx: Transaction, kind: str, name: str) -> tuple[StartRow, ...]:
    """The start events of all adopted versions that wait for a message or signal of that name."""
    rows = tx.execute(_STARTS, {"kind": kind, "wanted": name})
    return tuple(StartRow(row.version_id, row.key, row.process_key, row.element) for row in rows)


def files(tx: Transaction, version_id: int) -> dict[str, bytes]:
    """Path → content of every file of the version, by path."""
    rows = tx.execute(
        select(VERSION_FILE.c.path, VERSION_FILE.c.content)
        .where(VERSION_FILE.c.version_id == version_id)
        .order_by(VERSION_FILE.c.path)
    )
    return {row.path: bytes(row.content) for row in rows}


def paths(tx: Transaction, versions: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The paths of the files of these versions, by path."""
    rows = tx.execute(
        select(
            VERSION_FILE.c.version_id,
            func.array_agg(aggregate_order_by(VERSION_FILE.c.path, VERSION_FILE.c.path)).label("paths"),
        )
        .where(VERSION_FILE.c.version_id == any_of(versions))
        .group_by(VERSION_FILE.c.version_id)
    )
    return {row.version_id: tuple(row.paths) for row in rows}


def same_file(tx: Transaction, versions: Collection[int], path: str) -> dict[int, bytes]:
    """The file at a path in each of these versions that have it."""
    rows = tx.execute(
        select(VERSION_FILE.c.version_id, VERSION_FILE.c.content)
        .where(VERSION_FILE.c.version_id == any_of(versions), VERSION_FILE.c.path == path)
        .order_by(VERSION_FILE.c.version_id)
    )
    return {row.version_id: bytes(row.content) for row in rows}


def file(tx: Transaction, version_id: int, path: str) -> bytes:
    """One file of the version, or NotFound."""
    content = same_file(tx, (version_id,), path).get(version_id)
    if content is None:
        raise NotFound(f"Expected to find {path} in version {version_id}, but it has no such file")
    return content


def definition_id(tx: Transaction, key: str, name: str) -> int:
    """The definition's id; creates the definition on first use and locks it until the transaction ends."""
    found = tx.execute(select(DEFINITION.c.id).where(DEFINITION.c.key == key).with_for_update()).scalar()
    if found is None:
        found = tx.insert(insert(DEFINITION).values(key=key, name=name))
    else:
        tx.execute(update(DEFINITION).where(DEFINITION.c.id == found).values(name=name))
    return int(found)


def create(tx: Transaction, key: str, contents: Mapping[str, bytes], **values: object) -> int:
    """Insert the next version of the definition with its files; `values` are columns of VERSION."""
    owner = definition_id(tx, key, str(values["name"]))
    number = tx.execute(
        select(func.coalesce(func.max(VERSION.c.number), 0) + 1).where(VERSION.c.definition_id == owner)
    ).scalar_one()
    version = tx.insert(
        insert(VERSION).values(
            definition_id=owner, number=number, created_at=tx.now, created_by=tx.actor.account, **values
        )
    )
    replace_files(tx, version, contents)
    return version


def replace_files(tx: Transaction, version_id: int, contents: Mapping[str, bytes]) -> None:
    """Store exactly these files for the version."""
    tx.execute(delete(VERSION_FILE).where(VERSION_FILE.c.version_id == version_id))
    tx.execute(
        insert(VERSION_FILE),
        [{"version_id": version_id, "path": path, "content": content} for path, content in contents.items()],
    )


def change(tx: Transaction, version_id: int, revision: int, **values: object) -> bool:
    """Update a draft if it still has that revision; False when someone else was first."""
    result = tx.execute(
        update(VERSION)
        .where(
            VERSION.c.id == version_id, VERSION.c.revision == revision, VERSION.c.state == VersionState.DRAFT
        )
        .values(revision=revision + 1, **values)
    )
    return result.rowcount == 1


def put_files(tx: Transaction, version_id: int, changes: Mapping[str, bytes | None]) -> None:
    """Store these files of the version, or take away those that are None; the others stay."""
    tx.execute(
        delete(VERSION_FILE).where(VERSION_FILE.c.version_id == version_id, VERSION_FILE.c.path.in_(changes))
    )
    rows = [
        {"version_id": version_id, "path": path, "content": content}
        for path, content in changes.items()
        if content is not None
    ]
    if rows:
        tx.execute(insert(VERSION_FILE), rows)


def known(tx: Transaction, key: str) -> bool:
    """Whether there is a definition of that key, even one with discarded drafts alone."""
    return tx.execute(select(DEFINITION.c.id).where(DEFINITION.c.key == key)).first() is not None


def author(tx: Transaction, version_id: int) -> int | None:
    """The account that began the version; None for the engine itself."""
    found = tx.execute(select(VERSION.c.created_by).where(VERSION.c.id == version_id)).scalar()
    return None if found is None else int(found)
