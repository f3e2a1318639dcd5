"""Why an instance cannot be migrated: a rule with a name, the element, and a sentence a process owner understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from engine.errors import Conflict


class Rule(StrEnum):
    """What the target version must hold for the instance (docs/migration.md)."""

    NOT_MAPPED = "not-mapped"
    KIND_CHANGED = "kind-changed"
    SCOPE_CHANGED = "scope-changed"
    LOOP_ADDED = "loop-added"
    LOOP_REMOVED = "loop-removed"
    LOOP_CHANGED = "loop-changed"
    EVENT_CHANGED = "event-changed"
    AD_HOC_CHANGED = "ad-hoc-changed"
    COMPENSATION_LOST = "compensation-lost"
    PARKED_TOKEN_LOST = "parked-token-lost"  # noqa: S105  a token of the process
    JOIN_GONE = "join-gone"
    JOIN_FLOW_GONE = "join-flow-gone"
    JOIN_UNREACHABLE = "join-unreachable"
    CALLED_PROCESS_RUNS = "called-process-runs"
    NOT_EVALUABLE = "not-evaluable"


_NOT_EVALUABLE: Final = (
    "Ein Ausdruck der neuen Fassung hat in diesem Fall keinen Wert, oder niemand ist zuständig."
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason; `element` is of the source version, of the target version where that alone has it."""

    rule: Rule
    element: str
    message: str
    element_instance: int | None = None

    def without_values(self, name: str) -> str:
        """The sentence for whoever does not read the case, with the element's name: the engine may quote a value."""
        return f"„{name}“: {_NOT_EVALUABLE}" if self.rule is Rule.NOT_EVALUABLE else self.message


class MigrationRefused(Conflict):
    """The instance stays as it was; `refusals` holds every reason."""

    def __init__(self, process: str, refusals: Iterable[Refusal]) -> None:
        self.refusals = tuple(refusals)
        reasons = ", ".join(f"{one.rule} at {one.element}" for one in self.refusals)
        super().__init__(f"Expected to migrate an instance of {process}, but its state forbids it: {reasons}")
