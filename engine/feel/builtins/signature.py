"""How a built-in function declares its parameters, and how a call finds the right form of it."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.semantics.types import ANY, Type, classes_of, coerce
from engine.feel.syntax.cursor import Cursor
from engine.feel.values import Function, Value

if TYPE_CHECKING:
    from engine.feel.environment import Evaluation

# The arguments have the kinds the signature says; `...` because each form has its own.
Implementation = Callable[..., Value]

_CALL_COST = 15
_PARAMETER = re.compile(r"([^:?~.,]+)(\?|~|\.\.\.)?: *([^,]+(?:<[^>]*>)?)")


class Parameter(NamedTuple):
    """One parameter; `mark` is `?` where it may be left out, `~` where that is so only in a call with names, and
    `...` where it takes all that follow.

    `at_once` are the classes of values that need no conversion.
    """

    name: str
    type: Type
    mark: str
    at_once: AbstractSet[builtins.type]


class _NoFit(Exception):
    """The names of the arguments belong to another form of the function."""


@dataclass(frozen=True)
class Signature:
    """One form of a function. `implementation` gets the account first, then its arguments, converted."""

    parameters: tuple[Parameter, ...]
    implementation: Implementation

    @cached_property
    def required(self) -> int:
        return sum(1 for parameter in self.parameters if parameter.mark in ("", "~"))

    @cached_property
    def is_variadic(self) -> bool:
        return bool(self.parameters) and self.parameters[-1].mark == "..."

    @cached_property
    def names(self) -> tuple[str, ...]:
        return tuple(parameter.name for parameter in self.parameters)

    def takes(self, count: int) -> bool:
        """Whether so many arguments without names are neither too few nor too many."""
        if self.is_variadic:
            return count >= len(self.parameters)
        return self.required <= count <= len(self.parameters)

    def arrange(self, arguments: Sequence[Value]) -> Sequence[Value]:
        """The arguments one by one for each parameter, of which there are as many as it `takes`."""
        if self.is_variadic:
            fixed = len(self.parameters) - 1
            return [*arguments[:fixed], list(arguments[fixed:])]
        return arguments

    def arrange_named(self, arguments: Mapping[str, Value]) -> Sequence[Value]:
        """As `arrange`, by name; what is left out is null. _NoFit for names this form does not have."""
        if not self.takes_names(arguments.keys()):
            raise _NoFit
        last = self.names[-1] if self.names else ""
        if self.is_variadic and not isinstance(arguments.get(last), list):
            if last not in arguments or len(self.names) == 1:
                raise _NoFit
            # `append(list: [1], item: 2)`: one of the items there may be many of
            arguments = {**arguments, last: [arguments[last]]}
        return [arguments.get(name) for name in self.names]

    def takes_names(self, given: AbstractSet[str]) -> bool:
        """Whether the names are those of parameters, and none that is needed is missing."""
        needed = {parameter.name for parameter in self.parameters if not parameter.mark}
        return needed <= given <= set(self.names)

    def convert(self, arguments: Sequence[Value]) -> Sequence[Value]:
        """Each argument as its parameter wants it; null only where that is optional or takes anything."""
        for parameter, argument in zip(self.parameters, arguments, strict=False):
            if argument.__class__ not in parameter.at_once:
                return [_converted(each, one) for each, one in zip(self.parameters, arguments, strict=False)]
        return arguments


def _converted(parameter: Parameter, argument: Value) -> Value:
    if argument.__class__ in parameter.at_once:
        return argument
    if argument is None:
        raise Mismatch(f"das Argument „{parameter.name}“ ist null")
    try:
        return coerce(argument, parameter.type)
    except Mismatch as fault:
        raise Mismatch(f"das Argument „{parameter.name}“ ist ungeeignet: {fault}") from fault


@dataclass(frozen=True)
class Builtin:
    """A built-in function with all its forms, tried in order."""

    name: str
    signatures: tuple[Signature, ...]

    def taking(self, count: int) -> Builtin:
        """The function with those forms alone that take so many arguments."""
        return Builtin(self.name, tuple(form for form in self.signatures if form.takes(count)))

    def call(self, arguments: Sequence[Value], evaluation: Evaluation) -> Value:
        """The result of the first form the arguments fit; Rejected where none fits or it has no result."""
        return self.taking(len(arguments)).call_taken(arguments, evaluation)

    def call_taken(self, arguments: Sequence[Value], evaluation: Evaluation) -> Value:
        """As `call`, where every form is known to take so many arguments."""
        fault: Mismatch | None = None
        for signature in self.signatures:
            try:
                converted = signature.convert(signature.arrange(arguments))
            except Mismatch as mismatch:
                fault = fault or mismatch
                continue
            return _invoke(signature, converted, evaluation)
        raise fault or Rejected("Anzahl oder Namen der Argumente passen nicht")

    def call_named(self, arguments: Mapping[str, Value], evaluation: Evaluation) -> Value:
        """As `call`, with the arguments by the names of the parameters."""
        fault: Mismatch | None = None
        # `point` and `range` may come in either order, and the order says which is meant.
        for signature in sorted(self.signatures, key=lambda form: form.names != (*arguments,)):
            try:
                converted = signature.convert(signature.arrange_named(arguments))
            except _NoFit:
                continue
            except Mismatch as mismatch:
                fault = fault or mismatch
                continue
            return _invoke(signature, converted, evaluation)
        raise fault or Rejected("Anzahl oder Namen der Argumente passen nicht")

    @cached_property
    def as_value(self) -> Function:
        """The function as something to pass on."""
        parameters = tuple(parameter.name for parameter in self.signatures[0].parameters)
        return Function(parameters, self.call, self.name)


def _invoke(signature: Signature, arguments: Sequence[Value], evaluation: Evaluation) -> Value:
    """The result, paid for by the size of what goes in and what comes out."""
    cost = _CALL_COST
    for argument in arguments:
        kind = argument.__class__
        if kind is list or kind is dict:
            cost += len(argument)  # type: ignore[arg-type]  # mypy does not follow `__class__`
        elif kind is str:
            cost += len(argument) >> 4  # type: ignore[arg-type]  # as above
    evaluation.spend(cost)
    result = signature.implementation(evaluation, *arguments)
    if isinstance(result, list | dict):
        evaluation.pay_for(result)
    elif isinstance(result, str):
        evaluation.allow_string(len(result))
    return result


def declare(form: str, implementation: Implementation) -> tuple[str, Signature]:
    """One form as chapter 10.3.4 writes it: `matches(input: string, flags?: string)`, `min(list...: Any)`."""
    name, _, rest = form.partition("(")
    parameters = tuple(
        _parameter(found[1].strip(), Cursor(found[3]).type(), found[2] or "")
        for found in _PARAMETER.finditer(rest.removesuffix(")"))
    )
    return name, Signature(parameters, implementation)


def _parameter(name: str, kind: Type, mark: str) -> Parameter:
    at_once = classes_of(kind)
    if mark or kind == ANY:
        at_once |= {type(None)}
    return Parameter(name, kind, mark, at_once)
