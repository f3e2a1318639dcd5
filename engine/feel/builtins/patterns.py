"""Regular expressions (DMN 1.5, 10.3.4.3): those of XPath 3.1, within bounds (`engine.feel.regex`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from engine.feel import regex
from engine.feel.builtins.signature import declare
from engine.feel.semantics.rejection import Rejected
from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

_MAX_TEXT = 200_000
# Data may hold half a surrogate pair, which is no character and has no bytes.
_HALF = re.compile("[\ud800-\udfff]")


def _prepared(
    evaluation: Evaluation, text: str, pattern: str, flags: str | None
) -> tuple[str, regex.Pattern]:
    """The text and the expression, paid for."""
    if len(text) > _MAX_TEXT:
        raise Rejected(f"Der durchsuchte Text ist länger als {_MAX_TEXT} Zeichen")
    evaluation.spend(len(text) * (1 + len(pattern) // 16) // 4 + 100)
    try:
        return _HALF.sub("\ufffd", text), regex.compile_pattern(pattern, flags or "")
    except regex.InvalidPattern as fault:
        raise Rejected(f"Der reguläre Ausdruck ist ungültig: {fault}") from fault


def _matches(evaluation: Evaluation, text: str, pattern: str, flags: str | None = None) -> Value:
    """Whether any part of the text matches."""
    text, expression = _prepared(evaluation, text, pattern, flags)
    return expression.matches(text, evaluation.spend)


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
    text, expression = _prepared(evaluation, text, pattern, flags)
    if expression.matches("", evaluation.spend):
        raise Rejected("Der reguläre Ausdruck passt auf den leeren Text")
    literal = "q" in (flags or "")
    pieces = [replacement] if literal else _template(replacement, expression.groups)
    made: list[str] = []
    size = last = 0
    for match in expression.find(text, evaluation.spend):
        made.append(text[last : match.start])
        groups = (text[match.start : match.end], *match.groups)
        for piece in pieces:
            if isinstance(piece, str):
                made.append(piece)
            else:
                made.append(groups[piece] if piece < len(groups) else "")
            size += len(made[-1])
        last = match.end
        evaluation.spend(len(pieces))
        if size > evaluation.limits.string_size:
            evaluation.allow_string(size)
    made.append(text[last:])
    return "".join(made)


def _split(evaluation: Evaluation, text: str, delimiter: str) -> Value:
    """The parts between the matches; where the delimiter matches nothing at all, there is no cut."""
    text, expression = _prepared(evaluation, text, delimiter, None)
    pieces: list[Value] = []
    last = 0
    for match in expression.find(text, evaluation.spend):
        if match.end == match.start:
            continue
        pieces.append(text[last : match.start])
        last = match.end
        evaluation.spend(1)
    pieces.append(text[last:])
    return pieces


def extract(evaluation: Evaluation, text: str, pattern: str) -> Value:
    """All parts of the text that match, one after the other."""
    text, expression = _prepared(evaluation, text, pattern, None)
    return [text[match.start : match.end] for match in expression.find(text, evaluation.spend)]


FUNCTIONS: Final = [
    declare("matches(input: string, pattern: string, flags?: string)", _matches),
    declare("replace(input: string, pattern: string, replacement: string, flags?: string)", _replace),
    declare("split(string: string, delimiter: string)", _split),
]
