"""A DMN file as the engine keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine import feel
from engine.dmn.decision import Decision
from engine.dmn.outcome import Evaluation
from engine.dmn.run import Run
from engine.dmn.service import Service
from engine.errors import Finding, NotFound
from engine.feel import Environment, Value


@dataclass(frozen=True, slots=True)
class Model:
    """A parsed DMN file. `findings` are warnings only: a file with errors is never made into a model."""

    id: str
    name: str
    file: str
    decisions: Mapping[str, Decision]
    services: Mapping[str, Service] = field(default_factory=dict)
    types: Mapping[str, feel.Type] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def inputs(self, decision_id: str) -> tuple[str, ...]:
        """Return every variable a decision and all it requires read from outside, sorted."""
        names: set[str] = set()
        todo = [decision_id]
        while todo:
            decision = self._decision(todo.pop())
            names.update(decision.inputs)
            todo.extend(decision.required_decisions)
        return tuple(sorted(names))

    def evaluate(
        self, decision_id: str, variables: Mapping[str, Value], environment: Environment
    ) -> Evaluation:
        """Decide, first what is required, each decision once; a decision service answers by its id too.

        NotFound for an unknown decision, DecisionFault where a table contradicts itself.
        """
        if self.types:
            environment = replace(environment, types={**environment.types, **self.types})
        if (service := self.services.get(decision_id)) is not None:
            return service.evaluate(variables, environment)
        run = Run(self.decisions, self.file, variables, environment)
        return run.decide(self._decision(decision_id))

    def _decision(self, decision_id: str) -> Decision:
        decision = self.decisions.get(decision_id)
        if decision is None:
            raise NotFound(
                f"Expected to evaluate decision {decision_id}, but {self.file} has only "
                f"{', '.join(self.decisions)}"
            )
        return decision
