"""What a step asks of the world, answered in memory: a clock moved by hand, and whatever is said of the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.clock import ZONE
from engine.dmn import Evaluation
from engine.errors import ModelError
from engine.feel import Environment, Value

#: a Monday on which nothing changes: no holiday, no end of a month, no change of the clock
BEGIN = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def nobody_decides(decision: str, _variables: Mapping[str, Value]) -> Evaluation:
    """There are no decisions."""
    raise ModelError(f"Expected to find decision {decision}, but there is none")


def nobody_catches(_code: str) -> bool:
    """Nobody called the process."""
    return False


@dataclass(slots=True)
class OfflineServices:
    """The `Services` of scenarios, tests and the comparison with other engines. Every field may be changed between
    steps; `competent` says who is competent for a topic, by default authority 1 for everything.
    """

    now: datetime = BEGIN
    competent: Callable[[str], int | None] = lambda _topic: 1
    decide: Callable[[str, Mapping[str, Value]], Evaluation] = nobody_decides
    catches: Callable[[str], bool] = nobody_catches
    _environment: Environment | None = None

    @property
    def environment(self) -> Environment:
        """What expressions read of the clock."""
        if self._environment is None or self._environment.now != self.now:
            self._environment = Environment(now=self.now)
        return self._environment
