"""What has stopped at the authorities looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select

from engine.queries.records import IncidentRow, incidents_of
from engine.queries.supervision.scope import Scope
from engine.state.case import takes_part
from engine.state.record import INCIDENT, IncidentState
from engine.transaction import Transaction

_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Stopped:
    """Open incidents of cases in which the authorities take part, or of which they are told; the oldest first.

    `rows` are the first of them; none where only figures may be read.
    """

    number: int
    since: datetime | None
    rows: tuple[IncidentRow, ...]


def stopped(tx: Transaction, scope: Scope) -> Stopped:
    """The open incidents of the authorities looked at."""
    where = (
        INCIDENT.c.state == IncidentState.OPEN,
        or_(takes_part(INCIDENT.c.case_id, scope.ids), INCIDENT.c.told_id.in_(scope.ids)),
    )
    counted = tx.execute(
        select(func.count().label("number"), func.min(INCIDENT.c.at).label("since")).where(*where)
    ).one()
    number, since = int(counted.number), counted.since
    if not number or scope.figures_only:
        return Stopped(number, since, ())
    first = tx.execute(
        select(INCIDENT.c.id).where(*where).order_by(INCIDENT.c.at, INCIDENT.c.id).limit(_SHOWN)
    )
    return Stopped(number, since, incidents_of(tx, first.scalars().all()))
