"""What is read. A query returns frozen rows in a total order and changes nothing."""

from engine.queries import (
    account,
    adoption,
    authority,
    case_file,
    definition,
    inbox,
    incident,
    job,
    message,
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
    "job",
    "message",
    "start",
    "supervision",
]
