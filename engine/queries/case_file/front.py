"""The front of a case file, above all its tabs: title, phase and milestones, who leads and takes part, consents.

Each tab reads what it shows itself (`course`, `timeline`, `work` …), so that no page reads the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from engine import feel
from engine.actor import Action
from engine.escalation import age_limits, titles
from engine.execution import involved
from engine.queries.case_file import loaded as runs
from engine.queries.case_file.lead import Lead, lead
from engine.queries.case_file.line import Line, line
from engine.queries.case_file.loaded import Loaded
from engine.queries.case_file.rows import MessageOption, TimerRow
from engine.queries.case_file.stated import StatedStatus, stated
from engine.queries.cases import CaseHead, case_head
from engine.queries.milestones import PhaseRow, phases
from engine.queries.records import IncidentRow, case_incidents
from engine.queries.sight import log, of_case
from engine.queries.tasks import TaskRow, Urgency, task_row, tasks, urgency
from engine.sight import Consent, Purpose, Sight
from engine.state import sight as consents_of
from engine.state.authority import AUTHORITY
from engine.state.case import PARTICIPANT, CaseState
from engine.state.precheck import PERSON_RECORD
from engine.state.sight import PastConsent
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: what a process calls the title a person has, and its last day
_TITLE, _TITLE_UNTIL = "titel_norm", "titel_gueltig_bis"
#: behind these names in a process that grants another one
_GRANTED = "_neu"
#: days of warning before the end of a title: what `escalation` gives the first notice for
TITLE_SOON = 90
_DEADLINES = 5
#: days ahead beyond which a timer or a limit of age is not among the next days
_FAR = 366


class Source(StrEnum):
    """Where it is said when a title ends."""

    RECORD = "record"
    PROCESS = "process"


@dataclass(frozen=True, slots=True)
class TitleRow:
    """The end of a residence title, by one source; `name` is its section, or the kind of title where none is named."""

    name: str
    until: date
    days: int
    source: Source

    @property
    def is_over(self) -> bool:
        """Whether the last day has passed."""
        return self.days < 0

    @property
    def is_near(self) -> bool:
        """Whether it is time to act."""
        return self.days <= TITLE_SOON


@dataclass(frozen=True, slots=True)
class ParticipantRow:
    """An authority that takes part and of which one is told, since when, and whether it leads."""

    id: int
    name: str
    leads: bool
    since: datetime


class DeadlineKind(StrEnum):
    """What ends on the day."""

    TASK = "task"
    TIMER = "timer"
    TITLE = "title"
    AGE = "age"


class Clock(StrEnum):
    """Which of its two clocks says a day."""

    LEGAL = "legal"
    AGREED = "agreed"


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One day that is coming, or has passed: a task by its clocks, a timer of a process, a title, a limit of age."""

    kind: DeadlineKind
    name: str
    at: datetime | date
    urgency: Urgency
    days: int
    task: TaskRow | None = None
    #: of a timer: the process it belongs to
    process: str = ""
    #: of a task in the head: by which clock
    clock: Clock | None = None


@dataclass(frozen=True, slots=True)
class CaseFront:
    """Everything above the tabs, and what the tabs are read with."""

    head: CaseHead
    sight: Sight
    lead: Lead
    participants: tuple[ParticipantRow, ...]
    #: earliest first; several when the sources do not agree
    titles: tuple[TitleRow, ...]
    #: the residence status as it was said, where no title is known
    stated: StatedStatus | None
    phases: tuple[PhaseRow, ...]
    line: Line
    #: None for whoever is not told of them
    consents: tuple[Consent, ...] | None
    incidents: tuple[IncidentRow, ...]
    messages: tuple[MessageOption, ...]
    #: the open tasks that are readable, the most urgent first
    tasks: tuple[TaskRow, ...]
    timers: tuple[TimerRow, ...]
    #: where each run of a referral goes, by instance, to whoever reads that
    topics: Mapping[int, str]
    loaded: tuple[Loaded, ...]

    @property
    def is_open(self) -> bool:
        """Whether the case is not closed."""
        return self.head.state is CaseState.OPEN

    @property
    def titles_differ(self) -> bool:
        """Whether the sources name different days: somebody must look."""
        return len({one.until for one in self.titles}) > 1


