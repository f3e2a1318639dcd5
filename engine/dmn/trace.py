"""What an evaluation leaves behind, put into words only when somebody asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from engine.dmn.clauses import Rule
from engine.dmn.hit import Hit
from engine.dmn.outcome import Cell, FiredRule, InputValue, PassedRule
from engine.feel import Evaluation as Account
from engine.feel import Scope, Value

if TYPE_CHECKING:
    from engine.dmn.table import Table


class Trace(Protocol):
    """What a piece of logic looked at and what it found."""

    @property
    def inputs(self) -> tuple[InputValue, ...]:
        """Return what it looked at."""
        ...

    @property
    def rules(self) -> tuple[FiredRule, ...]:
        """Return the rules that decided; none beside a table."""
        ...

    @property
    def passed(self) -> tuple[PassedRule, ...]:
        """Return the rules that did not decide, with the conditions that kept them from it."""
        ...

    @property
    def headings(self) -> Mapping[str, str]:
        """Return what the columns of results are called, by name; none beside a table."""
        ...


@dataclass(frozen=True, slots=True)
class LiteralTrace:
    """The names an expression read."""

    inputs: tuple[InputValue, ...]
    rules: tuple[FiredRule, ...] = ()
    passed: tuple[PassedRule, ...] = ()
    headings: Mapping[str, str] = field(default_factory=dict)


class TableTrace:
    """The values a table was evaluated with and the hits it chose; everything else follows from them."""

    __slots__ = ("_account", "_chosen", "_passed", "_scope", "_table", "_values")

    def __init__(
        self,
        table: Table,
        values: Sequence[Value],
        scope: Mapping[str, Value],
        account: Account,
        chosen: Sequence[Hit],
    ) -> None:
        self._table = table
        self._values = values
        self._scope = scope
        self._account = account
        self._chosen = chosen
        self._passed: tuple[PassedRule, ...] | None = None

    @property
    def inputs(self) -> tuple[InputValue, ...]:
        """Return the value of each column."""
        return tuple(
            InputValue(clause.label, clause.expression.text, value)
            for clause, value in zip(self._table.inputs, self._values, strict=True)
        )

    @property
    def rules(self) -> tuple[FiredRule, ...]:
        """Return the rules that decided, in the order in which they speak."""
        return tuple(self._fired(self._table.rules[hit.index - 1], hit) for hit in self._chosen)

    @property
    def passed(self) -> tuple[PassedRule, ...]:
        """Return every other rule with its conditions that do not hold, or cannot be told."""
        if self._passed is None:
            spoken = {hit.index for hit in self._chosen}
            scope = Scope(self._scope, None, Account(self._account.environment))
            self._passed = tuple(
                self._passed_over(rule, scope) for rule in self._table.rules if rule.index not in spoken
            )
        return self._passed

    @property
    def headings(self) -> Mapping[str, str]:
        """Return what the columns of results are called, by name."""
        return {clause.name: clause.label for clause in self._table.outputs}

    def _fired(self, rule: Rule, hit: Hit) -> FiredRule:
        outputs = self._table.outputs
        values = [hit.value] if len(outputs) == 1 else list(hit.value.values())  # type: ignore[union-attr]
        return FiredRule(
            id=rule.id,
            index=rule.index,
            annotations=rule.annotations,
            outputs={clause.name: value for clause, value in zip(outputs, values, strict=True)},
            cells=self._cells(rule),
        )

    def _cells(self, rule: Rule) -> tuple[Cell, ...]:
        return tuple(
            Cell(clause.label, value, condition.text)
            for clause, value, condition in zip(
                self._table.inputs, self._values, rule.conditions, strict=True
            )
        )

    def _passed_over(self, rule: Rule, scope: Scope) -> PassedRule:
        failed: list[Cell] = []
        unknown: list[Cell] = []
        held = 0
        for clause, value, condition in zip(self._table.inputs, self._values, rule.conditions, strict=True):
            if condition.tests is None:
                continue
            if value is None and not condition.speaks_of_null:
                unknown.append(Cell(clause.label, value, condition.text))
            elif not (holds := condition.tests.passes(value, scope)):
                cell = Cell(clause.label, value, condition.text)
                (unknown if holds is None else failed).append(cell)
            else:
                held += 1
        return PassedRule(rule.id, rule.index, rule.annotations, tuple(failed), tuple(unknown), held)
