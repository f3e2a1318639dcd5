"""What waits for the actor in all, in one pass over the index: the figures of the views and what filters offer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select, text, true

from engine.clock import midnight
from engine.queries import referrals
from engine.queries.inbox.filter import InboxView
from engine.queries.search import Word, in_name
from engine.queries.tasks import within_reach
from engine.state.authority import AUTHORITY
from engine.state.definition import DEFINITION, VERSION
from engine.state.task import TASK
from engine.transaction import Transaction

_Key = TypeVar("_Key")

#: written out, so that the partial indexes are seen whatever the parameters are
OPEN = TASK.c.state == text("'active'")


@dataclass(frozen=True, slots=True)
class Kind:
    """The open tasks of one step at one authority; `words` says which words of the search stand in its name."""

    authority_id: int
    authority: str
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
    """All kinds of open tasks within reach."""

    kinds: tuple[Kind, ...]

    @property
    def counts(self) -> dict[InboxView, int]:
        """How many tasks each view holds; done ones are not counted."""
        views = [view for view in InboxView if view is not InboxView.DONE]
        return {view: sum(kind.counts[view] for kind in self.kinds) for view in views}

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
    def authorities(self) -> tuple[tuple[int, str], ...]:
        """Number and name of the authorities, by name."""
        return _named((kind.authority_id, kind.authority) for kind in self.kinds)

    @property
    def norms(self) -> tuple[str, ...]:
        """The legal bases, in the order of their letters."""
        return tuple(sorted({kind.norm for kind in self.kinds} - {""}))


def overview(tx: Transaction, sought: Sequence[Word] = ()) -> Overview:
    """The kinds of open tasks within the actor's reach: one statement, which reads one row of tasks for each."""
    views = [view for view in InboxView if view is not InboxView.DONE]
    part = (
        select(
            TASK.c.authority_id,
            TASK.c.version_id,
            TASK.c.element,
            TASK.c.norm,
            func.min(TASK.c.id).label("example"),
            *(func.count().filter(of_open(tx, view)).label(view.value) for view in views),
        )
        .where(OPEN, within_reach(tx.actor))
        .group_by(TASK.c.authority_id, TASK.c.version_id, TASK.c.element, TASK.c.norm)
        .subquery()
    )
    rows = tx.execute(
        # the name is not in the index: one row per kind is looked at for it
        select(
            part,
            AUTHORITY.c.name.label("authority"),
            DEFINITION.c.key,
            DEFINITION.c.name.label("process"),
            TASK.c.name,
            *(
                in_name(word, TASK.c.name, DEFINITION.c.name).label(f"word_{number}")
                for number, word in enumerate(sought)
            ),
        )
        .join(TASK, TASK.c.id == part.c.example)
        .join(AUTHORITY, AUTHORITY.c.id == part.c.authority_id)
        .join(VERSION, VERSION.c.id == part.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .order_by(part.c.example)
    )
    return Overview(tuple(_kind(row._asdict(), views, len(sought)) for row in rows))


def of_open(tx: Transaction, view: InboxView) -> ColumnElement[bool]:
    """Which of the open tasks within reach, by columns of `ix_user_task_supervision` alone: counts read no row."""
    match view:
        case InboxView.MINE:
            return TASK.c.assignee_id == tx.actor.account
        case InboxView.UNASSIGNED:
            return TASK.c.assignee_id.is_(None)
        case InboxView.OVERDUE:
            return TASK.c.due_at < tx.now
        case InboxView.DELEGATED:
            return TASK.c.owner_id == tx.actor.account
        case InboxView.FOLLOW_UP:
            mine = or_(TASK.c.assignee_id == tx.actor.account, TASK.c.assignee_id.is_(None))
            return and_(TASK.c.follow_up_at < midnight(tx.today + timedelta(days=1)), mine)
        case InboxView.REFERRALS_IN:
            return referrals.incoming()
        case _:
            return true()


def _kind(row: Mapping[str, Any], views: Sequence[InboxView], words: int) -> Kind:
    return Kind(
        row["authority_id"],
        row["authority"],
        row["version_id"],
        row["key"],
        row["process"],
        row["element"],
        row["name"],
        row["norm"] or "",
        {view: row[view.value] for view in views},
        tuple(bool(row[f"word_{number}"]) for number in range(words)),
    )


def _named(pairs: Iterable[tuple[_Key, str]]) -> tuple[tuple[_Key, str], ...]:
    return tuple(sorted(dict(pairs).items(), key=lambda one: (one[1], str(one[0]))))
