"""The data groups of a case: what the processes that run in it say in `[[daten]]` of their process.toml."""

from __future__ import annotations

from engine.execution import sight as sights
from engine.execution.bundle import Bundle, load_bundle
from engine.state import instance
from engine.state.document import Filed
from engine.state.task import Task
from engine.transaction import Transaction


def of_case(tx: Transaction, case_id: int) -> tuple[Filed, ...]:
    """Where something can be filed in the case: the groups of every run, those of the oldest first."""
    found = []
    for instance_id, version, digest in instance.running(tx, case_id):
        profile = load_bundle(tx, version, digest).profile
        if profile is not None:
            found += [Filed(instance_id, one.group) for one in profile.data]
    return tuple(found)


def told(tx: Transaction, case_id: int) -> tuple[Filed, ...]:
    """Those of the runs of which the actor reads anything: of another one its groups would say that it runs."""
    seen = sights.of_case(tx, case_id)
    return tuple(
        one
        for one in of_case(tx, case_id)
        if one.instance_id is not None and seen.reads_anything(one.instance_id)
    )


def of_task(tx: Transaction, found: Task) -> tuple[Filed, ...]:
    """The groups whose data the form of the task asks for."""
    bundle = load_bundle(tx, instance.head(tx, found.instance_id).version_id)
    return of_form(bundle, found.instance_id, found.form)


def of_form(bundle: Bundle, instance_id: int, form: str | None) -> tuple[Filed, ...]:
    """The groups of an instance whose data a form asks for."""
    if bundle.profile is None or form is None:
        return ()
    return tuple(Filed(instance_id, one.group) for one in bundle.profile.data if form in one.forms)
