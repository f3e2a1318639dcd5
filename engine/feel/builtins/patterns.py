"""Regular expressions (DMN 1.5, 10.3.4.3), run by RE2: the time grows with the text, never beyond.

FEEL takes the expressions of XPath 3.1. What RE2 lacks – back references, look-around, subtraction of
character classes – is null with a warning.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import re2

from engine.feel.builtins.signature import declare
from engine.feel.semantics.rejection import Rejected
from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

_MAX_PATTERN = 1_000
_MAX_TEXT = 200_000
_MAX_MEMORY = 8 << 20

# XPath's name classes, \i and \c, in the terms of RE2.
_CLASSES = {
    r"\i": r"[\pL_:]",
    r"\I": r"[^\pL_:]",
    r"\c": r"[\pL\pN\pM_:.\-]",
    r"\C": r"[^\pL\pN\pM_:.\-]",
    r"\d": r"\p{Nd}",
    r"\D": r"\P{Nd}",
    r"\w": r"[^\pP\pZ\pC]",
    r"\W": r"[\pP\pZ\pC]",
    r"\s": r"[ \t\n\r]",
    r"\S": r"[^ \t\n\r]",
}
_ESCAPE = re.compile(r"\\.|\[|\]", re.DOTALL)


def _translated(pattern: str) -> str:
    """XPath classes as RE2 classes; inside brackets only those that RE2 can nest."""
    brackets = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal brackets
        piece = match[0]
        if piece == "[":
            brackets += 1
            if brackets > 1:
                raise Rejected("Zeichenklassen lassen sich nicht voneinander abziehen")
            return piece
        if piece == "]":
            brackets = max(0, brackets - 1)
            return piece
        if brackets and piece in (r"\w", r"\W", r"\i", r"\c"):
            inner = {r"\w": r"\pL\pN\pM\pS", r"\W": r"\pP\pZ\pC", r"\i": r"\pL_:", r"\c": r"\pL\pN\pM_:.\-"}
            return inner[piece]
        if brackets and piece in (r"\s",):
            return r" \t\n\r"
        if brackets and piece in (r"\I", r"\C", r"\S"):
            return piece
        if piece[1].isdigit():
            raise Rejected("Rückverweise werden nicht unterstützt")
        return _CLASSES.get(piece, piece)

    return _ESCAPE.sub(replace, pattern)


def _without_spaces(pattern: str) -> str:
    """The flag x: spaces outside character classes do not count (XPath 3.1, 5.6.1.1)."""
    kept = []
    brackets = 0
    escaped = False
    for sign in pattern:
        if not escaped and sign in "[]":
            brackets = max(0, brackets + (1 if sign == "[" else -1))
        if brackets or sign not in " \t\n\r":
            kept.append(sign)
        escaped = sign == "\\" and not escaped
    return "".join(kept)


# `Any`: re2 has no type information.
@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> Any:
    """The expression of RE2; Rejected for flags or a pattern it does not know."""
    unknown = set(flags) - set("smixq")
    if unknown:
        raise Rejected(f"Das Kennzeichen „{min(unknown)}“ gibt es nicht")
    if len(pattern) > _MAX_PATTERN:
        raise Rejected(f"Der reguläre Ausdruck ist länger als {_MAX_PATTERN} Zeichen")
    options = re2.Options()
    options.max_mem = _MAX_MEMORY
    options.log_errors = False
    options.case_sensitive = "i" not in flags
    options.dot_nl = "s" in flags
    options.literal = "q" in flags
    if "q" not in flags:
        pattern = _translated(_without_spaces(pattern) if "x" in flags else pattern)
        if "m" in flags:
            pattern = f"(?m){pattern}"
    try:
        return re2.compile(pattern, options)
    except re2.error as fault:
        raise Rejected("Der reguläre Ausdruck ist ungültig oder nicht unterstützt") from fault


def _prepared(evaluation: Evaluation, text: str, pattern: str, flags: str | None) -> Any:
    if len(text) > _MAX_TEXT:
        raise Rejected(f"Der durchsuchte Text ist länger als {_MAX_TEXT} Zeichen")
    evaluation.spend(len(text) * (1 + len(pattern) // 16) // 4 + 100)
    return _compiled(pattern, flags or "")


def _matches(evaluation: Evaluation, text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether any part of the text matches."""
    return _prepared(evaluation, text, pattern, flags).search(text) is not None


_REFERENCE = re.compile(r"\\[\\$]|\$[0-9]+|\\|\$")


def _template(replacement: str, groups: int) -> list[str | int]:
    """Texts and group numbers of a replacement; `$12` is group 1 and a 2 where there is no group 12."""
    pieces: list[str | int] = []
    last = 0
    for match in _REFERENCE.finditer(replacement):
        pieces.append(replacement[last : match.start()])
        last = match.end()
        piece = match[0]
        if piece in ("\\\\", "\\$"):
            pieces.append(piece[1])
        elif len(piece) == 1:
            raise Rejected("In der Ersetzung stehen „$“ oder „\\“ ohne Bedeutung")
        else:
            digits = piece[1:]
            while len(digits) > 1 and int(digits) > groups:
                digits = digits[:-1]
            pieces.append(int(digits))
            pieces.append(piece[1 + len(digits) :])
    pieces.append(replacement[last:])
    return pieces


def _replace(
    evaluation: Evaluation, text: str, pattern: str, replacement: str, flags: str | None = None
) -> Value:
    """Every match replaced; `$1` is the first group. A pattern that matches nothing at all is an error."""
    expression = _prepared(evaluation, text, pattern, flags)
    if expression.search("") is not None:
        raise Rejected("Der reguläre Ausdruck passt auf den leeren Text")
    literal = "q" in (flags or "")
    pieces = [replacement] if literal else _template(replacement, expression.groups)
    made: list[str] = []
    size = last = 0
    for match in expression.finditer(text):
        made.append(text[last : match.start()])
        for piece in pieces:
            if isinstance(piece, str):
                made.append(piece)
            else:
                made.append((match.group(piece) or "") if piece <= expression.groups else "")
            size += len(made[-1])
        last = match.end()
        evaluation.spend(len(pieces))
        if size > evaluation.limits.string_size:
            evaluation.allow_string(size)
    made.append(text[last:])
    return "".join(made)


def _split(evaluation: Evaluation, text: str, delimiter: str) -> Value:
    expression = _prepared(evaluation, text, delimiter, None)
    pieces: list[Value] = []
    last = 0
    for match in expression.finditer(text):
        if match.end() == match.start():
            continue
        pieces.append(text[last : match.start()])
        last = match.end()
        evaluation.spend(1)
    pieces.append(text[last:])
    return pieces


def _extract(evaluation: Evaluation, text: str, pattern: str) -> Value:
    """All parts of the text that match (Camunda)."""
    return [match.group(0) for match in _prepared(evaluation, text, pattern, None).finditer(text)]


FUNCTIONS: Final = [
    declare("matches(input: string, pattern: string, flags?: string)", _matches),
    declare("replace(input: string, pattern: string, replacement: string, flags?: string)", _replace),
    declare("split(string: string, delimiter: string)", _split),
    declare("extract(string: string, pattern: string)", _extract),
]
