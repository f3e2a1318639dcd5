"""Two versions side by side: what is different, and which version one is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.actor import Action
from engine.compare import Comparison, Difference, compare
from engine.errors import NotFound
from engine.queries.definition import AdoptionRow, adoptions, overview
from engine.queries.profile import differences
from engine.state import definition
from engine.state.definition import DEFINITION, VERSION, VersionRow, version_row, versions
from engine.transaction import Transaction

#: the name of a resolution, and what it sets
_Terms = tuple[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class AgreedAt:
    """What the resolutions about both versions come to at some places: the names of those resolutions, empty for a
    version that proposes for itself there, and each time and number that differs then.
    """

    places: tuple[str, ...]
    before: str
    after: str
    agreed: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ComparedVersions:
    """Two versions with their files and what is different; `others` are all versions of either process. `resolved` says
    where times and numbers are other ones than the files say.
    """

    old: VersionRow
    new: VersionRow
    old_files: Mapping[str, bytes]
    new_files: Mapping[str, bytes]
    comparison: Comparison
    others: tuple[VersionRow, ...]
    adoptions: tuple[AdoptionRow, ...]
    resolved: tuple[AgreedAt, ...] = ()


def versions_of(tx: Transaction, old: int, new: int) -> ComparedVersions:
    """What is different between two versions, of one process or of two. NotFound when there is no such version."""
    tx.actor.must(Action.READ_MODEL)
    rows = definition.get(tx, old), definition.get(tx, new)
    files = definition.files(tx, old), definition.files(tx, new)
    key = ("comparison", old, rows[0].digest, new, rows[1].digest)
    comparison: Comparison = tx.models.get(key, lambda: compare(*files))
    keys = {row.key for row in rows}
    others = tx.execute(
        versions().where(DEFINITION.c.key.in_(keys)).order_by(DEFINITION.c.name, VERSION.c.number.desc())
    )
    adopted = tuple(one for one in adoptions(tx) if one.version_id in (old, new))
    return ComparedVersions(
        *rows,
        *files,
        comparison,
        tuple(map(version_row, others)),
        adopted,
        tuple(_resolved(tx, *rows, adopted)),
    )


def _resolved(
    tx: Transaction, old: VersionRow, new: VersionRow, adopted: Iterable[AdoptionRow]
) -> Iterator[AgreedAt]:
    """By place where a resolution about either version sets a time or number otherwise than it proposes."""
    if old.key != new.key or old.id == new.id:
        return
    names = {one.jurisdiction: one.jurisdiction_name for one in adopted}
    grouped: dict[tuple[_Terms, _Terms], list[str]] = {}
    for place in sorted(names):
        both = _terms(adopted, old.id, place), _terms(adopted, new.id, place)
        if any(terms for _resolution, terms in both):
            grouped.setdefault(both, []).append(names[place])
    for (before, after), places in grouped.items():
        changed = differences(tx, (old.id, dict(before[1])), (new.id, dict(after[1])))
        yield AgreedAt(tuple(places), before[0], after[0], changed)


def _terms(adopted: Iterable[AdoptionRow], version_id: int, place: str) -> _Terms:
    """The resolution about the version that holds at the place, and what it sets: the narrower one, then the later."""
    there = [one for one in adopted if one.version_id == version_id and place.startswith(one.jurisdiction)]
    if not there:
        return "", ()
    found = max(there, key=lambda one: (len(one.jurisdiction), one.valid_from, one.id))
    return found.resolution, tuple(sorted(found.times.items()))


def base(tx: Transaction, new: int) -> int | None:
    """What a version is compared with when nobody says otherwise: the version in force today, else the one before.

    None for the only version of a process. Of several in force in different places the newest.
    """
    tx.actor.must(Action.READ_MODEL)
    row = definition.get(tx, new)
    known = next((one for one in overview(tx) if one.key == row.key), None)
    if known is None:  # pragma: no cover - a version belongs to a process
        raise NotFound(f"Expected to compare version {new}, but its process is not there")
    numbers = {one.id: one.number for one in known.versions}
    in_force = [one.version_id for one in known.in_force if one.version_id != new]
    if in_force:
        return max(in_force, key=lambda one: numbers[one])
    earlier = [one.id for one in known.versions if one.number < row.number]
    later = [one.id for one in known.versions if one.number > row.number]
    return next(iter(earlier), later[-1] if later else None)


def stored(tx: Transaction, key: str, number: int) -> Mapping[str, bytes]:
    """The files of one version, by the key of its process and its number. NotFound when there is none."""
    tx.actor.must(Action.READ_MODEL)
    found = tx.execute(versions().where(DEFINITION.c.key == key, VERSION.c.number == number)).one_or_none()
    if found is None:
        raise NotFound(f"Expected to find {key}@{number}, but there is no version of that number")
    return definition.files(tx, version_row(found).id)
