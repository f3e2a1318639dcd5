"""Evaluating a decision table in three values: a rule matches, does not, or cannot be told.

A condition on something missing is *unknown* unless it is irrelevant ("-") or speaks of null itself. The
outcome stands only if no unknown rule could change it; otherwise the table is undetermined and names what is
missing. FEEL alone would make such a rule "not matched" (`null = "B1"` is false), which reads as a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from engine import feel
from engine.dmn.clauses import InputClause, OutputClause, Rule
from engine.dmn.hit import SEVERAL, Aggregator, Contradiction, Hit, HitPolicy, choose, combine
from engine.dmn.ledger import Missing, missing_in
from engine.dmn.logic import Answer, Fault, fit
from engine.dmn.partition import bits
from engine.dmn.trace import TableTrace
from engine.dmn.types import ANY, Origin
from engine.feel import Evaluation as Account
from engine.feel import Expression, Scope, Value, WarningKind

if TYPE_CHECKING:
    from engine.dmn.table import Table

_PATH = re.compile(r"\w+(\.\w+)*")
#: what looking a value up in a column costs, in steps
_LOOK = 1


@dataclass(frozen=True, slots=True)
class _Open:
    """A rule that cannot be told, and the columns in which it cannot."""

    rule: Rule
    columns: tuple[int, ...]


class TableRun:
    """One evaluation of a table: the values of its inputs, and what it is evaluated with."""

    __slots__ = ("account", "is_null_a_value", "scope", "table", "unknown", "values")

    def __init__(self, table: Table, scope: Mapping[str, Value], account: Account) -> None:
        self.table = table
        self.scope = scope
        self.account = account
        account.spend(_LOOK * len(table.inputs))
        self.values = [
            scope[name] if name is not None and name in scope else self._input(clause)
            for name, clause in table.plain
        ]
        # By column the rules that the column leaves open, as bits.
        self.unknown = [0] * len(self.values)
        self.is_null_a_value = missing_in(account) is Missing.AS_NULL

    def answer(self) -> Answer:
        """Decide; raises Fault where the table contradicts itself."""
        matched, unsettled = self._sort()
        rules = self.table.rules
        hits = [self._hit(rules[number]) for number in bits(matched)]
        try:
            chosen = choose(self.table.hit_policy, hits) if len(hits) > 1 else hits
        except Contradiction as fault:
            raise Fault(str(fault), self._ids(fault.rules)) from None
        value = self._value(chosen)
        missing: tuple[str, ...] = ()
        if unsettled:
            missing = self._deciding(self._open_rules(matched, unsettled), hits, value)
        if not missing and value is None and not self.is_null_a_value:
            missing = self._unread(chosen)
        trace = TableTrace(self.table, self.values, self.scope, self.account, () if missing else chosen)
        return Answer(None if missing else value, (trace,), missing)

    def _input(self, clause: InputClause) -> Value:
        name = clause.reads
        if name is not None and name in self.scope:
            found = self.scope[name]
        else:
            found = clause.expression.evaluate_within(self.scope, self.account)
        type_ = clause.type
        if found.__class__ is type_.plain or type_ is ANY:
            value = found
        else:
            value = fit(found, type_, clause.label, self.account, Origin.CALLER)
        if value is None or clause.allowed is None:
            return value
        if clause.allowed.evaluate_within(value, self.scope, self.account) is True:
            return value
        message = (
            f"{clause.label}: „{feel.text(value)}“ ist keiner der erlaubten Werte ({clause.allowed.text})."
        )
        self.account.warn(WarningKind.TYPE_MISMATCH, message, name=clause.label)
        return None

    def _sort(self) -> tuple[int, int]:
        """Return the rules that match, and those that cannot be told, as bits; the others do not match."""
        possible = (1 << len(self.table.rules)) - 1
        asked: list[tuple[int, int]] = []
        to_ask = open_ = 0
        for number, column in enumerate(self.table.columns):
            value = self.values[number]
            passed, asking, unknown = (
                column.unindexed if value is None and self.is_null_a_value else column.split(value)
            )
            possible &= passed | asking | unknown
            if asking:
                asked.append((number, asking))
                to_ask |= asking
            if unknown:
                self.unknown[number] = unknown
                open_ |= unknown
        if to_ask & possible:
            return self._ask(possible, asked, open_)
        open_ &= possible
        return self._settle(possible & ~open_, open_)

    def _settle(self, matched: int, open_: int) -> tuple[int, int]:
        """In a FIRST table only the first match counts, and what cannot be told above it."""
        if matched and self.table.hit_policy is HitPolicy.FIRST:
            first = matched & -matched
            return first, open_ & (first - 1)
        return matched, open_

    def _ask(self, possible: int, asked: Sequence[tuple[int, int]], open_: int) -> tuple[int, int]:
        """Evaluate, rule by rule, the cells that no index could tell."""
        scope = Scope(self.scope, None, self.account)
        only_first = self.table.hit_policy is HitPolicy.FIRST
        columns, values = self.table.columns, self.values
        matched = unsettled = 0
        for rule in bits(possible):
            bit = 1 << rule
            is_open = bool(open_ & bit)
            for number, asking in asked:
                if not asking & bit:
                    continue
                tests = columns[number].tests[rule]
                holds = True if tests is None else tests.passes(values[number], scope)
                if holds is None and not self.is_null_a_value:
                    self.unknown[number] |= bit
                    is_open = True
                elif holds is not True:
                    break
            else:
                if is_open:
                    unsettled |= bit
                    continue
                matched |= bit
                if only_first:
                    break
        return matched, unsettled

    def _open_rules(self, matched: int, unsettled: int) -> list[_Open]:
        """Return the rules that cannot be told, without those where a matching rule has already answered.

        A rule that matched because its cell speaks of null says what holds without the input. What other rules
        would say about a value there is then no question any more.
        """
        answered = {
            number
            for number, column in enumerate(self.table.columns)
            if self.values[number] is None and column.speaking & matched
        }
        found = []
        for rule in bits(unsettled):
            columns = tuple(number for number, rules in enumerate(self.unknown) if rules & (1 << rule))
            if not answered.issuperset(columns):
                found.append(_Open(self.table.rules[rule], columns))
        return found

    def _missing(self, open_: _Open) -> tuple[str, ...]:
        names: dict[str, None] = {}
        for column in open_.columns:
            clause, condition = self.table.inputs[column], open_.rule.conditions[column]
            if self.values[column] is None:
                names.update(dict.fromkeys(missing_names(clause.expression, self.scope) or [clause.label]))
            else:
                read = sorted(condition.tests.variables) if condition.tests else ()
                absent = [name for name in read if self.scope.get(name) is None]
                # Nothing is absent where the input is of a kind the cell cannot compare.
                names.update(dict.fromkeys(absent or [clause.label]))
        return tuple(names)

    def _hit(self, rule: Rule) -> Hit:
        constant = self.table.constants[rule.index - 1]
        if constant is not None:
            return constant
        outputs = zip(rule.results, self.table.outputs, strict=True)
        return self.table.hit(
            rule.index, [self._result(expression, clause, rule) for expression, clause in outputs]
        )

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
            return combine(self.table.hit_policy, self.table.aggregator, chosen, self.account)
        return self._default()

    def _default(self) -> Value:
        """Return what the table says when nothing matched: the default outputs, else null; a count is 0."""
        outputs = self.table.outputs
        if all(clause.default is None for clause in outputs):
            return Decimal(0) if self.table.aggregator is Aggregator.COUNT else None
        return self.table.row(
            [self._result(clause.default, clause, None) if clause.default else None for clause in outputs]
        )

    def _unread(self, chosen: Sequence[Hit]) -> tuple[str, ...]:
        """Name what the chosen rules, or the default, read to say something and did not find."""
        if chosen:
            rules = [self.table.rules[hit.index - 1] for hit in chosen]
            said = [expression for rule in rules for expression in rule.results]
        else:
            said = [clause.default for clause in self.table.outputs if clause.default]
        return tuple(dict.fromkeys(name for expression in said for name in _absent(expression, self.scope)))

    def _deciding(self, open_rules: Sequence[_Open], hits: Sequence[Hit], value: Value) -> tuple[str, ...]:
        """Name what is missing for the rules that would change the value if they matched.

        The open rules are tried one by one, and all at once: where neither changes the outcome, no set of them
        does (in a UNIQUE table they could at most contradict each other). What would be a fault changes it too,
        and a rule that reads what is missing, because what it will say cannot be told yet.
        """
        rules = [candidate.rule for candidate in open_rules]
        deciding = [
            candidate
            for candidate in open_rules
            if any(_absent(expression, self.scope) for expression in candidate.rule.results)
            or self._changes([candidate.rule], hits, value)
        ]
        if not deciding and self.table.hit_policy in SEVERAL and self._changes(rules, hits, value):
            deciding = list(open_rules)
        return tuple(dict.fromkeys(name for candidate in deciding for name in self._missing(candidate)))

    def _changes(self, rules: Sequence[Rule], hits: Sequence[Hit], value: Value) -> bool:
        try:
            together = sorted([*hits, *map(self._hit, rules)], key=lambda hit: hit.index)
            return self._value(choose(self.table.hit_policy, together)) != value
        except (Contradiction, Fault):
            return True

    def _ids(self, indexes: Sequence[int]) -> tuple[str, ...]:
        return tuple(self.table.rules[index - 1].id for index in indexes)


def missing_names(expression: Expression, scope: Mapping[str, Value]) -> tuple[str, ...]:
    """Name what an expression that became null did not find: the path as written, or its variables."""
    if _PATH.fullmatch(expression.text.strip()):
        return (expression.text.strip(),)
    return _absent(expression, scope)


def _absent(expression: Expression, scope: Mapping[str, Value]) -> tuple[str, ...]:
    """Name the variables an output cell reads that are not there."""
    return tuple(name for name in sorted(expression.variables) if scope.get(name) is None)
