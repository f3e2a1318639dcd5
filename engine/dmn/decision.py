"""A decision, and the inputs declared for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.dmn.clauses import Rule
from engine.dmn.logic import Logic
from engine.dmn.table import Table
from engine.dmn.types import ANY, Type
from engine.feel import Function, Value


@dataclass(frozen=True, slots=True)
class Space:
    """Names made known in a scope: as they are, or, of an imported model, as members of its name."""

    model: str = ""

    def put(self, scope: dict[str, Value], names: Mapping[str, Value]) -> None:
        """Make the names known in the scope."""
        if not self.model:
            scope.update(names)
            return
        members = scope.get(self.model)
        scope[self.model] = {**(members if isinstance(members, dict) else {}), **names}


@dataclass(frozen=True, slots=True)
class InputData:
    """A declared input: the variable it is read from, its type, and the imported model it belongs to."""

    id: str
    name: str
    type: Type = ANY
    space: Space = Space()


@dataclass(frozen=True, slots=True)
class Required:
    """A decision that another requires, and where its result is known there."""

    decision: Decision
    space: Space = Space()


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """One decision. Its result is known to others as `variable`, `name` and `id`.

    `inputs` are the variables its own logic reads from outside, without the decisions and functions it
    requires; `outputs` the names of the result's parts, one for a literal expression.
    """

    id: str
    name: str
    variable: str
    logic: Logic
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    type: Type = ANY
    logic_type: Type = ANY
    required_decisions: tuple[Required, ...] = ()
    required_inputs: tuple[InputData, ...] = ()
    functions: Mapping[Space, Mapping[str, Function]] = field(default_factory=dict)
    file: str = ""
    line: int | None = None

    #: the types its value must be of, the logic's own first
    types: tuple[Type, ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        declared = (self.logic_type, self.type)
        object.__setattr__(self, "types", tuple(type_ for type_ in declared if type_ is not ANY))

    @property
    def names(self) -> tuple[str, str, str]:
        """Return the names others read its result by."""
        return self.variable, self.name, self.id

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Return the rules of its table; none for any other logic."""
        return self.logic.rules if isinstance(self.logic, Table) else ()
