"""One person's absences and substitutes: for the person, and for whoever answers for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sqlalchemy import or_, select

from engine.actor import LED, Role
from engine.execution import absence as absences
from engine.execution.bundle import load_bundle
from engine.execution.stand_ins import WORKING, Standing
from engine.state import absence, absence_log, account, register, substitute
from engine.state.absence import AbsenceRow, Entered
from engine.state.absence_log import LogRow
from engine.state.account import ACCOUNT, MEMBERSHIP, AccountRow
from engine.state.definition import DEFINITION, VERSION, VersionState
from engine.state.task import TASK, TaskState
from engine.transaction import Transaction

#: days ahead for which it is said who stands in
DAYS: Final = 28
#: entries of the log on a page
MOST_LOGGED: Final = 40


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """One absence that goes on or comes. `uncovered` are its days on which nobody does all of the tasks, up to the end
    of the next weeks; `reason` is why somebody else entered it.
    """

    id: int
    revision: int
    first: date
    last: date | None
    now: bool
    authority: str
    reason: str
    may_change: bool
    uncovered: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class RuleView:
    """One rule. `away` says when the substitute is away during an absence of the person: those days go to the next."""

    id: int
    substitute_id: int
    substitute: str
    authority: str
    topic: str
    process: str
    step: str
    first: date
    last: date | None
    #: as team lead while the person is away
    acting: bool
    #: whether the substitute still may do any of those tasks
    able: bool
    may_earlier: bool
    #: whether the actor answers for the person where it holds
    may_change: bool
    away: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What a substitute would see today if the person were away: how many open tasks, and which, by step."""

    account: int | None
    name: str
    count: int
    steps: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class For:
    """Somebody for whom one stands in now or soon, and from when to when."""

    account: int
    name: str
    first: date
    last: date | None
    now: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be chosen for a rule: people, authorities, processes, and steps as (process, key, name). `acting` are
    those who could act for the only team lead, as (account, authority, name).
    """

    people: tuple[tuple[int, str], ...]
    acting: tuple[tuple[int, int, str], ...]
    authorities: tuple[tuple[int, str], ...]
    topics: tuple[str, ...]
    processes: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person's absences and substitutes. `own` is whether it is the actor."""

    account: int
    name: str
    own: bool
    #: whether any of their roles has tasks: else there is nothing to enter
    has_tasks: bool
    absences: tuple[AbsenceView, ...]
    rules: tuple[RuleView, ...]
    given: tuple[Given, ...]
    open: int
    #: the rule of the person's posts, in the words of the register, where nobody is named
    by_post: tuple[str, ...]
    choices: Choices
    stands_in_for: tuple[For, ...]
    #: who entered, changed and ended what, the newest first
    log: tuple[LogRow, ...]


def show(tx: Transaction, account_id: int) -> PersonView:
    """The absences and substitutes of the actor, or of somebody the actor answers for; Forbidden for anybody else's."""
    tx.plan_by_values()
    person = account.get(tx, account_id)
    led = absences.access(tx, person)
    today = absences.standing(tx, person)
    coming = tuple(
        one
        for one in absence.of_account(tx, account_id, tx.today)
        if led is None or one.row.authority_id is None or one.row.authority_id in led
    )
    named = {rule.substitute_id for rule in today.snapshot.substitutes.get(account_id, ())}
    others = {one.id: one for one in account.find(tx, select(ACCOUNT.c.id).where(ACCOUNT.c.id.in_(named)))}
    given, held = _given(tx, today, account_id)
    return PersonView(
        account_id,
        person.name,
        led is None,
        any(absences.tasks_of(one.role) for one in person.memberships),
        tuple(_absence(tx, today, person, one, led) for one in coming),
        _rules(tx, today, person, led, coming, others),
        given,
        held,
        tuple(post.substitution.value for post in today.snapshot.held(account_id, tx.today)),
        _choices(tx, person),
        stands_in_for(tx) if led is None else (),
        tuple(
            one
            for one in absence_log.of_account(tx, account_id, MOST_LOGGED)
            if led is None or one.authority_id is None or one.authority_id in led
        ),
    )


def _absence(
    tx: Transaction, today: Standing, person: AccountRow, one: Entered, led: frozenset[int] | None
) -> AbsenceView:
    row = one.row
    first, last = _seen(tx, row)
    return AbsenceView(
        row.id,
        one.revision,
        row.first_day,
        row.last_day,
        row.first_day <= tx.today,
        "" if row.authority_id is None else today.snapshot.names[row.authority_id],
        one.reason,
        led is None or row.authority_id is None or row.authority_id in led,
        tuple(
            day
            for day in days(first, last)
            if not absences.is_covered(on_day(today, day), person, row.authority_id)
        ),
    )


