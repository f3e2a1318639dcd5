"""The register of authorities: finding one, all about it, its posts and doubts, what was and will be changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func, or_, select

from engine.actor import Action, Role
from engine.competence import Competent
from engine.execution import amendment
from engine.state import authority as rows
from engine.state import post, register
from engine.state.account import ACCOUNT, MEMBERSHIP
from engine.state.authority import AUTHORITY, COMPETENCE, MUNICIPALITY, CompetenceRow
from engine.state.post import PostRow
from engine.state.register_change import (
    CHANGE,
    DOUBT,
    REGISTER_STATE,
    Change,
    ChangeKind,
    ChangeState,
    change_of,
)
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """One authority in a list; `doubts` are the open ones."""

    id: int
    key: str
    name: str
    kind: str
    territory: str
    office_number: str
    valid_from: date | None
    valid_to: date | None
    doubts: int
    open_tasks: int


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """One page by name; `total` counts all that match."""

    authorities: tuple[AuthorityRow, ...]
    next: int | None
    total: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which authorities: words in name or key, an AGS prefix they are there for, a topic they are competent for."""

    text: str = ""
    territory: str = ""
    topic: str = ""
    doubtful: bool = False
    after: int = 0
    size: int = 50


@dataclass(frozen=True, slots=True)
class DoubtRow:
    """What somebody has to check, or has checked: by whom, when, and where it stands."""

    id: int
    text: str
    since: date
    settled_by: str | None
    settled_on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class PostView:
    """A post with the names of who holds it, where it sits and who stands in."""

    row: PostRow
    holder: str | None
    seat: str
    substitute: str
    filled: bool
    current: bool
    #: the last day of an absence that goes on today, if it is known
    absent_until: date | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change with the names of who made it and of its authority."""

    change: Change
    actor: str
    authority: str
    ended_at: datetime | None
    ended_by: str | None
    may_undo: bool


@dataclass(frozen=True, slots=True)
class AuthorityView:
    """All about one authority. `revision` is what a change of it must have seen."""

    id: int
    key: str
    name: str
    kind: str
    territories: tuple[str, ...]
    land: str
    parent: tuple[int, str] | None
    office_number: str
    contact: Mapping[str, str]
    attributes: Mapping[str, str]
    valid_from: date | None
    valid_to: date | None
    official: Mapping[str, Any] | None
    revision: int
    entered: tuple[CompetenceRow, ...]
    by_rule: tuple[str, ...]
    doubts: tuple[DoubtRow, ...]
    posts: tuple[PostView, ...]
    open_tasks: int
    may_change: bool
    #: fields in which an administrator has changed what the official register says, and what it says
    differences: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may hold a post: an active account with that role there."""

    id: int
    name: str
    authority: int
    role: Role


def page(tx: Transaction, wanted: Wanted) -> AuthorityPage:
    """The authorities that match, by name."""
    tx.actor.must(Action.READ_REGISTER)
    matching = _matching(tx, wanted)
    total = tx.execute(select(func.count()).select_from(matching.subquery())).scalar_one()
    found = tx.execute(
        matching.order_by(AUTHORITY.c.name, AUTHORITY.c.id).offset(wanted.after).limit(wanted.size + 1)
    ).all()
    more = wanted.after + wanted.size if len(found) > wanted.size else None
    return AuthorityPage(tuple(AuthorityRow(*tuple(row)) for row in found[: wanted.size]), more, total)


def _matching(tx: Transaction, wanted: Wanted) -> Select[Any]:
    doubts = (
        select(func.count())
        .where(
            DOUBT.c.subject == AUTHORITY.c.key, DOUBT.c.settled_at.is_(None), DOUBT.c.withdrawn_on.is_(None)
        )
        .correlate(AUTHORITY)
        .scalar_subquery()
    )
    statement = select(
        AUTHORITY.c.id,
        AUTHORITY.c.key,
        AUTHORITY.c.name,
        AUTHORITY.c.kind,
        AUTHORITY.c.territory,
        AUTHORITY.c.office_number,
        AUTHORITY.c.valid_from,
        AUTHORITY.c.valid_to,
        doubts,
        _open_tasks(),
    )
    for word in wanted.text.split()[:8]:
        fields = (AUTHORITY.c.name, AUTHORITY.c.key, AUTHORITY.c.office_number)
        statement = statement.where(or_(*(field.icontains(word, autoescape=True) for field in fields)))
    if wanted.territory:
        statement = statement.where(AUTHORITY.c.territory.startswith(wanted.territory, autoescape=True))
    if wanted.topic:
        statement = statement.where(AUTHORITY.c.id.in_(_competent_somewhere(tx, wanted.topic)))
    if wanted.doubtful:
        statement = statement.where(doubts > 0)
    return statement


