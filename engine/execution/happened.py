"""The course an instance took: what somebody or the world did, in its order, with the values that were given.

What a step was given is kept (`engine.execution.inputs`). Of what happened before that was so, or was forgotten,
history has the names alone; then a value is what the next decision looked at, else what the case holds in the end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from engine import feel
from engine.execution import codec, recorded
from engine.execution.instance import ROOT
from engine.feel import Value, context_from_python
from engine.sight import Sight
from engine.state import precheck, residence, step_input
from engine.state.case import CASE
from engine.state.instance import INSTANCE, STATE
from engine.state.record import DECISION, HISTORY
from engine.state.step_input import StepInput
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

BEGUN, RECORD_CHANGED, MOVED = "instance_started", "record_changed", "moved"
#: what somebody or the world did; everything else followed from it
_DONE: Final = {
    BEGUN, "user_task_completed", "message_correlated", "signal_received", "job_completed", "call_completed",
    "timer_fired", "error_thrown", "escalation_thrown", "variables_changed", "tokens_moved", "instance_migrated",
    "incident_resolved",
}  # fmt: skip
_ARMED: Final = frozenset({"timer_armed", "timer_changed"})


@dataclass(frozen=True, slots=True)
class Happened:
    """One fact of the course; `values` are those it gave the case, as far as they are known and readable.

    `turn` counts open tasks of one element; `thrown` says that the process itself sent what arrived; `code` is that of
    a business error or an escalation, `name` that of a message or signal, `due` when a timer was to go off. Of a person
    record the values are its parts that changed, of a move where to.
    """

    kind: str
    element: str
    at: datetime
    given: Mapping[str, Value]
    turn: int = 1
    thrown: bool = False
    code: str = ""
    due: datetime | None = None
    name: str = ""

    @property
    def values(self) -> dict[str, Any]:
        """As JSON has them."""
        return {name: feel.to_json(value) for name, value in self.given.items()}


@dataclass(frozen=True, slots=True)
class Course:
    """What happened in one instance, and where it came to.

    `whole` says that everything it was given is known as it was given.
    """

    process: str
    ags: str
    called: bool
    #: whether it called another process
    calls: bool
    #: what was known of variables when it began
    beginning: Mapping[str, Value]
    happened: tuple[Happened, ...]
    passed: tuple[str, ...]
    open_tasks: tuple[str, ...]
    outcome: str | None
    decisions: Mapping[str, Any]
    person_record: Mapping[str, Any] | None
    whole: bool


def course(tx: Transaction, seen: Sight, instance_id: int) -> Course:
    """The course of an instance, without the steps and values that are closed to whoever reads it."""
    row = _instance(tx, instance_id)
    live = codec.load(bytes(row.tokens))
    facts = tx.execute(select(HISTORY).where(HISTORY.c.instance_id == row.id).order_by(HISTORY.c.id)).all()
    readable = [one for one in facts if seen.reads_element(row.id, one.element)]
    decided = [
        one
        for one in tx.execute(
            select(DECISION).where(DECISION.c.instance_id == row.id).order_by(DECISION.c.id)
        )
        if seen.reads_element(row.id, one.element)
    ]
    tasks = tx.execute(select(TASK).where(TASK.c.instance_id == row.id).order_by(TASK.c.id)).all()
    known = _Known(live.variables.get(ROOT, {}), facts, decided, step_input.of(tx, [row.id]).get(row.id, ()))
    thrown = {
        (one.at, one.detail.get("message") or one.detail.get("signal"))
        for one in facts
        if "thrown" in one.kind
    }
    awaited = {
        (one.element, one.element_instance): one.detail.get("message") or one.detail.get("signal")
        for one in facts
        if one.kind.endswith("_awaited")
    }
    happened = []
    due: dict[tuple[str, int], datetime] = {}
    whole = True
    for place, one in enumerate(facts):
        catch = (one.element, one.element_instance)
        if one.kind in _ARMED:
            due[catch] = datetime.fromisoformat(one.detail["due"])
        if one.kind not in _DONE or not seen.reads_element(row.id, one.element):
            continue
        name = awaited.get(catch)
        is_thrown = (one.at, name) in thrown
        whole = whole and (is_thrown or known.is_kept(place))
        given = _answer(tx, row.id, one) if one.kind == "call_completed" else {}
        given = {**given, **known.values(place)}
        happened.append(
            Happened(
                one.kind,
                one.element or "",
                one.at,
                {name: value for name, value in given.items() if seen.reads_variable(row.id, name)},
                _turn(tasks, one) if one.kind == "user_task_completed" else 1,
                is_thrown,
                one.detail.get("code") or "",
                due.get(catch) if one.kind == "timer_fired" else None,
                name or "",
            )
        )
    begun = row.started_at
    records = _records(tx, row.case_id) if seen.reads_record else []
    moves = _moves(tx, row.case_id)
    return Course(
        row.process_key,
        _place(row, moves),
        row.parent_id is not None,
        any(one.kind == "call_started" for one in facts),
        {name: value for name, value in known.first().items() if seen.reads_variable(row.id, name)},
        _in_order(happened, [*_changes(records, begun), *_moved(moves, begun)], row.ended_at),
        tuple(
            dict.fromkeys(one.element for one in readable if one.kind == "element_completed" and one.element)
        ),
        tuple(
            one.element
            for one in tasks
            if one.state == TaskState.ACTIVE and seen.reads_element(row.id, one.element)
        ),
        live.outcome if seen.reads_element(row.id, live.outcome) else None,
        {one.decision: one.record.get("value") for one in decided},
        _record_at(records, begun),
        whole,
    )


def _instance(tx: Transaction, instance_id: int) -> Any:  # Any: a row of three tables
    return tx.execute(
        select(INSTANCE, STATE.c.tokens, CASE.c.ags.label("place"))
        .join(STATE, STATE.c.instance_id == INSTANCE.c.id)
        .join(CASE, CASE.c.id == INSTANCE.c.case_id)
        .where(INSTANCE.c.id == instance_id)
    ).one()


def _place(row: Any, moves: Sequence[Any]) -> str:  # Any: rows
    """Where the person lived when it began."""
    before = [one.ags for one in moves if one.at <= row.started_at]
    after = [one.before for one in moves if one.at > row.started_at]
    found: str = before[-1] if before else after[0] if after else row.ags or row.place
    return found


def _in_order(
    happened: Sequence[Happened], beside: Sequence[Happened], ended: datetime | None
) -> tuple[Happened, ...]:
    """What happened beside the instance goes before what it did at the same instant; after its end it is none of it."""
    begun, rest = happened[:1], happened[1:]
    within = [one for one in beside if ended is None or one.at <= ended]
    return (*begun, *sorted([*within, *rest], key=lambda one: one.at))


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


def _answer(tx: Transaction, instance: int, fact: Any) -> dict[str, Value]:  # Any: a row
    """What a called process handed back, where it was not kept: its own values under the names that came."""
    child = tx.execute(
        select(STATE.c.tokens)
        .join(INSTANCE, STATE.c.instance_id == INSTANCE.c.id)
        .where(INSTANCE.c.parent_id == instance, INSTANCE.c.parent_element == fact.element_instance)
        .order_by(INSTANCE.c.id.desc())
        .limit(1)
    ).scalar()
    if child is None:
        return {}
    held = codec.load(bytes(child)).variables.get(ROOT, {})
    return {name: held[name] for name in fact.detail.get("variables", ()) if name in held}


# -- what happened beside it: the person record, and moves


def _records(tx: Transaction, case_id: int) -> Sequence[Any]:  # Any: rows
    columns = precheck.PERSON_RECORD.c
    return tx.execute(
        select(columns.at, columns.document).where(columns.case_id == case_id).order_by(columns.revision)
    ).all()


def _record_at(records: Sequence[Any], begun: datetime) -> Mapping[str, Any] | None:
    before = [one.document for one in records if one.at <= begun]
    return before[-1] if before else None


def _changes(records: Sequence[Any], begun: datetime) -> Iterator[Happened]:
    """Each revision of the record since then, by its parts that are others."""
    last: Mapping[str, Any] = _record_at(records, begun) or {}
    for one in records:
        if one.at > begun:
            parts = {name: one.document.get(name) for name in {**last, **one.document}}
            other = {name: value for name, value in parts.items() if value != last.get(name)}
            last = one.document
            if other:
                yield Happened(RECORD_CHANGED, "", one.at, context_from_python(other))


def _moves(tx: Transaction, case_id: int) -> Sequence[Any]:  # Any: rows
    columns = residence.RESIDENCE.c
    return tx.execute(
        select(columns.at, columns.before, columns.ags)
        .where(columns.case_id == case_id, columns.undone_at.is_(None))
        .order_by(columns.id)
    ).all()


def _moved(moves: Sequence[Any], begun: datetime) -> Iterator[Happened]:
    for one in moves:
        if one.at > begun:
            yield Happened(MOVED, "", one.at, {"ags": one.ags})


# -- what was given


class _Known:
    """What each fact gave: what was kept of it; else what the next decision looked at, else what the case holds now."""

    def __init__(
        self,
        final: Mapping[str, Value],
        facts: Sequence[Any],
        decided: Sequence[Any],
        kept: Sequence[StepInput],
    ) -> None:
        self._final = final
        self._facts = facts
        self._kept: defaultdict[tuple[str, int | None, datetime], list[StepInput]] = defaultdict(list)
        for one in kept:
            self._kept[one.kind, one.element_instance, one.at].append(one)
        self._given = [self._take(one) for one in facts]
        self._looked: defaultdict[str, list[tuple[datetime, Value]]] = defaultdict(list)
        for one in decided:
            for name, value in recorded.inputs(one.record).items():
                self._looked[name].append((one.at, value))
        self._written: defaultdict[str, list[int]] = defaultdict(list)
        for place, fact in enumerate(facts):
            for name in fact.detail.get("variables", ()):
                self._written[name].append(place)

    def _take(self, fact: Any) -> Mapping[str, Value] | None:  # Any: a row
        """What was kept of a fact; None of one that was given nothing or of which nothing was kept."""
        kept = self._kept.get((fact.kind, fact.element_instance, fact.at))
        return codec.load_variables(kept.pop(0).given) if kept else None

    def is_kept(self, place: int) -> bool:
        """Whether all is known of what the fact at that place was given."""
        fact = self._facts[place]
        return self._given[place] is not None or not (fact.kind == BEGUN or fact.detail.get("variables"))

    def first(self) -> Mapping[str, Value]:
        """What it began with; else what was looked at before anybody changed it."""
        for fact, given in zip(self._facts, self._given, strict=True):
            if fact.kind == BEGUN and given is not None:
                return given
        found = {name: self._at(name, -1) for name in {*self._looked, *self._final}}
        return {name: value for name, value in found.items() if value is not None}

    def values(self, place: int) -> Mapping[str, Value]:
        """What the fact at that place gave."""
        given = self._given[place]
        if given is not None:
            return given
        found = {name: self._at(name, place) for name in self._facts[place].detail.get("variables", ())}
        return {name: value for name, value in found.items() if value is not None}

    def _at(self, name: str, place: int) -> Value:
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
