"""The grammar: XML Schema 1.1 part 2, appendix G, with the additions of XPath (Functions and Operators 3.1, 5.6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.feel.regex import charsets
from engine.feel.regex.charsets import CharSet

MAX_REPEAT = 1_000
_MAX_DEPTH = 60
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", **{sign: sign for sign in r"\|.?*+(){}-[]^$"}}
_SPACES = frozenset(" \t\n\r")


class InvalidPattern(Exception):
    """The text is no regular expression of XPath; the German message says why."""


@dataclass(frozen=True, slots=True)
class One:
    """One character of the set."""

    characters: CharSet


@dataclass(frozen=True, slots=True)
class Edge:
    """`^` or `$`."""

    is_start: bool


@dataclass(frozen=True, slots=True)
class Sequence:
    """One part after the other."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first branch that leads to a match."""

    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """At least `least` times, at most `most` times or without end; as often as possible unless `lazy`."""

    part: Node
    least: int
    most: int | None
    lazy: bool


@dataclass(frozen=True, slots=True)
class Group:
    """What it matches is kept under its number, counted from 1."""

    number: int
    part: Node


@dataclass(frozen=True, slots=True)
class Back:
    """The text the group of that number matched."""

    number: int


Node: TypeAlias = One | Edge | Sequence | Choice | Repeat | Group | Back


@dataclass(frozen=True, slots=True)
class Tree:
    """A parsed expression: its number of groups, and whether it uses `^` or a back reference."""

    root: Node
    groups: int
    has_start: bool
    has_back: bool


def parse(pattern: str, flags: str) -> Tree:
    """The tree; InvalidPattern where the text is no expression. With the flag `q` each sign means itself."""
    reader = _Reader(pattern, flags)
    if "q" in flags:
        return Tree(Sequence(tuple(reader.letter(sign) for sign in pattern)), 0, False, False)
    root = reader.choice()
    if reader.here:
        raise InvalidPattern("eine Klammer „)“ wurde nie geöffnet")
    return Tree(root, reader.groups, reader.has_start, reader.has_back)


