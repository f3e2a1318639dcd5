"""Recognises the texts a timer may be written with: ISO 8601, and cron lines for repetitions."""

from __future__ import annotations

import re
from datetime import date, datetime

from engine.deadlines import Cron
from engine.errors import ModelError

_DURATION = re.compile(
    r"P(?=[\dT])(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?", re.ASCII
)
_DATE_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_REPEAT = re.compile(r"R\d*", re.ASCII)


def is_duration(text: str) -> bool:
    """A period like P14D, P1M or PT12H, never negative."""
    return _DURATION.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """A day, or a day and a time with or without offset, that exists in the calendar."""
    try:
        if _DATE.fullmatch(text):
            date.fromisoformat(text)
            return True
        if _DATE_TIME.fullmatch(text):
            datetime.fromisoformat(text)
            return True
    except ValueError:
        return False
    return False


def is_cycle(text: str) -> bool:
    """A repetition like R3/P7D, R/P1M, or with a first or last time: R2/2026-01-01T08:00:00Z/P1D; or a cron line."""
    if not text.startswith("R"):
        return _is_cron(text)
    repeat, *parts = text.split("/")
    if not _REPEAT.fullmatch(repeat):
        return False
    match parts:
        case [period]:
            return is_duration(period)
        case [first, second]:
            return (is_date(first) and is_duration(second)) or (is_duration(first) and is_date(second))
        case _:
            return False


def _is_cron(text: str) -> bool:
    try:
        Cron.parse(text)
    except ModelError:
        return False
    return True
