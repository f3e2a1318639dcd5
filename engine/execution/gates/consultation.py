"""The parties had their time, on just these versions, and every remark has an answer."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from engine.execution import consulting
from engine.execution.gates.verdict import Cause, Reason, Subject, Verdict
from engine.state.proposal import ProposalState

NAME: Final = "consultation"


def judge(subject: Subject) -> Verdict:
    """Closed while it runs or was never opened, for open remarks, and for a version that has changed since.

    Where another one holds by now than the parties have compared with, as long as nobody has said why that is right.
    """
    row = subject.row
    reasons = []
    if row.opened_at is None or not subject.parties:
        reasons.append(Reason(Cause.NOT_CONSULTED))
    elif row.state is ProposalState.IN_CONSULTATION:
        day = "" if row.answer_by is None else row.answer_by.isoformat()
        waiting = sum(not consulting.has_answered(row, one, subject.digest) for one in subject.parties)
        reasons.append(Reason(Cause.CONSULTATION_OPEN, {"day": day, "count": waiting}))
    unanswered = sum(one.outcome is None for one in subject.comments)
    if unanswered:
        reasons.append(Reason(Cause.COMMENTS_OPEN, {"count": unanswered}))
    reasons.extend(
        Reason(Cause.VERSION_CHANGED, {"process": one.name}) for one in subject.versions if one.changed
    )
    seen = hashlib.sha256(json.dumps(subject.held, sort_keys=True).encode()).hexdigest()
    since = tuple(Reason(Cause.COMPARED_CHANGED, one) for one in subject.moved(row.asked_about))
    return subject.verdict(NAME, tuple(reasons), since, f"{NAME}:{subject.digest}:{seen}")
