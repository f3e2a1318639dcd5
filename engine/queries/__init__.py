"""What is read. A query returns frozen rows in a total order and changes nothing."""

from engine.queries import (
    account,
    adoption,
    authority,
    case_file,
    definition,
    inbox,
    incident,
    instance,
    instance_view,
    job,
    message,
    migration,
    precheck,
    start,
    supervision,
)

__all__ = [
    "account",
    "adoption",
    "authority",
    "case_file",
    "definition",
    "inbox",
    "incident",
    "instance",
    "instance_view",
    "job",
    "message",
    "migration",
    "precheck",
    "start",
    "supervision",
]
