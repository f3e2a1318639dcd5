"""What moved in a list whose entries are known by a key."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence


def moved(before: Sequence[Hashable], after: Sequence[Hashable]) -> frozenset[Hashable]:
    """The fewest entries of both lists that must have moved, so that the others kept their order.

    Entries of one list only have not moved: they came or went. No entry is twice in a list.
    """
    place = {key: index for index, key in enumerate(before)}
    common = [key for key in after if key in place]
    return frozenset(common) - frozenset(_kept(common, [place[key] for key in common]))


def _kept(keys: Sequence[Hashable], places: Sequence[int]) -> list[Hashable]:
    """The longest part whose places rise, found with the ends of all shorter ones (patience sorting)."""
    ends: list[int] = []
    ending: list[int] = []
    earlier: list[int] = []
    for index, place in enumerate(places):
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        ending[length : length + 1] = [index]
        earlier.append(ending[length - 1] if length else -1)
    found = []
    at = ending[-1] if ending else -1
    while at >= 0:
        found.append(keys[at])
        at = earlier[at]
    return found
