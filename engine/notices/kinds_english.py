"""The sentences of each kind of notice in English, as `kinds` has them in German."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from engine.notices.kinds import Words
from engine.notices.notice import NoticeKind

_K = NoticeKind

ENGLISH: Final[Mapping[NoticeKind, Words]] = {
    _K.REMINDER: Words(
        "Reminder before a due date",
        "{task} is due on {due}.",
        "{task} will be due soon.",
        "{count} tasks will be due soon.",
    ),
    _K.DUE: Words("Task due", "{task} has been due since {due}.", "{task} is due.", "{count} tasks are due."),
    _K.OVERDUE: Words(
        "Task overdue",
        "{task} has been overdue since {due}.",
        "{task} is overdue.",
        "{count} tasks are overdue.",
    ),
    _K.STRUCTURAL: Words(
        "Process that stalls",
        "{task} at {authority} stalls, it was due on {due}.",
        "{task} at {authority} stalls.",
        "{count} tasks stall.",
    ),
    _K.STATISTICS: Words(
        "Overdue, for the steering group",
        "For your information: {task} has been overdue since {due}.",
        "For your information: {task} is overdue.",
        "For your information: {count} tasks are overdue.",
    ),
    _K.UNCLAIMED: Words(
        "Unclaimed task",
        "Nobody has claimed {task}, due on {due}.",
        "Nobody has claimed {task}.",
        "Nobody has claimed {count} tasks.",
    ),
    _K.HOLDER_AWAY: Words(
        "Task of somebody away",
        "{task} is with somebody who is away, due on {due}.",
        "{task} is with somebody who is away.",
        "{count} tasks are with somebody who is away.",
    ),
    _K.REFERRAL_UNANSWERED: Words(
        "Referral without an answer",
        "{task} at {authority} has no answer, it was due on {due}.",
        "{task} at {authority} has no answer.",
        "{count} referrals have no answer.",
    ),
    _K.TITLE_ENDS: Words(
        "Title expires",
        "A title of residence is valid until {due}.",
        "A title of residence expires soon.",
        "{count} titles of residence expire soon.",
    ),
    _K.AGE_LIMIT: Words(
        "Age limit",
        "The age limit{age} falls on {due}.",
        "An age limit is reached soon.",
        "{count} age limits are reached soon.",
    ),
    _K.ASSIGNED: Words(
        "Assigned task",
        "{task} has been assigned to you, due on {due}.",
        "{task} has been assigned to you.",
        "{count} tasks have been assigned to you.",
    ),
    _K.TAKEN_AWAY: Words(
        "Task taken away",
        "{task} is no longer assigned to you.",
        "{task} is no longer assigned to you.",
        "{count} tasks are no longer assigned to you.",
    ),
    _K.WITHDRAWN: Words(
        "Withdrawn task",
        "{task} has been withdrawn because the process has moved on.",
        "{task} has been withdrawn because the process has moved on.",
        "{count} of your tasks have been withdrawn.",
    ),
    _K.AGREED_TIME_CHANGED: Words(
        "Agreed time changed",
        "{task} is now agreed on for {due}.",
        "The agreed time of {task} has changed.",
        "The agreed time of {count} tasks has changed.",
    ),
    _K.CASE_GIVEN: Words(
        "Case given to you",
        "You now lead case {case}.",
        "You now lead case {case}.",
        "You now lead {count} more cases.",
    ),
    _K.CASE_TAKEN: Words(
        "Case taken over",
        "Somebody else now leads case {case}.",
        "Somebody else now leads case {case}.",
        "Somebody else now leads {count} of your cases.",
    ),
    _K.CASE_ARRIVED: Words(
        "Case by a move",
        "A move brings case {case} to {authority}.",
        "A move brings case {case} to {authority}.",
        "Moves bring {count} more cases to your authority.",
    ),
    _K.COMMENT: Words("Comment", "New comment on {task}.", "New comment on {task}.", "{count} new comments."),
    _K.MENTION: Words(
        "Mention",
        "You are mentioned in a comment on {task}.",
        "You are mentioned in a comment on {task}.",
        "You are mentioned in {count} comments.",
    ),
    _K.BREAK_GLASS: Words(
        "Break-glass",
        "Break-glass on the file {case}: {who} reads it without a right of their own. The reason is in the file.",
        "Break-glass on the file {case}: {who} reads it without a right of their own. The reason is in the file.",
        "{count} files of your authority read by break-glass.",
    ),
    _K.INCIDENT: Words(
        "Incident", "{task} has stopped.", "{task} has stopped.", "{count} steps have stopped."
    ),
    _K.MAIL_FAILED: Words(
        "Undeliverable mail",
        "A mail could not be delivered.",
        "A mail could not be delivered.",
        "{count} mails could not be delivered.",
    ),
    _K.OWN_ABSENCE: Words(
        "Own absence",
        "An absence of yours from {due} has been entered or changed.",
        "Your absence or who stands in for you has changed.",
        "{count} changes of your absence or who stands in for you.",
    ),
    _K.STAND_IN: Words(
        "Substitution",
        "You stand in for somebody from {due}.",
        "A substitution of yours has ended or changed.",
        "{count} changes of your substitutions.",
    ),
    _K.STAND_IN_TASK: Words(
        "Task in substitution",
        "{task} went to somebody you stand in for, due {due}.",
        "{task} went to somebody you stand in for.",
        "{count} tasks went to people you stand in for.",
    ),
    _K.TEAM_ABSENCE: Words(
        "Absence in the team",
        "Somebody in your team is away from {due}.",
        "An absence in your team has ended or changed.",
        "{count} changes of absences in your team.",
    ),
    _K.UNCOVERED: Words(
        "Without a substitute",
        "Somebody in your team is away from {due}, and nobody stands in for all tasks.",
        "Somebody in your team is away, and nobody stands in for all tasks.",
        "{count} people in your team are away without full substitution.",
    ),
    _K.NOBODY_THERE: Words(
        "Nobody reached",
        "{task} at {authority} is left lying, and nobody is there to be told.",
        "{task} at {authority} is left lying, and nobody is there to be told.",
        "{count} tasks are left lying, and nobody is there to be told.",
    ),
    _K.NOBODY_REMINDED: Words(
        "Nobody reminded",
        "At {authority} somebody is to be reminded of a day in a person’s life, and nobody is there to be told.",
        "At {authority} somebody is to be reminded of a day in a person’s life, and nobody is there to be told.",
        "Of {count} days in persons’ lives somebody is to be reminded, and nobody is there to be told.",
    ),
    _K.FOUR_EYES: Words(
        "Four eyes",
        "{task} asks for another person, and nobody else is here. Please assign the task.",
        "{task} asks for another person, and nobody else is here.",
        "{count} tasks ask for another person, and nobody else is here.",
    ),
    _K.CONSULTATION: Words(
        "Consultation on a proposal",
        "Your authority is asked about {task} until {due}.",
        "Your authority is asked about {task}.",
        "Your authority is asked about {count} proposals.",
    ),
    _K.CONSULTATION_REMINDER: Words(
        "Reminder of a consultation",
        "Your authority has not answered about {task}, until {due}.",
        "Your authority has not answered about {task}.",
        "Your authority has not answered about {count} proposals.",
    ),
    _K.CONSULTATION_ENDED: Words(
        "No answer needed any more",
        "Your authority is asked about {task} no more. Its history says why.",
        "Your authority is asked about {task} no more. Its history says why.",
        "Your authority is asked about {count} proposals no more.",
    ),
    _K.SIGNATURE_WANTED: Words(
        "Second signature",
        "{task} needs its second signature, until {due}.",
        "{task} needs its second signature.",
        "{count} proposals need their second signature.",
    ),
    _K.PROPOSAL_REVIEW: Words(
        "Review of a resolution",
        "{task} is to be reviewed.",
        "{task} is to be reviewed.",
        "{count} resolutions are to be reviewed.",
    ),
    _K.PROBLEM_CLOSED: Words(
        "Structural problem closed",
        "The structural problem {task} you have reported is closed. The result stands there.",
        "The structural problem {task} you have reported is closed. The result stands there.",
        "{count} structural problems you have reported are closed.",
    ),
    _K.PROBLEM_GOES_ON: Words(
        "Structural problem still open",
        "The proposal about the structural problem {task} is not adopted. It is discussed again.",
        "The proposal about the structural problem {task} is not adopted. It is discussed again.",
        "{count} structural problems you have reported are discussed again.",
    ),
    _K.ROLLOUT_STOPPED: Words(
        "Rollout stopped",
        "The rollout of {task} has stopped: too many cases stay in their version.",
        "The rollout of {task} has stopped: too many cases stay in their version.",
        "{count} rollouts have stopped: too many cases stay in their version.",
    ),
    _K.ROLLOUT_WAITS: Words(
        "Rollout waits",
        "The rollout of {task} waits for you before its next stage.",
        "The rollout of {task} waits for you before its next stage.",
        "{count} rollouts wait for you before their next stage.",
    ),
    _K.ROLLOUT_DONE: Words(
        "Rollout done",
        "The rollout of {task} is done.",
        "The rollout of {task} is done.",
        "{count} rollouts are done.",
    ),
    _K.ROLLOUT_TO_SETTLE: Words(
        "Cases to settle",
        "In the rollout of {task} cases stay in their version and are to be settled.",
        "In the rollout of {task} cases stay in their version and are to be settled.",
        "In {count} rollouts cases are to be settled.",
    ),
    _K.SCENARIO_OFFERED: Words(
        "Scenario offered",
        "A scenario of a case is offered for the process {task}. It waits for your answer.",
        "A scenario of a case is offered for the process {task}. It waits for your answer.",
        "{count} scenarios of cases wait for your answer.",
    ),
    _K.SCENARIO_TAKEN: Words(
        "Scenario taken over",
        "Your scenario for the process {task} has been taken over.",
        "Your scenario for the process {task} has been taken over.",
        "{count} of your scenarios have been taken over.",
    ),
    _K.SCENARIO_DECLINED: Words(
        "Scenario declined",
        "Your scenario for the process {task} has been declined. The reason stands there.",
        "Your scenario for the process {task} has been declined. The reason stands there.",
        "{count} of your scenarios have been declined.",
    ),
    _K.CASE_STAYS: Words(
        "Case stays in its version",
        "Case {case} does not follow into {task}; it goes on in the version it has.",
        "Case {case} does not follow into {task}; it goes on in the version it has.",
        "{count} of your cases go on in the version they have.",
    ),
    _K.SUMMARY: Words(
        "Summary", "A notice of a deadline.", "A notice of a deadline.", "{count} notices of deadlines."
    ),
}
