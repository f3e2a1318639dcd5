"""From what authorities have to do with a case to what they read of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from engine.profile import DataGroup
from engine.sight.consent import is_only_consent
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
    #: whether it was withdrawn, or its end by date has been noted
    over: bool = False

    def holds(self, on: date) -> bool:
        """Whether it still counts on that day."""
        return not self.over and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class House:
    """One authority by which the actor reads: whether it leads the case, as what it acts there, its tasks."""

    authority: int
    leads: bool
    topics: frozenset[str]
    tasks: tuple[Held, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """An instance of the case: its groups, what the variables hold that its groups name as recipients, and whether it
    is a referral that goes by a norm, for which no release is asked.
    """

    instance: int
    partition: Partition
    named: Mapping[str, frozenset[str]]
    by_norm: bool = False


def grant(
    case_id: int, houses: Sequence[House], runs: Sequence[Run], consents: Sequence[Consent], on: date
) -> Sight:
    """What is read on that day by the authorities together; each group with its strongest ground.

    A group is open to the leading authority if the profile names nobody (`sichtbar_fuer`); by norm to whoever acts in
    the case for a topic it names; by consent to the recipient that releases every category the group names. A task
    opens its own form and step.
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
    at = {run.instance: run for run in runs}
    for house in houses:
        for task in house.tasks:
            if task.instance in at and is_withdrawn(house, at[task.instance], task, consents, on):
                continue
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
    if not group.visible_to and not group.released_to:
        return Ground(Purpose.LEAD, group.basis, house.authority) if house.leads else None
    named = _topics(run, group.visible_to) & house.topics
    if named and not _is_over(house, group, named, consents, on):
        purpose = Purpose.LEAD if house.leads else Purpose.NORM
        return Ground(purpose, group.basis, house.authority)
    released = _topics(run, group.released_to) & house.topics
    for one in consents:
        if one.recipient in released and one.holds(on):
            return Ground(Purpose.CONSENT, one.purpose, house.authority, one.until, one.recipient)
        if one.recipient in house.topics and _releases(one, group) and one.holds(on):
            return Ground(Purpose.CONSENT, one.purpose, house.authority, one.until, one.recipient)
    return None


def _is_over(
    house: House, group: DataGroup, named: frozenset[str], consents: Sequence[Consent], on: date
) -> bool:
    """Whether a group that rests on nothing but a consent was released to an authority that does not lead, and is no
    more. What nobody has recorded – a consent on paper, one to whoever asks for it – has not ended.
    """
    given = [one for one in consents if one.recipient in named]
    return (
        bool(given)
        and not house.leads
        and is_only_consent(group.basis)
        and not any(one.holds(on) for one in given)
    )


def is_withdrawn(house: House, run: Run, task: Held, consents: Sequence[Consent], on: date) -> bool:
    """Whether a task rests on nothing but what the person released to the authority, and releases no more.

    `consents` are also those that have ended: what was never released has not been withdrawn.
    """
    if not is_unreleased(house, run, task, consents, on):
        return False
    names = _groups(run, task)
    asked = frozenset[str]().union(*(_topics(run, one.released_to) for one in names)) & house.topics
    return any(one.recipient in asked for one in consents)


def is_unreleased(house: House, run: Run, task: Held, consents: Sequence[Consent], on: date) -> bool:
    """Whether a task carries nothing but what the person may release to the authority, and no release opens it."""
    groups = _groups(run, task)
    return (
        bool(groups)
        and not run.by_norm
        and all(_topics(run, one.released_to) & house.topics for one in groups)
        and all(_ground(house, run, one, consents, on) is None for one in groups)
    )


def _groups(run: Run, task: Held) -> list[DataGroup]:
    names = {
        *run.partition.of_element(task.element),
        *(run.partition.of_form(task.form) if task.form else ()),
    }
    return [one for one in run.partition.groups if one.group in names]


def recipients(run: Run, element: str) -> frozenset[str]:
    """The topics to which what an element carries goes by a release."""
    names = set(run.partition.of_element(element))
    found = (_topics(run, one.released_to) for one in run.partition.groups if one.group in names)
    return frozenset[str]().union(*found)


def open_to(run: Run, group: str, told: Callable[[str], bool]) -> frozenset[str]:
    """The topics a group may be read for, by what the profile names or with a release; of the variables among the
    names, what those hold of which `told` says that one may be told it.
    """
    found = [one for one in run.partition.groups if one.group == group]
    names = frozenset(name for one in found for name in (*one.visible_to, *one.released_to))
    return names.union(*(run.named.get(one, frozenset()) for one in names if told(one)))


def _topics(run: Run, names: Sequence[str]) -> frozenset[str]:
    """Topics, and what the variables among the names hold."""
    return frozenset(names).union(*(run.named.get(one, ()) for one in names))


def _releases(consent: Consent, group: DataGroup) -> bool:
    """Whether everything in the group is released: who let somebody know of work has said nothing of health."""
    return bool(group.categories) and consent.categories.issuperset(group.categories)


def _raise(known: dict[tuple[int, str], Granted], key: tuple[int, str], one: Granted) -> None:
    if key not in known or known[key].level < one.level:
        known[key] = one
