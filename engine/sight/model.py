"""What one reads of a case, and why: the answer every screen asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import IntEnum, StrEnum

from engine.sight.partition import Partition


class Level(IntEnum):
    """How much of something one has before oneself: nothing, its content, or an open task on it."""

    NONE = 0
    READ = 1
    WORK = 2


class Purpose(StrEnum):
    """What for an authority reads; the values are stored with each logged read."""

    LEAD = "lead"
    TASK = "task"
    #: the authority takes part; no task there is the actor's own
    PART = "part"
    NORM = "norm"
    CONSENT = "consent"
    AUDIT = "audit"
    BREAK_GLASS = "break_glass"
    IMPERSONAL = "impersonal"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Ground:
    """Why something is readable: the purpose, and in words the step, norm, consent or reason; until when it holds.

    `recipient` is the topic to which the person has released it.
    """

    purpose: Purpose
    basis: str = ""
    authority: int | None = None
    until: date | datetime | None = None
    recipient: str = ""


@dataclass(frozen=True, slots=True)
class Granted:
    """A level and the strongest ground for it; no ground for nothing."""

    level: Level = Level.NONE
    ground: Ground | None = None


_NOTHING = Granted()


@dataclass(frozen=True, slots=True)
class Sight:
    """What the actor reads of one case. Ask it of a thing by the process instance the thing belongs to.

    `exists` says whether the actor is to be told that there is such a case; `outside` that none of the authorities by
    which they read it leads it, so that the read is logged.
    """

    case_id: int
    exists: bool
    outside: bool = True
    #: one ground that opens the whole case: break-glass, a case about nobody, the system itself
    whole: Ground | None = None
    #: the groups of the version that each instance of the case runs
    partitions: Mapping[int, Partition] = field(default_factory=dict)
    groups: Mapping[tuple[int, str], Granted] = field(default_factory=dict)
    #: what tasks of one's own open beyond the groups
    elements: Mapping[tuple[int, str], Granted] = field(default_factory=dict)
    forms: Mapping[tuple[int, str], Granted] = field(default_factory=dict)
    #: whether one of the authorities leads: what belongs to the case and to no process is for these
    leads: bool = False
    #: the person record of the case and the pre-checks computed from it
    record: Granted = _NOTHING
    #: the open tasks of others than who leads that rest on nothing but a release that has ended
    over: frozenset[int] = frozenset()
    #: the authorities the actor is told of: their own, who leads, and those they have to do with there
    partners: frozenset[int] = frozenset()

    def of_group(self, instance: int | None, group: str) -> Granted:
        """The level of a data group of an instance, or of what belongs to the case itself (`instance` None)."""
        if self.whole is not None:
            return Granted(Level.READ, self.whole)
        if instance is None:
            return Granted(Level.READ, Ground(Purpose.LEAD)) if self.exists and self.leads else _NOTHING
        return self.groups.get((instance, group), _NOTHING)

    def of_form(self, instance: int, form: str | None) -> Granted:
        """The level of what a form has asked for; with one of its groups, or a task with it."""
        own = self.forms.get((instance, form or ""), _NOTHING)
        return self._best(
            instance, own, () if self._misses(instance) else self.partitions[instance].of_form(form)
        )

    def of_element(self, instance: int, element: str | None) -> Granted:
        """The level of what happened at an element: facts, decisions, timers, comments of its task."""
        own = self.elements.get((instance, element or ""), _NOTHING)
        if self._misses(instance):
            return self._best(instance, own, ())
        groups = self.partitions[instance].of_element(element)
        if not groups and self.reads_all(instance):
            groups = (self.partitions[instance].procedure,)
        return self._best(instance, own, groups)

    def of_variable(self, instance: int, variable: str) -> Granted:
        """The level of a value: with any form that asks for it; what the process computes goes with the procedure."""
        if self._misses(instance):
            return self._best(instance, _NOTHING, ())
        asking = self.partitions[instance].asked_by(variable)
        if not asking:
            return self.of_element(instance, None)
        return max((self.of_form(instance, form) for form in sorted(asking)), key=lambda one: one.level)

    def reads_group(self, instance: int | None, group: str) -> bool:
        """Whether `of_group` is more than nothing."""
        return self.of_group(instance, group).level > Level.NONE

    def reads_form(self, instance: int, form: str | None) -> bool:
        """Whether `of_form` is more than nothing."""
        return self.of_form(instance, form).level > Level.NONE

    def reads_element(self, instance: int | None, element: str | None) -> bool:
        """Whether `of_element` is more than nothing; what belongs to no instance is for whoever leads the case."""
        if instance is None:
            return self.reads_group(None, "")
        return self.of_element(instance, element).level > Level.NONE

    def reads_variable(self, instance: int, variable: str) -> bool:
        """Whether `of_variable` is more than nothing."""
        return self.of_variable(instance, variable).level > Level.NONE

    def reads_procedure(self, instance: int) -> bool:
        """Whether the course of the procedure is readable: its position, its milestones, what it computed."""
        return self.of_element(instance, None).level > Level.NONE

    @property
    def reads_record(self) -> bool:
        """Whether the person record and its pre-checks are readable."""
        return self.whole is not None or self.record.level > Level.NONE

    def reads_all(self, instance: int) -> bool:
        """Whether every data group of the instance is readable."""
        if self._misses(instance):
            return self.whole is not None
        return all(self.reads_group(instance, one.group) for one in self.partitions[instance].groups)

    def reads_anything(self, instance: int) -> bool:
        """Whether the actor is to be told that this process runs at all."""
        return (
            self.whole is not None
            or any(number == instance for number, _ in self.elements)
            or any(number == instance and one.level for (number, _), one in self.groups.items())
        )

    def knows(self, authority: int) -> bool:
        """Whether the actor is told that the authority takes part, or did: of the others nothing, not even how many."""
        return self.whole is not None or self.leads or authority in self.partners

    @property
    def complete(self) -> bool:
        """Whether nothing of the case is left out."""
        return self.whole is not None or (
            self.leads and self.reads_record and all(self.reads_all(one) for one in self.partitions)
        )

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Every ground the sight rests on, each once, in a fixed order."""
        found = [*self.groups.values(), *self.forms.values(), *self.elements.values()]
        each = {one.ground for one in (*found, self.record) if one.ground is not None and one.level}
        if self.whole is not None:
            each.add(self.whole)
        return tuple(
            sorted(each, key=lambda one: (one.purpose, one.basis, one.authority or 0, one.recipient))
        )

    def _misses(self, instance: int) -> bool:
        return instance not in self.partitions

    def _best(self, instance: int, own: Granted, groups: Iterable[str]) -> Granted:
        if self.whole is not None:
            return Granted(max(own.level, Level.READ), self.whole)
        return max((own, *(self.of_group(instance, one) for one in groups)), key=lambda one: one.level)
