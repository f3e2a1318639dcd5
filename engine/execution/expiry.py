"""Consents that end by their date alone: on the day after, the same begins as on a withdrawal (docs/sight.md)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import groupby

from engine import jobs
from engine.execution import consents, correlation, referring
from engine.feel import Value, to_python
from engine.state import case, sight
from engine.transaction import Transaction


def end_past(tx: Transaction, limit: int) -> int:
    """Begin what follows from consents whose last day is over: as on a withdrawal, the processes of the case hear the
    list without them, and a job takes what rested on them. Returns how many there were, up to `limit`.

    Each is found once, whatever else ends it: marked in this transaction, and left out where the process of consent
    has left it out of its list.
    """
    found = sight.end_past(tx, limit)
    for case_id, rows in groupby(found, key=lambda one: one[0]):
        reference = case.get(tx, case_id).reference
        jobs.defer(tx, jobs.FOLLOW_RELEASES, [{"case_id": case_id}])
        consents.tell(tx, case_id, tuple(consent for _case, consent in rows))
        left = [one for one in referring.released(tx, case_id) if _holds(one, tx.today)]
        correlation.leave_signal(tx, consents.SIGNAL + reference, {consents.LIST: left})
    return len(found)


def _holds(one: Value, on: date) -> bool:
    until = to_python(one.get("gueltig_bis")) if isinstance(one, Mapping) else None
    return not isinstance(until, date) or on <= until
