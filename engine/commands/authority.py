"""The register of authorities is filled when an installation is set up; changes later on: `register`, `competence`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from engine.actor import Action
from engine.errors import Invalid
from engine.state import authority, register_change
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Competence:
    """Why an authority may act: topic, place (AGS prefix), norm and the days on which it holds."""

    topic: str
    territory: str
    norm: str
    valid_from: date
    valid_to: date | None = None
    note: str = ""


def create(
    tx: Transaction, key: str, name: str, territory: str, competences: Iterable[Competence] = ()
) -> int:
    """Register an authority with its competences; Conflict when the key is taken."""
    tx.actor.must(Action.ADMINISTER)
    number = authority.create(tx, key, name, territory)
    register_change.touch(tx)
    for one in competences:
        add_competence(tx, number, one)
    return number


def add_competence(tx: Transaction, authority_id: int, competence: Competence) -> int:
    """Give an authority one more competence; Invalid when it would end before it begins."""
    tx.actor.must(Action.ADMINISTER)
    if not authority.is_territory(competence.territory):
        raise Invalid(
            f"Expected to add a competence, but {competence.territory!r} is no official key",
            {"territory": "Bitte geben Sie einen amtlichen Schlüssel mit 2, 5 oder 8 Ziffern an."},
        )
    if competence.valid_to is not None and competence.valid_to < competence.valid_from:
        raise Invalid(
            "Expected to add a competence, but it ends before it begins",
            {"valid_to": "Das Ende liegt vor dem Beginn."},
        )
    number = authority.add_competence(
        tx,
        authority_id=authority_id,
        topic=competence.topic,
        territory=competence.territory,
        norm=competence.norm,
        note=competence.note,
        valid_from=competence.valid_from,
        valid_to=competence.valid_to,
    )
    register_change.touch(tx)
    return number


def set_municipalities(tx: Transaction, rows: Iterable[Mapping[str, str]]) -> None:
    """Load the register of municipalities: `ags`, `name`, `district` each."""
    tx.actor.must(Action.ADMINISTER)
    authority.set_municipalities(tx, list(rows))
