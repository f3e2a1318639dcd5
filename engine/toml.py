"""The one door to TOML that others write: what would take minutes to read is refused before."""

from __future__ import annotations

import tomllib
from typing import Any, Final

#: dots in one line. Reading a key takes the square of its parts, and a key ends with its line
MOST_DOTS: Final = 300


class TooManyDots(ValueError):
    """A line that might be a key of very many parts."""


def loads(text: str) -> dict[str, Any]:  # Any: whatever TOML gives
    """As `tomllib.loads`, which see; TooManyDots, a ValueError, names the line as `tomllib` does."""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MOST_DOTS:
            raise TooManyDots(f"More than {MOST_DOTS} dots (at line {number}, column 1)")
    return tomllib.loads(text)
