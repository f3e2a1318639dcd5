"""Translates JUEL, the expression language of the cases' origin engines, to FEEL.

Only what has the same meaning in both is translated; anything else raises `Untranslatable`, so that a case fails by
name instead of running with another meaning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

#: built-in variables of multi-instance activities
_NAMES = {
    "nrOfInstances": "numberOfInstances",
    "nrOfCompletedInstances": "numberOfCompletedInstances",
    "nrOfActiveInstances": "numberOfActiveInstances",
    # counts from 0 there and from 1 here
    "loopCounter": "(loopCounter - 1)",
}
_WORDS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">=", "and": "&&", "or": "||"} | {
    "not": "!",
    "div": "/",
    "mod": "%",
}
_BINARY = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, ">": 4, "<=": 4, ">=": 4} | {
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
    "%": 6,
}
_FEEL_OPERATORS = {"==": "=", "||": "or", "&&": "and"}
_CONSTANTS = {"true", "false", "null"}
#: methods of Java objects that a built-in function of FEEL stands for; {0} is the object
_METHODS = {
    ("contains", 1): "contains({0}, {1})",
    ("startsWith", 1): "starts with({0}, {1})",
    ("endsWith", 1): "ends with({0}, {1})",
    ("equals", 1): "({0} = {1})",
    ("size", 0): "count({0})",
    ("length", 0): "string length({0})",
    ("isEmpty", 0): '({0} = "" or {0} = [])',
    ("toUpperCase", 0): "upper case({0})",
    ("toLowerCase", 0): "lower case({0})",
    ("toString", 0): "string({0})",
    ("get", 1): "{0}[{1} + 1]",
    ("booleanValue", 0): "{0}",
    ("intValue", 0): "{0}",
}
#: functions of one origin engine on a variable that may be missing; {0} is its name, {1} a value
_FUNCTIONS = {
    ("get", 1): "{0}",
    ("getOrDefault", 2): "(if {0} = null then {1} else {0})",
    ("exists", 1): "({0} != null)",
    ("isEmpty", 1): '({0} = null or {0} = "" or {0} = [])',
    ("isNotEmpty", 1): 'not({0} = null or {0} = "" or {0} = [])',
    ("equals", 2): "({0} = {1})",
    ("eq", 2): "({0} = {1})",
    ("notEquals", 2): "({0} != {1})",
    ("ne", 2): "({0} != {1})",
    ("lt", 2): "({0} < {1})",
    ("lessThan", 2): "({0} < {1})",
    ("lte", 2): "({0} <= {1})",
    ("lessThanOrEquals", 2): "({0} <= {1})",
    ("gt", 2): "({0} > {1})",
    ("greaterThan", 2): "({0} > {1})",
    ("gte", 2): "({0} >= {1})",
    ("greaterThanOrEquals", 2): "({0} >= {1})",
    ("contains", 2): "list contains({0}, {1})",
}
_LIBRARIES = {"var", "vars", "variables"}
_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z_$][\w$]*)|(?P<string>'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
    r"""|(?P<sign>\|\||&&|==|!=|<=|>=|[-+*/%<>!?:.,()\[\]]))"""
)
_PART = re.compile(r"[#$]\{((?:[^{}'\"]|'[^']*'|\"[^\"]*\")*)\}")


class Untranslatable(ValueError):
    """A construct without a counterpart in FEEL."""


def translate(expression: str) -> str:
    """The FEEL text of a JUEL expression without its braces."""
    parser = _Parser(_tokens(expression), expression)
    text = parser.expression(0)
    if parser.peek() is not None:
        raise Untranslatable(f"Expected to end the expression, but {expression!r} goes on")
    return text


def template(text: str) -> str:
    """A text with `${…}` parts as the engine reads it: `=FEEL` where it has any, else the text itself."""
    text = text.strip()
    if text.startswith("=") or not _PART.search(text):
        return text
    whole = _PART.fullmatch(text)
    if whole:
        return f"={translate(whole.group(1))}"
    parts, position = [], 0
    for part in _PART.finditer(text):
        if part.start() > position:
            parts.append(_quoted(text[position : part.start()]))
        parts.append(f"string({translate(part.group(1))})")
        position = part.end()
    if position < len(text):
        parts.append(_quoted(text[position:]))
    return f"={' + '.join(parts)}"


def formula(text: str) -> str:
    """A text that can only be an expression, with or without braces, as `=FEEL`; empty stays empty."""
    text = text.strip()
    if not text or text.startswith("="):
        return text
    translated = template(text)
    return translated if translated.startswith("=") else f"={translate(text)}"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    #: a word that stands for a sign, as it was written
    source: str = ""


def _tokens(expression: str) -> list[_Token]:
    tokens, position = [], 0
    text = expression.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise Untranslatable(f"Expected to read an expression, but {expression!r} is none at {position}")
        kind = match.lastgroup or ""
        written = match.group(kind)
        word = written if kind == "name" and written in _WORDS else ""
        tokens.append(_Token("sign", _WORDS[word], word) if word else _Token(kind, written))
        position = match.end()
    return tokens


class _Parser:
    """Precedence climbing over one expression; every method answers with FEEL text."""

    def __init__(self, tokens: list[_Token], source: str) -> None:
        self.tokens = tokens
        self.position = 0
        self.source = source

    def peek(self) -> str | None:
        """The text of the next sign; the kind in angle brackets for other tokens; None at the end."""
        if self.position >= len(self.tokens):
            return None
        token = self.tokens[self.position]
        return token.text if token.kind == "sign" else f"<{token.kind}>"

    def expression(self, least: int) -> str:
        left = self._unary()
        while (sign := self.peek()) is not None:
            strength = _BINARY.get(sign)
            if strength is None or strength < least:
                break
            self.position += 1
            right = self.expression(strength + 1)
            left = _binary(sign, left, right)
        if least == 0 and self.peek() == "?":
            self.position += 1
            yes = self.expression(0)
            self._take(":")
            return f"(if {left} then {yes} else {self.expression(0)})"
        return left

    def _unary(self) -> str:
        sign = self.peek()
        if sign in {"!", "-"}:
            self.position += 1
            operand = self._unary()
            return f"not({operand})" if sign == "!" else f"-{operand}"
        if sign == "<name>" and self.tokens[self.position].text == "empty":
            self.position += 1
            operand = self._unary()
            return f'({operand} = null or {operand} = "" or {operand} = [])'
        return self._postfix(self._primary())

    def _primary(self) -> str:
        if self.position >= len(self.tokens):
            raise Untranslatable(f"Expected to read a value, but {self.source!r} ends")
        token = self.tokens[self.position]
        self.position += 1
        match token.kind:
            case "number":
                return token.text
            case "string":
                return _quoted(re.sub(r"\\(.)", r"\1", token.text[1:-1]))
            case "name" if token.text in _LIBRARIES and self.peek() == ":":
                self.position += 1
                return self._function()
            case "name":
                return token.text if token.text in _CONSTANTS else _NAMES.get(token.text, token.text)
        if token.text == "(":
            inner = self.expression(0)
            self._take(")")
            return f"({inner})"
        raise Untranslatable(f"Expected to read a value, but {self.source!r} has {token.text!r}")

    def _postfix(self, value: str) -> str:
        while (sign := self.peek()) in {".", "["}:
            self.position += 1
            if sign == "[":
                index = self.expression(0)
                self._take("]")
                value = _item(value, index)
                continue
            if self.peek() != "<name>":
                raise Untranslatable(f"Expected to read a property, but {self.source!r} has none")
            name = self.tokens[self.position].text
            self.position += 1
            value = self._call(value, name) if self.peek() == "(" else f"{value}.{name}"
        return value

    def _function(self) -> str:
        """A function of a library: `var:eq(name, value)`, the name with or without quotes."""
        if self.peek() is None:
            raise Untranslatable(f"Expected to read a function, but {self.source!r} ends")
        token = self.tokens[self.position]
        self.position += 1
        name = token.source or token.text
        arguments = self._arguments()
        pattern = _FUNCTIONS.get((name, len(arguments)))
        if pattern is None:
            raise Untranslatable(f"Expected to translate {name}(…), but FEEL has no counterpart")
        return pattern.format(arguments[0].strip('"'), *arguments[1:])

    def _arguments(self) -> list[str]:
        self._take("(")
        arguments = []
        while self.peek() != ")":
            arguments.append(self.expression(0))
            if self.peek() == ",":
                self.position += 1
        self._take(")")
        return arguments

    def _call(self, value: str, name: str) -> str:
        arguments = self._arguments()
        if (value, name, len(arguments)) in {
            ("execution", "getVariable", 1),
            ("execution", "getVariableLocal", 1),
        }:
            return arguments[0].strip('"')
        pattern = _METHODS.get((name, len(arguments)))
        if pattern is None:
            raise Untranslatable(f"Expected to translate {name}(…), but FEEL has no counterpart")
        return pattern.format(value, *arguments)

    def _take(self, sign: str) -> None:
        if self.peek() != sign:
            raise Untranslatable(f"Expected to read {sign!r}, but {self.source!r} has {self.peek()!r}")
        self.position += 1


def _binary(sign: str, left: str, right: str) -> str:
    if sign == "%":
        return f"modulo({left}, {right})"
    if _BINARY[sign] <= 2:
        # FEEL binds "and" before "or" too, but the brackets keep what was written readable
        left, right = _bracketed(left), _bracketed(right)
    return f"{left} {_FEEL_OPERATORS.get(sign, sign)} {right}"


def _bracketed(text: str) -> str:
    return text if re.fullmatch(r"[\w.]+|\([^()]*\)|not\([^()]*\)", text) else f"({text})"


def _item(value: str, index: str) -> str:
    if index.startswith('"'):
        return f"get value({value}, {index})"
    return f"{value}[{int(index) + 1}]" if index.isdigit() else f"{value}[{index} + 1]"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
