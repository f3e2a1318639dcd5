"""What steering groups have set for themselves, and where it holds: rules of procedure, values with resolutions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.actor import Action
from engine.errors import NotFound
from engine.execution import parameters
from engine.execution.bundle import load_profiles
from engine.execution.parameters import PARAMETERS, Parameter
from engine.profile import AgreedNumber
from engine.queries.authority import own_territories
from engine.queries.definition import AdoptionRow, adoptions
from engine.state import adopted_parameter, standing
from engine.state.authority import territory_names
from engine.state.resolution import ProposalDocument, Vote
from engine.state.standing import AdoptedRules, AdoptedValue
from engine.transaction import Transaction


class Standing(StrEnum):
    """Whether what was resolved counts today."""

    IN_FORCE = "in_force"
    COMING = "coming"
    SUPERSEDED = "superseded"
    REPEALED = "repealed"


@dataclass(frozen=True, slots=True)
class Minutes:
    """What the book has of a resolution that everybody may know: who signed it is not in it."""

    decided_on: date
    body: str
    paper: str
    proposal: str
    title: str
    votes: tuple[Vote, ...]
    conditions: str


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of procedure by one resolution: their files, from when they hold, and how they stand today."""

    proposal_id: int
    documents: tuple[ProposalDocument, ...]
    valid_from: date
    repealed_from: date | None
    standing: Standing
    minutes: Minutes


@dataclass(frozen=True, slots=True)
class HeldValue:
    """A value as it holds; without `source` nothing was resolved about it. `coming` is resolved already."""

    parameter: Parameter
    value: int
    source: AdoptedValue | None
    coming: tuple[AdoptedValue, ...]


@dataclass(frozen=True, slots=True)
class HeldNumber:
    """A number that is agreed on for a process in force there, and by which resolution the process is. `proposed` is
    what the version says; the resolution may set another one. `coming` are days and numbers resolved already.
    """

    process: str
    version_id: int
    label: str
    value: str
    proposed: str
    valid_from: date
    resolution: str
    coming: tuple[tuple[date, str], ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A jurisdiction with its rules of procedure, the latest first, the values that hold there, and the numbers of the
    processes that are in force there.
    """

    jurisdiction: str
    name: str
    rules: tuple[Rules, ...]
    values: tuple[HeldValue, ...]
    numbers: tuple[HeldNumber, ...]


def places(tx: Transaction) -> tuple[Place, ...]:
    """Every jurisdiction for which something was set, and those of the actor's own steering groups, by name."""
    tx.actor.must(Action.READ_MODEL)
    rules = rules_by_place(tx)
    values = standing.values(tx)
    every = adoptions(tx)
    profiles = load_profiles(tx, {one.version_id for one in every})
    numbers = {version: one.numbers for version, one in profiles.items() if one.numbers}
    resolved = tuple(one for one in every if one.version_id in numbers)
    known = {
        *rules,
        *(one.jurisdiction for one in values),
        *(one.jurisdiction for one in resolved),
        *own_territories(tx, Action.ADOPT),
    }
    names = territory_names(tx, tuple(known))
    found = (
        Place(
            one,
            names[one],
            rules.get(one, ()),
            tuple(_held(tx, values, name, one) for name in Parameter),
            _held_numbers(tx.today, resolved, numbers, one),
        )
        for one in known
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.jurisdiction)))


def rules_by_place(tx: Transaction) -> dict[str, tuple[Rules, ...]]:
    """The rules of procedure of each jurisdiction, the latest first; anybody may know them."""
    found: dict[str, list[AdoptedRules]] = {}
    for one in standing.rules(tx):
        for place in one.jurisdictions:
            found.setdefault(place, []).append(one)
    return {place: _stand(ones, tx.today) for place, ones in found.items()}


def rules_document(tx: Transaction, document_id: int) -> ProposalDocument:
    """A file of rules of procedure that were adopted, for anybody; NotFound for every other file."""
    for one in standing.rules(tx):
        for each in one.documents:
            if each.id == document_id:
                return each
    raise NotFound(f"Expected to find rules of procedure {document_id}, but there are none")


