"""What an evaluated decision says: its value, and everything needed to follow it years later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.errors import Finding, ModelError
from engine.feel import Value, Warning

if TYPE_CHECKING:
    from engine.dmn.rule_set import RuleSet
    from engine.dmn.trace import Trace


@dataclass(frozen=True, slots=True)
class InputValue:
    """One thing the logic looked at: the clerk's label, the expression, and its value at that time."""

    label: str
    expression: str
    value: Value


@dataclass(frozen=True, slots=True)
class Cell:
    """One condition of a rule that fired: the test as written ("-" means irrelevant) on the value it met."""

    label: str
    value: Value
    test: str


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation of a rule; `name` is the column's heading, "" for the rule's plain description."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FiredRule:
    """A rule whose every condition held. `index` counts from 1 as the table shows it.

    `outputs` holds what the rule itself says, whether or not the hit policy then chose it.
    """

    id: str
    index: int
    annotations: tuple[Annotation, ...]
    outputs: Mapping[str, Value]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class PassedRule:
    """A rule that did not decide. `failed` are its conditions that do not hold, `unknown` those that miss a value;
    with neither it matched, and the hit policy chose others. `held` counts the conditions that do hold."""

    id: str
    index: int
    annotations: tuple[Annotation, ...]
    failed: tuple[Cell, ...]
    unknown: tuple[Cell, ...]
    held: int = 0


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One decision and, in `required`, the decisions it was built on.

    `undetermined` names what is missing for a decision; then `value` is null and no rule counts as "not
    matched". `warnings` are those met on the way, of this decision alone. Inputs and rules are worked out from
    `traces` when they are asked for, so that nobody pays for an explanation nobody reads. `rule_sets` are the
    versions of the law it was computed on, by decision; `agreed` what it asked for that people have agreed on.
    """

    decision: str
    name: str
    value: Value
    traces: tuple[Trace, ...] = field(default=(), repr=False, compare=False)
    required: tuple[Evaluation, ...] = ()
    warnings: tuple[Warning, ...] = ()
    undetermined: tuple[str, ...] = ()
    rule_sets: Mapping[str, RuleSet] = field(default_factory=dict)
    agreed: tuple[str, ...] = ()

    @property
    def inputs(self) -> tuple[InputValue, ...]:
        """What the logic looked at, each expression once."""
        found = {one.expression: one for trace in self.traces for one in trace.inputs}
        return tuple(found.values())

    @property
    def rules(self) -> tuple[FiredRule, ...]:
        """The rules that decided, in the order in which they speak."""
        return tuple(rule for trace in self.traces for rule in trace.rules)

    @property
    def passed_rules(self) -> tuple[PassedRule, ...]:
        """The rules that did not decide, each with what kept it from it."""
        return tuple(rule for trace in self.traces for rule in trace.passed)

    @property
    def headings(self) -> Mapping[str, str]:
        """What the columns of results are called, by name; empty where no table made the value."""
        return {name: label for trace in self.traces for name, label in trace.headings.items()}

    @property
    def is_determined(self) -> bool:
        """Whether everything that could decide was known."""
        return not self.undetermined


class DecisionFault(ModelError):
    """The table contradicts itself for these inputs; `rules` are the ids of the rules that do.

    Raised by two matching rules of a UNIQUE table, by differing outputs of an ANY table, and by an output
    outside its allowed values (DMN 1.5, 8.2.10). The engine turns it into an incident.
    """

    def __init__(self, decision: str, reason: str, rules: Iterable[str], finding: Finding) -> None:
        super().__init__(f"Expected to decide {decision}, but {reason}", [finding])
        self.decision = decision
        self.rules = tuple(rules)
