"""Tables of 500 rules: a grid, boxes that overlap at random, half-lines with a rest, words, and a ladder."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from html import escape

_RULES = 500


def sources() -> Iterator[tuple[str, bytes]]:
    """Yield each table's title and XML; the same in every run."""
    dice = random.Random(1)  # noqa: S311 - no secret
    grid = [
        (
            f"[{a * 10}..{a * 10 + 10})",
            f'"{word}"',
            f'[date("20{year:02}-01-01")..date("20{year:02}-12-31")]',
            truth,
            "-",
        )
        for a in range(10)
        for word in "ABCDE"
        for year in range(5)
        for truth in ("true", "false")
    ]
    yield "grid of 10 × 5 × 5 × 2, FIRST", _source("FIRST", grid)
    boxes = [tuple(_interval(dice) for _ in range(5)) for _ in range(_RULES)]
    for policy in ("UNIQUE", "FIRST"):
        yield f"random intervals in 5 columns, {policy}", _source(policy, boxes)
    halves = [tuple(_half(dice) for _ in range(8)) for _ in range(_RULES - 1)] + [("-",) * 8]
    for policy in ("UNIQUE", "FIRST"):
        yield f"half-lines in 8 columns and a rest, {policy}", _source(policy, halves)
    words = [
        tuple(dice.choice(["-", *(f'"w{one}"' for one in range(6))]) for _ in range(7)) for _ in range(_RULES)
    ]
    yield "words in 7 columns, FIRST", _source("FIRST", words)
    ladder = [(f"[{one}..{one + 1})", "-", "-") for one in range(_RULES - 1)] + [
        (f">= {_RULES - 1}", "-", "-")
    ]
    yield "ladder, UNIQUE", _source("UNIQUE", ladder)


def _interval(dice: random.Random) -> str:
    start = dice.randrange(1000)
    return f"[{start}..{start + dice.randrange(1, 400)}]"


def _half(dice: random.Random) -> str:
    return dice.choice(["-", "-", "-", f"< {dice.randrange(1000)}", f">= {dice.randrange(1000)}"])


def _source(policy: str, rules: Sequence[Sequence[str]]) -> bytes:
    columns = "".join(
        f'<input label="e{one}"><inputExpression><text>e{one}</text></inputExpression></input>'
        for one in range(len(rules[0]))
    )
    rows = "".join(
        "<rule>"
        + "".join(f"<inputEntry><text>{escape(cell)}</text></inputEntry>" for cell in rule)
        + f"<outputEntry><text>{number}</text></outputEntry></rule>"
        for number, rule in enumerate(rules)
    )
    return (
        '<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="urn:d">'
        f'<decision id="t" name="t"><decisionTable hitPolicy="{policy}">{columns}<output name="r"/>{rows}'
        "</decisionTable></decision></definitions>"
    ).encode()
