"""Sender, receiver, worker and the person at the same time, in every order: a referral always has exactly one owner."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random
from threading import Barrier, Event

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, Transaction, commands
from engine.feel import context_from_python
from engine.testing import World
from tests.commands.test_referral_record import (
    ACCEPTED,
    APPLICATION,
    FILES,
    FORWARDED,
    REFUSED,
    desks,
    kept,
    stops,
)

__all__ = ["desks"]

#: what whoever is asked may say, by the step that asks
ANSWERS: Mapping[str, tuple[Mapping[str, object], ...]] = {
    "anliegen_klaeren": (APPLICATION,),
    "bogen_ausfuellen": (FORWARDED,),
    "ueberleitung_annehmen": (
        ACCEPTED,
        REFUSED,
        {"antwort": "rueckfrage", "antwort_frage": "Welche Unterlagen liegen bei?"},
        {"antwort": "keine_kapazitaet", "antwort_grund": "Kein Termin vor März frei."},
    ),
    "rueckfrage_beantworten": ({"rueckfrage_antwort": "Es liegen keine bei."},),
    "stelle_neu_bestimmen": (
        {"klaerung_ergebnis": "neu", "thema_neu": "sozialamt", "klaerung_grund": "Vorschlag der Stelle."},
        {"klaerung_ergebnis": "ende", "klaerung_grund": "Kein weiterer Versuch."},
    ),
    "ankunft_bestaetigen": ({"ankunft_am": date(2026, 11, 23)},),
    "nachhalten": ({"nachhalten_ergebnis": "angekommen"},),
    "uebermittlung_stoppen": ({"stopp_mitgeteilt": True},),
}
_MATTER = {"verweis_thema": "jobcenter", "verweis_anliegen": "Bürgergeld für die Familie klären."}
_REFUSED = (Conflict, NotFound, Forbidden, Invalid)
#: referrals without an owner or with one too many; open ones nobody can go on with; tasks of instances that are over
_WRONG = {
    "owner": "SELECT id, state, owner_id FROM referral WHERE (closed_at IS NULL) <> (owner_id IS NOT NULL)",
    "elsewhere": (
        "SELECT r.id, r.owner_id, t.authority_id FROM referral r JOIN user_task t ON t.instance_id = r.instance_id"
        " AND t.element_instance = r.element_instance AND t.state = 'active'"
        " WHERE r.closed_at IS NULL AND t.authority_id <> r.owner_id"
    ),
    "lost": (
        "SELECT r.id, r.state FROM referral r WHERE r.closed_at IS NULL AND NOT EXISTS (SELECT FROM user_task t"
        " WHERE t.instance_id = r.instance_id AND t.state = 'active') AND NOT EXISTS (SELECT FROM timer w"
        " WHERE w.instance_id = r.instance_id AND w.state IN ('armed', 'queued'))"
        " AND NOT EXISTS (SELECT FROM incident i WHERE i.instance_id = r.instance_id AND i.state = 'open')"
    ),
    "left over": (
        "SELECT t.id, t.element FROM user_task t JOIN process_instance i ON i.id = t.instance_id"
        " WHERE t.state = 'active' AND i.state <> 'active'"
    ),
}


def dice(seed: float) -> Random:
    return Random(seed)  # noqa: S311  no secret


def wrong(world: World) -> list[tuple[object, ...]]:
    """What does not hold, read by one statement and so at one moment, beside whatever goes on."""
    part = "SELECT '{}', to_jsonb(found) FROM ({}) AS found"
    parts = [part.format(name, asked) for name, asked in _WRONG.items()]
    with world.engine.begin(SYSTEM) as tx:
        return [tuple(row) for row in tx.execute(text(" UNION ALL ".join(parts)))]


def answer(chance: Random, party: int, world: World) -> Callable[[Transaction], None]:
    """Somebody at that authority does one of its open tasks, whatever comes of it."""

    def deed(tx: Transaction) -> None:
        asked = "SELECT id, element, revision FROM user_task WHERE state = 'active' AND authority_id = :it"
        rows = tx.execute(text(f"{asked} ORDER BY id"), {"it": party}).all()
        if not rows:
            return
        row = chance.choice(rows)
        if row.element in ANSWERS:
            said = context_from_python(dict(chance.choice(ANSWERS[row.element])))
            commands.task.complete(tx, row.id, row.revision, said)

    return deed


def withdraw(tx: Transaction) -> None:
    """The person does not want it any more."""
    number = tx.execute(text("SELECT min(id) FROM referral WHERE closed_at IS NULL")).scalar()
    if number is not None:
        commands.referral.withdraw(tx, number, "Die Person möchte nicht mehr.")


def fire(chance: Random) -> Callable[[Transaction], None]:
    """The worker fires one of the timers, due or not by now: the clock is far ahead."""

    def deed(tx: Transaction) -> None:
        asked = "SELECT id FROM timer WHERE state IN ('armed', 'queued') ORDER BY due_at, id LIMIT 3"
        numbers = tx.execute(text(asked)).scalars().all()
        if numbers:
            commands.timer.fire(tx, chance.choice(numbers))

    return deed


def test_what_does_not_hold_is_found(world: World, desks: Mapping[str, int]) -> None:
    world.deploy(FILES)
    story = world.open("verweisberatung", _MATTER)
    assert wrong(world) == []

    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET authority_id = :there"), {"there": desks["sozialamt"]})
    assert [name for name, _row in wrong(world)] == ["elsewhere"]
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET state = 'cancelled', closed_at = now()"))
    assert [name for name, _row in wrong(world)] == ["lost"]
    assert kept(story).closed_at is None


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_in_every_order_each_referral_has_one_owner_and_no_task_is_lost(
    world: World, desks: Mapping[str, int], seed: int
) -> None:
    chance = dice(seed)
    world.deploy(FILES)
    story = world.open("verweisberatung", _MATTER)
    over, found = Event(), list[list[tuple[object, ...]]]()
    done = list[str]()

    def watch() -> None:
        while not over.is_set():
            found.append(wrong(world))

    def do(name: str, deed: Callable[[Transaction], None], start: Barrier) -> None:
        start.wait(timeout=30)
        try:
            with world.engine.begin(SYSTEM) as tx:
                deed(tx)
        except _REFUSED:
            return
        done.append(name)

    with ThreadPoolExecutor(5) as threads:
        watching = threads.submit(watch)
        for turn in range(14):
            if kept(story).closed_at is not None:
                break
            parties = {**desks, "here": world.here}
            deeds = [
                (name, answer(dice(chance.random()), number, world))
                for name, number in chance.sample(sorted(parties.items()), 2)
            ]
            deeds.append(("here", answer(dice(chance.random()), world.here, world)))
            if turn > 5 and chance.random() < 0.2:
                deeds.append(("withdraw", withdraw))
            elif chance.random() < 0.5:
                world.clock.advance(timedelta(days=3))
                deeds.append(("worker", fire(dice(chance.random()))))
            chance.shuffle(deeds)
            start = Barrier(len(deeds))
            for one in [threads.submit(do, name, deed, start) for name, deed in deeds]:
                one.result(timeout=60)
            assert wrong(world) == []
        over.set()
        watching.result(timeout=60)

    assert [one for one in found if one] == []
    assert len(found) > 1
    assert "here" in done
    # it went from one to the other, and back
    assert len({owner for _state, owner in stops(story)}) > 1
