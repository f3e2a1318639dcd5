"""What a running expression sees, and the code a node becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from engine.feel.environment import Environment, Evaluation, Limits
from engine.feel.faults import Position
from engine.feel.outcome import WarningKind
from engine.feel.semantics.access import NoMember
from engine.feel.semantics.rejection import LimitReached, Mismatch, Rejected
from engine.feel.values import Value


class Scope:
    """Names and their values at one place, the scope around it, and the account all of them share."""

    __slots__ = ("evaluation", "names", "parent")

    def __init__(self, names: Mapping[str, Value], parent: Scope | None, evaluation: Evaluation) -> None:
        self.names = names
        self.parent = parent
        self.evaluation = evaluation


Code: TypeAlias = Callable[[Scope], Value]

_FOLDING = Environment(limits=Limits(steps=2_000, depth=10, list_size=200, string_size=10_000))


class Part(NamedTuple):
    """The code of a node; where the node is a constant, also its value."""

    code: Code
    is_constant: bool = False
    value: Value = None


def constant(value: Value) -> Part:
    """A part that is always the same."""
    return Part(lambda _: value, True, value)


def folded(code: Code, *parts: Part) -> Part:
    """The code run once now, if all it is made of is constant and it has nothing to complain about."""
    if not all(part.is_constant for part in parts):
        return Part(code)
    evaluation = Evaluation(_FOLDING)
    try:
        value = code(Scope({}, None, evaluation))
    except LimitReached:
        return Part(code)
    return Part(code) if evaluation.warnings else constant(value)


def reject(scope: Scope, fault: Rejected, position: Position, name: str | None = None) -> None:
    """Turn the fault into a warning at the place; the operation has the value null."""
    match fault:
        case Mismatch():
            kind = WarningKind.TYPE_MISMATCH
        case NoMember():
            kind = WarningKind.MISSING_MEMBER
        case _:
            kind = WarningKind.INVALID_ARGUMENT
    scope.evaluation.warn(kind, f"{fault}.", position, name)


def quiet(code: Code) -> Code:
    """The same without warnings, where null is what the author asks for."""

    def run(scope: Scope) -> Value:
        evaluation = scope.evaluation
        evaluation.quiet += 1
        try:
            return code(scope)
        finally:
            evaluation.quiet -= 1

    return run
