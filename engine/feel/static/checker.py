"""Goes through the tree, gives each part a type where that is certain, and remarks what can never work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from engine.feel.faults import Position
from engine.feel.outcome import Warning, WarningKind
from engine.feel.semantics import arithmetic
from engine.feel.semantics.access import NoMember, member
from engine.feel.semantics.rejection import Mismatch
from engine.feel.semantics.types import ANY, ContextType, FunctionType, ListType, RangeType, SimpleType, Type
from engine.feel.static import calls
from engine.feel.static.operators import calculated, in_range, in_words, is_list, related
from engine.feel.static.samples import BOOLEAN, CONTEXT, LIST, NULL, NUMBER, sample, type_of
from engine.feel.syntax import tree
from engine.feel.values.iso import read_temporal

_TRUTHS = frozenset({BOOLEAN, NULL, ANY, None})
# What an index or a condition may be.
_CHOOSERS = _TRUTHS | {NUMBER}


@dataclass(frozen=True, slots=True)
class Known:
    """What surrounds a text: the types of the variables, functions of the host, and whether that is everything.

    Where the data is not known altogether, `complete` is false and no name is called unknown; a type of None is that
    of a variable nobody knows more about.
    """

    variables: Mapping[str, Type | None]
    functions: frozenset[str]
    complete: bool


class Checker:
    """Collects remarks; each method gives the type of a part, or None where it may be anything."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self.remarks: list[Warning] = []
        self._locals: list[Mapping[str, Type | None]] = []
        self._open = 0
        self._asking = 0
        #: whether the test looked at last names its input, `?`
        self.reads_input = False

    def remark(self, kind: WarningKind, message: str, position: Position, name: str | None = None) -> None:
        """Note what can never work."""
        remark = Warning(kind, message, position, name)
        if remark not in self.remarks:
            self.remarks.append(remark)

    @contextmanager
    def names(self, names: Mapping[str, Type | None]) -> Iterator[None]:
        """Inside, these names are local."""
        self._locals.append(names)
        yield
        self._locals.pop()

    @contextmanager
    def asking(self) -> Iterator[None]:
        """Inside, it is asked whether something is there, so that a name may be unknown."""
        self._asking += 1
        yield
        self._asking -= 1

    def is_local(self, name: str) -> bool:
        """Whether the text itself gives the name a meaning here."""
        return any(name in names for names in self._locals)

    def type_of_name(self, name: str) -> Type | None:
        """The type of the innermost variable of that name."""
        for names in reversed(self._locals):
            if name in names:
                return names[name]
        return None if self._open else self.known.variables.get(name)

    def check(self, node: tree.Node) -> Type | None:
        """The type of a part, after everything in it was looked at."""
        return _CHECKS[type(node)](self, node)

    def _literal(self, node: tree.Literal) -> Type | None:
        return type_of(node.value)

    def _call(self, node: tree.Call) -> Type | None:
        return calls.check_call(self, node)

    def _logic(self, node: tree.Conjunction | tree.Disjunction) -> Type | None:
        for operand in node.operands:
            self._truth(operand, "Ein Operand von „and“ oder „or“")
        return BOOLEAN

    def _instance(self, node: tree.InstanceOf) -> Type | None:
        self.check(node.value)
        return BOOLEAN

    def _if(self, node: tree.If) -> Type | None:
        self._truth(node.condition, "Die Bedingung von „if“")
        kinds = {self.check(node.then), self.check(node.otherwise)} - {NULL}
        return kinds.pop() if len(kinds) == 1 else None

    def _list(self, node: tree.ListLiteral) -> Type | None:
        kinds = {self.check(item) for item in node.items}
        kind = kinds.pop() if len(kinds) == 1 else None
        return LIST if kind is None else ListType(kind)

    def _interval(self, node: tree.Interval) -> Type | None:
        bound = related(self, "<", node.start, node.end, node.position)
        return None if bound is None else RangeType(bound)

    def _open_interval(self, node: tree.OpenInterval) -> Type | None:
        bound = self.check(node.bound)
        return None if bound is None else RangeType(bound)

    def _at(self, node: tree.AtLiteral) -> Type | None:
        value = read_temporal(node.text)
        if value is None:
            message = f"„{node.text}“ ist weder Datum noch Uhrzeit noch Dauer."
            self.remark(WarningKind.INVALID_ARGUMENT, message, node.position)
        return type_of(value)

    def _name(self, node: tree.Name) -> Type | None:
        known = self.known
        self.reads_input |= node.name == "?"
        if (
            known.complete
            and not (self._open or self._asking)
            and not self.is_local(node.name)
            and node.name not in known.variables
            and not calls.is_function(self, node.name)
        ):
            message = f"Eine Variable „{node.name}“ gibt es hier nicht."
            self.remark(WarningKind.MISSING_VARIABLE, message, node.position, node.name)
        return self.type_of_name(node.name)

    def _path(self, node: tree.Path) -> Type | None:
        base = self.check(node.base)
        if isinstance(base, ContextType):
            return dict(base.entries).get(node.member)
        value = sample(base)
        if value is None:
            return None
        try:
            return type_of(member(value, node.member))
        except (Mismatch, NoMember) as fault:
            self.remark(WarningKind.MISSING_MEMBER, f"{fault}.", node.position, node.member)
        return None

    def _filter(self, node: tree.Filter) -> Type | None:
        base = self.check(node.base)
        item = base.element if isinstance(base, ListType) else None if is_list(base) else base
        members: Mapping[str, Type | None] = dict(item.entries) if isinstance(item, ContextType) else {}
        # The items of a list of contexts, or of a list nobody knows more about, may have any member.
        is_open = item in (None, ANY, CONTEXT) or isinstance(item, ContextType)
        self._open += is_open
        with self.names({"item": item, **members}):
            condition = self.check(node.condition)
        self._open -= is_open
        if condition not in _CHOOSERS and sample(condition) is not None:
            message = (
                f"Die Bedingung eines Filters ist immer {in_words(condition)}, nie wahr und keine Stelle."
            )
            self.remark(WarningKind.TYPE_MISMATCH, message, node.position)
        return item if condition == NUMBER else base if is_list(base) else None

    def _negation(self, node: tree.Negation) -> Type | None:
        value = sample(self.check(node.operand))
        if value is None:
            return None
        try:
            return type_of(arithmetic.negate(value))
        except Mismatch as fault:
            self.remark(WarningKind.TYPE_MISMATCH, f"{fault}; das Ergebnis ist immer null.", node.position)
        return None

    def _arithmetic(self, node: tree.Arithmetic) -> Type | None:
        kind = self.check(node.first)
        for sign, operand, position in node.rest:
            kind = calculated(self, sign, kind, self.check(operand), position)
        return kind

    def _truth(self, node: tree.Node, what: str) -> None:
        kind = self.check(node)
        if kind not in _TRUTHS and (
            sample(kind) is not None or is_list(kind) or isinstance(kind, ContextType)
        ):
            message = f"{what} ist immer {in_words(kind)}, nie ein Wahrheitswert."
            self.remark(WarningKind.TYPE_MISMATCH, message, node.position)

    def _comparison(self, node: tree.Comparison | tree.Between | tree.In) -> Type | None:
        match node:
            case tree.Comparison():
                if _is_null(node.left) or _is_null(node.right):
                    with self.asking():
                        self.check(node.left)
                        self.check(node.right)
                    return BOOLEAN
                related(self, node.operator, node.left, node.right, node.position)
            case tree.Between():
                related(self, "<=", node.low, node.value, node.position)
                related(self, "<=", node.value, node.high, node.position)
            case tree.In():
                kind = self.check(node.value)
                for test in node.tests:
                    in_range(self, kind, self.check(test), test.position)
        return BOOLEAN

    def _loop(self, node: tree.For | tree.Some | tree.Every) -> Type | None:
        names: dict[str, Type | None] = {}
        with self.names(names):
            for iteration in node.iterations:
                domain = self.check(iteration.domain)
                if iteration.end is not None:
                    self.check(iteration.end)
                names[iteration.name] = _item(domain, counted=iteration.end is not None)
            if isinstance(node, tree.For):
                names["partial"] = LIST
                kind = self.check(node.body)
                return LIST if kind is None else ListType(kind)
            self._truth(node.condition, "Die Bedingung nach „satisfies“")
        return BOOLEAN

    def _function(self, node: tree.FunctionDefinition) -> Type | None:
        names = {name: None if kind == ANY else kind for name, kind in node.parameters}
        result: Type | None = None
        with self.names(names):
            if node.body is not None:
                result = self.check(node.body)
        return FunctionType(tuple(kind for _, kind in node.parameters), result or ANY)

    def _context(self, node: tree.ContextLiteral) -> Type | None:
        names: dict[str, Type | None] = {}
        with self.names(names):
            for key, entry in node.entries:
                if key in names:
                    message = f"Der Kontext hat zwei Einträge „{key}“."
                    self.remark(WarningKind.INVALID_ARGUMENT, message, entry.position, key)
                if isinstance(entry, tree.FunctionDefinition):
                    names[key] = None
                names[key] = self.check(entry)
        return ContextType(tuple((key, kind or ANY) for key, kind in names.items()))


