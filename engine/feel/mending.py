"""What mends a text that is no FEEL, where only one reading of it is possible: signs of other languages and of German.

What a text means is never guessed: two readings, and there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Final, TypeAlias

from engine.feel.expression import compile_expression, compile_unary_tests
from engine.feel.faults import SyntaxFault
from engine.feel.syntax.lexer import Kind, Source, tokenize

#: the marks that end what each of these opens
_QUOTES: Final[Mapping[str, str]] = {
    "„": "“”‟",
    "“": "”“",
    "”": "”",
    "‟": "”",
    "«": "»",
    "»": "«",
    "‚": "‘’",
    "‘": "’",
    "'": "'",
}
_WORDS: Final = {"&&": "and", "||": "or"}
_SIGNS: Final = {"≤": "<=", "≥": ">=", "≠": "!="}
#: as many faults of one text as anybody makes
_MOST: Final = 32
_CLOSERS: Final = re.compile(r"[\s)\]}]*\Z")
#: in a text whose end is missing, what shows that it does not reach to the end of the expression
_MORE: Final = re.compile(r'[=<>+*/,(){}\[\]"]|\b(?:and|or|then|else|in|satisfies|return)\b')
_THOUSANDS: Final = 3
_Read: TypeAlias = Callable[[str, Collection[str]], object]
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def is_expression(text: str) -> bool:
    """Whether a text can be read as FEEL."""
    return _fault(text, ()) is None


def mended(text: str, names: Collection[str] = ()) -> str | None:
    """The text as FEEL, where it is none and only one reading is possible; else None."""
    return _mended(text, names, compile_expression)


def mended_tests(text: str, names: Collection[str] = ()) -> str | None:
    """The same of unary tests, as cells of decision tables hold them."""
    return _mended(text, names, compile_unary_tests)


def _mended(text: str, names: Collection[str], read: _Read) -> str | None:
    found = text
    for _ in range(_MOST):
        fault = _fault(found, names, read)
        if fault is None:
            return found if found != text else None
        better = _better(found, _offset(fault))
        if better is None:
            return None
        found = better
    return None


def renamed(text: str, name: str, known: Collection[str]) -> str | None:
    """The text with the one known name that differs from this one by umlauts and capitals alone; else None."""
    alike = [one for one in known if one != name and _plain(one) == _plain(name)]
    if len(alike) != 1:
        return None
    places = list(_places(text, name))
    for start, end in reversed(places):
        text = f"{text[:start]}{alike[0]}{text[end:]}"
    return text if places and _fault(text, known) is None else None


def _places(text: str, name: str) -> Iterator[tuple[int, int]]:
    """Where a name stands that is no member of something, nor the key of a context."""
    try:
        tokens = tokenize(Source(text))
    except SyntaxFault:
        return
    for at, token in enumerate(tokens):
        if token.kind is not Kind.WORD or token.text != name:
            continue
        before = tokens[at - 1].text if at else ""
        if before != "." and not (before in "{," and tokens[at + 1].text == ":"):
            yield token.start, token.end


def _plain(name: str) -> str:
    return name.lower().translate(_UMLAUTS)


def _fault(text: str, names: Collection[str], read: _Read = compile_expression) -> SyntaxFault | None:
    try:
        read(text, names)
    except SyntaxFault as fault:
        return fault
    return None


def _offset(fault: SyntaxFault) -> int:
    line, column = fault.position
    return sum(len(one) + 1 for one in fault.text.split("\n")[: line - 1]) + column - 1


def _better(text: str, at: int) -> str | None:
    """The text without the fault at that place."""
    sign, before = text[at : at + 1], text[max(0, at - 1) : at]
    if sign in _QUOTES:
        return _quoted(text, at)
    if sign == '"':
        return _closed(text, at)
    if sign in _SIGNS:
        return text[:at] + _SIGNS[sign] + text[at + 1 :]
    if text[at : at + 2] in _WORDS:
        return f"{text[:at].rstrip()} {_WORDS[text[at : at + 2]]} {text[at + 2 :].lstrip()}"
    if sign == "=" and before == "=":
        return text[:at] + text[at + 1 :]
    if sign == ">" and before == "<":
        return f"{text[: at - 1]}!={text[at + 1 :]}"
    return _decimal(text, at) if sign == "," else None


def _quoted(text: str, at: int) -> str | None:
    """What stands between marks of another kind, between those of FEEL."""
    end = next((one for one in range(at + 1, len(text)) if text[one] in _QUOTES[text[at]] + '"'), None)
    return None if end is None else f'{text[:at]}"{text[at + 1 : end]}"{text[end + 1 :]}'


def _closed(text: str, at: int) -> str | None:
    """The text whose end is missing, ended before the brackets at the end."""
    inner = _CLOSERS.sub("", text[at + 1 :])
    if not inner or _MORE.search(inner):
        return None
    end = at + 1 + len(inner)
    return f'{text[:end]}"{text[end:]}'


def _decimal(text: str, at: int) -> str | None:
    """A number with a point; three digits behind the comma may be thousands, and a point before it is one too many."""
    whole = re.search(r"(?<![\w.])\d+\Z", text[:at])
    part = re.match(r"\d+(?![\w.,])", text[at + 1 :])
    if whole is None or part is None or len(part[0]) == _THOUSANDS:
        return None
    return f"{text[:at]}.{text[at + 1 :]}"
