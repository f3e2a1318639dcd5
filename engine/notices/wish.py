"""What a person wishes of the mail, and the first moment at which one may come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from engine.clock import ZONE
from engine.deadlines import Land, day_off

#: what happens within so much time goes into one mail
MAIL_WINDOW: Final = timedelta(minutes=5)
#: between two mails of the same person lies at least so much time
MAIL_DISTANCE: Final = timedelta(minutes=30)
#: days ahead in which some day is none off; the longest row of days off is Christmas with a weekend
_FAR: Final = 30


@dataclass(frozen=True, slots=True)
class Wish:
    """The mail somebody wants: `quiet_from` to `quiet_to` by the wall clock in Germany there comes none.

    Equal times, or one of them missing, mean no quiet hours. `land` says which days are off.
    """

    language: str = "de"
    mail: bool = True
    muted: frozenset[str] = frozenset()
    digest_at: time | None = None
    quiet_from: time | None = None
    quiet_to: time | None = None
    quiet_days_off: bool = True
    land: str = Land.NW

    def is_quiet(self, at: time) -> bool:
        """Whether the time of day lies in the quiet hours, which may go over midnight."""
        begin, end = self.quiet_from, self.quiet_to
        if begin is None or end is None or begin == end:
            return False
        return begin <= at < end if begin < end else at >= begin or at < end

    def is_day_off(self, day: date) -> bool:
        """Whether no mail comes on that day: Saturday, Sunday or a holiday of the Land."""
        return self.quiet_days_off and day_off(day, self.land) is not None


def first_moment(wish: Wish, moment: datetime) -> datetime:
    """The first instant from `moment` on at which a mail may come: outside of quiet hours and days off."""
    for _ in range(2 * _FAR):
        local = moment.astimezone(ZONE)
        if wish.is_day_off(local.date()):
            moment = at_wall(local.date() + timedelta(days=1), time(0), moment)
        elif wish.quiet_to is not None and wish.is_quiet(local.time()):
            over = local.date() if local.time() < wish.quiet_to else local.date() + timedelta(days=1)
            moment = at_wall(over, wish.quiet_to, moment)
        else:
            break
    return moment


def next_mail(wish: Wish, now: datetime, last: datetime | None) -> datetime:
    """When a mail goes that is begun now, `last` being when the one before was due."""
    earliest = now + MAIL_WINDOW
    return first_moment(wish, earliest if last is None else max(earliest, last + MAIL_DISTANCE))


def at_wall(day: date, at: time, after: datetime) -> datetime:
    """The first instant from `after` on at which the wall clock in Germany has reached that time of that day.

    A time the clock leaves out is reached when it goes on; of one it shows twice the first counts that is not past.
    """
    wanted = datetime.combine(day, at.replace(fold=0), ZONE)
    while wanted.astimezone(UTC).astimezone(ZONE).replace(tzinfo=None) != wanted.replace(tzinfo=None):
        wanted += timedelta(minutes=1)  # on the wall: in spring from 02:00 to 03:00
    if wanted.astimezone(UTC) < after:
        wanted = wanted.replace(fold=1)
    return wanted.astimezone(UTC)
