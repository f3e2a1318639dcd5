"""What follows from an absence and from naming a substitute: who may enter it, whom it concerns, what it moves."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import replace
from datetime import date

from engine.actor import LED, Action, Role
from engine.errors import Forbidden
from engine.execution import amendment, stand_ins
from engine.execution.notify import Notice, NoticeKind, notify_all
from engine.execution.stand_ins import Standing
from engine.state import absence, account, authority, open_task, register, register_change, substitute
from engine.state.absence import Entered
from engine.state.account import AccountRow
from engine.state.register import Snapshot
from engine.state.register_change import ChangeKind
from engine.state.substitute import SubstituteRow
from engine.transaction import Transaction


def must_have_tasks(person: AccountRow) -> None:
    """Raise Forbidden where nobody would stand in: for a guest, an auditor, an administrator and nothing else."""
    if not any(tasks_of(one.role) for one in person.memberships):
        raise Forbidden(
            f"Expected to enter an absence of account {person.id}, but no role of theirs has tasks"
        )


def led_at(tx: Transaction, person: AccountRow, known: Snapshot | None = None) -> frozenset[int]:
    """Where the actor answers for the person: gives out their tasks, or administers the territory. Who only acts as
    team lead never answers for those whose absence lets them. `known`: the register, if it was read.
    """
    places = {one.authority_id for one in person.memberships}
    led = {
        one.authority_id for one in person.memberships if tx.actor.may_hand_out(one.authority_id, one.role)
    }
    led -= _rests_on(tx, person, led, known)
    if tx.actor.may(Action.ADMINISTER):
        rest = sorted(places - led)
        led |= {one for one in rest if amendment.may_change(tx, authority.get(tx, one).territory)}
    return frozenset(led)


def _rests_on(tx: Transaction, person: AccountRow, places: Set[int], known: Snapshot | None) -> set[int]:
    """Where the actor leads only because the person is away: nobody prolongs the rights they act with."""
    leads = {
        one
        for one in places
        if {Role.TEAM_LEAD, Role.HEAD_OF_OFFICE} & tx.actor.roles(one) == {Role.TEAM_LEAD}
    }
    if not leads:
        return set()
    found: set[int | None] = set()
    for holder, rules in (known or register.snapshot(tx)).substitutes.items():
        acting = [one for one in rules if one.acting and one.is_valid(tx.today)]
        for one in acting:
            before = {other.substitute_id for other in acting if other.position < one.position}
            if one.substitute_id == tx.actor.account and person.id in {holder, *before}:
                found.add(one.scope.authority)
    return leads & found


def access(tx: Transaction, person: AccountRow) -> frozenset[int] | None:
    """Where the actor says when the person is away: None for oneself, everywhere; Forbidden for a stranger."""
    if person.id == tx.actor.account:
        return None
    led = led_at(tx, person)
    if not led:
        raise Forbidden(
            f"Expected to enter an absence of account {person.id}, but one does not answer for that person"
        )
    return led


def commissions_at(tx: Transaction, person: AccountRow) -> frozenset[int]:
    """Where the actor says who acts in place of the person, who is the only team lead there: as head of office, or who
    administers the territory; never the person, nor whoever acts already.
    """
    leading = {one.authority_id for one in person.memberships if one.role is Role.TEAM_LEAD}
    above = {one for one in leading if Role.HEAD_OF_OFFICE in tx.actor.roles(one)}
    if person.id == tx.actor.account or not (above or tx.actor.may(Action.ADMINISTER)):
        return frozenset()
    return frozenset(
        one
        for one in leading & led_at(tx, person)
        if (one in above or Role.TEAM_LEAD not in tx.actor.roles(one))
        and not set(account.holding(tx, one, Role.TEAM_LEAD)) - {person.id}
    )


def may_act(other: AccountRow, authority_id: int) -> bool:
    """Whether somebody can act as team lead there: they work at the authority, or head it."""
    return other.active and any(
        one.authority_id == authority_id and one.role in LED | {Role.HEAD_OF_OFFICE}
        for one in other.memberships
    )


def is_able(person: AccountRow, other: AccountRow, rule: SubstituteRow) -> bool:
    """Whether somebody may do, now, any of the person's tasks for which the rule names them."""
    scope = rule.scope
    if rule.acting:
        return scope.authority is not None and may_act(other, scope.authority)
    places = [one for one in person.memberships if scope.authority in (None, one.authority_id)]
    return other.active and any(other.actor.may_work(one.authority_id, one.role) for one in places)


