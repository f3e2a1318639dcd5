"""Drafts that were thrown away: found by nobody, had back, and after their time without files and history.

The row of the version stays for good, so that no number is given twice.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, exists, select, update

from engine.state import draft_save
from engine.state.definition import VERSION, VERSION_FILE, VersionState
from engine.state.proposal import PROPOSAL_VERSION
from engine.transaction import Transaction

_HAS_FILES = exists().where(VERSION_FILE.c.version_id == VERSION.c.id)
#: of a version: it is thrown away, and can be had back
RECOVERABLE = VERSION.c.discarded_at.is_not(None) & _HAS_FILES


def hide(tx: Transaction, version_id: int) -> None:
    """Let nobody find the draft any more."""
    tx.execute(
        update(VERSION)
        .where(VERSION.c.id == version_id, VERSION.c.state == VersionState.DRAFT)
        .values(discarded_at=tx.now, discarded_by=tx.actor.account)
    )


def show_again(tx: Transaction, version_id: int) -> bool:
    """Let the discarded draft be found again; False when there is none of that id, or its files are gone."""
    shown = tx.execute(
        update(VERSION)
        .where(VERSION.c.id == version_id, RECOVERABLE)
        .values(discarded_at=None, discarded_by=None)
    )
    return shown.rowcount == 1


def forget(tx: Transaction, before: datetime, limit: int) -> int:
    """Take files and history of drafts away that were thrown away before then, but of those that a proposal has or has
    had; returns how many, at most `limit`.
    """
    old = (
        select(VERSION.c.id)
        .where(
            VERSION.c.discarded_at < before,
            _HAS_FILES,
            VERSION.c.id.not_in(select(PROPOSAL_VERSION.c.version_id)),
        )
        .order_by(VERSION.c.discarded_at, VERSION.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    versions = [row.id for row in tx.execute(old)]
    for one in versions:
        draft_save.forget(tx, one)
    tx.execute(delete(VERSION_FILE).where(VERSION_FILE.c.version_id.in_(versions)))
    return len(versions)
