"""Person records of demo cases, stored when they begin, and pre-checks of some open ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from sqlalchemy import select

from engine import precheck
from engine.actor import SYSTEM, Action, Actor
from engine.clock import AdjustableClock
from engine.commands import precheck as commands
from engine.demo.persons import Person
from engine.demo.plots import Answers
from engine.engine import Engine
from engine.library import read_law
from engine.state.case import CASE, CaseState
from engine.state.precheck import PERSON_RECORD
from engine.transaction import Transaction

#: open cases whose record was checked lately
NUMBER: Final = 12

#: what the answers of the forms mean in the record; what is not here is unknown there
_IDENTITY: Final[Mapping[str, Mapping[str, Any]]] = {
    "geklaert": {"status": "clarified"},
    "alle_massnahmen": {"status": "unclarified", "all_reasonable_steps": True},
    "nicht_geklaert": {"status": "unclarified", "all_reasonable_steps": False},
}
_CRIMINAL: Final[Mapping[str, Mapping[str, Any]]] = {
    "keine": {"convictions": [], "pending": False},
    "eintragungen": {"convictions": [{"day_rates": 30, "intentional": True}], "pending": False},
}

_CHILD: Final[Mapping[str, Any]] = {
    "relation": "child",
    "birth": "2016-09-03",
    "in_household": True,
    "unmarried": True,
    "school_attendance": True,
}


def save(tx: Transaction, reference: str, person: Person, said: Answers, random: Random) -> None:
    """Store the record of a person for whoever asks in the case, before its decisions are computed.

    `said` holds what the person says in its forms: the record says the same, so that the pre-check of the process and
    that of the record do not contradict each other.
    """
    commands.save(tx, reference, _record(person, said, random), 0)


def load(
    engine: Engine, clock: AdjustableClock, workers: Sequence[Actor], wanted: Sequence[str], random: Random
) -> int:
    """Check some open cases that have a record, a few minutes ago, the `wanted` ones among them; returns how many."""
    law = read_law()
    statement = (
        select(CASE.c.id, CASE.c.reference, CASE.c.authority_id)
        .join(PERSON_RECORD, PERSON_RECORD.c.case_id == CASE.c.id)
        .where(CASE.c.state == CaseState.OPEN)
        .distinct()
        .order_by(CASE.c.id)
    )
    with engine.begin(SYSTEM) as tx:
        tx.act()
        open_cases = tx.execute(statement).all()
    drawn = random.sample(open_cases, len(open_cases))
    checked = 0
    for row in sorted(drawn, key=lambda one: one.reference not in wanted):
        # the record serves whoever leads the case
        able = [one for one in workers if one.may(Action.PRECHECK, row.authority_id)]
        if not able or checked == NUMBER:
            continue
        clock.moment += timedelta(seconds=45)
        with engine.begin(random.choice(able)) as tx:
            commands.compute(tx, row.reference, law, tx.today)
        checked += 1
    return checked


def _record(person: Person, said: Answers, random: Random) -> dict[str, Any]:
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
        "name": f"{person.given_name} {person.family_name}",
        "birth": person.birth_date.isoformat(),
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


__all__ = ["NUMBER", "load", "save"]
