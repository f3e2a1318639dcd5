"""What an evaluation gives back: a value, and the reasons why it may be null."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.feel.faults import Position
from engine.feel.values import Value


class WarningKind(StrEnum):
    """Why a part of the expression became null."""

    MISSING_VARIABLE = "missing-variable"
    MISSING_MEMBER = "missing-member"
    TYPE_MISMATCH = "type-mismatch"
    UNKNOWN_FUNCTION = "unknown-function"
    UNKNOWN_TYPE = "unknown-type"
    INVALID_ARGUMENT = "invalid-argument"
    NULL_OPERAND = "null-operand"
    ASSERTION = "assertion"
    LIMIT = "limit"


@dataclass(frozen=True, slots=True)
class Warning:
    """One reason, in German, at its place; `name` is the variable, member, function or type it is about."""

    kind: WarningKind
    message: str
    position: Position | None = None
    name: str | None = None

    def __str__(self) -> str:
        if self.position is None:
            return self.message
        return f"Zeile {self.position.line}, Spalte {self.position.column}: {self.message}"


@dataclass(frozen=True, slots=True)
class Result:
    """The value of an expression and every warning met on the way, in the order of evaluation.

    `derivations` tell how functions of deadline law came to their days, each in one line; `agreements` which agreed
    times and counts of working days were read.
    """

    value: Value
    warnings: tuple[Warning, ...] = ()
    derivations: tuple[str, ...] = ()
    agreements: tuple[str, ...] = ()
