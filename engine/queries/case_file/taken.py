"""What people decided in a case: what was chosen, by whom, why, with whom, and what had been computed before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.bpmn import earlier_tasks
from engine.execution.advance import environment
from engine.feel import Value
from engine.forms import Component, Decides, Kind
from engine.queries import step_input
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.done import DoneTask, done_tasks
from engine.queries.case_file.front import CaseFront
from engine.queries.records import DecisionRow, decisions
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision somebody took at a task, in the words of its form.

    `reasons` are what they wrote in the same form, by label, None where that is not kept any more; `others` the tasks
    that asked for four eyes with this one and who did them; `rests_on` what the process had computed before. One that
    is only `intended` prepares another; `followed` says that one has been taken in the same process since.
    """

    task: str
    process: str
    instance_id: int
    outcome: str
    intended: bool
    followed: bool
    at: datetime
    by: str
    represented: str
    reasons: tuple[tuple[str, str], ...] | None
    others: tuple[tuple[str, str], ...]
    rests_on: tuple[DecisionRow, ...]


def taken(tx: Transaction, front: CaseFront) -> tuple[Taken, ...]:
    """The decisions people took, as far as the actor reads what they chose, the newest first, in the words in which
    they were given. Of a choice that was made again, and whose older words are kept no more, only the newest is there.
    """
    found = done_tasks(tx, front)
    asked = [(one, field) for one in found for field in _decisions(one)]
    if not asked:
        return ()
    computed = decisions(tx, front.sight)
    kept = step_input.at_tasks(tx, front.sight)
    held = {(one.run.id, one.element_instance, field.key): said for one, field, said in _held(tx, front)}
    told: list[Taken] = []
    decided: set[int] = set()
    for one, field in asked:
        given = kept.get((one.run.id, one.element_instance))
        if given is None:
            said = held.get((one.run.id, one.element_instance, field.key))
        else:
            value = given.get(field.key or "")
            said = None if value is None else runs.worded(value, field)
        if said is not None:
            told.append(
                Taken(
                    task=one.name,
                    process=one.run.graph.name or one.run.graph.key,
                    instance_id=one.run.id,
                    outcome=said,
                    intended=field.decides is Decides.INTENDED,
                    followed=one.run.id in decided,
                    at=one.at,
                    by=one.by,
                    represented=one.represented,
                    reasons=_reasons(tx, one, given),
                    others=tuple(_others(one, found)),
                    rests_on=_before(one, computed),
                )
            )
            if field.decides is Decides.TAKEN:
                decided.add(one.run.id)
    return tuple(told)


def outcomes(tx: Transaction, front: CaseFront) -> Mapping[tuple[int, int], str]:
    """By instance and element instance, what was chosen at each of these tasks, in words; put together once in a
    transaction: a timeline that is searched asks for each part of it.
    """
    return tx.once(
        (outcomes, front.head.id),
        lambda: {
            (one.run.id, one.element_instance): said for one, _, said in reversed(tuple(_held(tx, front)))
        },
    )


def _decisions(one: DoneTask) -> Iterator[Component]:
    """The choices of the task's form with which somebody of the office decides or prepares that."""
    for field in () if one.form is None else one.form.fields():
        if field.decides in (Decides.TAKEN, Decides.INTENDED):
            yield field


def _held(tx: Transaction, front: CaseFront) -> Iterator[tuple[DoneTask, Component, str]]:
    """Each task with its choice and what was chosen, in words, as the process holds it: only the newest of one name."""
    seen: set[tuple[int, str]] = set()
    for one in done_tasks(tx, front):
        for field in _decisions(one):
            key = field.key or ""
            if (one.run.id, key) in seen:
                continue
            seen.add((one.run.id, key))
            value = runs.variables(one.run).get(key)
            if value is not None and front.sight.reads_variable(one.run.id, key):
                yield one, field, runs.worded(value, field)


def _reasons(
    tx: Transaction, one: DoneTask, given: Mapping[str, Value] | None
) -> tuple[tuple[str, str], ...] | None:
    """What was written in the form, of what it was given; None where it asks for words and they are kept no more."""
    written = [field for field in (one.form.fields() if one.form else ()) if field.kind is Kind.TEXTAREA]
    if given is None:
        return None if written else ()
    return tuple(
        (_label(tx, field), text)
        for field in written
        if isinstance(text := given.get(field.key or ""), str) and text
    )


def _others(one: DoneTask, found: tuple[DoneTask, ...]) -> Iterator[tuple[str, str]]:
    """Who else looked: at an earlier task that keeps its person from this one, or at a later one that this keeps."""
    if one.node is None:
        return
    for other in found:
        if other.run.id != one.run.id or other.node is None:
            continue
        is_later = other.at >= one.at and one.node.id in earlier_tasks(other.node)
        is_earlier = other.at <= one.at and other.node.id in earlier_tasks(one.node)
        if is_later or is_earlier:
            yield other.name, other.by


def _before(one: DoneTask, computed: tuple[DecisionRow, ...]) -> tuple[DecisionRow, ...]:
    """Of each decision the process computed before the task was done, the newest evaluation."""
    found: dict[tuple[str, str], DecisionRow] = {}
    for row in computed:
        if row.instance_id == one.run.id and row.at <= one.at:
            found.setdefault((row.decision, row.name), row)
    return tuple(found.values())


def _label(tx: Transaction, field: Component) -> str:
    return field.label.text({}, environment(tx)) or field.key or ""
