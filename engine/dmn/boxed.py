"""Boxed expressions beside tables and literals (DMN 1.5, chapter 7.3): compiled logic made of logic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from engine.dmn.logic import Answer, Logic, fit
from engine.dmn.trace import LiteralTrace, Trace
from engine.dmn.types import ANY, Type, Unfitting, conform
from engine.feel import Evaluation as Account
from engine.feel import Function, Value, WarningKind, compile_expression


@dataclass(slots=True)
class _Parts:
    """Evaluates parts of a boxed expression and keeps what they reported beside their values."""

    account: Account
    traces: list[Trace] = field(default_factory=list)
    undetermined: dict[str, None] = field(default_factory=dict)

    def value_for_item(
        self, logic: Logic, scope: Mapping[str, Value], local: frozenset[str], source: Logic
    ) -> Value:
        """As `value`, for one item of a source.

        `local` names belong to the item: nobody entered them, so they are no inputs, and where one is missing, it
        is the source that is incomplete.
        """
        answer = logic.evaluate(scope, self.account)
        for trace in answer.traces:
            if isinstance(trace, LiteralTrace):
                entered = tuple(one for one in trace.inputs if one.expression not in local)
                self.traces.append(LiteralTrace(entered))
            else:
                self.traces.append(trace)
        for name in answer.undetermined:
            self.undetermined.update(dict.fromkeys(sorted(source.variables) if name in local else (name,)))
        return answer.value

    def value(self, logic: Logic, scope: Mapping[str, Value]) -> Value:
        answer = logic.evaluate(scope, self.account)
        self.traces.extend(answer.traces)
        self.undetermined.update(dict.fromkeys(answer.undetermined))
        return answer.value

    def answer(self, value: Value) -> Answer:
        """Return the whole; it is undetermined only if it became null while a part was."""
        missing = tuple(self.undetermined) if value is None else ()
        return Answer(value, tuple(self.traces), missing)


def _variables(parts: Iterable[Logic]) -> frozenset[str]:
    return frozenset[str]().union(*(part.variables for part in parts))


@dataclass(frozen=True, slots=True)
class Typed:
    """An expression with a type of its own; a value that is not of it becomes null (DMN 1.5, 10.3.2.9.4)."""

    logic: Logic
    type: Type
    name: str

    @property
    def variables(self) -> frozenset[str]:
        """Return the names the expression reads."""
        return self.logic.variables

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer the expression's value as the type has it."""
        answer = self.logic.evaluate(scope, account)
        return replace(answer, value=fit(answer.value, self.type, self.name, account))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a context; without a name it is the context's result."""

    name: str | None
    type: Type
    logic: Logic


@dataclass(frozen=True, slots=True)
class Context:
    """Named values, each seeing those before it."""

    entries: tuple[Entry, ...]

    @property
    def variables(self) -> frozenset[str]:
        """Return the names read from outside the context."""
        local = {entry.name for entry in self.entries}
        return _variables(entry.logic for entry in self.entries) - local

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer the result entry's value, or the context itself where there is none."""
        parts = _Parts(account)
        inner = dict(scope)
        made: dict[str, Value] = {}
        for entry in self.entries:
            value = fit(parts.value(entry.logic, inner), entry.type, entry.name or "Ergebnis", account)
            if entry.name is None:
                return parts.answer(value)
            made[entry.name] = inner[entry.name] = value
        return parts.answer(made)


@dataclass(frozen=True, slots=True)
class Items:
    """A boxed list."""

    items: tuple[Logic, ...]

    @property
    def variables(self) -> frozenset[str]:
        """Return the names the items read."""
        return _variables(self.items)

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer the list."""
        parts = _Parts(account)
        return parts.answer([parts.value(item, scope) for item in self.items])


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of contexts with the same names, drawn as rows."""

    columns: tuple[tuple[str, Type], ...]
    rows: tuple[tuple[Logic, ...], ...]

    @property
    def variables(self) -> frozenset[str]:
        """Return the names the cells read."""
        return _variables(cell for row in self.rows for cell in row)

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer the list of rows."""
        parts = _Parts(account)
        return parts.answer(
            [
                {
                    name: fit(parts.value(cell, scope), type_, name, account)
                    for (name, type_), cell in zip(self.columns, row, strict=True)
                }
                for row in self.rows
            ]
        )


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """A function with typed parameters and a typed result; its value remembers the scope it is defined in."""

    parameters: tuple[str, ...]
    types: tuple[Type, ...]
    body: Logic
    name: str | None = None
    result: Type = ANY

    @property
    def variables(self) -> frozenset[str]:
        """Return the names the body reads from outside."""
        return self.body.variables - set(self.parameters)

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer the function."""
        return Answer(self.function(scope))

    def function(self, scope: Mapping[str, Value]) -> Function:
        """Return the function over a scope."""
        name = self.name or "Funktion"

        def invoke(arguments: tuple[Value, ...], account: Account) -> Value:
            given: dict[str, Value] = {}
            for parameter, type_, argument in zip(self.parameters, self.types, arguments, strict=True):
                try:
                    given[parameter] = conform(argument, type_)
                except Unfitting as fault:
                    account.warn(WarningKind.INVALID_ARGUMENT, f"{name}, {parameter}: {fault}.", name=name)
                    return None
            account.spend(1)
            account.enter()
            try:
                return fit(self.body.evaluate({**scope, **given}, account).value, self.result, name, account)
            finally:
                account.leave()

        return Function(self.parameters, invoke, self.name)


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of a function with arguments bound by name."""

    callee: Logic
    bindings: tuple[tuple[str, Logic], ...]

    @property
    def variables(self) -> frozenset[str]:
        """Return the names the callee and the arguments read."""
        return self.callee.variables | _variables(logic for _, logic in self.bindings)

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer what the function returns; a parameter without a binding is null."""
        parts = _Parts(account)
        function = parts.value(self.callee, scope)
        given = {name: parts.value(logic, scope) for name, logic in self.bindings}
        if not isinstance(function, Function) or given.keys() - set(function.parameters):
            account.warn(
                WarningKind.INVALID_ARGUMENT, "Der Aufruf passt zu keiner Funktion mit diesen Parametern."
            )
            return parts.answer(None)
        arguments = tuple(given.get(name) for name in function.parameters)
        return parts.answer(function.invoke(arguments, account))


