"""Whether what was resolved is as it was signed: the text, what lists show of it, and what it has brought about.

A resolution is never changed, and triggers of the database refuse it. Whoever owns the database can take these away: it
is noticed here, because text, columns, adoptions, values and files must say the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import Row, select, text

from engine.execution import adopting, signing
from engine.execution.bundle import load_profiles
from engine.profile import Profile
from engine.state.adopted_parameter import ADOPTED_PARAMETER
from engine.state.adoption import ADOPTION
from engine.state.definition import DEFINITION, VERSION
from engine.state.metadata import any_given
from engine.state.proposal import PROPOSAL_EVENT
from engine.state.resolution import ResolutionRow, Ruling
from engine.transaction import Transaction


class Doubt(StrEnum):
    """What of a resolution is not as it was signed."""

    #: its text does not have its digest
    TEXT = "text"
    #: it does not follow the one before it
    CHAIN = "chain"
    #: ruling, day, body, paper or first day are others than in its text
    MINUTES = "minutes"
    #: the files of a version it is about are others
    FILES = "files"
    #: what is in force by it is something else, or elsewhere, from another day or with other times and values
    FORCE = "force"


@dataclass(frozen=True, slots=True)
class LostResolution:
    """A resolution the history of a proposal names and the book does not have."""

    proposal_id: int
    paper: str
    digest: str


#: the digest of the files as they are, as `engine.execution.bundle.digest` makes it
_FILES: Final = text(
    "SELECT version_id, encode(sha256(string_agg(convert_to(path, 'UTF8') || '\\x00'::bytea"
    " || convert_to(octet_length(content)::text, 'UTF8') || '\\x00'::bytea || content, ''::bytea"
    " ORDER BY path COLLATE \"C\")), 'hex') AS digest"
    " FROM version_file WHERE version_id = ANY (:versions) GROUP BY version_id"
)
_ADOPTIONS: Final = (
    select(
        ADOPTION.c.resolution_id,
        ADOPTION.c.version_id,
        ADOPTION.c.jurisdiction,
        ADOPTION.c.valid_from,
        ADOPTION.c.times,
        ADOPTION.c.repealed_from,
        VERSION.c.number,
        VERSION.c.digest,
        DEFINITION.c.key,
    )
    .join(VERSION, VERSION.c.id == ADOPTION.c.version_id)
    .join(DEFINITION, DEFINITION.c.id == VERSION.c.definition_id)
    .where(ADOPTION.c.resolution_id == any_given("resolutions"))
)
_VALUES: Final = select(
    ADOPTED_PARAMETER.c.resolution_id,
    ADOPTED_PARAMETER.c.name,
    ADOPTED_PARAMETER.c.value,
    ADOPTED_PARAMETER.c.jurisdiction,
    ADOPTED_PARAMETER.c.valid_from,
).where(ADOPTED_PARAMETER.c.resolution_id == any_given("resolutions"))
_NOTED: Final = (
    select(PROPOSAL_EVENT.c.proposal_id, PROPOSAL_EVENT.c.detail)
    .where(PROPOSAL_EVENT.c.detail.has_key("resolution"), PROPOSAL_EVENT.c.detail.has_key("digest"))
    .order_by(PROPOSAL_EVENT.c.id)
)


@dataclass(frozen=True, slots=True)
class _Brought:
    """What is there of all resolutions, to compare their texts with."""

    adoptions: Mapping[int, Sequence[Row[Any]]]
    values: Mapping[int, set[tuple[object, ...]]]
    files: Mapping[int, str]
    profiles: Mapping[int, Profile]
    #: from which day on what a proposal has brought about counts no more, by its number
    repealed: Mapping[str, date | None]


def doubts(
    tx: Transaction,
    said: Sequence[tuple[ResolutionRow, Mapping[str, Any]]],
    proposal_id: int | None = None,
) -> dict[int, tuple[Doubt, ...]]:
    """What is not as it was signed, by resolution: of all, or about one proposal. `said` are all resolutions with their
    texts, in the order of the chain.
    """
    there = _brought(tx, said, proposal_id)
    found, before = {}, ""
    for row, content in said:
        before, previous = row.digest, before
        if proposal_id not in (None, row.proposal_id):
            continue
        holds = {
            Doubt.TEXT: signing.digest(row.content) == row.digest,
            Doubt.CHAIN: row.previous == previous == content.get("previous"),
            Doubt.MINUTES: _shown(row) == _minutes(content),
            Doubt.FILES: _has_files(there, row, content),
            Doubt.FORCE: _is_in_force(there, row, content),
        }
        found[row.id] = tuple(doubt for doubt, is_so in holds.items() if not is_so)
    return found


def has_its_files(tx: Transaction, version_id: int, digest: str) -> bool:
    """Whether the files of a version are those with the digest."""
    return any(row.digest == digest for row in tx.execute(_FILES, {"versions": [version_id]}))


def lost(tx: Transaction, rows: Iterable[ResolutionRow]) -> tuple[LostResolution, ...]:
    """The resolutions that were recorded, as the histories of proposals have it, and are not among `rows`."""
    known = {row.digest for row in rows}
    noted = (
        LostResolution(row.proposal_id, row.detail.get("paper", ""), row.detail["digest"])
        for row in tx.execute(_NOTED)
    )
    return tuple(one for one in noted if one.digest not in known)


def _brought(
    tx: Transaction, said: Sequence[tuple[ResolutionRow, Mapping[str, Any]]], proposal_id: int | None
) -> _Brought:
    numbers = sorted(row.id for row, _content in said if proposal_id in (None, row.proposal_id))
    adoptions: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in tx.execute(_ADOPTIONS, {"resolutions": numbers}):
        adoptions[row.resolution_id].append(row)
    values: dict[int, set[tuple[object, ...]]] = defaultdict(set)
    for row in tx.execute(_VALUES, {"resolutions": numbers}):
        values[row.resolution_id].add((row.name, row.value, row.jurisdiction, row.valid_from))
    versions = sorted({one.version_id for ones in adoptions.values() for one in ones})
    files = tx.execute(_FILES, {"versions": versions})
    repealed: dict[str, date | None] = {}
    for resolved, content in said:
        if resolved.ruling is Ruling.ADOPTED and content.get("repeals"):
            repealed.setdefault(content["repeals"], resolved.valid_from)
    return _Brought(
        adoptions,
        values,
        {row.version_id: row.digest for row in files},
        load_profiles(tx, versions),
        repealed,
    )


def _shown(row: ResolutionRow) -> tuple[object, ...]:
    return row.ruling, row.decided_on, row.body, row.paper, row.valid_from


def _minutes(content: Mapping[str, Any]) -> tuple[object, ...]:
    day = date.fromisoformat(content["decided_on"])
    return Ruling(content["ruling"]), day, content["body"], content["paper"], _first_day(content)


def _first_day(content: Mapping[str, Any]) -> date | None:
    return date.fromisoformat(content["valid_from"]) if content["valid_from"] else None


def _has_files(there: _Brought, row: ResolutionRow, content: Mapping[str, Any]) -> bool:
    signed = {(one["process"], one["number"]): one["digest"] for one in content["versions"]}
    return all(
        one.digest == there.files.get(one.version_id) == signed.get((one.key, one.number), one.digest)
        for one in there.adoptions.get(row.id, ())
    )


def _is_in_force(there: _Brought, row: ResolutionRow, content: Mapping[str, Any]) -> bool:
    rows = there.adoptions.get(row.id, ())
    adopted = {
        (one.key, one.number, one.jurisdiction): (one.valid_from, one.times, one.repealed_from)
        for one in rows
    }
    if Ruling(content["ruling"]) is not Ruling.ADOPTED:
        return not adopted and not there.values.get(row.id)
    first, places = _first_day(content), content["jurisdictions"]
    versions = {(one.key, one.number): one.version_id for one in rows}
    wanted = {}
    for one in content["versions"]:
        profile = there.profiles.get(versions.get((one["process"], one["number"]), 0))
        times, _wrong = adopting.agreed_times(profile, one["times"])
        for place in places:
            until = there.repealed.get(content["proposal"])
            wanted[one["process"], one["number"], place] = (first, times, until)
    values = {
        (name, value, place, first) for name, value in content["parameters"].items() for place in places
    }
    return adopted == wanted and there.values.get(row.id, set()) == values
