"""Decision services: a part of the graph called as one function (DMN 1.5, 6.3.9 and 10.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from engine.dmn.decision import Decision, InputData
from engine.dmn.ledger import Ledger, Missing, missing_in
from engine.dmn.logic import fit
from engine.dmn.outcome import Evaluation
from engine.dmn.run import Run
from engine.dmn.types import ANY, Base, Origin, Type, Unfitting, conform
from engine.feel import Environment, Function, Value, WarningKind
from engine.feel import Evaluation as Account


class Reference(Protocol):
    """A decision of the graph by the name it is known by. It is looked up when it is needed: a service may be a
    function for the very decisions it is made of."""

    @property
    def name(self) -> str:
        """Return the name."""
        ...

    def decision(self) -> Decision:
        """Return the decision."""
        ...


@dataclass(frozen=True, slots=True)
class Service:
    """Its parameters are first its input data, then its input decisions, which it takes instead of deciding.

    Inside, only the parameters are variables. `type` is that of its result, or of the function it is.
    """

    id: str
    name: str
    inputs: tuple[InputData, ...]
    input_decisions: tuple[Reference, ...]
    outputs: tuple[Reference, ...]
    type: Type = ANY

    def evaluate(
        self,
        variables: Mapping[str, Value],
        environment: Environment,
        origin: Origin = Origin.CALLER,
        missing: Missing = Missing.UNDETERMINED,
    ) -> Evaluation:
        """Decide its outputs for variables that name its parameters; a parameter left out is null."""
        account = Ledger(environment, missing)
        arguments = tuple(
            fit(variables.get(name), type_, name, account, origin)
            for name, type_ in zip(self._parameters(), self._types(), strict=True)
        )
        value, required = self._decide(arguments, account)
        return Evaluation(
            decision=self.id,
            name=self.name,
            value=value,
            required=required,
            warnings=tuple(account.warnings),
            undetermined=tuple(dict.fromkeys(name for part in required for name in part.undetermined)),
        )

    def function(self) -> Function:
        """Return the service as a function for the decisions that require it."""

        def invoke(arguments: tuple[Value, ...], account: Account) -> Value:
            try:
                fitting = tuple(map(conform, arguments, self._types()))
            except Unfitting as fault:
                account.warn(WarningKind.INVALID_ARGUMENT, f"{self.name}: {fault}.", name=self.name)
                return None
            account.spend(1)
            account.enter()
            try:
                value, required = self._decide(fitting, account)
            finally:
                account.leave()
            for warning in (warning for evaluation in required for warning in evaluation.warnings):
                account.warn(warning.kind, warning.message, warning.position, warning.name)
            return value

        return Function(self._parameters(), invoke, self.name)

    def _parameters(self) -> tuple[str, ...]:
        return (*(data.name for data in self.inputs), *(one.name for one in self.input_decisions))

    def _types(self) -> tuple[Type, ...]:
        return (*(data.type for data in self.inputs), *(one.decision().type for one in self.input_decisions))

    def _decide(self, arguments: tuple[Value, ...], account: Account) -> tuple[Value, tuple[Evaluation, ...]]:
        """Return the value and the output decisions it was made of."""
        given = len(self.inputs)
        variables = {data.name: value for data, value in zip(self.inputs, arguments[:given], strict=True)}
        run = Run(variables, account.environment, account.depth, Origin.MODEL, missing_in(account))
        for one, value in zip(self.input_decisions, arguments[given:], strict=True):
            run.give(one.decision(), value)
        required = tuple(run.decide(one.decision()) for one in self.outputs)
        value = (
            required[0].value
            if len(required) == 1
            else {one.name: part.value for one, part in zip(self.outputs, required, strict=True)}
        )
        return fit(value, self._result(), self.name, account), required

    def _result(self) -> Type:
        """Return the type of the result: the variable's, or what the function it names returns."""
        return (self.type.result or ANY) if self.type.base is Base.FUNCTION else self.type
