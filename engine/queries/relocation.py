"""What a move would do to a case, before anybody records it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from engine.actor import Action
from engine.competence import TOPICS, Competent, Nobody
from engine.errors import Conflict, Forbidden
from engine.execution import relocation, relocation_undo
from engine.execution.placement import Placement
from engine.execution.relocation import Relocation
from engine.queries.cases import CaseHead, case_head
from engine.queries.sight import of_case
from engine.sight import Sight
from engine.state import case, move_undo, open_task, register, residence
from engine.state.account import ACCOUNT
from engine.state.authority import MUNICIPALITY
from engine.state.case import CaseRow, CaseState
from engine.state.document import DOCUMENT
from engine.state.note import NOTE
from engine.state.residence import Residence
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class TaskMove:
    """One open task: from where to where (the same when it stays; None when nobody is competent), and why.

    Of a task that the actor does not read only the way is told: its name and the reason are empty.
    """

    id: int
    name: str
    topic: str
    before: str
    after: str | None
    moves: bool
    norm: str
    sentence: str
    doubts: tuple[str, ...]
    substitution: str
    claimed: bool
    has_draft: bool


@dataclass(frozen=True, slots=True)
class Keeping:
    """A topic whose running procedures change their authority, unless the new one agrees that the old one goes on."""

    topic: str
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Preview:
    """Every open task, the topics a consent is possible for, who leads then, and who no longer takes part."""

    tasks: tuple[TaskMove, ...]
    keepings: tuple[Keeping, ...]
    leading_before: str
    leading_after: str
    leaving: tuple[str, ...]
    municipality: str
    #: documents and notes that stay in the file and go with the lead; None where it stays
    documents: int | None
    notes: int | None
    #: who leads the case by name, and will not any more
    lead: str | None


@dataclass(frozen=True, slots=True)
class ResidenceRow:
    """One move that was recorded."""

    before: str
    after: str
    since: date
    reason: str
    at: datetime
    by: str
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class LatestMove:
    """The latest move that holds, for whoever may take it back: whether that is still possible, who leads the case
    then, and whether the actor still takes part in it.
    """

    reference: str
    move: ResidenceRow
    fresh: bool
    leading: str
    takes_part: bool


@dataclass(frozen=True, slots=True)
class Movable:
    """A case whose person can move, in the revision a move must have seen, and where they lived before; whether the
    actor may take the latest move back, as long as nothing has happened since.
    """

    head: CaseHead
    revision: int
    moves: tuple[ResidenceRow, ...]
    may_take_back: bool


def movable(tx: Transaction, reference: str) -> Movable:
    """The case, if the actor may record a move in it; Conflict when it is closed or concerns nobody."""
    head = case_head(tx, reference)
    found = case.get(tx, head.id)
    if not tx.actor.may(Action.RELOCATE, found.authority_id):
        raise Forbidden(f"Expected to record a move in case {reference}, but no role there permits it")
    if found.state is CaseState.CLOSED:
        raise Conflict(f"Expected to record a move in case {reference}, but it is closed")
    if found.person_id is None:
        raise Conflict(f"Expected to record a move in case {reference}, but it concerns nobody")
    moves = residence.history(tx, found.id)
    held = next((one for one in moves if one.undone_at is None), None)
    return Movable(
        head,
        found.revision,
        _in_words(tx, moves),
        held is not None and relocation_undo.may(tx, found, held.actor_id),
    )


def latest_move(tx: Transaction, reference: str) -> LatestMove | None:
    """The latest move of a case that holds, None when there is none; Forbidden for whoever may not take it back.

    Whoever recorded it reads this also when their authority has left the case by it.
    """
    matter = case.by_reference(tx, reference)
    move = move_undo.latest(tx, matter.id)
    relocation_undo.must_be_allowed(tx, matter, move)
    if move is None:
        return None
    shown = next(one for one in residence.history(tx, matter.id) if one.undone_at is None)
    leading = matter.authority_id if move.undo is None else move.undo.leading
    return LatestMove(
        reference,
        _in_words(tx, (shown,))[0],
        relocation_undo.is_fresh(tx, matter, move),
        register.snapshot(tx).names[leading],
        case.permits(tx, Action.READ_CASE, matter.id),
    )


def _in_words(tx: Transaction, found: Sequence[Residence]) -> tuple[ResidenceRow, ...]:
    places = _places(tx, {key for one in found for key in (one.before, one.ags)})
    accounts = {one.actor_id for one in found if one.actor_id is not None}
    names = {
        row.id: row.name
        for row in tx.execute(select(ACCOUNT.c.id, ACCOUNT.c.name).where(ACCOUNT.c.id.in_(accounts)))
    }
    return tuple(
        ResidenceRow(
            places.get(one.before, one.before),
            places.get(one.ags, one.ags),
            one.since,
            one.reason,
            one.at,
            names.get(one.actor_id or 0, "Laufweg"),
            one.undone_at,
        )
        for one in found
    )


def _places(tx: Transaction, keys: set[str]) -> dict[str, str]:
    rows = tx.execute(select(MUNICIPALITY.c.ags, MUNICIPALITY.c.name).where(MUNICIPALITY.c.ags.in_(keys)))
    return {row.ags: row.name for row in rows}


def preview(tx: Transaction, reference: str, moved: Relocation) -> Preview:
    """What the move would do today. The caller has checked what was typed."""
    found = movable(tx, reference)
    matter = case.get(tx, found.head.id)
    tasks = open_task.of_case(tx, matter.id)
    planned = relocation.plan(tx, matter, tasks, moved)
    without = relocation.plan(tx, matter, tasks, replace(moved, consents={}))
    sight = of_case(tx, matter.id)
    names = register.snapshot(tx).names
    there = {one.authority for one in planned.placements} | {planned.leading}
    leaving = case.participants(tx, matter.id) - there
    return Preview(
        tuple(
            _seen(sight, _task(one, names[one.task.authority_id], names.get(one.authority, "")), one)
            for one in planned.placements
        ),
        _keepings(tx, without.placements, matter.ags, moved.ags),
        names[matter.authority_id],
        names[planned.leading],
        tuple(sorted(names[one] for one in leaving)),
        _places(tx, {moved.ags}).get(moved.ags, moved.ags),
        *_going_along(tx, matter, planned.leading),
    )


def _going_along(tx: Transaction, matter: CaseRow, leading: int) -> tuple[int | None, int | None, str | None]:
    """What the new leading authority reads from then on because it leads, and who does not lead by name any more."""
    if leading == matter.authority_id:
        return None, None, None
    of_case = DOCUMENT.c.case_id == matter.id, DOCUMENT.c.data_group.is_(None)
    documents = tx.execute(select(func.count()).where(*of_case)).scalar_one()
    own = NOTE.c.case_id == matter.id, NOTE.c.instance_id.is_(None), NOTE.c.authority_id.is_(None)
    notes = tx.execute(select(func.count()).where(*own)).scalar_one()
    name = select(ACCOUNT.c.name).where(ACCOUNT.c.id == matter.manager_id)
    lead = None if matter.manager_id is None else tx.execute(name).scalar()
    return documents, notes, lead


def _seen(sight: Sight, shown: TaskMove, one: Placement) -> TaskMove:
    if sight.reads_element(one.task.instance_id, one.task.element):
        return shown
    return replace(shown, name="", topic="", norm="", sentence="", doubts=(), substitution="")


def _task(one: Placement, before: str, after: str) -> TaskMove:
    task, desk = one.task, one.desk
    nobody = isinstance(desk, Nobody)
    return TaskMove(
        task.id,
        task.name,
        task.topic,
        before,
        None if nobody else after,
        one.moves,
        "" if isinstance(desk, Nobody) else desk.reason.norm,
        one.sentence,
        one.doubts,
        "" if isinstance(desk, Nobody) else desk.reason.substitution,
        task.assignee_id is not None,
        task.has_draft,
    )


def _keepings(
    tx: Transaction, placements: tuple[Placement, ...], before: str, after: str
) -> tuple[Keeping, ...]:
    snapshot = register.snapshot(tx)
    found: dict[str, Keeping] = {}
    for topic in sorted({one.task.topic for one in placements if one.moves}):
        old, new = snapshot.ask(topic, before, tx.today), snapshot.ask(topic, after, tx.today)
        if isinstance(old, Competent) and isinstance(new, Competent) and old.authority != new.authority:
            names = [snapshot.names[snapshot.ids[one.authority]] for one in (old, new)]
            found[topic] = Keeping(topic, TOPICS.get(topic, topic), names[0], names[1])
    return tuple(found.values())
