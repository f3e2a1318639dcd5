"""`for`, `some` and `every`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from engine.feel.compiler.operators import warn_of_unknown
from engine.feel.compiler.scope import Code, Part, Scope, reject
from engine.feel.semantics.rejection import Mismatch, Rejected
from engine.feel.semantics.types import german_type
from engine.feel.syntax import tree
from engine.feel.values import Date, Range, Value

if TYPE_CHECKING:
    from engine.feel.compiler.build import Compiler
    from engine.feel.environment import Evaluation


class _Loop(NamedTuple):
    """A name, and the code for what it runs over."""

    name: str
    domain: Code
    end: Code | None


# What a turn costs beside its body, in steps.
_TURN = 5


class _NoDomain(Exception):
    """One of the domains is no list; the whole expression is null."""


def _count(start: Value, end: Value, evaluation: Evaluation) -> Iterable[Value]:
    """All whole numbers or days from one to the other, downwards too (10.3.2.11)."""
    if isinstance(start, Date) and isinstance(end, Date):
        first, last = start.ordinal, end.ordinal
    elif isinstance(start, Decimal) and isinstance(end, Decimal):
        if start.adjusted() > 18 or end.adjusted() > 18:
            raise Rejected("Über so große Zahlen lässt sich nicht zählen")
        if start != int(start) or end != int(end):
            raise Rejected("Gezählt wird nur von einer ganzen Zahl zu einer ganzen Zahl")
        first, last = int(start), int(end)
    else:
        raise Mismatch(f"Von „{german_type(start)}“ bis „{german_type(end)}“ lässt sich nicht zählen")
    step = 1 if first <= last else -1
    evaluation.allow_list(abs(last - first) + 1)
    numbers = range(first, last + step, step)
    return map(Date.from_ordinal, numbers) if isinstance(start, Date) else map(Decimal, numbers)


def _domain(scope: Scope, loop: _Loop) -> Iterable[Value]:
    start = loop.domain(scope)
    if loop.end is not None:
        return _count(start, loop.end(scope), scope.evaluation)
    if isinstance(start, list):
        return start
    if isinstance(start, Range):
        return _range_items(start, scope.evaluation)
    if start is None:
        raise Mismatch("Über null lässt sich nicht zählen")
    return [start]


def _range_items(span: Range, evaluation: Evaluation) -> Iterable[Value]:
    items = list(_count(span.start, span.end, evaluation))
    return items[0 if span.start_included else 1 : len(items) if span.end_included else -1]


def _scopes(
    scope: Scope, loops: tuple[_Loop, ...], weight: int, node: tree.For | tree.Some | tree.Every
) -> Iterator[Scope]:
    """One scope per combination; a later domain sees the names of the earlier ones."""
    loop, later = loops[0], loops[1:]
    try:
        values = _domain(scope, loop)
    except Rejected as fault:
        reject(scope, fault, node.position, loop.name)
        raise _NoDomain from fault
    for value in values:
        scope.evaluation.spend(weight + _TURN)
        inner = Scope({loop.name: value}, scope, scope.evaluation)
        if later:
            yield from _scopes(inner, later, weight, node)
        else:
            yield inner


def _build_loops(
    compiler: Compiler, iterations: tuple[tree.Iteration, ...], body: tree.Node, *names: str
) -> tuple[tuple[_Loop, ...], Code, int]:
    """The loops, the code of the body, and what one turn costs; each name is local for what follows it."""
    if not iterations:
        with compiler.scope(*names):
            part, weight = compiler.weighed(body)
        return (), part.code, weight
    first = iterations[0]
    domain = compiler.compile(first.domain).code
    end = compiler.compile(first.end).code if first.end is not None else None
    with compiler.scope(first.name):
        loops, code, weight = _build_loops(compiler, iterations[1:], body, *names)
    return (_Loop(first.name, domain, end), *loops), code, weight


def build_for(compiler: Compiler, node: tree.For) -> Part:
    """The list of results; inside, `partial` is the list of those so far (10.3.2.11)."""
    loops, body, weight = _build_loops(compiler, node.iterations, node.body, "partial")

    def collect(scope: Scope) -> Value:
        evaluation = scope.evaluation
        results: list[Value] = []
        try:
            for inner in _scopes(scope, loops, weight, node):
                result = body(Scope(_Partial(results, evaluation), inner, evaluation))
                if isinstance(result, list | dict):
                    evaluation.pay_for(result)
                results.append(result)
        except _NoDomain:
            return None
        evaluation.allow_list(len(results))
        return results

    return Part(collect)


class _Partial(dict[str, Value]):
    """A scope with the one name `partial`, whose list is copied only when someone reads it."""

    __slots__ = ("_evaluation", "_results")

    def __init__(self, results: list[Value], evaluation: Evaluation) -> None:
        self._results = results
        self._evaluation = evaluation

    def __contains__(self, name: object) -> bool:
        return name == "partial"

    def __getitem__(self, name: str) -> Value:
        self._evaluation.spend(len(self._results))
        return list(self._results)


def _build_quantified(compiler: Compiler, node: tree.Some | tree.Every, deciding: bool) -> Part:
    """As `or` and `and` over all turns: one decides, else an unknown one makes it unknown (table 50)."""
    loops, body, weight = _build_loops(compiler, node.iterations, node.condition)
    otherwise = not deciding

    def decide(scope: Scope) -> Value:
        unknown: list[Value] = []
        try:
            for inner in _scopes(scope, loops, weight, node):
                found = body(inner)
                if found is deciding:
                    return deciding
                if found is not otherwise and len(unknown) < 2:
                    unknown.append(found)
        except _NoDomain:
            return None
        for found in unknown:
            warn_of_unknown(scope, found, node.position, node.condition.position)
        return None if unknown else otherwise

    return Part(decide)


def build_some(compiler: Compiler, node: tree.Some) -> Part:
    return _build_quantified(compiler, node, deciding=True)


def build_every(compiler: Compiler, node: tree.Every) -> Part:
    return _build_quantified(compiler, node, deciding=False)
