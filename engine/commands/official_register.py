"""The official register of authorities is loaded from its files, at set-up and again whenever they have changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from engine.actor import Action
from engine.competence import Authority, Register, rules_to_json
from engine.state import authority, register_change
from engine.state.authority import AuthorityRow
from engine.state.register_change import ChangeKind, ChangeState
from engine.transaction import Transaction

#: what the files say of an authority; each goes its own way when an administrator has changed it
_FIELDS: Final = (
    *("name", "kind", "territory", "territories", "land", "office_number", "contact", "attributes"),
    *("valid_from", "valid_to", "successor"),
)
_DAYS: Final = ("valid_from", "valid_to")
#: an authority without a known first day has always been there
_ALWAYS: Final = date.min


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many authorities are new and changed, and in how many an administrator's own change was kept."""

    created: int
    changed: int
    kept: int


def load(tx: Transaction, official: Register) -> Loaded | None:
    """Store the register; None when exactly this one is stored already.

    A field an administrator has changed stays as it is; the files' value is kept beside it and shown as a difference.
    An authority the files do not name any more stays too. Open tasks are not moved: nobody has looked at what would.
    """
    tx.actor.must(Action.ADMINISTER)
    register_change.hold(tx)
    digest = official.digest
    if register_change.loaded(tx) == digest:
        return None
    known = {row.key: row for row in authority.everything(tx)}
    new = [_values(one) for key, one in official.authorities.items() if key not in known]
    authority.create_all(tx, [{"key": key, **_columns(said), "official": said} for key, said in new])
    changed = kept = 0
    for key, one in official.authorities.items():
        if key in known:
            values, own = _merged(known[key], _values(one)[1])
            kept += own
            if values:
                changed += 1
                authority.write(tx, known[key].id, values)
    gone = [row for key, row in known.items() if key not in official.authorities and row.official is not None]
    for row in gone:
        authority.write(tx, row.id, {"official": None})
    authority.set_parents(tx, {key: one.parent for key, one in official.authorities.items()})
    register_change.store_doubts(tx, _doubts(official), tx.today)
    register_change.touch(tx)
    register_change.note_loaded(tx, digest, rules_to_json(official))
    _log(tx, Loaded(len(new), changed, kept))
    return Loaded(len(new), changed, kept)


def _log(tx: Transaction, loaded: Loaded) -> None:
    number = register_change.add(
        tx,
        ChangeKind.LOAD,
        tx.today,
        f"{loaded.created} neu, {loaded.changed} geändert, {loaded.kept} mit eigener Änderung belassen",
        before={},
        after={"authorities": loaded.created + loaded.changed, "differences": loaded.kept},
    )
    register_change.end(tx, number, ChangeState.EFFECTIVE)


def _values(one: Authority) -> tuple[str, dict[str, Any]]:
    """What the files say, as JSON."""
    return one.key, {
        "name": one.name,
        "kind": one.kind,
        "territory": authority.common_territory(one.territory),
        "territories": list(one.territory),
        "land": str(one.land),
        "office_number": one.office_number,
        "contact": dict(one.contact),
        "attributes": dict(one.attributes),
        "valid_from": None if one.valid_from == _ALWAYS else one.valid_from.isoformat(),
        "valid_to": None if one.valid_to is None else one.valid_to.isoformat(),
        "successor": one.successor or "",
    }


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    days = {name: date.fromisoformat(said[name]) if said[name] else None for name in _DAYS}
    return {**said, **days}


def _merged(row: AuthorityRow, said: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """The columns to write, and whether a change of an administrator is kept."""
    before = row.official or {}
    new, was = _columns(said), _columns(before) if before else {}
    values: dict[str, Any] = {}
    own = False
    for name in _FIELDS:
        now = row.values[name]
        if was and now != was.get(name):
            own = own or now != new[name]
        elif now != new[name]:
            values[name] = new[name]
    if said != before:
        values["official"] = dict(said)
    return values, own


def _doubts(official: Register) -> list[tuple[str, str]]:
    """What is to be checked: of an authority by its key, of a rule by its id."""
    found = [(key, text) for key, one in official.authorities.items() for text in one.doubts]
    return found + [(rule.id, text) for rule in official.rules for text in rule.doubts]
