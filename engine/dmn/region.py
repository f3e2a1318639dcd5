"""Which values a cell lets pass, as places on a line: the form in which cells can be compared with each other.

Every kind of value that has an order is laid on a line by a key. A `Region` is a set of places on it, written as
the cuts at which it begins and ends: `(key, BEFORE)` is the cut just before a value, `(key, AFTER)` just behind it.
So `[1..5)` is the region between `(1, BEFORE)` and `(5, BEFORE)`, and two regions are joined by merging their cuts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, TypeAlias

from engine.dmn.types import Base
from engine.feel import Date, DateTime, DaysTimeDuration, Time, Value, YearsMonthsDuration

BEFORE: Final = 0
AFTER: Final = 1

Key: TypeAlias = Any  # the keys of one kind compare with each other: Decimal, str or int
Cut: TypeAlias = tuple[Key, int]

_DAY: Final = 86_400_000_000_000


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of values with an order. `key` answers None for a value that has no place on the line.

    Where `is_discrete`, keys are whole numbers and nothing lies between two neighbours.
    """

    base: Base
    value_class: type
    key: Callable[[Any], Key]
    value: Callable[[Key], Value]
    is_discrete: bool = True
    first: Key = None
    last: Key = None

    @property
    def is_identity(self) -> bool:
        """Whether its values are their own keys."""
        return self.value_class in (Decimal, str)


def _local_time(value: Time) -> Key:
    return value.nanoseconds if value.is_local else None


def _local_moment(value: DateTime) -> Key:
    return value.nanoseconds if value.is_local else None


KINDS: Final = {
    kind.value_class: kind
    for kind in (
        Kind(Base.NUMBER, Decimal, lambda value: value, lambda key: key, is_discrete=False),
        Kind(Base.STRING, str, lambda value: value, lambda key: key, is_discrete=False),
        Kind(Base.BOOLEAN, bool, int, bool, first=0, last=1),
        Kind(Base.DATE, Date, lambda value: value.ordinal, Date.from_ordinal),
        Kind(Base.TIME, Time, _local_time, Time.from_nanoseconds, first=0, last=_DAY - 1),
        Kind(Base.DATE_TIME, DateTime, _local_moment, lambda key: DateTime.from_instant(key, None, None)),
        Kind(Base.YEARS_MONTHS, YearsMonthsDuration, lambda value: value.total_months, YearsMonthsDuration),
        Kind(Base.DAYS_TIME, DaysTimeDuration, lambda value: value.nanoseconds, DaysTimeDuration),
    )
}
BY_BASE: Final = {kind.base: kind for kind in KINDS.values()}


@dataclass(frozen=True, slots=True)
class Region:
    """A set of values of one kind; `inside` says whether the line begins in it, each cut changes that.

    `null` says whether a missing value passes: True, False, or None where the cell does not speak of it. Without a
    `kind` the region is the same for values of every kind.
    """

    kind: Kind | None
    inside: bool
    cuts: tuple[Cut, ...] = ()
    null: bool | None = None

    def has(self, key: Key) -> bool:
        """Whether the value at that key is in it."""
        return self.inside != bool(bisect_right(self.cuts, (key, BEFORE)) % 2)

    def inverted(self) -> Region:
        """Every value that is not in it."""
        return Region(self.kind, not self.inside, self.cuts, None if self.null is None else not self.null)

    @property
    def is_empty(self) -> bool:
        """Whether no value at all is in it, missing ones aside."""
        return not self.inside and not self.cuts


def region(kind: Kind, *, inside: bool, cuts: Iterable[Cut]) -> Region:
    """Make a region of sorted cuts, in its one form: where nothing lies between neighbours, every cut is before one."""
    if kind.is_discrete:
        cuts = ((key + 1, BEFORE) if side == AFTER else (key, side) for key, side in cuts)
    return Region(kind, inside, tuple(cuts))


def between(kind: Kind, low: Cut | None, high: Cut | None) -> Region:
    """Return what lies between two cuts, None being the end of the line."""
    cuts = [cut for cut in (low, high) if cut is not None]
    return region(kind, inside=low is None, cuts=cuts)


def point(kind: Kind, key: Key) -> Region:
    """Return the region of one value."""
    return between(kind, (key, BEFORE), (key, AFTER))


def everything(kind: Kind | None = None) -> Region:
    """Return the region without limits."""
    return Region(kind, True)


class Unlike(Exception):
    """Two regions are of different kinds and lie on no common line."""


def union(regions: Iterable[Region]) -> Region:
    """Return what is in any of them; raises Unlike."""
    return _merged(list(regions), 1, any)


def intersection(regions: Iterable[Region]) -> Region:
    """Return what is in all of them; raises Unlike."""
    found = list(regions)
    return _merged(found, len(found), all)


def _merged(regions: list[Region], needed: int, fold: Callable[[Iterable[bool]], bool]) -> Region:
    """Sweep the cuts of all; a place is in the result where at least `needed` of the regions hold it."""
    kinds = {id(one.kind): one.kind for one in regions if one.kind is not None}
    if len(kinds) > 1:
        raise Unlike
    kind = next(iter(kinds.values()), None)
    state = [one.inside for one in regions]
    count = sum(state)
    inside = count >= needed
    cuts: list[Cut] = []
    events = sorted((cut, number) for number, one in enumerate(regions) for cut in one.cuts)
    now = inside
    for position, (cut, number) in enumerate(events):
        count += -1 if state[number] else 1
        state[number] = not state[number]
        if position + 1 < len(events) and events[position + 1][0] == cut:
            continue
        if (count >= needed) != now:
            now = not now
            cuts.append(cut)
    said = [one.null for one in regions if one.null is not None]
    return Region(kind, inside, tuple(cuts), fold(said) if said else None)
