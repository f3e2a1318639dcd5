"""What the deadline calculator answers: the day, its derivation, the other reading, what has to be checked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.deadlines.deadline import Step, german
from engine.deadlines.delay import Account
from engine.deadlines.period import ZONE

#: how a derivation joins its steps
ARROW = " → "


@dataclass(frozen=True, slots=True)
class Calculation:
    """The answer to a question.

    `meaning` says in German what `day` is: the last day of a deadline, the first day of a suit. `end` is the last day
    of the period, `end_unshifted` the one before a day off moved it, `end_at` the instant a period of hours ends,
    `first` the day from which something holds. `day` is None when nothing runs (a notice not announced, a pause that
    goes on); `remaining` are the days that are then left. `other` is the other reading where the law is disputed,
    `dispute` what it is about. Notes that begin with „prüfen“ are for a person to look at.
    """

    meaning: str
    steps: tuple[Step, ...]
    end: date | None = None
    end_unshifted: date | None = None
    end_at: datetime | None = None
    first: date | None = None
    norm: str = ""
    notes: tuple[str, ...] = ()
    account: Account | None = None
    remaining: int | None = None
    other: Calculation | None = None
    dispute: str = ""

    @property
    def day(self) -> date | None:
        """The day that was asked for."""
        return self.first or self.end

    @property
    def shifted(self) -> bool:
        """Whether a day off moved the end."""
        return self.end != self.end_unshifted

    @property
    def derivation(self) -> str:
        """The steps in one line, each with its norm."""
        return ARROW.join(str(step) for step in self.steps)

    @property
    def answer(self) -> str:
        """The day in a sentence: „Letzter Tag der Frist: 28.12.2026“."""
        if self.end_at is not None:
            local = self.end_at.astimezone(ZoneInfo(ZONE))
            return f"{self.meaning}: {german(local.date())}, {local:%H:%M} Uhr"
        return self.meaning if self.day is None else f"{self.meaning}: {german(self.day)}"

    def to_json(self) -> dict[str, Any]:
        """As JSON: days as ISO 8601, the instant with its offset in Germany, the other reading inside."""
        at = None if self.end_at is None else self.end_at.astimezone(ZoneInfo(ZONE)).isoformat()
        account = None
        if self.account is not None:
            account = {**asdict(self.account), "delay": self.account.delay, "total": self.account.total}
        return {
            "meaning": self.meaning,
            "day": _iso(self.day),
            "end": _iso(self.end),
            "end_unshifted": _iso(self.end_unshifted),
            "end_at": at,
            "first": _iso(self.first),
            "shifted": self.shifted,
            "norm": self.norm,
            "derivation": self.derivation,
            "steps": [
                {"text": step.text, "norm": step.norm, "date": step.date.isoformat()} for step in self.steps
            ],
            "notes": list(self.notes),
            "account": account,
            "remaining": self.remaining,
            "dispute": self.dispute,
            "other": None if self.other is None else self.other.to_json(),
        }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
