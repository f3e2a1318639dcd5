"""Parts of a dimension in words, and a value out of them: „unter 16“, zum Beispiel 15."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from engine.dmn.partition import Stretch, sweep
from engine.dmn.region import AFTER, BEFORE, Cut, Key, Kind, Region
from engine.dmn.space import Place
from engine.dmn.types import Base
from engine.feel import Value
from engine.wording import say

_MOMENTS: Final = frozenset({Base.DATE, Base.TIME, Base.DATE_TIME})
_OTHER_WORDS: Final = ("anderer Wert", "etwas anderes", "zzz", "A", "")


def describe(place: Place) -> str:
    """Return a part of a dimension in words, without the dimension's label."""
    kind = place.dimension.kind
    if kind is None:  # pragma: no cover - cells that say nothing of a kind limit no part
        return "beliebig"
    every = {cut[0] for region in place.dimension.regions.values() for cut in region.cuts}
    return _in_words(kind, place.stretches, every)


def region_in_words(region: Region) -> str | None:
    """Return a region in words; None for one that says nothing of a kind of values."""
    if region.kind is None or not (region.cuts or region.inside):
        return None
    stretches = [one for one in sweep({0: region}) if one.rules]
    return _in_words(region.kind, stretches, {cut[0] for cut in region.cuts})


def _in_words(kind: Kind, stretches: Sequence[Stretch], every: set[Key]) -> str:
    if kind.base is Base.STRING:
        return _words(kind, stretches, every)
    if kind.base is Base.BOOLEAN:
        return " oder ".join(say(kind.value(key)) for key in _truths(stretches))
    return " oder ".join(_span(kind, one.low, one.high) for one in stretches)


def example(place: Place) -> Value:
    """Return a value that lies in the part."""
    kind = place.dimension.kind
    if kind is None:  # pragma: no cover - as above
        return None
    found = _word(place.stretches) if kind.base is Base.STRING else _key(kind, place.stretches[0])
    return None if found is None else kind.value(found)


def _truths(stretches: Sequence[Stretch]) -> list[int]:
    return [
        key
        for key in (1, 0)
        if any(
            (one.low is None or one.low <= (key, BEFORE)) and (one.high is None or one.high > (key, BEFORE))
            for one in stretches
        )
    ]


def _words(kind: Kind, stretches: Sequence[Stretch], every: set[Key]) -> str:
    """Say which words: those listed, or any but those of `every` that are not listed."""
    points = [one.low[0] for one in stretches if one.low and one.high and _is_point(one)]
    if len(points) == len(stretches):
        return " oder ".join(f"„{word}“" for word in points)
    if any(one.low is None for one in stretches) and any(one.high is None for one in stretches):
        return "etwas anderes als " + " oder ".join(f"„{word}“" for word in sorted(every - set(points)))
    return " oder ".join(_span(kind, one.low, one.high) for one in stretches)


def _is_point(stretch: Stretch) -> bool:
    low, high = stretch.low, stretch.high
    return low is not None and high is not None and low[0] == high[0]


def _span(kind: Kind, low: Cut | None, high: Cut | None) -> str:
    if low is None and high is None:
        return "beliebig"
    first = None if low is None else say(kind.value(low[0]))
    last = None if high is None else say(kind.value(high[0]))
    if low is not None and high is not None:
        if low[0] == high[0] or (kind.is_discrete and high[0] == low[0] + 1):
            return f"genau {first}"
        if kind.base in _MOMENTS:
            return f"von {first} bis vor {last}"
        begin = f"von {first}" if low[1] == BEFORE else f"über {first}"
        return f"{begin} bis {'einschließlich' if high[1] == AFTER else 'unter'} {last}"
    if low is not None:
        if kind.base in _MOMENTS:
            return f"ab {first}"
        return f"{'ab' if low[1] == BEFORE else 'über'} {first}"
    if kind.base in _MOMENTS:
        return f"vor {last}"
    return f"{'bis' if high is not None and high[1] == AFTER else 'unter'} {last}"


def _key(kind: Kind, stretch: Stretch) -> Key:
    """Return a key in the stretch that reads well."""
    low, high = stretch.low, stretch.high
    if low is not None and low[1] == BEFORE:
        return low[0]
    if high is not None and high[1] == AFTER:
        return high[0]
    if low is None:
        return (kind.first or Decimal(0)) if high is None else high[0] - 1
    if high is None:
        return low[0] + 1
    whole = Decimal(int(low[0] // 1) + 1)
    return whole if low[0] < whole < high[0] else (low[0] + high[0]) / 2


def _word(stretches: Sequence[Stretch]) -> str | None:
    """Return a word in one of the stretches: one that a cell speaks of, else one that says it is another.

    None for a gap between two words that differ in no more than their last sign.
    """
    for stretch in stretches:
        if _is_point(stretch) and stretch.low is not None:
            return str(stretch.low[0])
    after = [stretch.low[0] for stretch in stretches if stretch.low is not None]
    for word in (*_OTHER_WORDS, *(f"{one}{more}" for one in after for more in (" ", "~", "\1"))):
        if any(_holds(stretch, word) for stretch in stretches):
            return str(word)
    return None  # pragma: no cover - only signs that nobody types lie between the two words


def _holds(stretch: Stretch, word: str) -> bool:
    place = (word, BEFORE)
    return (stretch.low is None or stretch.low <= place) and (stretch.high is None or place < stretch.high)
