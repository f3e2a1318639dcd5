"""What can stand inside a decision: the protocol every kind of logic follows, and the literal expression."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from engine.dmn.outcome import InputValue
from engine.dmn.trace import LiteralTrace, Trace
from engine.dmn.types import Origin, Type, Unfitting, conform
from engine.feel import Evaluation as Account
from engine.feel import Expression, Function, Value, WarningKind


@dataclass(frozen=True, slots=True)
class Answer:
    """What a piece of logic says, before the decision around it has a name for it.

    Warnings are not in it: they go to the account the evaluation runs on.
    """

    value: Value
    traces: tuple[Trace, ...] = ()
    undetermined: tuple[str, ...] = ()


class Fault(Exception):
    """The logic contradicts itself; the message is a German sentence, `rules` the ids of the rules."""

    def __init__(self, reason: str, rules: Sequence[str] = ()) -> None:
        super().__init__(reason)
        self.rules = tuple(rules)


class Logic(Protocol):
    """Compiled logic of a decision or a knowledge model; keeps nothing between evaluations."""

    @property
    def variables(self) -> frozenset[str]:
        """Return the names it reads from its scope."""
        ...

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer for the values in scope; raises Fault."""
        ...


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal expression. It is undetermined when it became null because names it read are missing."""

    expression: Expression

    @property
    def variables(self) -> frozenset[str]:
        """Return the names the expression reads."""
        return self.expression.variables

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Evaluate the expression."""
        value = self.expression.evaluate_within(scope, account)
        names = sorted(self.expression.variables)
        missing: tuple[str, ...] = ()
        if value is None:
            missing = tuple(name for name in names if scope.get(name) is None)
        return Answer(
            value=value,
            traces=(
                LiteralTrace(
                    tuple(
                        InputValue(name, name, scope[name])
                        for name in names
                        if name in scope and not isinstance(scope[name], Function)
                    )
                ),
            ),
            undetermined=missing,
        )


@dataclass(frozen=True, slots=True)
class Nothing:
    """A decision drawn without logic: always null, with a warning that says so."""

    name: str

    @property
    def variables(self) -> frozenset[str]:
        """Return nothing: there is nothing to read."""
        return frozenset()

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer null."""
        account.warn(WarningKind.INVALID_ARGUMENT, f"„{self.name}“ hat keine Logik.", name=self.name)
        return Answer(None)


def fit(value: Value, type_: Type, name: str, account: Account, origin: Origin = Origin.MODEL) -> Value:
    """Return the value as the type has it; what does not fit becomes null with a warning (10.3.2.9.4)."""
    try:
        return conform(value, type_, origin)
    except Unfitting as fault:
        account.warn(WarningKind.TYPE_MISMATCH, f"{name}: {fault}.", name=name)
        return None
