"""How a scenario went."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from engine.scenario.model import Scenario
from engine.scenario.seen import Part, Seen


@dataclass(frozen=True, slots=True)
class Failure:
    """The first step that differed: its line, what differs, where the case stood, and where its tokens were."""

    line: int
    differences: tuple[str, ...]
    situation: tuple[str, ...] = ()
    tokens: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """One scenario of one process folder, what it went through, and the seconds it took. `scenario` is None when it
    cannot be read.
    """

    process: str
    path: Path
    name: str
    failure: Failure | None
    seen: Seen = field(default_factory=Seen)
    scenario: Scenario | None = None
    seconds: float = 0.0

    @property
    def warnings(self) -> tuple[str, ...]:
        """What its decisions warned of on the way."""
        return tuple(self.seen.warnings)

    @property
    def passed(self) -> bool:
        """Whether every step was as expected."""
        return self.failure is None

    def __str__(self) -> str:
        head = f"{'bestanden' if self.passed else 'NICHT BESTANDEN'}  {self.process}: {self.name}"
        warned = [f"    Hinweis: {warning}" for warning in self.warnings]
        if self.failure is None:
            return "\n".join([head, *warned])
        place = f"  {self.path}:{self.failure.line}"
        told = [f"    {difference}" for difference in self.failure.differences]
        stood = [f"    Stand: {line}" for line in self.failure.situation]
        return "\n".join([head, place, *told, *stood, *warned])
