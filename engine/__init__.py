"""Laufweg, the library: cases that run through authorities by BPMN, DMN and German deadline law.

Reading path for a newcomer: this file → `commands/task` → `execution/advance` → `execution/changes` →
`execution/effects`. Two questions find any file: which part (case, task, definition …), and does it change
(`commands`), read (`queries`), store (`state`) or run (`execution`)?

    engine = Engine("postgresql+psycopg://…")
    with engine.begin(actor) as tx:
        commands.task.claim(tx, task_id, revision)
"""

from engine.actor import SYSTEM, Action, Actor, Membership, Role
from engine.clock import AdjustableClock
from engine.engine import Engine
from engine.errors import (
    Conflict,
    Finding,
    Forbidden,
    Invalid,
    LaufwegError,
    ModelError,
    NotFound,
    Severity,
)
from engine.transaction import Transaction

__all__ = [
    "SYSTEM",
    "Action",
    "Actor",
    "AdjustableClock",
    "Conflict",
    "Engine",
    "Finding",
    "Forbidden",
    "Invalid",
    "LaufwegError",
    "Membership",
    "ModelError",
    "NotFound",
    "Role",
    "Severity",
    "Transaction",
]
