"""The nodes of a parsed expression; every node knows its place in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from engine.feel.faults import Position
from engine.feel.semantics.types import Type
from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Literal:
    position: Position
    value: Value


@dataclass(frozen=True, slots=True)
class AtLiteral:
    position: Position
    text: str


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or built-in function; `?` is the input of a unary test."""

    position: Position
    name: str


@dataclass(frozen=True, slots=True)
class Path:
    position: Position
    base: Node
    member: str


@dataclass(frozen=True, slots=True)
class Filter:
    position: Position
    base: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Call:
    """Either `arguments` or `named` is filled; both are empty for `f()`."""

    position: Position
    callee: Node
    arguments: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@dataclass(frozen=True, slots=True)
class Negation:
    position: Position
    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Operators of one precedence, from left to right: first, then (operator, operand, place) each."""

    position: Position
    first: Node
    rest: tuple[tuple[str, Node, Position], ...]


@dataclass(frozen=True, slots=True)
class Conjunction:
    position: Position
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Disjunction:
    position: Position
    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    position: Position
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Between:
    position: Position
    value: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class In:
    """`value in tests`; true as soon as one test is."""

    position: Position
    value: Node
    tests: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class InstanceOf:
    """The type, or the name of one the environment knows."""

    position: Position
    value: Node
    type: Type


@dataclass(frozen=True, slots=True)
class If:
    position: Position
    condition: Node
    then: Node
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Iteration:
    """One `name in domain`; with `end` the domain counts from one number or date to the other."""

    position: Position
    name: str
    domain: Node
    end: Node | None = None


@dataclass(frozen=True, slots=True)
class For:
    position: Position
    iterations: tuple[Iteration, ...]
    body: Node


@dataclass(frozen=True, slots=True)
class Some:
    position: Position
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class Every:
    position: Position
    iterations: tuple[Iteration, ...]
    condition: Node


@dataclass(frozen=True, slots=True)
class FunctionDefinition:
    """`body` is None for an external function, which this engine does not run."""

    position: Position
    parameters: tuple[tuple[str, Type], ...]
    body: Node | None


@dataclass(frozen=True, slots=True)
class ListLiteral:
    position: Position
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class ContextLiteral:
    position: Position
    entries: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Interval:
    position: Position
    start: Node
    end: Node
    start_included: bool
    end_included: bool


@dataclass(frozen=True, slots=True)
class OpenInterval:
    """One comparison as a range: `< 10`, also `=` and `!=`."""

    position: Position
    operator: str
    bound: Node


Node: TypeAlias = (
    Literal
    | AtLiteral
    | Name
    | Path
    | Filter
    | Call
    | Negation
    | Arithmetic
    | Conjunction
    | Disjunction
    | Comparison
    | Between
    | In
    | InstanceOf
    | If
    | For
    | Some
    | Every
    | FunctionDefinition
    | ListLiteral
    | ContextLiteral
    | Interval
    | OpenInterval
)


@dataclass(frozen=True, slots=True)
class Tests:
    """A cell of a decision table: any test passes, or with `negated` none does; no tests is `-`."""

    position: Position
    tests: tuple[Node, ...]
    negated: bool = False
