"""How a built-in function declares its parameters, and how a call finds the right form of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.semantics.types import ANY, Type, coerce
from engine.feel.syntax.cursor import Cursor
from engine.feel.values import Function, Value

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

# The arguments have the kinds the signature says; `...` because each form has its own.
Implementation = Callable[..., Value]

_CALL_COST = 15
_PARAMETER = re.compile(r"([^:?.,]+)(\?|\.\.\.)?: *([^,]+(?:<[^>]*>)?)")


class Parameter(NamedTuple):
    """One parameter; `mark` is `?` where it may be left out and `...` where it takes all that follow."""

    name: str
    type: Type
    mark: str


class _NoFit(Exception):
    """The number or the names of the arguments belong to another form of the function."""


@dataclass(frozen=True)
class Signature:
    """One form of a function. `implementation` gets the account first, then its arguments, converted."""

    parameters: tuple[Parameter, ...]
    implementation: Implementation

    @cached_property
    def required(self) -> int:
        return sum(1 for parameter in self.parameters if not parameter.mark)

    @cached_property
    def is_variadic(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].mark == "..."

    def arrange(self, arguments: Sequence[Value]) -> Sequence[Value]:
        """The arguments one by one for each parameter; _NoFit if there are too few or too many."""
        if self.is_variadic:
            fixed = len(self.parameters) - 1
            if len(arguments) <= fixed:
                raise _NoFit
            return [*arguments[:fixed], list(arguments[fixed:])]
        if not self.required <= len(arguments) <= len(self.parameters):
            raise _NoFit
        return arguments

    def arrange_named(self, arguments: Mapping[str, Value]) -> Sequence[Value]:
        """As `arrange`, by name; what is left out is null."""
        names = [parameter.name for parameter in self.parameters]
        if not arguments.keys() <= set(names):
            raise _NoFit
        needed = {
            parameter.name for parameter in self.parameters if not parameter.mark and parameter.type != ANY
        }
        if not needed <= arguments.keys():
            raise _NoFit
        if self.is_variadic and not isinstance(arguments.get(names[-1]), list):
            raise _NoFit
        return [arguments.get(name) for name in names]

    def convert(self, arguments: Sequence[Value]) -> list[Value]:
        """Each argument as its parameter wants it; null only where that is optional or takes anything."""
        converted = []
        for parameter, argument in zip(self.parameters, arguments, strict=False):
            if argument is None and not parameter.mark and parameter.type != ANY:
                raise Mismatch(f"das Argument „{parameter.name}“ ist null")
            try:
                converted.append(coerce(argument, parameter.type))
            except Mismatch as fault:
                raise Mismatch(f"das Argument „{parameter.name}“ ist ungeeignet: {fault}") from fault
        return converted


@dataclass(frozen=True)
class Builtin:
    """A built-in function with all its forms, tried in order."""

    name: str
    signatures: tuple[Signature, ...]

    def call(self, arguments: Sequence[Value], evaluation: Evaluation) -> Value:
        """The result of the first form the arguments fit; Rejected where none fits or it has no result."""
        return self._first(lambda signature: signature.arrange(arguments), evaluation)

    def call_named(self, arguments: Mapping[str, Value], evaluation: Evaluation) -> Value:
        """As `call`, with the arguments by the names of the parameters."""
        return self._first(lambda signature: signature.arrange_named(arguments), evaluation)

    def _first(self, arrange: Callable[[Signature], Sequence[Value]], evaluation: Evaluation) -> Value:
        fault: Mismatch | None = None
        for signature in self.signatures:
            try:
                arguments = signature.convert(arrange(signature))
            except _NoFit:
                continue
            except Mismatch as mismatch:
                fault = fault or mismatch
                continue
            _charge(arguments, evaluation)
            result = signature.implementation(evaluation, *arguments)
            if isinstance(result, list | dict):
                evaluation.pay_for(result)
            elif isinstance(result, str):
                evaluation.allow_string(len(result))
            return result
        raise fault or Rejected("Anzahl oder Namen der Argumente passen nicht")

    @cached_property
    def as_value(self) -> Function:
        """The function as something to pass on."""
        parameters = tuple(parameter.name for parameter in self.signatures[0].parameters)
        return Function(parameters, self.call, self.name)


def _charge(arguments: Sequence[Value], evaluation: Evaluation) -> None:
    cost = _CALL_COST
    for argument in arguments:
        if isinstance(argument, list | dict):
            cost += len(argument)
        elif isinstance(argument, str):
            cost += len(argument) >> 4
    evaluation.spend(cost)


def declare(form: str, implementation: Implementation) -> tuple[str, Signature]:
    """One form as chapter 10.3.4 writes it: `matches(input: string, flags?: string)`, `min(list...: Any)`."""
    name, _, rest = form.partition("(")
    parameters = tuple(
        Parameter(found[1].strip(), Cursor(found[3]).type(), found[2] or "")
        for found in _PARAMETER.finditer(rest.removesuffix(")"))
    )
    return name, Signature(parameters, implementation)
