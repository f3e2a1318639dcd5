"""How a scenario went."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Failure:
    """The first step that differed: its line, what differs, and where the case stood."""

    line: int
    differences: tuple[str, ...]
    situation: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScenarioResult:
    """One scenario of one process folder. `elements`, `flows` and `rules` are what it went through, `warnings` what
    its decisions warned of on the way.
    """

    process: str
    path: Path
    name: str
    failure: Failure | None
    elements: frozenset[str] = frozenset()
    flows: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()
    warnings: tuple[str, ...] = ()

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
