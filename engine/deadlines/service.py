"""When a notice counts as announced, in the words FEEL asks for it; the fictions themselves are in `delivery`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from engine.deadlines.calendar import NORDRHEIN_WESTFALEN, Calendar
from engine.deadlines.deadline import Step
from engine.deadlines.delivery import Delivery, deliver
from engine.deadlines.law import Law
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


def announced_by_post(
    posted: date, law: Law = Law.VWVFG, calendar: Calendar = NORDRHEIN_WESTFALEN
) -> Announcement:
    """The service fiction of a notice posted within Germany: the fourth day after posting, before 2025 the
    third.

    The day of posting decides which rule counts. It does not hold if the notice came later or never; that
    is for a person to judge. ModelError for a law without the fiction.
    """
    return _announced(Delivery.POST, posted, law, calendar)


def announced_in_portal(
    day: date, law: Law = Law.VWVFG, calendar: Calendar = NORDRHEIN_WESTFALEN
) -> Announcement:
    """The service fiction of a notice that is fetched from a portal; the two laws count differently.

    VwVfG: the day after the person has fetched it on `day`; a notice that is not fetched within ten days is not
    announced at all, which is for the process to see. SGB X: the fourth day after the person was told on `day`
    that it is there. ModelError for a law without the fiction.
    """
    return _announced(Delivery.PORTAL, day, law, calendar)


def _announced(delivery: Delivery, event: date, law: Law, calendar: Calendar) -> Announcement:
    if law not in _WITH_FICTION:
        raise ModelError(
            f"Expected to announce by {delivery} under VwVfG or SGB X, but the law is {law.name}"
        )
    found = deliver(delivery, event, law, calendar)
    return Announcement(found.steps[-1].date, found.steps, found.disputed)
