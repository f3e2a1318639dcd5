"""A person moves: what stays, what moves, who leaves the case. A plan, which a preview shows too, and the deed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from engine.competence import TOPICS, Competent
from engine.execution import placement, referrals, relocation_undo, tidings
from engine.execution.actions import SetVariables
from engine.execution.advance import Publication, advance, publish
from engine.execution.placement import Placement
from engine.execution.relocation_undo import BROUGHT, MESSAGE
from engine.feel import from_python
from engine.state import case, comment, instance, message, move_undo, open_task, record, register, residence
from engine.state.case import CaseRow
from engine.state.instance import InstanceRow, InstanceState
from engine.state.open_task import OpenTask
from engine.state.register import Snapshot
from engine.state.residence import Retained
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Relocation:
    """A person lives at `ags` since the day `on`.

    `consents` names by topic who of the newly competent authority agreed, and when, that the old one goes on with the
    running procedures (§ 3 (3) VwVfG). `note` is what the receiving side should know: it stands in the history, and as
    a comment at each task that goes to another authority.
    """

    ags: str
    on: date
    reason: str
    consents: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a move does: where each open task belongs, and which authority leads the case afterwards."""

    placements: tuple[Placement, ...]
    leading: int


def plan(tx: Transaction, matter: CaseRow, tasks: Sequence[OpenTask], moved: Relocation) -> Plan:
    """What the move does to these open tasks by the register of today."""
    snapshot = register.snapshot(tx)
    there = [replace(one, ags=moved.ags) for one in tasks]
    retained = _retained(tx, matter, {one.root_id for one in there}, moved)
    placements = placement.place(snapshot, there, retained, tx.today)
    return Plan(placements, _leading(snapshot, matter, moved, tx.today))


def _retained(
    tx: Transaction, matter: CaseRow, roots: Collection[int], moved: Relocation
) -> dict[int, dict[str, Retained]]:
    """What each procedure keeps after the move; one that was kept before began where it was kept."""
    before = residence.kept(tx, roots)
    kept: dict[int, dict[str, Retained]] = {}
    for root in roots:
        known = before.get(root, {})
        kept[root] = {
            topic: Retained(known[topic].ags if topic in known else matter.ags, moved.on, text)
            for topic, text in moved.consents.items()
        }
    return kept


def _leading(snapshot: Snapshot, matter: CaseRow, moved: Relocation, on: date) -> int:
    """Who leads the case then: who does now, if competent there for anything; else who does there what it did here."""
    if matter.authority_id in snapshot.covering(moved.ags, on):
        return matter.authority_id
    topics = dict.fromkeys(("case_management", *TOPICS, *snapshot.entered))
    key = snapshot.keys[matter.authority_id]
    for topic in topics:
        here = snapshot.ask(topic, matter.ags, on)
        if isinstance(here, Competent) and here.authority == key:
            if topic in moved.consents:
                return matter.authority_id
            there = snapshot.ask(topic, moved.ags, on)
            if isinstance(there, Competent):
                return snapshot.ids[there.authority]
    return matter.authority_id


def carry_out(tx: Transaction, found: CaseRow, revision: int, moved: Relocation) -> None:
    """Let the case be at the new place: its variable `ags`, the running procedures, the open tasks, who takes part.

    Locks in the order of every step – instances, names of messages, case – so that it neither meets a step half way nor
    waits crosswise. Conflict when the case is not open in that revision, or another instance has begun meanwhile.
    """
    rows = residence.lock_running(tx, found.id)
    message.lock_names(tx, [(MESSAGE, found.reference)])
    matter = case.lock(tx, found.id)
    tasks = open_task.lock(tx, matter.id)
    before = relocation_undo.before(tx, matter, rows)
    leading = plan(tx, matter, tasks, moved).leading
    residence.move(tx, matter, revision, moved.ags, leading)
    _must_hold(tx, matter, rows)
    for root, kept in sorted(_retained(tx, matter, {row.root_id for row in rows}, moved).items()):
        residence.retain(tx, root, kept)
    _fact(tx, matter, {"from": matter.ags, "to": moved.ags, "day": moved.on.isoformat()})
    record.note_reason(tx, matter.id, None, moved.reason)
    record.note_reason(tx, matter.id, None, moved.note)
    residence.move_instances(tx, [row.id for row in rows], moved.ags)
    for row in rows:
        _tell(tx, row.id, moved.ags)
    if message.waiting(tx, MESSAGE, matter.reference) is not None:
        brought = dict(zip(BROUGHT, (from_python(moved.ags), from_python(moved.on)), strict=True))
        publish(tx, Publication(MESSAGE, matter.reference, brought), case.get(tx, matter.id))
    decided = plan(tx, matter, open_task.lock(tx, matter.id), moved)
    receiving = {leading} - {matter.authority_id}
    for one in decided.placements:
        placement.write(tx, one)
        placement.note(tx, one)
        if one.authority != one.task.authority_id:
            receiving.add(one.authority)
            if moved.note.strip():
                comment.create(tx, matter.id, one.task.id, moved.note.strip())
    tidings.arrived(tx, matter, receiving)
    _leave(tx, matter, leading)
    undo = move_undo.to_json(before) if relocation_undo.can_be_undone(tx, rows, before) else None
    residence.record(tx, matter.id, matter.ags, moved.ags, moved.on, moved.reason, undo)


def _must_hold(tx: Transaction, matter: CaseRow, rows: Sequence[InstanceRow]) -> None:
    """Nothing began in the case between the lock of its instances and that of the case."""
    if residence.running(tx, matter.id) - {row.id for row in rows}:
        raise residence.overtaken(matter)


def _tell(tx: Transaction, instance_id: int, ags: str) -> None:
    """The place in the variables of an instance; what one step did may have ended the next."""
    row = instance.lock(tx, instance_id)
    if row.state is InstanceState.ACTIVE:
        advance(tx, row, SetVariables({"ags": from_python(ags)}))


def _leave(tx: Transaction, matter: CaseRow, leading: int) -> None:
    """Whoever has no open task here and does not lead has no business with the case any more: it loses sight of it."""
    case.join(tx, matter.id, {leading})
    gone = residence.leave(tx, matter.id, [leading])
    for authority in gone:
        _fact(tx, matter, {"authority": authority}, "participant_left")
    referrals.left(tx, matter.id, gone, leading)


def _fact(tx: Transaction, matter: CaseRow, detail: dict[str, object], kind: str = "case_relocated") -> None:
    record.append_history(tx, [{"case_id": matter.id, "instance_id": None, "kind": kind, "detail": detail}])
