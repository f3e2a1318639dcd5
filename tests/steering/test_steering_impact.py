"""The impact report: what becomes of every running case, what changes for it, and what would have been decided."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import Text, cast, func, literal_column, select

from engine import SYSTEM, Actor, Conflict, Forbidden, commands, impact, jobs, lawbook, queries
from engine.commands.proposal import Content
from engine.commands.resolution import GatesClosed
from engine.engine import Engine
from engine.execution.gates import Cause
from engine.impact import report as making
from engine.impact.survey import Survey
from engine.state import METADATA, impact_case
from engine.state import impact as reports
from engine.state.impact import CaseOutcome, FindingKind, Report, ReportState
from engine.state.impact_case import MemberOrder
from engine.state.proposal import MigrationRule
from engine.testing import AGS, Story
from engine.testing import models as m
from tests.steering.conftest import SCENARIO, Group


def _deploy(group: Group, model: bytes, more: Mapping[str, bytes] | None = None) -> int:
    with group.world.engine.begin(SYSTEM) as tx:
        return commands.definition.deploy(tx, {"p.bpmn": model, **(more or {})}).version_id


def _adopt(group: Group, version: int) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version, "05", tx.today, "Testbeschluss")


def _report(group: Group, number: int) -> Report:
    with group.world.engine.begin(SYSTEM) as tx:
        found = reports.latest(tx, number)
    assert found is not None
    return found


def _made(group: Group, model: bytes, rule: MigrationRule = MigrationRule.ALL, **more: Any) -> Report:
    """The report on a proposal that brings the model."""
    number = group.propose(times={_deploy(group, model, **more): {}}, migration_rule=rule)
    group.report(number)
    report = _report(group, number)
    assert report.state is ReportState.DONE
    return report


def _findings(report: Report, kind: FindingKind) -> list[tuple[str, int]]:
    return [(one["element"], one["count"]) for one in report.results["findings"] if one["kind"] == kind.value]


@pytest.fixture
def running(group: Group) -> list[Story]:
    """Three cases in version 1 of `p`: tasks a, b, c; the first two at `a`, the third at `b`."""
    _adopt(group, _deploy(group, m.tasks("p", "a", "b", "c")))
    found = [group.world.open("p") for _ in range(3)]
    found[2].complete("a")
    return found


def test_every_instance_is_counted_where_it_stands_with_what_becomes_of_it(
    group: Group, running: list[Story]
) -> None:
    report = _made(group, m.tasks("p", "b", "c"))

    assert report.results["instances"] == {"migrates": 1, "stops": 0, "refused": 2, "stays": 0}
    assert report.results["cases"] == {"migrates": 1, "stops": 0, "refused": 2, "stays": 0}
    assert sorted(_findings(report, FindingKind.PLACE)) == [("a", 2), ("b", 1)]
    (refusal,) = [one for one in report.results["findings"] if one["kind"] == "refusal"]
    assert (refusal["rule"], refusal["element"], refusal["count"]) == ("not-mapped", "a", 2)
    assert (
        refusal["text"]
        == "„a“: Der Fall steht hier, aber dem Element ist in der neuen Fassung keines zugeordnet."
    )
    assert (report.done, report.total) == (3, 3)
    assert running


def test_each_case_has_its_group_and_the_groups_add_up(group: Group, running: list[Story]) -> None:
    report = _made(group, m.tasks("p", "b", "c"))

    with group.world.engine.begin(SYSTEM) as tx:
        groups = reports.groups(tx, report.id)
        refused = reports.groups(tx, report.id, CaseOutcome.REFUSED)
        members = impact_case.listed(tx, report.id, [one.number for one in refused], 10)
    assert [(one.outcome, one.count) for one in groups] == [
        (CaseOutcome.REFUSED, 2),
        (CaseOutcome.MIGRATES, 1),
    ]
    assert [one.reference for one in members] == [one.reference for one in running[:2]]


def test_by_the_rule_to_keep_nobody_is_tried(group: Group, running: list[Story]) -> None:
    report = _made(group, m.tasks("p", "b", "c"), MigrationRule.KEEP)

    assert report.results["instances"] == {"migrates": 0, "stops": 0, "refused": 0, "stays": 3}
    assert _findings(report, FindingKind.REFUSAL) == []
    assert running


def _phased(*tasks: str, **properties: str) -> bytes:
    """Tasks one after another: a and b in one phase, the others in the next; the last one with these properties."""
    steps = [
        m.user_task(one, extra=m.properties(phase="Ankommen" if one in "ab" else "Bleiben", **more))
        for one, more in ((one, properties if one == tasks[-1] else {}) for one in tasks)
    ]
    ways = pairwise(("start", *tasks, "end"))
    return m.process("p", m.start(), *steps, m.end(), *(m.flow(*way) for way in ways))


@pytest.mark.parametrize(
    ("rule", "last", "never"),
    [
        (MigrationRule.NEXT_PHASE, {}, [("p", 1)]),
        # the last step is a milestone: there it follows
        (MigrationRule.NEXT_PHASE, {"meilenstein": "Ziel"}, []),
        (MigrationRule.ALL, {}, []),
    ],
)
def test_a_case_before_which_no_other_phase_lies_is_said_to_follow_never(
    group: Group, rule: MigrationRule, last: dict[str, str], never: list[tuple[str, int]]
) -> None:
    _adopt(group, _deploy(group, _phased("a", "b", "c", "d", **last)))
    group.world.open("p").complete("a")
    group.world.open("p").complete("a").complete("b")

    report = _made(group, _phased("a", "b", "c", "d", "e"), rule)

    assert _findings(report, FindingKind.NO_PHASE) == never


def _asks(*keys: str, kind: str = "number") -> dict[str, bytes]:
    """A form `antrag` with a field for each of the keys, to begin a case with."""
    fields = [{"type": kind, "id": f"f_{one}", "key": one, "label": one} for one in keys]
    form = {"type": "default", "id": "antrag", "schemaVersion": 19, "components": fields}
    return {"antrag.form": json.dumps(form).encode()}


def _flows(*pairs: str) -> list[str]:
    """`a-b` is a flow from a to b."""
    return [m.flow(*one.split("-")) for one in pairs]


def test_an_instance_that_would_stop_is_told_apart(group: Group) -> None:
    ways = ("start-teilen", "teilen-a", "teilen-b", "a-einen")
    parts = (
        m.start(),
        m.parallel("teilen"),
        m.user_task("a"),
        m.user_task("b"),
        m.parallel("einen"),
        m.end(),
    )
    before = m.process("p", *parts, *_flows(*ways, "b-einen", "einen-end"))
    nobody = (m.user_task("c", "schulamt"), m.end("ende2"), m.end("ende3"))
    after = m.process("p", *parts, *nobody, *_flows(*ways, "b-ende2", "einen-c", "einen-end", "c-ende3"))
    _adopt(group, _deploy(group, before))
    group.world.open("p").complete("a")

    report = _made(group, after)

    assert report.results["instances"] == {"migrates": 0, "stops": 1, "refused": 0, "stays": 0}
    assert _findings(report, FindingKind.STOP) == [("c", 1)]


#: a task `b` with an agreed time of seven days, after `a`
_TIMED = m.process(
    "p",
    m.start(),
    m.user_task("a"),
    m.user_task("b", due='=today() + vereinbart("b")'),
    m.end(),
    *_flows("start-a", "a-b", "b-end"),
)
_TIMES = {"process.toml": b'schluessel = "p"\n[[zeiten]]\nelement = "b"\nart = "bearbeitung"\nwert = "P7D"\n'}


def test_an_agreed_time_of_the_proposal_counts_as_people_wrote_it(group: Group) -> None:
    _adopt(group, _deploy(group, _TIMED, _TIMES))
    group.world.open("p")
    later = _deploy(group, _TIMED.replace(b'name="b"', b'name="pruefen"'), _TIMES)
    number = group.propose(times={later: {"b": "3 Tage"}}, migration_rule=MigrationRule.ALL)

    group.report(number)

    (found,) = [one for one in _report(group, number).results["findings"] if one["kind"] == "deadline"]
    assert (found["element"], found["before"], found["after"]) == ("b", "7 Tage", "3 Tage")


@pytest.mark.parametrize("rule", MigrationRule)
def test_where_only_the_times_of_the_version_in_force_change_its_cases_are_told_of(
    group: Group, rule: MigrationRule
) -> None:
    version = _deploy(group, _TIMED, _TIMES)
    _adopt(group, version)
    group.world.open("p")
    group.world.open("p").complete("a")
    number = group.propose(times={version: {"b": "3 Tage"}}, migration_rule=rule)

    group.report(number)

    report = _report(group, number)
    assert report.results["instances"] == {"migrates": 0, "stops": 0, "refused": 0, "stays": 2}
    said = {
        one["kind"]: (one["element"], one["before"], one["after"], one["count"])
        for one in report.results["findings"]
        if one["kind"] != "place"
    }
    # who waits at the task keeps its date, who comes to it later gets the new one
    assert said == {"deadline": ("b", "7 Tage", "3 Tage", 1), "deadline_kept": ("b", "7 Tage", "3 Tage", 1)}
    (part,) = report.results["scenarios"]
    assert (part["before"], part["version"], part["found"]) == (version, version, [])


def test_no_value_of_a_case_stands_in_the_report(group: Group) -> None:
    parts = (m.start(form="antrag"), m.user_task("a"), m.end(), *_flows("start-a", "a-end"))
    late = (m.boundary("spaet", "a", m.timer("=geheim")), m.end("ende2"), m.flow("spaet", "ende2"))
    form = _asks("geheim", kind="textfield")
    _adopt(group, _deploy(group, m.process("p", *parts), form))
    group.world.open("p", {"geheim": "Drogen"})

    report = _made(group, m.process("p", *parts, *late), more=form)

    (refusal,) = [one for one in report.results["findings"] if one["kind"] == "refusal"]
    assert refusal["rule"] == "not-evaluable"
    assert "Drogen" not in str(report.results)


def test_deadlines_are_counted_for_who_has_the_step_before_them(group: Group) -> None:
    def model(days: int) -> bytes:
        return m.process(
            "p",
            m.start(),
            m.user_task("a"),
            m.user_task("b", due=f'=now() + duration("P{days}D")'),
            m.end(),
            m.flow("start", "a"),
            m.flow("a", "b"),
            m.flow("b", "end"),
        )

    _adopt(group, _deploy(group, model(14)))
    stories = [group.world.open("p") for _ in range(3)]
    stories[2].complete("a")

    report = _made(group, model(10))

    assert _findings(report, FindingKind.DEADLINE) == [("b", 2)]
    assert _findings(report, FindingKind.DEADLINE_KEPT) == [("b", 1)]
    (later,) = [one for one in report.results["findings"] if one["kind"] == "deadline"]
    assert "14" in later["text"]
    assert "10" in later["text"]


def test_an_open_task_that_goes_to_somebody_else_is_named_with_both(group: Group) -> None:
    _adopt(group, _deploy(group, m.tasks("p", "a")))
    group.world.open("p")
    after = m.process(
        "p", m.start(), m.user_task("a", "case_management"), m.end(), *_flows("start-a", "a-end")
    )

    report = _made(group, after)

    (said,) = [one for one in report.results["findings"] if one["kind"] == "responsible"]
    assert (said["element"], said["before"], said["after"]) == ("a", "Ausländeramt Hier", "Ausländeramt Hier")
    assert said["roles"] == ["clerk", "case_manager"]


def test_a_variable_that_nobody_asks_for_any_more_is_missing_where_it_is_not_there(group: Group) -> None:
    def model(condition: str) -> bytes:
        ways = (m.flow("oder", "b", condition), m.flow("oder", "end"))
        begin, asked = m.start(form="antrag"), m.user_task("a")
        parts = (begin, asked, m.exclusive("oder", "oder_end"), m.user_task("b"), m.end())
        return m.process("p", *parts, *ways, *_flows("start-a", "a-oder", "b-end"))

    form = _asks("alter", "einkommen")
    _adopt(group, _deploy(group, model("=alter > 3"), form))
    group.world.open("p")
    group.world.open("p", {"einkommen": 5})

    report = _made(group, model("=einkommen > 3"), more=form)

    (said,) = [one for one in report.results["findings"] if one["kind"] == "missing"]
    assert (said["element"], said["text"], said["count"]) == ("oder", "einkommen", 1)


def _rule(number: int, test: str, value: str) -> str:
    """One line of the table."""
    given = f'<inputEntry id="e{number}"><text>{test}</text></inputEntry>'
    return (
        f'<rule id="r{number}">{given}<outputEntry id="o{number}"><text>"{value}"</text></outputEntry></rule>'
    )


def _table(limit: int, reads: str = "alter") -> bytes:
    """Small and large, by a table that reads `reads`."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision id="stufe" name="Stufe">
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="i" label="{reads}">
        <inputExpression id="ie" typeRef="number"><text>{reads}</text></inputExpression>
      </input>
      <output id="o" name="stufe" typeRef="string" />
      {_rule(1, f"&lt; {limit}", "klein")}
      {_rule(2, f"&gt;= {limit}", "gross")}
    </decisionTable>
  </decision>
