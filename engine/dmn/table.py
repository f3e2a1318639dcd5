"""A compiled decision table and its evaluation in three values: a rule matches, does not, or cannot be told.

A condition on something missing is *unknown* unless it is irrelevant ("-") or speaks of null itself. The
outcome stands only if no unknown rule could change it; otherwise the table is undetermined and names what is
missing. FEEL alone would make such a rule "not matched" (`null = "B1"` is false), which reads as a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from engine import feel
from engine.dmn.hit import Aggregator, Contradiction, Hit, HitPolicy, choose, combine
from engine.dmn.logic import Answer, Fault, fit
from engine.dmn.outcome import Annotation, Cell, FiredRule, InputValue
from engine.dmn.types import Origin, Type
from engine.feel import Evaluation as Account
from engine.feel import Expression, Scope, UnaryTests, Value, WarningKind

_PATH = re.compile(r"\w+(\.\w+)*")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_SPEAKS_OF_NULL = re.compile(r"\bnull\b|\bis defined\b|\bget or else\b")


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column of conditions: what it looks at, and the values allowed there."""

    id: str
    label: str
    expression: Expression
    type: Type
    allowed: UnaryTests | None = None


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column of results. `ranking` lists the output values, highest first, where the policy needs it."""

    id: str
    name: str
    label: str
    type: Type
    allowed: UnaryTests | None = None
    ranking: tuple[Value, ...] = ()
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One input cell; without `tests` it is irrelevant ("-")."""

    text: str
    tests: UnaryTests | None = None

    @property
    def speaks_of_null(self) -> bool:
        """Whether the author said what holds when the input is missing."""
        return bool(_SPEAKS_OF_NULL.search(_STRING.sub("", self.text)))


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `index` counts from 1."""

    id: str
    index: int
    conditions: tuple[Condition, ...]
    results: tuple[Expression, ...]
    annotations: tuple[Annotation, ...] = ()


@dataclass(frozen=True, slots=True)
class _Open:
    """A rule that cannot be told, and the names of what is missing for it."""

    rule: Rule
    missing: tuple[str, ...]


class Table:
    """A decision table, compiled once; evaluating it keeps nothing."""

    __slots__ = ("_checks", "aggregator", "hit_policy", "inputs", "outputs", "rules", "variables")

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
        # Per rule only the columns that can refuse it: (column, tests, speaks of null).
        self._checks = tuple(
            (
                rule,
                tuple(
                    (column, condition.tests, condition.speaks_of_null)
                    for column, condition in enumerate(rule.conditions)
                    if condition.tests is not None
                ),
            )
            for rule in self.rules
        )

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Decide for the values in scope; raises Fault where the table contradicts itself."""
        return _Run(self, scope, account).answer()


