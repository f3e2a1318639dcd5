"""What a virus scanner has said about a file."""

from __future__ import annotations

from enum import StrEnum


class Scan(StrEnum):
    """Whether a version may be opened; it may when it is clean, or when no scanner is set up."""

    CLEAN = "clean"
    WAITING = "waiting"
    INFECTED = "infected"
    #: no scanner was set up when it came
    UNSCANNED = "unscanned"

    @property
    def opens(self) -> bool:
        """Whether anybody may open the file."""
        return self in {Scan.CLEAN, Scan.UNSCANNED}
