"""What an operator can stand behind: literals, names, brackets, and all that begins with a keyword."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from engine.feel.faults import Position
from engine.feel.semantics.types import ANY, Type
from engine.feel.syntax import tree
from engine.feel.syntax.cursor import Cursor
from engine.feel.syntax.lexer import Kind, Token, unquote
from engine.feel.syntax.names import Names
from engine.feel.values import Value
from engine.feel.values.number import to_number

RANGE_OPERATORS = frozenset({"<", "<=", ">", ">=", "=", "!="})
_CLOSING = frozenset({")", "]", "["})
_RESERVED = frozenset(
    {"and", "or", "between", "in", "instance", "then", "else", "return", "satisfies", "of", "external"}
)


class Primary(Cursor, ABC):
    """Reads what an operator can stand behind."""

    def __init__(self, text: str, names: Iterable[str], built_in: Iterable[str]) -> None:
        super().__init__(text)
        self.names = Names(names, built_in)
        # Keys of the context literals read so far: their members can be recognised behind a dot.
        self.members = Names((), ())
        self.filters = 0
        # Whether the end of an interval is being read, which „[“ may close.
        self.ending = False

    @abstractmethod
    def expression(self, minimum: int = 0) -> tree.Node:
        """An expression whose operators bind at least as tightly as `minimum`."""

    @abstractmethod
    def bound(self) -> tree.Node:
        """An expression that can bound an interval: arithmetic, no comparison."""

    def primary(self) -> tree.Node:
        """One operand."""
        token, position = self.token, self.position()
        match token.kind:
            case Kind.NUMBER:
                return tree.Literal(position, self._number(self.advance()))
            case Kind.STRING:
                return tree.Literal(position, unquote(self.advance().text))
            case Kind.WORD:
                return self._word(token)
            case Kind.QUOTED:
                return tree.Name(position, self.words())
            case Kind.SIGN:
                return self._sign(token)
        raise self.unexpected("ein Wert")

    def _number(self, token: Token) -> Value:
        try:
            return to_number(token.text)
        except ArithmeticError:
            raise self.source.fault("Die Zahl ist zu groß.", token.start) from None

    def _sign(self, token: Token) -> tree.Node:
        position = self.position()
        match token.text:
            case "(":
                tests = self.parenthesis()
                if len(tests) != 1:
                    raise self.source.fault("In dieser Klammer darf nur ein Ausdruck stehen.", token.start)
                return tests[0]
            case "[":
                return self._list_or_interval()
            case "]":
                self.advance()
                return self._interval(position, self.expression(), included=False)
            case "{":
                return self._context()
            case "@":
                self.advance()
                if self.token.kind is not Kind.STRING:
                    raise self.unexpected("ein Text nach „@“")
                return tree.AtLiteral(position, unquote(self.advance().text))
            case "?":
                self.advance()
                return tree.Name(position, "?")
        raise self.unexpected("ein Wert")

    def _word(self, token: Token) -> tree.Node:
        position = self.position()
        known = self.names.find(self.tokens, self.index)
        if known is None and self.filters:
            known = self.members.find(self.tokens, self.index)
        if known is not None:
            self.index += len(known.parts)
            return tree.Name(position, known.name)
        match token.text:
            case "if":
                return self._if()
            case "for":
                return self._for()
            case "some" | "every" if self.next_token.kind in (Kind.WORD, Kind.QUOTED):
                return self._quantified()
            case "function" if self.next_token.text == "(":
                return self._function()
            case "true" | "false" | "null":
                self.advance()
                return tree.Literal(position, {"true": True, "false": False}.get(token.text))
        if token.text in _RESERVED and not self.names.knows(token.text):
            raise self.unexpected("ein Wert")
        return tree.Name(position, self._unknown_name())

    def _unknown_name(self) -> str:
        """A single word; inside a filter also several, because only the data knows the names of members."""
        if self.filters and not self.names.knows(self.token.text):
            return self.words()
        word = self.advance().text
        if self.token.kind is Kind.WORD and not self.at_infix_word():
            raise self.fault(
                f"Nach „{word}“ wird ein Operator erwartet, aber hier steht „{self.token.text}“. "
                "Namen mit Leerzeichen müssen bekannt sein oder in `Backticks` stehen."
            )
        return word

    def test(self) -> tree.Node:
        """A positive unary test: a comparison without its left side, or any expression (grammar rule 7)."""
        if self.token.kind is Kind.SIGN and self.token.text in RANGE_OPERATORS:
            position = self.position()
            sign = self.advance().text
            return tree.OpenInterval(position, sign, self.bound())
        return self.expression()

    def parenthesis(self) -> tuple[tree.Node, ...]:
        """Tests in parentheses, or an interval that begins with one."""
        position = self.position()
        self.expect("(")
        first = self.test()
        if self.at(".."):
            return (self._interval(position, first, included=False),)
        tests = [first]
        while self.accept(","):
            tests.append(self.test())
        self.expect(")")
        return tuple(tests)

    def _interval(self, position: Position, start: tree.Node, *, included: bool) -> tree.Node:
        self.expect("..")
        outer, self.ending = self.ending, True
        end = self.bound()
        self.ending = outer
        if self.token.text not in _CLOSING:
            raise self.unexpected("das Ende des Bereichs, „]“ oder „)“")
        closing = self.advance().text
        return tree.Interval(position, start, end, included, closing == "]")

    def _list_or_interval(self) -> tree.Node:
        position = self.position()
        self.advance()
        items: list[tree.Node] = []
        for _ in self.separated("]"):
            items.append(self.expression())
            if self.at("..") and len(items) == 1:
                return self._interval(position, items[0], included=True)
        self.expect("]", "„,“ oder „]“")
        return tree.ListLiteral(position, tuple(items))

    def _context(self) -> tree.Node:
        position = self.position()
        self.advance()
        self.names.enter(())
        entries: list[tuple[str, tree.Node]] = []
        for _ in self.separated("}"):
            key = self.new_name(":")
            self.expect(":")
            entries.append((key, self.expression()))
            self.names.add(key)
            self.members.add(key)
        self.expect("}", "„,“ oder „}“")
        self.names.leave()
        return tree.ContextLiteral(position, tuple(entries))

    def _if(self) -> tree.Node:
        position = self.position()
        self.advance()
        condition = self.expression()
        self.expect("then")
        then = self.expression()
        self.expect("else")
        return tree.If(position, condition, then, self.expression())

    def _iterations(self) -> tuple[tree.Iteration, ...]:
        """Opens a scope with the names read; the caller closes it."""
        self.names.enter(())
        iterations = []
        while True:
            position = self.position()
            name = self.new_name("in")
            self.expect("in")
            domain = self.expression()
            end = self.expression() if self.accept("..") else None
            iterations.append(tree.Iteration(position, name, domain, end))
            self.names.add(name)
            if not self.accept(","):
                return tuple(iterations)

    def _for(self) -> tree.Node:
        position = self.position()
        self.advance()
        iterations = self._iterations()
        self.expect("return")
        self.names.add("partial")
        body = self.expression()
        self.names.leave()
        return tree.For(position, iterations, body)

    def _quantified(self) -> tree.Node:
        position = self.position()
        kind = tree.Some if self.advance().text == "some" else tree.Every
        iterations = self._iterations()
        self.expect("satisfies")
        condition = self.expression()
        self.names.leave()
        return kind(position, iterations, condition)

    def _function(self) -> tree.Node:
        position = self.position()
        self.advance()
        self.expect("(")
        parameters: list[tuple[str, Type]] = []
        for _ in self.separated(")"):
            name = self.new_name(":", ",", ")")
            parameters.append((name, self.type() if self.accept(":") else ANY))
        self.expect(")")
        external = self.accept("external")
        self.names.enter(name for name, _ in parameters)
        body = self.expression()
        self.names.leave()
        return tree.FunctionDefinition(position, tuple(parameters), None if external else body)
