"""What anybody may know: which processes are in force where, what they are, and by which resolutions.

Nothing of a case, a person or an account is in it: pages without login show it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, null, select

from engine import bpmn
from engine.bpmn import OutlineStep
from engine.errors import NotFound
from engine.execution.bundle import load_bundle
from engine.profile import AgreedNumber, Profile
from engine.queries.resolution_proof import has_its_files
from engine.queries.standing import Minutes, Rules, Standing, minutes, rules_by_place, stand
from engine.state import definition
from engine.state.adoption import ADOPTION
from engine.state.authority import territory_names
from engine.state.definition import DEFINITION, VERSION
from engine.state.resolution import RESOLUTION
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class FlowResolution:
    """One resolution about a process in a jurisdiction; `digest` is empty and `minutes` are None for one from before
    there was a book.
    """

    id: int
    version_id: int
    number: int
    valid_from: date
    repealed_from: date | None
    resolution: str
    digest: str
    times: Mapping[str, str]
    standing: Standing
    minutes: Minutes | None


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A process a jurisdiction has resolved about; what counts of it today, else what comes next or counted last."""

    key: str
    name: str
    number: int
    valid_from: date
    repealed_from: date | None
    standing: Standing


@dataclass(frozen=True, slots=True)
class Territory:
    """A jurisdiction with what is in force there by a resolution of its own; `others` is what is not, or not
    yet; `rules` are its rules of procedure, the latest first.
    """

    jurisdiction: str
    name: str
    flows: tuple[FlowLine, ...]
    others: tuple[FlowLine, ...]
    rules: tuple[Rules, ...]


@dataclass(frozen=True, slots=True)
class AgreedFlowTime:
    """An agreed time as it holds in the jurisdiction, a period in ISO 8601; or an agreed number."""

    label: str
    value: str
    working: bool


@dataclass(frozen=True, slots=True)
class Flow:
    """A process as a resolution of a jurisdiction holds it, with everything anybody may know of it.

    `held` is that resolution: the one asked for, else the one in force, else what comes next or counted last.
    """

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
    #: the files are those that were resolved
    holds: bool


_ROWS = (
    select(
        ADOPTION.c.id,
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
_STATEMENT = _ROWS.add_columns(RESOLUTION.c.content)
#: the list shows what counts of all resolutions there ever were, and no text of any
_LISTED = _ROWS.add_columns(null().label("content"))


def territories(tx: Transaction) -> tuple[Territory, ...]:
    """What is in force today and what was or will be, by jurisdiction and then by name."""
    found: dict[str, dict[str, list[Row[Any]]]] = {}
    for row in tx.execute(_LISTED):  # the latest first
        found.setdefault(row.jurisdiction, {}).setdefault(row.key, []).append(row)
    rules = rules_by_place(tx)
    names = territory_names(tx, tuple({*found, *rules}))
    territories = []
    for place in names:
        flows = found.get(place, {})
        lines = sorted(
            (_line(rows, tx.today) for rows in flows.values()), key=lambda one: (one.name, one.key)
        )
        held = tuple(one for one in lines if one.standing is Standing.IN_FORCE)
        others = tuple(one for one in lines if one.standing is not Standing.IN_FORCE)
        territories.append(Territory(place, names[place], held, others, rules.get(place, ())))
    return tuple(sorted(territories, key=lambda one: (one.name, one.jurisdiction)))


def _line(rows: Sequence[Row[Any]], today: date) -> FlowLine:
    shown = _shown(_history(rows, today))
    return FlowLine(
        rows[0].key, rows[0].name, shown.number, shown.valid_from, shown.repealed_from, shown.standing
    )


def _history(rows: Sequence[Row[Any]], today: date) -> tuple[FlowResolution, ...]:
    """The resolutions about one process in one jurisdiction, the latest first as `rows` are."""
    held = next(
        (row.id for row in rows if row.valid_from <= today and not _is_repealed(row, today)),
        None,
    )
    return tuple(
        FlowResolution(
            row.id,
            row.version_id,
            row.number,
            row.valid_from,
            row.repealed_from,
            row.resolution,
            row.digest,
            row.times,
            stand(row.valid_from, row.repealed_from, today, replaced=row.id != held),
            None if row.content is None else minutes(row.content),
        )
        for row in rows
    )


def _signed_files(rows: Sequence[Row[Any]], held: FlowResolution) -> str:
    """The digest of the version's files that the text of the resolution has; empty for one from before the book."""
    row = next(one for one in rows if one.id == held.id)
    versions = [] if row.content is None else json.loads(row.content)["versions"]
    found = [one["digest"] for one in versions if (one["process"], one["number"]) == (row.key, row.number)]
    return found[0] if found else ""


def _is_repealed(row: Row[Any], today: date) -> bool:
    return row.repealed_from is not None and row.repealed_from <= today


def _shown(history: Sequence[FlowResolution]) -> FlowResolution:
    """What counts of it, else what comes next, else what counted last."""
    held = [one for one in history if one.standing is Standing.IN_FORCE]
    coming = [one for one in history if one.standing is Standing.COMING]
    return held[0] if held else coming[-1] if coming else history[0]


def flow(tx: Transaction, key: str, jurisdiction: str, adoption_id: int | None = None) -> Flow:
    """One process as it is in force in a jurisdiction today, or as one resolution about it has it.

    NotFound when the jurisdiction has never resolved about one of that key, or not by that resolution.
    """
    rows = tx.execute(
        _STATEMENT.where(DEFINITION.c.key == key, ADOPTION.c.jurisdiction == jurisdiction)
    ).all()
    history = _history(rows, tx.today)
    known = {one.id: one for one in history}
    if not history or (adoption_id is not None and adoption_id not in known):
        raise NotFound(f"Expected to find a resolution about {key} in {jurisdiction}, but there is none")
    held = _shown(history) if adoption_id is None else known[adoption_id]
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
        has_its_files(tx, held.version_id, _signed_files(rows, held) or version.digest),
    )


def diagram(tx: Transaction, found: Flow) -> bytes:
    """Its diagram, byte for byte."""
    return definition.file(tx, found.held.version_id, found.main_path)


def _times(
    profile: Profile | None, labels: Mapping[str, str], set_otherwise: Mapping[str, str]
) -> tuple[AgreedFlowTime, ...]:
    return tuple(
        AgreedFlowTime(
            one.label if isinstance(one, AgreedNumber) else labels.get(one.name) or one.name,
            set_otherwise.get(one.name, one.value),
            one.working,
        )
        for one in (() if profile is None else profile.agreed.values())
    )
