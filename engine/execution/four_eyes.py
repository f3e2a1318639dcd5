"""Four eyes: who may not do a task because they did an earlier one of the same instance, whoever they did it for.

Compared are the people who stand behind either task: whoever does it, whoever has it while a colleague stands in, and
whoever delegated it. So neither substitution nor delegation nor handing a task round lets anybody check themselves. All
completions count, also those of earlier rounds and those before a migration, under the name the element has now.

Nor may it be somebody who stands in for one of these people: whom they named for that task, or whose post stands in for
theirs, on the day it was done or now, whether anybody was away or not. The rank above may: it answers for both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine.actor import LED, Role
from engine.bpmn import Graph, earlier_tasks
from engine.clock import ZONE
from engine.errors import Forbidden, Invalid
from engine.execution import stand_ins
from engine.execution.bundle import Bundle, load_bundle
from engine.state import account, register, substitute
from engine.state.account import AccountRow
from engine.state.instance import INSTANCE
from engine.state.record import HISTORY
from engine.state.task import TASK, Task, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Earlier:
    """The name of the earlier task that keeps somebody from this one, and for whom they stand in; empty: they did it
    themselves.
    """

    task: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Barred:
    """By account what keeps the person from this task."""

    people: Mapping[int, Earlier] = field(default_factory=dict)

    def by(self, *accounts: int | None) -> tuple[int, Earlier] | None:
        """The first of these people who may not do it, and the task they did."""
        hits = [(one, self.people[one]) for one in accounts if one is not None and one in self.people]
        return hits[0] if hits else None


def barred(tx: Transaction, found: Task) -> Barred:
    """Who may not do the task; nothing is asked of the database where everybody may."""
    return _barred(tx, load_bundle(tx, found.version_id, found.digest), found.instance_id, found.element)


def barred_at(tx: Transaction, bundle: Bundle, instance_id: int, process: str, element: str) -> Barred:
    """Who may not do a task at an element of the instance, which runs that process of the bundle."""
    names = _earlier(bundle.graphs[process], element)
    return _by_task(tx, instance_id, names) if names else Barred()


def asks(bundle: Bundle, process: str) -> bool:
    """Whether any task of the process asks for another person than did an earlier one."""
    graph = bundle.graphs[process]
    return any(_earlier(graph, element) for element in graph.nodes)


def must_be_another(tx: Transaction, found: Task, to: str, *accounts: int | None) -> None:
    """Raise Forbidden when one of these people did an earlier task that four eyes are asked for with."""
    hit = barred(tx, found).by(*accounts)
    if hit is not None:
        name, earlier = account.get(tx, hit[0]).name, hit[1]
        did = f"{name} stands in for {earlier.of}, who did" if earlier.of else f"{name} did"
        raise Forbidden(
            f"Expected to {to} user task {found.id}, but {did} {earlier.task}, and another person must do this one"
        )


def must_fit(tx: Transaction, found: Task, to: str, person: AccountRow) -> None:
    """Raise Invalid, with a German message for the person, when that person did such an earlier task."""
    hit = barred(tx, found).by(person.id)
    if hit is None:
        return
    earlier = hit[1]
    if earlier.of:
        raise Invalid(
            f"Expected to {to} user task {found.id}, but {person.name} stands in for {earlier.of}, who did "
            f"{earlier.task}",
            {
                "account": f"{person.name} vertritt {earlier.of} bei „{earlier.task}“; diese Aufgabe verlangt eine "
                "andere Person."
            },
        )
    raise Invalid(
        f"Expected to {to} user task {found.id}, but {person.name} did {earlier.task}",
        {
            "account": f"{person.name} hat „{earlier.task}“ erledigt; diese Aufgabe verlangt eine andere Person."
        },
    )


def nobody_left(tx: Transaction, found: Barred, authority: int, role: Role) -> tuple[int, ...] | None:
    """Whom to tell that nobody is left who may do the task: team leads and head of office; None where somebody is."""
    members = account.members(tx, {authority})
    able = {*members.get((authority, role), ())}
    if role in LED:
        able |= {*members.get((authority, Role.TEAM_LEAD), ())}
    if able - found.people.keys():
        return None
    above = (Role.TEAM_LEAD, Role.HEAD_OF_OFFICE)
    return tuple(dict.fromkeys(one for rank in above for one in members.get((authority, rank), ())))


def alone(
    tx: Transaction, barred: Mapping[int, Barred], rows: Iterable[Mapping[str, Any]]
) -> list[tuple[int, str, tuple[int, ...]]]:
    """Of each task that begins, asks for another person and finds none there: element instance, name, whom to tell."""
    asked = [(row, kept_out) for row in rows if (kept_out := barred[row["element_instance"]]).people]
    found = [(row, nobody_left(tx, kept_out, row["authority_id"], row["role"])) for row, kept_out in asked]
    return [(row["element_instance"], row["name"], leads) for row, leads in found if leads is not None]


def _barred(tx: Transaction, bundle: Bundle, instance_id: int, element: str) -> Barred:
    asked = [
        key for key, graph in bundle.graphs.items() if element in graph.nodes and _earlier(graph, element)
    ]
    if not asked:
        return Barred()
    key = tx.execute(select(INSTANCE.c.process_key).where(INSTANCE.c.id == instance_id)).scalar()
    return barred_at(tx, bundle, instance_id, key, element) if key in asked else Barred()


def _earlier(graph: Graph, element: str) -> frozenset[str]:
    return frozenset(earlier_tasks(graph.nodes[element]))


def _by_task(tx: Transaction, instance_id: int, elements: frozenset[str]) -> Barred:
    """Who did one of these tasks, and who stands in for them."""
    spans = _spans(tx, instance_id, elements)
    rows = tx.execute(
        select(
            TASK.c.id,
            TASK.c.element,
            TASK.c.authority_id,
            TASK.c.name,
            TASK.c.closed_at,
            TASK.c.closed_by,
            TASK.c.assignee_id,
            TASK.c.owner_id,
        )
        .where(
            TASK.c.instance_id == instance_id,
            TASK.c.state == TaskState.COMPLETED,
            TASK.c.element.in_(sorted(frozenset[str]().union(*(names for _since, names in spans)))),
        )
        .order_by(TASK.c.closed_at, TASK.c.id)
    )
    done = [row for row in rows if row.element in _called(spans, row.closed_at)]
    people: dict[int, Earlier] = {}
    named = substitute.named_for(tx, [row.id for row in done])
    for row in done:
        for holder, stand_in in (*named[row.id], *_beside(tx, row)):
            people[stand_in] = Earlier(row.name, account.get(tx, holder).name)
    for row in done:
        people.update({one: Earlier(row.name) for one in _behind(row)})
    return Barred(people)


def _behind(row: Any) -> set[int]:  # Any: a row of `_by_task`
    return {one for one in (row.closed_by, row.assignee_id, row.owner_id) if one is not None}


def _beside(tx: Transaction, row: Any) -> Iterator[tuple[int, int]]:  # Any: a row of `_by_task`
    """Each of the people behind the task with whoever stands in for them by the post."""
    snapshot = register.snapshot(tx)
    for holder in sorted(_behind(row)):
        for day in (row.closed_at.astimezone(ZONE).date(), tx.today):
            for one in stand_ins.beside(snapshot, holder, row.authority_id, day):
                yield holder, one


def _spans(
    tx: Transaction, instance_id: int, names: frozenset[str]
) -> list[tuple[datetime | None, frozenset[str]]]:
    """What the elements were called since when, the newest first: a migration may give them other ids."""
    moves = tx.execute(
        select(HISTORY.c.at, HISTORY.c.detail)
        .where(HISTORY.c.instance_id == instance_id, HISTORY.c.kind == "instance_migrated")
        .order_by(HISTORY.c.id.desc())
    )
    found: list[tuple[datetime | None, frozenset[str]]] = []
    for move in moves:
        found.append((move.at, names))
        names = _before(names, move.detail.get("mapping", {}))
    return [*found, (None, names)]


def _called(spans: Iterable[tuple[datetime | None, frozenset[str]]], at: datetime) -> frozenset[str]:
    """What the elements were called then; at the moment of a migration either name counts."""
    found: set[str] = set()
    for since, names in spans:
        if since is None or at >= since:
            found |= names
            if since is None or at > since:
                break
    return frozenset(found)


def _before(names: Iterable[str], renamed: Mapping[str, str]) -> frozenset[str]:
    """The ids that became these."""
    wanted = frozenset(names)
    old = {before for before, after in renamed.items() if after in wanted}
    return frozenset(old | {one for one in wanted if one not in renamed and one not in renamed.values()})


__all__ = [
    "Barred",
    "Earlier",
    "alone",
    "asks",
    "barred",
    "barred_at",
    "must_be_another",
    "must_fit",
    "nobody_left",
]
