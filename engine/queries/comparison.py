"""Two versions side by side: what is different, and which version one is compared with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.actor import Action
from engine.compare import Comparison, compare
from engine.errors import NotFound
from engine.queries.definition import AdoptionRow, adoptions, overview
from engine.state import definition
from engine.state.definition import DEFINITION, VERSION, VersionRow, version_row, versions
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ComparedVersions:
    """Two versions with their files and what is different; `others` are all versions of either process."""

    old: VersionRow
    new: VersionRow
    old_files: Mapping[str, bytes]
    new_files: Mapping[str, bytes]
    comparison: Comparison
    others: tuple[VersionRow, ...]
    adoptions: tuple[AdoptionRow, ...]


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
    return ComparedVersions(*rows, *files, comparison, tuple(map(version_row, others)), adopted)


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
