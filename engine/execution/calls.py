"""Instances that begin because of another one: called processes, and starts by a message or signal."""

from __future__ import annotations

from collections.abc import Mapping

from engine.bpmn import Binding
from engine.execution import apart
from engine.execution.actions import (
    Cancel,
    CompleteElement,
    Escalate,
    FailJob,
    Start,
    ThrowError,
)
from engine.execution.bundle import load_bundle
from engine.execution.changes import CallStarted, ErrorThrown, EscalationThrown
from engine.execution.instance import ROOT
from engine.execution.work import MOST, Running, Work
from engine.feel import Value
from engine.state import adoption, case, definition, going_on, instance, record
from engine.state.case import CaseRow, CaseState
from engine.state.definition import StartRow, VersionRow
from engine.state.instance import InstanceRow
from engine.transaction import Transaction


def call(work: Work, caller: Running, fact: CallStarted) -> None:
    """Start the called process as a child; the call activity stops with an incident when it cannot be."""
    if not caller.waits_at(fact.element_instance):
        return
    work.reached += 1
    version = _called_version(work.tx, caller, fact)
    if isinstance(version, str):
        reason = version
    elif work.reached > MOST:
        reason = f"„{fact.process}“ wird in einem Schritt zu oft aufgerufen."
    elif not load_bundle(work.tx, version.id, version.digest).graphs[fact.process].root.entries:
        reason = f"„{version.name}“ beginnt nur durch ein Ereignis und kann nicht aufgerufen werden."
    else:
        row = caller.row
        child = work.take(instance.call(work.tx, row, fact.element_instance, version, fact.process))
        work.step(child, Start(_variables(fact.variables, row.reference, row.ags), called=True))
        return
    work.step(caller, FailJob(fact.element_instance, 0, reason))


def _called_version(tx: Transaction, caller: Running, fact: CallStarted) -> VersionRow | str:
    """The version to run, or a sentence why there is none."""
    found: VersionRow | None = None
    row = caller.row
    match fact.binding:
        case Binding.LATEST:
            found = adoption.in_force(tx, fact.process, row.ags, tx.today)
            if found is None and fact.process in caller.bundle.graphs:
                found = definition.get(tx, row.version_id)
            missing = f"Für „{fact.process}“ gilt am Wohnort heute keine Fassung."
        case Binding.DEPLOYMENT:
            found = definition.get(tx, row.version_id) if fact.process in caller.bundle.graphs else None
            missing = f"Die Fassung enthält keinen Ablauf „{fact.process}“."
        case Binding.VERSION_TAG:
            found = definition.with_tag(tx, fact.process, fact.version_tag)
            missing = f"Von „{fact.process}“ gibt es keine Fassung „{fact.version_tag}“."
    if found is not None and found.suspended_at is not None:
        return f"Der Ablauf „{found.name}“ ist ausgesetzt."
    return found or missing


def answer(work: Work, child: Running) -> None:
    """The called process is over: its call activity completes with the variables it left."""
    caller = _caller(work, child)
    if caller is not None and child.row.parent_element is not None:
        variables = child.tokens.variables.get(ROOT, {})
        work.step(caller, CompleteElement(child.row.parent_element, variables))


def throw_error(work: Work, child: Running, fact: ErrorThrown) -> None:
    """A business error the called process did not catch reaches its call activity."""
    caller = _caller(work, child)
    if caller is not None and child.row.parent_element is not None:
        work.step(caller, ThrowError(child.row.parent_element, fact.code, fact.message, fact.variables))


def escalate(work: Work, child: Running, fact: EscalationThrown) -> None:
    """An escalation the called process did not catch reaches its call activity."""
    caller = _caller(work, child)
    if caller is not None and child.row.parent_element is not None:
        work.step(caller, Escalate(child.row.parent_element, fact.code, fact.variables))


def cancel(work: Work, caller: Running, element_instance: int) -> None:
    """The call activity was left: what it called is given up."""
    number = instance.called(work.tx, caller.row.id, element_instance)
    child = None if number is None else work.hold(number)
    if child is not None and not child.tokens.ended:
        work.step(child, Cancel())


def _caller(work: Work, child: Running) -> Running | None:
    """The caller, if its call activity still waits."""
    if child.row.parent_id is None:
        return None
    caller = work.hold(child.row.parent_id)
    return caller if caller.waits_at(child.row.parent_element) else None


def starts(tx: Transaction, kind: str, name: str, ags: str) -> tuple[tuple[StartRow, VersionRow], ...]:
    """The start events of the versions in force at the place that wait for a message or signal of that name."""
    found = []
    today = tx.today
    in_force: dict[str, VersionRow | None] = {}
    for one in definition.starts(tx, kind, name):
        if one.key not in in_force:
            in_force[one.key] = adoption.in_force(tx, one.key, ags, today)
        version = in_force[one.key]
        if version is not None and version.id == one.version_id:
            found.append((one, version))
    return tuple(found)


def begin(
    work: Work, matter: CaseRow, start: StartRow, version: VersionRow, variables: Mapping[str, Value]
) -> int | None:
    """Begin an instance in the case at a start event whose trigger happened; None when the case is closed.

    A process that concerns nobody begins in a case of its own. In a case that stands still it takes its first step and
    stands still with the rest, until any of it goes on.
    """
    matter = case.lock(work.tx, matter.id)  # where it is now: somebody may have recorded a move meanwhile
    if matter.state is CaseState.CLOSED:
        return None
    still = None if work.goes_on(matter.id) else going_on.still_since(work.tx, matter.id)
    work.reached += 1
    graph = load_bundle(work.tx, version.id, version.digest).graphs[start.process_key]
    if matter.person_id is not None and apart.concerns_nobody(graph):
        row = apart.open_case(
            work.tx, matter.authority_id, apart.district(matter.ags), version, start.process_key
        )
    else:
        row = instance.begin(work.tx, matter, version, start.process_key)
    enter(work, row, variables, start.element)
    if still is not None and row.case_id == matter.id and not work.take(row).tokens.ended:
        instance.suspend(work.tx, row.id, still)
        fact = {"case_id": row.case_id, "instance_id": row.id, "kind": "instance_suspended"}
        record.append_history(work.tx, [{**fact, "detail": {going_on.BEGUN: True}}])
    return row.id


def enter(work: Work, row: InstanceRow, variables: Mapping[str, Value], element: str | None) -> None:
    """Take the first step of an instance that was just made."""
    work.step(work.take(row), Start(_variables(variables, row.reference, row.ags), element))


def _variables(given: Mapping[str, Value], reference: str, ags: str) -> dict[str, Value]:
    return {**given, "aktenzeichen": reference, "ags": ags}
