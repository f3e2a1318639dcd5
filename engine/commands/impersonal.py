"""A matter that concerns no person is opened by hand: a proposal for the steering group, a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine import forms
from engine.actor import Action
from engine.competence import places
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import apart
from engine.execution.advance import environment, start
from engine.execution.bundle import load_bundle
from engine.feel import Value
from engine.state import adoption, authority
from engine.transaction import Transaction


@dataclass(frozen=True, slots=True)
class ImpersonalOpening:
    """A process that concerns nobody, and the Kreis (05562000) or city it is about."""

    definition: str
    ags: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The new case and its number."""

    case_id: int
    reference: str


def open(tx: Transaction, opening: ImpersonalOpening, values: Mapping[str, Value]) -> Opened:
    """Open a case without a person and start its process with the values of the start form.

    The authority of the actor that covers the place leads it. Conflict when no version is in force there, or when the
    process concerns a person; Invalid names the place or each field of the form that breaks a rule.
    """
    tx.actor.must(Action.OPEN_IMPERSONAL_CASE)
    if opening.ags not in places():
        raise Invalid(
            f"Expected to open a case in {opening.ags!r}, but there is no such place",
            {"ags": "Bitte wählen Sie den Ort."},
        )
    version = adoption.binding(tx, opening.definition, opening.ags)
    bundle = load_bundle(tx, version.id, version.digest)
    if not apart.concerns_nobody(bundle.graph):
        raise Conflict(f"Expected to open {version.key} without a person, but it concerns one")
    if not bundle.graph.root.entries:
        raise Conflict(f"Expected to start {version.key}, but its start events all wait for an event")
    leading = _leading(tx, opening.ags)
    accepted: dict[str, Value] = {}
    form = bundle.form(bundle.graph.start_form)
    if form is not None:
        accepted = forms.accept(form, values, {}, environment(tx))
    row = apart.open_case(tx, leading, opening.ags, version, bundle.main)
    start(tx, row, accepted)
    return Opened(row.case_id, row.reference)


def _leading(tx: Transaction, ags: str) -> int:
    """The first of the actor's authorities whose territory touches the place."""
    for number in sorted(tx.actor.authorities(Action.OPEN_IMPERSONAL_CASE)):
        if any(apart.touches(one, ags) for one in authority.acting_territories(tx, [number])):
            return number
    raise Forbidden(f"Expected to open a case in {ags}, but none of the actor's authorities is there")
