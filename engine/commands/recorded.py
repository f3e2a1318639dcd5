"""The course a case took through a process, for a scenario that is made of it (`engine.scenario.from_case`).

Somebody reads a person's case for it, so that it is noted: among the reads of the case, and in its history.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from engine import feel
from engine.actor import Action
from engine.errors import Conflict, NotFound
from engine.execution import codec, recorded, sight
from engine.execution.instance import ROOT
from engine.sight import Ground, Purpose, Sight
from engine.state import case, definition, precheck, record
from engine.state.instance import INSTANCE, STATE
from engine.state.record import DECISION, HISTORY
from engine.state.sight import log_read
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: what somebody or the world did; everything else followed from it
_DONE: Final = {
    "instance_started", "user_task_completed", "message_correlated", "signal_received", "job_completed",
    "call_completed", "timer_fired", "variables_changed", "tokens_moved", "instance_migrated", "incident_resolved",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact of the course; `values` are those it gave the case, as far as they are known and readable.

    `turn` counts open tasks of one element; `thrown` says that the process itself sent what arrived.
    """

    kind: str
    element: str
    at: datetime
    values: Mapping[str, Any]
    turn: int = 1
    thrown: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in a case of one process, with values as JSON has them, and where it came to."""

    process: str
    ags: str
    called: bool
    #: what it held in the end, or holds now
    variables: Mapping[str, Any]
    #: what was known of variables when the case began
    beginning: Mapping[str, Any]
    happened: tuple[Happened, ...]
    passed: tuple[str, ...]
    open_tasks: tuple[str, ...]
    outcome: str | None
    decisions: Mapping[str, Any]
    person_record: Mapping[str, Any] | None


def take(tx: Transaction, version_id: int, reference: str) -> Course:
    """The course of the newest instance of the version's process in a case, and note that it was read for this.

    Whoever may edit models and reads the procedure of the instance; steps and values the actor does not read are left
    out.
    NotFound for a case that is not to be read, be there one or not; Conflict for such an instance, and by break-glass,
    which was given for something else.
    """
    tx.actor.must(Action.EDIT_MODEL)
    version = definition.get(tx, version_id)
    matter = case.find(tx, reference)
    seen = None if matter is None else sight.of_case(tx, matter.id)
    if matter is None or seen is None or not seen.exists:
        raise NotFound(f"Expected to read case {reference}, but there is none or it is closed to the actor")
    if seen.whole is not None and seen.whole.purpose is Purpose.BREAK_GLASS:
        raise Conflict(f"Expected to read case {reference} for a scenario, but it is open by break-glass")
    rows = tx.execute(
        select(INSTANCE, STATE.c.tokens)
        .join(STATE, STATE.c.instance_id == INSTANCE.c.id)
        .where(INSTANCE.c.case_id == matter.id, INSTANCE.c.process_key == version.key)
        .order_by(INSTANCE.c.id.desc())
    ).all()
    row = next((one for one in rows if seen.reads_procedure(one.id)), None)
    if row is None:
        raise Conflict(
            f"Expected to read {version.key} in case {reference}, but it never ran there or is not to be read"
        )
    _note(tx, seen, version.key, row.id)
    return _course(tx, seen, row, matter.ags)


def _note(tx: Transaction, seen: Sight, key: str, instance: int) -> None:
    ground = next(iter(seen.grounds), Ground(Purpose.LEAD))
    log_read(tx, seen.case_id, ground.purpose, f"Szenario für den Ablauf „{key}“", ground.authority)
    fact = {
        "case_id": seen.case_id,
        "instance_id": instance,
        "kind": "scenario_made",
        "detail": {"process": key},
    }
    record.append_history(tx, [fact])


def _course(tx: Transaction, seen: Sight, row: Any, ags: str) -> Course:  # Any: a row of two tables
    live = codec.load(bytes(row.tokens))
    final = {
        name: feel.to_json(value)
        for name, value in live.variables.get(ROOT, {}).items()
        if seen.reads_variable(row.id, name)
    }
    facts = tx.execute(select(HISTORY).where(HISTORY.c.instance_id == row.id).order_by(HISTORY.c.id)).all()
    decided = [
        one
        for one in tx.execute(
            select(DECISION).where(DECISION.c.instance_id == row.id).order_by(DECISION.c.id)
        )
        if seen.reads_element(row.id, one.element)
    ]
    tasks = tx.execute(select(TASK).where(TASK.c.instance_id == row.id).order_by(TASK.c.id)).all()
    known = _Known(final, facts, decided)
    thrown = {
        (one.at, one.detail.get("message") or one.detail.get("signal"))
        for one in facts
        if "thrown" in one.kind
    }
    awaited = {one.element_instance: one.detail for one in facts if one.kind.endswith("_awaited")}
    happened = []
    for place, one in enumerate(facts):
        if one.kind not in _DONE or not seen.reads_element(row.id, one.element):
            continue
        said = awaited.get(one.element_instance, {})
        values = known.values(place, one, seen, row.id)
        if one.kind == "call_completed":
            values = {**_answer(tx, seen, row.id, one), **values}
        happened.append(
            Happened(
                one.kind,
                one.element or "",
                one.at,
                values,
                _turn(tasks, one) if one.kind == "user_task_completed" else 1,
                (one.at, said.get("message") or said.get("signal")) in thrown,
            )
        )
    latest = precheck.latest_record(tx, seen.case_id) if seen.record.level else None
    return Course(
        row.process_key,
        row.ags or ags,
        row.parent_id is not None,
        final,
        known.first(),
        tuple(happened),
        tuple(
            dict.fromkeys(
                one.element
                for one in facts
                if one.kind == "element_completed" and one.element and seen.reads_element(row.id, one.element)
            )
        ),
        tuple(
            one.element
            for one in tasks
            if one.state == TaskState.ACTIVE and seen.reads_element(row.id, one.element)
        ),
        live.outcome if seen.reads_element(row.id, live.outcome) else None,
        {one.decision: one.record.get("value") for one in decided},
        None if latest is None else latest.document,
    )


def _turn(tasks: Sequence[Any], fact: Any) -> int:  # Any: rows
    """Which of the open tasks of the element it was."""
    before = [
        one
        for one in tasks
        if one.element == fact.element
        and one.element_instance < fact.element_instance
        and one.created_at <= fact.at
        and (one.closed_at is None or one.closed_at > fact.at)
    ]
    return 1 + len(before)


def _answer(tx: Transaction, seen: Sight, instance: int, fact: Any) -> dict[str, Any]:  # Any: a row
    """What a called process handed back: its own values under the names that came."""
    child = tx.execute(
        select(INSTANCE.c.id, STATE.c.tokens)
        .join(STATE, STATE.c.instance_id == INSTANCE.c.id)
        .where(INSTANCE.c.parent_id == instance, INSTANCE.c.parent_element == fact.element_instance)
        .order_by(INSTANCE.c.id.desc())
        .limit(1)
    ).first()
    if child is None:
        return {}
    held = codec.load(bytes(child.tokens)).variables.get(ROOT, {})
    names = fact.detail.get("variables", ())
    return {
        name: feel.to_json(held[name])
        for name in names
        if name in held and seen.reads_variable(child.id, name)
    }


class _Known:
    """What is known of a variable at a time: what the next decision looked at, else what it holds in the end."""

    def __init__(self, final: Mapping[str, Any], facts: Sequence[Any], decided: Sequence[Any]) -> None:
        self._final = final
        self._looked: defaultdict[str, list[tuple[datetime, Any]]] = defaultdict(list)
        for one in decided:
            for name, value in recorded.inputs(one.record).items():
                self._looked[name].append((one.at, value))
        self._written: defaultdict[str, list[int]] = defaultdict(list)
        self._facts = facts
        for place, fact in enumerate(facts):
            for name in fact.detail.get("variables", ()):
                self._written[name].append(place)

    def first(self) -> dict[str, Any]:
        """What was looked at before anybody changed it."""
        found = {name: self._at(name, -1) for name in {*self._looked, *self._final}}
        return {name: value for name, value in found.items() if value is not None}

    def values(self, place: int, fact: Any, seen: Sight, instance: int) -> dict[str, Any]:  # Any: a row
        names = [name for name in fact.detail.get("variables", ()) if seen.reads_variable(instance, name)]
        found = {name: self._at(name, place) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    def _at(self, name: str, place: int) -> Any:
        """The value after the fact at that place; of a context what was looked at goes before what came later."""
        after = next((one for one in self._written[name] if one > place), None)
        begin = self._facts[max(place, 0)].at if self._facts else None
        end = None if after is None else self._facts[after].at
        final = self._final.get(name)
        for at, value in self._looked[name]:
            if begin is not None and at >= begin and (end is None or at < end):
                if isinstance(value, dict) and isinstance(final, dict):
                    return {**final, **value}
                return value
        return final
