"""Person records and pre-checks of some open demo cases, stored as a clerk would store them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import Row, select

from engine import precheck
from engine.actor import SYSTEM, Action, Actor
from engine.clock import ZONE, AdjustableClock
from engine.commands import precheck as commands
from engine.demo.plots import Answers
from engine.engine import Engine
from engine.library import read_law
from engine.state.case import CASE, PERSON, CaseState, participants

#: open cases with a record
NUMBER: Final = 12

#: what the answers of the forms mean in the record; what is not here is unknown there
_IDENTITY: Final[Mapping[str, Mapping[str, Any]]] = {
    "geklaert": {"status": "clarified"},
    "alle_massnahmen": {"status": "unclarified", "all_reasonable_steps": True},
    "nicht_geklaert": {"status": "unclarified", "all_reasonable_steps": False},
}
_CRIMINAL: Final[Mapping[str, Mapping[str, Any]]] = {"keine": {"convictions": [], "pending": False}}

_CHILD: Final[Mapping[str, Any]] = {
    "relation": "child",
    "birth": "2016-09-03",
    "in_household": True,
    "unmarried": True,
    "school_attendance": True,
}


def load(
    engine: Engine,
    clock: AdjustableClock,
    workers: Sequence[Actor],
    said: Mapping[str | None, Answers],
    random: Random,
) -> int:
    """Store a record for some open cases and check them, a few minutes ago; returns how many.

    `said` holds by case number what the people say in its forms: the record says the same, so that the pre-check of the
    process and that of the record do not contradict each other.
    """
    law = read_law()
    statement = (
        select(CASE.c.id, CASE.c.reference, PERSON.c.given_name, PERSON.c.family_name, PERSON.c.birth_date)
        .join(PERSON, PERSON.c.id == CASE.c.person_id)
        .where(CASE.c.state == CaseState.OPEN)
        .order_by(CASE.c.id)
    )
    with engine.begin(SYSTEM) as tx:
        open_cases = [(row, participants(tx, row.id)) for row in tx.execute(statement)]
    stored = 0
    for row, within in random.sample(open_cases, len(open_cases)):
        able = [one for one in workers if one.authorities(Action.PRECHECK) & within]
        if not able or stored == NUMBER:
            continue
        clock.moment += timedelta(seconds=45)
        today = clock.moment.astimezone(ZONE).date()
        with engine.begin(random.choice(able)) as tx:
            commands.save(tx, row.reference, _record(row, said[row.reference], random), 0)
            commands.compute(tx, row.reference, law, today)
        stored += 1
    return stored


def _record(row: Row[Any], said: Answers, random: Random) -> dict[str, Any]:
    """A life that fits what the forms of the case say: some years of permission, then toleration or § 104c."""
    facts = {key: value for key, value in said.items() if isinstance(value, str)}
    entry = date.fromisoformat(facts["voraufenthalt_seit"])
    tolerated = entry + timedelta(days=random.randint(300, 800))
    residence: list[dict[str, str]] = [
        {"from": entry.isoformat(), "to": _before(tolerated), "status": "asylum_permission"},
        {"from": tolerated.isoformat(), "status": "toleration", "section": "60a"},
    ]
    if facts["aufenthaltsstatus"] == "erlaubnis_104c":
        granted = date.fromisoformat(facts["antragsdatum"]) - timedelta(days=random.randint(300, 500))
        residence[-1]["to"] = _before(granted)
        residence.append({"from": granted.isoformat(), "status": "residence_permit", "section": "104c"})
    identity = dict(_IDENTITY[facts["identitaet"]])
    if facts["taeuschung"] == "ja":
        identity["deception"] = "ongoing"
    return {
        "version": precheck.VERSION,
        "name": f"{row.given_name} {row.family_name}",
        "birth": row.birth_date.isoformat(),
        "entry": entry.isoformat(),
        "residence": residence,
        "family": {"members": [_CHILD] if facts["kind_im_haushalt"] == "ja" else []},
        **({"absences": []} if facts["unterbrechung"] == "keine" else {}),
        "livelihood": {"income_share": int(facts["lebensunterhalt_anteil"])},
        "language": {"spoken": facts["sprachniveau"]},
        "civic": {"basic_knowledge": facts["grundkenntnisse"] == "ja"},
        "identity": identity,
        "criminal": dict(_CRIMINAL.get(facts["strafregister"], {})),
    }


def _before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()


__all__ = ["NUMBER", "load"]
