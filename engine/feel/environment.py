"""What surrounds an evaluation: the time, the zone, extra functions, and how much it may cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.deadlines import Calendar
from engine.feel.faults import Position
from engine.feel.outcome import Warning, WarningKind
from engine.feel.semantics.rejection import LimitReached
from engine.feel.semantics.types import Type
from engine.feel.values import Function, Value

_KEPT_WARNINGS = 50
_KEPT_DERIVATIONS = 10
_MAX_NESTING = 100
# What one list or context costs beside its items, in steps.
_CONTAINER = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one evaluation may cost; going over gives null and a warning of kind `limit`.

    A step is about one node of the expression evaluated once; all of them take about a tenth of a second.
    """

    steps: int = 250_000
    depth: int = 60
    list_size: int = 100_000
    string_size: int = 1_000_000


@dataclass(frozen=True, slots=True)
class AgreedTime:
    """What people have agreed on: a FEEL duration or a number, and in German with who agreed (`3 Tage (…)`)."""

    value: Value
    words: str


@dataclass(frozen=True, slots=True)
class Environment:
    """Time and functions of an evaluation.

    `now` must be aware; `now()` and `today()` read it in `zone`. An environment without a `now` answers them
    with null and a warning, because this package never reads a clock. `functions` are found where neither a
    variable nor a built-in has the name; `types` are the model's item definitions, for `instance of`.
    `agreed` gives the agreed time of an element or the agreed number of a name (None: none is agreed), and is asked
    only when an expression asks.
    `calendar` gives the calendar by which days count where no Land is named: that of an authority.
    """

    now: datetime | None = None
    zone: str = "Europe/Berlin"
    limits: Limits = field(default_factory=Limits)
    functions: Mapping[str, Function] = field(default_factory=dict)
    types: Mapping[str, Type] = field(default_factory=dict)
    agreed: Callable[[str], AgreedTime | None] | None = None
    calendar: Callable[[], Calendar] | None = None

    def __post_init__(self) -> None:
        if self.now is not None and self.now.tzinfo is None:
            raise ValueError("Expected to evaluate at an aware time, but `now` has no zone")


class Evaluation:
    """The running account of one evaluation: steps spent, call depth, warnings found, days derived or agreed.

    Several expressions share one account by being evaluated `within` it, so that a decision with many
    cells, or functions calling each other, stay inside one budget.
    """

    __slots__ = (
        "agreements",
        "depth",
        "derivations",
        "environment",
        "limits",
        "quiet",
        "steps_left",
        "warnings",
    )

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.limits = environment.limits
        self.steps_left = environment.limits.steps
        self.depth = 0
        self.quiet = 0
        self.warnings: list[Warning] = []
        self.derivations: list[str] = []
        self.agreements: list[str] = []

    def spend(self, steps: int) -> None:
        """Take `steps` from the budget; raises LimitReached when it is used up."""
        self.steps_left -= steps
        if self.steps_left < 0:
            raise LimitReached(f"Die Auswertung braucht mehr als {self.limits.steps} Schritte")

    def allow_list(self, size: int) -> None:
        """Check the size of a list before it is made, and pay for it."""
        if size > self.limits.list_size:
            raise LimitReached(f"Eine Liste hätte mehr als {self.limits.list_size} Einträge")
        self.spend(size)

    def allow_string(self, size: int) -> None:
        """Check the size of a string before it is made, and pay for it."""
        if size > self.limits.string_size:
            raise LimitReached(f"Ein Text hätte mehr als {self.limits.string_size} Zeichen")
        self.spend(size >> 4)

    def pay_for(self, value: list[Value] | dict[str, Value]) -> None:
        """Pay for everything a new list or context holds, however often it holds the same.

        Ten times `[a, a]` are a thousand values for whoever prints or compares them, though only ten lists.
        """
        cost = len(value) + _CONTAINER
        for item in value.values() if isinstance(value, dict) else value:
            if isinstance(item, list | dict):
                self._pay_for_all(value)
                return
            if isinstance(item, str):
                cost += len(item) >> 4
        self.allow_list(len(value))
        self.spend(cost - len(value))

    def _pay_for_all(self, value: list[Value] | dict[str, Value]) -> None:
        waiting: list[tuple[list[Value] | dict[str, Value], int]] = [(value, 0)]
        while waiting:
            holder, depth = waiting.pop()
            if depth > _MAX_NESTING:
                raise LimitReached(f"Daten sind mehr als {_MAX_NESTING} Ebenen tief geschachtelt")
            self.allow_list(len(holder))
            self.spend(_CONTAINER)
            for item in holder.values() if isinstance(holder, dict) else holder:
                if isinstance(item, list | dict):
                    waiting.append((item, depth + 1))
                elif isinstance(item, str):
                    self.steps_left -= len(item) >> 4
            self.spend(0)

    def enter(self) -> None:
        """Count one more function call in flight."""
        self.depth += 1
        if self.depth > self.limits.depth:
            raise LimitReached(f"Funktionen rufen sich mehr als {self.limits.depth} Ebenen tief auf")

    def leave(self) -> None:
        """Leave one call level."""
        self.depth -= 1

    def derive(self, text: str) -> None:
        """Keep how a day came about, once; of many only the first."""
        if text not in self.derivations and len(self.derivations) < _KEPT_DERIVATIONS:
            self.derivations.append(text)

    def agree(self, text: str) -> None:
        """Keep what an agreed time or a count of working days came to, once; of many only the first."""
        if text not in self.agreements and len(self.agreements) < _KEPT_DERIVATIONS:
            self.agreements.append(text)

    def warn(
        self, kind: WarningKind, message: str, position: Position | None = None, name: str | None = None
    ) -> None:
        """Keep a warning once; after 50 different ones only the first are kept."""
        if self.quiet or len(self.warnings) >= _KEPT_WARNINGS:
            return
        warning = Warning(kind, message, position, name)
        if warning not in self.warnings:
            self.warnings.append(warning)
