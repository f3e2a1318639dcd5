"""Escalation levels reached, what is watched beside tasks, and whose hierarchy may be told.

watch: a day in a case that nobody may miss (the end of a residence title, an age limit), with the level it has reached
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Column, Date, Index, Integer, SmallInteger, Table, Text, UniqueConstraint

from engine.state.metadata import METADATA, choice, identity, instant, reference


class WatchKind(StrEnum):
    """What a watched day is."""

    TITLE = "title"
    AGE = "age"


WATCH = Table(
    "watch",
    METADATA,
    identity(),
    reference("case_id", "case"),
    *choice("kind", WatchKind),
    #: which one of its kind: the title's norm, the age in years
    Column("subject", Text, nullable=False),
    Column("day", Date, nullable=False),
    Column("escalation_level", SmallInteger, nullable=False, server_default="0"),
    instant("escalate_at", nullable=True),
    UniqueConstraint("case_id", "kind", "subject"),
    Index("ix_watch_escalation", "escalate_at", "id"),
)

#: one row for each rung that was climbed, written in the transaction that tells its recipients
ESCALATION = Table(
    "escalation",
    METADATA,
    identity(),
    reference("case_id", "case", index=True),
    reference("task_id", "user_task", nullable=True),
    reference("watch_id", "watch", nullable=True),
    Column("kind", Text, nullable=False),
    Column("level", SmallInteger, nullable=False),
    #: the day or instant the ladder hangs on; a task with another due date climbs anew
    instant("anchor_at"),
    instant("at"),
    #: who was told: the rung's own name, and the authority, which may be the coordination in place of another house
    Column("target", Text, nullable=False),
    reference("authority_id", "authority", nullable=True),
    Column("recipients", Integer, nullable=False),
    reference("reassigned_to", "account", nullable=True),
    UniqueConstraint(
        "task_id",
        "watch_id",
        "kind",
        "level",
        "anchor_at",
        name="uq_escalation_rung",
        postgresql_nulls_not_distinct=True,
    ),
    Index("ix_escalation_at", "at", "id"),
)

#: by which resolution the hierarchy of an authority may be told about tasks of cases that others lead
ESCALATION_AGREEMENT = Table(
    "escalation_agreement",
    METADATA,
    identity(),
    reference("authority_id", "authority", index=True),
    #: the highest role that may be told: team_lead or head_of_office
    Column("up_to", Text, nullable=False),
    Column("resolution", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    instant("adopted_at"),
    reference("adopted_by", "account", nullable=True),
)
