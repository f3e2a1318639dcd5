"""Every save of a draft: who saved which files when, and their contents, each kept once.

A content is kept whole or as its difference to a base, which is always whole: two reads give any state.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    Row,
    Table,
    Text,
    UniqueConstraint,
    delete,
    exists,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, choice, identity, instant, reference
from engine.transaction import Transaction


class SaveKind(StrEnum):
    """What led to a save."""

    BEGUN = "begun"
    SAVED = "saved"
    AUTOMATIC = "automatic"
    RESTORED = "restored"
    BROUGHT_IN = "brought_in"


FILE_CONTENT = Table(
    "file_content",
    METADATA,
    identity(),
    #: SHA-256 of the content
    Column("digest", Text, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    reference("base_id", "file_content", nullable=True),
    Column("packed", LargeBinary, nullable=False),
)

DRAFT_SAVE = Table(
    "draft_save",
    METADATA,
    identity(),
    reference("version_id", "version"),
    Column("revision", Integer, nullable=False),
    *choice("kind", SaveKind),
    instant("at"),
    reference("account_id", "account", nullable=True),
    Column("note", Text, nullable=False, server_default=""),
    #: of all files together, as `version.digest`
    Column("digest", Text, nullable=False),
    Column("error_count", Integer, nullable=False),
    UniqueConstraint("version_id", "revision"),
)

DRAFT_SAVE_FILE = Table(
    "draft_save_file",
    METADATA,
    identity(),
    reference("save_id", "draft_save"),
    Column("path", Text, nullable=False),
    #: None: the save took the file away
    reference("content_id", "file_content", nullable=True),
    UniqueConstraint("save_id", "path"),
    Index("ix_draft_save_file_content_id", "content_id"),
)


@dataclass(frozen=True, slots=True)
class SaveRow:
    """One save of a draft; `paths` are the files it changed or took away."""

    revision: int
    kind: SaveKind
    at: datetime
    author: str
    account_id: int | None
    note: str
    digest: str
    error_count: int
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """A content as it is kept: `base` is the id of the whole content it differs from."""

    id: int
    size: int
    base: int | None
    content: bytes


def saves(
    tx: Transaction, version_id: int, before: int | None = None, most: int = 100
) -> tuple[SaveRow, ...]:
    """The saves of a draft, the newest first; with `before` those of an earlier revision."""
    wanted = DRAFT_SAVE.c.version_id == version_id
    if before is not None:
        wanted &= DRAFT_SAVE.c.revision < before
    return _rows(tx, wanted, most)


def save_of(tx: Transaction, version_id: int, revision: int) -> SaveRow | None:
    """The save that made this revision."""
    wanted = (DRAFT_SAVE.c.version_id == version_id) & (DRAFT_SAVE.c.revision == revision)
    return next(iter(_rows(tx, wanted, 1)), None)


def changed_since(
    tx: Transaction, version_id: int, revision: int, paths: Collection[str]
) -> tuple[SaveRow, ...]:
    """The saves after a revision that touched one of the files, the newest first."""
    touched = select(DRAFT_SAVE_FILE.c.save_id).where(DRAFT_SAVE_FILE.c.path.in_(paths))
    wanted = (
        (DRAFT_SAVE.c.version_id == version_id)
        & (DRAFT_SAVE.c.revision > revision)
        & DRAFT_SAVE.c.id.in_(touched)
    )
    return _rows(tx, wanted, 100)


def first_revision(tx: Transaction, version_id: int) -> int | None:
    """The oldest revision the history holds; None before the first save."""
    found = tx.execute(
        select(func.min(DRAFT_SAVE.c.revision)).where(DRAFT_SAVE.c.version_id == version_id)
    ).scalar()
    return None if found is None else int(found)


def record(
    tx: Transaction,
    version_id: int,
    revision: int,
    contents: Mapping[str, int | None],
    **values: object,
) -> None:
    """Note a save with the contents of the files it changed; `values` are columns of DRAFT_SAVE."""
    row = {"at": tx.now, "account_id": tx.actor.account, **values}
    number = tx.insert(insert(DRAFT_SAVE).values(version_id=version_id, revision=revision, **row))
    if contents:
        tx.execute(
            insert(DRAFT_SAVE_FILE),
            [{"save_id": number, "path": path, "content_id": one} for path, one in contents.items()],
        )


def contents_at(tx: Transaction, version_id: int, revision: int) -> dict[str, int]:
    """Path → content of every file as it was at a revision."""
    last = (
        select(DRAFT_SAVE_FILE.c.path, DRAFT_SAVE_FILE.c.content_id)
        .ext(distinct_on(DRAFT_SAVE_FILE.c.path))
        .join(DRAFT_SAVE, DRAFT_SAVE.c.id == DRAFT_SAVE_FILE.c.save_id)
        .where(DRAFT_SAVE.c.version_id == version_id, DRAFT_SAVE.c.revision <= revision)
        .order_by(DRAFT_SAVE_FILE.c.path, DRAFT_SAVE.c.revision.desc())
    )
    return {row.path: row.content_id for row in tx.execute(last) if row.content_id is not None}


def content_ids(tx: Transaction, digests: Collection[str]) -> dict[str, int]:
    """Digest → id of the contents that are kept already, and stay until the transaction ends."""
    rows = tx.execute(
        select(FILE_CONTENT.c.digest, FILE_CONTENT.c.id)
        .where(FILE_CONTENT.c.digest.in_(digests))
        .order_by(FILE_CONTENT.c.id)
        .with_for_update(read=True, key_share=True)
    )
    return {row.digest: row.id for row in rows}


def packed(tx: Transaction, ids: Collection[int]) -> dict[int, Packed]:
    """The contents of these ids as they are kept, with the bases they differ from."""
    wanted = set(ids)
    bases = select(FILE_CONTENT.c.base_id).where(
        FILE_CONTENT.c.id.in_(wanted), FILE_CONTENT.c.base_id.is_not(None)
    )
    rows = tx.execute(
        select(FILE_CONTENT).where(FILE_CONTENT.c.id.in_(wanted) | FILE_CONTENT.c.id.in_(bases))
    )
    return {row.id: Packed(row.id, row.size, row.base_id, bytes(row.packed)) for row in rows}


def base_of(tx: Transaction, content_id: int) -> int:
    """The whole content that this one differs from, or itself when it is whole."""
    found = tx.execute(
        select(func.coalesce(FILE_CONTENT.c.base_id, FILE_CONTENT.c.id)).where(
            FILE_CONTENT.c.id == content_id
        )
    ).scalar_one()
    return int(found)


def keep(tx: Transaction, digest: str, size: int, packed: bytes, base: int | None) -> int:
    """Keep a content; one that somebody else keeps at the same moment is kept once."""
    statement = (
        upsert(FILE_CONTENT)
        .values(digest=digest, size=size, packed=packed, base_id=base)
        .on_conflict_do_update(index_elements=["digest"], set_={"size": size})
        .returning(FILE_CONTENT.c.id)
    )
    return int(tx.execute(statement).scalar_one())


def forget(tx: Transaction, version_id: int) -> None:
    """Forget every save of a version, and the contents that no other save knows or differs from."""
    saves = select(DRAFT_SAVE.c.id).where(DRAFT_SAVE.c.version_id == version_id)
    theirs = select(DRAFT_SAVE_FILE.c.content_id).where(DRAFT_SAVE_FILE.c.save_id.in_(saves))
    bases = select(FILE_CONTENT.c.base_id).where(FILE_CONTENT.c.id.in_(theirs))
    # whoever keeps one of them just now has it locked, and it stays
    held = (
        select(FILE_CONTENT.c.id)
        .where(FILE_CONTENT.c.id.in_(theirs) | FILE_CONTENT.c.id.in_(bases))
        .order_by(FILE_CONTENT.c.id)
        .with_for_update(skip_locked=True)
    )
    contents = [row.id for row in tx.execute(held)]
    tx.execute(delete(DRAFT_SAVE_FILE).where(DRAFT_SAVE_FILE.c.save_id.in_(saves)))
    tx.execute(delete(DRAFT_SAVE).where(DRAFT_SAVE.c.version_id == version_id))
    other = FILE_CONTENT.alias()
    for part in (FILE_CONTENT.c.base_id.is_not(None), FILE_CONTENT.c.base_id.is_(None)):
        tx.execute(
            delete(FILE_CONTENT).where(
                FILE_CONTENT.c.id.in_(contents),
                part,
                ~exists().where(DRAFT_SAVE_FILE.c.content_id == FILE_CONTENT.c.id),
                ~exists().where(other.c.base_id == FILE_CONTENT.c.id),
            )
        )


def _rows(tx: Transaction, wanted: Any, most: int) -> tuple[SaveRow, ...]:  # Any: an expression of SQLAlchemy
    paths = (
        select(func.array_agg(DRAFT_SAVE_FILE.c.path))
        .where(DRAFT_SAVE_FILE.c.save_id == DRAFT_SAVE.c.id)
        .scalar_subquery()
    )
    rows = tx.execute(
        select(DRAFT_SAVE, ACCOUNT.c.name.label("author"), paths.label("paths"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == DRAFT_SAVE.c.account_id)
        .where(wanted)
        .order_by(DRAFT_SAVE.c.revision.desc())
        .limit(most)
    )
    return tuple(_row(row) for row in rows)


def _row(row: Row[Any]) -> SaveRow:
    return SaveRow(
        row.revision,
        SaveKind(row.kind),
        row.at,
        row.author or "Laufweg",
        row.account_id,
        row.note,
        row.digest,
        row.error_count,
        tuple(sorted(row.paths or ())),
    )
