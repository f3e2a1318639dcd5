"""Exports of a whole case file: asked for, made by a job, fetched, gone after a day."""

from __future__ import annotations

from typing import Final

from engine import jobs
from engine.actor import Action
from engine.errors import Conflict, Forbidden
from engine.execution import exports
from engine.state import case, export, record
from engine.state.export import KEPT, Export, ExportKind, ExportState
from engine.store import Store
from engine.transaction import Transaction

#: exports that are taken away in one transaction
BATCH: Final = 100


def request(tx: Transaction, reference: str, kind: ExportKind, submission: str) -> int:
    """Ask for an export; a job makes it, with what the actor may see then. Returns its id.

    The same `submission` asks once. Forbidden for whoever may not read the file or not take it away.
    """
    found = case.by_reference(tx, reference)
    taking_part = case.participants(tx, found.id)
    if tx.actor.account is None or not any(tx.actor.may(Action.EXPORT_CASE, one) for one in taking_part):
        raise Forbidden(f"Expected to export case {reference}, but no role there permits it")
    known = export.submitted(tx, submission)
    if known is not None:
        return known
    made = export.create(tx, found.id, kind, submission)
    _note(tx, found.id, "export_requested", kind)
    jobs.defer(tx, jobs.EXPORT_CASE, [{"export_id": made}])
    return made


def begin(tx: Transaction, export_id: int) -> Export | None:
    """Take an export that is to be made; None when it is done or gone. One that a dead worker left is taken again."""
    tx.actor.must_be_engine()
    found = export.find(tx, export_id)
    if found is None or found.state is ExportState.DONE:
        return None
    export.change(tx, export_id, state=ExportState.RUNNING, done=0)
    return found


def progress(tx: Transaction, export_id: int, done: int, total: int) -> None:
    """Note how many of its parts are in it."""
    tx.actor.must_be_engine()
    export.change(tx, export_id, done=done, total=total)


def finish(tx: Transaction, export_id: int, size: int) -> None:
    """It lies in the store, with so many bytes."""
    tx.actor.must_be_engine()
    export.change(tx, export_id, state=ExportState.DONE, size=size, ended_at=tx.now)


def fail(tx: Transaction, export_id: int) -> None:
    """It could not be made; the log says why."""
    tx.actor.must_be_engine()
    export.change(tx, export_id, state=ExportState.FAILED, ended_at=tx.now)


def fetch(tx: Transaction, reference: str, export_id: int) -> Export:
    """An export to be taken away, by whoever asked for it and still may read the file; noted in the history.

    NotFound for anybody else, from whom the wall keeps it; Forbidden once they may not read the file; Conflict while it
    is not done, when its day is over, and for another authority than the leading one when a release has ended since.
    """
    found = case.by_reference(tx, reference)
    made = export.get(tx, export_id)
    taking_part = case.participants(tx, found.id)
    allowed = any(tx.actor.may(Action.EXPORT_CASE, one) for one in taking_part)
    if made.case_id != found.id or made.account_id != tx.actor.account or not allowed:
        raise Forbidden(f"Expected to fetch export {export_id}, but it was made for somebody else")
    if made.state is not ExportState.DONE or exports.is_gone(tx, found, made):
        raise Conflict(f"Expected to fetch export {export_id}, but it is not there (any more)")
    _note(tx, found.id, "export_fetched", made.kind)
    return made


def remove_old(tx: Transaction, store: Store) -> bool:
    """Take away the exports whose day is over; True when there are more."""
    tx.actor.must_be_engine()
    found = export.older(tx, tx.now - KEPT, BATCH)
    for one in found:
        store.delete(one.key)
        export.remove(tx, one.id)
    return len(found) == BATCH


def _note(tx: Transaction, case_id: int, kind: str, what: ExportKind) -> None:
    record.append_history(tx, [{"case_id": case_id, "kind": kind, "detail": {"kind": what.value}}])