def wrong_acting(
    tx: Transaction, person: AccountRow, other: AccountRow, rule: SubstituteRow
) -> dict[str, str]:
    """Why somebody cannot act for the person as the rule says, by field; empty when they can."""
    scope = rule.scope
    if scope.authority is None or scope.authority not in commissions_at(tx, person):
        return {
            "substitute": "Kommissarisch vertreten lässt sich nur die einzige Teamleitung einer Behörde; das "
            "bestimmt die Amtsleitung oder die Administration."
        }
    if not scope.is_whole:
        return {
            "substitute": "Wer die Teamleitung kommissarisch vertritt, vertritt sie ganz. Bitte wählen Sie nichts aus."
        }
    if not may_act(other, scope.authority):
        return {"substitute": f"{other.name} arbeitet nicht bei dieser Behörde."}
    acting = [one for one in substitute.rules_of(tx, person.id) if one.acting and one.scope == scope]
    if any(one.substitute_id == other.id and one.meets(rule) for one in acting):
        return {"substitute": f"{other.name} ist für einen Teil dieser Tage schon kommissarisch eingetragen."}
    return {}


def answers_for(person: AccountRow, led: frozenset[int] | None, authority_id: int | None) -> bool:
    """Whether whoever has that access says who stands in for the person at the authority, or (None) everywhere."""
    return led is None or authority_id in led or led >= {one.authority_id for one in person.memberships}


def standing(tx: Transaction, person: AccountRow, on: date | None = None) -> Standing:
    """What decides who stands in for the person, today or on another day."""
    return stand_ins.load(tx, frozenset(one.authority_id for one in person.memberships), on)


def concerned(found: Standing, person: AccountRow) -> set[int]:
    """Who does any of the person's tasks on that day."""
    return {
        one
        for member in person.memberships
        for _scope, there in found.covered(person.id, member.authority_id, member.role)
        for one in there
    }


def is_covered(found: Standing, person: AccountRow, authority_id: int | None = None) -> bool:
    """Whether somebody does every task of the person on that day, at one authority or at all."""
    parts = [
        found.covered(person.id, member.authority_id, member.role)
        for member in person.memberships
        if authority_id in (None, member.authority_id) and tasks_of(member.role)
    ]
    return all(part and part[-1][0].is_whole for part in parts)


def tasks_of(role: Role) -> bool:
    """Whether whoever has the role has tasks."""
    return role in stand_ins.WORKING


def leads(found: Standing, person: AccountRow) -> set[int]:
    """Who answers for the person as team lead; for a team lead the head of office does."""
    told: set[int] = set()
    for member in person.memberships:
        above = Role.TEAM_LEAD if member.role in LED - {Role.TEAM_LEAD} else Role.HEAD_OF_OFFICE
        told.update(found.members.get((member.authority_id, above), ()))
    return told - {person.id}


def tell(tx: Transaction, person: AccountRow, first: date | None) -> None:
    """Tell the substitutes and the team lead that somebody is away from that day on (None: not any more, or otherwise
    than they were told).
    """
    found = standing(tx, person, max(first or tx.today, tx.today))
    detail = {} if first is None else {"due": first.isoformat()}
    above = leads(found, person)
    near = concerned(found, person) - above
    kind = NoticeKind.TEAM_ABSENCE
    if first is not None and not is_covered(found, person):
        kind = NoticeKind.UNCOVERED
    told = [(one, Notice(NoticeKind.STAND_IN, detail=detail)) for one in sorted(near)]
    told += [(one, Notice(kind, detail=detail)) for one in sorted(above)]
    if tx.actor.account is not None:  # not the turn of a day
        told.append((person.id, Notice(NoticeKind.OWN_ABSENCE, detail=detail)))
    notify_all(tx, told)


def tell_named(tx: Transaction, person: AccountRow, substitute_id: int, coming: Iterable[Entered]) -> None:
    """Tell somebody who is named, or not any more, if that concerns an absence that is entered; and the person."""
    told = [(person.id, Notice(NoticeKind.OWN_ABSENCE))]
    first = next(iter(coming), None)
    if first is not None:
        detail = {"due": max(first.row.first_day, tx.today).isoformat()}
        told.append((substitute_id, Notice(NoticeKind.STAND_IN, detail=detail)))
    notify_all(tx, told)


def begin(tx: Transaction, found: Entered) -> None:
    """An absence has begun: tell whom it concerns, and let the tasks of the person's posts go where they belong now."""
    person = account.get(tx, found.row.account_id)
    absence.tell(tx, found.row.id, begun_at=tx.now)
    tell(tx, person, found.row.first_day)
    place_anew(tx, person)


