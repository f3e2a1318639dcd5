"""Numbers a steering group agrees on, as thresholds of the target group: asked for by tables, resolved as times are."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from engine import SYSTEM, Conflict, Invalid, commands, queries
from engine.execution.bundle import read_bundle
from engine.profile import read_profile
from engine.queries.proposal import Cause, MigrationRule, Verdict
from engine.state import gate
from engine.state import impact as reports
from engine.state.impact import FindingKind
from engine.testing import Story
from engine.testing import models as m
from tests.steering.conftest import Group
from tests.steering.conftest import files as tasks

TODAY = date(2026, 11, 23)
PROFILE = """
schluessel = "p"
[[zeiten]]
element = "a"
art = "bearbeitung"
wert = "P7D"
[[werte]]
name = "ab"
bezeichnung = "Aufnahme ab so vielen Bereichen"
wert = 3
von = 1
bis = 10
"""
TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision id="aufnahme" name="Aufnahme"><literalExpression id="l">
    <text>if bereiche >= vereinbart(&quot;ab&quot;) then "ja" else "nein"</text></literalExpression></decision>
</definitions>
"""
FORM = {
    "id": "antrag",
    "schemaVersion": 18,
    "type": "default",
    "components": [{"type": "number", "key": "bereiche", "label": "Bereiche", "id": "f"}],
}


def files(profile: str = PROFILE, table: str = TABLE) -> dict[str, bytes]:
    """A process that decides about the target group, and has a task before it and behind it."""
    diagram = m.process(
        "p",
        m.start(form="antrag"),
        m.decision_task("vorher", "aufnahme", "vorher"),
        m.user_task("a", due='=today() + vereinbart("a")'),
        m.decision_task("nachher", "aufnahme", "nachher"),
        m.user_task("b"),
        m.end(),
        *(m.flow(*pair) for pair in (("start", "vorher"), ("vorher", "a"), ("a", "nachher"))),
        *(m.flow(*pair) for pair in (("nachher", "b"), ("b", "end"))),
    )
    form = {"forms/antrag.form": json.dumps(FORM).encode()}
    return {"p.bpmn": diagram, "t.dmn": table.encode(), "process.toml": profile.encode(), **form}


@pytest.fixture
def version(group: Group) -> int:
    """The process, deployed."""
    with group.world.engine.begin(SYSTEM) as tx:
        return commands.definition.deploy(tx, files()).version_id


def _adopt(
    group: Group, version: int, times: dict[str, str], day: date = TODAY, place: str = "05334"
) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, place, day, "TOP 1", times=times)


def _results(story: Story) -> list[object]:
    """What was decided in the case, the newest first."""
    return [one.outputs for one in story.file().decisions]


def test_a_table_decides_by_the_number_that_is_resolved_where_the_case_is(group: Group, version: int) -> None:
    _adopt(group, version, {}, place="05")
    before = group.world.open("p", {"bereiche": 3})
    _adopt(group, version, {"ab": "4"})
    after = group.world.open("p", {"bereiche": 3})

    assert (_results(before), _results(after)) == (["ja"], ["nein"])


def test_the_decision_says_which_number_it_went_by_and_who_agreed(group: Group, version: int) -> None:
    _adopt(group, version, {"ab": "4"})
    story = group.world.open("p", {"bereiche": 3})

    (one,) = story.file().decisions
    assert "Vereinbart: Aufnahme ab so vielen Bereichen 4 (Beschluss TOP 1)." in one.explanation


def test_a_repealed_resolution_leaves_the_one_before_for_running_cases(group: Group, version: int) -> None:
    _adopt(group, version, {"ab": "2"})
    story = group.world.open("p", {"bereiche": 3})
    _adopt(group, version, {"ab": "5"})
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE adoption SET repealed_from = :day WHERE times ->> 'ab' = '5'"), {"day": TODAY}
        )

    story.complete("a")

    assert _results(story) == ["ja", "ja"]


