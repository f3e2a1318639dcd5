"""How long something took, in words: as exact as one needs to know it."""

from __future__ import annotations

from datetime import date

from flask_babel import get_locale
from flask_babel import gettext as _

from engine.queries.bottleneck import Measure
from web.display import count, day

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_LONG_DAYS = 10


def duration(seconds: float) -> str:
    """„unter 1 Min.“, „35 Min.“, „4,5 Std.“, „3,2 Tage“, „48 Tage“; a day has 24 hours."""
    if seconds < _MINUTE:
        return _("unter 1 Min.")
    if seconds < 1.5 * _HOUR:
        return _("%(minutes)s Min.", minutes=round(seconds / _MINUTE))
    if seconds < 1.5 * _DAY:
        return _("%(hours)s Std.", hours=_short(seconds / _HOUR))
    return _("%(days)s Tage", days=_short(seconds / _DAY))


def measured(value: float | None, measure: Measure, *, exact: bool = True) -> str:
    """A value of that measure; a dash for none. Times that are not exact say so."""
    if value is None:
        return "–"
    if measure in {Measure.DONE, Measure.OPEN}:
        return count(int(value))
    return duration(value) if exact else f"≈ {duration(value)}"


def difference(value: float | None, measure: Measure) -> str:
    """How much more or less, with its sign; a dash for none."""
    if value is None:
        return "–"
    if not value:
        return _("gleich")
    return f"{'+' if value > 0 else '−'} {measured(abs(value), measure)}"


def period(first: date, last: date) -> str:
    """„07.09.2026 bis 29.11.2026“."""
    return _("%(first)s bis %(last)s", first=day(first), last=day(last))


def _short(number: float) -> str:
    """One digit behind the comma below ten, none above."""
    text = f"{number:.1f}" if number < _LONG_DAYS else f"{number:.0f}"
    text = text.removesuffix(".0")
    return text if str(get_locale()) == "en" else text.replace(".", ",")
