"""The person record of a case is stored, revision by revision, and what the law says for it computed and kept.

The pre-check computes and asks; it decides nothing (§ 35a VwVfG).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine import precheck
from engine.actor import Action
from engine.errors import Conflict, Forbidden, Invalid
from engine.execution import sight, watching
from engine.precheck import LawBook
from engine.state import case, record
from engine.state import precheck as rows
from engine.state.case import CaseRow, CaseState
from engine.transaction import Transaction


def save(tx: Transaction, reference: str, document: Mapping[str, Any], revision: int) -> int:
    """Store the record as the revision after `revision`, the one that was seen (0: none); returns the new one.

    The same record again is no new revision. Invalid with a German message for every path that is wrong; Conflict
    when somebody has stored another one meanwhile, or the case is closed.
    """
    found = _writable(tx, reference)
    precheck.read_record(document)
    last = rows.latest_record(tx, found.id)
    current = 0 if last is None else last.revision
    if current != revision:
        raise Conflict(f"Expected to store a record for case {reference}, but it is at revision {current}")
    if last is not None and last.document == dict(document):
        return current
    rows.add_record(tx, found.id, current + 1, precheck.VERSION, document)
    watching.keep_record(tx, found.id, document)
    _note(tx, found, "person_record_saved", {"revision": current + 1})
    return current + 1


def compute(
    tx: Transaction,
    reference: str,
    law: LawBook,
    day: date,
    *,
    application: date | None = None,
    known: date | None = None,
) -> int:
    """Check every title for the newest record of the case and keep what came out; returns the pre-check's id.

    Kept with it: the revision of the record, the days, every rule set in force, and every criterion with its rule.
    Invalid when the case has no record; Conflict when it is closed.
    """
    found = _writable(tx, reference)
    stored = rows.latest_record(tx, found.id)
    if stored is None:
        raise Invalid(f"Expected to check case {reference}, but it has no record")
    person = precheck.read_record(stored.document)
    outcome = precheck.check(person, day, law, application=application, known=known)
    precheck_id = rows.add_precheck(
        tx,
        {
            "case_id": found.id,
            "record_id": stored.id,
            "day": day,
            "application": application,
            "known": known,
            "rule_sets": precheck.rule_sets(person, day, law, application=application, known=known),
            # JSONB forgets the order of keys
            "outcome": precheck.to_json(outcome) | {"order": [one.title for one in outcome.titles]},
        },
    )
    _note(tx, found, "precheck_computed", {"day": day.isoformat(), "revision": stored.revision})
    return precheck_id


def _writable(tx: Transaction, reference: str) -> CaseRow:
    """The case, locked: two who store at once come one after the other."""
    found = case.by_reference(tx, reference)
    if not case.permits(tx, Action.PRECHECK, found.id):
        raise Forbidden(f"Expected to check case {reference}, but no role there permits it")
    if not sight.of_case(tx, found.id).reads_record:
        raise Forbidden(f"Expected to check case {reference}, but its person record serves another purpose")
    if case.lock(tx, found.id).state is CaseState.CLOSED:
        raise Conflict(f"Expected to check case {reference}, but it is closed")
    return found


def _note(tx: Transaction, found: CaseRow, kind: str, detail: dict[str, Any]) -> None:
    record.append_history(tx, [{"case_id": found.id, "kind": kind, "detail": detail}])
