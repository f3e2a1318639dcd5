"""A team in the next weeks: who is away, who covers whom, which posts are vacant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import or_, select

from engine.actor import Role
from engine.execution import absence as absences
from engine.execution import amendment, stand_ins
from engine.execution.stand_ins import WORKING, Standing
from engine.queries.absence.person import DAYS, days, names_of, on_day
from engine.state import absence, account
from engine.state.account import ACCOUNT, MEMBERSHIP, AccountRow
from engine.state.post import POST, SELECT, post_of
from engine.state.register_change import CHANGE, ChangeKind
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of one person: whether they are away, who stands in for which part, and whether for everything."""

    day: date
    away: bool
    covered: bool
    stand_ins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the team, the days of the calendar, and for whom they stand in during them."""

    account: int
    name: str
    roles: tuple[Role, ...]
    cells: tuple[Cell, ...]
    stands_in_for: tuple[str, ...]
    may_enter: bool

    @property
    def ever_away(self) -> bool:
        """Whether the person is away on one of the days."""
        return any(cell.away for cell in self.cells)

    @property
    def uncovered(self) -> int:
        """Days on which the person is away and nobody does everything."""
        return sum(cell.away and not cell.covered for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A post nobody holds: since when, if that is known, and who does its work by its rule."""

    id: int
    title: str
    role: Role
    since: date | None
    rule: str
    stand_ins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """One authority's people and posts in the next weeks."""

    authority: int
    name: str
    first: date
    days: tuple[date, ...]
    members: tuple[Member, ...]
    vacancies: tuple[Vacancy, ...]


def team(tx: Transaction, first: date | None = None) -> tuple[Team, ...]:
    """Who is away and who covers whom at the authorities where the actor supervises, for four weeks from a day on
    (None: today). A team lead sees those they lead and who leads beside them, a head of office everybody with
    tasks. Empty for whoever answers for nobody.
    """
    places = {
        one.authority
        for one in tx.actor.memberships
        if one.role in (Role.TEAM_LEAD, Role.HEAD_OF_OFFICE, Role.AUDITOR)
    }
    start = first or tx.today
    return tuple(_team(tx, place, start) for place in sorted(places))


def people(tx: Transaction, authority_id: int) -> tuple[tuple[int, str], ...]:
    """Who has tasks at an authority that the actor administers, by name, but for the actor: whose absence is entered
    there.
    """
    amendment.within_reach(tx, authority_id)
    return tuple((one.id, one.name) for one in _working(tx, authority_id) if one.id != tx.actor.account)


def _working(tx: Transaction, place: int) -> tuple[AccountRow, ...]:
    return account.find(
        tx,
        select(MEMBERSHIP.c.account_id)
        .join(ACCOUNT, ACCOUNT.c.id == MEMBERSHIP.c.account_id)
        .where(MEMBERSHIP.c.authority_id == place, MEMBERSHIP.c.role.in_(sorted(WORKING)), ACCOUNT.c.active),
    )


def _team(tx: Transaction, place: int, first: date) -> Team:
    found = stand_ins.load(tx, frozenset({place}), first)
    seen = [
        one
        for one in _working(tx, place)
        if any(
            tx.actor.may_supervise(place, member.role)
            for member in one.memberships
            if member.authority_id == place and member.role in WORKING
        )
    ]
    last = first + timedelta(days=DAYS - 1)
    known = {one for there in found.members.values() for one in there}
    # those that are over, too: the first days may lie in the past
    away = absence.during(tx, known, first, last)
    found = replace(found, snapshot=replace(found.snapshot, absences=away))
    names = names_of(tx, known)
    shown = tuple(days(first, last))
    cells = {one.id: tuple(_cell(found, one, place, day, names) for day in shown) for one in seen}
    covering: dict[str, set[str]] = {}
    for one in seen:
        for name in {name for cell in cells[one.id] for name in cell.stand_ins}:
            covering.setdefault(name, set()).add(one.name)
    return Team(
        place,
        found.snapshot.names[place],
        first,
        shown,
        tuple(
            Member(
                one.id,
                one.name,
                tuple(member.role for member in one.memberships if member.authority_id == place),
                cells[one.id],
                tuple(sorted(covering.get(one.name, ()))),
                place in absences.led_at(tx, one, found.snapshot),
            )
            for one in seen
        ),
        _vacancies(tx, found, place, names),
    )


def _cell(found: Standing, one: AccountRow, place: int, day: date, names: Mapping[int, str]) -> Cell:
    if not found.snapshot.is_away(one.id, place, day):
        return Cell(day, away=False, covered=True, stand_ins=())
    on = on_day(found, day)
    there = dict.fromkeys(
        number
        for member in one.memberships
        if member.authority_id == place
        for _scope, people in on.covered(one.id, place, member.role)
        for number in people
    )
    return Cell(
        day,
        away=True,
        covered=absences.is_covered(on, one, place),
        stand_ins=tuple(names[number] for number in there if number in names),
    )


def _vacancies(tx: Transaction, found: Standing, place: int, names: Mapping[int, str]) -> tuple[Vacancy, ...]:
    """The vacant posts that sit there, also those of a closed account; since when says the last change of the register
    that emptied one, if there is such a change.
    """
    rows = tx.execute(
        SELECT.where(
            POST.c.seat_id == place,
            POST.c.valid_from <= tx.today,
            or_(POST.c.valid_to.is_(None), POST.c.valid_to >= tx.today),
        ).order_by(POST.c.role, POST.c.title, POST.c.id)
    ).mappings()
    posts = [one for one in map(post_of, rows) if one.is_vacant and tx.actor.may_supervise(place, one.role)]
    emptied = tx.execute(
        select(CHANGE.c.post_id, CHANGE.c.effective_on)
        .where(
            CHANGE.c.post_id.in_([one.id for one in posts]),
            CHANGE.c.kind == ChangeKind.POST,
            CHANGE.c.before["holder_id"].astext.is_not(None),
        )
        .order_by(CHANGE.c.effective_on, CHANGE.c.id)
    )
    since = {row.post_id: row.effective_on for row in emptied}
    return tuple(
        Vacancy(
            one.id,
            one.title,
            one.role,
            since.get(one.id, None if one.left else one.valid_from),
            one.substitution.value,
            tuple(
                names[number]
                for number in found.for_post(one, place)
                if number in names and not found.is_away(number, place)
            ),
        )
        for one in posts
    )