</definitions>
""".encode()


_DECIDING = m.process(
    "p",
    m.start(form="antrag"),
    m.decision_task("entscheiden", "stufe", "stufe"),
    m.user_task("a"),
    m.end(),
    *_flows("start-entscheiden", "entscheiden-a", "a-end"),
)


def _tables(report: Report) -> dict[str, Any]:
    (part,) = report.results["decisions"]
    (table,) = part["found"]["tables"]
    return dict(table)


def test_recorded_decisions_are_decided_again_and_changed_outcomes_are_counted(group: Group) -> None:
    _adopt(group, _deploy(group, _DECIDING, _asks("alter", "groesse") | {"t.dmn": _table(18)}))
    stories = [group.world.open("p", {"alter": age}) for age in (10, 17, 17, 30)]

    table = _tables(_made(group, _DECIDING, more=_asks("alter", "groesse") | {"t.dmn": _table(16)}))

    assert (table["total"], table["same"], table["changed"]) == (4, 2, 2)
    (change,) = table["changes"]
    assert (change["before"], change["after"], change["count"]) == ("klein", "gross", 2)
    assert len(set(change["examples"])) == 2
    assert all(story.reference not in str(table) for story in stories)


def test_what_the_new_table_reads_and_nobody_recorded_is_said(group: Group) -> None:
    _adopt(group, _deploy(group, _DECIDING, _asks("alter", "groesse") | {"t.dmn": _table(18)}))
    group.world.open("p", {"alter": 10})
    group.world.open("p", {"alter": 10, "groesse": 3})  # nobody read it then, but it is known

    table = _tables(
        _made(group, _DECIDING, more=_asks("alter", "groesse") | {"t.dmn": _table(18, "groesse")})
    )

    assert (table["inputs_missing"], table["missing"], table["same"]) == (1, ["groesse"], 1)


def _days(limit: int) -> bytes:
    """A table looks at a day the task maps; what rests on it reckons with that and with what no table looks at."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="d" namespace="n">
  <decision id="wann" name="Wann">
    <variable id="v" name="wann" />
    <decisionTable id="t" hitPolicy="UNIQUE">
      <input id="i" label="Stichtag">
        <inputExpression id="ie" typeRef="date"><text>stichtag</text></inputExpression>
      </input>
      <output id="o" name="wann" typeRef="string" />
      {_rule(1, '&lt; date("2027-01-01")', "vorher")}
      {_rule(2, '&gt;= date("2027-01-01")', "danach")}
    </decisionTable>
  </decision>
  <decision id="stufe" name="Stufe">
    <informationRequirement id="r"><requiredDecision href="#wann" /></informationRequirement>
    <literalExpression id="l"><text>{{
      lage: wann, gestern: stichtag - duration("P1D"), stufe: if doppelt &gt; {limit} then "gross" else "klein"
    }}</text></literalExpression>
  </decision>
