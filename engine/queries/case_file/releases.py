"""What somebody sees who records that the person withdraws releases: which hold, and what rests on each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.actor import Action
from engine.errors import Forbidden
from engine.execution import sight as sights
from engine.queries.case_file.front import CaseFront, front
from engine.queries.tasks import TaskRow
from engine.sight import Consent
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """What a recipient is released, and the open tasks that rest on it alone: they go to the authority that leads.

    `more` is how many of these the actor does not read.
    """

    recipient: str
    consents: tuple[Consent, ...]
    tasks: tuple[TaskRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Releases:
    """The case and its releases; `awaited` is the message a process of the case waits for, if one does."""

    front: CaseFront
    rows: tuple[ReleaseRow, ...]
    awaited: bool


def releases(tx: Transaction, reference: str, message: str) -> Releases:
    """The releases that hold today, by recipient. Forbidden for whoever may not record that one is withdrawn."""
    seen = front(tx, reference)
    if not tx.actor.may(Action.KEEP_CASE, seen.head.authority_id):
        raise Forbidden(f"Expected to record a withdrawal in case {reference}, but no role there permits it")
    by_recipient: dict[str, list[Consent]] = {}
    for one in seen.consents or ():
        by_recipient.setdefault(one.recipient, []).append(one)
    rows = tuple(
        _row(recipient, given, seen.tasks, sights.ended(tx, seen.head.id, {recipient}).tasks)
        for recipient, given in by_recipient.items()
    )
    return Releases(seen, rows, any(one.name == message for one in seen.messages))


def _row(
    recipient: str, given: Iterable[Consent], readable: Iterable[TaskRow], over: frozenset[int]
) -> ReleaseRow:
    tasks = tuple(one for one in readable if one.id in over)
    return ReleaseRow(recipient, tuple(given), tasks, len(over) - len(tasks))
