"""What waits for the actor in all, in one pass over the index: the figures of the views and what filters offer."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, text, true, tuple_

from engine.clock import midnight
from engine.execution import stand_ins
from engine.execution.stand_ins import Share
from engine.queries import referrals
from engine.queries.inbox.filter import InboxView
from engine.queries.released import marked, released
from engine.queries.search import Word, in_name
from engine.queries.tasks import within_reach
from engine.state.authority import AUTHORITY
from engine.state.definition import DEFINITION, VERSION
from engine.state.sight import unfollowed
from engine.state.substitute import Scope
from engine.state.task import TASK
from engine.transaction import Transaction

_Key = TypeVar("_Key")

#: days that what one has done counts as recent
RECENT_DAYS: Final = 30
#: written out, so that the partial indexes are seen whatever the parameters are
OPEN = TASK.c.state == text("'active'")
#: the views whose figures come from the index of what is open alone
_COUNTED: Final = tuple(view for view in InboxView if view is not InboxView.DONE)


@dataclass(frozen=True, slots=True)
class Kind:
    """The open tasks of one step; `words` says which words of the search stand in its name."""

    version_id: int
    process_key: str
    process: str
    element: str
    name: str
    norm: str
    legal_bases: tuple[str, ...]
    counts: Mapping[InboxView, int]
    words: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All kinds of open tasks within reach, and number and name of the authorities they lie at, by name.

    `shares` is what one does for others.
    """

    kinds: tuple[Kind, ...] = ()
    authorities: tuple[tuple[int, str], ...] = ()
    shares: tuple[Share, ...] = ()
    #: what the actor has completed of late
    done: int = 0

    @property
    def counts(self) -> dict[InboxView, int]:
        """How many tasks each view holds."""
        of_open = {view: sum(kind.counts[view] for kind in self.kinds) for view in _COUNTED}
        return of_open | {InboxView.DONE: self.done}

    @property
    def processes(self) -> tuple[tuple[str, str], ...]:
        """Key and name of the processes, by name."""
        return _named((kind.process_key, kind.process) for kind in self.kinds)

    @property
    def steps(self) -> tuple[tuple[str, str, str], ...]:
        """Key of the process, key and name of the step, by name."""
        found = {(kind.process_key, kind.element): kind.name for kind in self.kinds}
        return tuple(sorted(((*key, name) for key, name in found.items()), key=lambda one: (one[2], one)))

    @property
    def norms(self) -> tuple[str, ...]:
        """By which norms the authorities are competent, in the order of their letters."""
        return tuple(sorted({kind.norm for kind in self.kinds} - {""}))

    @property
    def legal_bases(self) -> tuple[str, ...]:
        """What the processes rest on, in the order of their letters."""
        return tuple(sorted({basis for kind in self.kinds for basis in kind.legal_bases}))