</definitions>
""".encode()


def _mapping() -> bytes:
    """As `_DECIDING`, with what only its task knows."""
    mapped = m.io({"stichtag": "=today()", "doppelt": "=alter * 2"}).encode()
    place = _DECIDING.index(b"</extensionElements>", _DECIDING.index(b"calledDecision"))
    return _DECIDING[:place] + mapped + _DECIDING[place:]


def test_what_only_the_task_knew_is_known_again_and_days_are_days(group: Group) -> None:
    form = _asks("alter")
    _adopt(group, _deploy(group, _mapping(), form | {"t.dmn": _days(20)}))
    for age in (9, 9, 30):
        group.world.open("p", {"alter": age})

    table = _tables(_made(group, _mapping(), more=form | {"t.dmn": _days(15)}))

    assert (table["total"], table["not_repeatable"]) == (3, 0)
    assert (table["same"], table["changed"]) == (1, 2)


def test_the_scenarios_of_now_are_played_on_the_new_version(group: Group, running: list[Story]) -> None:
    _adopt(group, group.version)  # version 1 with its scenario: a, then the end

    report = _made(group, m.tasks("p", "a", "b"))

    (part,) = report.results["scenarios"]
    (one,) = part["found"]
    assert (one["name"], one["before"], one["after"]) == ("Alles geht", True, False)
    assert (one["tasks_before"], one["tasks_after"]) == (1, 2)
    assert one["text"]
    assert running


def test_steps_and_waiting_are_those_that_were_measured(group: Group) -> None:
    _adopt(group, _deploy(group, m.tasks("p", "a", "b")))
    for _ in range(5):
        story = group.world.open("p")
        group.world.clock.moment += timedelta(hours=2)
        story.complete("a")
        group.world.clock.moment += timedelta(hours=1)
        story.complete("b")

    report = _made(group, m.tasks("p", "a", "c"))

    (part,) = report.results["steps"]
    found = part["found"]
    (house,) = found["houses"]
    assert (house["steps_before"], house["steps_after"]) == (2.0, 1.0)
    assert (house["waiting_before"], house["waiting_after"]) == (3 * 3600, 2 * 3600)
    assert (found["cases"], found["unmeasured"], found["gone"]) == (5, ["c"], ["b"])


def test_a_step_under_another_id_keeps_its_measure_and_its_deadline(group: Group) -> None:
    profile = 'schluessel = "p"\n[[zeiten]]\nelement = "%s"\nart = "bearbeitung"\nwert = "P7D"\n'
    _adopt(group, _deploy(group, m.tasks("p", "a", "b"), {"process.toml": (profile % "b").encode()}))
    for _ in range(5):
        story = group.world.open("p")
        group.world.clock.moment += timedelta(hours=2)
        story.complete("a").complete("b")
    group.world.open("p")

    renamed = m.tasks("p", "a", "c").replace(b'name="c"', b'name="b"')
    report = _made(group, renamed, more={"process.toml": (profile % "c").encode()})

    found = report.results["steps"][0]["found"]
    assert (found["unmeasured"], found["gone"]) == ([], [])
    assert [one["steps_after"] for one in found["houses"]] == [2.0]
    assert _findings(report, FindingKind.DEADLINE) == []


def test_few_cases_tell_nothing_of_anybodys_time(group: Group) -> None:
    _adopt(group, _deploy(group, m.tasks("p", "a", "b")))
    group.world.open("p").complete("a").complete("b")

    (part,) = _made(group, m.tasks("p", "a", "c")).results["steps"]

    assert part["found"]["houses"] == []


@pytest.mark.parametrize("who", ["hanna", "carla"])
def test_whoever_may_neither_propose_nor_adopt_asks_for_none(group: Group, who: str) -> None:
    number = group.propose()
    actor: Actor = getattr(group, who)

    with group.world.engine.begin(actor) as tx, pytest.raises(Forbidden):
        commands.impact.ask(tx, number)
    with group.world.engine.begin(actor) as tx, pytest.raises(Forbidden):
        commands.impact.cancel(tx, number)


def test_a_member_of_the_group_asks_and_one_report_is_computed_at_a_time(group: Group) -> None:
    number = group.propose()
    with group.world.engine.begin(group.stefan) as tx:
        asked = [commands.impact.ask(tx, number) for _ in range(2)]

    assert asked == [True, False]
    assert group.world.work_off() == 1
    assert _report(group, number).state is ReportState.DONE


def test_a_proposal_without_versions_needs_none(group: Group) -> None:
    number = group.propose(times={}, parameters={"coverage": 80})

    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.impact.ask(tx, number)
    assert [one.is_open for one in group.show(number).verdicts if one.gate == "impact"] == [True]


class _Killed(BaseException):
    """The worker is gone: nobody catches it."""


def _asked(group: Group, model: bytes) -> tuple[int, dict[str, int]]:
    """A report that nobody has begun, and the job that is to compute it."""
    number = group.propose(times={_deploy(group, model): {}}, migration_rule=MigrationRule.ALL)
    with group.world.engine.begin(group.olga) as tx:
        commands.impact.ask(tx, number)
    with group.world.engine.begin(SYSTEM) as tx:
        ((_kind, payload),) = jobs.take_all(tx)
    return number, payload


def _compute(engine: Engine, payload: dict[str, int]) -> None:
    impact.make(engine, lawbook.FOLDER, **payload)


def test_a_worker_that_dies_in_the_middle_leaves_nothing_that_is_counted_twice(
    group: Group, running: list[Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, payload = _asked(group, m.tasks("p", "b", "c"))
    monkeypatch.setattr(making, "BATCH", 1)
    batches = iter(range(2))
    batch = making._batch

    def dying(*given: Any) -> Any:
        if next(batches, None) is None:
            raise _Killed
        return batch(*given)

    monkeypatch.setattr(making, "_batch", dying)
    with pytest.raises(_Killed):
        _compute(group.world.engine, payload)
    begun = _report(group, number)
    assert (begun.state, begun.done) == (ReportState.RUNNING, 1)
    monkeypatch.setattr(making, "_batch", batch)

    _compute(group.world.engine, payload)

    again = _report(group, number)
    assert (again.state, again.attempt, again.done) == (ReportState.DONE, 2, 3)
    assert sum(again.results["instances"].values()) == 3
    assert running


def test_one_that_cannot_be_computed_says_so_and_is_asked_for_again(
    group: Group, running: list[Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, payload = _asked(group, m.tasks("p", "b", "c"))
    with monkeypatch.context() as broken:
        broken.setattr(making, "_measure", None)
        _compute(group.world.engine, payload)
    assert _report(group, number).state is ReportState.FAILED

    group.report(number)

    assert _report(group, number).state is ReportState.DONE
    assert running


def test_a_worker_that_was_only_slow_stops_when_another_has_begun_anew(
    group: Group, running: list[Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, payload = _asked(group, m.tasks("p", "b", "c"))
    survey = making._survey

    def overtaken(go: Any) -> None:
        monkeypatch.setattr(making, "_survey", survey)
        _compute(group.world.engine, payload)
        survey(go)

    monkeypatch.setattr(making, "_survey", overtaken)
    _compute(group.world.engine, payload)

    found = _report(group, number)
    assert (found.state, found.attempt) == (ReportState.DONE, 2)
    assert sum(found.results["instances"].values()) == 3
    assert running


def test_a_report_that_was_given_up_stays_given_up(group: Group, running: list[Story]) -> None:
    number, payload = _asked(group, m.tasks("p", "b", "c"))
    with group.world.engine.begin(group.olga) as tx:
        commands.impact.cancel(tx, number)

    _compute(group.world.engine, payload)

    assert _report(group, number).state is ReportState.CANCELLED
    with group.world.engine.begin(group.olga) as tx, pytest.raises(Conflict):
        commands.impact.cancel(tx, number)
    assert running


def test_given_up_in_the_middle_it_writes_no_more(
    group: Group, running: list[Story], monkeypatch: pytest.MonkeyPatch
) -> None:
    number, payload = _asked(group, m.tasks("p", "b", "c"))
    monkeypatch.setattr(making, "BATCH", 1)
    look = Survey.look

    def cancelling(self: Survey, tx: Any, rows: Any) -> Any:
        monkeypatch.setattr(Survey, "look", look)
        return look(self, tx, rows)

    monkeypatch.setattr(Survey, "look", cancelling)
    rehearse = making._each

    def late(go: Any, phase: Any, work: Any) -> Any:
        with group.world.engine.begin(group.olga) as tx:
            commands.impact.cancel(tx, number)
        return rehearse(go, phase, work)

    monkeypatch.setattr(making, "_each", late)
    _compute(group.world.engine, payload)

    found = _report(group, number)
    assert (found.state, found.results) == (ReportState.CANCELLED, {})
    assert running


def test_a_new_report_takes_the_place_of_the_old_one(group: Group, running: list[Story]) -> None:
    number = group.propose(times={_deploy(group, m.tasks("p", "b", "c")): {}})
    group.report(number)
    first = _report(group, number)

    group.report(number)

    with group.world.engine.begin(SYSTEM) as tx:
        assert reports.get(tx, first.id) is None
        assert impact_case.count(tx, first.id, range(100)) == 0
    assert running


def test_of_each_case_it_is_known_since_when_it_stands_where_it_does(
    group: Group, running: list[Story]
) -> None:
    """By the newest time it came there, in whichever order somebody wants them."""
    running[0].complete("a")
    group.world.clock.moment += timedelta(days=2)
    running[0].complete("b")
    number = group.propose(times={_deploy(group, m.tasks("p", "b", "c")): {}})
    group.world.clock.moment += timedelta(days=1)
    group.report(number)

    def listed(order: MemberOrder) -> list[tuple[str, date]]:
        with group.world.engine.begin(group.hanna) as tx:
            _view, found = queries.impact.behind(tx, number, None, None, order=order)
        return [
            (found.stands_at(one.group)[0], one.since.date())
            for one in found.members
            if one.since is not None
        ]

    assert listed(MemberOrder.CASE) == [
        ("c", date(2026, 11, 25)),
        ("a", date(2026, 11, 23)),
        ("b", date(2026, 11, 23)),
    ]
    assert [name for name, _day in listed(MemberOrder.SINCE)] == ["a", "b", "c"]
    assert [name for name, _day in listed(MemberOrder.SINCE_FALLING)] == ["c", "a", "b"]
    assert [name for name, _day in listed(MemberOrder.CASE_FALLING)] == ["b", "a", "c"]


def test_of_several_steps_at_once_it_is_the_one_where_a_case_stands_the_longest(group: Group) -> None:
    both = m.process(
        "p",
        m.start(),
        m.parallel("split"),
        m.user_task("a"),
        m.user_task("b"),
        m.user_task("c"),
        m.end("over"),
        m.end("end"),
        m.flow("start", "split"),
        m.flow("split", "a"),
        m.flow("split", "b"),
        m.flow("b", "c"),
        m.flow("a", "over"),
        m.flow("c", "end"),
    )
    _adopt(group, _deploy(group, both))
    story = group.world.open("p")
    group.world.clock.moment += timedelta(days=3)
    story.complete("b")
    number = group.propose(times={_deploy(group, m.tasks("p", "a", "c")): {}})
    group.report(number)

    with group.world.engine.begin(group.hanna) as tx:
        _view, found = queries.impact.behind(tx, number, None, None)
    (one,) = found.members
    assert set(found.stands_at(one.group)) == {"a", "c"}
    assert one.since is not None and one.since.date() == date(2026, 11, 23)


def test_which_case_it_is_reads_nobody_whose_authority_does_not_read_it(
    group: Group, running: list[Story]
) -> None:
    number = group.propose(
        times={_deploy(group, m.tasks("p", "b", "c")): {}}, migration_rule=MigrationRule.ALL
    )
    group.report(number)
    seen = {}
    for who in (group.stefan, group.olga, group.hanna, group.carla):
        with group.world.engine.begin(who) as tx:
            _view, found = queries.impact.behind(tx, number, CaseOutcome.REFUSED, None)
        seen[who.name] = (found.total, [one.reference for one in found.members], found.hidden)

    references = [one.reference for one in running[:2]]
    assert seen == {
        "Stefan Süß": (2, [], 2),
        "Olga Jäger": (2, [], 2),
        "Hanna": (2, references, 0),
        "Carla Weiß": (2, [], 2),
    }


def test_a_report_writes_nothing_but_itself(group: Group, running: list[Story]) -> None:
    own = {"impact_report", "impact_group", "impact_case", "procrastinate_jobs"}
    number, payload = _asked(group, m.tasks("p", "b", "c"))
    before = _written(group)

    _compute(group.world.engine, payload)

    after = _written(group)
    assert {name for name in after if after[name] != before[name]} <= own
    assert _report(group, number).state is ReportState.DONE
    assert running


def _written(group: Group) -> dict[str, str]:
    """The digest of all rows of each table."""
    with group.world.engine.begin(SYSTEM) as tx:
        return {
            name: str(
                tx.execute(
                    select(func.md5(func.string_agg(cast(literal_column("one"), Text), ";"))).select_from(
                        table.alias("one")
                    )
                ).scalar_one()
            )
            for name, table in METADATA.tables.items()
        }


def test_a_gate_lets_no_old_report_and_none_on_something_else_pass(group: Group) -> None:
    number = group.ready()
    assert [one.is_open for one in group.show(number).verdicts if one.gate == "impact"] == [True]

    group.world.clock.moment += timedelta(hours=25)

    (verdict,) = [one for one in group.show(number).verdicts if one.gate == "impact"]
    assert [one.cause for one in verdict.reasons] == [Cause.REPORT_STALE]
    with pytest.raises(GatesClosed):
        group.sign(number)
    group.report(number)
    group.sign(number)


@pytest.mark.parametrize(
    "change",
    [{"jurisdictions": (AGS,)}, {"migration_rule": MigrationRule.ALL}],
    ids=["jurisdictions", "rule"],
)
def test_another_place_or_rule_makes_the_report_old(group: Group, change: dict[str, Any]) -> None:
    number = group.propose()
    group.report(number)
    with group.world.engine.begin(group.olga) as tx:
        row = queries.proposal.show(tx, number).row
        content = Content(
            row.title,
            row.reason,
            row.legal_basis,
            row.jurisdictions,
            row.valid_from,
            row.migration_rule,
            times={group.version: {}},
        )
        commands.proposal.edit(tx, number, row.revision, replace(content, **change))

    (verdict,) = [one for one in group.show(number).verdicts if one.gate == "impact"]
    assert [one.cause for one in verdict.reasons] == [Cause.REPORT_OLD]


def test_the_group_sets_how_many_may_be_refused(group: Group, running: list[Story]) -> None:
    step = "  - wenn: {aufgabe: a, erledigen mit: {}}\n"
    steps = "".join(step.replace("aufgabe: a", f"aufgabe: {one}") for one in "bc")
    found = {"p.bpmn": m.tasks("p", "b", "c"), "scenarios/01.yaml": SCENARIO.replace(step, steps).encode()}
    with group.world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, found).version_id
    number = group.ready(times={version: {}}, migration_rule=MigrationRule.ALL)
    assert all(one.is_open for one in group.show(number).verdicts)
    rule = group.ready(title="Werte", times={}, parameters={"refused": 5}, valid_from=date(2026, 11, 23))
    group.adopt(rule, valid_from=date(2026, 11, 23))

    (closed,) = [one for one in group.show(number).verdicts if not one.is_open]

    assert [(one.cause, one.values) for one in closed.reasons] == [
        (Cause.TOO_MANY_REFUSED, {"refused": 2, "total": 3, "most": 5})
    ]
    assert running
