"""Decision services: a part of the graph called as one function (DMN 1.5, 6.3.9 and 10.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.dmn.decision import Decision, InputData
from engine.dmn.logic import fit
from engine.dmn.outcome import Evaluation
from engine.dmn.run import Run
from engine.dmn.types import Origin, Type, Unfitting, conform
from engine.feel import Environment, Function, Value, WarningKind
from engine.feel import Evaluation as Account


@dataclass(frozen=True, slots=True)
class Service:
    """Its parameters are first its input data, then its input decisions, which it takes instead of deciding.

    Inside, only the parameters are variables. `input_decisions` maps the ids to the parameters' names,
    `decisions` is the file's whole graph.
    """

    id: str
    name: str
    file: str
    decisions: Mapping[str, Decision]
    inputs: tuple[InputData, ...]
    input_decisions: Mapping[str, str]
    outputs: tuple[str, ...]

    def evaluate(self, variables: Mapping[str, Value], environment: Environment) -> Evaluation:
        """Decide its outputs for variables that name its parameters; a parameter left out is null."""
        account = Account(environment)
        arguments = tuple(
            fit(variables.get(name), type_, name, account, Origin.CALLER)
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
        return (*(data.name for data in self.inputs), *self.input_decisions.values())

    def _types(self) -> tuple[Type, ...]:
        decisions = (self.decisions[id_].type for id_ in self.input_decisions)
        return (*(data.type for data in self.inputs), *decisions)

    def _decide(self, arguments: tuple[Value, ...], account: Account) -> tuple[Value, tuple[Evaluation, ...]]:
        """Return the value and the output decisions it was made of."""
        given = len(self.inputs)
        variables = {data.name: value for data, value in zip(self.inputs, arguments[:given], strict=True)}
        run = Run(self.decisions, self.file, variables, account.environment, account.depth)
        for id_, value in zip(self.input_decisions, arguments[given:], strict=True):
            run.give(self.decisions[id_], value)
        required = tuple(run.decide(self.decisions[id_]) for id_ in self.outputs)
        if len(required) == 1:
            return required[0].value, required
        return {self.decisions[part.decision].variable: part.value for part in required}, required
