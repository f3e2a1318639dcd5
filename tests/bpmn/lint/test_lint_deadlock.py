"""deadlock: a join must not wait for what a choice can keep from it."""

from __future__ import annotations

import pytest

from engine.bpmn import compile_graphs, lint, parse
from engine.errors import Severity


def test_accepts_an_inclusive_join_behind_an_inclusive_choice(remarks):
    assert remarks("deadlock", "valid") == ()


def test_warns_of_a_parallel_join_behind_an_inclusive_choice_with_choice_and_way(remarks):
    (finding,) = remarks("deadlock", "invalid")

    assert (finding.element, finding.severity) == ("unten", Severity.WARNING)
    assert "von „Lohn prüfen“ kommt nichts" in finding.reason
    assert "hinter „Was ist zu prüfen?“ mit „Pass prüfen“" in finding.reason
    assert "Weg: „start“ → „Was ist zu prüfen?“ → „Pass prüfen“" in finding.reason


def test_says_nothing_twice_that_parallel_join_refuses(process):
    findings = found(process, *CHOICE, "a unten", "b unten", "unten ende")

    assert [one.rule for one in findings] == ["parallel-join"]


CHOICE = ("start exclusive:oben", "oben a", "oben b")


def found(process, *flows, extra=""):
    """What both rules on joins say of a process written as flows; `exclusive:x` makes a gateway."""
    kinds = {"start": "startEvent", "ende": "endEvent", "unten": "parallelGateway"}
    nodes: dict[str, str] = {}
    lines = ""
    for flow in flows:
        ends = []
        for end in flow.split():
            kind, _, name = end.rpartition(":")
            ends.append(name)
            nodes[name] = f"{kind}Gateway" if kind else nodes.get(name, kinds.get(name, "task"))
        lines += f'<sequenceFlow id="{ends[0]}_{ends[1]}" sourceRef="{ends[0]}" targetRef="{ends[1]}" />'
    body = "".join(f'<{kind} id="{name}" />' for name, kind in nodes.items() if f'id="{name}"' not in extra)
    document = parse(process(body + extra + lines), "p.bpmn")
    findings = lint(document, compile_graphs(document))
    return [one for one in findings if one.rule in {"parallel-join", "deadlock", "unsynchronised"}]


def test_says_nothing_of_what_follows_where_ways_run_twice(process):
    """Both choices may take the same way: the join then lacks the other, but first the ways have to be joined."""
    findings = found(
        process,
        "start parallel:teilt",
        "teilt exclusive:x",
        "teilt exclusive:y",
        "x links",
        "x rechts",
        "y links",
        "y rechts",
        "links unten",
        "rechts unten",
        "unten ende",
    )

    assert {one.rule for one in findings} == {"unsynchronised"}


def test_a_reminder_that_need_not_come_is_not_to_be_waited_for(process):
    reminder = (
        '<boundaryEvent id="erinnert" attachedToRef="a" cancelActivity="false"><timerEventDefinition>'
        "<timeDuration>P7D</timeDuration></timerEventDefinition></boundaryEvent>"
    )

    (one,) = found(process, "start a", "a unten", "erinnert unten", "unten ende", extra=reminder)

    assert (one.rule, one.element) == ("deadlock", "unten")
    assert "von „erinnert“ kommt nichts" in one.reason
    assert (
        found(process, "start a", "a inclusive:unten", "erinnert unten", "unten ende", extra=reminder) == []
    )


def test_looks_into_sub_processes(process):
    inside = (
        '<subProcess id="teil"><startEvent id="s" /><inclusiveGateway id="i" default="i1" /><task id="t1" />'
        '<task id="t2" /><parallelGateway id="j" /><endEvent id="e" />'
        '<sequenceFlow id="s1" sourceRef="s" targetRef="i" /><sequenceFlow id="i1" sourceRef="i" targetRef="t1" />'
        '<sequenceFlow id="i2" sourceRef="i" targetRef="t2"><conditionExpression>=x</conditionExpression>'
        "</sequenceFlow>"
        '<sequenceFlow id="j1" sourceRef="t1" targetRef="j" /><sequenceFlow id="j2" sourceRef="t2" targetRef="j" />'
        '<sequenceFlow id="j3" sourceRef="j" targetRef="e" /></subProcess>'
    )

    assert [(one.rule, one.element) for one in found(process, "start teil", "teil ende", extra=inside)] == [
        ("deadlock", "j")
    ]


