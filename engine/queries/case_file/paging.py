"""A list of a case that is read at once and shown part by part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from engine.errors import Invalid

_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Part(Generic[_Row]):
    """Some rows of a list, how many it has in all, and where the next part begins, None behind the last."""

    rows: tuple[_Row, ...]
    total: int
    next: str | None


def part(rows: Sequence[_Row], size: int, after: str | None = None) -> Part[_Row]:
    """The rows behind the first `after`, at most `size`. Invalid for a place that no list gave."""
    if after and not (after.isascii() and after.isdecimal() and len(after) <= 9):
        raise Invalid("Expected to read a page cursor, but it is not one this list gave")
    start = int(after or 0)
    end = start + size
    return Part(tuple(rows[start:end]), len(rows), str(end) if end < len(rows) else None)
