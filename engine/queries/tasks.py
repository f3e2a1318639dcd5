"""User tasks as lists show them: one select, one row type, the urgency of a due date."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    Select,
    and_,
    case,
    exists,
    false,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.actor import LED, Action, Actor, Role
from engine.clock import ZONE
from engine.execution.clocks import AgreedChange, Clocks
from engine.queries.cases import HIDDEN, person_name
from engine.state.account import ACCOUNT
from engine.state.authority import AUTHORITY
from engine.state.case import CASE, PARTICIPANT, PERSON
from engine.state.definition import DEFINITION, VERSION
from engine.state.instance import INSTANCE, IS_ROOT, ROOT
from engine.state.record import HISTORY, SUSPENDED_WHY
from engine.state.task import TASK, TaskState
from engine.state.task_text import TASK_TEXT
from engine.state.typed import TYPED
from engine.transaction import Transaction

#: days ahead in which a due date counts as soon
SOON_DAYS = 7

_CLOSER = ACCOUNT.alias("closer")
_OWNER = ACCOUNT.alias("owner")
_STAND_IN = ACCOUNT.alias("stand_in")
#: the authorities that take part in the case of the task
_PRESENT = func.array(
    select(PARTICIPANT.c.authority_id)
    .where(PARTICIPANT.c.case_id == CASE.c.id, PARTICIPANT.c.until.is_(None))
    .correlate(CASE)
    .scalar_subquery(),
    type_=ARRAY(BigInteger),
)
#: of the tree the task runs in; asked row by row, so that a page asks for its own rows and no plan joins one more table
_SUSPENDED = select(ROOT.c.suspended_at).where(IS_ROOT).correlate(INSTANCE).scalar_subquery()
#: what was said when it was suspended, which the wall keeps from whoever does not read the case
_SUSPENDED_WHY = case(
    (
        _SUSPENDED.is_not(None),
        select(HISTORY.c.detail["reason"].astext)
        .where(
            HISTORY.c.case_id == TASK.c.case_id,
            HISTORY.c.kind.in_(SUSPENDED_WHY),
            HISTORY.c.at == _SUSPENDED,
        )
        .order_by(HISTORY.c.id)
        .limit(1)
        .correlate(TASK, INSTANCE)
        .scalar_subquery(),
    )
)
_HAS_DRAFT = exists(select(TYPED.c.task_id).where(TYPED.c.task_id == TASK.c.id, ~TYPED.c.in_place))


class Urgency(StrEnum):
    """How near the due date is."""

    OVERDUE = "overdue"
    TODAY = "today"
    SOON = "soon"
    LATER = "later"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One user task in a list. `days` counts calendar days to the due date, negative when it is past.

    Without `may_read` the actor reads the task and not the file, since their role there or their authority has no part
    in it: `person` is hidden.
    """

    id: int
    revision: int
    instance_id: int
    name: str
    element: str
    case_reference: str
    person: str
    process: str
    #: what the process rests on, and what the step does beside that
    legal_bases: tuple[str, ...]
    step_bases: tuple[str, ...]
    authority_id: int
    authority: str
    topic: str
    role: Role
    #: why it is here: norm and rule of the register, and a sentence; empty for one from before that was kept
    norm: str
    rule: str
    reason: str
    #: nobody is there to take it
    unstaffed: bool
    assignee_id: int | None
    assignee: str | None
    #: who delegated it to the assignee and gets it back
    owner_id: int | None
    owner: str | None
    #: who does it, or has done it, for the assignee, who is away
    stand_in_id: int | None
    stand_in: str | None
    #: laid aside until then, and why
    follow_up: datetime | None
    follow_up_reason: str
    #: the earlier of the two clocks
    due: datetime | None
    #: what the law says, which nobody alters, and what was agreed, each with how it was found, step by step
    legal_due: datetime | None
    agreed_due: datetime | None
    legal_steps: tuple[str, ...]
    agreed_steps: tuple[str, ...]
    #: nobody agreed on `agreed_due`: the case has it, as an appointment or a deadline that an authority set
    agreed_is_set: bool
    #: how the agreed time was moved, the first change first
    agreed_changes: tuple[AgreedChange, ...]
    #: the rung of the ladder it has reached, 0 for none
    escalation_level: int
    urgency: Urgency
    days: int | None
    priority: int
    created: datetime
    #: when somebody took it first
    claimed: datetime | None
    has_draft: bool
    state: TaskState
    closed_at: datetime | None
    closed_by_id: int | None
    closed_by: str | None
    may_read: bool
    #: whether its page opens to the actor: who works on it, or leads those who do
    may_open: bool
    #: since when its process stands still, where it does: nobody completes it; and why
    suspended: datetime | None
    suspended_reason: str


