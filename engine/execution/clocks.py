"""The two clocks of a user task: what the law says, and what was agreed, each with the steps that lead to its day.

Nobody alters the legal deadline. The agreed time is the steering group's, or the process's own proposal; a team lead
may move it for one task, with a reason. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from engine.clock import ZONE
from engine.deadlines import Calendar, german, weekday_name
from engine.execution.frozen import frozen

#: a day ends with its last second (§ 188 Abs. 1 BGB)
END_OF_DAY = time(23, 59, 59)
_ARROW = " → "
#: how a derivation begins that does not know its event
_BEGINS = "Beginn "


@dataclass(frozen=True, slots=True)
class AgreedChange:
    """Somebody moved the agreed time of one task: when, who, from which day to which (None: none), why."""

    at: datetime
    by: str
    old: date | None
    new: date | None
    reason: str

    def to_json(self) -> dict[str, str | None]:
        """As the task keeps it; the reason lies apart, behind the wall (`engine.state.task_text`)."""
        return {
            "at": self.at.isoformat(),
            "by": self.by,
            "from": None if self.old is None else self.old.isoformat(),
            "to": None if self.new is None else self.new.isoformat(),
        }


def _change(kept: Mapping[str, Any], reason: str) -> AgreedChange:
    old, new = (kept[name] and date.fromisoformat(kept[name]) for name in ("from", "to"))
    return AgreedChange(datetime.fromisoformat(kept["at"]), kept["by"], old, new, reason)


@frozen
class Clocks:
    """When a task is due by each clock (None: that clock does not run), how the day was found, in German, and how the
    agreed one was moved, the first change first. `set_by_case`: nobody agreed on that day, the case has it – an
    appointment, a deadline that an authority set.
    """

    legal: datetime | None = None
    agreed: datetime | None = None
    legal_steps: tuple[str, ...] = ()
    agreed_steps: tuple[str, ...] = ()
    changes: tuple[AgreedChange, ...] = ()
    set_by_case: bool = False

    @classmethod
    def of(
        cls,
        legal: datetime | None,
        agreed: datetime | None,
        kept: Mapping[str, Any] | None,
        reasons: Sequence[str] = (),
    ) -> Clocks:
        """What the columns of a task say, and of each change why, for whoever reads that; without, it is empty."""
        said = kept or {}
        by_law, by_word = (tuple(said.get(clock, {}).get("steps", ())) for clock in ("legal", "agreed"))
        moved = said.get("changes", ())
        why = [*reasons, *[""] * len(moved)]
        changes = tuple(_change(one, reason) for one, reason in zip(moved, why, strict=False))
        return cls(legal, agreed, by_law, by_word, changes, "set" in said.get("agreed", {}))

    @property
    def due(self) -> datetime | None:
        """The earlier of the two."""
        return min((at for at in (self.legal, self.agreed) if at is not None), default=None)

    @property
    def agreed_is_later(self) -> bool:
        """Whether the agreed time is of no use: it ends after the legal deadline."""
        return self.legal is not None and self.agreed is not None and self.agreed > self.legal

    def columns(self) -> dict[str, Any]:
        """As columns of a task; no clock, no steps."""
        kept: dict[str, Any] = {}
        if self.legal is not None:
            kept["legal"] = {"steps": list(self.legal_steps)}
        if self.agreed is not None:
            kept["agreed"] = {"steps": list(self.agreed_steps), **({"set": True} if self.set_by_case else {})}
        if self.changes:
            kept["changes"] = [one.to_json() for one in self.changes]
        return {
            "due_at": self.due,
            "legal_due_at": self.legal,
            "agreed_due_at": self.agreed,
            "clocks": kept or None,
        }

    def history(self) -> dict[str, Any]:
        """Day and steps of each clock that runs, for a row of history."""
        sides = (("legal", self.legal, self.legal_steps), ("agreed", self.agreed, self.agreed_steps))
        told: dict[str, dict[str, Any]] = {
            name: {"due": at.isoformat(), "steps": list(steps)} for name, at, steps in sides if at
        }
        if self.set_by_case and "agreed" in told:
            told["agreed"] |= {"set": True}
        return told

    def beside(self, running: Clocks) -> Clocks:
        """What runs stays; of the others those that begin."""
        legal = self if running.legal is None else running
        agreed = self if running.agreed is None else running
        steps = legal.legal_steps, agreed.agreed_steps
        return Clocks(legal.legal, agreed.agreed, *steps, running.changes, agreed.set_by_case)

    def begun(self, running: Clocks) -> dict[str, Any]:
        """Day and steps of each clock that did not run before, for a row of history."""
        before = running.history()
        return {name: said for name, said in self.history().items() if name not in before}

    def moved(self, change: AgreedChange) -> Clocks:
        """The agreed time ends with the end of another day; the legal deadline stays, and how it was before too."""
        assert change.new is not None  # noqa: S101  only `restored` leads to no day
        at = datetime.combine(change.new, END_OF_DAY, ZONE)
        step = f"geändert auf {_day(at)}"
        return Clocks(self.legal, at, self.legal_steps, (*self.agreed_steps, step), (*self.changes, change))

    def restored(self, change: AgreedChange, at: datetime | None, *, set_by_case: bool) -> Clocks:
        """The agreed time is again what it was before a change that is taken back: an instant, or none."""
        steps: tuple[str, ...] = ()
        if at is not None:
            steps = (*self.agreed_steps, f"Änderung zurückgenommen: wieder {_day(at)}")
        return Clocks(self.legal, at, self.legal_steps, steps, (*self.changes, change), set_by_case)


def doubts(legal: datetime | None, due: date, days: Calendar) -> tuple[str, ...]:
    """What speaks against agreeing on a day, in German: it lies behind the legal deadline, or nobody works there on it.

    None of it forbids the day: the legal deadline counts all the same.
    """
    said = []
    if legal is not None and datetime.combine(due, END_OF_DAY, ZONE) > legal:
        said.append(
            "Der Tag liegt hinter der gesetzlichen Frist. Sie bleibt, und die Aufgabe ist weiter am "
            f"{german(_local(legal).date())} fällig."
        )
    if off := days.closed(due):
        said.append(f"Der {german(due)} ist kein Arbeitstag ({off}).")
    return tuple(said)


def legal_steps(at: datetime, derived: Sequence[str], norm: object, event: object) -> tuple[str, ...]:
    """How the law comes to the instant: what its functions derived, the norm and the event that the process names."""
    steps = [step for line in derived for step in line.split(_ARROW)]
    if isinstance(event, str) and event:
        if steps and steps[0].startswith(_BEGINS):
            steps[0] = f"{event} {steps[0].removeprefix(_BEGINS)}"
        else:
            steps.insert(0, event)
    if isinstance(norm, str) and norm:
        steps.append(f"gesetzliche Frist bis {_day(at)} ({norm})")
    elif not derived or german(_local(at).date()) not in steps[-1]:
        steps.append(f"Frist bis {_day(at)}")
    return tuple(steps)


def agreed_steps(at: datetime, created: datetime, agreements: Sequence[str]) -> tuple[str, ...]:
    """How the agreed time comes to the instant, for a task that began at `created`."""
    begun = f"Aufgabe entstanden {german(_local(created).date())}"
    if not agreements:
        return begun, f"im Ablauf festgelegt: {_day(at)}"
    return (begun, *agreements, _day(at))


def _local(at: datetime) -> datetime:
    return at.astimezone(ZONE)


def _day(at: datetime) -> str:
    local = _local(at)
    named = f"{german(local.date())}, {weekday_name(local.date())}"
    return named if local.time() == END_OF_DAY else f"{named}, {local:%H:%M} Uhr"
