"""The processes of a case: those that run with their position, those that are over, and any version in words."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine import bpmn
from engine.actor import Action
from engine.bpmn import OutlineStep
from engine.errors import NotFound
from engine.execution.bundle import load_bundle
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.front import CaseFront
from engine.queries.case_file.given import GivenRun, given
from engine.queries.case_file.rows import InstanceRow, TimerRow
from engine.queries.cases import case_head
from engine.queries.sight import log, of_case
from engine.queries.tasks import Urgency
from engine.state import definition
from engine.state.definition import VERSION
from engine.state.instance import INSTANCE
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """The runs of a case with their diagrams in words, their timers, and what their forms have asked."""

    runs: tuple[InstanceRow, ...]
    #: by instance
    outlines: dict[int, tuple[OutlineStep, ...]]
    timers: tuple[TimerRow, ...]
    given: tuple[GivenRun, ...]


def course(tx: Transaction, front: CaseFront) -> CaseCourse:
    """The readable runs of the case, the oldest first."""
    overdue = [(one.instance_id, one.element) for one in front.tasks if one.urgency is Urgency.OVERDUE]
    rows = runs.instance_rows(tx, front.loaded, front.sight, overdue)
    outlines = {one.id: bpmn.outline(one.graph, expressions=False) for one in front.loaded}
    return CaseCourse(
        rows,
        outlines,
        front.timers,
        given(tx, front),
    )


def diagram(tx: Transaction, reference: str, version_id: int) -> bytes:
    """The diagram of a version that runs or ran in the case; NotFound when the actor reads none of it."""
    head = case_head(tx, reference)
    sight = of_case(tx, head.id)
    rows = tx.execute(
        select(INSTANCE.c.id, VERSION.c.main_path)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .where(INSTANCE.c.case_id == head.id, INSTANCE.c.version_id == version_id)
        .order_by(INSTANCE.c.id)
    ).all()
    path = next((row.main_path for row in rows if sight.reads_anything(row.id)), None)
    if path is None:
        raise NotFound(
            f"Expected to find version {version_id} in case {reference}, but it does not run there"
        )
    tx.actor.must(Action.READ_MODEL)
    log(tx, sight)
    return definition.file(tx, version_id, path)


def outline(
    tx: Transaction, version_id: int, process_key: str | None = None, *, expressions: bool = True
) -> tuple[OutlineStep, ...]:
    """The diagram of a version as numbered steps in words; empty when the draft has no readable process.

    Without `expressions` a named way is told by its name alone, for readers who do not write conditions.
    """
    tx.actor.must(Action.READ_MODEL)
    bundle = load_bundle(tx, version_id)
    graph = bundle.graphs.get(process_key or bundle.main)
    return () if graph is None else bpmn.outline(graph, expressions=expressions)