def _item(domain: Type | None, *, counted: bool) -> Type | None:
    """What a loop runs over, one at a time."""
    if counted:
        return domain if domain in (NUMBER, SimpleType("date")) else None
    if isinstance(domain, ListType | RangeType):
        return None if domain.element == ANY else domain.element
    return None if is_list(domain) else domain


def _is_null(node: tree.Node) -> bool:
    return isinstance(node, tree.Literal) and node.value is None


# `Any`: each method takes the node class it is filed under, which a dict by class cannot say to mypy.
_CHECKS: dict[type, Callable[[Checker, Any], Type | None]] = {
    tree.Literal: Checker._literal,
    tree.AtLiteral: Checker._at,
    tree.Name: Checker._name,
    tree.Path: Checker._path,
    tree.Filter: Checker._filter,
    tree.Call: Checker._call,
    tree.Negation: Checker._negation,
    tree.Arithmetic: Checker._arithmetic,
    tree.Conjunction: Checker._logic,
    tree.Disjunction: Checker._logic,
    tree.Comparison: Checker._comparison,
    tree.Between: Checker._comparison,
    tree.In: Checker._comparison,
    tree.InstanceOf: Checker._instance,
    tree.If: Checker._if,
    tree.For: Checker._loop,
    tree.Some: Checker._loop,
    tree.Every: Checker._loop,
    tree.FunctionDefinition: Checker._function,
    tree.ListLiteral: Checker._list,
    tree.ContextLiteral: Checker._context,
    tree.Interval: Checker._interval,
    tree.OpenInterval: Checker._open_interval,
}
