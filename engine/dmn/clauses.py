"""The parts of a decision table: its columns and its rules."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from engine.dmn.outcome import Annotation
from engine.dmn.region import Region
from engine.dmn.types import Type
from engine.feel import Expression, UnaryTests, Value

_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_SPEAKS_OF_NULL = re.compile(r"\bnull\b|\bis defined\b|\bget or else\b")


@dataclass(frozen=True, slots=True)
class InputClause:
    """A column of conditions: what it looks at, and the values allowed there.

    `domain` are the allowed values as a region, where they can be told.
    """

    id: str
    label: str
    expression: Expression
    type: Type
    allowed: UnaryTests | None = None
    domain: Region | None = None

    #: the variable it reads, where it reads one and does nothing with it
    reads: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        text = self.expression.text.strip()
        if self.expression.variables == {text}:
            object.__setattr__(self, "reads", text)


@dataclass(frozen=True, slots=True)
class OutputClause:
    """A column of results. `ranking` lists the output values, highest first, where the policy needs it."""

    id: str
    name: str
    label: str
    type: Type
    allowed: UnaryTests | None = None
    ranking: tuple[Value, ...] = ()
    default: Expression | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """One input cell; without `tests` it is irrelevant ("-"). `region` is what it lets pass, None where only an
    evaluation can tell."""

    text: str
    tests: UnaryTests | None = None
    region: Region | None = None

    @property
    def speaks_of_null(self) -> bool:
        """Whether the author said what holds when the input is missing."""
        return bool(_SPEAKS_OF_NULL.search(_STRING.sub("", self.text)))


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. `index` counts from 1; `constants` holds a result that is always the same, in a tuple of one."""

    id: str
    index: int
    conditions: tuple[Condition, ...]
    results: tuple[Expression, ...]
    annotations: tuple[Annotation, ...] = ()
    constants: tuple[tuple[Value] | None, ...] = ()
    line: int | None = None
