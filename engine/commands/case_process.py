"""A process is started by hand in a case that runs already."""

from __future__ import annotations

from collections.abc import Mapping

from engine import forms
from engine.actor import Action
from engine.errors import Conflict, Forbidden
from engine.execution import apart
from engine.execution import sight as sights
from engine.execution.advance import environment, start
from engine.execution.bundle import load_bundle
from engine.feel import Value
from engine.state import adoption, case, instance, record
from engine.state.case import CaseState
from engine.transaction import Transaction


def begin(tx: Transaction, reference: str, key: str, values: Mapping[str, Value], reason: str = "") -> int:
    """Start the version in force at the place of the case with the values of its start form; returns the instance.

    Conflict when the case is closed, no version is in force there, it is suspended, waits for an event, or concerns
    nobody while the case concerns somebody (and the other way round). Invalid names each field that is wrong.
    """
    found = case.by_reference(tx, reference)
    if not any(tx.actor.may(Action.KEEP_CASE, one) for one in case.participants(tx, found.id)):
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
    row = instance.begin(tx, found, version, bundle.main)
    detail = {"process": version.name, "reason": record.one_line(reason)}
    fact = {"case_id": found.id, "instance_id": row.id, "kind": "process_started_by_hand", "detail": detail}
    record.append_history(tx, [fact])
    start(tx, row, accepted)
    return row.id
