"""Who begins a process in a case by hand: whoever leads the case, or whoever its first tasks come to."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import or_, select

from engine.actor import Action
from engine.bpmn import Graph, Node, UserTask, next_stops
from engine.competence import Competent, read_group
from engine.errors import Forbidden
from engine.state import register
from engine.state.case import CaseRow
from engine.state.instance import INSTANCE
from engine.state.register import Snapshot
from engine.state.task import TASK
from engine.transaction import Transaction

#: a group as a model writes it, within an expression that asks who is competent
_WRITTEN: Final = re.compile(r'"([^"]+)"')


def leads(tx: Transaction, authority_id: int) -> bool:
    """Whether the actor keeps cases for the authority that leads this one."""
    return tx.actor.may(Action.KEEP_CASE, authority_id)


def may_come(tx: Transaction, authority_id: int, ags: str, graph: Graph) -> bool:
    """Whether the actor leads the case at that place, or one of the first tasks of the process may come to their
    authority: what only the values of the case decide is left to `must_have_come`.
    """
    if leads(tx, authority_id):
        return True
    known = register.snapshot(tx)
    stops = [stop for entry in graph.root.entries for stop in next_stops(graph, entry)]
    return any(_may_be_own(tx, known, ags, stop) for stop in stops)


def _may_be_own(tx: Transaction, known: Snapshot, ags: str, stop: Node) -> bool:
    if not isinstance(stop.behaviour, UserTask):
        return True
    if stop.behaviour.candidate_groups is None:  # whoever leads the case does it
        return False
    text = stop.behaviour.candidate_groups.text
    groups = [read_group(one) for one in _WRITTEN.findall(text)]
    if not groups or "{" in text:  # asked for somewhere or somebody else
        return True
    answers = [known.ask(one.topic, ags, tx.today) for one in groups if one is not None]
    own = tx.actor.authorities(Action.KEEP_CASE)
    return any(isinstance(one, Competent) and known.ids[one.authority] in own for one in answers)


def must_have_come(tx: Transaction, found: CaseRow, instance_id: int) -> None:
    """Forbidden unless the actor leads the case, or what has just begun there waits for a task at their authority."""
    if leads(tx, found.authority_id):
        return
    first = tx.execute(
        select(TASK.c.authority_id)
        .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
        .where(or_(INSTANCE.c.id == instance_id, INSTANCE.c.root_id == instance_id))
    ).scalars()
    if tx.actor.authorities(Action.KEEP_CASE).isdisjoint(first):
        raise Forbidden(
            f"Expected to start a process in case {found.reference}, but it begins at another authority"
        )
