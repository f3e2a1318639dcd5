"""Compiling: the graph of a process, ready to run."""

from __future__ import annotations

import pytest

from engine.bpmn import (
    CalledDecision,
    Kind,
    Message,
    Script,
    Terminate,
    Timer,
    TimerKind,
    UserTask,
    compile_graphs,
    parse,
)
from engine.errors import ModelError


@pytest.fixture
def antrag(model):
    (graph,) = compile_graphs(parse(model("antrag"), "antrag.bpmn"))
    return graph


def test_names_key_tag_and_documentation_of_the_process(antrag):
    assert (antrag.key, antrag.name, antrag.version_tag) == ("antrag", "Antrag bearbeiten", "1.0")
    assert antrag.documentation == "Ein Antrag wird geprüft und entschieden."
    assert antrag.root.kind is Kind.PROCESS
    assert antrag.root.entries == ("start",)
    assert antrag.root.properties == {"aktenplan": "33.1"}


def test_holds_every_element_at_every_depth_in_document_order(antrag):
    assert list(antrag.nodes)[:3] == ["antrag", "start", "vollstaendigkeit"]
    assert antrag.nodes["gebuehr"].scope == "bearbeitung"
    assert antrag.nodes["bearbeitung"].entries == ("bearbeitung_start",)
    assert antrag.nodes["start"].entries == ()
    assert len(antrag.flows) == 15


def test_knows_the_forms_and_decisions_it_needs(antrag):
    assert antrag.forms == {"antrag_start", "vollstaendigkeit", "nachhalten", "entscheidung"}
    assert antrag.decisions == {"vorpruefung_25b"}
    assert antrag.start_form == "antrag_start"


def test_reads_who_does_a_user_task_until_when_and_with_which_form(antrag):
    task = antrag.nodes["vollstaendigkeit"].behaviour

    assert isinstance(task, UserTask)
    assert task.candidate_groups.evaluate({}).value == "jobcenter.sachbearbeitung"
    assert task.due_date.text == 'now() + duration("P14D")'
    assert task.priority.evaluate({}).value == 60
    assert task.form == "vollstaendigkeit"
    assert (task.assignee, task.follow_up_date) == (None, None)
    assert antrag.nodes["vollstaendigkeit"].documentation == "Liegen alle Unterlagen vor?"


def test_reads_scripts_and_decisions(antrag):
    script = antrag.nodes["gebuehr"].behaviour

    assert isinstance(script, Script)
    assert script.expression.evaluate({"vorpruefung": True}).value == 100
    assert script.result_variable == "gebuehr"
    assert antrag.nodes["vorpruefung"].behaviour == CalledDecision("vorpruefung_25b", "vorpruefung")


def test_attaches_boundary_events_to_their_host(antrag):
    reminder, withdrawal = antrag.nodes["erinnerung"], antrag.nodes["ruecknahme"]

    assert antrag.nodes["vollstaendigkeit"].boundary == ("erinnerung",)
    assert (reminder.attached_to, reminder.interrupting) == ("vollstaendigkeit", False)
    assert (withdrawal.attached_to, withdrawal.interrupting) == ("bearbeitung", True)


def test_reads_timers_messages_and_terminate(antrag):
    (timer,) = antrag.nodes["erinnerung"].events
    (message,) = antrag.nodes["ruecknahme"].events

    assert isinstance(timer, Timer)
    assert (timer.kind, timer.value.evaluate({}).value) == (TimerKind.DURATION, "P14D")
    assert isinstance(message, Message)
    assert message.name.evaluate({}).value == "ruecknahme"
    assert message.correlation_key.text == "aktenzeichen"
    assert antrag.nodes["zurueckgenommen"].events == (Terminate(),)


def test_reads_mappings(antrag):
    (output,) = antrag.nodes["ruecknahme"].outputs

    assert (output.source.text, output.target) == ("grund", "ruecknahme_grund")
    assert antrag.nodes["ruecknahme"].inputs == ()


def test_knows_flows_conditions_and_the_default(antrag):
    gateway = antrag.nodes["ergebnis"]

    assert [flow.id for flow in gateway.outgoing] == ["f_ja", "f_nein"]
    assert [flow.id for flow in gateway.incoming] == ["f4"]
    assert gateway.default == "f_nein"
    assert gateway.outgoing[0].condition.evaluate({"entscheidung": "bewilligt"}).value is True
    assert gateway.outgoing[1].condition is None
    assert antrag.flows["f_ja"] is gateway.outgoing[0]


