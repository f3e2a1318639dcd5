"""A machine for what RE2 cannot do, back references above all: it tries one way after the other and pays for each step.

The expression becomes a list of instructions; a way is a place in it, a place in the text and the registers. Registers
hold where groups begin and end, and where a turn of a repetition began, so that a turn that matched nothing ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import NamedTuple

from engine.feel.regex.charsets import CharSet, same_letter
from engine.feel.regex.syntax import Back, Choice, Edge, Group, InvalidPattern, Node, One, Repeat, Sequence

_MAX_INSTRUCTIONS = 20_000
# So many instructions are paid for together, and each costs as much as so many steps of an expression.
_BATCH = 64
_COST = 3


class _Do(Enum):
    ONE = auto()
    START = auto()
    END = auto()
    BACK = auto()
    SAVE = auto()
    MOVED = auto()
    SPLIT = auto()
    JUMP = auto()
    FOUND = auto()


class _Step(NamedTuple):
    """An instruction; `to` and `other` are places or registers, `other` the way tried later."""

    do: _Do
    to: int = 0
    other: int = 0
    characters: CharSet | None = None


class Program:
    """The instructions of an expression."""

    def __init__(self, root: Node, groups: int) -> None:
        self.steps: list[_Step] = []
        self.registers = 2 * groups + 2
        self._write(Group(0, root))
        self._add(_Step(_Do.FOUND))

    def _add(self, step: _Step) -> int:
        if len(self.steps) >= _MAX_INSTRUCTIONS:
            raise InvalidPattern("er ist mit seinen Wiederholungen zu lang")
        self.steps.append(step)
        return len(self.steps) - 1

    def _write(self, node: Node) -> None:
        match node:
            case One():
                self._add(_Step(_Do.ONE, characters=node.characters))
            case Edge():
                self._add(_Step(_Do.START if node.is_start else _Do.END))
            case Back():
                self._add(_Step(_Do.BACK, node.number))
            case Sequence():
                for part in node.parts:
                    self._write(part)
            case Group():
                self._add(_Step(_Do.SAVE, 2 * node.number))
                self._write(node.part)
                self._add(_Step(_Do.SAVE, 2 * node.number + 1))
            case Choice():
                self._choice(node)
            case Repeat():
                self._repeat(node)

    def _choice(self, node: Choice) -> None:
        jumps = []
        for branch in node.branches[:-1]:
            split = self._add(_Step(_Do.SPLIT))
            self._write(branch)
            jumps.append(self._add(_Step(_Do.JUMP)))
            self.steps[split] = _Step(_Do.SPLIT, split + 1, len(self.steps))
        self._write(node.branches[-1])
        for jump in jumps:
            self.steps[jump] = _Step(_Do.JUMP, len(self.steps))

    def _repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self._write(node.part)
        if node.most is None:
            self._endless(node)
            return
        splits = []
        for _ in range(node.most - node.least):
            splits.append(self._add(_Step(_Do.SPLIT)))
            self._write(node.part)
        for split in splits:
            self._fork(split, len(self.steps), node)

    def _endless(self, node: Repeat) -> None:
        register = self.registers
        self.registers += 1
        split = self._add(_Step(_Do.SPLIT))
        self._add(_Step(_Do.SAVE, register))
        self._write(node.part)
        self._add(_Step(_Do.MOVED, register))
        self._add(_Step(_Do.JUMP, split))
        self._fork(split, len(self.steps), node)

    def _fork(self, split: int, after: int, node: Repeat) -> None:
        ways = (after, split + 1) if node.lazy else (split + 1, after)
        self.steps[split] = _Step(_Do.SPLIT, *ways)


class Machine:
    """Runs a program over one text; `spend` is asked to pay for the steps and may end it with an exception."""

    def __init__(self, program: Program, text: str, flags: str, spend: Callable[[int], None]) -> None:
        self.steps = program.steps
        self.registers = program.registers
        self.text = text
        self.ignores_case = "i" in flags
        self.by_line = "m" in flags
        self.spend = spend

    def search(self, start: int) -> tuple[int, ...] | None:
        """The registers of the first match that begins at `start` or later; -1 is a group without a part in it."""
        for place in range(start, len(self.text) + 1):
            self.spend(1)
            found = self._at(place)
            if found is not None:
                return found
        return None

    def _at(self, place: int) -> tuple[int, ...] | None:
        ways: list[tuple[int, int, tuple[int, ...]]] = [(0, place, (-1,) * self.registers)]
        unpaid = 0
        while ways:
            at, place, kept = ways.pop()
            while True:
                unpaid += 1
                if unpaid == _BATCH:
                    self.spend(unpaid * _COST)
                    unpaid = 0
                step = self.steps[at]
                at += 1
                match step.do:
                    case _Do.FOUND:
                        self.spend(unpaid * _COST)
                        return kept
                    case _Do.SPLIT:
                        ways.append((step.other, place, kept))
                        at = step.to
                    case _Do.JUMP:
                        at = step.to
                    case _Do.SAVE:
                        kept = (*kept[: step.to], place, *kept[step.to + 1 :])
                    case _:
                        length = self._length(step, place, kept)
                        if length is None:
                            break
                        place += length
        self.spend(unpaid * _COST)
        return None

    def _length(self, step: _Step, place: int, kept: tuple[int, ...]) -> int | None:
        """How much of the text a test takes, or None where it fails."""
        match step.do:
            case _Do.ONE:
                is_there = place < len(self.text) and step.characters is not None
                return 1 if is_there and ord(self.text[place]) in step.characters else None  # type: ignore[operator]
            case _Do.START:
                return 0 if self._starts(place) else None
            case _Do.END:
                ends = place == len(self.text) or (self.by_line and self.text[place] == "\n")
                return 0 if ends else None
            case _Do.MOVED:
                return 0 if kept[step.to] != place else None
        return self._back(step.to, place, kept)

    def _starts(self, place: int) -> bool:
        """A newline that ends the text begins no further line."""
        if place == 0:
            return True
        return self.by_line and self.text[place - 1] == "\n" and place < len(self.text)

    def _back(self, group: int, place: int, kept: tuple[int, ...]) -> int | None:
        """A group that took no part matches the empty text (5.6.1)."""
        first, last = kept[2 * group], kept[2 * group + 1]
        if last < 0:
            return 0
        wanted = self.text[first:last]
        given = self.text[place : place + len(wanted)]
        self.spend(len(wanted) // 16)
        if self.ignores_case:
            same = len(given) == len(wanted) and all(map(same_letter, given, wanted))
        else:
            same = given == wanted
        return len(wanted) if same else None
