"""Text to tokens (DMN 1.5, 10.3.1.2, grammar rules 26 to 33 and 60 to 66).

Names are cut into words and signs here; which of them belong together depends on the scope and is decided
by `names` and the parser.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum, auto
from typing import NamedTuple

from engine.feel.faults import Position, SyntaxFault

MAX_LENGTH = 16_384

_START = (
    r"A-Z_a-z\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u02FF\u0370-\u037D\u037F-\u167F\u1681-\u180D\u180F-\u1FFF"
    r"\u200C-\u200D\u2070-\u218F\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFEFE\uFF00-\uFFFD"
    r"\U00010000-\U000EFFFF"
)
_PART = _START + r"0-9\u00B7\u0300-\u036F\u203F-\u2040"
_SPACE = r"\t\n\x0b\x0c\r\x20\x85\xa0\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff"

_TOKEN = re.compile(
    rf"""
    (?P<space>   [{_SPACE}]+ | //[^\n]* | /\*(?:[^*]|\*(?!/))*\*/ )
  | (?P<number>  (?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)? )
  | (?P<word>    [{_START}][{_PART}]* )
  | (?P<string>  "(?:[^"\\]|\\.)*" )
  | (?P<quoted>  `[^`\n]+` )
  | (?P<sign>    \.\.|\*\*|<=|>=|!=|->|/(?!\*)|[-+*()\[\]{{}},:.=<>@?'] )
    """,
    re.VERBOSE | re.DOTALL,
)


class Kind(Enum):
    """What a token is; `QUOTED` is a name between backticks."""

    NUMBER = auto()
    WORD = auto()
    STRING = auto()
    QUOTED = auto()
    SIGN = auto()
    END = auto()


_KINDS = {kind.name.lower(): kind for kind in Kind}


class Token(NamedTuple):
    """A piece of the text from `start` to `end`."""

    kind: Kind
    text: str
    start: int
    end: int


class Source:
    """The text of an expression, and where its lines begin."""

    __slots__ = ("_line_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self._line_starts = [0, *(match.end() for match in re.finditer(r"\n", text))]

    def position(self, offset: int) -> Position:
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def fault(self, reason: str, offset: int) -> SyntaxFault:
        return SyntaxFault(reason, self.position(offset), self.text)


def tokenize(source: Source) -> list[Token]:
    """All tokens, an END token last; SyntaxFault for a sign FEEL does not know, or for too long a text."""
    text = source.text
    if len(text) > MAX_LENGTH:
        raise source.fault(f"Der Ausdruck ist länger als {MAX_LENGTH} Zeichen.", 0)
    tokens = []
    offset = 0
    while offset < len(text):
        match = _TOKEN.match(text, offset)
        if match is None:
            raise source.fault(_explain(text, offset), offset)
        group = match.lastgroup or "space"
        if group != "space":
            tokens.append(Token(_KINDS[group], match[0], offset, match.end()))
        offset = match.end()
    tokens.append(Token(Kind.END, "", len(text), len(text)))
    return tokens


def _explain(text: str, offset: int) -> str:
    sign = text[offset]
    if sign == '"':
        return "Der Text wird nicht mit einem Anführungszeichen beendet."
    if text.startswith("/*", offset):
        return "Der Kommentar wird nicht mit „*/“ beendet."
    if sign in "„“”‟«»":
        return f'Das Zeichen „{sign}“ ist kein Anführungszeichen in FEEL; schreiben Sie ".'
    if sign in "&|":
        return f"Das Zeichen „{sign}“ gibt es in FEEL nicht; schreiben Sie „and“ oder „or“."
    if sign in "≤≥≠":
        return f"Das Zeichen „{sign}“ gibt es in FEEL nicht; schreiben Sie <=, >= oder !=."
    return f"Das Zeichen „{sign}“ gibt es in FEEL nicht."


_ESCAPE = re.compile(
    r"\\(?:([nrt\"'\\])|u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6}))"
)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\"}


def _unescaped(match: re.Match[str]) -> str:
    simple, high, low, short, long = match.groups()
    if simple:
        return _SIMPLE[simple]
    if high:
        return chr(0x10000 + ((int(high, 16) - 0xD800) << 10) + int(low, 16) - 0xDC00)
    code = int(short or long, 16)
    # Half a surrogate pair or a number beyond Unicode is no character; the replacement sign shows it.
    return "\ufffd" if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


def unquote(literal: str) -> str:
    """The text between the quotes with its escapes resolved; an unknown escape stays as written."""
    inner = literal[1:-1]
    return _ESCAPE.sub(_unescaped, inner) if "\\" in inner else inner
