"""The tree back to text: as few brackets as the grammar allows, and the same tree when it is read again."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any, Final

from engine.feel.semantics.types import ANY
from engine.feel.syntax import tree
from engine.feel.values import Value
from engine.feel.values.number import number_text

# How tightly an operator binds, as in the parser; what stands alone binds most tightly.
_LOOSE, _OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _NEGATE, _INSTANCE, _POSTFIX = range(10)
_LEVELS: Final = {"+": _ADD, "-": _ADD, "*": _MULTIPLY, "/": _MULTIPLY, "**": _POWER}
_WORD = re.compile(r"[^\W\d]\w*")
# The last two begin names of the language that go on with „and“.
_RESERVED: Final = frozenset(
    {"and", "or", "between", "in", "instance", "of", "then", "else", "return", "satisfies", "external", "if"}
    | {"for", "some", "every", "function", "true", "false", "null", "date", "years"}
)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def print_expression(node: tree.Node, plain: Collection[str] = ()) -> str:
    """The text of an expression; names of several words are bare if they are `plain`, else in backticks."""
    return _Printer(plain).at(node, _LOOSE)


def print_unary_tests(node: tree.Tests, plain: Collection[str] = ()) -> str:
    """The text of a cell."""
    printer = _Printer(plain)
    tests = ", ".join(printer.test(test) for test in node.tests)
    if node.negated:
        return f"not({tests})"
    match node.tests:
        case ():
            return "-"
        case (tree.Call(callee=tree.Name(name="not")),):
            # Alone it would be the negation of the cell.
            return f"({tests})"
    return tests


def quoted(text: str) -> str:
    """The string literal of a text."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04x}", escaped) + '"'


class _Printer:
    def __init__(self, plain: Collection[str]) -> None:
        self.plain = plain

    def at(self, node: tree.Node, level: int) -> str:
        """The text, in brackets where the node binds less tightly than its place asks for."""
        text = _WRITERS[type(node)](self, node)
        return text if _level(node) >= level else f"({text})"

    def test(self, node: tree.Node) -> str:
        """As a test, where a comparison needs no left side."""
        if isinstance(node, tree.OpenInterval):
            return f"{node.operator} {self.at(node.bound, _ADD)}"
        return self.at(node, _LOOSE)

    def name(self, name: str) -> str:
        if name == "?" or name in self.plain or (_WORD.fullmatch(name) and name not in _RESERVED):
            return name
        return f"`{name}`"

    def key(self, name: str) -> str:
        return name if _WORD.fullmatch(name) else quoted(name)

    def literal(self, node: tree.Literal) -> str:
        return _constant(node.value)

    def at_literal(self, node: tree.AtLiteral) -> str:
        return f"@{quoted(node.text)}"

    def variable(self, node: tree.Name) -> str:
        return self.name(node.name)

    def path(self, node: tree.Path) -> str:
        return f"{self.at(node.base, _POSTFIX)}.{self.name(node.member)}"

    def filter(self, node: tree.Filter) -> str:
        return f"{self.at(node.base, _POSTFIX)}[{self.at(node.condition, _LOOSE)}]"

    def call(self, node: tree.Call) -> str:
        callee = node.callee
        is_plain = isinstance(callee, tree.Name) and _WORD.fullmatch(callee.name)
        name = callee.name if is_plain and callee.name in ("date", "years") else self.at(callee, _POSTFIX)  # type: ignore[union-attr]  # a Name
        arguments = [self.at(argument, _LOOSE) for argument in node.arguments]
        arguments += [f"{self.key(key)}: {self.at(value, _LOOSE)}" for key, value in node.named]
        return f"{name}({', '.join(arguments)})"

    def negation(self, node: tree.Negation) -> str:
        return f"-{self.at(node.operand, _NEGATE)}"

    def arithmetic(self, node: tree.Arithmetic) -> str:
        level = _level(node) + 1
        rest = (f" {sign} {self.at(operand, level)}" for sign, operand, _ in node.rest)
        return self.at(node.first, level) + "".join(rest)

    def conjunction(self, node: tree.Conjunction) -> str:
        return " and ".join(self.at(operand, _AND + 1) for operand in node.operands)

    def disjunction(self, node: tree.Disjunction) -> str:
        return " or ".join(self.at(operand, _OR + 1) for operand in node.operands)

    def comparison(self, node: tree.Comparison) -> str:
        return f"{self.at(node.left, _COMPARE)} {node.operator} {self.at(node.right, _ADD)}"

    def between(self, node: tree.Between) -> str:
        bounds = f"{self.at(node.low, _ADD)} and {self.at(node.high, _ADD)}"
        return f"{self.at(node.value, _COMPARE)} between {bounds}"

    def membership(self, node: tree.In) -> str:
        if len(node.tests) == 1:
            tests = self.at(node.tests[0], _ADD)
        else:
            tests = f"({', '.join(self.test(test) for test in node.tests)})"
        return f"{self.at(node.value, _COMPARE)} in {tests}"

    def instance(self, node: tree.InstanceOf) -> str:
        return f"{self.at(node.value, _INSTANCE)} instance of {node.type}"

    def condition(self, node: tree.If) -> str:
        parts = (self.at(part, _LOOSE) for part in (node.condition, node.then, node.otherwise))
        return "if {} then {} else {}".format(*parts)

    def loops(self, iterations: tuple[tree.Iteration, ...]) -> str:
        return ", ".join(
            f"{self.name(each.name)} in {self.at(each.domain, _LOOSE)}"
            + ("" if each.end is None else f"..{self.at(each.end, _LOOSE)}")
            for each in iterations
        )

    def loop(self, node: tree.For) -> str:
        return f"for {self.loops(node.iterations)} return {self.at(node.body, _LOOSE)}"

    def some(self, node: tree.Some) -> str:
        return f"some {self.loops(node.iterations)} satisfies {self.at(node.condition, _LOOSE)}"

    def every(self, node: tree.Every) -> str:
        return f"every {self.loops(node.iterations)} satisfies {self.at(node.condition, _LOOSE)}"

    def function(self, node: tree.FunctionDefinition) -> str:
        parameters = (self.key(name) + ("" if kind == ANY else f": {kind}") for name, kind in node.parameters)
        body = "external {}" if node.body is None else self.at(node.body, _LOOSE)
        return f"function({', '.join(parameters)}) {body}"

    def list(self, node: tree.ListLiteral) -> str:
        return f"[{', '.join(self.at(item, _LOOSE) for item in node.items)}]"

    def context(self, node: tree.ContextLiteral) -> str:
        entries = (f"{self.key(key)}: {self.at(value, _LOOSE)}" for key, value in node.entries)
        return "{" + ", ".join(entries) + "}"

    def interval(self, node: tree.Interval) -> str:
        opening = "[" if node.start_included else "("
        closing = "]" if node.end_included else ")"
        return f"{opening}{self.at(node.start, _ADD)}..{self.at(node.end, _ADD)}{closing}"

    def open_interval(self, node: tree.OpenInterval) -> str:
        return f"({self.test(node)})"


