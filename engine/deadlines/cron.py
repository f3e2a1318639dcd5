"""Turns by the clock on the wall, as a cron line names them: `0 9 * * MON-FRI`, `0 30 8 1 * *`, `@daily`.

Five fields count from minutes, six from seconds (as Spring and Camunda write them). Local time is Germany's: a turn at
nine is at nine also after the clock was changed; one that falls into the missing hour happens right after it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from engine.deadlines.period import ZONE, unreadable
from engine.deadlines.repetition import Repetition

_HINT = "Schreiben Sie zum Beispiel „0 9 * * MON-FRI“ (werktags um 9 Uhr) oder R/P1D (täglich)."
_MACROS = {
    "@hourly": "0 0 * * * *",
    "@daily": "0 0 0 * * *",
    "@midnight": "0 0 0 * * *",
    "@weekly": "0 0 0 * * 0",
    "@monthly": "0 0 0 1 * *",
    "@yearly": "0 0 0 1 1 *",
    "@annually": "0 0 0 1 1 *",
}
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Cron:
    """A cron line; it has turns without end."""

    line: str

    @classmethod
    def parse(cls, text: str) -> Cron:
        """Read a cron line; ModelError with a finding when it is none or names no possible day."""
        line = _MACROS.get(text.strip().lower(), text.strip().upper().replace("?", "*"))
        try:
            if len(line) > _LONGEST or len(line.split()) not in {5, 6}:
                raise unreadable(text, _HINT)
            next(CronSim(line, datetime(2024, 1, 1, tzinfo=ZoneInfo(ZONE))))
        except (CronSimError, StopIteration) as error:
            raise unreadable(text, _HINT) from error
        return cls(line)

    @property
    def count(self) -> None:
        """A cron line is never over."""
        return

    def next(self, after: datetime) -> datetime | None:
        """The first turn later than `after`, in UTC."""
        # only lines of five fields keep to the wall clock when it is changed, so fixed seconds are added afterwards
        first, *minutes = self.line.split()
        is_fixed = len(minutes) == 5 and first.isdecimal()
        line, seconds = (" ".join(minutes), int(first)) if is_fixed else (self.line, 0)
        late = timedelta(seconds=seconds)
        try:
            begin = (after.astimezone(UTC) - late).astimezone(ZoneInfo(ZONE))
            return next(CronSim(line, begin)).astimezone(UTC) + late
        except (StopIteration, OverflowError):
            return None


def read_cycle(text: str, anchor: datetime) -> Repetition | Cron:
    """A repetition of ISO 8601 or a cron line; ModelError with a finding when it is neither."""
    return Repetition.parse(text, anchor) if text.startswith("R") else Cron.parse(text)
