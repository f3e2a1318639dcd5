"""The case file of a story as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from pathlib import PurePosixPath

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup
from sqlalchemy import select

from engine.actor import SYSTEM
from engine.bpmn import parse, read_drawing
from engine.bpmn.picture import Ink, Mark, draw
from engine.clock import ZONE
from engine.demo.story.tell import Told
from engine.queries import case_file
from engine.queries.case_file import CaseFile, InstanceRow
from engine.queries.records import HistoryRow
from engine.queries.tasks import TaskRow
from engine.state import definition
from engine.state.record import HISTORY
from engine.transaction import Transaction

#: the facts that carry the story
_KINDS = frozenset(
    {
        "case_opened", "user_task_completed", "decision_evaluated", "timer_fired", "message_received",
        "message_thrown", "signal_thrown", "call_started", "instance_completed", "person_record_saved",
    }
)  # fmt: skip
_MOST_FACTS = 5_000


@dataclass(frozen=True, slots=True)
class _Work:
    """A task with why it lay where it lay, and how its due date came about."""

    row: TaskRow
    reason: str
    norm: str
    derivation: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Run:
    row: InstanceRow
    pictures: tuple[Markup, ...]


def page(told: Told) -> str:
    """The page of the case as the database holds it now."""
    with told.engine.begin(SYSTEM) as tx:
        file = case_file.show(tx, told.reference, most_history=_MOST_FACTS)
        works = _works(tx, file)
        runs = [_Run(one, tuple(_pictures(tx, one))) for one in file.instances]
    environment = Environment(
        loader=PackageLoader("engine.demo.story", "."),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["tag"] = _day
    environment.filters["zeit"] = _time
    return environment.get_template("page.html").render(
        file=file,
        head=file.head,
        scenario=told.scenario,
        works=works,
        runs=runs,
        years=_years(file),
        authorities=sorted({one.row.authority for one in works}),
    )


def _works(tx: Transaction, file: CaseFile) -> list[_Work]:
    """The tasks in the order in which they came up."""
    rows = tx.execute(
        select(HISTORY.c.element, HISTORY.c.at, HISTORY.c.detail).where(
            HISTORY.c.case_id == file.head.id, HISTORY.c.kind == "user_task_activated"
        )
    )
    details: Mapping[tuple[str, datetime], Mapping[str, object]] = {
        (row.element, row.at): row.detail for row in rows
    }
    works = []
    for one in sorted(file.tasks, key=lambda task: (task.created, task.id)):
        detail = details.get((one.element, one.created), {})
        derivation = detail.get("derivation")
        works.append(
            _Work(
                one,
                str(detail.get("reason") or ""),
                str(detail.get("norm") or ""),
                tuple(map(str, derivation)) if isinstance(derivation, list) else (),
            )
        )
    return works


def _years(file: CaseFile) -> list[tuple[int, list[HistoryRow]]]:
    told = [one for one in reversed(file.history) if one.kind in _KINDS]
    return [(year, list(rows)) for year, rows in groupby(told, key=lambda one: one.at.astimezone(ZONE).year)]


def _pictures(tx: Transaction, run: InstanceRow) -> Iterator[Markup]:
    """The levels of the diagram on which something happened, what was passed marked."""
    marks = {element: Mark(Ink.DONE, "✓") for element in run.completed}
    marks |= {element: Mark(Ink.HERE, "hier") for element in run.active}
    for path, source in definition.files(tx, run.version_id).items():
        if PurePosixPath(path).suffix != ".bpmn":
            continue
        document = parse(source, path)
        for level in read_drawing(source, path):
            if any(shape.element in marks for shape in level.shapes):
                element = document.elements.get(level.element)
                name = element.label if element is not None and element.get("name") else run.process
                yield Markup(draw(document, level, marks, name))  # noqa: S704  draw escapes every text


def _day(moment: datetime | date | None) -> str:
    if isinstance(moment, datetime):
        moment = moment.astimezone(ZONE).date()
    return "" if moment is None else f"{moment:%d.%m.%Y}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%d.%m.%Y, %H:%M}"