def _constant(value: Value) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, Decimal):
        return number_text(value)
    return "null" if value is None else "true" if value else "false"


def _level(node: tree.Node) -> int:
    match node:
        case tree.If() | tree.For() | tree.Some() | tree.Every() | tree.FunctionDefinition():
            return _LOOSE
        case tree.Arithmetic():
            return _LEVELS[node.rest[0][0]]
    return _FIXED.get(type(node), _POSTFIX)


_FIXED: Final[dict[type, int]] = {
    tree.Disjunction: _OR,
    tree.Conjunction: _AND,
    tree.Comparison: _COMPARE,
    tree.Between: _COMPARE,
    tree.In: _COMPARE,
    tree.Negation: _NEGATE,
    tree.InstanceOf: _INSTANCE,
}
# `Any`: each method takes the node class it is filed under, which a dict by class cannot say to mypy.
_WRITERS: Final[dict[type, Callable[[_Printer, Any], str]]] = {
    tree.Literal: _Printer.literal,
    tree.AtLiteral: _Printer.at_literal,
    tree.Name: _Printer.variable,
    tree.Path: _Printer.path,
    tree.Filter: _Printer.filter,
    tree.Call: _Printer.call,
    tree.Negation: _Printer.negation,
    tree.Arithmetic: _Printer.arithmetic,
    tree.Conjunction: _Printer.conjunction,
    tree.Disjunction: _Printer.disjunction,
    tree.Comparison: _Printer.comparison,
    tree.Between: _Printer.between,
    tree.In: _Printer.membership,
    tree.InstanceOf: _Printer.instance,
    tree.If: _Printer.condition,
    tree.For: _Printer.loop,
    tree.Some: _Printer.some,
    tree.Every: _Printer.every,
    tree.FunctionDefinition: _Printer.function,
    tree.ListLiteral: _Printer.list,
    tree.ContextLiteral: _Printer.context,
    tree.Interval: _Printer.interval,
    tree.OpenInterval: _Printer.open_interval,
}
