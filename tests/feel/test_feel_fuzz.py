"""Texts of the tables with faults put in: each is refused with a reason or has a value; nothing escapes."""

import random
from datetime import UTC, datetime

import pytest

from engine.feel import (
    BUILTIN_NAMES,
    Environment,
    Limits,
    SyntaxFault,
    check_expression,
    check_unary_tests,
    compile_expression,
    compile_unary_tests,
    from_python,
    text,
    to_json,
    to_python,
)
from engine.feel.semantics.access import PROPERTY_NAMES
from engine.feel.syntax.parser import parse_expression
from engine.feel.syntax.printer import print_expression
from tests.feel import feelin

PIECES = [
    *(
        "+",
        "-",
        "*",
        "/",
        "**",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        "..",
        ",",
        ":",
        ".",
        "?",
        "@",
        '"',
        "`",
        "\\",
        "<",
        ">=",
    ),
    *(
        "and",
        "or",
        "not",
        "in",
        "if",
        "then",
        "else",
        "for",
        "return",
        "some",
        "satisfies",
        "between",
        "instance of",
    ),
    *(
        "null",
        "true",
        "0",
        "-1",
        "1e30",
        "9e6144",
        "1e-6000",
        '""',
        '"a"',
        "[]",
        "{}",
        "x",
        "item",
        "partial",
        "\ud800",
    ),
    *(
        '@"P1Y"',
        '@"PT1S"',
        '@"2024-02-29"',
        '@"10:00:00Z"',
        '@"-999999999-01-01"',
        "[1..3]",
        "function(x) x",
        "\n",
        "//",
    ),
    *sorted(BUILTIN_NAMES),
]
VARIABLES = {
    name: from_python(value)
    for name, value in {
        "x": 3,
        "y": None,
        "a": "text",
        "b": [1, "a", None, [2]],
        "c": {"a": 1, "x y": [True]},
        "d": datetime(2024, 2, 29, 12, tzinfo=UTC),
        "z": "\ud800",
    }.items()
}
ENVIRONMENT = Environment(
    now=datetime(2026, 1, 5, 8, tzinfo=UTC), limits=Limits(steps=5_000, list_size=500, string_size=5_000)
)


def mutated(source: str, chance: random.Random, others: list[str]) -> str:
    """The text after one to three changes."""
    for _ in range(chance.randint(1, 3)):
        place = chance.randint(0, len(source))
        end = min(len(source), place + chance.randint(1, 6))
        match chance.randrange(5):
            case 0:
                source = source[:place] + source[end:]
            case 1:
                source = f"{source[:place]} {chance.choice(PIECES)} {source[place:]}"
            case 2:
                source = source[:place] + chance.choice(PIECES) + source[end:]
            case 3:
                source = source[:place] + source[place:end] * 2 + source[end:]
            case _:
                other = chance.choice(others)
                source = source[:place] + other[chance.randint(0, len(other)) :]
    return source


def survive(source: str) -> None:
    """Everything that can be done with a text; only SyntaxFault may come of it, and only from a text that is none."""
    names = frozenset(VARIABLES) if len(source) % 2 else frozenset()
    try:
        cell = compile_unary_tests(source, names)
    except SyntaxFault as fault:
        assert fault.reason
    else:
        check_unary_tests(source, dict.fromkeys(names))
        for value in (None, VARIABLES["x"], VARIABLES["a"], VARIABLES["d"]):
            assert cell.evaluate(value, VARIABLES, ENVIRONMENT).value in (True, False, None)
    try:
        expression = compile_expression(source, names)
    except SyntaxFault as fault:
        assert fault.position.line >= 1
        assert fault.excerpt
        return
    result = expression.evaluate(VARIABLES, ENVIRONMENT)
    for write in (text, to_json, to_python):
        write(result.value)
    for warning in result.warnings:
        assert warning.message.endswith((".", "“"))
    check_expression(source, dict.fromkeys(names), complete=True)
    tree = parse_expression(source, names, BUILTIN_NAMES | PROPERTY_NAMES)
    print_expression(tree, BUILTIN_NAMES)


@pytest.mark.parametrize("seed", range(8))
def test_no_exception_escapes(seed):
    chance = random.Random(seed)  # noqa: S311 - a fixed sequence, not a secret
    texts = feelin.expressions()

    for _ in range(150):
        survive(mutated(chance.choice(texts), chance, texts))
