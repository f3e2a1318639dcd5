"""The grammar of DMN 1.5, 10.3.1.2: operators by precedence, and what stands behind a value."""

from __future__ import annotations

from collections.abc import Iterable

from engine.feel.faults import Position, SyntaxFault
from engine.feel.syntax import tree
from engine.feel.syntax.cursor import MAX_DEPTH
from engine.feel.syntax.lexer import Kind, Source
from engine.feel.syntax.primary import Primary

_OR, _AND, _COMPARE, _ADD, _MULTIPLY, _POWER, _NEGATE, _INSTANCE, _POSTFIX = range(1, 10)

_LEVELS = {
    "or": _OR,
    "and": _AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">=", "between", "in"), _COMPARE),
    **dict.fromkeys(("+", "-"), _ADD),
    **dict.fromkeys(("*", "/"), _MULTIPLY),
    "**": _POWER,
    "instance": _INSTANCE,
    **dict.fromkeys((".", "[", "("), _POSTFIX),
}
# An opening bracket before one of these ends an interval, `[1..5[`, because no filter can begin with them.
_NO_OPERAND = frozenset(
    {"]", ")", ",", "}", ":", "..", "then", "else", "return", "satisfies", *(_LEVELS.keys() - {"-", "("})}
)


class Parser(Primary):
    """Reads a whole text."""

    def expression(self, minimum: int = 0) -> tree.Node:
        self.deeper()
        node = self._operators(self._prefix(), minimum)
        self.depth -= 1
        return node

    def bound(self) -> tree.Node:
        return self.expression(_ADD)

    def _prefix(self) -> tree.Node:
        if self.at("-"):
            position = self.position()
            self.advance()
            # The sign binds more tightly than any binary operator: -3 ** 2 is 9 (grammar rule 4).
            return tree.Negation(position, self.expression(_NEGATE))
        return self.primary()

    def _operators(self, left: tree.Node, minimum: int) -> tree.Node:
        links = 0
        while True:
            token = self.token
            if token.kind is not Kind.SIGN and token.kind is not Kind.WORD:
                return left
            links += 1
            if links > MAX_DEPTH:
                raise self.fault(f"Mehr als {MAX_DEPTH} Zugriffe oder Vergleiche hängen aneinander.")
            level = _LEVELS.get(token.text, 0)
            if level < max(minimum, 1):
                return left
            if level == _POSTFIX:
                if token.text == "[" and self._closes_interval():
                    return left
                left = self._postfix(left)
            elif level == _INSTANCE:
                left = self._instance(left)
            elif level == _COMPARE:
                left = self._comparison(left)
            elif level in (_AND, _OR):
                left = self._logic(left, level)
            else:
                left = self._arithmetic(left, level)

    def _closes_interval(self) -> bool:
        following = self.next_token
        if following.text == "[":
            return self.ending
        return following.kind is Kind.END or following.text in _NO_OPERAND

    def _logic(self, left: tree.Node, level: int) -> tree.Node:
        position, word = self.position(), self.token.text
        operands = [left]
        while self.accept(word):
            operands.append(self.expression(level + 1))
        kind = tree.Conjunction if level == _AND else tree.Disjunction
        return kind(position, tuple(operands))

    def _arithmetic(self, left: tree.Node, level: int) -> tree.Node:
        start = self.position()
        rest = []
        while self.token.kind is Kind.SIGN and _LEVELS.get(self.token.text) == level:
            position = self.position()
            sign = self.advance().text
            rest.append((sign, self.expression(level + 1), position))
        return tree.Arithmetic(start, left, tuple(rest))

    def _comparison(self, left: tree.Node) -> tree.Node:
        position = self.position()
        word = self.advance().text
        match word:
            case "between":
                low = self.expression(_ADD)
                self.expect("and")
                return tree.Between(position, left, low, self.expression(_ADD))
            case "in":
                return tree.In(position, left, self._in_tests())
        return tree.Comparison(position, word, left, self.expression(_ADD))

    def _in_tests(self) -> tuple[tree.Node, ...]:
        if not self.at("("):
            return (self.test() if not self._at_operand() else self.expression(_ADD),)
        tests = self.parenthesis()
        return tests if len(tests) > 1 else (self._operators(tests[0], _ADD),)

    def _at_operand(self) -> bool:
        return self.token.kind is not Kind.SIGN or self.token.text not in ("<", "<=", ">", ">=", "=", "!=")

    def _instance(self, left: tree.Node) -> tree.Node:
        position = self.position()
        self.advance()
        self.expect("of")
        return tree.InstanceOf(position, left, self.type())

    def _postfix(self, left: tree.Node) -> tree.Node:
        position = self.position()
        match self.advance().text:
            case ".":
                return tree.Path(position, left, self._member())
            case "[":
                self.names.enter(("item",))
                self.filters += 1
                condition = self.expression()
                self.filters -= 1
                self.names.leave()
                self.expect("]")
                return tree.Filter(position, left, condition)
        return self._call(left, position)

    def _member(self) -> str:
        if self.token.kind not in (Kind.WORD, Kind.QUOTED):
            raise self.unexpected("der Name eines Eintrags")
        known = self.names.find(self.tokens, self.index) or self.members.find(self.tokens, self.index)
        if known is None:
            return self.words()
        self.index += len(known.parts)
        return known.name

    def _call(self, callee: tree.Node, position: Position) -> tree.Node:
        place = callee.position if isinstance(callee, tree.Name) else position
        if self.is_new_name_before(":"):
            named = self._named_arguments()
            self.expect(")", "„,“ oder „)“")
            return tree.Call(place, callee, named=named)
        arguments: list[tree.Node] = []
        for _ in self.separated(")"):
            arguments.append(self.expression())
        self.expect(")", "„,“ oder „)“")
        return tree.Call(place, callee, tuple(arguments))

    def _named_arguments(self) -> tuple[tuple[str, tree.Node], ...]:
        named: list[tuple[str, tree.Node]] = []
        for _ in self.separated(")"):
            name = self.new_name(":")
            self.expect(":")
            named.append((name, self.expression()))
        return tuple(named)

    def end(self) -> None:
        """SyntaxFault for anything that follows."""
        if self.token.kind is not Kind.END:
            raise self.unexpected("das Ende des Ausdrucks oder ein Operator")

    def negated_tests(self) -> tuple[tree.Node, ...] | None:
        """The tests in `not( … )` if that is the whole text; else None, and the parser is of no more use.

        Brackets cannot simply be counted, because an interval may open and close with different ones.
        """
        if not self.at("not") or self.next_token.text != "(":
            return None
        self.index += 2
        try:
            tests = self.tests()
        except SyntaxFault:
            return None
        return tests if self.accept(")") and self.token.kind is Kind.END else None

    def tests(self) -> tuple[tree.Node, ...]:
        """Positive unary tests, separated by commas."""
        tests = [self.test()]
        while self.accept(","):
            tests.append(self.test())
        return tuple(tests)


def parse_expression(text: str, names: Iterable[str], built_in: Iterable[str]) -> tree.Node:
    """The tree of an expression; SyntaxFault where the text is none."""
    parser = Parser(text, names, built_in)
    node = parser.expression()
    parser.end()
    return node


def parse_unary_tests(text: str, names: Iterable[str], built_in: Iterable[str]) -> tree.Tests:
    """The tests of a cell (grammar rule 17); an empty cell is `-`."""
    position = Source(text).position(0)
    if text.strip() in ("", "-"):
        return tree.Tests(position, ())
    negated = Parser(text, names, built_in).negated_tests() if "not" in text else None
    if negated is not None:
        return tree.Tests(position, negated, negated=True)
    parser = Parser(text, names, built_in)
    tests = tree.Tests(position, parser.tests())
    parser.end()
    return tests
