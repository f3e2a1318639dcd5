"""Which open tasks a change of the register concerns, and moving them when its day has come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from engine.competence import Nobody
from engine.errors import Conflict
from engine.execution import placement, tidings
from engine.execution.placement import Placement
from engine.state import authority, instance, open_task, post, record, register, residence
from engine.state.open_task import OpenTask, Scope
from engine.state.register import Snapshot
from engine.state.register_change import Change, ChangeKind
from engine.transaction import Transaction

#: open tasks in one transaction: their instances stay locked so long
BATCH: Final = 20
#: open tasks a preview looks at in one read
_PAGE: Final = 2000
_DAYS: Final = frozenset({"valid_from", "valid_to"})


@dataclass(frozen=True, slots=True)
class Shift:
    """Open tasks of one topic that go the same way: from where to where (None: nobody is there), and why."""

    topic: str
    before: int
    after: int | None
    sentences: tuple[str, ...]
    doubts: tuple[str, ...]
    tasks: tuple[tuple[int, str, str], ...]


def scope(tx: Transaction, change: Change) -> Scope | None:
    """The open tasks that can be elsewhere after the change; None for one that moves none."""
    said = {**change.before, **change.after}
    match change.kind:
        case ChangeKind.COMPETENCE | ChangeKind.COMPETENCE_END:
            return Scope(str(said["topic"]), str(said["territory"]))
        case ChangeKind.CLOSING if change.authority_id is not None:
            seats = {one.seat_id for one in post.of_authority(tx, change.authority_id)}
            return Scope(authorities=(change.authority_id, *sorted(seats - {change.authority_id})))
        case ChangeKind.POST | ChangeKind.ABSENCE if change.post_id is not None:
            held = post.get(tx, change.post_id)
            place = held.territory or authority.get(tx, held.authority_id).territory
            return Scope(held.topic, place, role=held.role)
        case ChangeKind.ABSENCE:
            return Scope(unresolved=True)
        case _:
            return None


def look_again(tx: Transaction) -> bool:
    """Whether somebody is there by now for any open task that nobody was there for."""
    snapshot = register.snapshot(tx)
    return any(
        not isinstance(one.desk, Nobody)
        for tasks in _pages(tx, Scope(unresolved=True))
        for one in _place(tx, snapshot, tasks, tx.today)
    )


def work(tx: Transaction, change: Change, after: int) -> tuple[int | None, int]:
    """Move the next open tasks behind the id `after`; the last one looked at (None: there are no more), and how many
    moved.
    """
    wanted = scope(tx, change)
    found = () if wanted is None else open_task.within(tx, wanted, after, BATCH)
    for number in sorted({(one.root_id, one.instance_id) for one in found}):
        instance.lock(tx, number[1])
    tasks = [_freed(tx, change, one) for one in open_task.lock_these(tx, [one.id for one in found])]
    placed = _place(tx, register.snapshot(tx), tasks, tx.today)
    moved = 0
    for one in placed:
        if _concerned(change, one):
            moved += placement.write(tx, one)
            if one.moves or isinstance(one.desk, Nobody):
                placement.note(tx, one)
        elif "unresolved" in (one.task.reason or {}) and not isinstance(one.desk, Nobody):
            placement.settle(tx, one)
    return (found[-1].id if len(found) == BATCH else None), moved


def _freed(tx: Transaction, change: Change, one: OpenTask) -> OpenTask:
    """A task that whoever left the post had claimed is the group's again."""
    left = change.before.get("holder_id") if change.kind is ChangeKind.POST else None
    if left is None or one.assignee_id != left:
        return one
    open_task.change(tx, one, {"assignee_id": None}, 1)
    tidings.moved(tx, one, None)
    known = {"case_id": one.case_id, "instance_id": one.instance_id, "element": one.element}
    known |= {"element_name": one.name, "element_instance": one.element_instance}
    record.append_history(tx, [{**known, "kind": "user_task_released", "detail": {}}])
    return replace(one, assignee_id=None, revision=one.revision + 1)


def _concerned(change: Change, one: Placement) -> bool:
    """Who has begun a task keeps it when only posts have changed; what stays as it was needs no second look."""
    if change.kind in (ChangeKind.POST, ChangeKind.ABSENCE) and one.task.assignee_id is not None:
        return False
    if isinstance(one.desk, Nobody):
        return (one.task.reason or {}).get("unresolved") != one.desk.sentence
    known, now = one.task.reason or {}, one.desk.reason
    said = known.get("sentence"), known.get("substitution", "")
    return one.moves or "unresolved" in known or said != (now.sentence, now.substitution)


def preview(tx: Transaction, change: Change, on: date) -> tuple[Shift, ...]:
    """What the change would move if its day were `on`: the register must be as it is then."""
    wanted = scope(tx, change)
    if wanted is None:
        return ()
    tx.act()  # what a task asked is read by whoever reads its case, and the register is changed for all of them
    snapshot = register.snapshot(tx)
    shifts: dict[tuple[str, int, int | None], list[Placement]] = {}
    for tasks in _pages(tx, wanted):
        for one in _place(tx, snapshot, tasks, on):
            if _concerned(change, one) and (one.moves or isinstance(one.desk, Nobody)):
                after = None if isinstance(one.desk, Nobody) else one.authority
                shifts.setdefault((one.task.topic, one.task.authority_id, after), []).append(one)
    return tuple(
        Shift(
            *key,
            sentences=tuple(dict.fromkeys(one.sentence for one in found)),
            doubts=tuple(dict.fromkeys(said for one in found for said in one.doubts)),
            tasks=tuple((one.task.id, one.task.name, one.task.reference) for one in found),
        )
        for key, found in sorted(shifts.items(), key=lambda one: (one[0][2] is not None, str(one[0])))
    )


class WouldOrphan(Conflict):
    """Open tasks would be nobody's; `shifts` are all that the change would move."""

    def __init__(self, number: int, shifts: tuple[Shift, ...]) -> None:
        left = sum(len(one.tasks) for one in shifts if one.after is None)
        super().__init__(
            f"Expected to close authority {number}, but {left} open tasks would be nobody's; somebody else must be "
            "competent first"
        )
        self.shifts = shifts


def _pages(tx: Transaction, wanted: Scope) -> Iterable[Sequence[OpenTask]]:
    after = 0
    while tasks := open_task.within(tx, wanted, after, _PAGE):
        yield tasks
        after = tasks[-1].id


def _place(tx: Transaction, snapshot: Snapshot, tasks: Sequence[OpenTask], on: date) -> tuple[Placement, ...]:
    retained = residence.kept(tx, {one.root_id for one in tasks}) if tasks else {}
    return placement.place(snapshot, tasks, retained, on)


def plain(value: Any) -> Any:  # Any: a column of a row
    """A column as the log of changes keeps it."""
    match value:
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
        case _:
            return value


def post_values(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of a post as the log of changes kept them."""
    values = dict(kept)
    for name in _DAYS & values.keys():
        values[name] = date.fromisoformat(values[name]) if values[name] else None
    if "share" in values:
        values["share"] = Decimal(values["share"])
    return values
