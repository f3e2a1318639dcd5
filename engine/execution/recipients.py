"""Who is told at a rung: people by what they are at which authority, read once for a batch of tasks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from engine.actor import Role
from engine.competence import Competent
from engine.escalation import Clock, House, Rung, Target, address
from engine.state import account, agreement, escalation, register
from engine.state.escalation import DueTask
from engine.state.register import Snapshot
from engine.transaction import Transaction

#: what an agreement can say, the narrower first
_RANKS = ((Role.TEAM_LEAD, Target.TEAM_LEAD), (Role.HEAD_OF_OFFICE, Target.HEAD))


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told: the rung's own addressee or who stands in for it, at which authority, and the accounts."""

    target: Target
    authority: int | None
    accounts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Directory:
    """What is known of the people and authorities of a batch."""

    members: Mapping[tuple[int, Role], tuple[int, ...]]
    agreed: Mapping[int, frozenset[Role]]
    coordinations: Mapping[str, int | None]
    #: by case, who is at work on it where it is led
    at_work: Mapping[int, tuple[int, ...]]
    names: Mapping[int, str]
    #: by authority, the active accounts there
    present: Mapping[int, frozenset[int]]

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
        match target:
            case Target.CLERK:
                found = self._desk(task, house)
            case Target.CASE_LEAD:
                return self.case_lead(task.case_id, lead, task.ags)
            case Target.TEAM_LEAD:
                found = self.members.get((there, Role.TEAM_LEAD), ())
            case Target.HEAD:
                found = self.members.get((there, Role.HEAD_OF_OFFICE), ())
            case _:
                return self.coordination(lead, task.ags)
        if found:
            return Told(target, there, found)
        above = {Target.CLERK: Target.TEAM_LEAD, Target.TEAM_LEAD: Target.HEAD}.get(
            target, Target.COORDINATION
        )
        # the next rank of another house too only by agreement
        return self._reach(task, above if house.lets_in(above) else Target.COORDINATION, house, clock)

    def _desk(self, task: DueTask, house: House) -> tuple[int, ...]:
        """Whoever has the task; else those who could take it, and their team lead."""
        group = self.members.get((task.authority_id, task.role), ())
        leads = self.members.get((task.authority_id, Role.TEAM_LEAD), ())
        if task.assignee_id is not None and self.is_there(task.assignee_id, task.authority_id):
            return (task.assignee_id,)
        with_leads = group + leads if house.lets_in(Target.TEAM_LEAD) else group
        return tuple(dict.fromkeys(with_leads))

    def holder(self, task: DueTask) -> Told:
        """Whoever has the task, also in another house: nobody if it is nobody's or they have left."""
        found = () if task.assignee_id is None else (task.assignee_id,)
        there = task.authority_id
        return Told(Target.CLERK, there, tuple(one for one in found if self.is_there(one, there)))

    def is_there(self, number: int, authority: int) -> bool:
        """Whether the account is active and has a role at the authority."""
        return number in self.present.get(authority, ())

    def case_lead(self, case_id: int, leading: int, ags: str) -> Told:
        """Whoever is at work on the case where it is led; else the case managers there, else the team lead."""
        choices = (
            tuple(one for one in self.at_work.get(case_id, ()) if self.is_there(one, leading)),
            self.members.get((leading, Role.CASE_MANAGER), ()),
            self.members.get((leading, Role.TEAM_LEAD), ()),
        )
        found = next((one for one in choices if one), ())
        return Told(Target.CASE_LEAD, leading, found) if found else self.coordination(leading, ags)

    def coordination(self, leading: int, ags: str) -> Told:
        """The coordination of the authority that leads the case, else the one of the place."""
        for place in (leading, self.coordinations.get(ags)):
            found = () if place is None else self.members.get((place, Role.COORDINATOR), ())
            if found:
                return Told(Target.COORDINATION, place, found)
        return Told(Target.COORDINATION, self.coordinations.get(ags), ())


def directory(
    tx: Transaction,
    authorities: Iterable[int],
    foreign: Collection[int],
    places: Collection[str],
    cases: Collection[int],
) -> Directory:
    """Read what is needed for tasks at these authorities, some of them foreign to their case, of cases at these places
    (AGS); `cases` are those of which somebody asks who is at work on them.
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
        escalation.at_work(tx, cases),
        snapshot.names,
        present,
    )


def _coordination(tx: Transaction, snapshot: Snapshot, ags: str) -> int | None:
    answer = snapshot.ask("kim_koordination", ags, tx.today)
    return snapshot.ids[answer.authority] if isinstance(answer, Competent) else None
