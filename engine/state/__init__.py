"""Tables and the small selects commands need; one module per part. Importing this package completes METADATA."""

from engine.state import (
    account,
    adoption,
    authority,
    case,
    definition,
    instance,
    job,
    login_attempt,
    message,
    migration,
    precheck,
    record,
    signal,
    start_timer,
    task,
    timer,
)
from engine.state.metadata import METADATA

__all__ = [
    "METADATA",
    "account",
    "adoption",
    "authority",
    "case",
    "definition",
    "instance",
    "job",
    "login_attempt",
    "message",
    "migration",
    "precheck",
    "record",
    "signal",
    "start_timer",
    "task",
    "timer",
]
