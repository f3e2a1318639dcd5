"""What the steps of an instance let other bodies know, kept beside what people note by hand (docs/sight.md)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from engine.bpmn import Graph
from engine.competence import RECIPIENTS
from engine.execution.changes import Change, DataDisclosed
from engine.execution.involved import part
from engine.sight import Partition, is_consent
from engine.state.authority import AUTHORITY
from engine.state.instance import InstanceRow
from engine.state.sight import DISCLOSURE, Answer, consents, released_on
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
    groups = part(tx, instance.version_id, instance.digest)
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
                "bar": _lacking(tx, instance.case_id, groups, change),
                "answer": Answer.DISCLOSED,
                "element": change.element,
                "element_name": graph.nodes[change.element].label,
            }
            for change in told
        ],
    )


def released(tx: Transaction, row: InstanceRow, recipient: str, purpose: str | None) -> frozenset[str]:
    """What the person lets a recipient know at this instant, for a purpose if one is named: categories, and the data
    groups of the instance's version that name no others. One that names none no consent opens.
    """
    held = frozenset[str]().union(
        *(
            one.categories
            for one in consents(tx, row.case_id)
            if one.recipient == recipient and purpose in (None, one.purpose) and one.holds(tx.today)
        )
    )
    groups = part(tx, row.version_id, row.digest).groups
    open_ = {one.group for one in groups if one.categories and held.issuperset(one.categories)}
    return held - {one.group for one in groups} | open_


def _lacking(tx: Transaction, case_id: int, groups: Partition, change: DataDisclosed) -> str | None:
    """What is said beside a disclosure by consent for which none held that day: it ended while a program was at work,
    which has made it all the same.
    """
    if not is_consent(change.norm):
        return None
    held = released_on(tx, case_id, change.topic, tx.today)
    lacking = [one for one in change.data if not _needed(groups, one) <= held]
    return f"Dafür galt keine Einwilligung: {', '.join(lacking)}." if lacking else None


def _needed(groups: Partition, name: str) -> frozenset[str]:
    """The categories a consent must name: one, or those of a data group; a group without any no consent opens."""
    group = groups.group(name)
    return frozenset(group.categories or (name,)) if group is not None else frozenset({name})
