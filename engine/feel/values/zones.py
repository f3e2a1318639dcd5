"""Offsets of named time zones, for every year a FEEL date can have; the zones must exist (`find_zone`)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.feel.values.calendar import from_ordinal

_DAY = 86_400


@lru_cache(maxsize=256)
def find_zone(name: str) -> ZoneInfo | None:
    """The zone of the IANA database, or None for a name it does not know."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _representable(ordinal: int, seconds: int) -> datetime:
    """The local time in a year `datetime` knows: the calendar repeats every 400 years, so the rules of a far
    future year are those of the same year of the 400 from 2400 on; before year 1 the oldest offset holds."""
    year, month, day = from_ordinal(ordinal)
    if year < 2:
        year, month, day = 2, 1, 1
    elif year > 9000:
        year = 2400 + year % 400
    return datetime(year, month, day) + timedelta(seconds=seconds)  # noqa: DTZ001 - the zone is added by the caller


def _offset(moment: datetime) -> int:
    return int((moment.utcoffset() or timedelta()).total_seconds())


def offset_at_local(zone: str, ordinal: int, seconds: int) -> int:
    """Offset in seconds for a wall clock reading; in a gap or an overlap the one before the change."""
    return _offset(_representable(ordinal, seconds).replace(tzinfo=ZoneInfo(zone)))


def offset_at_instant(zone: str, instant: int) -> int:
    """Offset in seconds at a number of seconds since 1970-01-01T00:00:00Z."""
    ordinal, seconds = divmod(instant, _DAY)
    return _offset(_representable(ordinal, seconds).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)))


def standard_offset(zone: str) -> int:
    """Offset outside summer time, for a time of day that has a zone but no date."""
    january = datetime(2024, 1, 1, tzinfo=ZoneInfo(zone))
    return _offset(january) - int((january.dst() or timedelta()).total_seconds())
