"""A DMN file as the engine keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from engine import feel
from engine.dmn.decision import Decision
from engine.dmn.ledger import Ledger, Missing
from engine.dmn.outcome import Evaluation
from engine.dmn.run import Run
from engine.dmn.service import Service
from engine.dmn.table import PlacedTable
from engine.dmn.types import Origin
from engine.errors import Finding, NotFound
from engine.feel import Environment, Function, Value


@dataclass(frozen=True, slots=True)
class Model:
    """A parsed DMN file. `tables` are all its tables, wherever they stand; `findings` what was noted while reading,
    which are warnings only unless somebody wanted to look into a faulty file (`read`)."""

    id: str
    name: str
    file: str
    decisions: Mapping[str, Decision]
    services: Mapping[str, Service] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    types: Mapping[str, feel.Type] = field(default_factory=dict)
    tables: tuple[PlacedTable, ...] = ()
    findings: tuple[Finding, ...] = ()

    def inputs(self, decision_id: str) -> tuple[str, ...]:
        """Return every variable a decision and all it requires read from outside, sorted."""
        names: set[str] = set()
        todo = [self._decision(decision_id)]
        while todo:
            decision = todo.pop()
            names.update(decision.inputs)
            todo.extend(one.decision for one in decision.required_decisions)
        return tuple(sorted(names))

    def evaluate(
        self,
        decision_id: str,
        variables: Mapping[str, Value],
        environment: Environment,
        origin: Origin = Origin.CALLER,
        missing: Missing = Missing.UNDETERMINED,
    ) -> Evaluation:
        """Decide, first what is required, each decision once; a service or knowledge model answers by its id too.

        The variables come from a caller whose text may stand for dates and numbers, unless the `origin` is the model.
        `missing` says what a table makes of a condition on something missing.
        NotFound for an unknown decision, DecisionFault where a table contradicts itself.
        """
        if self.types:
            environment = replace(environment, types={**environment.types, **self.types})
        if (service := self.services.get(decision_id)) is not None:
            return service.evaluate(variables, environment, origin, missing)
        if (function := self.functions.get(decision_id)) is not None:
            return _called(decision_id, function, variables, Ledger(environment, missing))
        return Run(variables, environment, origin=origin, missing=missing).decide(self._decision(decision_id))

    def _decision(self, decision_id: str) -> Decision:
        decision = self.decisions.get(decision_id)
        if decision is None:
            raise NotFound(
                f"Expected to evaluate decision {decision_id}, but {self.file} has only "
                f"{', '.join(self.decisions)}"
            )
        return decision


def _called(id_: str, function: Function, variables: Mapping[str, Value], account: Ledger) -> Evaluation:
    """Call a knowledge model with the variables that have the names of its parameters; those left out are null."""
    value = function.invoke(tuple(variables.get(name) for name in function.parameters), account)
    return Evaluation(id_, function.name or id_, value, warnings=tuple(account.warnings))