def _open_tasks() -> Any:  # Any: a scalar subquery
    return (
        select(func.count())
        .where(TASK.c.authority_id == AUTHORITY.c.id, TASK.c.state == TaskState.ACTIVE)
        .correlate(AUTHORITY)
        .scalar_subquery()
    )


def _competent_somewhere(tx: Transaction, topic: str) -> list[int]:
    snapshot = register.snapshot(tx)
    places = tx.execute(select(MUNICIPALITY.c.ags)).scalars()
    answers = [snapshot.ask(topic, ags, tx.today) for ags in places]
    return sorted({snapshot.ids[one.authority] for one in answers if isinstance(one, Competent)})


def show(tx: Transaction, authority_id: int) -> AuthorityView:
    """One authority, or NotFound."""
    tx.actor.must(Action.READ_REGISTER)
    found = rows.get(tx, authority_id)
    values = found.values
    above = values["parent_id"]
    entered = tx.execute(
        select(COMPETENCE)
        .where(COMPETENCE.c.authority_id == authority_id)
        .order_by(COMPETENCE.c.topic, COMPETENCE.c.territory, COMPETENCE.c.valid_from)
    ).mappings()
    return AuthorityView(
        id=found.id,
        key=found.key,
        name=found.name,
        kind=values["kind"],
        territories=tuple(values["territories"] or [found.territory]),
        land=values["land"],
        parent=None if above is None else (above, rows.get(tx, above).name),
        office_number=values["office_number"],
        contact=values["contact"],
        attributes=values["attributes"],
        valid_from=found.valid_from,
        valid_to=found.valid_to,
        official=found.official,
        revision=found.revision,
        entered=tuple(rows.competence_of(row) for row in entered),
        by_rule=_by_rule(tx, found.key),
        doubts=_doubts(tx, found.key),
        posts=_posts(tx, authority_id),
        open_tasks=tx.execute(select(_open_tasks()).where(AUTHORITY.c.id == authority_id)).scalar_one(),
        may_change=tx.actor.may(Action.ADMINISTER) and amendment.may_change(tx, found.territory),
        differences=_differences(found),
    )


def _differences(found: rows.AuthorityRow) -> tuple[tuple[str, str], ...]:
    official = {name: (found.official or {}).get(name) for name in ("name", "office_number")}
    return tuple(
        (name, str(said))
        for name, said in official.items()
        if said is not None and said != found.values[name]
    )


def _by_rule(tx: Transaction, key: str) -> tuple[str, ...]:
    """The topics for which the authority is competent today in some municipality."""
    return register.snapshot(tx).topics(key, _places(tx), tx.today)


def _places(tx: Transaction) -> tuple[str, ...]:
    return tuple(tx.execute(select(MUNICIPALITY.c.ags).order_by(MUNICIPALITY.c.ags)).scalars())


def _doubts(tx: Transaction, key: str) -> tuple[DoubtRow, ...]:
    """What is to be checked about the authority, and about the rules that make it competent somewhere."""
    rules = register.snapshot(tx).rules(key, _places(tx), tx.today)
    found = tx.execute(
        select(DOUBT, ACCOUNT.c.name)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == DOUBT.c.settled_by)
        .where(DOUBT.c.subject.in_([key, *rules]), DOUBT.c.withdrawn_on.is_(None))
        .order_by(DOUBT.c.settled_at.is_not(None), DOUBT.c.id)
    )
    return tuple(DoubtRow(row.id, row.text, row.since, row.name, row.settled_on, row.source) for row in found)


def _posts(tx: Transaction, authority_id: int) -> tuple[PostView, ...]:
    held = post.of_authority(tx, authority_id)
    snapshot = register.snapshot(tx)
    titles = {one.id: one.title for kept in snapshot.posts.values() for one in kept}
    people = _names(tx, {one.holder_id for one in held if one.holder_id is not None})
    return tuple(
        PostView(
            one,
            people.get(one.holder_id or 0),
            snapshot.names[one.seat_id],
            titles.get(one.substitute_post_id or 0)
            or snapshot.names.get(one.substitute_authority_id or 0, ""),
            one.is_filled(tx.today),
            one.is_valid(tx.today),
            None if (away := one.absence(tx.today)) is None else away.last_day,
        )
        for one in held
    )


