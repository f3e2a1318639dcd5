"""Time starts instances: timers are armed with the resolution that brings a version into force, and fired by a worker.

Such an instance belongs to a case of its own that concerns no person. Its place is the jurisdiction, and the authority
that covers that place leads it.
"""

from __future__ import annotations

from datetime import date, datetime

from engine.clock import ZONE
from engine.errors import Conflict
from engine.execution import moments, triggers
from engine.execution.bundle import Bundle, load_bundle
from engine.state import definition, opening, record, register, start_timer
from engine.state.instance import InstanceRow
from engine.state.start_timer import StartTimer, Term
from engine.state.timer import RUNNING, TimerState
from engine.transaction import Transaction

__all__ = ["arm", "arm_again", "has_timers", "next_turn", "open_case", "place", "take_due"]

_DIGITS = 8  # of the official key of a municipality


def has_timers(bundle: Bundle) -> bool:
    """Whether time starts one of the bundle's processes."""
    return any(triggers.has_timers(graph) for graph in bundle.graphs.values())


def place(jurisdiction: str) -> str:
    """The official key of a jurisdiction as a place: 05334 is 05334000."""
    return jurisdiction.ljust(_DIGITS, "0")


def arm(tx: Transaction, adoption_id: int) -> None:
    """Arm the timer starts of an adopted version, and take back what it replaces in the jurisdiction.

    A date before the first day in force starts nothing; durations and repetitions count from that day, or from now.
    """
    term = start_timer.term(tx, adoption_id)
    start_timer.replace(tx, adoption_id, _midnight(term.first))
    _arm(tx, term)


def arm_again(tx: Transaction, version_id: int) -> None:
    """Arm what the adoptions of a version have not armed yet, because they are older than this table."""
    for term in start_timer.terms(tx, version_id):
        _arm(tx, term)


def _arm(tx: Transaction, term: Term) -> None:
    first = _midnight(term.first)
    until = None if term.until is None else _midnight(term.until)
    anchor = max(first, tx.now)
    rows = [
        {
            "adoption_id": term.adoption_id,
            "process_key": one.process,
            "element": one.element,
            "position": one.position,
            "cycle": one.cycle,
            "anchor_at": anchor,
            "due_at": one.due,
        }
        for graph in load_bundle(tx, term.version_id).graphs.values()
        for one in triggers.timed(graph, first, anchor)
        if until is None or one.due < until
    ]
    if rows:
        start_timer.create(tx, rows)


def take_due(tx: Transaction, number: int) -> StartTimer | None:
    """The timer, locked, if it is due and its version still in force on that day; else it is closed or held.

    The definition is locked before its timer, as whoever suspends or resumes it does.
    """
    seen = start_timer.get(tx, number)
    if seen is None:
        return None
    suspended = definition.suspended(tx, seen.definition_id)
    found = start_timer.get(tx, number, lock=True)
    if found is None or found.state not in RUNNING or found.due_at > tx.now:
        return None
    if _over(tx, found, found.due_at):
        start_timer.close(tx, number, TimerState.CANCELLED)
        return None
    if suspended:
        start_timer.close(tx, number, TimerState.HELD)
        return None
    return found


def next_turn(tx: Transaction, found: StartTimer) -> None:
    """Arm the turn after the one that happened, if there is one while the version is in force."""
    due = None
    if found.cycle:
        due = moments.following(found.cycle, found.anchor_at, found.due_at, tx.now)
    start_timer.move(tx, found.id, None if due is None or _over(tx, found, due) else due)


def open_case(tx: Transaction, found: StartTimer) -> InstanceRow:
    """A new case without a person at the place of the adoption, with the instance that is to begin."""
    ags = place(found.jurisdiction)
    leading = register.place(tx, ags).covering
    if not leading:
        raise Conflict(
            f"Expected to start {found.key} in {found.jurisdiction}, but no authority covers that place"
        )
    version = definition.get(tx, found.version_id)
    opened = opening.open_case(tx, None, leading[0], ags, version, found.process_key)
    record.append_history(tx, [{"case_id": opened.case_id, "instance_id": opened.id, "kind": "case_opened"}])
    return opened


def _over(tx: Transaction, found: StartTimer, at: datetime) -> bool:
    until = start_timer.term(tx, found.adoption_id).until
    return until is not None and at >= _midnight(until)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)