def test_a_proposal_keeps_times_and_numbers_in_one_way_of_writing(group: Group, version: int) -> None:
    number = group.propose(times={version: {"a": "zehn Tage", "ab": " 04 "}})

    (kept,) = group.show(number).versions
    assert kept.times == {"a": "P10D", "ab": "4"}


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ({"a": "bald"}, "zum Beispiel 7 Tage"),
        ({"ab": "vier"}, "eine ganze Zahl von 1 bis 10"),
        ({"ab": "11"}, "eine ganze Zahl von 1 bis 10"),
        ({"xy": "3"}, "Vereinbart werden: a, ab."),
    ],
)
def test_what_cannot_be_agreed_on_is_refused_with_what_to_write(
    group: Group, version: int, times: dict[str, str], said: str
) -> None:
    with pytest.raises(Invalid) as refused:
        group.propose(times={version: times})

    assert said in next(iter(refused.value.fields.values()))


def test_the_impact_report_tells_of_a_number_that_changes_and_decides_again_by_it(
    group: Group, version: int
) -> None:
    _adopt(group, version, {})
    for known in (2, 3, 5):
        group.world.open("p", {"bereiche": known})
    group.world.open("p", {"bereiche": 3}).complete("a")  # nothing is decided behind this one
    number = group.propose(times={version: {"ab": "4"}}, migration_rule=MigrationRule.KEEP)

    group.report(number)

    with group.world.engine.begin(SYSTEM) as tx:
        report = reports.latest(tx, number)
    assert report is not None
    (found,) = [one for one in report.results["findings"] if one["kind"] == FindingKind.NUMBER]
    assert (found["name"], found["before"], found["after"], found["count"]) == (
        "Aufnahme ab so vielen Bereichen",
        "3",
        "4",
        3,
    )
    (table,) = report.results["decisions"][0]["found"]["tables"]
    assert (table["total"], table["same"], table["changed"]) == (5, 2, 3)
    assert report.results["scenarios"][0]["found"] == []


def test_a_table_that_asks_for_what_nobody_agrees_on_forbids_the_version() -> None:
    bundle = read_bundle(files(table=TABLE.replace("ab&quot;", "bis&quot;")))

    assert [(one.file, one.rule) for one in bundle.errors] == [("t.dmn", "agreed-time")]
    assert "profile-number" in {one.rule for one in bundle.findings}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("wert = 3", "wert = 11"), "von 1 bis 10"),
        (("wert = 3", 'wert = "drei"'), "eine ganze Zahl"),
        (('name = "ab"', 'name = "a"'), "schon ein Wert oder eine Zeit"),
    ],
)
def test_a_number_out_of_its_bounds_or_of_a_name_that_is_taken_is_refused(
    change: tuple[str, str], said: str
) -> None:
    found = read_bundle(files(PROFILE.replace(*change))).errors

    assert any(said in one.reason for one in found)


def test_what_is_not_said_of_a_number_is_no_bound() -> None:
    said = read_profile(PROFILE.replace("von = 1\nbis = 10\n", "").encode())

    (one,) = said.numbers
    assert [one.read(text) for text in ("0", "1000000", "1000001", "-1", "٣", "")] == [
        "0",
        "1000000",
        None,
        None,
        None,
        None,
    ]


SCENARIO = """szenario: Ab drei wird aufgenommen
angenommen: {jetzt: 2026-11-23 09:00, angaben: {bereiche: 3}}
schritte:
  - dann: {variablen: {vorher: ja}}
  - wenn: {aufgabe: a, erledigen mit: {}}
  - wenn: {aufgabe: b, erledigen mit: {}}
  - dann: {beendet mit: end}
"""


def _checked(group: Group, times: dict[str, str], scenario: str = SCENARIO) -> tuple[int, dict[str, Any]]:
    with group.world.engine.begin(SYSTEM) as tx:
        brought = files() | {"scenarios/01.yaml": scenario.encode()}
        version = commands.definition.deploy(tx, brought).version_id
    number = group.propose(times={version: times})
    group.consult(number)
    group.close(number)
    group.measure(number)
    with group.world.engine.begin(SYSTEM) as tx:
        check = gate.check(tx, number)
    assert check is not None
    (found,) = check.results
    return number, dict(found)


def _judged(group: Group, number: int, name: str) -> Verdict:
    return next(one for one in group.show(number).verdicts if one.gate == name)


