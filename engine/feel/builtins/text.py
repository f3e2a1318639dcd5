"""Strings (DMN 1.5, 10.3.4.3); positions count characters of Unicode, from 1, from the end where negative."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from engine.feel.builtins.signature import declare
from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.values import Value

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation


def _substring(_: Evaluation, string: str, start: Decimal, length: Decimal | None = None) -> Value:
    if start.adjusted() > 12 or abs(int(start)) > len(string) or not int(start):
        raise Rejected("Die Anfangsstelle liegt außerhalb des Textes")
    first = int(start) - 1 if start > 0 else len(string) + int(start)
    if length is None:
        return string[first:]
    if length < 1:
        raise Rejected("Die Länge muss mindestens 1 sein")
    return string[first : first + min(int(length) if length.adjusted() < 13 else len(string), len(string))]


def _length(_: Evaluation, string: str) -> Value:
    return Decimal(len(string))


def _upper(_: Evaluation, string: str) -> Value:
    return string.upper()


def _lower(_: Evaluation, string: str) -> Value:
    return string.lower()


def _before(_: Evaluation, string: str, match: str) -> Value:
    before, found, _after = string.partition(match) if match else ("", "", "")
    return before if found else ""


def _after(_: Evaluation, string: str, match: str) -> Value:
    if not match:
        return string
    return string.partition(match)[2]


def _contains(_: Evaluation, string: str, match: str) -> Value:
    return match in string


def _starts(_: Evaluation, string: str, match: str) -> Value:
    return string.startswith(match)


def _ends(_: Evaluation, string: str, match: str) -> Value:
    return string.endswith(match)


def join(evaluation: Evaluation, texts: list[Value], delimiter: str | None = None) -> str:
    """One text of many; null items are skipped."""
    kept = []
    size = 0
    for item in texts:
        if item is None:
            continue
        if not isinstance(item, str):
            raise Mismatch("„list“ enthält etwas anderes als Texte")
        size += len(item) + len(delimiter or "")
        kept.append(item)
    evaluation.allow_string(size)
    return (delimiter or "").join(kept)


FUNCTIONS: Final = [
    declare("substring(string: string, start position: number, length?: number)", _substring),
    declare("string length(string: string)", _length),
    declare("upper case(string: string)", _upper),
    declare("lower case(string: string)", _lower),
    declare("substring before(string: string, match: string)", _before),
    declare("substring after(string: string, match: string)", _after),
    declare("contains(string: string, match: string)", _contains),
    declare("starts with(string: string, match: string)", _starts),
    declare("ends with(string: string, match: string)", _ends),
    declare("string join(list: list, delimiter?: string)", join),
]
