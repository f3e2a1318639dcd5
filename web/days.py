"""Days as people in Germany type them."""

from __future__ import annotations

from datetime import date


def read_day(text: str) -> date | None:
    """Read 25.11.2026 or 2026-11-25; None for anything else."""
    try:
        if "." in text:
            number, month, year = (int(part) for part in text.split("."))
            return date(year, month, number)
        return date.fromisoformat(text)
    except ValueError:
        return None
