"""How long the tasks of each step took: from the tasks themselves, or from the counts of all authorities."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, extract, func, literal_column, select, true

from engine.clock import midnight
from engine.queries.bottleneck.quantiles import Quantiles, of_counts
from engine.queries.bottleneck.selection import Selection
from engine.state.rollup import BOUNDS, TASK_TIME
from engine.state.task import TASK
from engine.transaction import Transaction

#: tasks done, and the quantiles of the time they waited and of the time they were worked on
Times = tuple[int, Quantiles | None, Quantiles | None]


@dataclass(frozen=True, slots=True)
class Ages:
    """How long ago the oldest of the open tasks came up, and how long ago at most half of them did."""

    oldest: timedelta
    median: timedelta


#: tasks open now, and their ages
Waiting = tuple[int, Ages]

_OPEN = TASK.c.state == literal_column("'active'")
_COMPLETED = TASK.c.state == literal_column("'completed'")
_SHARES: ColumnElement[Any] = literal_column("ARRAY[0.5, 0.9]::float8[]")
_BOUNDS: ColumnElement[Any] = literal_column(f"ARRAY[{', '.join(map(str, BOUNDS))}]::float8[]")
_TAKEN = func.coalesce(TASK.c.claimed_at, TASK.c.closed_at)


def counted(tx: Transaction, selection: Selection) -> Mapping[str, Times]:
    """Of all authorities, from the counts."""
    rows = tx.execute(
        select(
            TASK_TIME.c.element,
            TASK_TIME.c.bucket,
            func.sum(TASK_TIME.c.waiting).label("waiting"),
            func.sum(TASK_TIME.c.working).label("working"),
        )
        .where(
            TASK_TIME.c.version_id == selection.version_id,
            TASK_TIME.c.week >= selection.span.first,
            TASK_TIME.c.week < selection.span.end,
        )
        .group_by(TASK_TIME.c.element, TASK_TIME.c.bucket)
    ).all()
    return {
        element: (
            sum(row.waiting for row in own),
            of_counts({row.bucket: row.waiting for row in own if row.waiting}),
            of_counts({row.bucket: row.working for row in own if row.working}),
        )
        for element, own in _by_element(rows).items()
    }


def _by_element(rows: Sequence[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.element, []).append(row)
    return found


def measured(tx: Transaction, selection: Selection) -> Mapping[str, Times]:
    """Of some authorities, from their tasks."""
    waited = extract("epoch", _TAKEN - TASK.c.created_at)
    worked = extract("epoch", TASK.c.closed_at - _TAKEN)
    rows = tx.execute(
        select(
            TASK.c.element,
            func.count().label("done"),
            *(func.percentile_disc(_SHARES).within_group(span) for span in (waited, worked)),
        )
        .where(
            _COMPLETED,
            _at(selection),
            TASK.c.version_id == selection.version_id,
            TASK.c.closed_at >= midnight(selection.span.first),
            TASK.c.closed_at < midnight(selection.span.end),
        )
        .group_by(TASK.c.element)
    )
    return {
        element: (done, _quantiles(waited), _quantiles(worked))
        for element, done, waited, worked in map(tuple, rows)
    }


def waiting_now(tx: Transaction, selection: Selection) -> Mapping[str, Waiting]:
    """How many tasks of each step are open now and how old they are, whatever the weeks.

    The median of all authorities comes from counts by bucket, because several workers can count but not sort together.
    """
    age = extract("epoch", tx.now - TASK.c.created_at)
    here = (_OPEN, _at(selection), TASK.c.version_id == selection.version_id)
    if selection.authorities is not None:
        rows = tx.execute(
            select(TASK.c.element, func.count(), func.max(age), func.percentile_disc(0.5).within_group(age))
            .where(*here)
            .group_by(TASK.c.element)
        )
        return {
            element: (count, Ages(_seconds(oldest), _seconds(median)))
            for element, count, oldest, median in map(tuple, rows)
        }
    bucket = func.width_bucket(age, _BOUNDS).label("bucket")
    found = tx.execute(
        select(TASK.c.element, bucket, func.count().label("open"), func.max(age).label("oldest"))
        .where(*here)
        .group_by(TASK.c.element, bucket)
    ).all()
    return {element: _counted_ages(own) for element, own in _by_element(found).items()}


def _counted_ages(rows: Sequence[Any]) -> Waiting:
    near = of_counts({row.bucket: row.open for row in rows})
    assert near is not None  # noqa: S101  a step that is found has tasks
    oldest = _seconds(max(row.oldest for row in rows))
    return sum(row.open for row in rows), Ages(oldest, min(near.median, oldest))


def _seconds(value: object) -> timedelta:
    return timedelta(seconds=float(str(value)))


def _at(selection: Selection) -> ColumnElement[bool]:
    if selection.authorities is None:
        return true()
    return TASK.c.authority_id.in_(sorted(selection.authorities))


def _quantiles(seconds: Iterable[object]) -> Quantiles:
    median, p90 = (_seconds(one) for one in seconds)
    return Quantiles(median, p90)