def front(tx: Transaction, reference: str) -> CaseFront:
    """The front of the file as far as the actor reads it. Forbidden when none of their authorities takes part in it."""
    head = case_head(tx, reference)
    sight = of_case(tx, head.id)
    log(tx, sight)
    loaded = runs.load(tx, sight)
    drawn = runs.graphs(loaded, sight)
    active = [one for one in loaded if one.row.ended_at is None]
    titles_known = _titles(tx, loaded, sight)
    return CaseFront(
        head=head,
        sight=sight,
        lead=lead(tx, head),
        participants=_participants(tx, head, sight),
        titles=titles_known,
        stated=None if titles_known else stated(loaded, sight),
        phases=phases(drawn, {one.id: one.live for one in active}, _callers(active)),
        line=line(tx, head, loaded, sight),
        consents=_consents(tx, sight),
        incidents=case_incidents(tx, sight),
        messages=runs.messages(active, sight) if head.state is CaseState.OPEN else (),
        tasks=_open_tasks(tx, sight),
        timers=runs.timers(tx, loaded, sight),
        topics={one.id: name for one in loaded if (name := runs.topic_name(one, sight))},
        loaded=loaded,
    )


@dataclass(frozen=True, slots=True)
class CaseGlance:
    """What somebody must know of a case who works on one of its tasks: when the title ends, and the phase it is in."""

    titles: tuple[TitleRow, ...]
    phase: str


def glance(tx: Transaction, sight: Sight) -> CaseGlance:
    """The case at a glance, as far as the actor reads it, in two statements; the caller has asked whether it opens."""
    loaded = runs.load(tx, sight)
    active = [one for one in loaded if one.row.ended_at is None]
    now = phases(runs.graphs(loaded, sight), {one.id: one.live for one in active}, _callers(active))
    return CaseGlance(_titles(tx, loaded, sight), next((one.name for one in now if one.is_now), ""))


def deadlines(tx: Transaction, front: CaseFront) -> tuple[DeadlineRow, ...]:
    """The next days of the case, what is late first: open tasks, timers, the end of the title, limits of age."""
    found = [*_of_tasks(front.tasks), *_of_timers(tx, front), *_of_person(tx, front)]
    near = [one for one in found if one.days <= _FAR or one.kind in (DeadlineKind.TASK, DeadlineKind.TITLE)]
    near.sort(key=lambda one: (one.days, one.kind, one.name))
    return tuple(near[:_DEADLINES])


def pressing(tx: Transaction, front: CaseFront, near: Sequence[DeadlineRow]) -> tuple[DeadlineRow, ...]:
    """What the head shows: of the open tasks the next day by law and the next agreed one, and what else of `near`, the
    first of `deadlines`, is no task and comes before both; the earliest first. Nothing is asked for it.
    """
    found = [one for clock in Clock if (one := _next(tx, front.tasks, clock)) is not None]
    found += [one for one in near[:1] if one.task is None]
    return tuple(sorted(found, key=lambda one: (one.days, one.kind, one.clock or "")))


def _next(tx: Transaction, rows: Iterable[TaskRow], clock: Clock) -> DeadlineRow | None:
    days = ((one.legal_due if clock is Clock.LEGAL else one.agreed_due, one) for one in rows)
    found = min(((day, one) for day, one in days if day is not None), key=lambda it: it[0], default=None)
    if found is None:
        return None
    near, left = urgency(found[0], tx.now)
    return DeadlineRow(DeadlineKind.TASK, found[1].name, found[0], near, left or 0, found[1], clock=clock)


def _open_tasks(tx: Transaction, sight: Sight) -> tuple[TaskRow, ...]:
    rows = tx.execute(
        tasks()
        .where(TASK.c.case_id == sight.case_id, TASK.c.state == TaskState.ACTIVE)
        .order_by(TASK.c.due_at, TASK.c.id)
    ).all()
    return tuple(task_row(tx, row) for row in rows if sight.reads_element(row.instance_id, row.element))


def _of_tasks(rows: Iterable[TaskRow]) -> list[DeadlineRow]:
    return [
        DeadlineRow(DeadlineKind.TASK, one.name, one.due, one.urgency, one.days or 0, one)
        for one in rows
        if one.due is not None
    ]


def _of_timers(tx: Transaction, front: CaseFront) -> list[DeadlineRow]:
    found = []
    for one in front.timers:
        near, days = urgency(one.due, tx.now)
        found.append(
            DeadlineRow(DeadlineKind.TIMER, one.element_name, one.due, near, days or 0, process=one.process)
        )
    return found


def _of_person(tx: Transaction, front: CaseFront) -> list[DeadlineRow]:
    found = [
        DeadlineRow(DeadlineKind.TITLE, one.name, one.until, _near(one.days), one.days)
        for one in front.titles
    ]
    # age is of the head, which whoever takes part reads
    for watched in age_limits(front.head.birth_date, tx.today) if front.head.state is CaseState.OPEN else ():
        days = (watched.day - tx.today).days
        found.append(DeadlineRow(DeadlineKind.AGE, watched.subject, watched.day, _near(days), days))
    return found