def test_scenarios_run_with_the_numbers_that_are_proposed(group: Group) -> None:
    number, found = _checked(group, {"ab": "9"})

    assert (found["failed"], found["coverage"]) == ([], 100.0)
    assert [one["name"] for one in found["by_numbers"]] == ["Ab drei wird aufgenommen"]
    assert found["differences"] == []
    (reason,) = _judged(group, number, "scenarios").reasons
    assert reason.cause is Cause.FAILS_BY_NUMBERS


def test_without_another_number_nothing_differs(group: Group) -> None:
    number, found = _checked(group, {})

    assert (found["failed"], found["by_numbers"], found["coverage"]) == ([], [], 100.0)
    assert _judged(group, number, "scenarios").is_open


def test_a_scenario_that_fails_with_either_numbers_is_for_nobody_to_acknowledge(group: Group) -> None:
    number, found = _checked(group, {"ab": "9"}, SCENARIO.replace("{beendet mit: end}", "{beendet mit: b}"))

    assert ([one["name"] for one in found["failed"]], found["by_numbers"]) == (
        ["Ab drei wird aufgenommen"],
        [],
    )
    seen = _judged(group, number, "scenarios").seen
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.gate.acknowledge(tx, number, "scenarios", seen, "Gewollt")


def test_what_only_the_numbers_change_is_acknowledged_for_just_these_numbers(group: Group) -> None:
    number, _found = _checked(group, {"ab": "9"})
    seen = _judged(group, number, "scenarios").seen
    with group.world.engine.begin(group.olga) as tx:
        commands.gate.acknowledge(tx, number, "scenarios", seen, "Künftig ab neun, so gewollt")
    acknowledged = _judged(group, number, "scenarios")
    with group.world.engine.begin(SYSTEM) as tx:
        tx.execute(text('UPDATE proposal_version SET times = \'{"ab": "8"}\''))
        other = queries.proposal.show(tx, number)

    assert acknowledged.is_open
    assert acknowledged.acknowledgement is not None
    assert {one.gate: [reason.cause for reason in one.reasons] for one in other.verdicts}["scenarios"] == [
        Cause.CHECK_OLD
    ]


def test_the_report_plays_scenarios_with_what_is_resolved_and_what_is_proposed(group: Group) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        brought = files() | {"scenarios/01.yaml": SCENARIO.encode()}
        version = commands.definition.deploy(tx, brought).version_id
    _adopt(group, version, {"ab": "2"}, place="05334002")
    _adopt(group, version, {"ab": "9"}, place="05334004")
    number = group.propose(times={version: {"ab": "9"}}, jurisdictions=("05334002", "05334004"))

    group.report(number)

    with group.world.engine.begin(SYSTEM) as tx:
        report = reports.latest(tx, number)
    assert report is not None
    here, there = report.results["scenarios"]
    assert [(one["before"], one["after"]) for one in here["found"]] == [(True, False)]
    assert there["found"] is None
    assert len(here["places"]) == len(there["places"]) == 1
    assert here["places"] != there["places"]


def test_each_version_that_holds_somewhere_is_compared_with_the_proposed_one(group: Group) -> None:
    versions = []
    with group.world.engine.begin(SYSTEM) as tx:
        for last in ("b", "c", "d"):
            versions.append(commands.definition.deploy(tx, tasks("a", last)).version_id)
    first, second, new = versions
    _adopt(group, first, {}, place="05334002")
    _adopt(group, second, {}, place="05334004")
    number = group.propose(times={new: {}}, jurisdictions=("05334002", "05334004"))

    group.report(number)

    with group.world.engine.begin(SYSTEM) as tx:
        report = reports.latest(tx, number)
    assert report is not None
    for part in ("scenarios", "steps"):
        found = report.results[part]
        assert [(one["before"], one["version"]) for one in found] == [(first, new), (second, new)]
        assert found[0]["places"] != found[1]["places"]
    assert report.results["steps"][0]["found"]["gone"] != report.results["steps"][1]["found"]["gone"]
    assert len(report.results["decisions"]) == len(report.results["courses"]) == 1
