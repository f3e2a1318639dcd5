"""A compiled expression, whichever of the two machines runs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import re2

from engine.feel.regex.backtrack import Machine, Program
from engine.feel.regex.linear import write
from engine.feel.regex.syntax import InvalidPattern, Tree, parse

MAX_PATTERN = 1_000
_MAX_MEMORY = 8 << 20
_FLAGS = frozenset("smixq")


class Found(NamedTuple):
    """A match: where it begins and ends, and the text of each group from number 1 on, empty without a part in it."""

    start: int
    end: int
    groups: tuple[str, ...]


class Pattern:
    """A regular expression; `spend` pays for the steps of the machine that is not linear."""

    def __init__(self, tree: Tree, flags: str) -> None:
        self.groups = tree.groups
        self._tree = tree
        self._flags = flags
        # `Any`: re2 has no type information.
        self._linear: Any = None if tree.has_back else _linear(tree, flags)
        self._program: Program | None = Program(tree.root, tree.groups) if tree.has_back else None

    def find(self, text: str, spend: Callable[[int], None]) -> Iterator[Found]:
        """Every match from left to right, none of them overlapping the one before."""
        if self._linear is not None and not self._ends_a_line(text):
            for match in self._linear.finditer(text):
                yield Found(match.start(), match.end(), tuple(group or "" for group in match.groups()))
            return
        if self._program is None:
            self._program = Program(self._tree.root, self._tree.groups)
        machine = Machine(self._program, text, self._flags, spend)
        place = 0
        while place <= len(text):
            kept = machine.search(place)
            if kept is None:
                return
            pairs = [(kept[2 * number], kept[2 * number + 1]) for number in range(1, self.groups + 1)]
            groups = tuple(text[first:last] if last >= 0 else "" for first, last in pairs)
            yield Found(kept[0], kept[1], groups)
            place = kept[1] + (kept[1] == kept[0])

    def _ends_a_line(self, text: str) -> bool:
        """For RE2 a newline that ends the text begins one more line, for XPath it does not."""
        return self._tree.has_start and "m" in self._flags and text.endswith("\n")

    def matches(self, text: str, spend: Callable[[int], None]) -> bool:
        """Whether any part of the text matches."""
        if self._linear is not None and not self._ends_a_line(text):
            return self._linear.search(text) is not None
        return next(self.find(text, spend), None) is not None


def _linear(tree: Tree, flags: str) -> Any:
    options = re2.Options()
    options.max_mem = _MAX_MEMORY
    options.log_errors = False
    try:
        return re2.compile(write(tree.root, by_line="m" in flags), options)
    except re2.error as fault:
        raise InvalidPattern("er ist zu groß") from fault


@lru_cache(maxsize=256)
def compile_pattern(pattern: str, flags: str) -> Pattern:
    """The expression with these flags; InvalidPattern, whose German message says why, where it is none."""
    unknown = set(flags) - _FLAGS
    if unknown:
        raise InvalidPattern(f"das Kennzeichen „{min(unknown)}“ gibt es nicht")
    if len(pattern) > MAX_PATTERN:
        raise InvalidPattern(f"er ist länger als {MAX_PATTERN} Zeichen")
    return Pattern(parse(pattern, flags), flags)
