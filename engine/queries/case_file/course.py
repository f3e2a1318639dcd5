"""The processes of a case: those that run and those that are over, one of them with its position; any in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select

from engine import bpmn
from engine.actor import Action
from engine.bpmn import OutlineStep
from engine.errors import NotFound
from engine.execution.bundle import load_bundle
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.called import RunName, run_names
from engine.queries.case_file.front import CaseFront
from engine.queries.case_file.given import GivenRun, given
from engine.queries.case_file.loaded import Loaded
from engine.queries.case_file.paging import Part, part
from engine.queries.case_file.rows import InstanceRow, TimerRow
from engine.queries.cases import case_head
from engine.queries.sight import log, of_case
from engine.queries.tasks import Urgency
from engine.state import definition
from engine.state.definition import VERSION
from engine.state.instance import INSTANCE
from engine.state.record import IncidentState
from engine.transaction import Transaction

#: runs on a page
PAGE: Final = 25


@dataclass(frozen=True, slots=True)
class ShownRun:
    """One run with its diagram in words, and what its forms were answered with; None where nothing was."""

    row: InstanceRow
    name: RunName
    outline: tuple[OutlineStep, ...]
    given: GivenRun | None


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """The runs of a case, page by page: those that run, the oldest first, then those that are over, the newest first.
    One of them is shown with its outline, and all running timers.
    """

    runs: Part[InstanceRow]
    #: by instance
    names: dict[int, RunName]
    #: the names of the steps each is at
    steps: dict[int, tuple[str, ...]]
    shown: ShownRun | None
    timers: tuple[TimerRow, ...]


def course(
    tx: Transaction, front: CaseFront, chosen: int | None = None, after: str | None = None
) -> CaseCourse:
    """The readable runs of the case. Shown is the chosen one; where none is, or it is none of these, one that has
    stopped, else the first.
    """
    page = part(sorted(front.loaded, key=_place), PAGE, after)
    stopped = {one.instance_id for one in front.incidents if one.state is IncidentState.OPEN}
    first = next((one for one in page.rows if one.id in stopped), next(iter(page.rows), None))
    shown = next((one for one in front.loaded if one.id == chosen), first)
    wanted = list({one.id: one for one in (*page.rows, *(() if shown is None else (shown,)))}.values())
    overdue = [(one.instance_id, one.element) for one in front.tasks if one.urgency is Urgency.OVERDUE]
    rows = {row.id: row for row in runs.instance_rows(tx, wanted, front.sight, overdue)}
    names = run_names(tx, wanted, front.sight)
    return CaseCourse(
        Part(tuple(rows[one.id] for one in page.rows), page.total, page.next),
        names,
        {one.id: tuple(one.graph.nodes[at].name or at for at in rows[one.id].active) for one in wanted},
        None if shown is None else _shown(tx, front, shown, rows[shown.id], names[shown.id]),
        front.timers,
    )


def all_runs(tx: Transaction, front: CaseFront) -> tuple[InstanceRow, ...]:
    """Every readable run of the case, the oldest first."""
    return runs.instance_rows(tx, front.loaded, front.sight, ())


def _place(one: Loaded) -> tuple[bool, float, int]:
    """Before the others what runs, the oldest first; then what ended last."""
    ended: datetime | None = one.row.ended_at
    return ended is not None, -ended.timestamp() if ended else 0.0, one.id if ended is None else -one.id


def _shown(tx: Transaction, front: CaseFront, one: Loaded, row: InstanceRow, name: RunName) -> ShownRun:
    answers = next(iter(given(tx, front, [one])), None)
    return ShownRun(row, name, bpmn.outline(one.graph, expressions=False), answers)


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
