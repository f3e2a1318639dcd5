"""What a migration does to the rows of the open tasks it takes along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from engine.execution import changes as fact
from engine.execution import desks, four_eyes, tidings
from engine.execution.bundle import load_bundle
from engine.execution.changes import Change
from engine.execution.clocks import Clocks
from engine.state import account, case, migration, open_task, record
from engine.state.instance import InstanceRow
from engine.transaction import Transaction

Row = dict[str, Any]


def go_on(tx: Transaction, instance: InstanceRow, changes: Sequence[Change]) -> None:
    """A task keeps its row; a claim is given back when that person may not do it where it is now, and they are told.

    Of the clocks that begin the history says when they end and how that was found.
    """
    for change in changes:
        if not isinstance(change, fact.UserTaskMigrated):
            continue
        group: Row | None = None
        left: int | None = None
        if change.authority is not None and change.topic is not None and change.role is not None:
            case.join(tx, instance.case_id, {change.authority} - {instance.leading})
            holder = migration.assignee(tx, instance.id, change.element_instance)
            if holder is not None and not account.get(tx, holder).actor.may_work(
                change.authority, change.role
            ):
                holder, left = None, holder
            group = {
                "authority_id": change.authority,
                "topic": change.topic,
                "role": change.role,
                "assignee_id": holder,
            }
            if change.reason is not None and change.question is not None:
                group |= desks.columns(change.reason, change.question)
        dates: Row = {}
        if change.clocks is not None:
            running = Clocks.of(*migration.clocks(tx, instance.id, change.element_instance))
            clocks = change.clocks.beside(running)
            dates = clocks.columns()
            _note_clocks(tx, instance, change, clocks.begun(running))
        words = (change.name, change.form)
        migration.change_task(tx, instance.id, change.element_instance, words, dates, group)
        if left is not None:
            number = open_task.ids(tx, instance.id, [change.element_instance])[change.element_instance]
            tidings.cleared(tx, instance, number, change.name, left)


def free(tx: Transaction, instance: InstanceRow) -> None:
    """Give the tasks back to the group whose holder four eyes keep out in the version the instance has come to.

    So it is with whoever delegated one or stands in; the history says for whom, and what was typed stays the draft.
    Where nobody is left, those above are told.
    """
    bundle = load_bundle(tx, instance.version_id, instance.digest)
    if not four_eyes.asks(bundle, instance.process_key):
        return
    alone = []
    for one in migration.held(tx, instance.id):
        barred = four_eyes.barred_at(tx, bundle, instance.id, instance.process_key, one.element)
        hit = barred.by(one.assignee_id, one.owner_id, one.stand_in_id)
        if hit is None:
            continue
        migration.release(tx, one.id)
        detail = {"person": account.get(tx, hit[0]).name, "earlier": hit[1].task, "of": hit[1].of}
        known = {"case_id": instance.case_id, "instance_id": instance.id, "element": one.element}
        known |= {"element_name": one.name, "element_instance": one.element_instance}
        record.append_history(tx, [{**known, "kind": "user_task_holder_barred", "detail": detail}])
        tidings.cleared(tx, instance, one.id, one.name, one.assignee_id)
        above = four_eyes.nobody_left(tx, barred, one.authority_id, one.role)
        if above is not None:
            alone.append((one.element_instance, one.name, above))
    tidings.nobody_else(tx, instance, alone)


def _note_clocks(
    tx: Transaction, instance: InstanceRow, change: fact.UserTaskMigrated, begun: Mapping[str, Any]
) -> None:
    if begun:
        known = {"case_id": instance.case_id, "instance_id": instance.id, "element": change.element}
        known |= {"element_name": change.name, "element_instance": change.element_instance}
        record.append_history(tx, [{**known, "kind": "user_task_clocks_begun", "detail": dict(begun)}])