class _Reader:
    def __init__(self, pattern: str, flags: str) -> None:
        self.text = pattern
        self.index = 0
        self.ignores_case = "i" in flags
        self.skips_space = "x" in flags
        self.dot = charsets.ANY if "s" in flags else charsets.NEWLINES.complement
        self.groups = 0
        self.closed: set[int] = set()
        self.depth = 0
        self.has_start = self.has_back = False
        self.skip()

    def skip(self) -> None:
        """Step over spaces that do not count; inside brackets all do."""
        if self.skips_space:
            while self.index < len(self.text) and self.text[self.index] in _SPACES:
                self.index += 1

    @property
    def here(self) -> str:
        return self.text[self.index : self.index + 1]

    def take(self) -> str:
        """The sign here, and on to the next that counts."""
        sign = self.here
        if not sign:
            raise InvalidPattern("er endet zu früh")
        self.index += 1
        self.skip()
        return sign

    def accept(self, sign: str) -> bool:
        if self.here != sign:
            return False
        self.take()
        return True

    def expect(self, sign: str) -> None:
        if not self.accept(sign):
            raise InvalidPattern(f"es fehlt „{sign}“")

    def letter(self, sign: str) -> One:
        found = charsets.of(sign)
        return One(found.with_other_cases() if self.ignores_case else found)

    def choice(self) -> Node:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise InvalidPattern(f"er ist mehr als {_MAX_DEPTH} Ebenen tief geschachtelt")
        branches = [self.branch()]
        while self.accept("|"):
            branches.append(self.branch())
        self.depth -= 1
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def branch(self) -> Node:
        parts = []
        while self.here and self.here not in "|)":
            parts.append(self.piece())
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def piece(self) -> Node:
        atom = self.atom()
        sign = self.here
        if not sign or sign not in "?*+{":
            return atom
        least, most = self.quantity()
        if isinstance(atom, Edge):
            raise InvalidPattern("„^“ und „$“ lassen sich nicht wiederholen")
        lazy = self.accept("?")
        if self.here and self.here in "?*+{":
            raise InvalidPattern("zwei Wiederholungen stehen hintereinander")
        return Repeat(atom, least, most, lazy)

    def quantity(self) -> tuple[int, int | None]:
        match self.take():
            case "?":
                return 0, 1
            case "*":
                return 0, None
            case "+":
                return 1, None
        least = self.number()
        most: int | None = least
        if self.accept(","):
            most = None if self.here == "}" else self.number()
        self.expect("}")
        if most is not None and most < least:
            raise InvalidPattern("die kleinste Zahl der Wiederholungen ist größer als die größte")
        return least, most

    def number(self) -> int:
        digits = ""
        while self.here and self.here in "0123456789":
            digits += self.take()
        if not digits:
            raise InvalidPattern("nach „{“ fehlt eine Zahl")
        if len(digits) > 9 or int(digits) > MAX_REPEAT:
            raise InvalidPattern(f"er wiederholt etwas mehr als {MAX_REPEAT} Mal")
        return int(digits)

    def atom(self) -> Node:
        sign = self.here
        match sign:
            case "(":
                return self.parenthesis()
            case "[":
                return One(self.brackets())
            case "\\":
                return self.escape()
            case "." | "^" | "$":
                self.take()
                self.has_start |= sign == "^"
                return One(self.dot) if sign == "." else Edge(sign == "^")
            case "?" | "*" | "+" | "{" | "}" | "]":
                raise InvalidPattern(f"vor „{sign}“ steht nichts, worauf es sich bezieht")
        return self.letter(self.take())

    def parenthesis(self) -> Node:
        self.take()
        if self.accept("?"):
            if not self.accept(":"):
                raise InvalidPattern("nach „(?“ darf nur „:“ stehen")
            inner = self.choice()
            self.expect(")")
            return inner
        self.groups += 1
        number = self.groups
        inner = self.choice()
        self.expect(")")
        self.closed.add(number)
        return Group(number, inner)

    def escape(self) -> Node:
        self.take()
        if self.here and self.here in "123456789":
            return self.back()
        found = self.escaped()
        if isinstance(found, str):
            return self.letter(found)
        return One(found)

    def back(self) -> Back:
        """A further digit belongs to the number as long as so many groups are closed before it."""
        digits = self.take()
        while self.here and self.here in "0123456789" and int(digits + self.here) in self.closed:
            digits += self.take()
        if int(digits) not in self.closed:
            raise InvalidPattern(f"der Rückverweis „\\{digits}“ nennt keine Gruppe, die davor endet")
        self.has_back = True
        return Back(int(digits))

    def escaped(self) -> str | CharSet:
        """The sign or the set after a backslash."""
        sign = self.take()
        if sign in _ESCAPED:
            return _ESCAPED[sign]
        if sign in "sSiIcCdDwW":
            return charsets.multi(sign)
        if sign in "pP":
            found = self.property()
            return found if sign == "p" else found.complement
        raise InvalidPattern(f"„\\{sign}“ hat keine Bedeutung")

    def property(self) -> CharSet:
        self.expect("{")
        name = ""
        while self.here not in ("}", ""):
            name += self.take()
        self.expect("}")
        found = charsets.block(name[2:]) if name.startswith("Is") else None
        if name in charsets.CATEGORIES:
            found = charsets.category(name)
        if found is None:
            raise InvalidPattern(f"die Zeichen „\\p{{{name[:40]}}}“ gibt es nicht")
        return found

    def brackets(self) -> CharSet:
        """A character class, with what is subtracted from it; spaces count in it even with the flag `x`."""
        skips, self.skips_space = self.skips_space, False
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise InvalidPattern(f"er ist mehr als {_MAX_DEPTH} Ebenen tief geschachtelt")
        self.take()
        negated = self.accept("^")
        found = self.members()
        if negated:
            found = found.complement
        if self.here == "-":
            self.take()
            found -= self.brackets()
        self.depth -= 1
        self.skips_space = skips
        self.expect("]")
        return found

    def members(self) -> CharSet:
        ranges: list[tuple[int, int]] = []
        is_first = True
        while self.here != "]":
            if self.here == "-" and self.text.startswith("-[", self.index) and not is_first:
                break
            found = self.member(is_first)
            ranges.extend(found.ranges)
            is_first = False
        if is_first:
            raise InvalidPattern("eine Zeichenklasse „[]“ ist leer")
        return CharSet(ranges)

    def member(self, is_first: bool) -> CharSet:
        """One sign, one escape, or a range from one sign to another."""
        start = self.class_sign(is_first)
        if isinstance(start, CharSet):
            return start
        if self.here != "-" or self.text[self.index + 1 : self.index + 2] in ("]", "["):
            return self.folded(CharSet([(ord(start), ord(start))]))
        self.take()
        end = self.class_sign(is_first=False)
        if isinstance(end, CharSet) or end < start:
            raise InvalidPattern("ein Bereich in eckigen Klammern hat kein Ende oder läuft rückwärts")
        return self.folded(CharSet([(ord(start), ord(end))]))

    def folded(self, found: CharSet) -> CharSet:
        return found.with_other_cases() if self.ignores_case else found

    def class_sign(self, is_first: bool) -> str | CharSet:
        sign = self.take()
        if sign == "\\":
            return self.escaped()
        if sign == "[":
            raise InvalidPattern("„[“ muss in eckigen Klammern als „\\[“ geschrieben werden")
        if sign == "-" and not is_first and self.here != "]" and not self.text.startswith("-[", self.index):
            raise InvalidPattern("„-“ steht zwischen zwei Bereichen")
        return sign
