"""The steering group's resolution: a version is in force in a jurisdiction from a date."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.actor import Action
from engine.errors import Conflict, Invalid
from engine.execution import adopting, proposals
from engine.execution.adopting import Terms
from engine.state import authority
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
    or with an empty text, has the time that the version proposes. ModelError when the version has findings that forbid
    it; Invalid names what is wrong with the resolution.
    """
    tx.actor.must(Action.ADOPT)
    row, bundle = adopting.adoptable(tx, version_id)
    if row.state is VersionState.DRAFT and row.revision != revision:
        raise Conflict(
            f"Expected to adopt revision {revision} of version {version_id}, but it is {row.revision} by now"
        )
    agreed, wrong = adopting.agreed_times(bundle.profile, times or {})
    if valid_from < tx.today and not tx.actor.system:
        wrong["valid_from"] = "Der Beschluss kann frühestens ab heute gelten."
    if not resolution.strip():
        wrong["resolution"] = "Bitte geben Sie den Beschluss an (Gremium, Datum, Vorlage)."
    if not authority.is_territory(jurisdiction) or not proposals.within_reach(
        tx, Action.ADOPT, (jurisdiction,)
    ):
        wrong["jurisdiction"] = "Für dieses Gebiet kann Ihre Lenkungsgruppe nicht beschließen."
    if wrong:
        raise Invalid(f"Expected to adopt version {version_id}, but the resolution is incomplete", wrong)
    terms = Terms((jurisdiction,), valid_from, resolution.strip(), agreed)
    (number,) = adopting.put_in_force(tx, row, bundle, terms)
    return number


def time_field(element: str) -> str:
    """The name under which `Invalid.fields` says what is wrong with the agreed time of an element."""
    return f"zeit-{element}"
