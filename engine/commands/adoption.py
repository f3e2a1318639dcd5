"""The steering group's resolution: a version is in force in a jurisdiction from a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.actor import Action
from engine.errors import Conflict, Invalid, ModelError
from engine.execution import starts
from engine.execution.bundle import load_bundle
from engine.profile import LONGEST, Profile, read_period
from engine.state import adoption, authority, definition, register
from engine.state.definition import VersionState
from engine.transaction import Transaction


def adopt(
    tx: Transaction,
    version_id: int,
    jurisdiction: str,
    valid_from: date,
    resolution: str,
    revision: int | None = None,
    times: Mapping[str, str] | None = None,
) -> int:
    """Record a resolution; a draft becomes final by it, and new cases start on it from `valid_from`.

    `jurisdiction` is an AGS prefix inside the territory of an authority at which the actor is a steering member.
    `revision` is the state of the draft that was read: Conflict when it has been saved again since, or when it is not
    said. `times` are agreed times by element as people write them, „5 Tage“ or `P5D`; an element that is not named,
    or with an empty text, has the time that the version proposes. Timers that start the process are armed; those of
    the version it replaces there end on that day. ModelError when the version has findings that forbid it; Invalid
    names what is wrong with the resolution.
    """
    tx.actor.must(Action.ADOPT)
    row = definition.lock(tx, version_id)
    if row.state is VersionState.DRAFT and row.revision != revision:
        raise Conflict(
            f"Expected to adopt revision {revision} of version {version_id}, but it is {row.revision} by now"
        )
    wrong = {}
    if valid_from < tx.today and not tx.actor.system:
        wrong["valid_from"] = "Der Beschluss kann frühestens ab heute gelten."
    if not resolution.strip():
        wrong["resolution"] = "Bitte geben Sie den Beschluss an (Gremium, Datum, Vorlage)."
    if not authority.is_territory(jurisdiction) or not _within_reach(tx, jurisdiction):
        wrong["jurisdiction"] = "Für dieses Gebiet kann Ihre Lenkungsgruppe nicht beschließen."
    bundle = load_bundle(tx, version_id)
    agreed, faults = _agreed(bundle.profile, times or {})
    wrong |= faults
    if wrong:
        raise Invalid(f"Expected to adopt version {version_id}, but the resolution is incomplete", wrong)
    if bundle.errors:
        raise ModelError(
            f"Expected to adopt version {version_id}, but {len(bundle.errors)} findings forbid it",
            bundle.findings,
        )
    if row.state is VersionState.DRAFT:
        definition.change(tx, version_id, row.revision, state=VersionState.FINAL)
    if starts.has_timers(bundle) and not register.place(tx, starts.place(jurisdiction)).covering:
        raise Invalid(
            f"Expected to adopt version {version_id}, but nobody could lead the cases that time starts there",
            {
                "jurisdiction": "Für dieses Gebiet ist keine Behörde eingetragen, die zeitgesteuerte Vorgänge führt."
            },
        )
    definition.add_starts(tx, version_id, bundle.starts)
    number = adoption.create(tx, version_id, jurisdiction, valid_from, resolution.strip(), agreed)
    starts.arm(tx, number)
    return number


def time_field(element: str) -> str:
    """The name under which `Invalid.fields` says what is wrong with the agreed time of an element."""
    return f"zeit-{element}"


def _agreed(profile: Profile | None, times: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The times that differ from what the version proposes, and what is wrong with the others."""
    proposed = {} if profile is None else profile.agreed
    agreed: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for element, text in times.items():
        time = proposed.get(element)
        if time is None:
            known = ", ".join(proposed) or "keine"
            wrong[time_field(element)] = (
                f"Für „{element}“ ist keine Zeit zu vereinbaren. Vereinbart werden: {known}."
            )
        elif text.strip():
            value = read_period(text, working=time.working)
            if value is None:
                example = "5 Arbeitstage" if time.working else "7 Tage, 2 Wochen, 3 Monate oder 12 Stunden"
                wrong[time_field(element)] = (
                    f"Bitte geben Sie eine Zeit bis {LONGEST} an, zum Beispiel {example}."
                )
            elif value != time.value:
                agreed[element] = value
    return agreed, wrong


def _within_reach(tx: Transaction, jurisdiction: str) -> bool:
    if tx.actor.system:
        return True
    own = authority.territories(tx, tx.actor.authorities(Action.ADOPT))
    return any(jurisdiction.startswith(territory) for territory in own)