def end(tx: Transaction, found: Entered) -> None:
    """An absence is over: the tasks are the person's alone again, unless another absence goes on."""
    person = account.get(tx, found.row.account_id)
    snapshot = register.snapshot(tx)
    for place in sorted({one.authority_id for one in person.memberships}):
        if not snapshot.is_away(person.id, place, tx.today):
            substitute.give_back(tx, person.id, place)
    tell(tx, person, None)
    place_anew(tx, person)


def turn_rule(tx: Transaction, person: AccountRow, rule: SubstituteRow, *, told: bool) -> None:
    """A rule counts from today on, or no longer: where the person is away now, tasks go where they belong, and whoever
    is named is told; the team lead, where nobody does everything any more.
    """
    found = standing(tx, person)
    places = {
        one.authority_id for one in person.memberships if rule.scope.authority in (None, one.authority_id)
    }
    if not any(found.is_away(person.id, one) for one in places):
        return
    place_anew(tx, person)
    if not told:
        return
    detail = {"due": tx.today.isoformat()} if rule.is_valid(tx.today) else {}
    notices = [(rule.substitute_id, Notice(NoticeKind.STAND_IN, detail=detail))]
    if not detail and not is_covered(found, person):
        above = sorted(leads(found, person) - {rule.substitute_id})
        notices += [(one, Notice(NoticeKind.UNCOVERED)) for one in above]
    notify_all(tx, notices)


def place_if_away(tx: Transaction, person: AccountRow) -> None:
    """Where the person is away today, somebody else may be there for the tasks now, or nobody any more."""
    found = standing(tx, person)
    if any(found.is_away(person.id, one.authority_id) for one in person.memberships):
        place_anew(tx, person)


def place_anew(tx: Transaction, person: AccountRow) -> None:
    """Let the open tasks that nobody has go where the posts say now, also those of whoever is away and has named the
    person; who has begun one keeps it.
    """
    snapshot = register.snapshot(tx)
    led = [
        holder
        for holder, rules in sorted(snapshot.substitutes.items())
        if any(one.substitute_id == person.id and one.is_valid(tx.today) for one in rules)
        and any(one.covers(tx.today, one.authority_id or 0) for one in snapshot.absences.get(holder, ()))
    ]
    held = [post for one in (person.id, *led) for post in snapshot.held(one, tx.today)]
    for post in held:
        register_change.add(
            tx,
            ChangeKind.ABSENCE,
            tx.today,
            "",
            before={},
            after={},
            authority_id=post.authority_id,
            post_id=post.id,
        )
    # what nobody was there for may be of another post, whose rule leads to the person
    waiting = open_task.is_any_unresolved(tx) and not register_change.is_looking(tx)
    if waiting:
        register_change.add(tx, ChangeKind.ABSENCE, tx.today, "", before={}, after={})
    if held or waiting:
        amendment.enqueue_due(tx)


def ring(snapshot: Snapshot, rule: SubstituteRow, today: date) -> tuple[date, int] | None:
    """The first day on which the rule would make people who are all away stand in for each other, and the substitute
    who is away then; None when it never does.
    """
    rules = {**snapshot.substitutes, rule.account_id: (*snapshot.substitutes.get(rule.account_id, ()), rule)}
    first = max(rule.first_day, today)
    days = {first} | {one.first_day for away in snapshot.absences.values() for one in away}
    days |= {one.first_day for named in rules.values() for one in named}
    for on in sorted(day for day in days if day >= first and rule.is_valid(day)):
        if _is_away(snapshot, rule.account_id, on) and _reaches(snapshot, rules, rule, on):
            return on, rule.substitute_id
    return None


def _reaches(
    snapshot: Snapshot, rules: dict[int, tuple[SubstituteRow, ...]], rule: SubstituteRow, on: date
) -> bool:
    seen: set[int] = set()
    ahead = [rule.substitute_id]
    while ahead:
        one = ahead.pop()
        if one == rule.account_id:
            return True
        if one in seen or not _is_away(snapshot, one, on):
            continue
        seen.add(one)
        ahead += [next_.substitute_id for next_ in rules.get(one, ()) if next_.is_valid(on)]
    return False


def _is_away(snapshot: Snapshot, number: int, on: date) -> bool:
    return any(
        one.covers(on, one.authority_id) if one.authority_id is not None else one.covers(on)
        for one in snapshot.absences.get(number, ())
    )


def numbered(rules: Iterable[SubstituteRow]) -> tuple[SubstituteRow, ...]:
    """The rules with positions from 1 on, in their order."""
    return tuple(replace(one, position=place) for place, one in enumerate(rules, 1))
