"""What belongs to a process beside its diagram, and which times are agreed where."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from engine.actor import Action
from engine.bpmn import UserTask
from engine.compare import Difference, Term, agreed_change, compare
from engine.execution.bundle import Bundle, load_bundle
from engine.feel import Environment
from engine.profile import Agreed, Profile
from engine.queries.definition import AdoptionRow, adoptions
from engine.state import adoption, definition
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """A time or number to agree on: at which element or by which name, what the version proposes, what holds at a place
    today (None: nothing).

    Periods are ISO 8601, of working days where `working` is set.
    """

    element: str
    label: str
    working: bool
    proposed: str
    reason: str
    held: str | None


@dataclass(frozen=True, slots=True)
class TimeChange:
    """What a resolution changes about a time; None before it or after it when there is no such time."""

    element: str
    label: str
    working: bool
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class LocalTimes:
    """The times that hold in a jurisdiction today otherwise than proposed."""

    jurisdiction: str
    jurisdiction_name: str
    times: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The profile of a version, with the names of what it speaks of: elements of its diagrams, `forms` by the elements
    that show them, `fields` of forms by their labels.
    """

    profile: Profile
    labels: Mapping[str, str]
    forms: Mapping[str, str]
    fields: Mapping[str, str]
    local: tuple[LocalTimes, ...]


def of_version(tx: Transaction, version_id: int) -> ProfileView | None:
    """What the version's process.toml says, with the times that hold today; None when it has none."""
    tx.actor.must(Action.READ_MODEL)
    bundle = load_bundle(tx, version_id)
    if bundle.profile is None:
        return None
    key = definition.get(tx, version_id).key
    today = tx.today
    rows = [one for one in adoptions(tx) if one.key == key and one.valid_from <= today]
    local: dict[str, LocalTimes] = {}
    for one in rows:  # the latest first
        if one.jurisdiction not in local:
            mine = one.version_id == version_id
            local[one.jurisdiction] = LocalTimes(
                one.jurisdiction, one.jurisdiction_name, one.times if mine else {}
            )
    told = tuple(sorted((one for one in local.values() if one.times), key=lambda one: one.jurisdiction))
    return ProfileView(bundle.profile, _labels(bundle), _shown(bundle), _fields(bundle), told)


def agreed_at(tx: Transaction, version_id: int, jurisdiction: str) -> tuple[AgreedRow, ...]:
    """The times and numbers a resolution about the version can set, with what holds in the jurisdiction today."""
    tx.actor.must(Action.READ_MODEL)
    bundle = load_bundle(tx, version_id)
    if bundle.profile is None:
        return ()
    today = tx.today
    held = adoption.held(tx, definition.get(tx, version_id).key, jurisdiction, today)
    holding = {} if held is None else _values(load_bundle(tx, held.version_id), held.times)
    labels = _labels(bundle)
    return tuple(
        AgreedRow(
            one.name,
            labels.get(one.name, one.name),
            one.working,
            one.value,
            one.reason,
            _value(holding.get(one.name)),
        )
        for one in bundle.profile.agreed.values()
    )


def changes(
    tx: Transaction, rows: Iterable[AdoptionRow], among: Iterable[AdoptionRow]
) -> dict[int, tuple[TimeChange, ...]]:
    """By the id of the resolution, what it changes about the times that held there before; nothing is left out.

    `among` are all resolutions. The first one in a place changes what its version proposes. Of resolutions that say
    nothing about times, and follow on such, nothing is read.
    """
    known: dict[tuple[str, str], list[AdoptionRow]] = {}
    for other in among:
        known.setdefault((other.key, other.jurisdiction), []).append(other)
    found: dict[int, tuple[TimeChange, ...]] = {}
    for one in rows:
        before = _before(one, known)
        if one.times or (before is not None and before.times):
            found[one.id] = _changes(tx, one, before)
    return found


