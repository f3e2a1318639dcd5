"""Which running instances a proposal concerns: the rule by which a place gets its version says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import SYSTEM, commands
from engine.commands.case import CaseOpening
from engine.execution import concerned
from engine.execution.relocation import Relocation
from engine.state import adoption, proposal
from engine.testing import Story
from engine.testing import models as m
from tests.steering.conftest import FORCE, SCENARIO, Group, files

AACHEN, ALSDORF, ERKRATH = "05334002", "05334004", "05158008"


def _newer(group: Group, *tasks: str) -> int:
    """Another version of `p` that nobody has adopted yet."""
    step = "  - wenn: {aufgabe: a, erledigen mit: {}}\n"
    steps = "".join(step.replace("aufgabe: a", f"aufgabe: {one}") for one in tasks)
    with group.world.engine.begin(SYSTEM) as tx:
        return commands.definition.deploy(
            tx, files(*tasks, scenario=SCENARIO.replace(step, steps))
        ).version_id


def _adopt(group: Group, version: int, jurisdiction: str, day: date | None = None) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, jurisdiction, day or tx.today, "Testbeschluss")


def _concerned(group: Group, number: int, limit: int = 100) -> list[str]:
    """The numbers of the cases, read in pages of that many."""
    found: list[str] = []
    with group.world.engine.begin(SYSTEM) as tx:
        row = proposal.get(tx, number)
        (version,) = proposal.versions(tx, number)
        last = 0
        while page := concerned.instances(tx, row, version, last, limit):
            found += [one.reference for one in page]
            last = page[-1].id
        assert concerned.count(tx, row, version) == len(found)
    return found


def _open(group: Group, *places: str) -> list[Story]:
    found = []
    for ags in places:
        opening = CaseOpening("p", "Muster", "Maryam", date(1990, 5, 17), ags)
        with group.world.engine.begin(SYSTEM) as tx:
            found.append(Story(group.world, commands.case.open(tx, opening, {}).reference))
    return found


@pytest.fixture
def running(group: Group) -> list[Story]:
    """Three cases at three places in version 1, adopted for the whole Land."""
    _adopt(group, group.version, "05")
    return _open(group, AACHEN, ALSDORF, ERKRATH)


def test_cases_at_the_places_of_the_proposal_are_concerned(group: Group, running: list[Story]) -> None:
    number = group.propose(times={_newer(group, "a", "b"): {}})

    assert _concerned(group, number, limit=1) == [running[0].reference, running[1].reference]


def test_what_runs_in_the_version_already_or_has_ended_is_not(group: Group, running: list[Story]) -> None:
    newer = _newer(group, "a", "b")
    _adopt(group, newer, ALSDORF)
    _open(group, ALSDORF)
    running[0].complete("a").has_ended_at("end")

    assert _concerned(group, group.propose(times={newer: {}}, jurisdictions=("05334",))) == []
    assert _concerned(group, group.propose(times={newer: {}}, jurisdictions=(ALSDORF,))) == [
        running[1].reference
    ]


def test_a_narrower_place_with_a_resolution_of_its_own_stays_out(group: Group, running: list[Story]) -> None:
    _adopt(group, group.version, ALSDORF)
    newer = _newer(group, "a", "b")

    assert _concerned(group, group.propose(times={newer: {}})) == [running[0].reference]


def test_unless_the_proposal_rules_it_too(group: Group, running: list[Story]) -> None:
    _adopt(group, group.version, ALSDORF)
    newer = _newer(group, "a", "b")

    number = group.propose(times={newer: {}}, jurisdictions=("05334", ALSDORF))

    assert _concerned(group, number) == [one.reference for one in running[:2]]


def test_a_wider_resolution_that_comes_later_does_not_matter_but_one_for_the_same_place_does(
    group: Group, running: list[Story]
) -> None:
    newer = _newer(group, "a", "b")
    number = group.propose(times={newer: {}})
    _adopt(group, group.version, "05", FORCE)
    assert len(_concerned(group, number)) == 2

    group.world.clock.moment += timedelta(days=60)
    _adopt(group, group.version, "05334", FORCE + timedelta(days=3))

    assert _concerned(group, number) == []
    assert running


def test_after_it_was_resolved_the_same_are_concerned_until_a_later_resolution(
    group: Group, running: list[Story]
) -> None:
    number = group.ready(times={_newer(group, "a", "b"): {}})
    group.adopt(number)
    expected = [one.reference for one in running[:2]]
    assert _concerned(group, number) == expected

    group.pass_days(45)
    assert _concerned(group, number) == expected
    _adopt(group, _newer(group, "a", "c"), "05334")

    assert _concerned(group, number) == []


def test_a_repealed_resolution_concerns_nobody(group: Group, running: list[Story]) -> None:
    number = group.ready(times={_newer(group, "a", "b"): {}})
    resolution = group.adopt(number)
    with group.world.engine.begin(SYSTEM) as tx:
        adoption.repeal(tx, [resolution], FORCE)

    assert _concerned(group, number) == []
    assert running


def test_a_called_instance_and_one_whose_person_has_moved_count_where_they_are(group: Group) -> None:
    caller = m.process(
        "q", m.start(), m.call("rufe", "p"), m.end(), m.flow("start", "rufe"), m.flow("rufe", "end")
    )
    _adopt(group, group.version, "05")
    group.world.deploy({"q.bpmn": caller})
    called = group.world.open("q", ags=AACHEN)
    moved = group.world.open("p", ags=AACHEN)
    with group.world.engine.begin(SYSTEM) as tx:
        commands.case.relocate(tx, moved.reference, 1, Relocation(ERKRATH, tx.today, "Umzug"))
    number = group.propose(times={_newer(group, "a", "b"): {}})

    assert _concerned(group, number) == [called.reference]
