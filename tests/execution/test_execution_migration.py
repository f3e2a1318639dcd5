"""An instance goes on in another version: what stays, what follows, and every reason against it by its name."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest

from engine.actor import Role
from engine.errors import Conflict, Invalid
from engine.execution import codec
from engine.execution.actions import Cancel, Start
from engine.execution.changes import (
    ConditionMet,
    InstanceMigrated,
    JobCreated,
    MessageAwaited,
    MessageUnawaited,
    SignalAwaited,
    SignalUnawaited,
    TimerArmed,
    TimerCancelled,
    UserTaskMigrated,
)
from engine.execution.instance import ROOT
from engine.execution.migration import MigrationRefused, Rule, check, migrate, plan
from engine.testing import OfflineServices, Run
from engine.testing import models as m
from engine.testing import notation as n

PARALLEL = (
    '<multiInstanceLoopCharacteristics isSequential="false"><extensionElements>{}</extensionElements>'
    "</multiInstanceLoopCharacteristics>"
)
SEQUENTIAL = PARALLEL.replace("false", "true")
ITEMS = (
    '<zeebe:loopCharacteristics inputCollection="=liste" inputElement="{}" outputCollection="{}" '
    'outputElement="=e" />'
)
LOOP = "<standardLoopCharacteristics><loopCondition>=weiter</loopCondition></standardLoopCharacteristics>"


def linear(*between: str, more: tuple[str, ...] = (), **options: object) -> bytes:
    """start → … → end, each element named by the id inside its XML."""
    ids = [one.split('id="')[1].split('"')[0] for one in between]
    chain = ["start", *ids, "end"]
    flows = [m.flow(a, b) for a, b in itertools.pairwise(chain)]
    return m.process("p", m.start(), *between, m.end(), *flows, *more, **options)  # type: ignore[arg-type]


def inside(element: str, *more: str) -> str:
    """The element with more in it."""
    head, _, tail = element.rpartition("</")
    return f"{head}{''.join(more)}</{tail}"


def inner(name: str, *between: str, more: tuple[str, ...] = ()) -> str:
    """A sub-process with a chain of elements."""
    ids = [one.split('id="')[1].split('"')[0] for one in between]
    chain = [f"{name}_first", *ids, f"{name}_last"]
    flows = [m.flow(a, b) for a, b in itertools.pairwise(chain)]
    return m.sub_process(name, m.start(chain[0]), *between, m.end(chain[-1]), *flows, *more)


def event_sub_process(name: str, definition: str, task: str, *, interrupting: bool = False) -> str:
    """A sub-process that an event starts."""
    begin = inside(m.start(f"{name}_start"), definition).replace(
        "<startEvent", f'<startEvent isInterrupting="{str(interrupting).lower()}"'
    )
    parts = (m.user_task(task), m.end(f"{name}_end"))
    flows = (m.flow(f"{name}_start", task), m.flow(task, f"{name}_end"))
    return m.sub_process(name, begin, *parts, *flows).replace(
        "<subProcess", '<subProcess triggeredByEvent="true"', 1
    )


def looped(element: str, loop: str, collection: str = "", item: str = "e") -> str:
    """The activity repeated."""
    return inside(element, loop.format(ITEMS.format(item, collection)))


def call(name: str, process: str) -> str:
    """A call activity."""
    return (
        f'<callActivity id="{name}" name="{name}"><extensionElements><zeebe:calledElement processId="{process}" />'
        "</extensionElements></callActivity>"
    )


def service(name: str, kind: str) -> str:
    """A service task."""
    return (
        f'<serviceTask id="{name}" name="{name}"><extensionElements><zeebe:taskDefinition type="{kind}" />'
        "</extensionElements></serviceTask>"
    )


def conditional(condition: str) -> str:
    """A conditional definition."""
    return f"<conditionalEventDefinition><condition>{condition}</condition></conditionalEventDefinition>"


def with_timer(task: str, event: str, after: str = "P3D", *, interrupting: bool = False) -> tuple[str, ...]:
    """A boundary timer and its end."""
    return (
        m.boundary(event, task, m.timer(after), interrupting=interrupting),
        m.end(f"{event}_end"),
        m.flow(event, f"{event}_end"),
    )


def moved(run: Run, target: bytes, mapping: dict[str, str] | None = None) -> Run:
    """The run in the other version, with the facts of the migration alone."""
    graph = Run.of(target).graph
    before = codec.dump(run.instance)
    instance, changes = migrate(run.graph, graph, plan(run.graph, graph, mapping), run.instance, run.services)
    assert codec.dump(run.instance) == before
    assert codec.load(codec.dump(instance)) == instance
    return Run(graph, run.services, instance, list(changes))


def rules(run: Run, target: bytes, mapping: dict[str, str] | None = None) -> set[tuple[Rule, str]]:
    """Why the run cannot be migrated, each rule with its element."""
    graph = Run.of(target).graph
    with pytest.raises(MigrationRefused) as refused:
        migrate(run.graph, graph, plan(run.graph, graph, mapping), run.instance, run.services)
    for one in refused.value.refusals:
        assert one.message.endswith(".") and "„" in one.message
    return {(one.rule, one.element) for one in refused.value.refusals}


def kinds(run: Run) -> list[type]:
    """The facts by their kind."""
    return [type(one) for one in run.changes]


# -- the mapping


def test_elements_map_by_id_and_kind_and_by_what_a_person_says() -> None:
    source = Run.of(linear(m.user_task("a"), m.user_task("b"), m.user_task("c"))).graph
    target = Run.of(linear(m.user_task("a"), m.user_task("neu"), m.script_task("c", "=1", "x"))).graph

    mapping = plan(source, target, {"b": "neu"})

    assert mapping.elements == {"p": "p", "start": "start", "end": "end", "a": "a", "b": "neu"}
    assert mapping.renamed == {"b": "neu"}


def test_a_sub_process_follows_what_is_in_it() -> None:
    source = Run.of(linear(inner("alt", m.user_task("a")))).graph
    target = Run.of(linear(inner("neu", m.user_task("a")))).graph

    assert plan(source, target).elements["alt"] == "neu"


@pytest.mark.parametrize(
    ("mapping", "reason"),
    [
        ({"fehlt": "a"}, "source version has no element"),
        ({"a": "fehlt"}, "target version has no element"),
        ({"start": "end", "end": "end"}, "2 are mapped"),
    ],
)
def test_a_mapping_that_cannot_be_is_invalid(mapping: dict[str, str], reason: str) -> None:
    graph = Run.of(linear(m.user_task("a"))).graph

    with pytest.raises(Invalid, match=reason):
        plan(graph, graph, mapping)


# -- what stays and what follows


def test_a_user_task_goes_on_under_its_new_name_with_its_number() -> None:
    run = Run.of(linear(m.user_task("a"), m.user_task("b"))).start(x=1)
    number = run.number("a")

    after = moved(run, linear(m.user_task("pruefen", form="f"), m.user_task("c")), {"a": "pruefen"})

    assert after.number("pruefen") == number
    assert after.changes == [
        InstanceMigrated("p", {"a": "pruefen"}),
        UserTaskMigrated("pruefen", number, "pruefen", None, None, None, "f"),
    ]
    after.complete("pruefen")
    assert after.waiting() == ("c",)
    assert after.variables["x"] == 1


def test_a_task_of_another_group_is_told_who_is_competent_and_a_first_date_when_it_is_due() -> None:
    run = Run.of(
        linear(m.user_task("a")), OfflineServices(competent={"auslaenderbehoerde": 1, "jobcenter": 7}.get)
    ).start()

    after = moved(run, linear(m.user_task("a", group="jobcenter.teamleitung", due='=date("2026-12-01")')))

    (change,) = [one for one in after.changes if isinstance(one, UserTaskMigrated)]
    assert (change.authority, change.topic, change.role) == (7, "jobcenter", Role.TEAM_LEAD)
    assert change.clocks is not None
    assert change.clocks.due is not None


def test_a_due_date_that_is_named_already_stays() -> None:
    run = Run.of(linear(m.user_task("a", due='=date("2026-12-01")'))).start()

    after = moved(run, linear(m.user_task("a", due='=date("2027-01-01")')))

    assert kinds(after) == [InstanceMigrated]


def test_two_tasks_may_become_one() -> None:
    forked = linear(
        m.parallel("g"),
        m.user_task("a"),
        m.parallel("j"),
        more=(m.user_task("b"), m.flow("g", "b"), m.flow("b", "j")),
    )
    run = Run.of(forked).start()
    target = linear(m.user_task("x"))

    after = moved(run, target, {"a": "x", "b": "x"})

    assert after.waiting() == ("x", "x")


def test_a_timer_runs_on_with_its_date_even_if_the_new_version_waits_longer() -> None:
    run = Run.of(linear(m.user_task("a"), more=with_timer("a", "spät"))).start()
    (timer,) = run.timers()
    run.services.now += timedelta(days=1)

    after = moved(run, linear(m.user_task("a"), more=with_timer("a", "frist", "P30D")), {"spät": "frist"})

    assert after.timers() == [replace(timer, element="frist")]
    assert kinds(after) == [InstanceMigrated]
    after.pass_time(timedelta(days=2))
    assert after.timers() == []


def test_a_new_boundary_event_is_armed_now_and_one_that_is_gone_is_not_waited_for() -> None:
    run = Run.of(linear(m.user_task("a"), more=with_timer("a", "alt"))).start()
    (old,) = run.timers()
    run.services.now += timedelta(days=1)

    after = moved(run, linear(m.user_task("a"), more=with_timer("a", "neu")))

    (new,) = after.timers()
    assert new.due == run.services.now + timedelta(days=3)
    assert after.changes == [
        TimerCancelled("alt", old.host, old.id),
        InstanceMigrated("p", {}),
        TimerArmed("neu", old.host, new.id, new.due),
    ]


def test_a_boundary_event_that_has_fired_is_not_armed_again() -> None:
    model = linear(m.user_task("a"), more=with_timer("a", "spät"))
    run = Run.of(model).start().pass_time(timedelta(days=4))

    assert moved(run, model).timers() == []


def test_a_message_is_awaited_by_its_new_name_and_by_its_old_one_no_longer() -> None:
    run = Run.of(linear(m.catch("c", m.message("alt")), messages={"alt": "=nr"})).start(nr="1")
    (old,) = run.instance.subscriptions.values()

    after = moved(run, linear(m.catch("c", m.message("neu")), messages={"neu": "=nr"}))

    (new,) = after.instance.subscriptions.values()
    assert after.changes == [
        MessageUnawaited("c", old.host, old.id),
        InstanceMigrated("p", {}),
        MessageAwaited("c", old.host, new.id, "neu", "1"),
    ]
    assert after.deliver("neu").instance.ended


def test_a_message_that_is_only_written_differently_is_waited_for_as_before() -> None:
    run = Run.of(linear(m.catch("c", m.message("post")), messages={"post": "=nr"})).start(nr="1", other="1")

    after = moved(run, linear(m.catch("c", m.message("post")), messages={"post": "=other"}))

    assert kinds(after) == [InstanceMigrated]


def test_a_signal_is_heard_by_its_new_name() -> None:
    def model(name: str) -> bytes:
        catch = m.catch("c", '<signalEventDefinition signalRef="s" />')
        return linear(catch).replace(b"<process", f'<signal id="s" name="{name}" /><process'.encode())

    after = moved(Run.of(model("alt")).start(), model("neu"))

    assert kinds(after) == [SignalUnawaited, InstanceMigrated, SignalAwaited]


def test_a_new_condition_is_looked_at_now() -> None:
    run = Run.of(linear(m.catch("c", conditional("=x &gt; 5")))).start(x=3)

    assert moved(run, linear(m.catch("c", conditional("=x &gt; 5")))).waiting() == ("c",)
    after = moved(run, linear(m.catch("c", conditional("=x &gt; 2"))))
    assert ConditionMet in kinds(after)
    assert after.instance.ended


def test_the_turns_of_a_multi_instance_activity_go_on_with_the_names_of_the_new_version() -> None:
    run = Run.of(linear(looped(m.user_task("a"), PARALLEL, "alle"))).start(liste=["x", "y", "z"])
    _complete_one(run, "a")

    after = moved(run, linear(looped(m.user_task("b"), PARALLEL, "ergebnisse", "stück")), {"a": "b"})

    repeat = next(iter(after.instance.repeats.values()))
    assert (repeat.total, repeat.started, repeat.completed) == (3, 3, 1)
    locals_ = [values["stück"] for values in after.instance.variables.values() if "stück" in values]
    assert locals_ == ["y", "z"]
    _complete_one(after, "b")
    _complete_one(after, "b")
    assert after.instance.ended
    assert "ergebnisse" in after.variables


def test_the_turns_of_a_sequence_follow_each_other_in_the_new_version() -> None:
    run = Run.of(linear(looped(m.user_task("a"), SEQUENTIAL))).start(liste=["x", "y"])

    after = moved(run, linear(looped(m.user_task("a"), SEQUENTIAL), m.user_task("b")))
    _complete_one(after, "a")
    _complete_one(after, "a")

    assert after.waiting() == ("b",)


def test_a_sub_process_goes_on_with_its_variables_and_its_end_follows_the_new_graph() -> None:
    run = Run.of(linear(inner("sub", m.user_task("a", extra=m.io({"lokal": "=1"}))))).start()

    after = moved(run, linear(inner("sub", m.user_task("a"), m.user_task("b")), m.user_task("c")))

    assert after.instance.variables[after.number("a")]["lokal"] == 1
    after.complete("a").complete("b")
    assert after.waiting() == ("c",)


def test_an_event_sub_process_that_is_new_is_armed_and_one_that_runs_goes_on() -> None:
    plain = Run.of(linear(m.user_task("a"))).start()
    target = linear(m.user_task("a"), more=(event_sub_process("es", m.timer("P1D"), "e"),))

    after = moved(plain, target)
    assert [timer.element for timer in after.timers()] == ["es_start"]
    after.pass_time(timedelta(days=2))
    assert after.waiting() == ("a", "es", "e")

    again = moved(after, target)
    assert again.instance == after.instance
    again.complete("e")
    assert again.waiting() == ("a",)


def test_nothing_new_is_armed_in_a_scope_that_an_event_has_interrupted() -> None:
    source = linear(m.user_task("a"), more=(event_sub_process("es", m.timer("P1D"), "e", interrupting=True),))
    run = Run.of(source).start().pass_time(timedelta(days=2))
    assert run.waiting() == ("es", "e")
    second = event_sub_process("zwei", m.timer("P5D"), "z")

    after = moved(run, source.replace(b"</process>", second.encode() + b"</process>"))

    assert after.timers() == []


def test_a_called_process_runs_on() -> None:
    run = Run.of(linear(call("c", "kind"))).start()

    after = moved(run, linear(call("rufen", "kind"), m.user_task("b")), {"c": "rufen"})

    after.complete("rufen")
    assert after.waiting() == ("b",)


def test_a_job_of_another_type_is_offered_anew() -> None:
    run = Run.of(linear(service("s", "alt"))).start()

    assert kinds(moved(run, linear(service("s", "alt")))) == [InstanceMigrated]
    assert kinds(moved(run, linear(service("s", "neu")))) == [InstanceMigrated, JobCreated]


def test_what_is_behind_an_event_gateway_follows() -> None:
    def model(*catches: tuple[str, str]) -> bytes:
        parts = [m.catch(name, m.timer(after)) for name, after in catches]
        flows = [m.flow("g", name) for name, _ in catches] + [m.flow(name, "end") for name, _ in catches]
        gateway = '<eventBasedGateway id="g" name="g" />'
        return m.process("p", m.start(), gateway, m.end(), m.flow("start", "g"), *parts, *flows)

    run = Run.of(model(("a", "P1D"), ("b", "P2D"))).start()

    after = moved(run, model(("b", "P9D"), ("c", "P3D")))

    assert kinds(after) == [TimerCancelled, InstanceMigrated, TimerArmed]
    assert sorted(timer.element for timer in after.timers()) == ["b", "c"]
    assert after.pass_time(timedelta(days=2)).instance.ended


def _fork(*branches: str, flows: dict[str, str] | None = None) -> bytes:
    """start → g → each branch → j → z → end."""
    parts = [m.user_task(name) for name in branches]
    ways = [m.flow("g", name) for name in branches]
    ways += [m.flow(name, "j", id_=(flows or {}).get(name, "")) for name in branches]
    return m.process(
        "p", m.start(), m.parallel("g"), m.parallel("j"), m.user_task("z"), m.end(),
        m.flow("start", "g"), m.flow("j", "z"), m.flow("z", "end"), *parts, *ways,
    )  # fmt: skip


def test_a_token_that_waits_at_a_join_is_counted_there() -> None:
    run = Run.of(_fork("a", "b")).start().complete("a")

    after = moved(run, _fork("a", "b", flows={"a": "anders"}))

    assert after.instance.arrived == {(ROOT, "j"): {"anders": 1}}
    after.complete("b")
    assert after.waiting() == ("z",)


def test_of_two_flows_between_the_same_elements_each_stays_in_its_place() -> None:
    def twice(first: str, second: str) -> bytes:
        extra = m.flow("a", "j", id_=second).encode()
        return _fork("a", "b", flows={"a": first}).replace(b"</process>", extra + b"</process>")

    run = Run(n.graph(twice("eins", "zwei"))).start().complete("a")
    target = n.graph(twice("erster", "zweiter"))
    instance, _ = migrate(run.graph, target, plan(run.graph, target), run.instance, run.services)

    assert instance.arrived == {(ROOT, "j"): {"erster": 1, "zweiter": 1}}


def test_a_join_that_needs_less_lets_the_waiting_tokens_go_on() -> None:
    run = Run.of(_fork("a", "b", "c")).start().complete("a").complete("b")

    after = moved(
        run,
        _fork("a", "b", "c").replace(
            b'targetRef="j"></sequenceFlow>\n</process>', b'targetRef="end"></sequenceFlow>\n</process>'
        ),
    )

    assert after.waiting() == ("c", "z")
    assert after.instance.arrived == {}


def test_a_completed_activity_can_still_be_undone() -> None:
    run = Run.of(_compensated()).start().complete("a")

    after = moved(run, _compensated(handler="zurück"))
    assert [item.element for item in after.instance.done[ROOT]] == ["a"]
    after.complete("b")
    assert after.waiting()[-1:] == ("zurück",)


def test_an_ad_hoc_sub_process_waits_for_the_choices_of_the_new_version() -> None:
    run = Run.of(_ad_hoc("a", "b")).start()

    after = moved(run, _ad_hoc("a", "b", "c"))

    assert after.waiting() == run.waiting()


def test_new_data_objects_are_there_and_empty() -> None:
    run = Run.of(linear(m.user_task("a"))).start()
    target = linear(m.user_task("a"), more=('<dataObject id="d" name="akte" />',))

    assert moved(run, target).variables.get("akte", "absent") in (None, "absent")


def test_an_element_that_stopped_may_become_another_automatic_one_and_is_tried_again_there() -> None:
    run = Run.of(linear(m.script_task("s", "=fehlt.x + 1", "y"), m.user_task("b"))).start()
    assert run.failures()

    after = moved(run, linear(m.script_task("s", "=1", "y"), m.user_task("b")))
    assert after.waiting() == ("s",)
    after.resolve("s")
    assert after.waiting() == ("b",)


def test_an_instance_that_has_ended_is_not_migrated() -> None:
    run = Run.of(linear(m.user_task("a"))).start().act(Cancel())

    with pytest.raises(Conflict, match="has ended"):
        migrate(run.graph, run.graph, plan(run.graph, run.graph), run.instance, run.services)


# -- every refusal by its name


def _compensated(handler: str = "undo", *, undone: bool = True) -> bytes:
    back = inside(m.user_task(handler)).replace("<userTask", '<userTask isForCompensation="true"')
    more = (
        inside(m.user_task("a")),
        m.boundary("comp", "a", "<compensateEventDefinition />"),
        back,
    )
    association = f'<association id="as" sourceRef="comp" targetRef="{handler}" associationDirection="One" />'
    throw = '<intermediateThrowEvent id="t" name="t"><compensateEventDefinition /></intermediateThrowEvent>'
    flows = (m.flow("start", "a"), m.flow("a", "b"), m.flow("b", "t"), m.flow("t", "end"))
    used = more if undone else more[:1]
    last = (association,) if undone else ()
    return m.process("p", m.start(), *used, m.user_task("b"), throw, m.end(), *flows, *last)


def _ad_hoc(*tasks: str, ordering: str = "Parallel", active: str = "") -> bytes:
    chosen = f'<extensionElements><zeebe:adHoc activeElementsCollection="{active}" /></extensionElements>'
    condition = "<completionCondition>=fertig = true</completionCondition>"
    body = "".join(m.user_task(name) for name in tasks)
    element = (
        f'<adHocSubProcess id="ah" name="ah" ordering="{ordering}">{chosen if active else ""}{body}{condition}'
        "</adHocSubProcess>"
    )
    return linear(element)


def _complete_one(run: Run, element: str) -> None:
    """Complete the first turn of a repeated activity."""
    from engine.execution.actions import CompleteElement

    turn = next(
        one
        for one in run.instance.elements.values()
        if one.element == element and run.instance.elements[one.scope].element == element
    )
    run.act(CompleteElement(turn.id))


A = linear(m.user_task("a"))
MANY = {"liste": ["x", "y"]}


@pytest.mark.parametrize(
    ("source", "variables", "target", "mapping", "expected"),
    [
        pytest.param(A, {}, linear(m.user_task("b")), {}, (Rule.NOT_MAPPED, "a"), id="not mapped"),
        pytest.param(
            A, {}, linear(m.script_task("a", "=1", "x")), {}, (Rule.KIND_CHANGED, "a"), id="another kind"
        ),
        pytest.param(
            linear(service("a", "t")),
            {},
            linear(m.script_task("a", "=1", "x")),
            {},
            (Rule.KIND_CHANGED, "a"),
            id="a job that is none any more",
        ),
        pytest.param(
            A, {}, linear(inner("sub", m.user_task("a"))), {}, (Rule.SCOPE_CHANGED, "a"), id="another scope"
        ),
        pytest.param(
            A, {}, linear(looped(m.user_task("a"), PARALLEL)), {}, (Rule.LOOP_ADDED, "a"), id="repeated now"
        ),
        pytest.param(
            linear(looped(m.user_task("a"), PARALLEL)),
            MANY,
            A,
            {},
            (Rule.LOOP_REMOVED, "a"),
            id="repeated no more",
        ),
        pytest.param(
            linear(looped(m.user_task("a"), PARALLEL)),
            MANY,
            linear(looped(m.user_task("a"), SEQUENTIAL)),
            {},
            (Rule.LOOP_CHANGED, "a"),
            id="one after the other",
        ),
        pytest.param(
            linear(looped(m.user_task("a"), PARALLEL)),
            MANY,
            linear(inside(m.user_task("a"), LOOP)),
            {},
            (Rule.LOOP_CHANGED, "a"),
            id="a standard loop",
        ),
        pytest.param(
            linear(m.catch("c", m.timer("P1D"))),
            {},
            linear(m.catch("c", conditional("=x"))),
            {},
            (Rule.EVENT_CHANGED, "c"),
            id="another trigger",
        ),
        pytest.param(
            linear(m.user_task("a"), more=with_timer("a", "spät")),
            {},
            linear(
                m.user_task("a"),
                more=(m.boundary("spät", "a", conditional("=x")), m.end("e2"), m.flow("spät", "e2")),
            ),
            {},
            (Rule.EVENT_CHANGED, "spät"),
            id="another trigger at the boundary",
        ),
        pytest.param(
            linear(m.user_task("a"), more=(event_sub_process("es", m.timer("P1D"), "e"),)),
            {},
            linear(m.user_task("a"), more=(event_sub_process("es", conditional("=x"), "e"),)),
            {},
            (Rule.EVENT_CHANGED, "es_start"),
            id="another trigger of an event sub-process",
        ),
        pytest.param(
            _ad_hoc("a", "b"),
            {},
            _ad_hoc("a", "b", ordering="Sequential"),
            {},
            (Rule.AD_HOC_CHANGED, "ah"),
            id="ad-hoc in sequence",
        ),
        pytest.param(
            _ad_hoc("a", "b", ordering="Sequential", active="=wahl"),
            {"wahl": ["a", "b"]},
            _ad_hoc("a", "c", ordering="Sequential", active="=wahl"),
            {},
            (Rule.AD_HOC_CHANGED, "ah"),
            id="a chosen step is gone",
        ),
        pytest.param(
            linear(call("c", "kind")),
            {},
            linear(call("c", "anderes")),
            {},
            (Rule.CALLED_PROCESS_RUNS, "c"),
            id="another called process",
        ),
        pytest.param(
            linear(call("c", "kind")), {}, A, {}, (Rule.CALLED_PROCESS_RUNS, "c"), id="the call is gone"
        ),
        pytest.param(
            A,
            {},
            linear(m.user_task("a", group="jobcenter")),
            {},
            (Rule.NOT_EVALUABLE, "a"),
            id="nobody competent",
        ),
        pytest.param(
            A,
            {},
            linear(m.user_task("a"), more=with_timer("a", "spät", "=unbekannt")),
            {},
            (Rule.NOT_EVALUABLE, "spät"),
            id="a new timer without a date",
        ),
        pytest.param(
            linear(service("s", "t")),
            {},
            linear(service("s", "=fehlt")),
            {},
            (Rule.NOT_EVALUABLE, "s"),
            id="a job without a type",
        ),
        pytest.param(
            A, {}, _fork("a", "b"), {}, (Rule.JOIN_UNREACHABLE, "j"), id="inside one branch of a new fork"
        ),
    ],
)
def test_a_refusal_says_its_rule_and_its_element(
    source: bytes,
    variables: dict[str, object],
    target: bytes,
    mapping: dict[str, str],
    expected: tuple[Rule, str],
) -> None:
    run = Run.of(source)
    run.start(**variables)

    assert rules(run, target, mapping) == {expected}


def test_a_join_with_a_token_must_be_there() -> None:
    run = Run.of(_fork("a", "b")).start().complete("a")

    assert rules(run, linear(m.user_task("b"))) == {(Rule.JOIN_GONE, "j")}


def test_the_branch_of_a_waiting_token_must_be_there() -> None:
    run = Run.of(_fork("a", "b")).start().complete("a")

    assert (Rule.JOIN_FLOW_GONE, "j") in rules(run, _fork("b", "c"))


def test_a_join_must_not_wait_for_a_branch_that_never_began() -> None:
    run = Run.of(_fork("a", "b")).start().complete("a")

    assert rules(run, _fork("a", "b", "c")) == {(Rule.JOIN_UNREACHABLE, "j")}


def test_what_can_be_undone_must_stay_so() -> None:
    run = Run.of(_compensated()).start().complete("a")

    assert rules(run, _compensated(undone=False)) == {(Rule.COMPENSATION_LOST, "a")}


def test_a_stopped_token_needs_the_element_it_stands_before() -> None:
    def model(*branches: str) -> bytes:
        parts = [m.script_task(name, "=1", "y") for name in branches]
        flows = [m.flow("g", name) for name in branches] + [m.flow(name, "end") for name in branches]
        return m.process("p", m.start(), m.parallel("g"), m.end(), m.flow("start", "g"), *parts, *flows)

    run = Run.of(model("a", "b", "c"))
    run.budget = 3
    run.start()
    assert {element for _scope, element, _flow in run.instance.parked} == {"c", "end"}

    assert moved(run, model("a", "b", "c")).instance == run.instance
    assert rules(run, model("a", "b")) == {(Rule.PARKED_TOKEN_LOST, "c")}


def test_every_rule_has_a_test_and_its_line_in_the_documents() -> None:
    from pathlib import Path

    text = Path(__file__).read_text("utf-8")
    document = (Path(__file__).parents[2] / "docs" / "migration.md").read_text("utf-8")

    assert [one for one in Rule if f"Rule.{one.name}" not in text] == []
    assert [one for one in Rule if f"`{one}`" not in document] == []


def test_a_check_alone_names_the_same_reasons() -> None:
    run = Run.of(A).start()
    target = Run.of(linear(m.user_task("b"))).graph

    assert [one.rule for one in check(run.graph, target, plan(run.graph, target), run.instance)] == [
        Rule.NOT_MAPPED
    ]


def test_called_instances_stay_called() -> None:
    run = Run.of(A).act(Start(called=True))

    assert moved(run, linear(m.user_task("a"), m.user_task("b"))).instance.called
