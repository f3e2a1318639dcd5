"""What changes things. A command takes the transaction first, never commits, never calls another command."""

from engine.commands import (
    account,
    adoption,
    authority,
    case,
    definition,
    impersonal,
    incident,
    instance,
    job,
    login_attempt,
    message,
    migration,
    precheck,
    reevaluation,
    task,
    timer,
)

__all__ = [
    "account",
    "adoption",
    "authority",
    "case",
    "definition",
    "impersonal",
    "incident",
    "instance",
    "job",
    "login_attempt",
    "message",
    "migration",
    "precheck",
    "reevaluation",
    "task",
    "timer",
]
