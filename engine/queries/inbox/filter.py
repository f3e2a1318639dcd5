"""What of the inbox is shown, and in which order: views, filters, columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from engine.queries.referrals import ReferralState
from engine.queries.supervision.due import DueClass


class InboxView(StrEnum):
    """Which of the tasks within reach are shown."""

    MINE = "mine"
    GROUP = "group"
    UNASSIGNED = "unassigned"
    #: what somebody has who is away, and for whom one stands in
    STAND_IN = "stand_in"
    #: what one has let a colleague do
    DELEGATED = "delegated"
    #: laid aside until today or a day before, and one's own or nobody's
    FOLLOW_UP = "follow_up"
    OVERDUE = "overdue"
    #: with which the referral of another authority waits for an answer
    REFERRALS_IN = "referrals_in"
    #: what one has completed in the last days
    DONE = "done"


class InboxOrder(StrEnum):
    """How the list is sorted; the number of the task decides between equals, none comes last."""

    DUE = "due"
    DUE_LATEST = "due_latest"
    LEGAL = "legal"
    LEGAL_LATEST = "legal_latest"
    AGREED = "agreed"
    AGREED_LATEST = "agreed_latest"
    FOLLOW_UP = "follow_up"
    FOLLOW_UP_LATEST = "follow_up_latest"
    NEWEST = "newest"
    OLDEST = "oldest"
    PRIORITY = "priority"
    PRIORITY_LOWEST = "priority_lowest"
    CASE = "case"
    CASE_NEWEST = "case_newest"


class InboxGroup(StrEnum):
    """What stands together under one heading."""

    NONE = "none"
    PROCESS = "process"
    #: how near the due date is
    DUE = "due"
    #: the tasks of a person's case; the oldest case first
    PERSON = "person"


class PriorityClass(StrEnum):
    """How urgent, beside the time; 50 is what a process says when it says nothing."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


NORMAL_PRIORITY = 50


def priority_class(priority: int) -> PriorityClass:
    """The class of a priority of 0 to 100."""
    if priority == NORMAL_PRIORITY:
        return PriorityClass.NORMAL
    return PriorityClass.HIGH if priority > NORMAL_PRIORITY else PriorityClass.LOW


class InboxColumn(StrEnum):
    """What a list can show of a task beside its name."""

    CASE = "case"
    PERSON = "person"
    DUE = "due"
    ASSIGNEE = "assignee"
    PROCESS = "process"
    AUTHORITY = "authority"
    PRIORITY = "priority"
    FOLLOW_UP = "follow_up"
    CREATED = "created"
    LEGAL_DUE = "legal_due"
    AGREED_DUE = "agreed_due"
    #: what the process rests on
    LEGAL_BASIS = "legal_basis"
    #: by which the authority is competent
    NORM = "norm"


#: what is shown to whoever has chosen nothing
DEFAULT_COLUMNS = (InboxColumn.CASE, InboxColumn.PERSON, InboxColumn.DUE, InboxColumn.ASSIGNEE)


@dataclass(frozen=True, slots=True)
class InboxFilter:
    """What to show; `after` is the cursor that the page before gave as `next`.

    `process` and `element` are keys, `authority` an id, `legal_basis` a norm on which process or step rests, `norm`
    that by which the authority is competent, as the register says it, `text` words in name, case number and person.
    `known` is without what says nothing of what is done.
    """

    view: InboxView = InboxView.GROUP
    text: str = ""
    process: str = ""
    element: str = ""
    authority: int | None = None
    due: DueClass | None = None
    legal_basis: str = ""
    norm: str = ""
    priority: PriorityClass | None = None
    referral: ReferralState | None = None
    order: InboxOrder = InboxOrder.DUE
    group: InboxGroup = InboxGroup.NONE
    after: str | None = None
    size: int = 50

    @property
    def is_narrowed(self) -> bool:
        """Whether anything beside the view is left out."""
        narrow = (self.text.strip(), self.process, self.element, self.legal_basis, self.norm)
        chosen = (self.authority, self.due, self.priority, self.referral)
        return any(narrow) or any(one is not None for one in chosen)

    @property
    def known(self) -> InboxFilter:
        """Without what its view does not know: what is done is due no more, waits for no answer, and the newest is
        first.
        """
        if self.view is not InboxView.DONE:
            return self
        group = InboxGroup.NONE if self.group is InboxGroup.DUE else self.group
        return replace(self, due=None, referral=None, order=InboxOrder.DUE, group=group)
