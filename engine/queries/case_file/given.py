"""What the forms of a case were answered with, by process and step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from engine.queries.case_file import loaded as runs
from engine.queries.case_file.done import done_tasks
from engine.queries.case_file.front import CaseFront
from engine.queries.case_file.loaded import Loaded
from engine.queries.case_file.rows import DataRow
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class GivenAnswers:
    """What one step was answered with, and when; without a step what the process began with or came to itself."""

    step: str
    at: datetime
    rows: tuple[DataRow, ...]


@dataclass(frozen=True, slots=True)
class GivenRun:
    """The answers in one process, step by step, the newest first; what no form asks for is left out."""

    instance_id: int
    process: str
    started_at: datetime
    steps: tuple[GivenAnswers, ...]


def given(tx: Transaction, front: CaseFront, of: Sequence[Loaded] | None = None) -> tuple[GivenRun, ...]:
    """The readable answers in these processes of the case, or in all, the one answered last first.

    An answer that was given again stands with the step that gave it last.
    """
    found = [_run(tx, front, run, _asked(tx, front, run)) for run in (front.loaded if of is None else of)]
    told = [one for one in found if one.steps]
    return tuple(sorted(told, key=lambda one: (one.steps[0].at, one.instance_id), reverse=True))


def held(tx: Transaction, front: CaseFront) -> tuple[GivenRun, ...]:
    """As `given`, the oldest process first, with what no form asks for: that has its key as its label."""
    found = [_run(tx, front, run, runs.data(tx, [run], front.sight)) for run in front.loaded]
    return tuple(one for one in found if one.steps)


def _asked(tx: Transaction, front: CaseFront, run: Loaded) -> Sequence[DataRow]:
    return [row for row in runs.data(tx, [run], front.sight) if row.label != row.key]


def _run(tx: Transaction, front: CaseFront, run: Loaded, rows: Sequence[DataRow]) -> GivenRun:
    left = {row.key: row for row in rows}
    steps = []
    for one in done_tasks(tx, front):
        if one.run.id != run.id or one.form is None:
            continue
        keys = [field.key for field in one.form.fields() if field.key in left]
        if keys:
            steps.append(GivenAnswers(one.name, one.at, tuple(left.pop(key) for key in keys)))
    if left:
        steps.append(GivenAnswers("", run.row.started_at, tuple(left.values())))
    return GivenRun(run.id, run.graph.name or run.graph.key, run.row.started_at, tuple(steps))
