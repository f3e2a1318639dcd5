"""Who is told at a rung: people by what they are at which authority, read once for a batch of tasks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from engine.actor import Role
from engine.competence import Competent
from engine.escalation import Clock, House, Rung, Target, address
from engine.execution.stand_ins import Standing
from engine.state import account, agreement, case_lead, register
from engine.state.case_lead import CaseLead
from engine.state.escalation import DueTask
from engine.state.register import Snapshot
from engine.state.substitute import Matter
from engine.transaction import Transaction

#: what an agreement can say, the narrower first
_RANKS = ((Role.TEAM_LEAD, Target.TEAM_LEAD), (Role.HEAD_OF_OFFICE, Target.HEAD))


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told: the rung's own addressee or who stands in for it, at which authority, and the accounts."""

    target: Target
    authority: int | None
    accounts: tuple[int, ...]
    #: among them whoever stands in for those who are away
    with_stand_in: bool = False

    @property
    def reaches_nobody(self) -> bool:
        """Whether somebody should know, but nobody is there."""
        return self.target is not Target.NOBODY and not self.accounts


@dataclass(frozen=True, slots=True)
class Directory:
    """What is known of the people and authorities of a batch."""

    members: Mapping[tuple[int, Role], tuple[int, ...]]
    agreed: Mapping[int, frozenset[Role]]
    coordinations: Mapping[str, int | None]
    #: by case, who leads it by name, and who is at work on it where it is led
    case_leads: Mapping[int, CaseLead]
    names: Mapping[int, str]
    #: by authority, the active accounts there
    present: Mapping[int, frozenset[int]]
    standing: Standing

    def house(self, task: DueTask) -> House:
        """Whether the task is at the authority that leads its case, and what is agreed on with it otherwise."""
        roles = self.agreed.get(task.authority_id, frozenset())
        highest = [target for role, target in _RANKS if role in roles]
        return House(task.authority_id == task.leading, highest[-1] if highest else None)

    def told(self, task: DueTask, rung: Rung, *, coordination_knows: bool) -> Told:
        """Whom the rung of the task reaches. Where nobody is, the next rank is told, at last the coordination.

        `coordination_knows` is whether somebody there was told of the same time of the task at an earlier rung.
        """
        house = self.house(task)
        target = address(rung.target, house, rung.clock, coordination_knows=coordination_knows)
        if target is Target.NOBODY:
            return Told(target, None, ())
        return self._reach(task, target, house, rung.clock)

    def _reach(self, task: DueTask, target: Target, house: House, clock: Clock) -> Told:
        there, lead = task.authority_id, task.leading
        beside: tuple[int, ...] = ()
        match target:
            case Target.CLERK:
                found, beside = self._desk(task, house)
            case Target.CASE_LEAD:
                return self.case_lead(task.case_id, lead, task.ags)
            case Target.TEAM_LEAD:
                found = self.members.get((there, Role.TEAM_LEAD), ())
                beside = self._beside(found, there, Target.HEAD, house)
            case Target.HEAD:
                found = self.members.get((there, Role.HEAD_OF_OFFICE), ())
                beside = self._beside(found, there, Target.TEAM_LEAD, house)
            case _:
                return self.coordination(lead, task.ags)
        if found:
            return Told(target, there, tuple(dict.fromkeys(found + beside)), bool(beside))
        above = {Target.CLERK: Target.TEAM_LEAD, Target.TEAM_LEAD: Target.HEAD}.get(
            target, Target.COORDINATION
        )
        # the next rank of another house too only by agreement
        return self._reach(task, above if house.lets_in(above) else Target.COORDINATION, house, clock)

    def _desk(self, task: DueTask, house: House) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Whoever has the task, and who is told beside them because they are away; else those who could take it, and
        their team lead.

        Where nobody stands in, the team lead is told, in another house without an agreement the group.
        """
        there, holder = task.authority_id, task.assignee_id
        group = self.members.get((there, task.role), ())
        leads = self.members.get((there, Role.TEAM_LEAD), ()) if house.lets_in(Target.TEAM_LEAD) else ()
        if holder is None or not self.is_there(holder, there):
            return tuple(dict.fromkeys(group + leads)), ()
        if not self.is_away(holder, there):
            return (holder,), ()
        beside = tuple(one for one in self.stand_ins(task) or leads or group if one != holder)
        return (holder,), beside

    def _beside(self, found: tuple[int, ...], there: int, next_to: Target, house: House) -> tuple[int, ...]:
        """Who is told beside those of a rank when all of them are away: who stands in for them there, else the
        rank next to it, above the team lead or below the head.
        """
        if not found or not all(self.is_away(one, there) for one in found):
            return ()
        others = [one for who in found for one in self.standing.near(who, there)]
        near = tuple(one for one in others if self.is_there(one, there) and not self.is_away(one, there))
        if near or not house.lets_in(next_to):
            return near
        return self.members.get((there, next(role for role, target in _RANKS if target is next_to)), ())

    def is_away(self, number: int, authority: int) -> bool:
        """Whether the account is away from the authority."""
        return self.standing.is_away(number, authority)

    def stand_ins(self, task: DueTask) -> tuple[int, ...]:
        """Who is there and does the assignee's task in their place, as far as they may do it."""
        matter = Matter(task.authority_id, task.role, task.topic, task.process_key, task.element)
        return self.standing.stand_ins(task.assignee_id or 0, matter)

    def stand_in_for(self, task: DueTask) -> Told:
        """Whoever does the work of the assignee's post while they are away, as far as they are there."""
        there = task.authority_id
        return Told(
            Target.CLERK, there, tuple(one for one in self.stand_ins(task) if not self.is_away(one, there))
        )

    def holder(self, task: DueTask) -> Told:
        """Whoever has the task, also in another house: nobody if it is nobody's or they have left."""
        found = () if task.assignee_id is None else (task.assignee_id,)
        there = task.authority_id
        return Told(Target.CLERK, there, tuple(one for one in found if self.is_there(one, there)))

    def is_there(self, number: int, authority: int) -> bool:
        """Whether the account is active and has a role at the authority."""
        return number in self.present.get(authority, ())

    def case_lead(self, case_id: int, leading: int, ags: str) -> Told:
        """The case manager by name, else whoever is at work on the case where it is led; else the case managers there,
        else the team lead.

        When all of them are away, the next of these of whom somebody is there is told beside them.
        """
        known = self.case_leads.get(case_id, CaseLead())
        named = () if known.manager is None else (known.manager,)
        choices = (
            *(tuple(one for one in each if self.is_there(one, leading)) for each in (named, known.at_work)),
            self.members.get((leading, Role.CASE_MANAGER), ()),
            self.members.get((leading, Role.TEAM_LEAD), ()),
            self.members.get((leading, Role.HEAD_OF_OFFICE), ()),
        )
        found = next((one for one in choices[:-1] if one), ())
        if not found:
            return self.coordination(leading, ags)
        present = (tuple(who for who in one if not self.is_away(who, leading)) for one in choices)
        near = next((one for one in present if one), ())
        beside = () if set(near) & set(found) else near
        return Told(Target.CASE_LEAD, leading, (*found, *beside), bool(beside))

    def coordination(self, leading: int, ags: str) -> Told:
        """The coordination of the authority that leads the case, else the one of the place; where neither has one, the
        head of office or the team lead of the authority that leads it: somebody must know. When all of them are away,
        the next of these of whom somebody is there is told beside them.
        """
        place = self.coordinations.get(ags)
        houses = [(Target.COORDINATION, one, Role.COORDINATOR) for one in (leading, place) if one is not None]
        ranks = [(target, leading, role) for role, target in reversed(_RANKS)]
        choices = [
            Told(target, one, found)
            for target, one, role in (*houses, *ranks)
            if (found := self.members.get((one, role), ()))
        ]
        if not choices:
            return Told(Target.COORDINATION, place, ())
        first = choices[0]
        near = next((found for one in choices if (found := self._present(one))), ())
        beside = tuple(one for one in near if one not in first.accounts)
        return replace(first, accounts=(*first.accounts, *beside), with_stand_in=bool(beside))

    def _present(self, told: Told) -> tuple[int, ...]:
        """Who of them is not away."""
        return tuple(one for one in told.accounts if not self.is_away(one, told.authority or 0))


def directory(
    tx: Transaction,
    authorities: Iterable[int],
    foreign: Collection[int],
    places: Collection[str],
    cases: Collection[int],
) -> Directory:
    """Read what is needed for tasks at these authorities, some of them foreign to their case, of cases at these places
    (AGS); `cases` are those of which somebody asks who leads them.
    """
    snapshot = register.snapshot(tx)
    coordinations = {ags: _coordination(tx, snapshot, ags) for ags in sorted(places)}
    there = {*authorities, *(one for one in coordinations.values() if one is not None)}
    members = account.members(tx, there)
    present: dict[int, frozenset[int]] = {}
    for (place, _), found in members.items():
        present[place] = present.get(place, frozenset()).union(found)
    return Directory(
        members,
        agreement.agreements(tx, foreign),
        coordinations,
        case_lead.of_cases(tx, cases),
        snapshot.names,
        present,
        Standing(snapshot, members, tx.today),
    )


def _coordination(tx: Transaction, snapshot: Snapshot, ags: str) -> int | None:
    answer = snapshot.ask("kim_koordination", ags, tx.today)
    return snapshot.ids[answer.authority] if isinstance(answer, Competent) else None
