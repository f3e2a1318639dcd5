"""Compiled expressions and cells: what the rest of the engine holds in its hands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from engine.feel.builtins import BUILTIN_NAMES
from engine.feel.compiler.build import Compiler
from engine.feel.compiler.scope import Code, Scope
from engine.feel.compiler.shortcut import Short, shortcut
from engine.feel.compiler.unary import Test, build_tests
from engine.feel.environment import Environment, Evaluation
from engine.feel.faults import Position, SyntaxFault
from engine.feel.outcome import Result, WarningKind
from engine.feel.semantics.access import PROPERTY_NAMES
from engine.feel.semantics.rejection import LimitReached
from engine.feel.syntax.parser import parse_expression, parse_unary_tests
from engine.feel.values import Value

_DEFAULT = Environment()
_TRUE, _FALSE, _NULL = Result(True), Result(False), Result(None)
_CACHED = 4096
_LITERAL = re.compile(r'"[^"\\]*"|\d{1,30}|true|false', re.ASCII)
_KNOWN = BUILTIN_NAMES | PROPERTY_NAMES
_TOO_DEEP = "Die Auswertung ist zu tief geschachtelt"


def _result(value: Value, evaluation: Evaluation) -> Result:
    if evaluation.warnings or evaluation.derivations or evaluation.agreements:
        return Result(
            value, tuple(evaluation.warnings), tuple(evaluation.derivations), tuple(evaluation.agreements)
        )
    if value is True:
        return _TRUE
    if value is False:
        return _FALSE
    return _NULL if value is None else Result(value)


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression.

    `variables` are the names it reads from outside, the first segment only. Inside a filter a name nobody
    declared may be a variable or a member of the items; those are in `filter_names`. `functions` are the
    names it calls.
    """

    text: str
    variables: frozenset[str]
    filter_names: frozenset[str]
    functions: frozenset[str]
    _code: Code = field(repr=False, compare=False)
    #: of a plain literal, which is the same whoever asks
    literal: Result | None = field(default=None, repr=False, compare=False)
    #: of a plain condition, tried first
    _short: Short | None = field(default=None, repr=False, compare=False)

    def evaluate(self, variables: Mapping[str, Value], environment: Environment = _DEFAULT) -> Result:
        """The value and its warnings; never raises for bad data (10.3.1.6)."""
        if self._short is not None:
            found = self._short(variables)
            if found is not None:
                return _TRUE if found else _FALSE
        elif self.literal is not None:
            return self.literal
        evaluation = Evaluation(environment)
        try:
            value = self._code(Scope(variables, None, evaluation))
        except (LimitReached, RecursionError) as fault:
            _stop(fault, evaluation)
            value = None
        return _result(value, evaluation)

    def evaluate_within(self, variables: Mapping[str, Value], evaluation: Evaluation) -> Value:
        """The value on the account of a larger evaluation, which keeps the warnings.

        Raises LimitReached when the account is used up, for whoever opened it to handle.
        """
        if self._short is not None:
            found = self._short(variables)
            if found is not None:
                return found
        return self._code(Scope(variables, None, evaluation))


def _stop(fault: Exception, evaluation: Evaluation) -> None:
    """Say in a warning why the evaluation ended early."""
    reason = str(fault) if isinstance(fault, LimitReached) else _TOO_DEEP
    evaluation.quiet = 0
    evaluation.warn(WarningKind.LIMIT, f"{reason}.")


@dataclass(frozen=True, slots=True)
class UnaryTests:
    """A compiled cell of a decision table; its value is true, false or, where that is unknown, null."""

    text: str
    variables: frozenset[str]
    filter_names: frozenset[str]
    functions: frozenset[str]
    _test: Test = field(repr=False, compare=False)

    @property
    def matches_everything(self) -> bool:
        """Whether the cell is `-` or empty."""
        return self.text.strip() in ("", "-")

    def evaluate(
        self, value: Value, variables: Mapping[str, Value], environment: Environment = _DEFAULT
    ) -> Result:
        """Whether the input passes, with warnings; never raises for bad data."""
        evaluation = Evaluation(environment)
        passed: bool | None
        try:
            passed = self._test(value, Scope(variables, None, evaluation))
        except (LimitReached, RecursionError) as fault:
            _stop(fault, evaluation)
            passed = None
        return _result(passed, evaluation)

    def evaluate_within(
        self, value: Value, variables: Mapping[str, Value], evaluation: Evaluation
    ) -> bool | None:
        """As `evaluate`, on the account of a larger evaluation."""
        return self._test(value, Scope(variables, None, evaluation))

    def passes(self, value: Value, scope: Scope) -> bool | None:
        """As `evaluate_within`, for whoever asks a hundred cells in one scope and makes it only once."""
        return self._test(value, scope)


def compile_expression(text: str, names: Iterable[str] = frozenset()) -> Expression:
    """Compile an expression in which `names` are known; they may hold spaces and signs. Raises SyntaxFault.

    The result is kept for the next caller with the same text and names.
    """
    return _compile_expression(text, frozenset(names))


def compile_unary_tests(text: str, names: Iterable[str] = frozenset()) -> UnaryTests:
    """Compile the cell of a decision table; `?` is its input. Raises SyntaxFault."""
    return _compile_unary_tests(text, frozenset(names))


@lru_cache(maxsize=_CACHED)
def _compile_expression(text: str, names: frozenset[str]) -> Expression:
    compiler = Compiler(text, names)
    try:
        node = parse_expression(text, names, _KNOWN)
        code = compiler.compile(node).code
    except RecursionError:
        raise _too_deep(text) from None
    literal = None
    if _LITERAL.fullmatch(text):
        evaluation = Evaluation(_DEFAULT)
        literal = _result(code(Scope({}, None, evaluation)), evaluation)
    return Expression(text, *_read(compiler), code, literal, shortcut(node))


@lru_cache(maxsize=_CACHED)
def _compile_unary_tests(text: str, names: frozenset[str]) -> UnaryTests:
    compiler = Compiler(text, names)
    try:
        test = build_tests(compiler, parse_unary_tests(text, names, _KNOWN))
    except RecursionError:
        raise _too_deep(text) from None
    return UnaryTests(text, *_read(compiler), test)


def _read(compiler: Compiler) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return frozenset(compiler.variables), frozenset(compiler.filter_names), frozenset(compiler.functions)


def _too_deep(text: str) -> SyntaxFault:
    return SyntaxFault("Der Ausdruck ist zu tief geschachtelt.", Position(1, 1), text)
