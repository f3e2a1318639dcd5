"""A process is started by hand in a case that runs already; the start is taken back while nothing is done in it."""

from __future__ import annotations

from collections.abc import Mapping

from engine import forms
from engine.actor import Action
from engine.errors import Conflict, Forbidden, NotFound
from engine.execution import actions, apart, begun_by
from engine.execution import sight as sights
from engine.execution.advance import advance, environment, start
from engine.execution.bundle import load_bundle
from engine.feel import Value
from engine.state import adoption, case, fresh_start, going_on, instance, record
from engine.state.case import CaseState
from engine.transaction import Transaction


def begin(
    tx: Transaction,
    reference: str,
    key: str,
    values: Mapping[str, Value],
    reason: str = "",
    seen: int | None = None,
) -> int:
    """Start the version in force at the place of the case with the values of its start form; returns the instance.

    Whoever leads the case does, and of those who take part whoever its first tasks come to: Forbidden for the others.
    Conflict when the case is closed or stands still, no version is in force there, it is suspended, waits for an
    event, or concerns nobody while the case concerns somebody (and the other way round). Invalid names each field
    that is wrong.
    `seen` is how often the caller saw it begun in the case: Conflict when it has been begun since, so that a second
    click or a colleague at the same time does not begin it twice.
    """
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.KEEP_CASE, found.id):
        raise Forbidden(f"Expected to start a process in case {reference}, but no role there permits it")
    sights.must_read(tx, found.id, reference)
    version = adoption.binding(tx, key, found.ags)
    bundle = load_bundle(tx, version.id, version.digest)
    if apart.concerns_nobody(bundle.graph) is not (found.person_id is None):
        raise Conflict(
            f"Expected to start {key} in case {reference}, but it does not fit who the case is about"
        )
    if not bundle.graph.root.entries:
        raise Conflict(f"Expected to start {key}, but its start events all wait for an event")
    accepted: dict[str, Value] = {}
    form = bundle.form(bundle.graph.start_form)
    if form is not None:
        accepted = forms.accept(form, values, {}, environment(tx))
    # before the first step: nobody closes the case between looking and starting
    if case.lock(tx, found.id).state is CaseState.CLOSED:
        raise Conflict(f"Expected to start a process in case {reference}, but it is closed")
    if going_on.stands_still(tx, found.id):
        raise Conflict(f"Expected to start a process in case {reference}, but the case is suspended")
    if seen is not None and fresh_start.begun(tx, found.id, bundle.main) != seen:
        raise Conflict(f"Expected to start {key} in case {reference}, but it has just been started")
    row = instance.begin(tx, found, version, bundle.main)
    detail = {"process": version.name, "reason": record.one_line(reason)}
    fact = {"case_id": found.id, "instance_id": row.id, "kind": "process_started_by_hand", "detail": detail}
    record.append_history(tx, [fact])
    start(tx, row, accepted)
    begun_by.must_have_come(tx, found, row.id)
    return row.id


def take_back(tx: Transaction, reference: str, instance_id: int) -> None:
    """Undo the start of a process in which nothing has been done: it ends without an outcome, its tasks fall away, and
    the history keeps both.

    Whoever started it may, and whoever may close the case. Conflict when somebody has worked in it since, or it is
    over.
    """
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.KEEP_CASE, found.id):
        raise Forbidden(f"Expected to take back a start in case {reference}, but no role there permits it")
    if instance.head(tx, instance_id).case_id != found.id:
        raise NotFound(f"Expected to find process instance {instance_id} in case {reference}, but it is not")
    row = instance.lock(tx, instance_id)
    fresh = next((one for one in fresh_start.of_case(tx, found.id) if one.instance_id == instance_id), None)
    if fresh is None:
        raise Conflict(f"Expected to take back the start of {instance_id}, but something has been done in it")
    if not fresh_start.may_take_back(tx, found, fresh):
        raise Forbidden(f"Expected to take back the start of {instance_id}, but somebody else started it")
    detail = {"process": fresh.process}
    fact = {"case_id": found.id, "instance_id": row.id, "kind": "process_start_undone", "detail": detail}
    record.append_history(tx, [fact])
    advance(tx, row, actions.Cancel())
    # nothing else runs in a case that was reopened: it is as open as before
    case.reopen(tx, found.id)
