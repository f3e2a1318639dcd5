"""Days as people in Germany type them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from flask_babel import gettext as _

_TYPED: Final = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}|\d{4}-\d{2}-\d{2}")
#: a year of fewer digits is one that somebody has cut short
_FIRST_YEAR: Final = 1000


def read_day(text: str) -> date | None:
    """Read 25.11.2026 or 2026-11-25; None for anything else, also for a year of two digits."""
    try:
        if "." in text:
            number, month, year = (int(part) for part in text.split("."))
            return date(year, month, number) if year >= _FIRST_YEAR else None
        return date.fromisoformat(text)
    except ValueError:
        return None


def day_fault(text: str) -> str:
    """What stands beside a day that is not one: that no calendar has it, or how a day is typed."""
    if _TYPED.fullmatch(text.strip()) and read_day(text.strip()) is None:
        return _("Diesen Tag gibt es nicht.")
    return _("Bitte geben Sie das Datum so ein: TT.MM.JJJJ.")
