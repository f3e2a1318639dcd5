"""What a notice is: what happened, to which task and case, and the few words that tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


class NoticeKind(StrEnum):
    """What somebody is told."""

    #: the ladder of a task, from the first reminder to the statistics of the steering group
    REMINDER = "reminder"
    DUE = "due"
    OVERDUE = "overdue"
    STRUCTURAL = "structural"
    STATISTICS = "statistics"
    UNCLAIMED = "unclaimed"
    HOLDER_AWAY = "holder_away"
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
    CASE_GIVEN = "case_given"
    CASE_TAKEN = "case_taken"
    #: a move brought a case, or tasks of it, to one's authority
    CASE_ARRIVED = "case_arrived"
    COMMENT = "comment"
    MENTION = "mention"
    #: somebody reads a case of one's authority without right
    BREAK_GLASS = "break_glass"
    #: what stopped
    INCIDENT = "incident"
    MAIL_FAILED = "mail_failed"
    #: a rung that has reached nobody: of a task, of a watched day
    NOBODY_THERE = "nobody_there"
    NOBODY_REMINDED = "nobody_reminded"
    #: a task asks for another person, and nobody else is there
    FOUR_EYES = "four_eyes"
    #: who is away, and who stands in
    OWN_ABSENCE = "own_absence"
    STAND_IN = "stand_in"
    STAND_IN_TASK = "stand_in_task"
    TEAM_ABSENCE = "team_absence"
    UNCOVERED = "uncovered"
    #: proposals to the steering group
    CONSULTATION = "consultation"
    CONSULTATION_REMINDER = "consultation_reminder"
    CONSULTATION_ENDED = "consultation_ended"
    SIGNATURE_WANTED = "signature_wanted"
    PROPOSAL_REVIEW = "proposal_review"
    #: a structural problem one has reported: solved or closed; discussed again
    PROBLEM_CLOSED = "problem_closed"
    PROBLEM_GOES_ON = "problem_goes_on"
    #: running cases that follow into what came into force
    ROLLOUT_STOPPED = "rollout_stopped"
    ROLLOUT_WAITS = "rollout_waits"
    ROLLOUT_DONE = "rollout_done"
    ROLLOUT_TO_SETTLE = "rollout_to_settle"
    #: a case one leads does not
    CASE_STAYS = "case_stays"
    #: a scenario made of a case: one is offered; one's own is taken, or declined
    SCENARIO_OFFERED = "scenario_offered"
    SCENARIO_TAKEN = "scenario_taken"
    SCENARIO_DECLINED = "scenario_declined"
    #: several kinds of a ladder at once, counted by kind
    SUMMARY = "summary"


#: what ladders and watched days tell: after an outage one summary for each person, whatever kinds it is of
OF_LADDERS: Final = frozenset(
    {
        NoticeKind.REMINDER,
        NoticeKind.DUE,
        NoticeKind.OVERDUE,
        NoticeKind.STRUCTURAL,
        NoticeKind.UNCLAIMED,
        NoticeKind.HOLDER_AWAY,
        NoticeKind.REFERRAL_UNANSWERED,
        NoticeKind.TITLE_ENDS,
        NoticeKind.AGE_LIMIT,
    }
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that happened.

    `detail` holds words of the model, numbers and days, never anything of a person: `task` and `process` (names),
    `case` (its number), `due` (an ISO day), `level`, `authority`, `count`, `proposal`, `problem` and `offer` (their
    ids), `who` (an official and where they work), `glass` (the number of
    a break-glass), `passed` (how often each level was passed by that is told with it). What a kind reads of it says
    `engine.notices.words`.
    """

    kind: NoticeKind
    case_id: int | None = None
    task_id: int | None = None
    detail: Mapping[str, object] = field(default_factory=dict)
