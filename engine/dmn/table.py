"""A compiled decision table. Its columns are indexed once, so that a value finds the rules it passes at one look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine.dmn.clauses import InputClause, OutputClause, Rule
from engine.dmn.column import Column
from engine.dmn.decide import TableRun
from engine.dmn.hit import Aggregator, Hit, HitPolicy
from engine.dmn.logic import Answer
from engine.dmn.types import ANY, Unfitting, conform
from engine.feel import Evaluation as Account
from engine.feel import Value


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A table and where it stands: the name of what it decides, its element and line."""

    table: Table
    name: str
    element: str
    line: int | None


class Table:
    """A decision table, compiled once; evaluating it keeps nothing."""

    __slots__ = (
        "aggregator",
        "columns",
        "constants",
        "hit_policy",
        "inputs",
        "outputs",
        "plain",
        "rules",
        "variables",
    )

    def __init__(
        self,
        hit_policy: HitPolicy,
        aggregator: Aggregator | None,
        inputs: Sequence[InputClause],
        outputs: Sequence[OutputClause],
        rules: Sequence[Rule],
    ) -> None:
        self.hit_policy = hit_policy
        self.aggregator = aggregator
        self.inputs = tuple(inputs)
        self.outputs = tuple(outputs)
        self.rules = tuple(rules)
        self.variables = frozenset[str]().union(
            *(clause.expression.variables for clause in inputs),
            *(test.tests.variables for rule in rules for test in rule.conditions if test.tests),
            *(result.variables for rule in rules for result in rule.results),
            *(clause.default.variables for clause in outputs if clause.default),
        ) - {"?"}
        # Of columns without type and allowed values the variable they read, whose value needs no look.
        self.plain = tuple(
            (clause.reads if clause.type is ANY and clause.allowed is None else None, clause)
            for clause in inputs
        )
        self.columns = tuple(
            Column([rule.conditions[number] for rule in rules]) for number in range(len(inputs))
        )
        # What a rule says, where it always says the same; None where it must be evaluated.
        self.constants = tuple(self._constant(rule) for rule in rules)

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Decide for the values in scope; raises Fault where the table contradicts itself."""
        return TableRun(self, scope, account).answer()

    def hit(self, index: int, values: Sequence[Value]) -> Hit:
        """Return what the rule of that index says with these values in its output columns."""
        rank = tuple(
            clause.ranking.index(value) if value in clause.ranking else len(clause.ranking)
            for clause, value in zip(self.outputs, values, strict=True)
            if clause.ranking
        )
        return Hit(index, self.row(values), rank)

    def row(self, values: Sequence[Value]) -> Value:
        """Return the values of the output columns as the table's value: one alone, several as a context."""
        if len(values) == 1:
            return values[0]
        return {clause.name: value for clause, value in zip(self.outputs, values, strict=True)}

    def _constant(self, rule: Rule) -> Hit | None:
        values: list[Value] = []
        for constant, clause in zip(rule.constants, self.outputs, strict=True):
            if constant is None:
                return None
            try:
                value = conform(constant[0], clause.type)
            except Unfitting:
                return None
            if value is not None and not _surely_allowed(value, clause):
                return None
            values.append(value)
        return self.hit(rule.index, values)


def _surely_allowed(value: Value, clause: OutputClause) -> bool:
    """Whether the value is always one of the allowed ones."""
    allowed = clause.allowed
    return allowed is None or (not allowed.variables and allowed.evaluate(value, {}).value is True)
