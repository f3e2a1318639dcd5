"""One page of the inbox: the numbers of its tasks by the index first, then their rows. Any filter, any order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Row,
    ScalarSelect,
    Select,
    and_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by

from engine.actor import Action, Role
from engine.citations import cite
from engine.citations import read as read_citation
from engine.execution import four_eyes_steps
from engine.execution.four_eyes import Earlier
from engine.execution.stand_ins import Share
from engine.queries import referrals
from engine.queries.inbox.done import with_done
from engine.queries.inbox.filter import (
    NORMAL_PRIORITY,
    InboxFilter,
    InboxGroup,
    InboxView,
    PriorityClass,
)
from engine.queries.inbox.kept import Kept, kept
from engine.queries.inbox.order import keys
from engine.queries.inbox.overview import (
    OPEN,
    Overview,
    of_late,
    of_open,
    overview,
    versions,
)
from engine.queries.inbox.persons import mains
from engine.queries.keyset import Keys
from engine.queries.released import marked, released
from engine.queries.search import Word, matching, of_cases, words
from engine.queries.supervision.due import Clock, falls, horizon
from engine.queries.tasks import TaskRow, task_row, tasks, within_reach
from engine.state.inbox import TASK_SEEN
from engine.state.substitute import Matter
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: few enough that nobody asks an index by authority for them
_OWN: Final = (InboxView.MINE, InboxView.DELEGATED, InboxView.STAND_IN)


@dataclass(frozen=True, slots=True)
class InboxPage:
    """One page; the figures and choices of `overview` hold for the whole inbox, not for the filter.

    `unread` are the tasks about which there is something the actor has not looked at.
    """

    tasks: tuple[TaskRow, ...]
    next: str | None
    overview: Overview
    unread: frozenset[int]
    kept: Kept
    #: those that one does for whoever has them, who is away
    represented: frozenset[int]
    #: those that ask for four eyes and so are not the actor's, with the earlier task they did
    barred: Mapping[int, Earlier]
    #: grouped by person, the case whose number stands for the person of each task
    persons: Mapping[int, int]

    @property
    def counts(self) -> Mapping[InboxView, int]:
        """How many tasks each view holds."""
        return self.overview.counts


def page(tx: Transaction, wanted: InboxFilter) -> InboxPage:
    """The tasks within the actor's reach that the filter names, in four statements at most; one more for whoever
    stands in for somebody today, one for what is done, one where a version that may ask for four eyes is seen for the
    first time, and four for a case of which a release has ended, on which a task of the page may rest.

    Forbidden for roles that never work on tasks, Invalid for a cursor that is none.
    """
    tx.actor.must(Action.WORK_TASK)
    tx.plan_by_values()
    wanted = wanted.known
    sought = words(wanted.text)
    keeps = kept(tx)
    seen = overview(tx, sought)
    if wanted.view is InboxView.DONE:
        seen = with_done(tx, seen)
    sorting = keys(tx, wanted, seen)
    if wanted.view is InboxView.DONE:
        statement = _done(tx, wanted, sorting, seen)
    else:
        statement = open_tasks(tx, wanted, sorting, seen, sought)
    found = tx.execute(statement).all()
    more = len(found) > wanted.size
    shown = [row.id for row in found[: wanted.size]]
    rows = read(tx, shown)
    return InboxPage(
        tuple(task_row(tx, rows[number]) for number in shown if number in rows),
        sorting.cursor(found[wanted.size - 1]) if more else None,
        seen,
        frozenset(number for number, row in rows.items() if row.seen is None),
        keeps,
        _represented(seen.shares, rows.values()),
        barred(tx, rows.values()),
        {row.id: row.heading for row in found} if wanted.group is InboxGroup.PERSON else {},
    )


def _represented(shares: Sequence[Share], rows: Iterable[Row[Any]]) -> frozenset[int]:
    return frozenset(
        row.id
        for row in rows
        for share in shares
        if row.assignee_id == share.holder
        and share.holds(Matter(row.authority_id, Role(row.role), row.topic, row.definition_key, row.element))
    )


def barred(tx: Transaction, rows: Iterable[Row[Any]]) -> dict[int, Earlier]:
    """By number, the open tasks that ask for four eyes of which the actor did an earlier one, and its name.

    What was done before a migration that gave the earlier step another id is not known here, nor for whom somebody
    stands in; the task's page knows it.
    """
    near = [row for row in rows if row.done and row.state == TaskState.ACTIVE]
    if not near:
        return {}
    asking = four_eyes_steps.steps(tx, {row.version_id for row in near})
    found = {}
    for row in near:
        earlier = asking[row.version_id].get((row.process_key, row.element), frozenset())
        name = next((one["name"] for one in row.done if one["element"] in earlier), None)
        if name is not None:
            found[row.id] = Earlier(name)
    return found


def counts(tx: Transaction) -> Mapping[InboxView, int]:
    """How many tasks each view holds."""
    tx.plan_by_values()
    return overview(tx).counts


def read(tx: Transaction, numbers: Sequence[int]) -> dict[int, Row[Any]]:
    """The rows of these tasks by number, without those that rest on a release that has ended."""
    if not numbers:
        return {}
    return {row.id: row for row in released(tx, tx.execute(marked(tx, _rows(tx, numbers))))}


def _rows(tx: Transaction, numbers: Sequence[int]) -> Select[Any]:
    return (
        tasks()
        .add_columns(TASK_SEEN.c.at.label("seen"), _done_before(tx).label("done"))
        .outerjoin(
            TASK_SEEN,
            and_(TASK_SEEN.c.task_id == TASK.c.id, TASK_SEEN.c.account_id == tx.actor.account),
        )
        .where(TASK.c.id.in_(numbers))
    )


def _done_before(tx: Transaction) -> ScalarSelect[Any]:
    """The tasks of the same instance behind which the actor stands, by the index of its element instances."""
    before = TASK.alias("before")
    me = tx.actor.account
    named = func.json_build_object("element", before.c.element, "name", before.c.name)
    return (
        select(func.json_agg(aggregate_order_by(named, before.c.id)))
        .where(
            before.c.instance_id == TASK.c.instance_id,
            before.c.state == TaskState.COMPLETED,
            or_(before.c.closed_by == me, before.c.assignee_id == me, before.c.owner_id == me),
        )
        .correlate(TASK)
        .scalar_subquery()
    )


def open_tasks(
    tx: Transaction,
    wanted: InboxFilter,
    sorting: Keys,
    seen: Overview,
    sought: Sequence[Word],
    *more: ColumnElement[bool],
) -> Select[Any]:
    """The numbers of the next open tasks, with what they are sorted by.

    Each authority gives its first ones by the index, then the first of all are taken: that stays quick for many.
    """
    inner = _listed(tx, wanted, sorting).where(OPEN, within_reach(tx.actor), *more)
    inner = _narrowed(tx, inner, wanted, seen, sought).where(of_open(tx, wanted.view, seen.shares))
    if wanted.after:
        inner = inner.where(sorting.behind(wanted.after))
    if wanted.view in _OWN or tx.actor.system:
        return inner.order_by(*sorting.order(inner.selected_columns)).limit(wanted.size + 1)
    places = (
        func.unnest(cast(literal(_places(tx, wanted)), ARRAY(BigInteger)))
        .table_valued("id", name="place")
        .render_derived()
    )
    first = (
        inner.where(TASK.c.authority_id == places.c.id)
        .order_by(*sorting.order())
        .limit(wanted.size + 1)
        .lateral("first")
    )
    return (
        select(first)
        .select_from(places.join(first, true()))
        .order_by(*sorting.order(first.c))
        .limit(wanted.size + 1)
    )


def _listed(tx: Transaction, wanted: InboxFilter, sorting: Keys) -> Select[Any]:
    """The tasks with what they are sorted by; by person that is said of few cases, beside the index."""
    found = select(TASK.c.id, *sorting.columns)
    if wanted.group is not InboxGroup.PERSON:
        return found
    main = mains(tx)
    return found.select_from(TASK.outerjoin(main, main.c.case_id == TASK.c.case_id))


def _places(tx: Transaction, wanted: InboxFilter) -> list[int]:
    reach = sorted(tx.actor.authorities(Action.WORK_TASK))
    return [one for one in reach if wanted.authority in (None, one)]


def _narrowed(
    tx: Transaction, statement: Select[Any], wanted: InboxFilter, seen: Overview, sought: Sequence[Word]
) -> Select[Any]:
    statement = statement.where(*_conditions(tx, wanted, seen))
    if wanted.process:
        statement = statement.where(TASK.c.version_id.in_(versions(wanted.process)))
    if not sought:
        return statement
    return statement.where(
        *(
            or_(of_cases(tx.actor, word, TASK.c.case_id), _of_kinds(seen, number))
            for number, word in enumerate(sought)
        )
    )


def _of_kinds(seen: Overview, number: int) -> ColumnElement[bool]:
    """The tasks of the kinds in whose name the word stands."""
    return _of_steps((kind.version_id, kind.element) for kind in seen.kinds if kind.words[number])


def _resting_on(seen: Overview, legal_basis: str) -> ColumnElement[bool]:
    """The tasks whose process or step rests on it."""
    asked = read_citation(legal_basis)
    whole = {kind.version_id for kind in seen.kinds if cite(kind.legal_bases, asked)}
    steps = (
        (kind.version_id, kind.element)
        for kind in seen.kinds
        if kind.version_id not in whole and cite((*kind.legal_bases, *kind.step_bases), asked)
    )
    return or_(TASK.c.version_id.in_(sorted(whole)), _of_steps(steps))


def _of_steps(steps: Iterable[tuple[int, str]]) -> ColumnElement[bool]:
    elements: dict[int, set[str]] = {}
    for version, element in steps:
        elements.setdefault(version, set()).add(element)
    return or_(
        *(
            and_(TASK.c.version_id == version, TASK.c.element.in_(sorted(found)))
            for version, found in sorted(elements.items())
        ),
        false(),
    )


def _conditions(tx: Transaction, wanted: InboxFilter, seen: Overview) -> Iterator[ColumnElement[bool]]:
    if wanted.element:
        yield TASK.c.element == wanted.element
    if wanted.authority is not None:
        yield TASK.c.authority_id == wanted.authority
    if wanted.due is not None:
        yield falls(Clock.EARLIER, wanted.due, horizon(tx))
    if wanted.legal_basis:
        yield _resting_on(seen, wanted.legal_basis)
    if wanted.norm:
        yield TASK.c.norm == wanted.norm
    if wanted.referral is not None:
        yield referrals.in_state(wanted.referral)
    match wanted.priority:
        case PriorityClass.HIGH:
            yield TASK.c.priority > NORMAL_PRIORITY
        case PriorityClass.NORMAL:
            yield TASK.c.priority == NORMAL_PRIORITY
        case PriorityClass.LOW:
            yield TASK.c.priority < NORMAL_PRIORITY


def _done(tx: Transaction, wanted: InboxFilter, sorting: Keys, seen: Overview) -> Select[Any]:
    """What the actor has completed of late, under each heading the newest first: never many."""
    statement = _listed(tx, wanted, sorting).where(
        of_late(tx), *_conditions(tx, wanted, seen), *matching(tx, wanted.text)
    )
    if wanted.process:
        statement = statement.where(TASK.c.version_id.in_(versions(wanted.process)))
    if wanted.after:
        statement = statement.where(sorting.behind(wanted.after))
    return statement.order_by(*sorting.order()).limit(wanted.size + 1)
