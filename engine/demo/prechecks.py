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
from engine.engine import Engine
from engine.library import read_law
from engine.state.case import CASE, PERSON, CaseState, participants

#: open cases with a record
NUMBER: Final = 12

#: what is known of people beside name, birth and residence
_LIVES: Final[tuple[Mapping[str, Any], ...]] = (
    {
        "absences": [],
        "livelihood": {"income_share": 62},
        "language": {"spoken": "A2"},
        "civic": {"basic_knowledge": True},
        "identity": {"status": "clarified"},
        "criminal": {"convictions": [], "pending": False},
    },
    {
        "livelihood": {"income_share": 46},
        "language": {"spoken": "A2"},
        "identity": {"status": "unclarified", "all_reasonable_steps": True},
    },
    {
        "absences": [],
        "language": {"spoken": "A1"},
        "identity": {"status": "unclarified"},
        "criminal": {"pending": True},
    },
)


def load(
    engine: Engine,
    clock: AdjustableClock,
    workers: Sequence[Actor],
    facts: Mapping[str | None, Mapping[str, str]],
    random: Random,
) -> int:
    """Store a record for some open cases and check them, a few minutes ago; returns how many.

    `facts` holds by case number what the people have said in its forms.
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
            commands.save(tx, row.reference, _record(row, facts[row.reference], stored, random), 0)
            commands.compute(tx, row.reference, law, today)
        stored += 1
    return stored


def _record(row: Row[Any], facts: Mapping[str, str], turn: int, random: Random) -> dict[str, Any]:
    """A life that fits what the forms of the case say: some years of permission, then toleration or § 104c."""
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
    return {
        "version": precheck.VERSION,
        "name": f"{row.given_name} {row.family_name}",
        "birth": row.birth_date.isoformat(),
        "entry": entry.isoformat(),
        "residence": residence,
        **_LIVES[turn % len(_LIVES)],
    }


def _before(day: date) -> str:
    return (day - timedelta(days=1)).isoformat()


__all__ = ["NUMBER", "load"]
