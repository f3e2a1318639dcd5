"""What people say about a task to each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Index, Table, Text, insert, select

from engine.state import once
from engine.state.account import ACCOUNT
from engine.state.metadata import METADATA, identity, instant, reference
from engine.transaction import Transaction

COMMENT = Table(
    "comment",
    METADATA,
    identity(),
    reference("case_id", "case"),
    reference("task_id", "user_task"),
    instant("at"),
    reference("author_id", "account", nullable=True),
    #: for whom, who was away, the author said it
    reference("for_id", "account", nullable=True),
    Column("text", Text, nullable=False),
    Index("ix_comment_task_id", "task_id", "id"),
    Index("ix_comment_case_id", "case_id"),
)


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody said about a task, and when; without an author it was the system."""

    id: int
    at: datetime
    author: str | None
    text: str
    #: for whom the author said it
    represented: str | None = None

    @property
    def who(self) -> str:
        """Who said it, and in whose place, in German."""
        author = self.author or "Laufweg"
        return f"{author} i. V. für {self.represented}" if self.represented else author


_REPRESENTED = ACCOUNT.alias("represented")


def create(tx: Transaction, case_id: int, task_id: int, text: str) -> int:
    """Keep a comment of the actor; returns its number."""
    return tx.insert(
        insert(COMMENT).values(
            case_id=case_id,
            task_id=task_id,
            at=tx.now,
            author_id=tx.actor.account,
            for_id=tx.represented,
            text=text,
        )
    )


def written(tx: Transaction, task_id: int, text: str) -> bool:
    """Whether the actor has just said the same about the task."""
    said = {"task_id": task_id, "text": text, "author_id": tx.actor.account, "for_id": tx.represented}
    return once.written(tx, COMMENT, said) is not None


def authors(tx: Transaction, task_id: int) -> set[int]:
    """Who has said something about the task."""
    found = tx.execute(
        select(COMMENT.c.author_id).where(COMMENT.c.task_id == task_id, COMMENT.c.author_id.is_not(None))
    )
    return set(found.scalars())


def of_task(tx: Transaction, task_id: int) -> tuple[Comment, ...]:
    """The comments on a task, the first one first."""
    rows = tx.execute(
        select(COMMENT.c.id, COMMENT.c.at, ACCOUNT.c.name, COMMENT.c.text, _REPRESENTED.c.name.label("whom"))
        .outerjoin(ACCOUNT, ACCOUNT.c.id == COMMENT.c.author_id)
        .outerjoin(_REPRESENTED, _REPRESENTED.c.id == COMMENT.c.for_id)
        .where(COMMENT.c.task_id == task_id)
        .order_by(COMMENT.c.id)
    )
    return tuple(Comment(row.id, row.at, row.name, row.text, row.whom) for row in rows)


def of_case(tx: Transaction, case_id: int) -> tuple[tuple[int, Comment], ...]:
    """The comments on every task of the case, each with the task's id, the first one first."""
    rows = tx.execute(
        select(
            COMMENT.c.task_id,
            COMMENT.c.id,
            COMMENT.c.at,
            ACCOUNT.c.name,
            COMMENT.c.text,
            _REPRESENTED.c.name.label("whom"),
        )
        .outerjoin(ACCOUNT, ACCOUNT.c.id == COMMENT.c.author_id)
        .outerjoin(_REPRESENTED, _REPRESENTED.c.id == COMMENT.c.for_id)
        .where(COMMENT.c.case_id == case_id)
        .order_by(COMMENT.c.id)
    )
    return tuple((row.task_id, Comment(row.id, row.at, row.name, row.text, row.whom)) for row in rows)
