"""What a notice is: what happened, to which task and case, and the few words that tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class NoticeKind(StrEnum):
    """What somebody is told."""

    #: the ladder of a task, from the first reminder to the statistics of the steering group
    REMINDER = "reminder"
    DUE = "due"
    OVERDUE = "overdue"
    STRUCTURAL = "structural"
    STATISTICS = "statistics"
    UNCLAIMED = "unclaimed"
    REFERRAL_UNANSWERED = "referral_unanswered"
    #: what comes up in a case by itself
    TITLE_ENDS = "title_ends"
    AGE_LIMIT = "age_limit"
    #: what a colleague did
    ASSIGNED = "assigned"
    TAKEN_AWAY = "taken_away"
    #: the process went on without the task
    WITHDRAWN = "withdrawn"
    AGREED_TIME_CHANGED = "agreed_time_changed"
    COMMENT = "comment"
    MENTION = "mention"
    #: somebody reads a case of one's authority without right
    BREAK_GLASS = "break_glass"
    #: what stopped
    INCIDENT = "incident"
    MAIL_FAILED = "mail_failed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened.

    `detail` holds words of the model, numbers and days, never anything of a person: `task` and `process` (names),
    `case` (its number), `due` (an ISO day), `level`, `authority`, `count`. What a kind reads of it says
    `engine.notices.words`.
    """

    kind: NoticeKind
    case_id: int | None = None
    task_id: int | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
