"""What became of each task of one go, in words a page can show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from engine.errors import Forbidden
from engine.state import bulk
from engine.state.account import ACCOUNT
from engine.state.bulk import BulkKind, BulkResult, Effect
from engine.state.case import CASE
from engine.state.task import TASK
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class BulkRow:
    """One task of a go. `holder` is who has it where somebody else does; `name` is empty where it is not the actor's
    to see.
    """

    task: int
    name: str
    case_reference: str
    effect: Effect
    holder: str | None


@dataclass(frozen=True, slots=True)
class BulkView:
    """One go; `undone` says of each task what became of it when it was taken back."""

    id: int
    kind: BulkKind
    detail: Mapping[str, Any]
    results: tuple[BulkRow, ...]
    undone: tuple[BulkRow, ...] | None

    @property
    def done(self) -> int:
        """With how many tasks it was done, or taken back."""
        return len(self.did)

    @property
    def did(self) -> tuple[BulkRow, ...]:
        """With which it was done, or taken back."""
        rows = self.results if self.undone is None else self.undone
        return tuple(one for one in rows if one.effect is Effect.DONE)

    @property
    def left(self) -> tuple[BulkRow, ...]:
        """With which it was not."""
        rows = self.results if self.undone is None else self.undone
        return tuple(one for one in rows if one.effect is not Effect.DONE)

    @property
    def unheard(self) -> str:
        """Whom a comment names without reaching them at each task, as the actor wrote it."""
        return ", ".join(f"@{name}" for name in self.detail.get("unheard", ()))

    @property
    def may_undo(self) -> bool:
        """Whether there is something to take back; a comment stays said."""
        return self.undone is None and self.kind is not BulkKind.COMMENT and self.done > 0


def made(tx: Transaction, action_id: int) -> BulkView:
    """One's own go; NotFound for anybody else's, which the wall keeps."""
    found = bulk.get(tx, action_id)
    if found.actor_id != tx.actor.account:
        raise Forbidden(f"Expected to read bulk action {action_id}, but somebody else made it")
    rows = {
        row.id: row
        for row in tx.execute(
            select(TASK.c.id, TASK.c.name, CASE.c.reference, ACCOUNT.c.name.label("holder"))
            .join(CASE, CASE.c.id == TASK.c.case_id)
            .outerjoin(ACCOUNT, ACCOUNT.c.id == TASK.c.assignee_id)
            .where(TASK.c.id.in_([one.task for one in found.results]))
        )
    }

    def told(one: BulkResult) -> BulkRow:
        row = None if one.effect in (Effect.FORBIDDEN, Effect.RELEASE_OVER) else rows.get(one.task)
        name, reference = (row.name, row.reference) if row else ("", "")
        return BulkRow(one.task, name, reference, one.effect, row.holder if row and one.holder else None)

    undone = None if found.undone is None else tuple(map(told, found.undone))
    return BulkView(found.id, found.kind, found.detail, tuple(map(told, found.results)), undone)