def urgency(due: datetime | None, now: datetime) -> tuple[Urgency, int | None]:
    """The urgency of a due date and the calendar days until it, by the wall clock in Germany."""
    if due is None:
        return Urgency.NONE, None
    days = (due.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days
    if due < now:
        return Urgency.OVERDUE, days
    if days == 0:
        return Urgency.TODAY, 0
    return (Urgency.SOON if days <= SOON_DAYS else Urgency.LATER), days


def tasks() -> Select[tuple[object, ...]]:
    """The select behind every TaskRow; add a WHERE and a total ORDER BY."""
    return (
        select(
            TASK,
            TASK_TEXT.c.reason,
            TASK_TEXT.c.follow_up_reason,
            TASK_TEXT.c.agreed_reasons,
            CASE.c.reference.label("case_reference"),
            CASE.c.person_id,
            PERSON.c.family_name,
            PERSON.c.given_name,
            DEFINITION.c.name.label("process"),
            DEFINITION.c.key.label("definition_key"),
            VERSION.c.legal_bases,
            VERSION.c.step_norms[TASK.c.element].label("step_bases"),
            AUTHORITY.c.name.label("authority"),
            ACCOUNT.c.name.label("assignee"),
            _CLOSER.c.name.label("closer"),
            _OWNER.c.name.label("owner"),
            _STAND_IN.c.name.label("stand_in"),
            INSTANCE.c.process_key,
            _PRESENT.label("present"),
            _HAS_DRAFT.label("has_draft"),
            _SUSPENDED.label("suspended"),
            _SUSPENDED_WHY.label("suspended_why"),
        )
        .join(CASE, CASE.c.id == TASK.c.case_id)
        .outerjoin(PERSON, PERSON.c.id == CASE.c.person_id)
        .join(INSTANCE, INSTANCE.c.id == TASK.c.instance_id)
        .join(VERSION, VERSION.c.id == INSTANCE.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .join(AUTHORITY, AUTHORITY.c.id == TASK.c.authority_id)
        .outerjoin(TASK_TEXT, TASK_TEXT.c.task_id == TASK.c.id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == TASK.c.assignee_id)
        .outerjoin(_CLOSER, _CLOSER.c.id == TASK.c.closed_by)
        .outerjoin(_OWNER, _OWNER.c.id == TASK.c.owner_id)
        .outerjoin(_STAND_IN, _STAND_IN.c.id == TASK.c.stand_in_id)
    )


def task_row(tx: Transaction, row: Row[tuple[object, ...]]) -> TaskRow:
    """One result of `tasks()` as a frozen row; the person is hidden from who has a task and not the file."""
    near, days = urgency(row.due_at, tx.now)
    clocks = Clocks.of(row.legal_due_at, row.agreed_due_at, row.clocks, row.agreed_reasons or ())
    action = Action.READ_IMPERSONAL_CASE if row.person_id is None else Action.READ_CASE
    # as the sight of the case has it: whoever takes part knows the person
    may_read = tx.actor.system or not tx.actor.authorities(action).isdisjoint(row.present)
    return TaskRow(
        id=row.id,
        revision=row.revision,
        instance_id=row.instance_id,
        name=row.name,
        element=row.element,
        case_reference=row.case_reference,
        person=person_name(row) if may_read else HIDDEN,
        process=row.process,
        legal_bases=tuple(row.legal_bases),
        step_bases=tuple(row.step_bases or ()),
        authority_id=row.authority_id,
        authority=row.authority,
        topic=row.topic,
        role=Role(row.role),
        norm=row.norm or "",
        rule=row.rule or "",
        reason=(row.reason or {}).get("substitution") or (row.reason or {}).get("sentence", ""),
        unstaffed=row.assignee_id is None and bool((row.reason or {}).get("unstaffed")),
        assignee_id=row.assignee_id,
        assignee=row.assignee,
        owner_id=row.owner_id,
        owner=row.owner,
        stand_in_id=row.stand_in_id,
        stand_in=row.stand_in,
        follow_up=row.follow_up_at,
        follow_up_reason=row.follow_up_reason or "",
        due=row.due_at,
        legal_due=clocks.legal,
        agreed_due=clocks.agreed,
        legal_steps=clocks.legal_steps,
        agreed_steps=clocks.agreed_steps,
        agreed_is_set=clocks.set_by_case,
        agreed_changes=clocks.changes,
        escalation_level=row.escalation_level,
        urgency=near,
        days=days,
        priority=row.priority,
        created=row.created_at,
        claimed=row.claimed_at,
        has_draft=row.has_draft,
        state=TaskState(row.state),
        closed_at=row.closed_at,
        closed_by_id=row.closed_by,
        closed_by=row.closer,
        may_read=may_read,
        may_open=opens(tx.actor, row.authority_id, Role(row.role)),
        suspended=row.suspended if row.state == TaskState.ACTIVE else None,
        suspended_reason=row.suspended_why or "",
    )


def opens(actor: Actor, authority_id: int, role: Role) -> bool:
    """Whether the page of a task of that role at that authority opens to the actor."""
    return actor.may_work(authority_id, role) or actor.may_supervise(authority_id, role)


def within_reach(actor: Actor) -> ColumnElement[bool]:
    """The tasks an actor may work on: their own role's at their authority, as team lead those of whom one leads."""
    if actor.system:
        return true()
    roles: defaultdict[int, set[Role]] = defaultdict(set)
    for authority, role in reached(actor):
        roles[authority].add(role)
    alike: defaultdict[tuple[Role, ...], list[int]] = defaultdict(list)
    for authority, found in sorted(roles.items()):
        alike[tuple(sorted(found))].append(authority)
    return or_(
        false(),
        *(
            and_(TASK.c.authority_id.in_(authorities), TASK.c.role.in_(found))
            for found, authorities in sorted(alike.items())
        ),
    )


def reached(actor: Actor) -> frozenset[tuple[int, Role]]:
    """Authority and role of these tasks."""
    working = actor.authorities(Action.WORK_TASK)
    own = {(m.authority, m.role) for m in actor.memberships if m.authority in working}
    led = {(m.authority, role) for m in actor.memberships if m.role is Role.TEAM_LEAD for role in LED}
    return frozenset(own | led)


def soon(tx: Transaction) -> datetime:
    """The end of the last day that counts as soon."""
    today = tx.now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return today + timedelta(days=SOON_DAYS + 1)
