"""What a step must not let anybody know because no consent of the person holds: asked before somebody completes it, and
before a program gets it to do.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.errors import Invalid
from engine.execution.bundle import load_bundle
from engine.execution.tokens import Unreleased, unreleased
from engine.execution.work import DatabaseServices, Work
from engine.feel import Value
from engine.state.instance import InstanceRow
from engine.state.task import Task
from engine.transaction import Transaction


def tells(tx: Transaction, row: InstanceRow, element: str) -> bool:
    """Whether an element of an instance says that it lets another body know something."""
    graph = load_bundle(tx, row.version_id, row.digest).graphs[row.process_key]
    return element in graph.nodes and graph.nodes[element].discloses is not None


def lacking(
    tx: Transaction,
    row: InstanceRow,
    element: str,
    element_instance: int,
    brings: Mapping[str, Value] | None = None,
) -> Unreleased | None:
    """Which consent is missing now for what an element that waits tells: a user task with what it brings, a job without
    that.
    """
    if not tells(tx, row, element):
        return None
    work = Work(tx)
    running = work.take(row)
    services = DatabaseServices(work, running)
    return unreleased(running.graph, running.tokens, element_instance, services, brings)


def must_hold(tx: Transaction, found: Task, row: InstanceRow, brings: Mapping[str, Value]) -> None:
    """Raise Invalid when what a task tells with its answers rests on a consent that does not hold."""
    fault = lacking(tx, row, found.element, found.element_instance, brings)
    if fault is None:
        return
    names = ", ".join(fault.lacking)
    what = names if fault.purpose is None else f"{names} (Zweck: {fault.purpose})"
    said = (
        f"Es geht nichts hinaus: Gegenüber „{fault.recipient}“ gilt keine Einwilligung für {what}. "
        "Holen Sie sie zuerst ein, oder lassen Sie diese Angaben weg."
    )
    raise Invalid(
        f"Expected to complete user task {found.id}, but no consent lets {fault.recipient} know {what}",
        {"uebermittlung": said},
    )
