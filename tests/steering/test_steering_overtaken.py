"""A proposal was measured against and shown beside what held: another version since then closes its gates."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from engine import SYSTEM, commands, queries
from engine.commands.resolution import GatesClosed
from engine.queries.proposal import Cause, Verdict
from engine.testing import models as m
from tests.steering.conftest import Group, files

TODAY = date(2026, 11, 23)


def _verdict(group: Group, number: int, gate: str) -> Verdict:
    (found,) = [one for one in group.show(number).verdicts if one.gate == gate]
    return found


def _adopt(group: Group, version: int, place: str = "05334") -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, place, TODAY, "Dringender Beschluss")


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