def test_puts_elements_into_the_innermost_lane_and_sub_processes_into_theirs(antrag):
    assert antrag.nodes["erinnerung"].lane == "Teamleitung"
    assert antrag.nodes["gebuehr"].lane == "Sachbearbeitung"
    assert antrag.root.lane == ""


def test_prefers_the_inner_of_two_lanes(process):
    source = process(
        '<laneSet><lane id="amt" name="Amt"><flowNodeRef>s</flowNodeRef><childLaneSet>'
        '<lane id="team" name="Team"><flowNodeRef>s</flowNodeRef></lane></childLaneSet></lane></laneSet>'
        '<startEvent id="s" />'
    )

    (graph,) = compile_graphs(parse(source, "p.bpmn"))

    assert graph.nodes["s"].lane == "Team"


def test_compiles_every_executable_process_of_a_file():
    model = 'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    source = (
        f'<definitions {model}><process id="a" isExecutable="true"><startEvent id="s" /></process>'
        '<process id="bild"><serviceTask id="x" /></process>'
        '<process id="b" isExecutable="true"><startEvent id="t" /></process></definitions>'
    )

    graphs = compile_graphs(parse(source.encode(), "p.bpmn"))

    assert [graph.key for graph in graphs] == ["a", "b"]


def test_starts_where_nothing_leads_to_when_there_is_no_start_event(process):
    source = process(
        '<userTask id="a" /><userTask id="b" /><boundaryEvent id="e" attachedToRef="b">'
        "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition></boundaryEvent>"
        '<sequenceFlow id="f" sourceRef="a" targetRef="b" />'
    )

    (graph,) = compile_graphs(parse(source, "p.bpmn"))

    assert graph.root.entries == ("a",)


def test_has_no_entry_when_only_messages_start_it(process):
    source = process(
        '<startEvent id="s"><messageEventDefinition messageRef="m" /></startEvent>',
        '<message id="m" name="antrag"><extensionElements>'
        '<zeebe:subscription correlationKey="=nummer" /></extensionElements></message>',
    )

    (graph,) = compile_graphs(parse(source, "p.bpmn"))

    (message,) = graph.nodes["s"].events
    assert graph.root.entries == ()
    assert graph.start_form is None
    assert message.correlation_key is None


def test_takes_a_subscription_without_a_key_as_none(process):
    source = process(
        '<intermediateCatchEvent id="w"><messageEventDefinition messageRef="m" /></intermediateCatchEvent>',
        '<message id="m" name="nachweis"><extensionElements><zeebe:subscription /></extensionElements>'
        "</message>",
    )

    (graph,) = compile_graphs(parse(source, "p.bpmn"))

    assert graph.nodes["w"].events[0].correlation_key is None


def test_resolves_event_definitions_kept_at_the_root(process):
    source = process(
        '<intermediateCatchEvent id="w"><eventDefinitionRef>t</eventDefinitionRef></intermediateCatchEvent>',
        '<timerEventDefinition id="t"><timeDate>2026-03-31</timeDate></timerEventDefinition>',
    )

    (graph,) = compile_graphs(parse(source, "p.bpmn"))

    (timer,) = graph.nodes["w"].events
    assert timer.kind is TimerKind.DATE


def test_takes_text_without_an_equals_sign_as_it_stands(process):
    source = process(
        '<userTask id="a"><extensionElements><zeebe:ioMapping>'
        '<zeebe:input source="sagt &quot;ja\\nein&quot;" target="x" /></zeebe:ioMapping>'
        "</extensionElements></userTask>"
    )

    (graph,) = compile_graphs(parse(source, "p.bpmn"))

    assert graph.nodes["a"].inputs[0].source.evaluate({}).value == 'sagt "ja\\nein"'


def test_raises_with_every_finding_at_once(process):
    source = process('<serviceTask id="a" /><callActivity id="b" />')

    with pytest.raises(ModelError) as refusal:
        compile_graphs(parse(source, "p.bpmn"))

    assert [finding.element for finding in refusal.value.findings] == ["a", "b"]
    assert "2 faults" in refusal.value.message
