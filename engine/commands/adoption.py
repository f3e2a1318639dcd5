"""A version is put in force from the command line or by the demo; people do it by a resolution."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine.errors import Invalid
from engine.execution import adopting
from engine.execution.adopting import Terms
from engine.state import authority
from engine.transaction import Transaction


def adopt(
    tx: Transaction,
    version_id: int,
    jurisdiction: str,
    valid_from: date,
    resolution: str,
    times: Mapping[str, str] | None = None,
) -> int:
    """Record that a version is in force in a jurisdiction (AGS prefix) from that day; a draft becomes final by it.

    Only whoever runs the installation does: Forbidden for every person, who needs a resolution (`commands.resolution`).
    `times` are agreed times by element as people write them, „5 Tage“ or `P5D`; an element that is not named, or with
    an empty text, has the time that the version proposes. ModelError when the version has findings that forbid it;
    Invalid names what is wrong.
    """
    tx.actor.must_be_engine()
    row, bundle = adopting.adoptable(tx, version_id)
    agreed, wrong = adopting.agreed_times(bundle.profile, times or {})
    if not resolution.strip():
        wrong["resolution"] = "Bitte geben Sie den Beschluss an (Gremium, Datum, Vorlage)."
    if not authority.is_territory(jurisdiction):
        wrong["jurisdiction"] = "Ein Gebiet ist der Anfang eines Gemeindeschlüssels, zum Beispiel 05334."
    if wrong:
        raise Invalid(f"Expected to adopt version {version_id}, but the resolution is incomplete", wrong)
    terms = Terms((jurisdiction,), valid_from, resolution.strip(), agreed)
    (number,) = adopting.put_in_force(tx, row, bundle, terms)
    return number
