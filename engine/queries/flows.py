"""What anybody may know: which processes are in force where, what they are, and by which resolutions.

Nothing of a case, a person or an account is in it: pages without login show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, or_, select

from engine import bpmn
from engine.bpmn import OutlineStep
from engine.errors import NotFound
from engine.execution.bundle import load_bundle
from engine.profile import AgreedTime, Profile
from engine.queries.authority import territory_names
from engine.state import definition
from engine.state.adoption import ADOPTION
from engine.state.definition import DEFINITION, VERSION
from engine.state.resolution import RESOLUTION
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class FlowResolution:
    """One resolution about a process in a jurisdiction; `digest` is empty for one from before there was a book."""

    version_id: int
    number: int
    valid_from: date
    repealed_from: date | None
    resolution: str
    digest: str
    times: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A process that is in force in a jurisdiction."""

    key: str
    name: str
    number: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class Territory:
    """A jurisdiction with what is in force there by a resolution of its own."""

    jurisdiction: str
    name: str
    flows: tuple[FlowLine, ...]


@dataclass(frozen=True, slots=True)
class AgreedFlowTime:
    """An agreed time as it holds in the jurisdiction; a period in ISO 8601."""

    label: str
    value: str
    working: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """A process in force in a jurisdiction, with everything anybody may know of it."""

    key: str
    name: str
    jurisdiction: str
    place: str
    held: FlowResolution
    main_path: str
    profile: Profile | None
    steps: tuple[OutlineStep, ...]
    times: tuple[AgreedFlowTime, ...]
    history: tuple[FlowResolution, ...]


_STATEMENT = (
    select(
        ADOPTION.c.version_id,
        ADOPTION.c.jurisdiction,
        ADOPTION.c.valid_from,
        ADOPTION.c.repealed_from,
        ADOPTION.c.resolution,
        ADOPTION.c.times,
        VERSION.c.number,
        DEFINITION.c.key,
        DEFINITION.c.name,
        func.coalesce(RESOLUTION.c.digest, "").label("digest"),
    )
    .join(VERSION, VERSION.c.id == ADOPTION.c.version_id)
    .join(DEFINITION, DEFINITION.c.id == ADOPTION.c.definition_id)
    .outerjoin(RESOLUTION, RESOLUTION.c.id == ADOPTION.c.resolution_id)
    .order_by(ADOPTION.c.valid_from.desc(), ADOPTION.c.id.desc())
)


def territories(tx: Transaction) -> tuple[Territory, ...]:
    """What is in force today, by jurisdiction and then by name."""
    rows = tx.execute(
        _STATEMENT.where(
            ADOPTION.c.valid_from <= tx.today,
            or_(ADOPTION.c.repealed_from.is_(None), ADOPTION.c.repealed_from > tx.today),
        )
    )
    held: dict[str, dict[str, FlowLine]] = {}
    for row in rows:  # the latest first
        held.setdefault(row.jurisdiction, {}).setdefault(
            row.key, FlowLine(row.key, row.name, row.number, row.valid_from)
        )
    names = territory_names(tx, tuple(held))
    found = (
        Territory(place, names[place], tuple(sorted(flows.values(), key=lambda one: (one.name, one.key))))
        for place, flows in held.items()
    )
    return tuple(sorted(found, key=lambda one: (one.name, one.jurisdiction)))


def flow(tx: Transaction, key: str, jurisdiction: str) -> Flow:
    """One process as it is in force in a jurisdiction today; NotFound when none of that key is."""
    rows = tx.execute(
        _STATEMENT.where(DEFINITION.c.key == key, ADOPTION.c.jurisdiction == jurisdiction)
    ).all()
    history = tuple(
        FlowResolution(
            row.version_id,
            row.number,
            row.valid_from,
            row.repealed_from,
            row.resolution,
            row.digest,
            row.times,
        )
        for row in rows
    )
    held = next(
        (
            one
            for one in history
            if one.valid_from <= tx.today and (one.repealed_from is None or one.repealed_from > tx.today)
        ),
        None,
    )
    if held is None:
        raise NotFound(f"Expected to find {key} in force in {jurisdiction}, but nothing is")
    version = definition.get(tx, held.version_id)
    bundle = load_bundle(tx, held.version_id, version.digest)
    graph = bundle.graphs.get(bundle.main)
    labels = {node.id: node.name for one in bundle.graphs.values() for node in one.nodes.values()}
    return Flow(
        key,
        version.name,
        jurisdiction,
        territory_names(tx, (jurisdiction,))[jurisdiction],
        held,
        version.main_path,
        bundle.profile,
        () if graph is None else bpmn.outline(graph, expressions=False),
        _times(bundle.profile, labels, held.times),
        history,
    )


def diagram(tx: Transaction, key: str, jurisdiction: str) -> bytes:
    """The diagram of a process that is in force in a jurisdiction today, byte for byte."""
    found = flow(tx, key, jurisdiction)
    return definition.file(tx, found.held.version_id, found.main_path)


def _times(
    profile: Profile | None, labels: Mapping[str, str], set_otherwise: Mapping[str, str]
) -> tuple[AgreedFlowTime, ...]:
    times: tuple[AgreedTime, ...] = () if profile is None else tuple(profile.times)
    return tuple(
        AgreedFlowTime(
            labels.get(one.element) or one.element, set_otherwise.get(one.element, one.value), one.working
        )
        for one in times
    )
