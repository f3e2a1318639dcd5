"""All cells of a column laid over each other: one sweep over their cuts, sets of rules as bits of a number."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.dmn.region import AFTER, BEFORE, Cut, Key, Kind, Region


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the line between two cuts, None being its end; `rules` are those that hold all of it."""

    low: Cut | None
    high: Cut | None
    rules: int


def sweep(regions: Mapping[int, Region]) -> Iterator[Stretch]:
    """Yield the stretches of the line from left to right; rule number n is the bit `1 << n`."""
    rules = 0
    changes: dict[Cut, int] = {}
    for number, one in regions.items():
        bit = 1 << number
        if one.inside:
            rules |= bit
        for cut in one.cuts:
            changes[cut] = changes.get(cut, 0) ^ bit
    low: Cut | None = None
    for cut in sorted(changes):
        yield Stretch(low, cut, rules)
        rules ^= changes[cut]
        low = cut
    yield Stretch(low, None, rules)


def bits(rules: int) -> Iterator[int]:
    """Yield the numbers of the rules in a set, smallest first."""
    while rules:
        lowest = rules & -rules
        yield lowest.bit_length() - 1
        rules ^= lowest


def lookup(kind: Kind, regions: Mapping[int, Region]) -> Callable[[Any], int | None]:
    """Return a function that answers, for a value of the kind, which rules it passes.

    It answers None for a value that has no place on the line (a time with a zone among times without).
    """
    stretches = list(sweep(regions))
    starts: list[Cut] = [stretch.low for stretch in stretches if stretch.low is not None]
    masks = [stretch.rules for stretch in stretches]
    keys: list[Key] = sorted({key for key, _ in starts})
    at = [masks[bisect_right(starts, (key, BEFORE))] for key in keys]
    gaps = [masks[0], *(masks[bisect_right(starts, (key, AFTER))] for key in keys)]
    if kind.value_class is bool:
        return (
            masks[bisect_right(starts, (0, BEFORE))],
            masks[bisect_right(starts, (1, BEFORE))],
        ).__getitem__
    if kind.value_class is str and len(set(gaps)) == 1:
        table, other = dict(zip(keys, at, strict=True)), gaps[0]
        return lambda value: table.get(value, other)

    def find(key: Key) -> int:
        place = bisect_left(keys, key)
        return at[place] if place < len(keys) and keys[place] == key else gaps[place]

    if kind.is_identity:
        return find
    to_key = kind.key

    def find_by_key(value: Any) -> int | None:  # a value of the kind
        key = to_key(value)
        return None if key is None else find(key)

    return find_by_key
