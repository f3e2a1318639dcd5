"""What people decided in a case: what was chosen, by whom, why, with whom, and what had been computed before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from engine.bpmn import earlier_tasks
from engine.execution.advance import environment
from engine.forms import Component, Kind
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.done import DoneTask, done_tasks
from engine.queries.case_file.front import CaseFront
from engine.queries.records import DecisionRow, decisions
from engine.transaction import Transaction

#: what the library calls the choice with which somebody decides, alone or behind what it is about
_DECISION: Final = "entscheidung"
#: how the key of a choice begins with which somebody says what they intend: it decides nothing before the hearing
#: (§ 28 VwVfG) and another one's signature
_INTENT: Final = ("beabsichtigt", "absicht")
#: what the person decides, and a clerk writes down
_OF_THE_PERSON: Final = frozenset({"freigabe_entscheidung"})


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision somebody took at a task, in the words of its form.

    `reasons` are what they wrote in the same form, by label; `others` the tasks that asked for four eyes with this one
    and who did them; `rests_on` what the process had computed before. One that is only `intended` prepares another.
    """

    task: str
    process: str
    outcome: str
    intended: bool
    at: datetime
    by: str
    represented: str
    reasons: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, str], ...]
    rests_on: tuple[DecisionRow, ...]


def taken(tx: Transaction, front: CaseFront) -> tuple[Taken, ...]:
    """The decisions people took, as far as the actor reads what they chose, the newest first.

    Of a choice that was made again only the newest is there: the process holds no other.
    """
    found = done_tasks(tx, front)
    computed = decisions(tx, front.sight) if found else ()
    return tuple(
        Taken(
            task=one.name,
            process=one.run.graph.name or one.run.graph.key,
            outcome=said,
            intended=field.startswith(_INTENT),
            at=one.at,
            by=one.by,
            represented=one.represented,
            reasons=tuple(_reasons(tx, front, one)),
            others=tuple(_others(one, found)),
            rests_on=_before(one, computed),
        )
        for one, field, said in _chosen(tx, front)
    )


def outcomes(tx: Transaction, front: CaseFront) -> Mapping[tuple[int, int], str]:
    """By instance and element instance, what was chosen at each of these tasks, in words; put together once in a
    transaction: a timeline that is searched asks for each part of it.
    """
    return tx.once(
        (outcomes, front.head.id),
        lambda: {
            (one.run.id, one.element_instance): said for one, _, said in reversed(tuple(_chosen(tx, front)))
        },
    )


def _is_decision(tx: Transaction, field: Component) -> bool:
    """Whether somebody decides with the field: an outcome, or a choice that is called a decision."""
    if field.kind not in (Kind.RADIO, Kind.SELECT) or field.key in _OF_THE_PERSON:
        return False
    named = (field.key or "").endswith(_DECISION) or _label(tx, field).casefold() == _DECISION
    return field.is_outcome or named


def _chosen(tx: Transaction, front: CaseFront) -> Iterator[tuple[DoneTask, str, str]]:
    """Each task with the key of its choice and what was chosen, in words."""
    held_by: set[tuple[int, str]] = set()
    for one in done_tasks(tx, front):
        for field in () if one.form is None else one.form.fields():
            key = field.key or ""
            if not _is_decision(tx, field) or (one.run.id, key) in held_by:
                continue
            held_by.add((one.run.id, key))
            value = runs.variables(one.run).get(key)
            if value is not None and front.sight.reads_variable(one.run.id, key):
                yield one, key, runs.worded(value, field)


def _reasons(tx: Transaction, front: CaseFront, one: DoneTask) -> Iterator[tuple[str, str]]:
    held = runs.variables(one.run)
    for field in () if one.form is None else one.form.fields():
        text = held.get(field.key or "")
        written = field.kind is Kind.TEXTAREA and isinstance(text, str) and text
        if written and front.sight.reads_variable(one.run.id, field.key or ""):
            yield _label(tx, field), str(text)


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
