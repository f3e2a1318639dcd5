"""A proposal was measured against and shown beside what will hold on its day: another version closes its gates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, queries
from engine.commands.resolution import GatesClosed
from engine.queries.proposal import Cause, Verdict
from engine.state.proposal import MigrationRule
from engine.testing import models as m
from tests.steering.conftest import FORCE, Group, files

TODAY = date(2026, 11, 23)


def _verdict(group: Group, number: int, gate: str) -> Verdict:
    (found,) = [one for one in group.show(number).verdicts if one.gate == gate]
    return found


def _adopt(
    group: Group,
    version: int,
    place: str = "05334",
    first: date = TODAY,
    times: Mapping[str, str] | None = None,
) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, place, first, "Dringender Beschluss", times or {})


def _another(group: Group) -> int:
    with group.world.engine.begin(SYSTEM) as tx:
        return commands.definition.deploy(tx, files("a") | {"p.bpmn": m.tasks("p", "a", "b")}).version_id


def test_another_version_in_force_since_the_report_closes_the_gate_and_is_named(group: Group) -> None:
    number = group.ready()
    assert group.show(number).passes
    _adopt(group, _another(group))

    impact = _verdict(group, number, "impact")

    assert [(one.cause, one.values["number"]) for one in impact.reasons] == [(Cause.REPORT_OVERTAKEN, 2)]
    with pytest.raises(GatesClosed):
        group.sign(number)
    with group.world.engine.begin(group.olga) as tx:
        view = queries.impact.show(tx, number)
    assert view.outdated
    assert [one.cause for one in view.moved] == [Cause.REPORT_OVERTAKEN]
    group.report(number)
    assert _verdict(group, number, "impact").is_open


def test_the_parties_were_asked_beside_another_version_until_somebody_says_why_that_is_right(
    group: Group,
) -> None:
    number = group.ready()
    _adopt(group, _another(group))
    group.report(number)

    shut = _verdict(group, number, "consultation")

    assert [one.cause for one in shut.reasons] == [Cause.COMPARED_CHANGED]
    with group.world.engine.begin(group.olga) as tx:
        commands.gate.acknowledge(tx, number, "consultation", shut.seen, "Nur eine Aufgabe mehr")
    assert _verdict(group, number, "consultation").is_open
    group.adopt(number)


def test_a_version_of_a_narrower_place_counts_and_one_elsewhere_does_not(group: Group) -> None:
    number = group.ready()
    other = _another(group)

    _adopt(group, other, "05158")
    assert group.show(number).passes
    _adopt(group, other, "05334002")
    assert [one.values["place"] for one in _verdict(group, number, "impact").reasons] == ["Aachen"]


def test_other_times_of_the_same_version_count_and_none_any_more(group: Group) -> None:
    _adopt(group, group.version)
    number = group.ready()

    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("ALTER TABLE adoption DISABLE TRIGGER USER"))
        tx.execute(text("""UPDATE adoption SET times = '{"a": "P3D"}'"""))
    assert [one.values["same"] for one in _verdict(group, number, "impact").reasons] == [True]
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE adoption SET repealed_from = :day"), {"day": TODAY})
    assert [one.values["number"] for one in _verdict(group, number, "impact").reasons] == [None]


def test_what_the_proposal_brings_into_force_itself_does_not_outdate_its_report(group: Group) -> None:
    number = group.ready(valid_from=TODAY)
    group.adopt(number, valid_from=TODAY)

    with group.world.engine.begin(group.olga) as tx:
        assert not queries.impact.show(tx, number).moved
        assert not _verdict(group, number, "impact").reasons


def test_what_is_adopted_for_a_day_before_its_own_outdates_it_at_once_and_not_again_as_it_comes(
    group: Group,
) -> None:
    _adopt(group, group.version)
    number = group.ready()
    other = _another(group)

    _adopt(group, other, first=FORCE - timedelta(days=10))

    (reason,) = _verdict(group, number, "impact").reasons
    assert reason.cause is Cause.REPORT_OVERTAKEN
    assert (reason.values["number"], reason.values["day"]) == (2, FORCE.isoformat())
    assert [one.cause for one in _verdict(group, number, "consultation").reasons] == [Cause.COMPARED_CHANGED]
    with pytest.raises(GatesClosed):
        group.sign(number)
    group.report(number)
    assert _verdict(group, number, "impact").is_open
    group.pass_days(30)  # it has come into force meanwhile: that was known
    assert [one.cause for one in _verdict(group, number, "impact").reasons] == [Cause.REPORT_STALE]


def test_times_of_the_same_version_adopted_for_a_day_before_its_own_count(group: Group) -> None:
    version = _timed(group, "a")
    _adopt(group, version)
    number = group.ready(times={version: {"a": "2 Tage"}})

    _adopt(group, version, first=FORCE - timedelta(days=1), times={"a": "P3D"})

    (reason,) = _verdict(group, number, "impact").reasons
    assert (reason.values["same"], reason.values["day"]) == (True, FORCE.isoformat())


def test_what_is_adopted_for_a_later_day_than_its_own_does_not_count(group: Group) -> None:
    number = group.ready()

    _adopt(group, _another(group), first=FORCE + timedelta(days=1))

    assert group.show(number).passes


def test_a_report_compares_with_what_comes_before_and_says_so(group: Group) -> None:
    old = _timed(group, "x", "a")
    _adopt(group, old)
    group.world.open("p")
    group.world.open("p").complete("x")
    _adopt(group, old, first=FORCE - timedelta(days=1), times={"a": "P3D"})
    new = _timed(group, "x", "a", "c")
    number = group.propose(times={new: {"a": "2 Tage"}}, migration_rule=MigrationRule.ALL)

    group.report(number)

    with group.world.engine.begin(group.olga) as tx:
        view = queries.impact.show(tx, number)
    assert view.report is not None
    results = view.report.results
    day = (FORCE - timedelta(days=1)).isoformat()
    assert results["coming"] == [
        {"process": "Test p", "places": ["StädteRegion Aachen"], "number": 2, "since": day, "same": True}
    ]
    said = {one["kind"]: (one["before"], one["after"]) for one in results["findings"]}
    # the one that runs began with what holds today; one to come would begin with what is adopted by then
    assert said["deadline_kept"] == ("7 Tage", "2 Tage")
    assert said["deadline"] == ("3 Tage", "2 Tage")


def test_a_proposal_shows_beside_what_it_will_come_into_force(group: Group) -> None:
    _adopt(group, group.version)
    other = _another(group)
    _adopt(group, other, first=FORCE - timedelta(days=10))
    number = group.propose(times={_timed(group, "a"): {}})

    with group.world.engine.begin(group.olga) as tx:
        changes = queries.proposal_changes.show(tx, number)

    assert (changes.on, changes.later) == (FORCE, True)
    assert [(one.before and one.before.id, one.since) for one in changes.replaced] == [
        (other, FORCE - timedelta(days=10))
    ]


def _timed(group: Group, *tasks: str) -> int:
    """A version with an agreed time for its task `a`."""
    profile = b'schluessel = "p"\n[[zeiten]]\nelement = "a"\nart = "bearbeitung"\nwert = "P7D"\n'
    with group.world.engine.begin(SYSTEM) as tx:
        return commands.definition.deploy(tx, files(*tasks) | {"process.toml": profile}).version_id
