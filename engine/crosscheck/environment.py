"""FEEL inside SpiffWorkflow: everything that would be Python there comes here instead, and the clock with it."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
from SpiffWorkflow.bpmn.script_engine.python_environment import BasePythonScriptEngineEnvironment

from engine.dmn import Evaluation
from engine.errors import ModelError
from engine.execution.bundle import Bundle
from engine.feel import Environment, Expression, SyntaxFault, Value, compile_expression
from engine.precheck import Grounds
from engine.state.adoption import Resolved


class Broken(Exception):
    """An expression or decision gave no value the element can use: our engine opens an incident there."""


class Condition(str):
    """The text of a condition: only true and false will do."""

    __slots__ = ()


class Count(str):
    """The text of a cardinality: only a whole number will do."""

    __slots__ = ()


class FeelEnvironment(BasePythonScriptEngineEnvironment):  # type: ignore[misc]  # SpiffWorkflow is untyped
    """Evaluates FEEL on the data of a task; text without an equals sign stands for itself. Nothing runs Python."""

    def __init__(self, bundle: Bundle, now: datetime) -> None:
        super().__init__()
        self.now = now
        #: what the legal pre-check rests on; the case on our engine lends it
        self.grounds: Grounds | None = None
        self._bundle = bundle

    @property
    def _environment(self) -> Environment:
        return Environment(now=self.now, agreed=lambda element: self._bundle.agreed(element, Resolved()))

    def evaluate(
        self, expression: str, context: Mapping[str, Any], external_context: object = None
    ) -> Value | int:
        """The value of what a diagram says: `=…` is FEEL. Broken for a condition or count that is none."""
        if not expression.strip().startswith("="):
            return expression.strip()
        value = self.value(_compiled(expression.strip()[1:]), context)
        match expression:
            case Condition() if not isinstance(value, bool):
                raise Broken(f"Expected to get true or false of {expression}, but it is {value}")
            case Count():
                if not isinstance(value, Decimal) or value != int(value) or value < 0:
                    raise Broken(f"Expected to get a count of {expression}, but it is {value}")
                return int(value)
        return value

    def value(self, expression: Expression, context: Mapping[str, Any]) -> Value:
        """The value of a compiled expression, in containers of its own: SpiffWorkflow changes them in place."""
        return copy.deepcopy(expression.evaluate(context, self._environment).value)

    def decide(self, decision: str, context: Mapping[str, Any]) -> Value:
        """The value of one of the version's own decisions."""
        try:
            evaluation: Evaluation = self._bundle.decide(decision, context, self._environment, self.grounds)
        except ModelError as fault:
            raise Broken(fault.message) from fault
        return copy.deepcopy(evaluation.value)

    def execute(self, script: str, context: object, external_context: object = None) -> bool:
        """Refused: there are no scripts but FEEL."""
        raise Broken("Expected to run FEEL, but the diagram holds a script of another language")

    def call_service(self, context: object, **kwargs: object) -> None:
        """Refused: services are done outside."""
        raise Broken("Expected to run a process without services, but it calls one")


class FeelEngine(PythonScriptEngine):  # type: ignore[misc]  # as above
    """SpiffWorkflow's engine with its Python taken out; a `Broken` goes through as it is."""

    environment: FeelEnvironment

    def __init__(self, environment: FeelEnvironment) -> None:
        super().__init__(environment)

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> Value | int:
        """The value on the data of the task."""
        return self.environment.evaluate(expression, task.data, external_context)

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        """Refused, as in the environment."""
        return self.environment.execute(script, task.data)


def _compiled(text: str) -> Expression:
    try:
        return compile_expression(text)
    except SyntaxFault as fault:
        raise Broken(f"Expected to read FEEL, but {fault}") from fault
