"""What a case file shows, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.state.instance import InstanceState


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """One run of a process in the case, and where its tokens are (element ids of the diagram)."""

    id: int
    version_id: int
    process_key: str
    process: str
    number: int
    main_path: str
    state: InstanceState
    started_at: datetime
    ended_at: datetime | None
    outcome: str | None
    active: tuple[str, ...]
    completed: tuple[str, ...]
    incidents: tuple[str, ...]
    overdue: tuple[str, ...]
    #: since when it stands still, with everything around it
    suspended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TimerRow:
    """A running timer of the case, and the process it belongs to."""

    element: str
    element_name: str
    due: datetime
    process: str


@dataclass(frozen=True, slots=True)
class MessageOption:
    """A message the case waits for now, and the process that waits, since when it runs; of a referral also to which
    topic: a case may have two of them.
    """

    name: str
    label: str
    process: str
    since: datetime
    topic_name: str = ""


@dataclass(frozen=True, slots=True)
class DataRow:
    """One variable of a running process, with the label of the form field it came from."""

    key: str
    label: str
    value: str