def minutes(content: str) -> Minutes:
    """What the text of a resolution says that everybody may know."""
    said = json.loads(content)
    return Minutes(
        date.fromisoformat(said["decided_on"]),
        said["body"],
        said["paper"],
        said["proposal"],
        said["title"],
        tuple(Vote(*one) for one in said["votes"]),
        said["conditions"],
    )


def stand(valid_from: date, repealed_from: date | None, today: date, *, replaced: bool) -> Standing:
    """How something resolved stands; `replaced` when something later counts today."""
    if repealed_from is not None and repealed_from <= today:
        return Standing.REPEALED
    if valid_from > today:
        return Standing.COMING
    return Standing.SUPERSEDED if replaced else Standing.IN_FORCE


def _stand(ones: Sequence[AdoptedRules], today: date) -> tuple[Rules, ...]:
    """The rules of one jurisdiction, the latest first as they are given."""
    found, replaced = [], False
    for one in ones:
        how = stand(one.valid_from, one.repealed_from, today, replaced=replaced)
        replaced = replaced or how is Standing.IN_FORCE
        found.append(
            Rules(
                one.proposal_id, one.documents, one.valid_from, one.repealed_from, how, minutes(one.content)
            )
        )
    return tuple(found)


def _held(tx: Transaction, values: Sequence[AdoptedValue], name: Parameter, place: str) -> HeldValue:
    """The value the engine goes by, and the resolution that set it: the narrower, then the later one of that value."""
    mine = [one for one in values if one.name == name.value and place.startswith(one.jurisdiction)]
    coming = tuple(
        one for one in reversed(mine) if one.valid_from > tx.today and not _repealed(one, one.valid_from)
    )
    if adopted_parameter.value(tx, name.value, place, tx.today) is None:
        return HeldValue(name, PARAMETERS[name].default, None, coming)
    value = parameters.value(tx, name, (place,), tx.today)
    holding = [one for one in mine if one.valid_from <= tx.today and not _repealed(one, tx.today)]
    source = max(holding, key=lambda one: (len(one.jurisdiction), one.valid_from, one.id))
    return HeldValue(name, value, source, coming)


def _held_numbers(
    today: date,
    resolved: Sequence[AdoptionRow],
    numbers: Mapping[int, Sequence[AgreedNumber]],
    place: str,
) -> tuple[HeldNumber, ...]:
    """The numbers of each process by the resolution that holds at the place: the narrower, then the later one."""
    mine = [one for one in resolved if place.startswith(one.jurisdiction)]
    holding: dict[str, AdoptionRow] = {}
    for one in mine:  # the latest first
        gone = one.repealed_from is not None and one.repealed_from <= today
        before = holding.get(one.key)
        narrower = before is None or len(one.jurisdiction) > len(before.jurisdiction)
        if one.valid_from <= today and not gone and narrower:
            holding[one.key] = one
    return tuple(
        HeldNumber(
            held.definition,
            held.version_id,
            number.label,
            held.times.get(number.name, number.value),
            number.value,
            held.valid_from,
            held.resolution,
            tuple(_coming(today, mine, numbers, held, number.name)),
        )
        for held in sorted(holding.values(), key=lambda one: (one.definition, one.key))
        for number in numbers[held.version_id]
    )


def _coming(
    today: date,
    mine: Sequence[AdoptionRow],
    numbers: Mapping[int, Sequence[AgreedNumber]],
    held: AdoptionRow,
    name: str,
) -> Iterator[tuple[date, str]]:
    """The days from which resolutions for that place let the number be another one."""
    for one in reversed(mine):
        if (
            one.key == held.key
            and one.valid_from > today
            and len(one.jurisdiction) >= len(held.jurisdiction)
            and (one.repealed_from is None or one.repealed_from > one.valid_from)
        ):
            for number in numbers[one.version_id]:
                if number.name == name:
                    yield one.valid_from, one.times.get(name, number.value)


def _repealed(one: AdoptedValue, on: date) -> bool:
    return one.repealed_from is not None and one.repealed_from <= on