def _names(tx: Transaction, accounts: set[int]) -> dict[int, str]:
    found = tx.execute(select(ACCOUNT.c.id, ACCOUNT.c.name).where(ACCOUNT.c.id.in_(accounts)))
    return {row.id: row.name for row in found}


def names(tx: Transaction) -> Mapping[int, str]:
    """The name of every authority by its number."""
    tx.actor.must(Action.READ_REGISTER)
    return register.snapshot(tx).names


def people(tx: Transaction, territory: str) -> tuple[Person, ...]:
    """Who may hold a post at an authority of that territory, by name."""
    tx.actor.must(Action.READ_REGISTER)
    found = tx.execute(
        select(ACCOUNT.c.id, ACCOUNT.c.name, MEMBERSHIP.c.authority_id, MEMBERSHIP.c.role)
        .join(MEMBERSHIP, MEMBERSHIP.c.account_id == ACCOUNT.c.id)
        .join(AUTHORITY, AUTHORITY.c.id == MEMBERSHIP.c.authority_id)
        .where(ACCOUNT.c.active, AUTHORITY.c.territory.startswith(territory[:5], autoescape=True))
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id, MEMBERSHIP.c.authority_id, MEMBERSHIP.c.role)
    )
    return tuple(Person(row.id, row.name, row.authority_id, Role(row.role)) for row in found)


def neighbours(tx: Transaction, territory: str) -> tuple[tuple[int, str], ...]:
    """The authorities of the Kreis of a territory, by name: where a post can sit, who can stand in."""
    tx.actor.must(Action.READ_REGISTER)
    found = tx.execute(
        select(AUTHORITY.c.id, AUTHORITY.c.name)
        .where(AUTHORITY.c.territory.startswith(territory[:5], autoescape=True))
        .order_by(AUTHORITY.c.name, AUTHORITY.c.id)
    )
    return tuple((row.id, row.name) for row in found)


def changes(
    tx: Transaction, authority_id: int | None = None, after: int | None = None, size: int = 50
) -> tuple[ChangeRow, ...]:
    """The changes of the register or of one authority, the newest first, before the id `after`; one more than `size`
    when there are more.
    """
    tx.actor.must(Action.READ_REGISTER)
    ender = ACCOUNT.alias("ender")
    statement = (
        select(CHANGE, ACCOUNT.c.name, AUTHORITY.c.name, AUTHORITY.c.territory, ender.c.name)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == CHANGE.c.actor_id)
        .outerjoin(AUTHORITY, AUTHORITY.c.id == CHANGE.c.authority_id)
        .outerjoin(ender, ender.c.id == CHANGE.c.ended_by)
        .where(CHANGE.c.kind != ChangeKind.ABSENCE)  # when people are away is nobody's business here
        .order_by(CHANGE.c.id.desc())
        .limit(size + 1)
    )
    if authority_id is not None:
        statement = statement.where(CHANGE.c.authority_id == authority_id)
    if after is not None:
        statement = statement.where(CHANGE.c.id < after)
    shown = []
    for row in tx.execute(statement):
        change = change_of({column.name: row._mapping[column] for column in CHANGE.c})
        actor, name, territory, ended_by = tuple(row)[-4:]
        undo = (
            change.state is ChangeState.PLANNED
            and change.effective_on > tx.today
            and tx.actor.may(Action.ADMINISTER)
            and territory is not None
            and amendment.may_change(tx, territory)
        )
        ended_at = row._mapping[CHANGE.c.ended_at]
        shown.append(ChangeRow(change, actor or "Laufweg", name or "", ended_at, ended_by, undo))
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class State:
    """When the official register was loaded, and from which files."""

    loaded_at: datetime | None
    digest: str
    open_doubts: int
    planned: int


def state(tx: Transaction) -> State:
    """How the register stands as a whole."""
    tx.actor.must(Action.READ_REGISTER)
    loaded = tx.execute(select(REGISTER_STATE.c.loaded_at, REGISTER_STATE.c.digest)).first()
    doubts = select(func.count()).where(DOUBT.c.settled_at.is_(None), DOUBT.c.withdrawn_on.is_(None))
    planned = select(func.count()).select_from(CHANGE).where(CHANGE.c.state == ChangeState.PLANNED)
    return State(
        loaded.loaded_at if loaded else None,
        loaded.digest if loaded else "",
        tx.execute(doubts).scalar_one(),
        tx.execute(planned).scalar_one(),
    )


def vacant(tx: Transaction) -> Decimal:
    """The shares (VZÄ) of posts nobody fills today."""
    held = [one for kept in register.snapshot(tx).posts.values() for one in kept]
    return sum((one.share for one in held if not one.is_filled(tx.today)), Decimal())
