"""How long tasks waited and were worked on, counted per week in the transaction that closes them.

A count stands for the tasks whose time fell into one bucket, so that medians over all authorities need no look at the
tasks themselves. They are counted last of all, so that a row is locked for the commit alone; who completes the same
step at the same moment seldom needs the same bucket.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Date,
    Integer,
    PrimaryKeyConstraint,
    SmallInteger,
    Table,
    Text,
    text,
)

from engine.state.metadata import METADATA, reference
from engine.transaction import Transaction

#: where the buckets after the first begin, in seconds: from a minute to four years, three for each doubling
BOUNDS = tuple(round(60 * 2 ** (step / 3)) for step in range(64))

TASK_TIME = Table(
    "task_time",
    METADATA,
    reference("version_id", "version"),
    #: the Monday of the week in Germany
    Column("week", Date, nullable=False),
    Column("element", Text, nullable=False),
    #: how many of `BOUNDS` the time has reached
    Column("bucket", SmallInteger, nullable=False),
    #: tasks whose time until somebody took them is in this bucket; of one nobody took, the time until it was done
    Column("waiting", Integer, nullable=False),
    #: tasks whose time from then until they were done is in this bucket; none for one nobody took
    Column("working", Integer, nullable=False),
    PrimaryKeyConstraint("version_id", "week", "element", "bucket"),
    # counters change all the time: room for the new versions of their rows on the same page
    postgresql_with={"fillfactor": 70},
)

#: adds the completed tasks that `closed` names; rows are locked in one order, so that nobody waits crosswise
_COUNT = text(
    f"""
    INSERT INTO task_time AS kept (version_id, week, element, bucket, waiting, working)
    SELECT version_id, date_trunc('week', closed_at AT TIME ZONE 'Europe/Berlin')::date, element,
           width_bucket(extract(epoch FROM span)::float8, '{{{",".join(map(str, BOUNDS))}}}'::float8[]),
           sum(waiting), sum(working)
    FROM json_to_recordset(CAST(:rows AS json)) AS closed (instance_id bigint, element_instance integer)
    JOIN user_task USING (instance_id, element_instance)
    CROSS JOIN LATERAL (VALUES (coalesce(claimed_at, closed_at) - created_at, 1, 0),
                               (closed_at - coalesce(claimed_at, closed_at), 0, 1)) AS took (span, waiting, working)
    WHERE state = 'completed'
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (version_id, week, element, bucket)
    DO UPDATE SET waiting = kept.waiting + excluded.waiting, working = kept.working + excluded.working
    """  # noqa: S608  numbers of this module
)


def count(tx: Transaction, instance_id: int, element_instances: list[int]) -> None:
    """Count the tasks of these element instances, which this transaction completes, when it commits."""
    tx.at_last(
        _COUNT,
        [{"instance_id": instance_id, "element_instance": number} for number in element_instances],
    )