def overview(tx: Transaction, sought: Sequence[Word] = ()) -> Overview:
    """The kinds of open tasks within the actor's reach: one statement, which reads one row of tasks for each."""
    shares = stand_ins.mine(tx)
    kind = (TASK.c.version_id, TASK.c.element, TASK.c.norm)
    # one pass: the kinds without the authorities they lie at, then the authorities; a product would be long
    part = (
        select(
            TASK.c.authority_id,
            *kind,
            func.min(TASK.c.id).label("example"),
            *(func.count().filter(of_open(tx, view, shares)).label(view.value) for view in _COUNTED),
        )
        .where(OPEN, within_reach(tx.actor))
        .group_by(func.grouping_sets(tuple_(*kind), tuple_(TASK.c.authority_id)))
        .cte("part")
    )
    # the name is not in the index: one row per kind is looked at for it
    named = (
        select(
            part,
            DEFINITION.c.key,
            DEFINITION.c.name.label("process"),
            VERSION.c.legal_bases,
            TASK.c.name,
            AUTHORITY.c.name.label("authority"),
        )
        .outerjoin(TASK, and_(TASK.c.id == part.c.example, part.c.authority_id.is_(None)))
        .outerjoin(AUTHORITY, AUTHORITY.c.id == part.c.authority_id)
        .outerjoin(VERSION, VERSION.c.id == part.c.version_id)
        .outerjoin(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .cte("named")
    )
    some_ended = unfollowed(tx.today).exists().label("some_ended")
    # one row at least: where nothing is open, there may be something done
    done = select(func.count().label("done")).where(of_late(tx)).cte("done")
    statement = (
        select(named, some_ended, done.c.done)
        .select_from(done.outerjoin(named, true()))
        .order_by(named.c.example, named.c.authority_id)
    )
    if sought:
        # many kinds bear one name: each name is compared once
        names = (
            select(named.c.name, named.c.process)
            .where(named.c.version_id.is_not(None))
            .distinct()
            .cte("names")
        )
        said = select(
            names,
            *(
                in_name(word, names.c.name, names.c.process).label(f"word_{number}")
                for number, word in enumerate(sought)
            ),
        ).cte("said")
        statement = statement.add_columns(
            *(said.c[f"word_{number}"] for number in range(len(sought)))
        ).outerjoin(said, and_(said.c.name == named.c.name, said.c.process == named.c.process))
    rows = [row._asdict() for row in tx.execute(statement)]
    kinds = [_kind(row, len(sought)) for row in rows if row["version_id"] is not None]
    if rows[0]["some_ended"]:
        kinds = _without_ended(tx, shares, kinds)
    return Overview(
        tuple(kinds),
        _named((row["authority_id"], row["authority"]) for row in rows if row["authority_id"] is not None),
        shares,
        rows[0]["done"],
    )


def of_late(tx: Transaction) -> ColumnElement[bool]:
    """The tasks the actor has completed in the last days."""
    return and_(
        TASK.c.state == text("'completed'"),
        TASK.c.closed_by == tx.actor.account,
        TASK.c.closed_at >= tx.now - timedelta(days=RECENT_DAYS),
    )


def _without_ended(tx: Transaction, shares: Sequence[Share], kinds: Sequence[Kind]) -> list[Kind]:
    """The figures without tasks that rest on a release that has ended: lists leave them out before the job that takes
    them away has run.
    """
    views = {view: of_open(tx, view, shares) for view in _COUNTED}
    rows = tx.execute(
        marked(
            tx,
            select(
                TASK.c.id,
                TASK.c.case_id,
                TASK.c.state,
                TASK.c.version_id,
                TASK.c.element,
                func.coalesce(TASK.c.norm, "").label("norm"),
                *(condition.label(view.value) for view, condition in views.items()),
            ).join(VERSION, VERSION.c.id == TASK.c.version_id),
        )
        .where(OPEN, within_reach(tx.actor), TASK.c.case_id.in_(unfollowed(tx.today)))
        .order_by(TASK.c.id)
    ).all()
    left = {row.id for row in released(tx, rows)}
    gone: defaultdict[tuple[int, str, str], Counter[InboxView]] = defaultdict(Counter)
    for row in rows:
        if row.id not in left:
            gone[row.version_id, row.element, row.norm].update(
                view for view in _COUNTED if row._mapping[view.value]
            )
    found = []
    for kind in kinds:
        less = gone[kind.version_id, kind.element, kind.norm]
        counts = {view: number - less[view] for view, number in kind.counts.items()}
        if counts[InboxView.GROUP]:
            found.append(replace(kind, counts=counts))
    return found


def of_open(tx: Transaction, view: InboxView, shares: Sequence[Share]) -> ColumnElement[bool]:
    """Which of the open tasks within reach, by columns of `ix_user_task_supervision` alone."""
    match view:
        case InboxView.MINE:
            return TASK.c.assignee_id == tx.actor.account
        case InboxView.UNASSIGNED:
            return TASK.c.assignee_id.is_(None)
        case InboxView.OVERDUE:
            return TASK.c.due_at < tx.now
        case InboxView.STAND_IN:
            return or_(false(), *(_share(one) for one in shares))
        case InboxView.DELEGATED:
            return TASK.c.owner_id == tx.actor.account
        case InboxView.FOLLOW_UP:
            mine = or_(TASK.c.assignee_id == tx.actor.account, TASK.c.assignee_id.is_(None))
            return and_(TASK.c.follow_up_at < midnight(tx.today + timedelta(days=1)), mine)
        case InboxView.REFERRALS_IN:
            return referrals.incoming()
        case _:
            return true()


def _share(one: Share) -> ColumnElement[bool]:
    there = and_(
        TASK.c.assignee_id == one.holder, TASK.c.authority_id == one.authority, TASK.c.role == one.role
    )
    return and_(there, _within(one.scope), *(not_(_within(other)) for other in one.but))


def _within(scope: Scope) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [true()]
    if scope.topic:
        found.append(TASK.c.topic == scope.topic)
    if scope.process:
        found.append(TASK.c.version_id.in_(versions(scope.process)))
    if scope.element:
        found.append(TASK.c.element == scope.element)
    return and_(*found)


def versions(process: str) -> Select[tuple[int]]:
    """The versions of a process."""
    return (
        select(VERSION.c.id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .where(DEFINITION.c.key == process)
    )


def resting_on(legal_basis: str) -> Select[tuple[int]]:
    """The versions that name this legal basis."""
    return select(VERSION.c.id).where(VERSION.c.legal_bases.contains([legal_basis]))


def _kind(row: Mapping[str, Any], words: int) -> Kind:
    return Kind(
        row["version_id"],
        row["key"],
        row["process"],
        row["element"],
        row["name"],
        row["norm"] or "",
        tuple(row["legal_bases"]),
        {view: row[view.value] for view in _COUNTED},
        tuple(bool(row[f"word_{number}"]) for number in range(words)),
    )


def _named(pairs: Iterable[tuple[_Key, str]]) -> tuple[tuple[_Key, str], ...]:
    return tuple(sorted(dict(pairs).items(), key=lambda one: (one[1], str(one[0]))))
