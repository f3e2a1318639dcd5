"""How long tasks waited and were worked on, counted per week in the transaction that closes them.

A count stands for the tasks whose time fell into one bucket, so that medians over all authorities need no look at the
tasks themselves. Rows are spread over slots, so that clerks of different authorities do not wait for each other.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, Column, Date, Integer, PrimaryKeyConstraint, SmallInteger, Table, Text

from engine.state.metadata import METADATA, choice, reference


class Measure(StrEnum):
    """What is counted: the time until somebody took the task, and from then until it was done."""

    WAITING = "waiting"
    WORKING = "working"


TASK_TIME = Table(
    "task_time",
    METADATA,
    reference("version_id", "version"),
    Column("element", Text, nullable=False),
    #: the Monday of the week
    Column("week", Date, nullable=False),
    *choice("measure", Measure),
    Column("bucket", SmallInteger, nullable=False),
    Column("slot", SmallInteger, nullable=False),
    Column("tasks", Integer, nullable=False),
    Column("seconds", BigInteger, nullable=False),
    PrimaryKeyConstraint("version_id", "element", "week", "measure", "bucket", "slot"),
)
