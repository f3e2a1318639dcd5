"""What people say about a task to each other."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table, Text

from engine.state.metadata import METADATA, identity, instant, reference

COMMENT = Table(
    "comment",
    METADATA,
    identity(),
    reference("case_id", "case"),
    reference("task_id", "user_task"),
    instant("at"),
    reference("author_id", "account", nullable=True),
    Column("text", Text, nullable=False),
    Index("ix_comment_task_id", "task_id", "id"),
    Index("ix_comment_case_id", "case_id"),
)
