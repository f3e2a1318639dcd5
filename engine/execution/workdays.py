"""How the authorities of a batch count working days: each by its Land and its own closures."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Final

from engine.deadlines import Calendar, Closure, Land
from engine.escalation import Count
from engine.state import authority, calendar
from engine.transaction import Transaction

#: closures are read from so many days before today until so many after: no ladder reaches farther
_AROUND: Final = timedelta(days=550)


def counts(tx: Transaction, authorities: Collection[int]) -> Mapping[int, Count]:
    """By authority, the day that is `n` working days after another one; two statements for any number of them."""
    closed: dict[int, list[Closure]] = {}
    for one in calendar.closures(tx, authorities, tx.today - _AROUND, tx.today + _AROUND):
        closed.setdefault(one.authority_id, []).append(Closure(one.first_day, one.last_day, one.name))
    return {
        number: Calendar(Land(land), closures=tuple(closed.get(number, ()))).add_working_days
        for number, land in authority.lands(tx, authorities).items()
    }