def _seen(tx: Transaction, row: AbsenceRow) -> tuple[date, date]:
    """The days of an absence for which it is said who stands in: the first weeks of what is left of it."""
    first = max(row.first_day, tx.today)
    horizon = first + timedelta(days=DAYS - 1)
    return first, min(row.last_day or horizon, horizon)


def on_day(found: Standing, day: date) -> Standing:
    """The same on another day."""
    return Standing(found.snapshot, found.members, day)


def days(first: date, last: date) -> Iterable[date]:
    """The days from one to another."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _rules(
    tx: Transaction,
    today: Standing,
    person: AccountRow,
    led: frozenset[int] | None,
    coming: tuple[Entered, ...],
    others: Mapping[int, AccountRow],
) -> tuple[RuleView, ...]:
    rules = [
        one
        for one in today.snapshot.substitutes.get(person.id, ())
        if one.last_day is None or one.last_day >= tx.today
    ]
    words = _words(tx, {one.scope.process for one in rules} - {""})
    away = {
        one.id: tuple(
            day
            for found in coming
            for day in days(*_seen(tx, found.row))
            if one.is_valid(day) and _is_away(today, one.substitute_id, day, one.scope.authority)
        )
        for one in rules
    }
    return tuple(
        RuleView(
            one.id,
            one.substitute_id,
            others[one.substitute_id].name,
            "" if one.scope.authority is None else today.snapshot.names[one.scope.authority],
            one.scope.topic,
            words.get((one.scope.process, ""), one.scope.process),
            words.get((one.scope.process, one.scope.element), one.scope.element),
            one.first_day,
            one.last_day,
            one.acting,
            absences.is_able(person, others[one.substitute_id], one),
            place > 0,
            absences.answers_for(person, led, one.scope.authority),
            away[one.id],
        )
        for place, one in enumerate(rules)
    )


def _is_away(found: Standing, number: int, day: date, authority: int | None) -> bool:
    places = {place for place, _role in found.members} if authority is None else {authority}
    return any(found.snapshot.is_away(number, place, day) for place in places)


def _given(tx: Transaction, today: Standing, account_id: int) -> tuple[tuple[Given, ...], int]:
    """Who would see which of the open tasks of the person if they were away today."""
    held = substitute.held(tx, account_id)
    steps = _words(tx, {matter.process for matter, _tasks in held})
    counted: dict[int | None, Counter[str]] = {}
    for matter, tasks in held:
        name = steps.get((matter.process, matter.element), matter.element)
        for one in today.stand_ins(account_id, matter) or (None,):
            counted.setdefault(one, Counter())[name] += tasks
    names = names_of(tx, {one for one in counted if one is not None})
    found = [
        Given(
            one,
            names.get(one or 0, ""),
            count.total(),
            tuple(sorted(count.items(), key=lambda pair: (-pair[1], pair[0]))),
        )
        for one, count in counted.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.account is None, one.name, one.account or 0))), sum(
        tasks for _matter, tasks in held
    )


def _words(tx: Transaction, processes: Iterable[str]) -> dict[tuple[str, str], str]:
    """The names of processes (with an empty step) and of their steps; the newest version that has one names it."""
    keys = sorted(set(processes))
    if not keys:
        return {}
    rows = tx.execute(
        select(DEFINITION.c.key, DEFINITION.c.name, VERSION.c.id, VERSION.c.digest)
        .join(VERSION, VERSION.c.definition_id == DEFINITION.c.id)
        .where(DEFINITION.c.key.in_(keys), VERSION.c.state == VersionState.FINAL)
        .order_by(VERSION.c.number)
    ).all()
    found = {}
    for row in rows:
        found[row.key, ""] = row.name
        for graph in load_bundle(tx, row.id, row.digest).graphs.values():
            found.update({(row.key, node.id): node.label for node in graph.nodes.values()})
    return found


def names_of(tx: Transaction, accounts: Iterable[int]) -> dict[int, str]:
    """The names of these people."""
    rows = tx.execute(select(ACCOUNT.c.id, ACCOUNT.c.name).where(ACCOUNT.c.id.in_(sorted(set(accounts)))))
    return {row.id: row.name for row in rows}


def _choices(tx: Transaction, person: AccountRow) -> Choices:
    """What a rule can name: colleagues who may do some of the person's tasks, and what there is to be done there."""
    working = [one for one in person.memberships if one.role in WORKING]
    places = {one.authority_id: one.authority for one in working}
    able = [
        (MEMBERSHIP.c.authority_id == one.authority_id)
        & MEMBERSHIP.c.role.in_(sorted({one.role, Role.TEAM_LEAD} if one.role in LED else {one.role}))
        for one in working
    ]
    people = tx.execute(
        select(ACCOUNT.c.id, ACCOUNT.c.name)
        .join(MEMBERSHIP, MEMBERSHIP.c.account_id == ACCOUNT.c.id)
        .where(ACCOUNT.c.active, ACCOUNT.c.id != person.id, or_(*able) if able else ACCOUNT.c.id.is_(None))
        .distinct()
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id)
    ).all()
    # an index has all that is counted by; of many tasks only the kinds are joined
    some = (
        select(TASK.c.topic, TASK.c.version_id, TASK.c.element)
        .where(
            TASK.c.authority_id.in_(sorted(places)),
            TASK.c.role.in_(sorted({one.role for one in working})),
            TASK.c.state == TaskState.ACTIVE,
        )
        .distinct()
        .subquery()
    )
    kinds = tx.execute(
        select(some.c.topic, DEFINITION.c.key, some.c.element)
        .join(VERSION, VERSION.c.id == some.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
        .distinct()
    ).all()
    words = _words(tx, {row.key for row in kinds})
    steps = {(row.key, row.element): words.get((row.key, row.element), row.element) for row in kinds}
    return Choices(
        tuple((row.id, row.name) for row in people),
        _acting(tx, person, {row.id for row in people}),
        tuple(sorted(places.items(), key=lambda one: (one[1], one[0]))),
        tuple(sorted({row.topic for row in kinds})),
        tuple(
            sorted({row.key: words[row.key, ""] for row in kinds}.items(), key=lambda one: (one[1], one[0]))
        ),
        tuple(sorted(((*key, name) for key, name in steps.items()), key=lambda one: (one[2], one))),
    )


def _acting(tx: Transaction, person: AccountRow, able: Collection[int]) -> tuple[tuple[int, int, str], ...]:
    """Who is no team lead and could act as one for the person, where the actor says so."""
    places = absences.commissions_at(tx, person)
    if not places:
        return ()
    rows = tx.execute(
        select(ACCOUNT.c.id, MEMBERSHIP.c.authority_id, ACCOUNT.c.name)
        .join(MEMBERSHIP, MEMBERSHIP.c.account_id == ACCOUNT.c.id)
        .where(
            ACCOUNT.c.active,
            ACCOUNT.c.id != person.id,
            MEMBERSHIP.c.authority_id.in_(sorted(places)),
            MEMBERSHIP.c.role.in_(sorted(LED | {Role.HEAD_OF_OFFICE})),
        )
        .distinct()
        .order_by(ACCOUNT.c.name, ACCOUNT.c.id, MEMBERSHIP.c.authority_id)
    )
    return tuple((row.id, row.authority_id, row.name) for row in rows if row.id not in able)


def stands_in_for(tx: Transaction) -> tuple[For, ...]:
    """For whom the actor stands in today, or in the next weeks as it is entered now; each absence once, by days."""
    me = tx.actor.account
    snapshot = register.snapshot(tx)
    if me is None or not snapshot.absences:
        return ()
    places = frozenset(one.authority for one in tx.actor.memberships)
    today = Standing(snapshot, account.members(tx, places), tx.today)
    found = []
    for holder, away in sorted(snapshot.absences.items()):
        for one in away:
            first = max(one.first_day, tx.today)
            over = one.last_day is not None and one.last_day < tx.today
            if holder == me or over or first > tx.today + timedelta(days=DAYS):
                continue
            on = on_day(today, first)
            if any(
                list(on.shares(me, holder, place, role))
                for place in sorted(places)
                if one.covers(first, place)
                for role in sorted(WORKING)
                if tx.actor.may_work(place, role)
            ):
                found.append((holder, one))
    names = names_of(tx, {holder for holder, _one in found})
    return tuple(
        For(holder, names[holder], one.first_day, one.last_day, one.first_day <= tx.today)
        for holder, one in sorted(found, key=lambda pair: (pair[1].first_day, pair[0], pair[1].id))
    )
