"""Cases are related – a family, a case and its part – and the relation ends; both files say so."""

from __future__ import annotations

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid, NotFound
from engine.execution import sight as sights
from engine.state import case, record, relation
from engine.state.case import CaseRow
from engine.state.relation import RelationKind
from engine.transaction import Transaction


def relate(tx: Transaction, reference: str, other: str, kind: RelationKind) -> None:
    """Say what the other case is to this one: the history of both says it, in its own direction.

    The actor keeps both cases and leads one of them. Invalid when the other one is not known to them, concerns nobody,
    is this one, or others lead both; Conflict when they are related already.
    """
    found = _kept(tx, reference)
    number = other.strip().upper()
    try:
        there = _kept(tx, number)
    except (NotFound, Forbidden) as error:
        # whether there is such a case is told to whoever keeps it only
        raise _wrong(
            reference, "Diese Akte gibt es nicht, oder Ihre Behörde ist an ihr nicht beteiligt."
        ) from error
    if there.id == found.id:
        raise _wrong(reference, "Das ist dieselbe Akte.")
    if not _leads(tx, found, there):
        raise _wrong(reference, "Verbinden kann nur, wer einen der beiden Fälle führt.")
    if found.person_id is None or there.person_id is None:
        raise _wrong(reference, "Nur Fälle, die eine Person betreffen, lassen sich verbinden.")
    if any(one.other_id == there.id for one in relation.of_case(tx, found.id)):
        raise Conflict(f"Expected to relate case {reference} and case {number}, but they are related already")
    relation.relate(tx, found.id, there.id, kind)
    _say(tx, "relation_begun", found, there, kind)


def end(tx: Transaction, reference: str, other: str) -> None:
    """End the relation of two cases, in both files: whoever leads one of them. Conflict when there is none."""
    found, there = _kept(tx, reference), _kept(tx, other)
    if not _leads(tx, found, there):
        raise Forbidden(
            f"Expected to end the relation of case {reference} and case {other}, but others lead both"
        )
    kinds = [one.kind for one in relation.of_case(tx, found.id) if one.other_id == there.id]
    if not kinds or not relation.end(tx, found.id, there.id):
        raise Conflict(
            f"Expected to end the relation of case {reference} and case {other}, but there is none"
        )
    _say(tx, "relation_ended", found, there, kinds[0])


def _kept(tx: Transaction, reference: str) -> CaseRow:
    """The case, if the actor keeps it and reads it."""
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.KEEP_CASE, found.id):
        raise Forbidden(f"Expected to relate case {reference}, but no role there permits it")
    sights.must_read(tx, found.id, reference)
    return found


def _leads(tx: Transaction, *cases: CaseRow) -> bool:
    return any(tx.actor.may(Action.KEEP_CASE, one.authority_id) for one in cases)


def _wrong(reference: str, said: str) -> Invalid:
    return Invalid(
        f"Expected to relate case {reference} to another one, but that is not possible", {"other": said}
    )


def _say(tx: Transaction, what: str, one: CaseRow, other: CaseRow, kind: RelationKind) -> None:
    """The facts of both files; the number of the other case stands in neither, since not everybody reads it."""
    sides = ((one, kind), (other, relation.opposite(kind)))
    rows = [{"case_id": here.id, "kind": what, "detail": {"relation": is_}} for here, is_ in sides]
    record.append_history(tx, rows)