def _near(days: int) -> Urgency:
    if days < 0:
        return Urgency.OVERDUE
    if days == 0:
        return Urgency.TODAY
    return Urgency.SOON if days <= TITLE_SOON else Urgency.LATER


def _participants(tx: Transaction, head: CaseHead, sight: Sight) -> tuple[ParticipantRow, ...]:
    rows = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name, PARTICIPANT.c.since)
        .join(PARTICIPANT, PARTICIPANT.c.authority_id == AUTHORITY.c.id)
        .where(PARTICIPANT.c.case_id == head.id, PARTICIPANT.c.until.is_(None))
        .order_by(AUTHORITY.c.id != head.authority_id, AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple(
        ParticipantRow(row.id, row.name, row.id == head.authority_id, row.since)
        for row in rows
        if sight.knows(row.id)
    )


def _titles(tx: Transaction, loaded: Sequence[Loaded], sight: Sight) -> tuple[TitleRow, ...]:
    """The end of the title as the person record says it and as a running process holds it; the same day is told once.
    Where none does, as the process held it that ended last.
    """
    found: dict[date, TitleRow] = {}
    if sight.reads_record:
        document: Mapping[str, Any] | None = tx.execute(
            select(PERSON_RECORD.c.document)
            .where(PERSON_RECORD.c.case_id == sight.case_id)
            .order_by(PERSON_RECORD.c.revision.desc())
            .limit(1)
        ).scalar()
        # since the first day there is: one that has passed is what somebody must see most
        for one in titles((document or {}).get("residence") or (), date.min):
            found[one.day] = TitleRow(one.subject, one.day, (one.day - tx.today).days, Source.RECORD)
    for run in loaded:
        title = _held(tx, run, sight, "") if run.row.ended_at is None else None
        if title is not None:
            found.setdefault(title.until, title)
    ended = [run for run in loaded if run.row.ended_at is not None]
    for run in sorted(ended, key=lambda run: run.row.ended_at, reverse=True) if not found else ():
        title = _held(tx, run, sight, _GRANTED) or _held(tx, run, sight, "")
        if title is not None:
            return (title,)
    return tuple(found[day] for day in sorted(found))


def _held(tx: Transaction, run: Loaded, sight: Sight, behind: str) -> TitleRow | None:
    """The title a process holds, by the names that end so."""
    held = runs.variables(run)
    until = feel.to_python(held.get(_TITLE_UNTIL + behind))
    if not isinstance(until, date) or isinstance(until, datetime):
        return None
    if not sight.reads_variable(run.id, _TITLE_UNTIL + behind):
        return None
    norm = held.get(_TITLE + behind) if sight.reads_variable(run.id, _TITLE + behind) else None
    name = norm if isinstance(norm, str) else ""
    return TitleRow(name, until, (until - tx.today).days, Source.PROCESS)


def _callers(active: Sequence[Loaded]) -> dict[int, tuple[int, int]]:
    """By instance, the instance and element instance that wait for it."""
    return {
        one.id: (one.row.parent_id, one.row.parent_element)
        for one in active
        if one.row.parent_id is not None and one.row.parent_element is not None
    }


def _consents(tx: Transaction, sight: Sight) -> tuple[Consent, ...] | None:
    """Those that hold today: all of them to whoever leads, to others the ones they read by; None when neither."""
    if sight.leads or sight.whole is not None:
        return tuple(one for one in involved.consents(tx, sight.case_id) if one.holds(tx.today))
    own = {(one.recipient, one.basis) for one in sight.grounds if one.purpose is Purpose.CONSENT}
    if not own:
        return None
    kept = involved.consents(tx, sight.case_id)
    return tuple(one for one in kept if (one.recipient, one.purpose) in own and one.holds(tx.today))


def past_consents(tx: Transaction, sight: Sight) -> tuple[PastConsent, ...]:
    """Those that no longer count, to whoever is told of the ones that hold: all of them to whoever leads, to others
    earlier ones of what they read by.
    """
    if sight.leads or sight.whole is not None:
        return consents_of.past_consents(tx, sight.case_id)
    own = {(one.recipient, one.basis) for one in sight.grounds if one.purpose is Purpose.CONSENT}
    if not own:
        return ()
    return tuple(
        one for one in consents_of.past_consents(tx, sight.case_id) if (one.recipient, one.purpose) in own
    )


def may(tx: Transaction, front: CaseFront, action: Action) -> bool:
    """Whether the actor's role at an authority that takes part permits the action."""
    return any(tx.actor.may(action, one.id) for one in front.participants)
