"""What a run of a process is called where a case has several of the same: where a referral goes, and since when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from engine.execution import involved
from engine.queries.case_file.loaded import Loaded, topic_name
from engine.sight import Sight
from engine.state import authority
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class RunName:
    """One run in words; of a referral the topic and the authority that was asked last, as far as one is told."""

    instance_id: int
    process: str
    topic_name: str
    receiver: str
    since: datetime
    until: datetime | None


def run_names(tx: Transaction, loaded: Iterable[Loaded], sight: Sight) -> dict[int, RunName]:
    """The names of the runs, by instance."""
    asked = {
        row.id: row.receiver_id
        for row in involved.instances(tx, sight.case_id)
        if row.receiver_id is not None and sight.knows(row.receiver_id)
    }
    named = authority.names(tx, asked.values())
    return {
        one.id: RunName(
            one.id,
            one.graph.name or one.graph.key,
            topic := topic_name(one, sight),
            named.get(asked.get(one.id, 0), "") if topic else "",
            one.row.started_at,
            one.row.ended_at,
        )
        for one in loaded
    }
