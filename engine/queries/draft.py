"""The history of a draft: every save, and the files as they were then; drafts that were thrown away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine.actor import Action
from engine.errors import Finding
from engine.execution import drafts
from engine.execution.bundle import read_bundle
from engine.state import definition, draft_save
from engine.state.account import ACCOUNT
from engine.state.definition import DEFINITION, VERSION, VersionRow
from engine.state.discarded import RECOVERABLE
from engine.state.draft_save import SaveRow
from engine.transaction import Transaction

#: a discarded draft is offered to be had back for so many
_MOST_DISCARDED = 50


@dataclass(frozen=True, slots=True)
class BegunDraft:
    """A draft somebody has begun, and how it was saved last; None where it is as it began."""

    row: VersionRow
    saved: SaveRow | None


@dataclass(frozen=True, slots=True)
class DiscardedRow:
    """A draft that somebody threw away."""

    version_id: int
    key: str
    name: str
    number: int
    note: str
    discarded_at: datetime
    discarded_by: str


def others(tx: Transaction, version_id: int) -> tuple[BegunDraft, ...]:
    """The drafts of the process of a version, the newest first: where the work on it may go on."""
    tx.actor.must(Action.EDIT_MODEL)
    key = definition.get(tx, version_id).key
    return tuple(
        BegunDraft(row, next(iter(draft_save.saves(tx, row.id, most=1)), None))
        for row in definition.drafts(tx, key)
        if row.id != version_id
    )


def saves(
    tx: Transaction, version_id: int, before: int | None = None, most: int = 100
) -> tuple[SaveRow, ...]:
    """The saves of a draft, the newest first; with `before` those of earlier revisions."""
    tx.actor.must(Action.EDIT_MODEL)
    definition.get(tx, version_id)
    return draft_save.saves(tx, version_id, before, most)


def files_at(tx: Transaction, version_id: int, revision: int) -> dict[str, bytes]:
    """Path → content of every file as it was at a revision, or NotFound."""
    tx.actor.must(Action.EDIT_MODEL)
    return drafts.files_at(tx, definition.get(tx, version_id), revision)


def files(tx: Transaction, version_id: int) -> dict[str, bytes]:
    """Path → content of every file of a version."""
    tx.actor.must(Action.READ_MODEL)
    definition.get(tx, version_id)
    return definition.files(tx, version_id)


def newest_files(tx: Transaction, key: str) -> dict[str, bytes] | None:
    """The files of the newest final version of a process, for whoever plays a case that calls it; None without one."""
    tx.actor.must(Action.READ_MODEL)
    row = definition.newest_final(tx, key)
    return None if row is None else definition.files(tx, row.id)


def meanwhile(tx: Transaction, version_id: int, opened: int, paths: Collection[str]) -> tuple[SaveRow, ...]:
    """Who has saved one of these files after the revision that was opened, the newest first."""
    tx.actor.must(Action.EDIT_MODEL)
    return draft_save.changed_since(tx, version_id, opened, paths)


def findings(tx: Transaction, version_id: int, changes: dict[str, bytes | None]) -> tuple[Finding, ...]:
    """What would be wrong with the version if these files were changed; nothing is stored."""
    tx.actor.must(Action.EDIT_MODEL)
    definition.get(tx, version_id)
    after = {**definition.files(tx, version_id), **changes}
    return read_bundle({path: content for path, content in after.items() if content is not None}).findings


def discarded(tx: Transaction) -> tuple[DiscardedRow, ...]:
    """The drafts thrown away last, the newest first."""
    tx.actor.must(Action.EDIT_MODEL)
    rows = tx.execute(
        select(VERSION, DEFINITION.c.key, ACCOUNT.c.name.label("author"))
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == VERSION.c.discarded_by)
        .where(RECOVERABLE)
        .order_by(VERSION.c.discarded_at.desc(), VERSION.c.id.desc())
        .limit(_MOST_DISCARDED)
    )
    return tuple(
        DiscardedRow(
            row.id, row.key, row.name, row.number, row.note, row.discarded_at, row.author or "Laufweg"
        )
        for row in rows
    )
