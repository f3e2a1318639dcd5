"""From what authorities have to do with a case to what they read of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.profile import DataGroup
from engine.sight.model import Granted, Ground, Level, Purpose, Sight
from engine.sight.partition import Partition

#: topics whose procedures rest on the whole person record: right of residence, naturalisation, Case Management – prüfen
RECORD_TOPICS: Final = frozenset(
    {"auslaenderbehoerde", "zentrale_auslaenderbehoerde", "einbuergerungsbehoerde", "case_management"}
)
#: the data group of the record, and why its topics read it
RECORD: Final = "Datensatz zur Person"


@dataclass(frozen=True, slots=True)
class Held:
    """A task an authority has in the case or has done there."""

    instance: int
    element: str
    form: str | None
    name: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Consent:
    """The person lets a recipient (a topic) know what is in these categories, for a purpose, up to and with a day."""

    recipient: str
    purpose: str
    categories: frozenset[str]
    until: date | None

    def holds(self, on: date) -> bool:
        """Whether it still counts on that day."""
        return self.until is None or on <= self.until


@dataclass(frozen=True, slots=True)
class House:
    """One authority by which the actor reads: whether it leads the case, as what it acts there, its tasks."""

    authority: int
    leads: bool
    topics: frozenset[str]
    tasks: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """An instance of the case: its groups, and what the variables hold that its groups name as recipients."""

    instance: int
    partition: Partition
    named: Mapping[str, frozenset[str]]


def grant(
    case_id: int, houses: Sequence[House], runs: Sequence[Run], consents: Sequence[Consent], on: date
) -> Sight:
    """What is read on that day by the authorities together; each group with its strongest ground.

    A group is open to the leading authority if the profile names nobody (`sichtbar_fuer`); by norm to whoever acts in
    the case for a topic it names; by consent to the recipient for the categories the group names. A task opens its own
    form and step.
    """
    groups: dict[tuple[int, str], Granted] = {}
    for run in runs:
        for group in run.partition.groups:
            found = next(
                (one for house in houses if (one := _ground(house, run, group, consents, on)) is not None),
                None,
            )
            if found is not None:
                groups[run.instance, group.group] = Granted(Level.READ, found)
    elements: dict[tuple[int, str], Granted] = {}
    forms: dict[tuple[int, str], Granted] = {}
    for house in houses:
        for task in house.tasks:
            level = Level.WORK if task.is_open else Level.READ
            granted = Granted(level, Ground(Purpose.TASK, task.name, house.authority))
            _raise(elements, (task.instance, task.element), granted)
            if task.form is not None:
                _raise(forms, (task.instance, task.form), granted)
    leads = any(house.leads for house in houses)
    return Sight(
        case_id,
        exists=bool(houses),
        outside=not leads,
        partitions={run.instance: run.partition for run in runs},
        groups=groups,
        elements=elements,
        forms=forms,
        leads=leads,
        record=max((_record(house) for house in houses), key=lambda one: one.level, default=Granted()),
    )


def _record(house: House) -> Granted:
    if not house.leads and not house.topics & RECORD_TOPICS:
        return Granted()
    purpose = Purpose.LEAD if house.leads else Purpose.NORM
    return Granted(Level.READ, Ground(purpose, RECORD, house.authority))


def _ground(house: House, run: Run, group: DataGroup, consents: Sequence[Consent], on: date) -> Ground | None:
    if not group.visible_to:
        return Ground(Purpose.LEAD, group.basis, house.authority) if house.leads else None
    topics = frozenset(group.visible_to).union(*(run.named.get(one, ()) for one in group.visible_to))
    if topics & house.topics:
        purpose = Purpose.LEAD if house.leads else Purpose.NORM
        return Ground(purpose, group.basis, house.authority)
    for one in consents:
        if one.recipient in house.topics and one.categories & set(group.categories) and one.holds(on):
            return Ground(Purpose.CONSENT, one.purpose, house.authority, one.until)
    return None


def _raise(known: dict[tuple[int, str], Granted], key: tuple[int, str], one: Granted) -> None:
    if key not in known or known[key].level < one.level:
        known[key] = one
