"""The tree as an expression of RE2, whose time grows with the text and never beyond."""

from __future__ import annotations

from engine.feel.regex.charsets import CharSet
from engine.feel.regex.syntax import Back, Choice, Edge, Group, InvalidPattern, Node, One, Repeat, Sequence

# A class of Unicode is hundreds of ranges; an expression of many of them would be longer to read than to run.
_MAX_LENGTH = 200_000


def write(node: Node, *, by_line: bool) -> str:
    """The text for RE2; `by_line` is the flag `m`. InvalidPattern where it would be too long."""
    written = _Writer(by_line).write(node)
    if len(written) > _MAX_LENGTH:
        raise InvalidPattern("er nennt zu viele Zeichenklassen")
    return written


class _Writer:
    def __init__(self, by_line: bool) -> None:
        self.start = "(?m:^)" if by_line else r"\A"
        self.end = "(?m:$)" if by_line else r"\z"

    def write(self, node: Node) -> str:
        match node:
            case One():
                return _one(node.characters)
            case Edge():
                return self.start if node.is_start else self.end
            case Sequence():
                return "".join(self._inner(part) for part in node.parts)
            case Choice():
                return "|".join(self.write(branch) for branch in node.branches)
            case Group():
                return f"({self.write(node.part)})"
            case Repeat():
                return f"(?:{self.write(node.part)}){_quantity(node)}" + ("?" if node.lazy else "")
            case Back():
                raise InvalidPattern("RE2 kennt keine Rückverweise")

    def _inner(self, part: Node) -> str:
        return f"(?:{self.write(part)})" if isinstance(part, Choice) else self.write(part)


def _quantity(node: Repeat) -> str:
    match node.least, node.most:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
    return f"{{{node.least},{'' if node.most is None else node.most}}}"


def _one(characters: CharSet) -> str:
    pairs = [_range(first, last) for first, last in characters.ranges]
    if not pairs:
        return r"[^\x{0}-\x{10FFFF}]"
    return "[" + "".join(pairs) + "]"


def _range(first: int, last: int) -> str:
    return f"\\x{{{first:X}}}" if first == last else f"\\x{{{first:X}}}-\\x{{{last:X}}}"
