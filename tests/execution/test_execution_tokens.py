"""The token game on the pure engine: one behaviour, one test."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from engine.clock import ZONE
from engine.errors import Conflict
from engine.execution import codec
from engine.execution.actions import CompleteElement, FireTimer, Resolve
from engine.execution.changes import (
    ElementCompleted,
    ElementTerminated,
    InstanceCompleted,
    TimerCancelled,
    UserTaskActivated,
)
from engine.execution.clocks import Clocks
from engine.execution.services import FaultKind
from engine.testing import Run
from engine.testing import models as m


def _linear(*between: str, **options: object) -> bytes:
    """start → … → end, each element named by the id inside its XML."""
    ids = [one.split('id="')[1].split('"')[0] for one in between]
    chain = ["start", *ids, "end"]
    flows = [m.flow(a, b) for a, b in itertools.pairwise(chain)]
    return m.process("p", m.start(), *between, m.end(), *flows, **options)  # type: ignore[arg-type]


def test_a_script_writes_its_result_and_the_instance_ends() -> None:
    run = Run.of(_linear(m.script_task("double", "=n * 2", "m"))).start(n=21)

    assert run.variables["m"] == Decimal(42)
    assert run.instance.ended
    assert run.changes[-1] == InstanceCompleted("end")


def test_a_completed_task_hands_its_variables_to_the_process() -> None:
    run = Run.of(_linear(m.user_task("a"), m.user_task("b"))).start()

    run.complete("a", ergebnis="ja")

    assert run.waiting() == ("b",)
    assert run.variables["ergebnis"] == "ja"


def test_completing_what_no_longer_waits_is_a_conflict() -> None:
    run = Run.of(_linear(m.user_task("a"), m.user_task("b"))).start()
    number = run.number("a")
    run.complete("a")

    with pytest.raises(Conflict):
        run.act(CompleteElement(number))


def test_a_step_leaves_the_given_instance_as_it_was() -> None:
    run = Run.of(_linear(m.user_task("a"), m.user_task("b"))).start(n=1)
    before = run.instance.copy()
    given = run.instance

    run.complete("a", n=2)

    assert given == before


def test_a_parallel_join_keeps_the_later_write_of_either_branch() -> None:
    run = Run.of(_fork("a", "b")).start(status="offen")

    run.complete("a", status="geändert").complete("b")

    assert run.variables["status"] == "geändert"
    assert run.waiting() == ("c",)


def _fork(*branches: str) -> bytes:
    return m.process(
        "p",
        m.start(),
        m.parallel("fork"),
        m.parallel("join"),
        m.user_task("c"),
        m.end(),
        m.flow("start", "fork"),
        m.flow("join", "c"),
        m.flow("c", "end"),
        *(m.user_task(branch) for branch in branches),
        *(m.flow("fork", branch) for branch in branches),
        *(m.flow(branch, "join") for branch in branches),
    )


def test_a_second_token_on_one_flow_of_a_join_is_not_lost() -> None:
    """Two tokens over a → join and one over b → join: the join fires once and one token of a stays."""
    source = m.process(
        "p",
        m.start(),
        m.parallel("fork"),
        m.exclusive("merge"),
        m.user_task("a"),
        m.user_task("b"),
        m.parallel("join"),
        m.user_task("c"),
        m.end(),
        m.flow("start", "fork"),
        m.flow("fork", "merge", id_="one"),
        m.flow("fork", "merge", id_="two"),
        m.flow("fork", "b"),
        m.flow("merge", "a"),
        m.flow("a", "join"),
        m.flow("b", "join"),
        m.flow("join", "c"),
        m.flow("c", "end"),
    )
    run = Run.of(source).start()
    assert run.waiting() == ("b", "a", "a")

    run.complete("a").complete("a").complete("b")

    assert run.waiting() == ("c",)
    assert list(run.instance.arrived.values()) == [{"a_join": 1}]


def test_a_join_that_can_never_complete_is_an_incident_and_not_a_silent_hang() -> None:
    source = m.process(
        "p",
        m.start(),
        m.exclusive("either", default="either_b"),
        m.user_task("a"),
        m.user_task("b"),
        m.parallel("join"),
        m.end(),
        m.flow("start", "either"),
        m.flow("either", "a", "=n = 1"),
        m.flow("either", "b"),
        m.flow("a", "join"),
        m.flow("b", "join"),
        m.flow("join", "end"),
    )
    graph_run = _without_lint(source)

    graph_run.start(n=1).complete("a")

    assert [one.kind for one in graph_run.failures()] == [FaultKind.JOIN]
    assert "„b“" in graph_run.failures()[0].message


def _without_lint(source: bytes) -> Run:
    from engine import bpmn

    return Run(bpmn.compile_graphs(bpmn.parse(source, "test.bpmn"))[0])


CHOICES = [
    # n, the task the exclusive gateway leads to
    (1, "one"),
    (5, "big"),
    (3, "other"),
]


@pytest.mark.parametrize(("n", "expected"), CHOICES)
def test_an_exclusive_gateway_takes_the_first_true_flow_or_the_default(n: int, expected: str) -> None:
    run = Run.of(_choice("either_other")).start(n=n)

    assert run.waiting() == (expected,)


def _choice(default: str) -> bytes:
    return m.process(
        "p",
        m.start(),
        m.exclusive("either", default=default),
        *(m.user_task(one) for one in ("one", "big", "other")),
        *(m.end(f"end_{one}") for one in ("one", "big", "other")),
        m.flow("start", "either"),
        m.flow("either", "one", "=n = 1"),
        m.flow("either", "big", "=n > 4"),
        m.flow("either", "other", "" if default else "=n = 99"),
        *(m.flow(one, f"end_{one}") for one in ("one", "big", "other")),
    )


def test_no_true_condition_and_no_default_is_an_incident_that_can_be_resolved() -> None:
    run = Run.of(_choice("")).start(n=3)
    assert [one.kind for one in run.failures()] == [FaultKind.NO_FLOW]

    run.resolve("either", n=1)

    assert run.waiting() == ("one",)


def test_a_condition_on_a_missing_variable_is_an_incident_that_names_it() -> None:
    run = Run.of(_choice("either_other")).start()

    (failure,) = run.failures()

    assert failure.kind == FaultKind.CONDITION
    assert "„n“" in failure.message


def test_resolving_without_repairing_the_cause_opens_a_new_incident() -> None:
    run = Run.of(_choice("")).start(n=3)

    run.act(Resolve(run.number("either")))

    assert len(run.failures()) == 2


def test_what_the_user_did_stands_when_the_way_on_breaks() -> None:
    source = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.exclusive("either"),
        m.end(),
        m.end("end2"),
        m.flow("start", "a"),
        m.flow("a", "either"),
        m.flow("either", "end", "=fehlt > 1"),
        m.flow("either", "end2", "=fehlt <= 1"),
    )
    run = Run.of(source).start()

    run.complete("a", ergebnis="ja")

    assert run.variables["ergebnis"] == "ja"
    assert run.waiting() == ("either",)


def test_nobody_competent_is_an_incident() -> None:
    run = Run.of(_linear(m.user_task("a", group="jobcenter"))).start()

    (failure,) = run.failures()

    assert failure.kind == FaultKind.COMPETENCE
    assert "„jobcenter“" in failure.message


def test_an_endless_automatic_loop_stops_with_an_incident() -> None:
    source = m.process(
        "p",
        m.start(),
        m.script_task("count", "=n + 1", "n"),
        m.exclusive("again", default="again_count"),
        m.end(),
        m.flow("start", "count"),
        m.flow("count", "again"),
        m.flow("again", "count"),
        m.flow("again", "end", "=n < 0"),
    )
    run = Run.of(source)
    run.budget = 50

    run.start(n=1)

    assert [one.kind for one in run.failures()] == [FaultKind.BUDGET]
    assert run.resolve(run.failures()[0].element).failures()[-1].kind == FaultKind.BUDGET


def test_mappings_create_local_variables_and_choose_what_leaves() -> None:
    mapping = m.io({"eingabe": "=n + 1"}, {"ausgabe": "=ergebnis * 10"})
    run = Run.of(_linear(m.user_task("a", extra=mapping), m.user_task("b"))).start(n=1)
    assert run.instance.context(run.number("a"))["eingabe"] == 2

    run.complete("a", ergebnis=7)

    assert run.variables == {"n": 1, "ausgabe": 70}


def test_a_write_goes_to_the_nearest_scope_that_has_the_name() -> None:
    mapping = m.io({"lokal": "=1"})
    run = Run.of(_linear(m.user_task("a", extra=mapping), m.user_task("b"))).start(weit=1)

    run.complete("a", lokal=2, weit=3, neu=4)

    assert run.variables == {"weit": 3, "neu": 4}


def test_a_due_date_without_time_lasts_to_the_end_of_the_day() -> None:
    run = Run.of(_linear(m.user_task("a", due='=today() + duration("P14D")'))).start()

    (task,) = [change for change in run.changes if isinstance(change, UserTaskActivated)]

    assert task.due == datetime(2026, 12, 7, 23, 59, 59, tzinfo=ZONE)


def _clocks(due: str = "", **properties: str) -> Clocks:
    run = Run.of(_linear(m.user_task("a", due=due, extra=m.properties(**properties)))).start(norm="§ 2 X")
    (task,) = [change for change in run.changes if isinstance(change, UserTaskActivated)]
    return task.clocks


def test_a_legal_deadline_may_be_what_an_earlier_step_derived() -> None:
    kept = '={am: date("2026-12-28"), herleitung: "erster Schritt (§ 1 X) → zweiter"}'

    clocks = _clocks(rechtsfrist=kept, rechtsfrist_norm="=norm")

    assert clocks.legal == datetime(2026, 12, 28, 23, 59, 59, tzinfo=ZONE)
    assert clocks.legal_steps == (
        "erster Schritt (§ 1 X)",
        "zweiter",
        "gesetzliche Frist bis 28.12.2026, Montag (§ 2 X)",
    )


def test_the_event_stands_before_the_day_with_which_a_legal_deadline_begins() -> None:
    counted = _clocks(
        rechtsfrist='=frist(date("2026-11-23"), duration("P1M"))', rechtsfrist_ereignis="Antrag eingegangen"
    )
    bare = _clocks(rechtsfrist='=date("2026-12-28")', rechtsfrist_ereignis="=norm")

    assert counted.legal_steps[0] == "Antrag eingegangen 23.11.2026 (§ 31 Abs. 1 VwVfG, § 187 Abs. 1 BGB)"
    assert bare.legal_steps == ("§ 2 X", "Frist bis 28.12.2026, Montag")


def test_a_legal_deadline_without_a_norm_ends_with_its_day() -> None:
    derived = _clocks(rechtsfrist='=frist(date("2026-11-27"), duration("P1M"))').legal_steps
    bare = _clocks(rechtsfrist='=date and time("2026-12-28T14:00:00")').legal_steps

    assert derived[-1] == "28.12.2026, Montag (§ 31 Abs. 3 S. 1 VwVfG)"
    assert bare == ("Frist bis 28.12.2026, Montag, 14:00 Uhr",)


@pytest.mark.parametrize(
    "expression", ["=null", "=if 1 = 2 then today() else null", "={am: null}", '={herleitung: "x"}']
)
def test_an_event_nobody_knows_sets_no_legal_deadline(expression: str) -> None:
    clocks = _clocks(due="=today()", rechtsfrist=expression, rechtsfrist_norm="§ 1 X")

    assert (clocks.legal, clocks.legal_steps) == (None, ())
    assert clocks.due == datetime(2026, 11, 23, 23, 59, 59, tzinfo=ZONE)


@pytest.mark.parametrize("expression", ['="bald"', "=unbekannt", "={am: 3}"])
def test_a_legal_deadline_that_is_no_day_is_an_incident(expression: str) -> None:
    run = Run.of(_linear(m.user_task("a", extra=m.properties(rechtsfrist=expression)))).start()

    (failure,) = run.failures()
    assert failure.kind == FaultKind.EXPRESSION
    assert failure.message.startswith("Die gesetzliche Frist „")


def test_an_interrupting_timer_takes_the_host_away() -> None:
    run = Run.of(_with_boundary(m.timer("P14D"))).start()

    run.pass_time(timedelta(days=14))

    assert run.waiting() == ("b",)
    assert ElementTerminated("a", 2) in run.changes


def test_a_timer_keeps_the_wall_clock_over_the_clock_change() -> None:
    run = Run.of(_with_boundary(m.timer("P1D")))
    run.services.now = datetime(2027, 3, 27, 22, 0, tzinfo=ZONE)

    run.start()

    assert run.timers()[0].due.astimezone(ZONE) == datetime(2027, 3, 28, 22, 0, tzinfo=ZONE)


def test_completing_the_host_cancels_its_timer() -> None:
    run = Run.of(_with_boundary(m.timer("P14D"))).start()
    timer = run.timers()[0]

    run.complete("a")

    assert run.timers() == []
    assert any(isinstance(change, TimerCancelled) for change in run.changes)
    with pytest.raises(Conflict):
        run.act(FireTimer(timer.id))


def test_a_non_interrupting_cycle_reminds_as_often_as_it_says() -> None:
    run = Run.of(_with_boundary(m.timer("R3/P7D", "timeCycle"), interrupting=False)).start()

    run.pass_time(timedelta(days=60))

    assert run.waiting().count("b") == 3
    assert "a" in run.waiting()


def test_a_non_interrupting_message_can_arrive_again_and_again() -> None:
    run = Run.of(
        _with_boundary(m.message("hinweis"), interrupting=False, messages={"hinweis": "=aktenzeichen"})
    ).start(aktenzeichen="K-1")

    run.deliver("hinweis").deliver("hinweis")

    assert run.waiting().count("b") == 2
    assert "a" in run.waiting()


def _with_boundary(
    definition: str, *, interrupting: bool = True, messages: dict[str, str] | None = None
) -> bytes:
    return m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.boundary("event", "a", definition, interrupting=interrupting),
        m.user_task("b"),
        m.end(),
        m.end("end2"),
        m.flow("start", "a"),
        m.flow("a", "end"),
        m.flow("event", "b"),
        m.flow("b", "end2"),
        messages=messages,
    )


def test_an_unreadable_timer_is_an_incident_and_nothing_is_armed() -> None:
    run = Run.of(_with_boundary(m.timer("=frist"))).start(frist="bald")

    assert [one.kind for one in run.failures()] == [FaultKind.TIMER]
    assert run.instance.subscriptions == {}
    assert run.resolve("a", frist="P2D").timers()[0].due == run.services.now + timedelta(days=2)


def test_a_caught_message_brings_its_variables() -> None:
    source = _linear(
        m.catch("warten", m.message("unterlagen")), m.user_task("a"), messages={"unterlagen": "=aktenzeichen"}
    )
    run = Run.of(source).start(aktenzeichen="K-1")

    run.deliver("unterlagen", anzahl=3)

    assert run.waiting() == ("a",)
    assert run.variables["anzahl"] == 3


def test_a_terminate_end_takes_the_other_tokens_of_its_scope_away() -> None:
    source = m.process(
        "p",
        m.start(),
        m.sub_process(
            "sub",
            m.start("s2"),
            m.parallel("fork"),
            m.user_task("a"),
            m.user_task("b"),
            m.end("stop", terminate=True),
            m.end("e2"),
            m.flow("s2", "fork"),
            m.flow("fork", "a"),
            m.flow("fork", "b"),
            m.flow("a", "stop"),
            m.flow("b", "e2"),
        ),
        m.user_task("after"),
        m.end(),
        m.flow("start", "sub"),
        m.flow("sub", "after"),
        m.flow("after", "end"),
    )
    run = Run.of(source).start()

    run.complete("a")

    assert run.waiting() == ("after",)


def test_a_thousand_turns_of_a_loop_leave_the_state_as_small_as_ten() -> None:
    source = m.process(
        "p",
        m.start(),
        m.exclusive("merge"),
        m.user_task("a"),
        m.exclusive("again", default="again_merge"),
        m.end(),
        m.flow("start", "merge"),
        m.flow("merge", "a"),
        m.flow("a", "again"),
        m.flow("again", "merge"),
        m.flow("again", "end", "=fertig"),
    )
    run = Run.of(source).start(fertig=False)
    for _ in range(10):
        run.complete("a")
    early = (len(run.instance.elements), len(run.instance.variables), len(run.instance.subscriptions))

    for _ in range(50):
        run.complete("a")

    assert (len(run.instance.elements), len(run.instance.variables), len(run.instance.subscriptions)) == early


def test_the_taken_flows_are_part_of_the_fact() -> None:
    run = Run.of(_choice("either_other")).start(n=1)

    assert [change.flows for change in run.changes if isinstance(change, ElementCompleted)] == [
        ("start_either",),
        ("either_one",),
    ]


UNSTORABLE = [
    # what a slip of the pen makes of a value
    "=now",
    "=[1..5]",
    "=function(x) x",
    '={"a": [1, now]}',
]


@pytest.mark.parametrize("expression", UNSTORABLE)
def test_a_value_that_cannot_be_kept_is_an_incident(expression: str) -> None:
    run = Run.of(_linear(m.user_task("a"), m.script_task("s", expression, "x"))).start()

    run.complete("a")

    assert [one.kind for one in run.failures()] == [FaultKind.EXPRESSION]
    assert run.waiting() == ("s",)


DATES_NO_OFFICE_HAS = [
    # what somebody writes for "never" or by a slip
    '=date("9999-12-31")',
    '=date("12000-01-01")',
    '=date("-0044-03-15")',
    '=date and time("0001-01-01T00:00:00+14:00")',
]


@pytest.mark.parametrize("expression", DATES_NO_OFFICE_HAS)
def test_a_date_outside_the_calendar_is_an_incident(expression: str) -> None:
    due = Run.of(_linear(m.user_task("a", due=expression))).start()
    timer = Run.of(_linear(m.catch("c", m.timer(expression, "timeDate")))).start()

    assert [one.kind for one in due.failures()] == [FaultKind.EXPRESSION]
    assert [one.kind for one in timer.failures()] == [FaultKind.TIMER]


def test_a_timer_does_not_undo_what_was_completed_when_the_way_on_breaks() -> None:
    source = m.process(
        "p",
        m.start(),
        m.user_task("a", extra=m.io(outputs={"y": "=1 / n"})),
        m.boundary("late", "a", m.timer("PT2H")),
        m.end(),
        m.end("end2"),
        m.flow("start", "a"),
        m.flow("a", "end"),
        m.flow("late", "end2"),
    )
    run = Run.of(source).start(n=0).complete("a")
    assert len(run.failures()) == 1

    run.pass_time(timedelta(hours=3))

    assert run.waiting() == ("a",)
    assert run.resolve("a", n=2).instance.outcome == "end"


def test_somebody_may_go_on_without_the_branch_that_cannot_come() -> None:
    source = m.process(
        "p",
        m.start(),
        m.parallel("fork"),
        m.user_task("a"),
        m.exclusive("either", default="either_stop"),
        m.parallel("join"),
        m.user_task("c"),
        m.end("stop"),
        m.end(),
        m.flow("start", "fork"),
        m.flow("fork", "a"),
        m.flow("fork", "either"),
        m.flow("a", "join"),
        m.flow("either", "join", "=n = 1"),
        m.flow("either", "stop"),
        m.flow("join", "c"),
        m.flow("c", "end"),
    )
    run = _without_lint(source).start(n=0).complete("a")
    assert [one.kind for one in run.failures()] == [FaultKind.JOIN]

    run.resolve("join")

    assert run.waiting() == ("c",)


def test_a_loop_that_multiplies_stops_with_one_incident_and_loses_no_token() -> None:
    source = m.process(
        "p",
        m.start(),
        m.exclusive("merge"),
        m.parallel("fork"),
        m.flow("start", "merge"),
        m.flow("merge", "fork"),
        m.flow("fork", "merge", id_="one"),
        m.flow("fork", "merge", id_="two"),
    )
    run = _without_lint(source)
    run.budget = 40

    run.start()

    assert [one.kind for one in run.failures()] == [FaultKind.BUDGET]
    stopped = len(run.instance.parked)
    assert stopped > 0
    assert codec.load(codec.dump(run.instance)) == run.instance


def test_a_counted_cycle_loses_no_turn_while_nobody_fires() -> None:
    run = Run.of(_with_boundary(m.timer("R3/P7D", "timeCycle"), interrupting=False)).start()
    run.services.now += timedelta(days=60)

    run.pass_time(timedelta(0))

    assert run.waiting().count("b") == 3


def test_an_endless_cycle_fires_once_after_an_outage() -> None:
    run = Run.of(_with_boundary(m.timer("R/P7D", "timeCycle"), interrupting=False)).start()
    run.services.now += timedelta(days=60)

    run.pass_time(timedelta(0))

    assert run.waiting().count("b") == 1
    assert run.timers()[0].due > run.services.now
