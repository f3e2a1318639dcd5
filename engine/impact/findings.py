"""What is said of instances: each finding once, and groups of instances of which the same is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from engine.state.impact import CaseOutcome, FindingKind, Group


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is true of instances of a version: at which element, in a sentence of the model's own words.

    `rule` is that of a refusal; `before` and `after` are what changes, as people say it.
    """

    kind: FindingKind
    version_id: int
    element: str
    name: str
    text: str = ""
    english: str = ""
    rule: str = ""
    before: str = ""
    after: str = ""
    #: of the group a task had and gets
    roles: tuple[str, ...] = ()


@dataclass(slots=True)
class Book:
    """Findings by number and groups by number, in the order they came up."""

    numbers: dict[Finding, int] = field(default_factory=dict)
    _groups: dict[tuple[int, CaseOutcome, tuple[int, ...]], int] = field(default_factory=dict)
    _counts: Counter[int] = field(default_factory=Counter)

    def group(self, version_id: int, outcome: CaseOutcome, findings: Iterable[Finding]) -> int:
        """The group of one more instance."""
        known = self.numbers
        numbers = tuple(sorted({known.setdefault(one, len(known)) for one in findings}))
        number = self._groups.setdefault((version_id, outcome, numbers), len(self._groups))
        self._counts[number] += 1
        return number

    @property
    def groups(self) -> tuple[Group, ...]:
        """Every group with how many are in it."""
        return tuple(
            Group(number, version_id, outcome, numbers, self._counts[number])
            for (version_id, outcome, numbers), number in self._groups.items()
        )

    @property
    def findings(self) -> list[dict[str, object]]:
        """Every finding as data, with how many instances it is true of."""
        counts: Counter[int] = Counter()
        for one in self.groups:
            for number in one.findings:
                counts[number] += one.count
        return [
            {
                "kind": one.kind.value,
                "version": one.version_id,
                "element": one.element,
                "name": one.name,
                "text": one.text,
                "english": one.english,
                "rule": one.rule,
                "before": one.before,
                "after": one.after,
                "roles": list(one.roles),
                "count": counts[number],
            }
            for one, number in self.numbers.items()
        ]