@pytest.mark.parametrize(
    "flows",
    [
        # a loop back before the split
        ("start exclusive:neu", "neu parallel:auf", "auf a", "auf b", "a unten", "b unten", "unten exclusive:gut",
         "gut neu", "gut ende"),
        # a choice closed before the join
        ("start parallel:auf", "auf exclusive:x", "x a", "x b", "a exclusive:zu", "b exclusive:zu", "zu unten", "auf c",
         "c unten", "unten ende"),
        # parallel ways that never meet
        ("start parallel:auf", "auf a", "auf b", "a ende", "b ende"),
        # events that exclude each other
        ("start parallel:auf", "auf a", "auf b", "a unten", "b inclusive:i", "i unten", "unten ende"),
    ],
)  # fmt: skip
def test_accepts_what_comes_to_its_end(process, flows):
    assert found(process, *flows) == []


def test_what_ends_everything_leaves_nobody_waiting(process):
    stop = '<endEvent id="schluss"><terminateEventDefinition /></endEvent>'

    flows = (
        "start parallel:auf",
        "auf exclusive:x",
        "x unten",
        "x schluss",
        "auf a",
        "a unten",
        "unten ende",
    )

    findings = found(process, *flows, extra=stop)

    assert findings == []


def test_says_where_it_has_not_looked_to_the_end(process):
    """Eighteen independent choices at once: more states than are looked at."""
    ways = [
        flow
        for n in range(18)
        for flow in (f"auf exclusive:x{n}", f"x{n} a{n}", f"x{n} b{n}", f"a{n} unten", f"b{n} unten")
    ]

    findings = found(process, "start parallel:auf", *ways, "unten ende")

    assert "nicht zu Ende geprüft" in " ".join(one.reason for one in findings if one.element == "p")


def test_looks_behind_an_event_based_gateway(process):
    catches = "".join(
        f'<intermediateCatchEvent id="{one}"><timerEventDefinition><timeDuration>P1D</timeDuration>'
        "</timerEventDefinition></intermediateCatchEvent>"
        for one in "xy"
    )

    (one,) = found(
        process, "start eventBased:g", "g x", "g y", "x unten", "y unten", "unten ende", extra=catches
    )

    assert (one.rule, one.element) == ("deadlock", "unten")


def test_behind_a_gateway_that_starts_the_process_when_all_has_come_all_comes(process):
    def begun(kind):
        return f'<eventBasedGateway id="g" instantiate="true" eventGatewayType="{kind}"/>' + "".join(
            f'<intermediateCatchEvent id="{one}"><messageEventDefinition messageRef="m{one}"/>'
            f'</intermediateCatchEvent><sequenceFlow id="g_{one}" sourceRef="g" targetRef="{one}"/>'
            f'<sequenceFlow id="{one}_u" sourceRef="{one}" targetRef="unten"/>'
            for one in "xy"
        )

    def rules(kind):
        tail = (
            '<parallelGateway id="unten"/><endEvent id="ende"/>'
            '<sequenceFlow id="u" sourceRef="unten" targetRef="ende"/>'
        )
        around = '<message id="mx" name="x"/><message id="my" name="y"/>'
        document = parse(process(begun(kind) + tail, around), "p.bpmn")
        return [one.rule for one in lint(document, compile_graphs(document)) if one.rule == "deadlock"]

    assert rules("Parallel") == []
    assert rules("Exclusive") == ["deadlock"]


def test_a_loop_may_begin_something_in_each_round(process):
    rounds = (
        "start exclusive:wieder",
        "wieder warten",
        "warten parallel:teilt",
        "teilt wieder",
        "teilt tun",
        "tun ende",
    )

    assert found(process, *rounds) == []
