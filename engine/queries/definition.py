"""Processes and their versions: what exists, what is in force, what a version consists of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import Select, func, select

from engine.actor import Action
from engine.errors import Conflict, Finding, Forbidden, NotFound
from engine.execution import apart
from engine.execution.bundle import load_bundle
from engine.forms import Form
from engine.queries.authority import own_territories
from engine.queries.told_runs import joined, surely, unsure, within_reach
from engine.state import adoption, definition
from engine.state.account import ACCOUNT
from engine.state.adoption import ADOPTION
from engine.state.authority import territory_names
from engine.state.definition import DEFINITION, VERSION, VersionRow, VersionState, version_row, versions
from engine.state.instance import INSTANCE, InstanceState
from engine.state.record import INCIDENT, OPERATION, IncidentState
from engine.transaction import Transaction


class FileKind(StrEnum):
    """What a file of a version is."""

    BPMN = "bpmn"
    DMN = "dmn"
    FORM = "form"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file of a version; `size` in bytes."""

    path: str
    kind: FileKind
    size: int


@dataclass(frozen=True, slots=True)
class AdoptionRow:
    """One resolution of a steering group."""

    id: int
    version_id: int
    key: str
    definition: str
    number: int
    jurisdiction: str
    jurisdiction_name: str
    valid_from: date
    resolution: str
    adopted_at: datetime
    adopted_by: str
    #: agreed times it sets otherwise than the version proposes, by element
    times: Mapping[str, str] = field(default_factory=dict)
    #: a later resolution has taken it back from that day on
    repealed_from: date | None = None


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """One process with its versions, the newest first, and the resolutions that hold today."""

    key: str
    name: str
    versions: tuple[VersionRow, ...]
    in_force: tuple[AdoptionRow, ...]


@dataclass(frozen=True, slots=True)
class RunningVersion:
    """A version with the number of its running instances that the actor is told of, and how many of them failed.

    `at_least`: there may be more, of cases that others lead.
    """

    row: VersionRow
    running: int
    failed: int
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class RunningDefinition:
    """A process with its final versions, the newest first; no instance begins while it is suspended."""

    key: str
    name: str
    suspended_at: datetime | None
    versions: tuple[RunningVersion, ...]


