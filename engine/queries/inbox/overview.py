"""What waits for the actor in all: the figures of the views in one pass over an index, and what filters offer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final, TypeVar

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    FromClause,
    Select,
    Text,
    and_,
    cast,
    false,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    text,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.clock import midnight
from engine.execution import stand_ins
from engine.execution.stand_ins import Share
from engine.queries import referrals
from engine.queries.inbox.filter import InboxView
from engine.queries.inbox.legal_basis import Statute, statutes
from engine.queries.released import marked, released
from engine.queries.search import Word, in_name
from engine.queries.tasks import reached, within_reach
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
#: as `ix_user_task_kind` has it
_NORM: Final = func.coalesce(TASK.c.norm, literal_column("''"))
#: version, element and norm
_Mark = tuple[int, str, str]
#: the views whose figures come from an index of what is open alone
_COUNTED: Final = tuple(view for view in InboxView if view is not InboxView.DONE)
#: pairs of authority and role from which on one pass over the tasks takes less than a look for each kind at each
_MANY_PLACES: Final = 3


@dataclass(frozen=True, slots=True)
class Kind:
    """A step of which there are open tasks; `words` says which words of the search stand in its name."""

    version_id: int
    process_key: str
    process: str
    element: str
    name: str
    norm: str
    legal_bases: tuple[str, ...]
    words: tuple[bool, ...]
    #: what the step rests on beside the process
    step_bases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Overview:
    """All kinds of open tasks within reach, and number and name of the authorities they lie at, by name.

    `shares` is what one does for others.
    """

    kinds: tuple[Kind, ...] = ()
    authorities: tuple[tuple[int, str], ...] = ()
    shares: tuple[Share, ...] = ()
    #: how many tasks each view holds
    counts: Mapping[InboxView, int] = field(default_factory=dict)

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
    def legal_bases(self) -> tuple[Statute, ...]:
        """The norms that processes and steps rest on; last what names no norm."""
        return statutes(text for kind in self.kinds for text in (*kind.legal_bases, *kind.step_bases))


def overview(tx: Transaction, sought: Sequence[Word] = ()) -> Overview:
    """The kinds of open tasks within the actor's reach, and how many each view holds: one statement."""
    shares = stand_ins.mine(tx)
    total = (
        select(*(func.count().filter(of_open(tx, view, shares)).label(view.value) for view in _COUNTED))
        .where(OPEN, within_reach(tx.actor))
        .cte("total")
    )
    kind = _behind_each_other(tx) if _few_places(tx) else _in_one_pass(tx)
    named = (
        select(
            kind,
            DEFINITION.c.key,
            DEFINITION.c.name.label("process"),
            VERSION.c.legal_bases,
            VERSION.c.step_norms[kind.c.element].label("step_bases"),
            AUTHORITY.c.name.label("authority"),
        )
        .outerjoin(AUTHORITY, AUTHORITY.c.id == kind.c.authority_id)
        .outerjoin(VERSION, VERSION.c.id == kind.c.version_id)
        .outerjoin(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .cte("named")
    )
    some_ended = unfollowed(tx.today).exists().label("some_ended")
    done = select(func.count().label(InboxView.DONE.value)).where(of_late(tx)).cte("done")
    # one row at least: where nothing is open, there may be something done
    statement = (
        select(total, done, named, some_ended)
        .select_from(total.join(done, true()).outerjoin(named, true()))
        .order_by(named.c.version_id, named.c.element, named.c.norm, named.c.authority_id)
    )
    if sought:
        # many kinds bear one name: each name is compared once
        names = select(named.c.name, named.c.process).distinct().cte("names")
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
    kinds = {_mark(row): _kind(row, len(sought)) for row in rows if row["version_id"] is not None}
    counts = {view: rows[0][view.value] for view in InboxView}
    if rows[0]["some_ended"]:
        counts = _without_ended(tx, shares, counts, kinds)
    return Overview(
        tuple(kinds.values()),
        _named((row["authority_id"], row["authority"]) for row in rows if row["authority_id"] is not None),
        shares,
        counts,
    )


def _few_places(tx: Transaction) -> bool:
    return not tx.actor.system and len(reached(tx.actor)) < _MANY_PLACES


def _behind_each_other(tx: Transaction) -> CTE:
    """One open task of each kind at each authority and role within reach: each found behind the one before it in
    `ix_user_task_kind`, so that it does not matter how many there are of it.
    """
    sorted_by = (TASK.c.version_id, TASK.c.element, _NORM)
    columns = (TASK.c.authority_id, TASK.c.role, *sorted_by[:2], _NORM.label("norm"), TASK.c.name)
    place = _places(tx)
    first = (
        select(*columns)
        .where(OPEN, TASK.c.authority_id == place.c.authority_id, TASK.c.role == place.c.role)
        .order_by(*sorted_by)
        .limit(1)
        .lateral("first")
    )
    found = select(first).select_from(place.join(first, true())).cte("kind", recursive=True)
    behind = tuple_(*sorted_by) > tuple_(found.c.version_id, found.c.element, found.c.norm)
    following = (
        select(*columns)
        .where(OPEN, TASK.c.authority_id == found.c.authority_id, TASK.c.role == found.c.role, behind)
        .order_by(*sorted_by)
        .limit(1)
        .lateral("following")
    )
    return found.union_all(select(following).select_from(found.join(following, true())))


def _in_one_pass(tx: Transaction) -> CTE:
    """The kinds within reach, then the authorities, as rows of one or the other: all tasks once, in an index."""
    kind = (TASK.c.version_id, TASK.c.element, _NORM)
    part = (
        select(
            TASK.c.authority_id,
            *kind[:2],
            _NORM.label("norm"),
            func.min(TASK.c.id).label("example"),
        )
        .where(OPEN, within_reach(tx.actor))
        .group_by(func.grouping_sets(tuple_(*kind), tuple_(TASK.c.authority_id)))
        .cte("part")
    )
    # the name is not in the index: one task of each kind is looked at for it
    example = TASK.alias("example")
    named = and_(example.c.id == part.c.example, part.c.authority_id.is_(None))
    columns = (part.c.authority_id, part.c.version_id, part.c.element, part.c.norm)
    return select(*columns, example.c.name).select_from(part.outerjoin(example, named)).cte("kind")


def _places(tx: Transaction) -> FromClause:
    """Authority and role of the tasks within reach."""
    reach = sorted(reached(tx.actor))
    return (
        func.unnest(
            cast(literal([authority for authority, _role in reach]), ARRAY(BigInteger)),
            cast(literal([role.value for _authority, role in reach]), ARRAY(Text)),
        )
        .table_valued("authority_id", "role", name="place")
        .render_derived()
    )


def of_late(tx: Transaction) -> ColumnElement[bool]:
    """The tasks the actor has completed in the last days."""
    return and_(
        TASK.c.state == text("'completed'"),
        TASK.c.closed_by == tx.actor.account,
        TASK.c.closed_at >= tx.now - timedelta(days=RECENT_DAYS),
    )


def _without_ended(
    tx: Transaction,
    shares: Sequence[Share],
    counts: Mapping[InboxView, int],
    kinds: dict[_Mark, Kind],
) -> dict[InboxView, int]:
    """The figures without tasks that rest on a release that has ended: lists leave them out before the job that takes
    them away has run. Kinds of which there are no others are taken out.
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
                _NORM.label("norm"),
                *(condition.label(view.value) for view, condition in views.items()),
            ).join(VERSION, VERSION.c.id == TASK.c.version_id),
        )
        .where(OPEN, within_reach(tx.actor), TASK.c.case_id.in_(unfollowed(tx.today)))
        .order_by(TASK.c.id)
    ).all()
    left = {row.id for row in released(tx, rows)}
    gone = [row._asdict() for row in rows if row.id not in left]
    touched = {_mark(row) for row in gone}
    if touched:
        others = tx.execute(
            select(TASK.c.version_id, TASK.c.element, _NORM.label("norm"))
            .where(
                OPEN,
                within_reach(tx.actor),
                tuple_(TASK.c.version_id, TASK.c.element, _NORM).in_(sorted(touched)),
                TASK.c.id.not_in([row["id"] for row in gone]),
            )
            .distinct()
        )
        for mark in touched - {_mark(row._asdict()) for row in others}:
            kinds.pop(mark, None)
    less: Counter[InboxView] = Counter(view for row in gone for view in _COUNTED if row[view.value])
    return {view: number - less[view] for view, number in counts.items()}


def _mark(row: Mapping[str, Any]) -> _Mark:
    return row["version_id"], row["element"], row["norm"]


def of_open(tx: Transaction, view: InboxView, shares: Sequence[Share]) -> ColumnElement[bool]:
    """Which of the open tasks within reach, by columns of an index alone."""
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
        row["norm"],
        tuple(row["legal_bases"]),
        tuple(bool(row[f"word_{number}"]) for number in range(words)),
        tuple(row["step_bases"] or ()),
    )


def _named(pairs: Iterable[tuple[_Key, str]]) -> tuple[tuple[_Key, str], ...]:
    return tuple(sorted(dict(pairs).items(), key=lambda one: (one[1], str(one[0]))))
