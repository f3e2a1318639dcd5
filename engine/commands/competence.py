"""What an administrator enters of who is competent where, from which day on; it counts before the official rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from engine.competence import TOPICS
from engine.errors import Conflict, Invalid
from engine.execution import amendment
from engine.execution.amendment import Effective
from engine.state import authority
from engine.state.authority import AuthorityRow, CompetenceRow
from engine.state.record import LONGEST_REASON
from engine.state.register_change import ChangeKind
from engine.transaction import Transaction

#: a register that was wrong may be corrected from then on
EARLIEST: Final = date(1990, 1, 1)
LONGEST_TEXT: Final = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """A competence as it is entered: the topic, the place (AGS prefix), the groups if any, the norm."""

    topic: str
    territory: str
    norm: str
    groups: frozenset[str] = frozenset()
    note: str = ""


def enter(tx: Transaction, authority_id: int, revision: int, entry: Entry, when: Effective) -> int:
    """Let an authority be competent from a day on; whoever was entered for the same before is until the day before.

    Returns the change. Invalid when somebody is entered for the same from that day or a later one on.
    """
    found = amendment.hold(tx, authority_id, revision)
    wrong = amendment.faults(tx, when, earliest=EARLIEST) | _entry_faults(tx, entry)
    before = _predecessor(tx, found, entry, when, wrong)
    if wrong:
        raise Invalid(
            f"Expected to enter a competence of authority {authority_id}, but it breaks a rule", wrong
        )
    last = when.on - timedelta(days=1)
    was: dict[str, Any] = {}
    if before is not None:
        was = {"competence_id": before.id, "valid_to": before.valid_to and before.valid_to.isoformat()}
        was["authority_id"] = before.authority_id
        authority.end_competence(tx, before.id, last)
    number = authority.add_competence(
        tx,
        authority_id=authority_id,
        topic=entry.topic,
        territory=entry.territory,
        groups=sorted(entry.groups),
        norm=entry.norm.strip(),
        note=entry.note.strip(),
        valid_from=when.on,
    )
    after = {"topic": entry.topic, "territory": entry.territory, "norm": entry.norm.strip()}
    if entry.groups:
        after["groups"] = ", ".join(sorted(entry.groups))
    return amendment.note(
        tx, ChangeKind.COMPETENCE, when, was, after, authority_id=authority_id, competence_id=number
    )


def end(tx: Transaction, competence_id: int, revision: int, when: Effective) -> int:
    """Let an entered competence not hold any more from a day on; then the official rules count again."""
    row = authority.get_competence(tx, competence_id)
    amendment.hold(tx, row.authority_id, revision)
    wrong = amendment.faults(tx, when)
    if when.on <= row.valid_from:
        wrong["on"] = f"Die Zuständigkeit beginnt erst am {row.valid_from:%d.%m.%Y}."
    if wrong:
        raise Invalid(f"Expected to end competence {competence_id}, but it breaks a rule", wrong)
    if row.valid_to is not None and row.valid_to < when.on:
        raise Conflict(f"Expected to end competence {competence_id}, but it ends before that day already")
    last = when.on - timedelta(days=1)
    authority.end_competence(tx, competence_id, last)
    return amendment.note(
        tx,
        ChangeKind.COMPETENCE_END,
        when,
        {
            "topic": row.topic,
            "territory": row.territory,
            "valid_to": row.valid_to and row.valid_to.isoformat(),
        },
        {"valid_to": last.isoformat()},
        authority_id=row.authority_id,
        competence_id=competence_id,
    )


def _entry_faults(tx: Transaction, entry: Entry) -> dict[str, str]:
    wrong = {}
    if entry.topic not in TOPICS:
        wrong["topic"] = "Bitte wählen Sie ein Thema aus der Liste."
    if not authority.is_territory(entry.territory):
        wrong["territory"] = "Bitte geben Sie einen amtlichen Schlüssel mit 2, 5 oder 8 Ziffern an."
    elif not amendment.may_change(tx, entry.territory):
        wrong["territory"] = "Dieses Gebiet gehört nicht zu Ihrer Verwaltung."
    if not entry.norm.strip() or len(entry.norm) > LONGEST_TEXT:
        wrong["norm"] = f"Bitte nennen Sie die Rechtsgrundlage, mit höchstens {LONGEST_TEXT} Zeichen."
    if len(entry.note) > LONGEST_REASON:
        wrong["note"] = f"Bitte geben Sie höchstens {LONGEST_REASON} Zeichen ein."
    return wrong


def _predecessor(
    tx: Transaction, found: AuthorityRow, entry: Entry, when: Effective, wrong: dict[str, str]
) -> CompetenceRow | None:
    """Who is entered for the same when the new one begins; what lies later is an overlap."""
    before: CompetenceRow | None = None
    for one in authority.competences(tx, entry.topic, entry.territory):
        if one.groups != entry.groups or (one.valid_to is not None and one.valid_to < when.on):
            continue
        if one.valid_from >= when.on:
            name = authority.get(tx, one.authority_id).name
            wrong["on"] = f"Ab {one.valid_from:%d.%m.%Y} ist dort schon eingetragen: {name}."
        elif one.authority_id == found.id and one.valid_to is None:
            wrong["territory"] = f"Die Behörde ist dort seit {one.valid_from:%d.%m.%Y} schon eingetragen."
        else:
            before = one
    return before
