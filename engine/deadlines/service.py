"""When a notice counts as announced, and how long the person may sue after that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.deadlines.calendar import Calendar, Land
from engine.deadlines.deadline import Deadline, Step, compute_deadline, german
from engine.deadlines.delivery import Delivery, deliver
from engine.deadlines.law import Law
from engine.deadlines.period import Period
from engine.errors import ModelError

_WITH_FICTION = (Law.VWVFG, Law.SGB_X)


@dataclass(frozen=True, slots=True)
class Announcement:
    """The day a notice counts as announced.

    `disputed` is the next working day where `day` is a day off and it is disputed whether the fiction moves
    there; None where there is no dispute.
    """

    day: date
    steps: tuple[Step, ...]
    disputed: date | None = None

    @property
    def derivation(self) -> str:
        """The steps in one line."""
        return " → ".join(str(step) for step in self.steps)


@dataclass(frozen=True, slots=True)
class ActionPeriod:
    """Until when the person may sue. `disputed` is the later deadline of the other reading, if there is one.

    The earlier one is certain for the person, the later one for the authority that wants to rely on the
    notice.
    """

    deadline: Deadline
    disputed: Deadline | None = None


def announced_by_post(posted: date, law: Law = Law.VWVFG, land: str = Land.NW) -> Announcement:
    """The service fiction of a notice posted within Germany: the fourth day after posting, before 2025 the
    third.

    The day of posting decides which rule counts. It does not hold if the notice came later or never; that
    is for a person to judge. ModelError for a law without the fiction.
    """
    return _announced(Delivery.POST, posted, law, land)


def announced_in_portal(day: date, law: Law = Law.VWVFG, land: str = Land.NW) -> Announcement:
    """The service fiction of a notice that is fetched from a portal; the two laws count differently.

    VwVfG: the day after the person has fetched it on `day`; a notice that is not fetched within ten days is not
    announced at all, which is for the process to see. SGB X: the fourth day after the person was told on `day`
    that it is there. ModelError for a law without the fiction.
    """
    return _announced(Delivery.PORTAL, day, law, land)


def _announced(delivery: Delivery, event: date, law: Law, land: str) -> Announcement:
    if law not in _WITH_FICTION:
        raise ModelError(
            f"Expected to announce by {delivery} under VwVfG or SGB X, but the law is {law.name}"
        )
    found = deliver(delivery, event, law, Calendar.of(land))
    return Announcement(found.steps[-1].date, found.steps, found.disputed)


def action_period(announcement: Announcement, land: str = Land.NW) -> ActionPeriod:
    """One month after the announcement, if the notice on the right to sue is correct (§ 74 (1) S. 2 VwGO)."""
    return _act_within(announcement, Period(months=1), "§ 74 Abs. 1 S. 2 VwGO", land)


def action_period_without_notice(announcement: Announcement, land: str = Land.NW) -> ActionPeriod:
    """One year after the announcement, if the notice on the right to sue is missing or wrong (§ 58 (2)
    VwGO).
    """
    return _act_within(announcement, Period(years=1), "§ 58 Abs. 2 VwGO", land)


def inaction_period(received: date, land: str = Land.NW) -> Deadline:
    """Three months from receipt of the application; a suit for inaction is admissible after it (§ 75 S. 2
    VwGO).
    """
    deadline = compute_deadline(received, Period(months=3), Law.VWGO, land=land)
    first = deadline.end + timedelta(days=1)
    suit = Step(f"Untätigkeitsklage frühestens {german(first)}", "§ 75 S. 2 VwGO", first)
    receipt = Step(f"Antrag eingegangen {german(received)}", "", received)
    return replace(deadline, steps=(receipt, *deadline.steps[1:], suit))


def _act_within(announcement: Announcement, period: Period, norm: str, land: str) -> ActionPeriod:
    certain = compute_deadline(announcement.day, period, Law.VWGO, land=land).begun_by(
        *announcement.steps, Step("Klagefrist beginnt", norm, announcement.day)
    )
    if announcement.disputed is None:
        return ActionPeriod(certain)
    moved = Step(
        f"streitig: bekannt gegeben erst {german(announcement.disputed)}",
        "Verschiebung des Bekanntgabetages umstritten",
        announcement.disputed,
    )
    other = compute_deadline(announcement.disputed, period, Law.VWGO, land=land).begun_by(
        *announcement.steps, moved, Step("Klagefrist beginnt", norm, announcement.disputed)
    )
    return ActionPeriod(certain, other)
