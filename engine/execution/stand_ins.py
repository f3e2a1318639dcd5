"""Who stands in for somebody who is away: for which of their tasks, in which order. Pure, but for what is loaded first.

Whom the person has named comes first, in their order; who is away too, or may not do the task, is passed over for the
next one who is named – never for somebody whom the substitute has named. Where none of them is left, the rule of the
person's post counts. Whoever stands in may do exactly those tasks which the person has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from engine.actor import LED, PERMISSIONS, Action, Role
from engine.state import account, register, substitute
from engine.state.post import PostRow, Substitution
from engine.state.register import Snapshot
from engine.state.substitute import Matter, Scope
from engine.transaction import Transaction

#: whose roles have tasks
WORKING = PERMISSIONS[Action.WORK_TASK]
Members = Mapping[tuple[int, Role], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Share:
    """What one person does for another at an authority: tasks of a role in `scope`, but for what others do of it."""

    holder: int
    authority: int
    role: Role
    scope: Scope
    but: tuple[Scope, ...]

    def holds(self, matter: Matter) -> bool:
        """Whether a task of the holder is among them."""
        here = (matter.authority, matter.role) == (self.authority, self.role)
        return here and self.scope.holds(matter) and not any(one.holds(matter) for one in self.but)


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides who stands in for whom on a day: the register of that moment, and who has which role where."""

    snapshot: Snapshot
    members: Members
    on: date

    def is_away(self, number: int, authority: int) -> bool:
        """Whether the account is away from the authority."""
        return self.snapshot.is_away(number, authority, self.on)

    def may(self, number: int, authority: int, role: Role) -> bool:
        """Whether the account is active and may do tasks for the role there."""
        led = role in LED and number in self.members.get((authority, Role.TEAM_LEAD), ())
        return led or number in self.members.get((authority, role), ())

    def stand_ins(self, holder: int, matter: Matter) -> tuple[int, ...]:
        """Who does a task of the holder while the holder is away: nobody, one, or all team leads."""
        for scope, there in self._live(holder, matter.authority, matter.role):
            if scope.holds(matter):
                return there
        return ()

    def shares(self, me: int, holder: int, authority: int, role: Role) -> Iterator[Share]:
        """What `me` does of the holder's tasks for that role at the authority."""
        taken: list[Scope] = []
        for scope, there in self._live(holder, authority, role):
            if me in there:
                yield Share(holder, authority, role, scope, tuple(taken))
            taken.append(scope)
            if scope.is_whole:
                return

    def covered(self, holder: int, authority: int, role: Role) -> tuple[tuple[Scope, tuple[int, ...]], ...]:
        """Who does which part of the holder's tasks there; the last part is whole when nothing is left out."""
        found: list[tuple[Scope, tuple[int, ...]]] = []
        for scope, there in self._live(holder, authority, role):
            found.append((scope, there))
            if scope.is_whole:
                break
        return tuple(found)

    def _live(self, holder: int, authority: int, role: Role) -> Iterator[tuple[Scope, tuple[int, ...]]]:
        """Each part with those who are there for it and may do it; parts without anybody are left out."""
        for scope, people in self._named(holder, authority, role):
            there = tuple(
                one
                for one in people
                if one != holder
                and (self._acts(one, holder, authority, role) or self.may(one, authority, role))
                and not self.is_away(one, authority)
            )
            if there:
                yield scope, there

    def _acts(self, number: int, holder: int, authority: int, role: Role) -> bool:
        """Whether the account has the rights of the team lead for as long as the holder, who is one, is away."""
        active = any(number in there for (place, _role), there in self.members.items() if place == authority)
        return (role in LED and active) and any(
            rule.acting
            and rule.substitute_id == number
            and rule.scope.authority == authority
            and rule.is_valid(self.on)
            and holder in self.members.get((authority, Role.TEAM_LEAD), ())
            for rule in self.snapshot.substitutes.get(holder, ())
        )

    def _named(self, holder: int, authority: int, role: Role) -> Iterator[tuple[Scope, tuple[int, ...]]]:
        for rule in self.snapshot.substitutes.get(holder, ()):
            if rule.is_valid(self.on) and rule.scope.authority in (None, authority):
                yield rule.scope, (rule.substitute_id,)
        for post in self.snapshot.held(holder, self.on):
            if authority in (post.authority_id, post.seat_id):
                yield Scope(), self.for_post(post, authority)
                return

    def near(self, holder: int, authority: int) -> tuple[int, ...]:
        """Who stands in for somebody at the authority, whatever their role is, but not the rank above."""
        named = [
            one.substitute_id for one in self.snapshot.substitutes.get(holder, ()) if one.is_valid(self.on)
        ]
        return (*named, *beside(self.snapshot, holder, authority, self.on))

    def for_post(self, post: PostRow, authority: int) -> tuple[int, ...]:
        """Who does the work of a post by its rule, as far as they are at the authority."""
        match post.substitution:
            case Substitution.TEAM_LEAD:
                return self.members.get((authority, Role.TEAM_LEAD), ())
            case Substitution.POST:
                other = self.snapshot.post(post.substitute_post_id or 0, self.on)
                return () if other is None or other.is_vacant else (other.holder_id or 0,)
            case _:
                return ()


