"""What the steps of an instance let other bodies know, kept beside what people note by hand (docs/sight.md)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.bpmn import Graph
from engine.competence import RECIPIENTS
from engine.execution.changes import Change, DataDisclosed
from engine.state.authority import AUTHORITY
from engine.state.instance import InstanceRow
from engine.state.sight import DISCLOSURE, Answer
from engine.transaction import Transaction


def keep(tx: Transaction, instance: InstanceRow, graph: Graph, changes: Sequence[Change]) -> None:
    """Write a disclosure for each that the changes tell of, in the name of whoever acts; nobody's for the engine."""
    told = [change for change in changes if isinstance(change, DataDisclosed)]
    if not told:
        return
    asked = {change.authority for change in told if change.authority is not None}
    found = (
        tx.execute(select(AUTHORITY.c.id, AUTHORITY.c.name).where(AUTHORITY.c.id.in_(asked))) if asked else ()
    )
    names = {row.id: row.name for row in found}
    known = {"case_id": instance.case_id, "instance_id": instance.id, "account_id": tx.actor.account}
    tx.append(
        DISCLOSURE,
        [
            known
            | {
                "at": tx.now,
                "asked_on": tx.today,
                "requester": change.topic,
                "requester_name": names.get(change.authority) or RECIPIENTS.get(change.topic, change.topic),
                "categories": list(change.data),
                "norm": change.norm,
                "answer": Answer.DISCLOSED,
                "element": change.element,
                "element_name": graph.nodes[change.element].label,
            }
            for change in told
        ],
    )
