"""The data groups of a case: what the processes that run in it say in `[[daten]]` of their process.toml."""

from __future__ import annotations

from engine.execution.bundle import load_bundle
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


def of_task(tx: Transaction, found: Task) -> tuple[Filed, ...]:
    """The groups whose data the form of the task asks for."""
    profile = load_bundle(tx, instance.head(tx, found.instance_id).version_id).profile
    if profile is None or found.form is None:
        return ()
    return tuple(Filed(found.instance_id, one.group) for one in profile.data if found.form in one.forms)
