"""Notes in a case file are written and corrected; nothing that stood there is lost."""

from __future__ import annotations

from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import data_groups
from engine.execution import sight as sights
from engine.state import case, note, record
from engine.state.case import CaseRow
from engine.state.document import Filed
from engine.transaction import Transaction

#: characters of a note
LONGEST_NOTE = 4000


def write(tx: Transaction, reference: str, text: str, filed: Filed | None = None) -> int:
    """Write a note into the file of a case, closed or not; returns its number.

    Under a data group of a process that runs there whoever reads the group reads it. Without one it is the case's own
    when the author's authority leads, and else that authority's alone. Sent twice within a minute, it is kept once.
    """
    found = case.by_reference(tx, reference)
    house = _house(tx, found)
    body = _body(text)
    if filed is not None:
        if filed not in data_groups.of_case(tx, found.id):
            raise Invalid(
                f"Expected to file a note in case {reference}, but it has no such data group",
                {"group": "Bitte wählen Sie eine der Datengruppen."},
            )
        if not sights.of_case(tx, found.id).reads_group(filed.instance_id, filed.group or ""):
            raise Forbidden(
                f"Expected to file a note in case {reference}, but the actor does not read the group"
            )
    place = None if filed is None or filed.instance_id is None else (filed.instance_id, filed.group or "")
    known = note.written(tx, found.id, body, place)
    if known is not None:
        return known
    number = note.create(tx, found.id, body, place, None if house == found.authority_id else house)
    _say(tx, found.id, filed.instance_id if filed else None, "note_written")
    return number


def correct(tx: Transaction, note_id: int, text: str) -> int:
    """Put another text in the place of one's own note, which stays readable; returns the number of the new one.

    Forbidden for what somebody else wrote, Conflict when it is corrected already.
    """
    before = note.get(tx, note_id)
    if before.author_id is None or before.author_id != tx.actor.account:
        raise Forbidden(f"Expected to correct note {note_id}, but somebody else has written it")
    found = case.get(tx, before.case_id)
    _house(tx, found)
    if before.corrected_by is not None:
        raise Conflict(f"Expected to correct note {note_id}, but it has been corrected already")
    body = _body(text)
    place = None if before.instance_id is None else (before.instance_id, before.data_group or "")
    number = note.create(tx, found.id, body, place, before.authority_id, note_id)
    _say(tx, found.id, before.instance_id, "note_corrected")
    return number


def _house(tx: Transaction, found: CaseRow) -> int:
    """The authority as which the actor writes: the leading one before others that take part."""
    own = tx.actor.authorities(Action.KEEP_CASE) & case.participants(tx, found.id)
    if tx.actor.system or found.authority_id in own:
        return found.authority_id
    if not own:
        raise Forbidden(f"Expected to write a note in case {found.reference}, but no role there permits it")
    return min(own)


def _body(text: str) -> str:
    body = text.strip()
    if not body:
        raise Invalid("Expected a note, but it is empty", {"text": "Bitte schreiben Sie etwas."})
    if len(body) > LONGEST_NOTE:
        raise Invalid(
            f"Expected a note of up to {LONGEST_NOTE} characters, but it has {len(body)}",
            {"text": f"Bitte geben Sie höchstens {LONGEST_NOTE} Zeichen ein."},
        )
    return body


def _say(tx: Transaction, case_id: int, instance_id: int | None, kind: str) -> None:
    record.append_history(tx, [{"case_id": case_id, "instance_id": instance_id, "kind": kind}])