def beside(snapshot: Snapshot, holder: int, authority: int, on: date) -> tuple[int, ...]:
    """Whose post stands in on that day for the post somebody holds at the authority; never the rank above."""
    posts = (
        snapshot.post(one.substitute_post_id or 0, on)
        for one in snapshot.held(holder, on)
        if authority in (one.authority_id, one.seat_id)
    )
    return tuple(one.holder_id or 0 for one in posts if one is not None and not one.is_vacant)


def load(tx: Transaction, authorities: frozenset[int], on: date | None = None) -> Standing:
    """What decides at these authorities who stands in, today or on another day."""
    return Standing(register.snapshot(tx), account.members(tx, authorities), on or tx.today)


def mine(tx: Transaction) -> tuple[Share, ...]:
    """What the actor does today for others. Without anybody away where the actor works nothing but the register is
    asked.
    """
    me = tx.actor.account
    places = tx.actor.authorities(Action.WORK_TASK)
    if me is None or not places:
        return ()
    snapshot = register.snapshot(tx)
    away = [
        (one, place)
        for one in sorted(snapshot.absences)
        if one != me and _may_concern(tx, snapshot, one)
        for place in sorted(places)
        if snapshot.is_away(one, place, tx.today)
    ]
    if not away:
        return ()
    standing = Standing(snapshot, account.members(tx, {place for _one, place in away}), tx.today)
    return tuple(
        share
        for holder, place in away
        for role in Role
        if tx.actor.may_work(place, role)
        for share in standing.shares(me, holder, place, role)
    )


def _may_concern(tx: Transaction, snapshot: Snapshot, holder: int) -> bool:
    """Whether any rule for the holder leads to the actor: asked first, because most people are nobody's concern."""
    me = tx.actor.account
    if any(one.substitute_id == me for one in snapshot.substitutes.get(holder, ())):
        return True
    leads = Role.TEAM_LEAD in tx.actor.roles()
    for post in snapshot.held(holder, tx.today):
        other = snapshot.post(post.substitute_post_id or 0, tx.today)
        if (leads and post.substitution is Substitution.TEAM_LEAD) or (other and other.holder_id == me):
            return True
    return False


def of_task(tx: Transaction, task_id: int, authority_id: int, holder: int | None) -> tuple[int, ...]:
    """Who does the task today for whoever has it; nobody when they are there."""
    snapshot = register.snapshot(tx)
    if holder is None or not snapshot.is_away(holder, authority_id, tx.today):
        return ()
    standing = Standing(snapshot, account.members(tx, {authority_id}), tx.today)
    return standing.stand_ins(holder, substitute.matters(tx, [task_id])[task_id][1])


def told_beside(tx: Transaction, given: Mapping[int, int]) -> dict[int, tuple[int, ...]]:
    """Who does the tasks (by number, with who has each) that were given to people who are away; others are left out.

    Nobody away: nothing but the register is asked.
    """
    snapshot = register.snapshot(tx)
    away = {
        number: holder
        for number, holder in given.items()
        if any(one.covers(tx.today, one.authority_id or 0) for one in snapshot.absences.get(holder, ()))
    }
    if not away:
        return {}
    found = substitute.matters(tx, away)
    standing = Standing(
        snapshot, account.members(tx, {matter.authority for _holder, matter in found.values()}), tx.today
    )
    return {
        number: standing.stand_ins(away[number], matter)
        for number, (_holder, matter) in sorted(found.items())
        if standing.is_away(away[number], matter.authority)
    }
