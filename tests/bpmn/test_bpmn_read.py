"""Reading a file in one go: graphs when nothing stands against it, else findings, never an exception."""

from __future__ import annotations

from engine.bpmn import Knowledge, read
from engine.bpmn.check import MAX_FINDINGS
from engine.errors import Severity

KNOWN = Knowledge(
    forms={
        "antrag_start": frozenset(),
        "vollstaendigkeit": frozenset(),
        "nachhalten": frozenset(),
        "entscheidung": frozenset({"entscheidung"}),
    },
    decisions=frozenset({"vorpruefung_25b"}),
    variables=frozenset({"aktenzeichen"}),
)


def test_gives_graphs_and_warnings_of_a_sound_file(model):
    checked = read(model("antrag"), "antrag.bpmn", KNOWN)

    assert [graph.key for graph in checked.graphs] == ["antrag"]
    assert [(finding.rule, finding.severity) for finding in checked.findings] == [
        ("not-drawn", Severity.WARNING),
        ("timer-calendar", Severity.WARNING),
        ("task-deadline", Severity.WARNING),
        ("task-deadline", Severity.WARNING),
    ]


def test_gives_no_graph_of_a_file_with_an_error(model):
    checked = read(model("antrag"), "antrag.bpmn", Knowledge(decisions=frozenset()))

    assert checked.graphs == ()
    assert "decision-missing" in [finding.rule for finding in checked.findings]


def test_orders_findings_by_line_and_names_file_element_and_reason(process):
    source = process('<userTask id="a" />\n<serviceTask id="b" />')

    findings = read(source, "p.bpmn").findings

    assert [finding.line for finding in findings] == sorted(finding.line for finding in findings)
    assert all(finding.file == "p.bpmn" and finding.element and finding.reason for finding in findings)


def test_does_not_lint_what_is_refused_anyway(process):
    source = process(
        '<startEvent id="s" /><endEvent id="e" default="x" /><sequenceFlow sourceRef="s" targetRef="e" />'
    )

    about_end = [finding.rule for finding in read(source, "p.bpmn").findings if finding.element == "e"]

    assert about_end == ["reference-dangling", "default-misplaced"]


def test_says_what_the_standard_says_beside_a_refusal_of_our_own(process):
    source = process(
        '<startEvent id="s" /><callActivity id="c" /><endEvent id="e" />'
        '<sequenceFlow sourceRef="s" targetRef="e" />'
    )

    about_call = [finding.rule for finding in read(source, "p.bpmn").findings if finding.element == "c"]

    assert about_call == ["call-unnamed", "no-incoming", "dead-end"]


def test_warns_of_a_file_that_is_only_a_picture():
    source = (
        b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">'
        b'<process id="p"><complexGateway id="g" /></process></definitions>'
    )

    checked = read(source, "p.bpmn")

    assert checked.graphs == ()
    assert [(finding.rule, finding.severity) for finding in checked.findings] == [
        ("not-executable", Severity.WARNING)
    ]


def test_carries_broken_references_as_errors(process):
    checked = read(
        process('<startEvent id="s" /><sequenceFlow id="f" sourceRef="s" targetRef="x" />'), "p.bpmn"
    )

    assert checked.graphs == ()
    assert checked.findings[0].rule == "reference-dangling"


def test_cuts_a_flood_of_findings_and_keeps_the_errors(process):
    findings = read(process("<userTask />" * 300 + '<serviceTask id="letzte" />'), "p.bpmn").findings

    assert len(findings) == MAX_FINDINGS + 1
    assert findings[-1].rule == "too-many-findings"
    assert "letzte" in [finding.element for finding in findings]


def test_refuses_more_processes_than_a_file_can_have():
    processes = '<process isExecutable="true"><startEvent /></process>' * 101
    source = f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">{processes}</definitions>'

    checked = read(source.encode(), "p.bpmn")

    assert checked.graphs == ()
    assert "too-many-processes" in [finding.rule for finding in checked.findings]
