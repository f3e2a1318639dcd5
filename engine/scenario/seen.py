"""What a case went through: elements, flows and rules with how often, and what its decisions warned of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from engine.dmn import Evaluation
from engine.execution.changes import (
    Change,
    DataDisclosed,
    ElementActivated,
    ElementCompleted,
    ErrorThrown,
    EscalationThrown,
    MessageThrown,
    SignalThrown,
    UserTaskActivated,
)

#: an element or flow: the process and its id
Part = tuple[str, str]
#: a rule: the process that asked, the decision and the id of the rule
Rule = tuple[str, str, str]


@dataclass(slots=True)
class Seen:
    """Counted over the whole case, also in the processes it called."""

    elements: Counter[Part] = field(default_factory=Counter)
    flows: Counter[Part] = field(default_factory=Counter)
    rules: Counter[Rule] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    #: what was thrown, in order
    messages: list[MessageThrown] = field(default_factory=list)
    signals: list[SignalThrown] = field(default_factory=list)
    #: what steps let other bodies know, in order
    disclosures: list[DataDisclosed] = field(default_factory=list)
    #: the last evaluation of each decision
    evaluations: dict[str, Evaluation] = field(default_factory=dict)
    _entered: set[tuple[int, int]] = field(default_factory=set)

    def copy(self) -> Seen:
        """What was seen so far; noting more changes nothing of it."""
        return Seen(
            self.elements.copy(),
            self.flows.copy(),
            self.rules.copy(),
            self.warnings.copy(),
            self.messages.copy(),
            self.signals.copy(),
            self.disclosures.copy(),
            self.evaluations.copy(),
            self._entered.copy(),
        )

    def told(self) -> Seen:
        """What is asked of it when the case is over: what it went through, and the warnings."""
        return Seen(self.elements, self.flows, self.rules, self.warnings)

    def note(self, process: str, instance: int, change: Change) -> None:
        """Count a fact of the token game; an element counts when it is entered, or left at once.

        An end that throws an error, or an escalation that interrupts, never completes: the throw counts.
        """
        match change:
            case (
                ElementActivated()
                | UserTaskActivated()
                | ElementCompleted()
                | ErrorThrown()
                | EscalationThrown()
            ):
                entered = (instance, change.element_instance)
                if entered not in self._entered:
                    self._entered.add(entered)
                    self.elements[process, change.element] += 1
                if isinstance(change, ElementCompleted):
                    self.flows.update((process, flow) for flow in change.flows)
            case MessageThrown():
                self.messages.append(change)
            case SignalThrown():
                self.signals.append(change)
            case DataDisclosed():
                self.disclosures.append(change)

    def decided(self, process: str, evaluation: Evaluation) -> None:
        """Count the rules of a decision and of those it asked."""
        self.evaluations[evaluation.decision] = evaluation
        self.rules.update((process, evaluation.decision, rule.id) for rule in evaluation.rules)
        for warning in evaluation.warnings:
            told = f"Entscheidung „{evaluation.name}“: {warning.message}"
            if told not in self.warnings:
                self.warnings.append(told)
        for required in evaluation.required:
            self.decided(process, required)