@dataclass(frozen=True, slots=True)
class If:
    """A boxed conditional; a null condition takes the else branch as in FEEL, another value gives null."""

    condition: Logic
    then: Logic
    otherwise: Logic

    @property
    def variables(self) -> frozenset[str]:
        """Return the names its three parts read."""
        return _variables((self.condition, self.then, self.otherwise))

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer the value of the branch taken."""
        parts = _Parts(account)
        condition = parts.value(self.condition, scope)
        if not isinstance(condition, bool | None):
            return parts.answer(_no_boolean(account))
        return parts.answer(parts.value(self.then if condition else self.otherwise, scope))


@dataclass(frozen=True, slots=True)
class Filter:
    """A boxed filter: the items for which `match` is true; members of an item can be read by name."""

    source: Logic
    match: Logic

    @property
    def variables(self) -> frozenset[str]:
        """Return the names read from outside; an item's members cannot be told from them."""
        return self.source.variables | (self.match.variables - {"item"})

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer the filtered list."""
        parts = _Parts(account)
        source = parts.value(self.source, scope)
        items = source if isinstance(source, list) else [] if source is None else [source]

        kept: list[Value] = []
        for item in items:
            members = item if isinstance(item, dict) else {}
            account.spend(1)
            matches = parts.value_for_item(
                self.match, {**scope, **members, "item": item}, frozenset({"item", *members}), self.source
            )
            if not isinstance(matches, bool | None):
                return parts.answer(_no_boolean(account))
            if matches:
                kept.append(item)
        return parts.answer(kept)


# What FEEL goes through: a list, a range of numbers or dates, one value as a list of one.
_ITEMS = compile_expression("for eintrag in liste return eintrag", frozenset({"liste"}))


class IterationKind(StrEnum):
    """The three boxed iterators, spelled as in the XML."""

    FOR = "for"
    EVERY = "every"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Iteration:
    """A boxed iterator over a list."""

    kind: IterationKind
    variable: str
    source: Logic
    body: Logic

    @property
    def variables(self) -> frozenset[str]:
        """Return the names read from outside."""
        return self.source.variables | (self.body.variables - {self.variable, "partial"})

    def evaluate(self, scope: Mapping[str, Value], account: Account) -> Answer:
        """Answer the list of results, or whether every or some item satisfies the body (in three values)."""
        parts = _Parts(account)
        source = _ITEMS.evaluate_within({"liste": parts.value(self.source, scope)}, account)
        if not isinstance(source, list):
            return parts.answer(None)
        local = frozenset({self.variable, "partial"})
        results: list[Value] = []
        for item in source:
            account.spend(1)
            inner = {**scope, self.variable: item, "partial": list(results)}
            results.append(parts.value_for_item(self.body, inner, local, self.source))
        match self.kind:
            case IterationKind.FOR:
                return parts.answer(results)
            case IterationKind.EVERY:
                return parts.answer(_fold(results, False, account))
            case _:
                return parts.answer(_fold(results, True, account))


def _fold(results: Sequence[Value], decisive: Value, account: Account) -> Value:
    """Fold in three values: one decisive result settles it, an unknown one leaves it unknown."""
    if not all(isinstance(result, bool | None) for result in results):
        return _no_boolean(account)
    if any(result is decisive for result in results):
        return decisive
    return None if any(result is None for result in results) else not decisive


def _no_boolean(account: Account) -> Value:
    """Return null after saying why."""
    account.warn(WarningKind.TYPE_MISMATCH, "Eine Bedingung ergibt weder wahr noch falsch.")
    return None