def _before(one: AdoptionRow, known: Mapping[tuple[str, str], Sequence[AdoptionRow]]) -> AdoptionRow | None:
    """The resolution that held there until this one: of the narrowest jurisdiction, the latest before it."""
    for length in range(len(one.jurisdiction), 0, -1):
        earlier = [
            other
            for other in known.get((one.key, one.jurisdiction[:length]), ())
            if _rank(other) < _rank(one)
        ]
        if earlier:
            return max(earlier, key=_rank)
    return None


def _rank(one: AdoptionRow) -> tuple[date, int]:
    """The later date wins, then the later resolution."""
    return one.valid_from, one.id


def _changes(tx: Transaction, one: AdoptionRow, before: AdoptionRow | None) -> tuple[TimeChange, ...]:
    earlier = (one.version_id, {}) if before is None else (before.version_id, before.times)
    return between(tx, earlier, (one.version_id, one.times))


def between(
    tx: Transaction, before: tuple[int, Mapping[str, str]] | None, after: tuple[int, Mapping[str, str]]
) -> tuple[TimeChange, ...]:
    """The times and numbers that differ between two versions, each with what is agreed otherwise than it proposes.

    Without one before, each is new.
    """
    bundle = load_bundle(tx, after[0])
    new, labels = _values(bundle, after[1]), _labels(bundle)
    old: dict[str, Agreed] = {}
    if before is not None:
        earlier = load_bundle(tx, before[0])
        old, labels = _values(earlier, before[1]), {**_labels(earlier), **labels}
        if old.keys() - new.keys() and new.keys() - old.keys():
            named = _renamed(tx, before[0], after[0])
            old = {named.get(element, element): time for element, time in old.items()}
    return tuple(
        TimeChange(
            element,
            labels.get(element, element),
            (new.get(element) or old[element]).working,
            _value(old.get(element)),
            _value(new.get(element)),
        )
        for element in dict.fromkeys([*new, *old])
        if _value(old.get(element)) != _value(new.get(element))
    )


def _renamed(tx: Transaction, *versions: int) -> Mapping[str, str]:
    """The elements of two versions that are the same under another id."""
    old, new = (
        {path: content for path, content in definition.files(tx, one).items() if path.endswith(".bpmn")}
        for one in versions
    )
    return compare(old, new).renamed


def differences(
    tx: Transaction, before: tuple[int, Mapping[str, str]] | None, after: tuple[int, Mapping[str, str]]
) -> tuple[Difference, ...]:
    """The same in sentences."""
    return tuple(
        agreed_change(Term(one.element, one.label, one.before, one.after, one.working))
        for one in between(tx, before, after)
    )


def _values(bundle: Bundle, times: Mapping[str, str]) -> dict[str, Agreed]:
    """The times and numbers of a version as a resolution says them, else as proposed."""
    proposed = {} if bundle.profile is None else bundle.profile.agreed
    return {
        element: replace(time, value=times.get(element, time.value)) for element, time in proposed.items()
    }


def _value(time: Agreed | None) -> str | None:
    return None if time is None else time.value


def _shown(bundle: Bundle) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for graph in bundle.graphs.values():
        for node in graph.nodes.values():
            if isinstance(node.behaviour, UserTask) and node.behaviour.form:
                found.setdefault(node.behaviour.form, []).append(node.label)
    return {form: " / ".join(dict.fromkeys(labels)) for form, labels in found.items()}


def _fields(bundle: Bundle) -> dict[str, str]:
    return {
        part.key: part.label.text({}, Environment())
        for form in bundle.forms.values()
        for part in form.fields()
        if part.key
    }


def _labels(bundle: Bundle) -> dict[str, str]:
    """The names of elements, and of numbers that are agreed on."""
    numbers = () if bundle.profile is None else bundle.profile.numbers
    return {
        **{one.name: one.label for one in numbers},
        **{node.id: node.label for graph in bundle.graphs.values() for node in graph.nodes.values()},
    }
