"""A move of a person that nobody has worked on since is taken back: what it has changed is as it was before.

A move tells the processes the new place and may wake some of them. What they began then is taken away again; where a
process has left a step, ended or decided something by it, the move stands and another one brings the case back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from engine.actor import Action
from engine.errors import Conflict, Forbidden
from engine.execution import codec, referrals, tidings
from engine.execution.actions import Cancel, Modify, SetVariables
from engine.execution.advance import advance
from engine.execution.instance import ROOT, Instance
from engine.feel import Value, from_python
from engine.state import account, case, case_lead, instance, message, move_undo, open_task, record, residence
from engine.state.case import CaseRow, CaseState
from engine.state.instance import InstanceRow, InstanceState
from engine.state.move_undo import Before, Move, TaskBefore
from engine.state.open_task import OpenTask
from engine.transaction import Transaction

#: what a case that somebody moves is told, if it waits for it
MESSAGE: Final = "umzug"
#: what that brings along
BROUGHT: Final = ("ags_neu", "umzug_am")
#: the one variable that a move changes in every process
_PLACE: Final = "ags"


def before(tx: Transaction, matter: CaseRow, rows: Sequence[InstanceRow]) -> Before:
    """The case as it is, its instances and itself being locked."""
    return Before(
        matter.authority_id,
        matter.manager_id,
        tuple(sorted(case.participants(tx, matter.id))),
        move_undo.tasks_of(tx, matter.id),
        residence.kept(tx, {row.root_id for row in rows}),
        move_undo.places_of(tx, [row.id for row in rows]),
        {row.id: tuple(sorted(_tokens(row).elements.keys() - {ROOT})) for row in rows},
        move_undo.referrals_of(tx, matter.id),
    )


def can_be_undone(tx: Transaction, rows: Sequence[InstanceRow], held: Before) -> bool:
    """Whether all a move has done to these processes, read before it, is to have begun something beside them."""
    for was in rows:
        row = instance.get(tx, was.id)
        if row.state is not InstanceState.ACTIVE:
            return False
        now, known = _tokens(row), _tokens(was).variables.get(ROOT, {})
        if not now.elements.keys() >= set(held.standing[row.id]) or _values(now, known) != known | {
            _PLACE: None
        }:
            return False
    return True


def may(tx: Transaction, matter: CaseRow, recorder: int | None) -> bool:
    """Whether the actor may take back a move that this person recorded: they themselves, and who may close the case."""
    own = recorder is not None and recorder == tx.actor.account
    return own or tx.actor.may(Action.CLOSE_CASE, matter.authority_id)


def must_be_allowed(tx: Transaction, matter: CaseRow, move: Move | None) -> None:
    """Raise Forbidden for whoever may not take back the latest move of a case."""
    own = move is not None and move.actor_id is not None and move.actor_id == tx.actor.account
    # the move may have taken the recorder's authority out of the case
    permitted = (
        bool(tx.actor.authorities(Action.RELOCATE)) if own else case.permits(tx, Action.RELOCATE, matter.id)
    )
    if not permitted:
        raise Forbidden(
            f"Expected to take back a move in case {matter.reference}, but no role there permits it"
        )
    if move is not None and not may(tx, matter, move.actor_id):
        raise Forbidden(
            f"Expected to take back a move in case {matter.reference}, but somebody else recorded it"
        )


def is_fresh(tx: Transaction, matter: CaseRow, move: Move) -> bool:
    """Whether the move can be taken back: it has moved nothing on, and nothing has happened since."""
    held = move.undo
    return (
        held is not None
        and matter.state is CaseState.OPEN
        and held.standing.keys() <= residence.running(tx, matter.id)
        and not move_undo.touched(tx, matter, move)
    )


def take_back(tx: Transaction, found: CaseRow, move: Move) -> None:
    """Bring everything back. Conflict when the move has moved something on, or somebody has done something since."""
    rows = residence.lock_running(tx, found.id)
    message.lock_names(tx, [(MESSAGE, found.reference)])
    matter = case.lock(tx, found.id)
    open_task.lock(tx, matter.id)
    latest, held = move_undo.latest(tx, matter.id), move.undo
    begun = residence.running(tx, matter.id) - {row.id for row in rows}
    if held is None or begun or latest != move or not is_fresh(tx, matter, move):
        raise Conflict(
            f"Expected to take back the move in case {matter.reference}, but something has happened since"
        )
    residence.move(tx, matter, matter.revision, move.before, held.leading)
    if held.leading != matter.authority_id:
        case_lead.name(tx, matter.id, None, held.manager)
    for root in sorted({row.root_id for row in rows}):
        residence.retain(tx, root, held.kept.get(root, {}))
    move_undo.mark(tx, move)
    _fact(tx, matter, {"from": move.ags, "to": move.before, "day": move.since.isoformat()})
    move_undo.move_instances_back(tx, held.places)
    for row in rows:
        _clear(tx, row, held, move)
    for one in open_task.lock(tx, matter.id):
        if one.id in held.tasks:
            _return(tx, one, held.tasks[one.id])
    case.join(tx, matter.id, held.participants)
    for authority in residence.leave(tx, matter.id, held.participants):
        _fact(tx, matter, {"authority": authority}, "participant_left")
    referrals.put_back(tx, matter.id, held.referrals)


def _tokens(row: InstanceRow) -> Instance:
    return codec.load(row.tokens) if row.tokens else Instance()


def _values(tokens: Instance, known: Mapping[str, Value]) -> dict[str, Value]:
    """What the process knows, but the place and what the message has brought it first."""
    new = tokens.variables.get(ROOT, {}).items()
    return {name: value for name, value in new if name in known or name not in BROUGHT} | {_PLACE: None}


def _clear(tx: Transaction, was: InstanceRow, held: Before, move: Move) -> None:
    """Take away what has begun in an instance by the move, or the whole of it when the move began it."""
    row = instance.lock(tx, was.id)
    if row.state is not InstanceState.ACTIVE:  # what called it has been taken away
        return
    if row.id not in held.standing:
        advance(tx, row, Cancel())
        return
    known = {ROOT, *held.standing[row.id]}
    begun = [one for one in _tokens(row).elements.values() if one.id not in known and one.scope in known]
    values: dict[str, Value] = {_PLACE: from_python(move.before)}
    if begun:
        values |= {name: None for name in BROUGHT if name in _tokens(row).variables.get(ROOT, {})}
    advance(
        tx, row, Modify(tuple(sorted(one.id for one in begun)), (), values) if begun else SetVariables(values)
    )


def _return(tx: Transaction, one: OpenTask, was: TaskBefore) -> None:
    """The task where it was, with whom it was if that person may still do it."""
    columns = dict(was.columns)
    there = (columns["authority_id"], columns["role"], columns["assignee_id"])
    if "unresolved" in (one.reason or {}) and "unresolved" not in (columns["reason"] or {}):
        record.close_incidents(tx, one.instance_id, [one.element_instance])
    if there == (one.authority_id, one.role, one.assignee_id):
        open_task.change(tx, one, {name: columns[name] for name in ("norm", "rule", "reason", "question")}, 0)
        return
    holder = columns["assignee_id"]
    if holder is not None:
        person = account.get(tx, holder)
        if not person.active or not person.actor.may_work(columns["authority_id"], columns["role"]):
            columns |= {"assignee_id": None, "owner_id": None}
    claimed = {"claimed_at": was.claimed_at} if columns["assignee_id"] is not None else {}
    open_task.change(tx, one, {**columns, **claimed, "escalate_at": tx.now}, 1)
    tidings.moved(tx, one, columns["assignee_id"])
    detail = {"authority": columns["authority_id"], "from": one.authority_id}
    known = {"case_id": one.case_id, "instance_id": one.instance_id, "element": one.element}
    known |= {"element_name": one.name, "element_instance": one.element_instance}
    record.append_history(tx, [{**known, "kind": "user_task_moved", "detail": detail}])


def _fact(
    tx: Transaction, matter: CaseRow, detail: dict[str, object], kind: str = "relocation_undone"
) -> None:
    record.append_history(tx, [{"case_id": matter.id, "instance_id": None, "kind": kind, "detail": detail}])
