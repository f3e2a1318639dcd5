"""Sets of characters as sorted ranges of code points: categories, blocks, names, letters of either case."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cached_property, lru_cache
from importlib.resources import files
from typing import Final

_LAST = 0x10FFFF
# Unicode assigns characters in these planes alone; what lies between them is unassigned (Cn).
_INHABITED = ((0, 0x3FFFF), (0xE0000, 0xE0FFF))
_PRIVATE = ((0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))
# The scripts that know upper and lower case are all below this.
_CASED = 0x1FFFF

_KINDS = {"L": "ultmo", "M": "nce", "N": "dlo", "P": "cdseifo", "Z": "slp", "S": "mcko", "C": "cfon"}
#: what `\p{…}` may name: the groups and the general categories
CATEGORIES: Final = frozenset(
    name for group, kinds in _KINDS.items() for name in (group, *(group + kind for kind in kinds))
)


class CharSet:
    """An immutable set of code points."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        merged: list[tuple[int, int]] = []
        for first, last in sorted(ranges):
            if merged and first <= merged[-1][1] + 1:
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        self.ranges = tuple(merged)

    @cached_property
    def _firsts(self) -> list[int]:
        return [first for first, _ in self.ranges]

    def __contains__(self, code: int) -> bool:
        place = bisect_right(self._firsts, code) - 1
        return place >= 0 and code <= self.ranges[place][1]

    def __or__(self, other: CharSet) -> CharSet:
        return CharSet((*self.ranges, *other.ranges))

    def __sub__(self, other: CharSet) -> CharSet:
        return (self.complement | other).complement

    @cached_property
    def complement(self) -> CharSet:
        """Every other character."""
        gaps = []
        after = 0
        for first, last in self.ranges:
            if after < first:
                gaps.append((after, first - 1))
            after = last + 1
        if after <= _LAST:
            gaps.append((after, _LAST))
        return CharSet(gaps)

    def with_other_cases(self) -> CharSet:
        """These characters and those that differ from one of them in case only (flag `i`)."""
        variants = _variants()
        if len(self.ranges) == 1 and self.ranges[0][0] == self.ranges[0][1]:
            return self | CharSet((code, code) for code in variants.get(self.ranges[0][0], ()))
        found = (other for code, others in variants.items() if code in self for other in others)
        return self | CharSet((code, code) for code in found)


def of(characters: str) -> CharSet:
    """The set of these characters."""
    return CharSet((ord(character), ord(character)) for character in characters)


ANY: Final = CharSet([(0, _LAST)])
SPACE: Final = of(" \t\n\r")
NEWLINES: Final = of("\n\r")

# XML 1.0, fifth edition: NameStartChar and what NameChar has beside it.
_NAME_START = CharSet(
    [
        *of(":_").ranges,
        (0x41, 0x5A),
        (0x61, 0x7A),
        (0xC0, 0xD6),
        (0xD8, 0xF6),
        (0xF8, 0x2FF),
        (0x370, 0x37D),
        (0x37F, 0x1FFF),
        (0x200C, 0x200D),
        (0x2070, 0x218F),
        (0x2C00, 0x2FEF),
        (0x3001, 0xD7FF),
        (0xF900, 0xFDCF),
        (0xFDF0, 0xFFFD),
        (0x10000, 0xEFFFF),
    ]
)
_NAME = _NAME_START | CharSet([*of("-.·").ranges, (0x30, 0x39), (0x300, 0x36F), (0x203F, 0x2040)])


@lru_cache(maxsize=1)
def _by_category() -> dict[str, CharSet]:
    ranges: dict[str, list[tuple[int, int]]] = {}
    for first, last in _INHABITED:
        start, kind = first, unicodedata.category(chr(first))
        for code in range(first + 1, last + 2):
            found = unicodedata.category(chr(code)) if code <= last else ""
            if found != kind:
                ranges.setdefault(kind, []).append((start, code - 1))
                start, kind = code, found
    ranges["Co"] = [*ranges["Co"], *_PRIVATE]
    del ranges["Cn"]
    made = {kind: CharSet(pairs) for kind, pairs in ranges.items()}
    made["Cn"] = CharSet(pair for pairs in ranges.values() for pair in pairs).complement
    return made


@lru_cache(maxsize=64)
def category(name: str) -> CharSet:
    """The characters of a general category, `Lu`, or of a group of them, `L`."""
    return CharSet(
        pair for kind, found in _by_category().items() if kind.startswith(name) for pair in found.ranges
    )


@lru_cache(maxsize=1)
def _blocks() -> dict[str, CharSet]:
    listed = files("engine.feel.regex").joinpath("blocks.txt").read_text(encoding="utf-8")
    rows = (line.split() for line in listed.splitlines() if not line.startswith("#"))
    return {name: CharSet([(int(first, 16), int(last, 16))]) for first, last, name in rows}


def block(name: str) -> CharSet | None:
    """The characters of a block, `BasicLatin`, or None for a block Unicode does not have."""
    return _blocks().get(name)


@lru_cache(maxsize=16)
def multi(letter: str) -> CharSet:
    r"""What `\s`, `\i`, `\c`, `\d`, `\w` and their opposites in capitals stand for."""
    match letter:
        case "s":
            return SPACE
        case "i":
            return _NAME_START
        case "c":
            return _NAME
        case "d":
            return category("Nd")
        case "w":
            return (category("P") | category("Z") | category("C")).complement
    return multi(letter.lower()).complement


@lru_cache(maxsize=1)
def _variants() -> dict[int, tuple[int, ...]]:
    """For each letter those that have the same lower or the same upper case."""
    groups: dict[str, list[int]] = {}
    cased = [
        code for code in range(_CASED) if chr(code).lower() != chr(code) or chr(code).upper() != chr(code)
    ]
    for code in cased:
        letter = chr(code)
        groups.setdefault("l" + letter.lower(), []).append(code)
        groups.setdefault("u" + letter.upper(), []).append(code)
    variants: dict[int, set[int]] = {code: set() for code in cased}
    for group in groups.values():
        for code in group:
            variants[code].update(group)
    return {code: tuple(others - {code}) for code, others in variants.items()}


def same_letter(left: str, right: str) -> bool:
    """Whether two characters are the same but for their case."""
    return left == right or left.lower() == right.lower() or left.upper() == right.upper()
