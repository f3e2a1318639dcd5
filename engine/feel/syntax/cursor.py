"""A place in the tokens that moves forward, and the names and types read there."""

from __future__ import annotations

from collections.abc import Iterator

from engine.feel.faults import Position, SyntaxFault
from engine.feel.semantics.types import (
    ANY,
    SIMPLE_TYPES,
    ContextType,
    FunctionType,
    ListType,
    RangeType,
    SimpleType,
    Type,
)
from engine.feel.syntax.lexer import Kind, Source, Token, tokenize, unquote
from engine.feel.syntax.names import Names

MAX_DEPTH = 64

_INFIX_WORDS = frozenset(
    {"and", "or", "between", "in", "instance", "then", "else", "return", "satisfies", "external"}
)
_NAME_SIGNS = frozenset({"+", "-", "*", "/", ".", "'", "**"})
_TYPE_NAMES = Names(SIMPLE_TYPES, ())


class Cursor:
    """Reads tokens one after the other; every reader leaves the cursor behind what it read."""

    def __init__(self, text: str) -> None:
        self.source = Source(text)
        self.tokens = tokenize(self.source)
        self.index = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    @property
    def next_token(self) -> Token:
        return self.tokens[min(self.index + 1, len(self.tokens) - 1)]

    def position(self) -> Position:
        return self.source.position(self.token.start)

    def fault(self, reason: str) -> SyntaxFault:
        return self.source.fault(reason, self.token.start)

    def unexpected(self, wanted: str) -> SyntaxFault:
        found = (
            "der Ausdruck ist zu Ende"
            if self.token.kind is Kind.END
            else f"hier steht „{self.token.text[:40]}“"
        )
        return self.fault(f"Erwartet wird {wanted}, aber {found}.")

    def advance(self) -> Token:
        self.index += 1
        return self.tokens[self.index - 1]

    def at(self, text: str) -> bool:
        return self.token.text == text

    def accept(self, text: str) -> bool:
        """Step over the token if it is this one."""
        if self.token.text != text:
            return False
        self.index += 1
        return True

    def expect(self, text: str, wanted: str = "") -> Token:
        if self.token.text != text:
            raise self.unexpected(wanted or f"„{text}“")
        return self.advance()

    def separated(self, end: str) -> Iterator[None]:
        """Once per element of a list with commas, none if it is empty; the caller reads element and end."""
        if self.at(end):
            return
        yield
        while self.accept(","):
            yield

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.fault(f"Der Ausdruck ist mehr als {MAX_DEPTH} Ebenen tief geschachtelt.")

    def at_infix_word(self) -> bool:
        return self.token.text in _INFIX_WORDS

    def words(self) -> str:
        """The name made of this word and the words and numbers after it, up to an operator or sign."""
        if self.token.kind is Kind.QUOTED:
            return self.advance().text[1:-1]
        parts = [self.advance().text]
        while self.token.kind in (Kind.WORD, Kind.NUMBER) and not self.at_infix_word():
            parts.append(self.advance().text)
        return " ".join(parts)

    def new_name(self, *ends: str) -> str:
        """A name being defined: all up to one of the ends, spaces reduced to one."""
        first = self.token
        if first.kind is Kind.STRING:
            return unquote(self.advance().text)
        if first.kind is Kind.QUOTED:
            return self.advance().text[1:-1]
        if first.kind is not Kind.WORD:
            raise self.unexpected("ein Name")
        while self.token.text not in ends:
            if self.token.kind not in (Kind.WORD, Kind.NUMBER) and self.token.text not in _NAME_SIGNS:
                raise self.unexpected("„" + "“ oder „".join(ends) + "“")
            self.advance()
        raw = self.source.text[first.start : self.tokens[self.index - 1].end]
        return " ".join(raw.split())

    def is_new_name_before(self, end: str) -> bool:
        """Whether a name and then `end` follow, without moving."""
        index = self.index
        if self.tokens[index].kind in (Kind.QUOTED, Kind.STRING):
            return self.tokens[index + 1].text == end
        if self.tokens[index].kind is not Kind.WORD:
            return False
        while self.tokens[index].kind in (Kind.WORD, Kind.NUMBER) or self.tokens[index].text in _NAME_SIGNS:
            index += 1
        return self.tokens[index].text == end

    def type(self) -> Type:
        """A type as `instance of` and function parameters name it (grammar rules 52 and 53)."""
        self.deeper()
        found = self._type()
        self.depth -= 1
        return found

    def _type(self) -> Type:
        if self.token.kind not in (Kind.WORD, Kind.QUOTED):
            raise self.unexpected("ein Typ")
        match self.token.text if self.next_token.text == "<" else "":
            case "list":
                return ListType(self._argument())
            case "range":
                return RangeType(self._argument())
            case "context":
                return ContextType(self._entries())
            case "function":
                return self._function_type()
        known = _TYPE_NAMES.find(self.tokens, self.index)
        if known is not None:
            self.index += len(known.parts)
            return SimpleType(known.name)
        name = self.words()
        while self.at(".") and self.next_token.kind is Kind.WORD:
            self.advance()
            name += "." + self.words()
        return ANY if name == "any" else SimpleType(name)

    def _argument(self) -> Type:
        self.advance()
        self.expect("<")
        found = self.type()
        self.expect(">")
        return found

    def _entries(self) -> tuple[tuple[str, Type], ...]:
        self.advance()
        self.expect("<")
        entries = []
        for _ in self.separated(">"):
            name = self.new_name(":")
            self.expect(":")
            entries.append((name, self.type()))
        self.expect(">")
        return tuple(entries)

    def _function_type(self) -> FunctionType:
        self.advance()
        self.expect("<")
        parameters = []
        for _ in self.separated(">"):
            parameters.append(self.type())
        self.expect(">")
        self.expect("->")
        return FunctionType(tuple(parameters), self.type())