class _Run:
    """One evaluation of a table: the values of its inputs, and what it is evaluated with."""

    __slots__ = ("account", "scope", "table", "values")

    def __init__(self, table: Table, scope: Mapping[str, Value], account: Account) -> None:
        self.table = table
        self.scope = scope
        self.account = account
        self.values = [self._input(clause) for clause in table.inputs]

    def answer(self) -> Answer:
        matched, open_rules = self._sort()
        hits = [self._hit(rule) for rule in matched]
        try:
            chosen = choose(self.table.hit_policy, hits)
        except Contradiction as fault:
            raise Fault(str(fault), self._ids(fault.rules)) from None
        value = self._value(chosen)
        missing = self._deciding(open_rules, hits, value)
        rules = {rule.index: rule for rule in matched}
        return Answer(
            value=None if missing else value,
            inputs=tuple(
                InputValue(clause.label, clause.expression.text, value)
                for clause, value in zip(self.table.inputs, self.values, strict=True)
            ),
            rules=() if missing else tuple(self._fired(rules[hit.index], hit) for hit in chosen),
            undetermined=missing,
        )

    def _input(self, clause: InputClause) -> Value:
        found = clause.expression.evaluate_within(self.scope, self.account)
        value = fit(found, clause.type, clause.label, self.account, Origin.CALLER)
        if value is None or clause.allowed is None:
            return value
        if clause.allowed.evaluate_within(value, self.scope, self.account) is True:
            return value
        message = (
            f"{clause.label}: „{feel.text(value)}“ ist keiner der erlaubten Werte ({clause.allowed.text})."
        )
        self.account.warn(WarningKind.TYPE_MISMATCH, message, name=clause.label)
        return None

    def _sort(self) -> tuple[list[Rule], list[_Open]]:
        """Split the rules into those that match and those that cannot be told; the others do not match."""
        matched: list[Rule] = []
        open_rules: list[_Open] = []
        only_first = self.table.hit_policy is HitPolicy.FIRST
        values, scope = self.values, Scope(self.scope, None, self.account)
        for rule, checks in self.table._checks:
            unknown: list[int] = []
            for column, tests, speaks_of_null in checks:
                value = values[column]
                if value is None and not speaks_of_null:
                    unknown.append(column)
                    continue
                holds = tests.passes(value, scope)
                if holds is None:
                    unknown.append(column)
                elif holds is not True:
                    break
            else:
                if unknown:
                    open_rules.append(_Open(rule, self._missing(rule, unknown)))
                    continue
                matched.append(rule)
                if only_first:
                    break
        return matched, open_rules

    def _missing(self, rule: Rule, columns: Sequence[int]) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for column in columns:
            clause, condition = self.table.inputs[column], rule.conditions[column]
            if self.values[column] is None:
                names.update(dict.fromkeys(missing_names(clause.expression, self.scope) or [clause.label]))
            else:
                read = sorted(condition.tests.variables) if condition.tests else ()
                absent = [name for name in read if self.scope.get(name) is None]
                # Nothing is absent where the input is of a kind the cell cannot compare.
                names.update(dict.fromkeys(absent or [clause.label]))
        return tuple(names)

    def _hit(self, rule: Rule) -> Hit:
        values = [
            self._result(expression, clause, rule)
            for expression, clause in zip(rule.results, self.table.outputs, strict=True)
        ]
        rank = tuple(
            clause.ranking.index(value) if value in clause.ranking else len(clause.ranking)
            for clause, value in zip(self.table.outputs, values, strict=True)
            if clause.ranking
        )
        return Hit(rule.index, self._row(values), rank)

    def _result(self, expression: Expression, clause: OutputClause, rule: Rule | None) -> Value:
        """Evaluate an output cell; a value outside the allowed ones is a fault of the model."""
        found = expression.evaluate_within(self.scope, self.account)
        value = fit(found, clause.type, clause.label, self.account)
        if value is None or clause.allowed is None:
            return value
        if clause.allowed.evaluate_within(value, self.scope, self.account) is not True:
            place = f"Die Regel {rule.index}" if rule else "Die Vorgabe"
            raise Fault(
                f"{place} ergibt für „{clause.label}“ „{feel.text(value)}“, "
                f"was keiner der erlaubten Werte ist ({clause.allowed.text})",
                (rule.id,) if rule else (),
            )
        return value

    def _value(self, chosen: Sequence[Hit]) -> Value:
        if chosen:
            return combine(self.table.hit_policy, self.table.aggregator, chosen)
        return self._default()

    def _default(self) -> Value:
        """Return what the table says when nothing matched: the default outputs, else null; a count is 0."""
        outputs = self.table.outputs
        if all(clause.default is None for clause in outputs):
            return Decimal(0) if self.table.aggregator is Aggregator.COUNT else None
        return self._row(
            [self._result(clause.default, clause, None) if clause.default else None for clause in outputs]
        )

    def _row(self, values: Sequence[Value]) -> Value:
        if len(values) == 1:
            return values[0]
        return {clause.name: value for clause, value in zip(self.table.outputs, values, strict=True)}

    def _deciding(self, open_rules: Sequence[_Open], hits: Sequence[Hit], value: Value) -> tuple[str, ...]:
        """Name what is missing for the rules that would change the value if they matched.

        The open rules are tried one by one: where no single one changes the outcome, no set of them does (in
        a UNIQUE table they could at most contradict each other). One that would be a fault changes it too.
        """
        names: dict[str, None] = {}
        for candidate in open_rules:
            try:
                together = sorted([*hits, self._hit(candidate.rule)], key=lambda hit: hit.index)
                changed = self._value(choose(self.table.hit_policy, together)) != value
            except (Contradiction, Fault):
                changed = True
            if changed:
                names.update(dict.fromkeys(candidate.missing))
        return tuple(names)

    def _fired(self, rule: Rule, hit: Hit) -> FiredRule:
        outputs = self.table.outputs
        values = [hit.value] if len(outputs) == 1 else list(hit.value.values())  # type: ignore[union-attr]
        return FiredRule(
            id=rule.id,
            index=rule.index,
            annotations=rule.annotations,
            outputs={clause.name: value for clause, value in zip(outputs, values, strict=True)},
            cells=tuple(
                Cell(clause.label, value, condition.text)
                for clause, value, condition in zip(
                    self.table.inputs, self.values, rule.conditions, strict=True
                )
            ),
        )

    def _ids(self, indexes: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.table.rules[index - 1].id for index in indexes)


def missing_names(expression: Expression, scope: Mapping[str, Value]) -> tuple[str, ...]:
    """Name what an expression that became null did not find: the path as written, or its variables."""
    if _PATH.fullmatch(expression.text.strip()):
        return (expression.text.strip(),)
    return tuple(name for name in sorted(expression.variables) if scope.get(name) is None)