@dataclass(frozen=True, slots=True)
class OperationRow:
    """What somebody did to a process as a whole, and why: `definition_suspended` or `definition_resumed`."""

    at: datetime
    actor: str
    kind: str
    key: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version with its files, findings and resolutions."""

    row: VersionRow
    files: tuple[FileRow, ...]
    findings: tuple[Finding, ...]
    adoptions: tuple[AdoptionRow, ...]


@dataclass(frozen=True, slots=True)
class InForce:
    """A version that counts in a jurisdiction today, by which resolution, and the paths of its files."""

    key: str
    name: str
    version_id: int
    number: int
    jurisdiction: str
    place: str
    valid_from: date
    resolution: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Startable:
    """A process a case can be opened with at one place today, and its start form."""

    key: str
    name: str
    version_id: int
    form: Form | None
    documentation: str
    concerns_person: bool = True
    begins_by_hand: bool = True


def overview(tx: Transaction) -> tuple[DefinitionRow, ...]:
    """Every process, by name."""
    tx.actor.must(Action.READ_MODEL)
    rows = [
        version_row(row)
        for row in tx.execute(versions().order_by(DEFINITION.c.name, VERSION.c.number.desc()))
    ]
    today = tx.today
    adopted = adoptions(tx)
    return tuple(
        DefinitionRow(
            key,
            next(row.name for row in rows if row.key == key),
            tuple(row for row in rows if row.key == key),
            _current(tuple(one for one in adopted if one.key == key), today),
        )
        for key in dict.fromkeys(row.key for row in rows)
    )


def running(tx: Transaction) -> tuple[RunningDefinition, ...]:
    """Every process that has a final version, by name, with what runs of it."""
    tx.actor.must(Action.RESOLVE_INCIDENT)
    has_failed = INSTANCE.c.id.in_(
        select(INCIDENT.c.instance_id).where(INCIDENT.c.state == IncidentState.OPEN)
    )
    within = [INSTANCE.c.state == InstanceState.ACTIVE, within_reach(tx.actor)]
    counted: Counter[int] = Counter()
    failed: Counter[int] = Counter()
    for row in tx.execute(
        joined(
            select(INSTANCE.c.version_id, func.count().label("running")).add_columns(
                func.count().filter(has_failed).label("failed")
            )
        )
        .where(*within, surely(tx))
        .group_by(INSTANCE.c.version_id)
    ):
        counted[row.version_id], failed[row.version_id] = row.running, row.failed
    # what has failed is told of in any case
    others, at_least = unsure(tx, within, [INSTANCE.c.version_id])
    counted.update(row.version_id for row in others)
    found: dict[str, list[RunningVersion]] = {}
    statement = versions().where(VERSION.c.state == VersionState.FINAL)
    for row in tx.execute(statement.order_by(DEFINITION.c.name, DEFINITION.c.key, VERSION.c.number.desc())):
        one = version_row(row)
        found.setdefault(one.key, []).append(RunningVersion(one, counted[one.id], failed[one.id], at_least))
    return tuple(
        RunningDefinition(key, rows[0].row.name, rows[0].row.suspended_at, tuple(rows))
        for key, rows in found.items()
    )


def operations(tx: Transaction, limit: int = 20) -> tuple[OperationRow, ...]:
    """What was done to processes as a whole, the newest first."""
    tx.actor.must(Action.RESOLVE_INCIDENT)
    rows = tx.execute(
        select(OPERATION, ACCOUNT.c.name.label("actor"), DEFINITION.c.name)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == OPERATION.c.actor_id)
        .join(DEFINITION, DEFINITION.c.key == OPERATION.c.subject)
        .order_by(OPERATION.c.id.desc())
        .limit(limit)
    )
    return tuple(
        OperationRow(row.at, row.actor or "Laufweg", row.kind, row.subject, row.name, row.reason)
        for row in rows
    )


def version(tx: Transaction, version_id: int) -> VersionView:
    """One version with everything that belongs to it."""
    tx.actor.must(Action.READ_MODEL)
    row = definition.get(tx, version_id)
    files = definition.files(tx, version_id)
    return VersionView(
        row,
        tuple(FileRow(path, _kind(path), len(content)) for path, content in files.items()),
        load_bundle(tx, version_id).findings,
        tuple(one for one in adoptions(tx) if one.version_id == version_id),
    )


def in_force(tx: Transaction) -> tuple[InForce, ...]:
    """What counts today, by name and then by jurisdiction, with the files it consists of."""
    tx.actor.must(Action.READ_ADOPTED)
    rows = tx.execute(_adoptions().order_by(ADOPTION.c.valid_from.desc(), ADOPTION.c.id.desc())).all()
    current: dict[tuple[str, str], Any] = {}
    for row in rows:  # the latest first
        if row.valid_from <= tx.today and not (row.repealed_from and row.repealed_from <= tx.today):
            current.setdefault((row.key, row.jurisdiction), row)
    names = territory_names(tx, tuple({place for _key, place in current}))
    files = definition.paths(tx, {row.version_id for row in current.values()})
    found = (
        InForce(
            row.key,
            row.name,
            row.version_id,
            row.number,
            place,
            names[place],
            row.valid_from,
            row.resolution,
            files.get(row.version_id, ()),
        )
        for (_key, place), row in current.items()
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.key, one.place, one.jurisdiction)))


def file(tx: Transaction, version_id: int, path: str) -> bytes:
    """One file of a version, byte for byte. Whoever reads no models reads those of what is in force; any other number
    is refused alike, whether there is such a version or not.
    """
    if not tx.actor.may(Action.READ_MODEL) and version_id not in {one.version_id for one in in_force(tx)}:
        raise Forbidden(f"Expected to read version {version_id}, but it is not in force")
    return definition.file(tx, version_id, path)


def adoptions(tx: Transaction) -> tuple[AdoptionRow, ...]:
    """Every resolution, the latest date first."""
    tx.actor.must(Action.READ_MODEL)
    rows = tx.execute(_adoptions().order_by(ADOPTION.c.valid_from.desc(), ADOPTION.c.id.desc())).all()
    names = territory_names(tx, tuple({row.jurisdiction for row in rows}))
    return tuple(
        AdoptionRow(
            row.id,
            row.version_id,
            row.key,
            row.name,
            row.number,
            row.jurisdiction,
            names[row.jurisdiction],
            row.valid_from,
            row.resolution,
            row.adopted_at,
            row.author or "Laufweg",
            row.times,
            row.repealed_from,
        )
        for row in rows
    )


def startable(tx: Transaction) -> tuple[Startable, ...]:
    """The processes in force today at a place where the actor may open cases of persons, by name."""
    return tuple(one for one in _startable_by(tx, Action.OPEN_CASE) if one.concerns_person)


def impersonal(tx: Transaction) -> tuple[Startable, ...]:
    """The processes that concern nobody, are in force today where the actor may open such a case, and begin by hand."""
    tx.actor.must(Action.OPEN_IMPERSONAL_CASE)
    found = _startable_by(tx, Action.OPEN_IMPERSONAL_CASE)
    return tuple(one for one in found if not one.concerns_person and one.begins_by_hand)


def _startable_by(tx: Transaction, action: Action) -> tuple[Startable, ...]:
    today = tx.today
    own = ("",) if tx.actor.system else own_territories(tx, action)
    resolutions = tx.execute(
        select(DEFINITION.c.key, ADOPTION.c.jurisdiction)
        .join(ADOPTION, ADOPTION.c.definition_id == DEFINITION.c.id)
        .where(ADOPTION.c.valid_from <= today)
        .group_by(DEFINITION.c.name, DEFINITION.c.key, ADOPTION.c.jurisdiction)
        .order_by(DEFINITION.c.name, DEFINITION.c.key, ADOPTION.c.jurisdiction)
    ).all()
    found: dict[str, Startable] = {}
    for one_of in resolutions:
        key, jurisdiction = one_of.key, one_of.jurisdiction
        # the narrower of the two is the place both hold for
        places = sorted({max(one, jurisdiction, key=len) for one in own if _meet(one, jurisdiction)})
        for place in places if key not in found else ():
            row = adoption.in_force(tx, key, place, today)
            if row is not None:
                found[key] = _startable(tx, row)
                break
    return tuple(found.values())


def _meet(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def startable_at(tx: Transaction, key: str, ags: str) -> Startable:
    """The process in force for `key` at the place today; Conflict when there is none."""
    tx.actor.must(Action.OPEN_CASE)
    if definition.latest(tx, key) is None:
        raise NotFound(f"Expected to start {key}, but no process has that key")
    row = adoption.in_force(tx, key, ags, tx.today)
    if row is None:
        raise Conflict(f"Expected to start {key} in {ags}, but no version is in force there today")
    return _startable(tx, row)


def _startable(tx: Transaction, row: VersionRow) -> Startable:
    bundle = load_bundle(tx, row.id)
    graph = bundle.graph
    return Startable(
        row.key,
        row.name,
        row.id,
        bundle.form(graph.start_form),
        graph.documentation,
        concerns_person=not apart.concerns_nobody(graph),
        begins_by_hand=bool(graph.root.entries),
    )


def _adoptions() -> Select[tuple[object, ...]]:
    return (
        select(
            ADOPTION, VERSION.c.number, DEFINITION.c.key, DEFINITION.c.name, ACCOUNT.c.name.label("author")
        )
        .join(VERSION, VERSION.c.id == ADOPTION.c.version_id)
        .join(DEFINITION, DEFINITION.c.id == ADOPTION.c.definition_id)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == ADOPTION.c.adopted_by)
    )


def _current(adopted: tuple[AdoptionRow, ...], today: date) -> tuple[AdoptionRow, ...]:
    """Of each jurisdiction the resolution that holds today; `adopted` is sorted latest first."""
    held: dict[str, AdoptionRow] = {}
    for one in adopted:
        if one.valid_from <= today and (one.repealed_from is None or one.repealed_from > today):
            held.setdefault(one.jurisdiction, one)
    return tuple(sorted(held.values(), key=lambda one: one.jurisdiction))


def _kind(path: str) -> FileKind:
    suffix = PurePosixPath(path).suffix.lstrip(".")
    return FileKind(suffix) if suffix in set(FileKind) else FileKind.OTHER
