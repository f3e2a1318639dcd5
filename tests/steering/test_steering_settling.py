"""Cases of a rollout that stay are settled together, with one reason: once, by one, and back again."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Forbidden, Invalid, NotFound, commands, queries
from engine.commands import rollout as steering
from engine.queries.rollout import PassedOver
from engine.state import rollout_case
from engine.testing import World
from engine.testing import models as m
from tests.steering.rolling import Rolling

OLD = {"p.bpmn": m.tasks("p", "a", "b")}
GONE = {"p.bpmn": m.tasks("p", "x", "b")}


@pytest.fixture
def rolling(world: World) -> Rolling:
    """Three cases stay."""
    return Rolling.build(world, OLD, GONE, 3).run(limit=100)


def turns(rolling: Rolling) -> list[int]:
    with rolling.world.engine.begin(SYSTEM) as tx:
        return [number for number, _case in rollout_case.staying(tx, rolling.row().id, 10)]


def settled(rolling: Rolling) -> list[tuple[int, int | None]]:
    asked = "SELECT id, settlement_id FROM rollout_case WHERE settled_at IS NOT NULL ORDER BY id"
    with rolling.world.engine.begin(SYSTEM) as tx:
        return [(row.id, row.settlement_id) for row in tx.execute(text(asked))]


def said(rolling: Rolling, case: int = 0) -> list[str]:
    reference = rolling.stories[case].reference
    with rolling.world.engine.begin(rolling.world.people["ada"]) as tx:
        history = queries.case_file.show(tx, reference).history
    return [
        f"{one.actor}: {one.text} {one.quoted}" for one in history if "Überführung" in one.text + one.quoted
    ]


def test_each_case_says_why_and_by_whom_and_the_proposal_how_many(rolling: Rolling) -> None:
    first, second, third = turns(rolling)

    made = rolling.do("settle", [first, second], "Enden\nin den nächsten Wochen.", "k")

    assert settled(rolling) == [(first, made), (second, made)]
    (line,) = said(rolling)
    assert "Olga" in line
    assert "bleibt in seiner Fassung: Enden in den nächsten Wochen." in line
    assert said(rolling, 2) == []
    with rolling.world.engine.begin(rolling.world.people["stefan"]) as tx:
        seen = queries.rollout.together(tx, rolling.number, made)
        staying = {one.id: one.reason for one in queries.rollout.staying(tx, rolling.number)}
        with pytest.raises(NotFound):
            queries.rollout.together(tx, rolling.number, made + 1)
    assert (seen.settlement.count, seen.passed_over) == (2, ())
    assert staying[third] == ""
    assert staying[first] == "Enden in den nächsten Wochen."


def test_sent_twice_it_is_done_once(rolling: Rolling) -> None:
    first, *_others = turns(rolling)

    made = rolling.do("settle", [first], "Grund", "k")

    assert rolling.do("settle", [first], "Grund", "k") == made
    assert len(said(rolling)) == 1


def test_what_is_settled_under_way_or_of_another_rollout_is_passed_over(rolling: Rolling) -> None:
    first, second, third = turns(rolling)
    rolling.do("settle", [first], "Grund", "a")
    with rolling.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE rollout_case SET state = 'due' WHERE id = :id"), {"id": second})

    made = rolling.do("settle", [first, second, third, third + 99], "Grund", "b")

    with rolling.world.engine.begin(SYSTEM) as tx:
        seen = queries.rollout.together(tx, rolling.number, made)
    assert seen.settlement.count == 1
    assert [(one, why) for one, _name, why in seen.passed_over] == [
        (first, PassedOver.SETTLED),
        (second, PassedOver.AGAIN),
        (third + 99, PassedOver.GONE),
    ]
    assert seen.passed_over[0][1] == rolling.stories[0].reference


def test_two_owners_at_once_settle_each_case_once(rolling: Rolling) -> None:
    numbers, start = turns(rolling), threading.Barrier(2)

    def settle(key: str) -> int:
        start.wait()
        return int(rolling.do("settle", numbers, f"Grund {key}", key))

    with ThreadPoolExecutor(2) as pool:
        first, second = pool.map(settle, "ab")

    assert len({one for _turn, one in settled(rolling)}) == 1
    with rolling.world.engine.begin(SYSTEM) as tx:
        counts = [
            queries.rollout.together(tx, rolling.number, one).settlement.count for one in (first, second)
        ]
    assert sorted(counts) == [0, 3]
    assert len(said(rolling)) == 1


def test_what_breaks_off_settles_nothing(rolling: Rolling) -> None:
    numbers = turns(rolling)

    with pytest.raises(RuntimeError), rolling.world.engine.begin(rolling.world.people["olga"]) as tx:
        commands.rollout.settle(tx, rolling.number, numbers, "Grund", "k")
        raise RuntimeError

    assert settled(rolling) == []
    assert said(rolling) == []
    rolling.do("settle", numbers, "Grund", "k")
    assert len(settled(rolling)) == 3


def test_without_numbers_all_that_are_open_are_settled_the_first_so_many(
    rolling: Rolling, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = turns(rolling)
    monkeypatch.setattr(steering, "MOST_CHOSEN", 2)

    rolling.do("settle", None, "Grund", "a")
    assert [one for one, _made in settled(rolling)] == [first, second]
    with pytest.raises(Invalid):
        rolling.do("settle", [first, second, third], "Grund", "b")
    rolling.do("settle", None, "Grund", "c")
    with pytest.raises(Invalid) as wrong:
        rolling.do("settle", None, "Grund", "d")

    assert set(wrong.value.fields) == {"cases"}
    assert len(settled(rolling)) == 3


def test_taken_back_all_are_open_but_what_somebody_settled_anew(rolling: Rolling) -> None:
    first, second, third = turns(rolling)
    made = rolling.do("settle", [first, second], "Grund", "a")
    rolling.do("reopen", second)
    other = rolling.do("settle", [second, third], "Anders", "b")

    assert rolling.do("undo_settling", made) == 1

    assert settled(rolling) == [(second, other), (third, other)]
    assert "ist wieder zu klären" in said(rolling)[0]
    with pytest.raises(Conflict):
        rolling.do("undo_settling", made)
    with pytest.raises(Conflict):
        rolling.do("reopen", first)


def test_a_case_that_stays_again_is_to_be_settled_anew(rolling: Rolling) -> None:
    first, *_others = turns(rolling)
    made = rolling.do("settle", [first], "Grund", "a")

    rolling.do("try_again", {})
    rolling.world.work_off()

    assert settled(rolling) == []
    assert rolling.do("undo_settling", made) == 0


def test_only_whoever_owns_the_processes_there_settles_and_not_without_a_reason(rolling: Rolling) -> None:
    first, *_others = turns(rolling)
    made = rolling.do("settle", [first], "Grund", "a")
    with pytest.raises(Invalid):
        rolling.do("settle", [first], " ", "b")

    for who in ("ada", "lea", "stefan", "carla"):
        actor = rolling.world.people[who]
        for name, given in (
            ("settle", ([first], "x", "c")),
            ("reopen", (first,)),
            ("undo_settling", (made,)),
        ):
            with pytest.raises(Forbidden):
                rolling.do(name, *given, as_=actor)
