"""What waits for the actor in all, in one pass over the index: the figures of the views and what filters offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import ColumnElement, Select, and_, false, func, not_, or_, select, text, true, tuple_

from engine.clock import midnight
from engine.execution import stand_ins
from engine.execution.stand_ins import Share
from engine.queries import referrals
from engine.queries.inbox.filter import InboxView
from engine.queries.search import Word, in_name
from engine.queries.tasks import within_reach
from engine.state.authority import AUTHORITY
from engine.state.definition import DEFINITION, VERSION
from engine.state.substitute import Scope
from engine.state.task import TASK
from engine.transaction import Transaction

_Key = TypeVar("_Key")

#: written out, so that the partial indexes are seen whatever the parameters are
OPEN = TASK.c.state == text("'active'")
#: the views whose figures come from the index alone
_COUNTED: Final = tuple(view for view in InboxView if view not in (InboxView.DONE, InboxView.REFERRALS_IN))


@dataclass(frozen=True, slots=True)
class Kind:
    """The open tasks of one step; `words` says which words of the search stand in its name."""

    version_id: int
    process_key: str
    process: str
    element: str
    name: str
    norm: str
    counts: Mapping[InboxView, int]
    words: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """All kinds of open tasks within reach, and number and name of the authorities they lie at, by name.

    `referrals_in` are those with which the referral of another authority waits, `shares` what one does for others.
    """

    kinds: tuple[Kind, ...] = ()
    authorities: tuple[tuple[int, str], ...] = ()
    referrals_in: int = 0
    shares: tuple[Share, ...] = ()

    @property
    def counts(self) -> dict[InboxView, int]:
        """How many tasks each view holds; done ones are not counted."""
        found = {view: sum(kind.counts[view] for kind in self.kinds) for view in _COUNTED}
        return found | {InboxView.REFERRALS_IN: self.referrals_in}

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
        """The legal bases, in the order of their letters."""
        return tuple(sorted({kind.norm for kind in self.kinds} - {""}))


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
            TASK.c.name,
            AUTHORITY.c.name.label("authority"),
        )
        .outerjoin(TASK, and_(TASK.c.id == part.c.example, part.c.authority_id.is_(None)))
        .outerjoin(AUTHORITY, AUTHORITY.c.id == part.c.authority_id)
        .outerjoin(VERSION, VERSION.c.id == part.c.version_id)
        .outerjoin(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .cte("named")
    )
    # few, and found by themselves: to ask of each open task whether it is one would read them all
    arrived = select(func.count()).where(OPEN, within_reach(tx.actor), referrals.incoming()).scalar_subquery()
    statement = select(named, arrived.label("referrals_in")).order_by(named.c.example)
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
    return Overview(
        tuple(_kind(row, len(sought)) for row in rows if row["version_id"] is not None),
        _named((row["authority_id"], row["authority"]) for row in rows if row["version_id"] is None),
        rows[0]["referrals_in"] if rows else 0,
        shares,
    )


def of_open(tx: Transaction, view: InboxView, shares: Sequence[Share]) -> ColumnElement[bool]:
    """Which of the open tasks within reach, but for referrals by columns of `ix_user_task_supervision` alone."""
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


def _kind(row: Mapping[str, Any], words: int) -> Kind:
    return Kind(
        row["version_id"],
        row["key"],
        row["process"],
        row["element"],
        row["name"],
        row["norm"] or "",
        {view: row[view.value] for view in _COUNTED},
        tuple(bool(row[f"word_{number}"]) for number in range(words)),
    )


def _named(pairs: Iterable[tuple[_Key, str]]) -> tuple[tuple[_Key, str], ...]:
    return tuple(sorted(dict(pairs).items(), key=lambda one: (one[1], str(one[0]))))
