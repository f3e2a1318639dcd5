"""A version comes into force in a jurisdiction: what a resolution and the command line do alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.errors import Conflict, Invalid, ModelError
from engine.execution import starts
from engine.execution.bundle import Bundle, load_bundle
from engine.profile import Profile
from engine.state import adoption, definition, register
from engine.state.definition import VersionRow, VersionState
from engine.transaction import Transaction

_NOBODY_LEADS = "Für dieses Gebiet ist keine Behörde eingetragen, die zeitgesteuerte Vorgänge führt."


@dataclass(frozen=True, slots=True)
class Terms:
    """Where, from when and by what a version comes into force; `times` are the agreed times and numbers that differ
    from what it proposes, as ISO 8601 periods by element and in digits by name.
    """

    jurisdictions: tuple[str, ...]
    valid_from: date
    resolution: str
    times: Mapping[str, str]
    resolution_id: int | None = None


def adoptable(tx: Transaction, version_id: int) -> tuple[VersionRow, Bundle]:
    """The version, locked, and what it was compiled to; ModelError when it has findings that forbid an adoption."""
    row = definition.lock(tx, version_id)
    bundle = load_bundle(tx, version_id, row.digest)
    if bundle.errors:
        raise ModelError(
            f"Expected to adopt version {version_id}, but {len(bundle.errors)} findings forbid it",
            bundle.findings,
        )
    return row, bundle


def put_in_force(
    tx: Transaction,
    row: VersionRow,
    bundle: Bundle,
    terms: Terms,
) -> tuple[int, ...]:
    """Let the version be in force on these terms; a draft becomes final by it. Timers that start
    the process are armed; those of the version it replaces there end on that day. Invalid when time starts the process
    where nobody could lead its cases. Returns the adoptions.
    """
    for jurisdiction in terms.jurisdictions:
        if starts.has_timers(bundle) and not register.place(tx, starts.place(jurisdiction)).covering:
            raise Invalid(
                f"Expected to adopt version {row.id}, but nobody could lead the cases that time starts there",
                {"jurisdiction": _NOBODY_LEADS},
            )
    if row.state is VersionState.DRAFT and not definition.change(
        tx, row.id, row.revision, state=VersionState.FINAL
    ):
        raise Conflict(f"Expected to adopt version {row.id}, but someone else has saved it")
    definition.add_starts(tx, row.id, bundle.starts)
    made = []
    for jurisdiction in terms.jurisdictions:
        number = adoption.create(
            tx, row.id, jurisdiction, terms.valid_from, terms.resolution, terms.times, terms.resolution_id
        )
        starts.arm(tx, number)
        made.append(number)
    return tuple(made)


def agreed_times(
    profile: Profile | None, times: Mapping[str, str], prefix: str = "zeit-"
) -> tuple[dict[str, str], dict[str, str]]:
    """The times (by element) and numbers (by name) as people write them that differ from what the version proposes,
    times as ISO 8601 periods, and what is wrong with the others, by `prefix` and name. An empty text stands for what is
    proposed.
    """
    proposed = {} if profile is None else profile.agreed
    agreed: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for element, text in times.items():
        time = proposed.get(element)
        if time is None:
            known = ", ".join(proposed) or "keine"
            wrong[f"{prefix}{element}"] = (
                f"Für „{element}“ ist keine Zeit zu vereinbaren. Vereinbart werden: {known}."
            )
        elif text.strip():
            value = time.read(text)
            if value is None:
                wrong[f"{prefix}{element}"] = time.wanted
            elif value != time.value:
                agreed[element] = value
    return agreed, wrong
