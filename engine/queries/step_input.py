"""What was kept of what the steps of a case were given: for the export of its file, and to say in it with what somebody
decided; for nobody to look up otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from engine import feel
from engine.actor import Action
from engine.execution import codec
from engine.feel import Value
from engine.sight import Sight
from engine.state import step_input
from engine.state.record import HISTORY
from engine.transaction import Transaction

__all__ = ["GivenRow", "at_tasks", "of_case"]

#: the fact that a form was handed in
_COMPLETED = "user_task_completed"


@dataclass(frozen=True, slots=True)
class GivenRow:
    """What one step was given, by name as JSON has it; without what is closed to whoever reads it."""

    instance_id: int
    at: datetime
    kind: str
    element: str | None
    values: Mapping[str, Any]  # JSON


def at_tasks(tx: Transaction, seen: Sight) -> Mapping[tuple[int, int], Mapping[str, Value]]:
    """What the forms of completed tasks were given, by instance and element instance, as far as the actor reads the
    value; whoever asks shows only tasks that the actor reads. A task of which nothing is kept any more is missing.
    """
    with tx.looking():
        rows = step_input.of_case(tx, seen.case_id)
    return {
        (instance, one.element_instance): {
            name: value
            for name, value in codec.load_variables(bytes(one.given)).items()
            if seen.reads_variable(instance, name)
        }
        for instance, one in rows
        if one.kind == _COMPLETED and one.element_instance is not None
    }


def of_case(tx: Transaction, seen: Sight) -> tuple[GivenRow, ...]:
    """What was kept, the oldest first, as far as the actor reads the step and the value. Read it last: from here on the
    transaction is the engine's. Forbidden for whoever may not take the file away.
    """
    tx.actor.must(Action.EXPORT_CASE)
    tx.act()
    rows = step_input.of_case(tx, seen.case_id)
    elements: defaultdict[tuple[int, str, int | None, datetime], list[str | None]] = defaultdict(list)
    facts = tx.execute(
        select(
            HISTORY.c.instance_id, HISTORY.c.kind, HISTORY.c.element_instance, HISTORY.c.at, HISTORY.c.element
        )
        .where(HISTORY.c.case_id == seen.case_id)
        .order_by(HISTORY.c.id)
    )
    for fact in facts:
        elements[fact.instance_id, fact.kind, fact.element_instance, fact.at].append(fact.element)
    found = []
    for instance, one in rows:
        steps = elements[instance, one.kind, one.element_instance, one.at]
        element = steps.pop(0) if steps else None
        if not seen.reads_element(instance, element):
            continue
        values = {
            name: feel.to_json(value)
            for name, value in codec.load_variables(bytes(one.given)).items()
            if seen.reads_variable(instance, name)
        }
        found.append(GivenRow(instance, one.at, one.kind, element, values))
    return tuple(found)
