"""What is not executed is refused with element, reason and hint; nothing is ignored in silence."""

from __future__ import annotations

import pytest

from engine.bpmn import compile_graphs, parse, read
from engine.bpmn.catalogue import DOCUMENTATION, EXECUTED, REFUSED, STRUCTURE
from engine.bpmn.element import FLOW_NODES
from engine.errors import ModelError, Severity

OUTSIDE = {"message", "timer", "signal", "conditional"}
TIMER = "<timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>"
TASK = '<userTask id="a">{}</userTask>'
SCRIPT = "<zeebe:script expression='=1' resultVariable='x' />"
START_FORM = "<zeebe:formDefinition formId='x' />"


def extended(tag: str, extension: str, more: str = "") -> str:
    """An element `a` with one extension element, and what else stands in it."""
    return f"<{tag} id='a'><extensionElements>{extension}</extensionElements>{more}</{tag}>"


def test_every_flow_node_of_bpmn_is_executed_or_refused():
    assert FLOW_NODES - EXECUTED - REFUSED.keys() == set()
    assert not (EXECUTED | STRUCTURE | DOCUMENTATION) & REFUSED.keys()


@pytest.mark.parametrize("name", ["choreographyTask", "subChoreography", "callChoreography"])
def test_refuses_elements_that_are_not_executed(process, name):
    with pytest.raises(ModelError) as refusal:
        compile_graphs(parse(process(f'<{name} id="x" name="Schritt" />'), "p.bpmn"))

    findings = [one for one in refusal.value.findings if one.rule == "element-refused"]
    assert [one.severity for one in findings] == [Severity.ERROR]
    assert "Choreografien" in findings[0].reason
    assert findings[0].hint.endswith(".")


@pytest.mark.parametrize(
    "part",
    [
        "<potentialOwner />",
        "<rendering />",
        # not BPMN at all
        "<wishfulThinking />",
    ],
)
def test_refuses_parts_that_would_change_behaviour(process, part):
    with pytest.raises(ModelError) as refusal:
        compile_graphs(parse(process(TASK.format(part)), "p.bpmn"))

    assert [(finding.rule, finding.element) for finding in refusal.value.findings] == [
        ("element-refused", "a")
    ]


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        ('<userTask id="a" completionQuantity="0" />', "quantity"),
        ('<userTask id="a" startQuantity="1001" />', "quantity"),
        (f'<userTask id="a" startQuantity="{"1" * 5_000}" />', "quantity"),
        (
            f'<userTask id="a"><standardLoopCharacteristics loopMaximum="{"1" * 5_000}" /></userTask>',
            "loop-maximum",
        ),
        (
            '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>-'
            f"{'1' * 5_000}</loopCardinality></multiInstanceLoopCharacteristics></userTask>",
            "loop-cardinality",
        ),
        (
            '<userTask id="a"><extensionElements><zeebe:priorityDefinition priority="'
            f'{"1" * 5_000}" /></extensionElements></userTask>',
            "priority-invalid",
        ),
        ('<userTask id="a"><multiInstanceLoopCharacteristics /></userTask>', "loop-cardinality"),
        (
            '<userTask id="a"><multiInstanceLoopCharacteristics><loopCardinality>-1</loopCardinality>'
            "</multiInstanceLoopCharacteristics></userTask>",
            "loop-cardinality",
        ),
        (
            '<userTask id="a"><multiInstanceLoopCharacteristics behavior="None"><loopCardinality>2'
            "</loopCardinality></multiInstanceLoopCharacteristics></userTask>",
            "loop-event",
        ),
        ('<userTask id="a"><standardLoopCharacteristics /></userTask>', "loop-endless"),
        ('<userTask id="a"><standardLoopCharacteristics loopMaximum="0" /></userTask>', "loop-maximum"),
        ('<callActivity id="a" />', "call-unnamed"),
        ('<serviceTask id="a" />', "job-missing"),
        ('<sendTask id="a" />', "task-message"),
        ('<receiveTask id="a" />', "task-message"),
        (
            '<intermediateThrowEvent id="e"><signalEventDefinition /></intermediateThrowEvent>',
            "event-unnamed",
        ),
        ('<intermediateCatchEvent id="e"><linkEventDefinition /></intermediateCatchEvent>', "link-unnamed"),
        (
            '<intermediateCatchEvent id="e"><conditionalEventDefinition /></intermediateCatchEvent>',
            "condition-missing",
        ),
        (
            '<userTask id="a" /><boundaryEvent id="b" attachedToRef="a"><compensateEventDefinition />'
            "</boundaryEvent>",
            "compensation-handler",
        ),
        (
            '<dataObject id="d" name="d" /><userTask id="a"><dataInputAssociation><assignment />'
            "</dataInputAssociation></userTask>",
            "assignment-incomplete",
        ),
    ],
)
def test_refuses_what_is_incomplete(rules, body, rule):
    assert rules(body) == [rule]


def test_accepts_those_attributes_with_the_value_that_changes_nothing(rules):
    assert (
        rules('<userTask id="a" isForCompensation="false" startQuantity="1" completionQuantity="1" />') == []
    )


def test_refuses_expressions_in_other_languages(rules):
    flow = '<sequenceFlow id="f" sourceRef="a" targetRef="b">{}</sequenceFlow>'
    foreign = '<conditionExpression language="javascript">=x</conditionExpression>'

    assert rules('<userTask id="a" /><userTask id="b" />' + flow.format(foreign)) == ["attribute-refused"]


@pytest.mark.parametrize(
    ("position", "attributes", "definition"),
    [
        (position, attributes, definition)
        for position, attributes, executed in (
            ("startEvent", "", OUTSIDE),
            (
                "endEvent",
                "",
                {"message", "signal", "error", "escalation", "compensate", "cancel", "terminate"},
            ),
            ("intermediateCatchEvent", "", OUTSIDE | {"link"}),
            ("intermediateThrowEvent", "", {"message", "signal", "escalation", "compensate", "link"}),
            (
                "boundaryEvent",
                ' attachedToRef="a"',
                OUTSIDE | {"error", "escalation", "compensate", "cancel"},
            ),
        )
        for definition in (
            "message",
            "timer",
            "signal",
            "error",
            "escalation",
            "conditional",
            "compensate",
            "cancel",
            "link",
            "terminate",
        )
        if definition not in executed
    ],
)
def test_refuses_triggers_that_are_not_executed_at_their_position(process, position, attributes, definition):
    body = f'<userTask id="a" /><{position} id="e"{attributes}><{definition}EventDefinition /></{position}>'

    with pytest.raises(ModelError) as refusal:
        compile_graphs(parse(process(body), "p.bpmn"))

    (finding,) = refusal.value.findings
    assert (finding.rule, finding.element) == ("event-refused", "e")
    assert finding.hint.endswith(".")


@pytest.mark.parametrize(
    ("body", "rule"),
    [
        # triggers that cannot be waited for together
        (
            f'<intermediateCatchEvent id="e">{TIMER}<linkEventDefinition name="x" /></intermediateCatchEvent>',
            "event-multiple",
        ),
        # an event that waits for nothing
        ('<intermediateCatchEvent id="e" />', "event-undefined"),
        # a timer without a time
        ('<intermediateCatchEvent id="e"><timerEventDefinition /></intermediateCatchEvent>', "timer-missing"),
        # a timer with two times
        (
            '<intermediateCatchEvent id="e"><timerEventDefinition><timeDate>2026-01-01</timeDate>'
            "<timeDuration>P1D</timeDuration></timerEventDefinition></intermediateCatchEvent>",
            "timer-missing",
        ),
        # a message event without a message
        ('<startEvent id="e"><messageEventDefinition /></startEvent>', "message-missing"),
        # a condition that was opened and left empty
        (
            '<userTask id="a" /><userTask id="b" /><sequenceFlow id="f" sourceRef="a" targetRef="b">'
            "<conditionExpression> </conditionExpression></sequenceFlow>",
            "condition-empty",
        ),
        # a condition without an equals sign would be a text, never true
        (
            '<userTask id="a" /><userTask id="b" /><sequenceFlow id="f" sourceRef="a" targetRef="b">'
            "<conditionExpression>x > 1</conditionExpression></sequenceFlow>",
            "feel-expected",
        ),
        # a condition that is not FEEL
        (
            '<userTask id="a" /><userTask id="b" /><sequenceFlow id="f" sourceRef="a" targetRef="b">'
            "<conditionExpression>=x ==== 1</conditionExpression></sequenceFlow>",
            "feel-syntax",
        ),
        # a flow into a sub-process
        (
            '<userTask id="a" /><subProcess id="t"><userTask id="b" /></subProcess>'
            '<sequenceFlow id="f" sourceRef="a" targetRef="b" />',
            "flow-crosses",
        ),
        # a flow that ends elsewhere than the list of an element says
        (
            '<userTask id="a" /><userTask id="b" /><userTask id="c"><incoming>f</incoming></userTask>'
            '<sequenceFlow id="f" sourceRef="a" targetRef="b" />',
            "flow-contradiction",
        ),
        # a flow out of an end
        (
            '<endEvent id="a" /><userTask id="b" /><sequenceFlow id="f" sourceRef="a" targetRef="b" />',
            "flow-from-end",
        ),
        # a flow into a start
        (
            '<userTask id="a" /><startEvent id="b" /><sequenceFlow id="f" sourceRef="a" targetRef="b" />',
            "flow-to-start",
        ),
        # a flow into an attached event
        (
            f'<userTask id="a" /><boundaryEvent id="b" attachedToRef="a">{TIMER}</boundaryEvent>'
            '<sequenceFlow id="f" sourceRef="a" targetRef="b" />',
            "boundary-incoming",
        ),
        # an event attached across a sub-process
        (
            f'<userTask id="a" /><subProcess id="t"><boundaryEvent id="b" attachedToRef="a">{TIMER}'
            "</boundaryEvent></subProcess>",
            "boundary-scope",
        ),
        # a default of a parallel gateway
        (
            '<parallelGateway id="a" default="f" /><userTask id="b" />'
            '<sequenceFlow id="f" sourceRef="a" targetRef="b" />',
            "default-misplaced",
        ),
        # a default that belongs to another element
        (
            '<exclusiveGateway id="g" default="f" /><userTask id="a" /><userTask id="b" />'
            '<sequenceFlow id="f" sourceRef="a" targetRef="b" />',
            "default-foreign",
        ),
        # a sub-process that waits for a message to begin
        (
            '<subProcess id="t"><startEvent id="s"><messageEventDefinition messageRef="n" /></startEvent>'
            "</subProcess>",
            "event-refused",
        ),
    ],
)
def test_refuses_what_has_no_meaning(rules, body, rule):
    assert rules(body, '<message id="m" /><message id="n" name="antrag" />') == [rule]


@pytest.mark.parametrize(
    ("body", "rules_expected"),
    [
        # a script task without a script, an empty one, and one in the standard's own element
        (extended("scriptTask", ""), ["script-missing"]),
        (extended("scriptTask", "<zeebe:script resultVariable='x' />"), ["script-missing"]),
        (extended("scriptTask", SCRIPT, "<script>1</script>"), ["element-refused"]),
        # a script that is only text
        (extended("scriptTask", "<zeebe:script expression='1' resultVariable='x' />"), ["feel-expected"]),
        # a result without a name to keep it
        (extended("scriptTask", "<zeebe:script expression='=1' />"), ["result-variable"]),
        # a business rule task without a decision, and with one nobody can check
        (extended("businessRuleTask", ""), ["decision-unnamed"]),
        (
            extended("businessRuleTask", "<zeebe:calledDecision decisionId='=x' resultVariable='y' />"),
            ["decision-unnamed"],
        ),
        # a job without a kind
        (extended("serviceTask", "<zeebe:taskDefinition />"), ["job-missing"]),
        # a decision pinned to a tag, and one without a result
        (
            extended(
                "businessRuleTask",
                "<zeebe:calledDecision decisionId='x' resultVariable='y' bindingType='versionTag' />",
            ),
            ["zeebe-binding"],
        ),
        (extended("businessRuleTask", "<zeebe:calledDecision decisionId='x' />"), ["result-variable"]),
        # forms by key, by reference, by expression
        (extended("userTask", "<zeebe:formDefinition formKey='x' />"), ["form-binding"]),
        (extended("userTask", "<zeebe:formDefinition externalReference='x' />"), ["form-binding"]),
        (extended("userTask", "<zeebe:formDefinition formId='=x' />"), ["form-binding"]),
        # forms nobody would see
        (
            f"<subProcess id='t'>{extended('startEvent', START_FORM)}</subProcess>",
            ["form-misplaced"],
        ),
        (
            extended("startEvent", START_FORM, "<messageEventDefinition messageRef='n' />"),
            ["form-misplaced"],
        ),
        # a priority off the scale
        (extended("userTask", "<zeebe:priorityDefinition priority='101' />"), ["priority-invalid"]),
        # mappings without a usable target or source
        (
            extended(
                "userTask", "<zeebe:ioMapping><zeebe:input source='=1' target='1x' /></zeebe:ioMapping>"
            ),
            ["mapping-target"],
        ),
        (
            extended("userTask", "<zeebe:ioMapping><zeebe:output source='' target='x' /></zeebe:ioMapping>"),
            ["mapping-source"],
        ),
        (
            extended(
                "userTask", "<zeebe:ioMapping><zeebe:output source='=(' target='x' /></zeebe:ioMapping>"
            ),
            ["feel-syntax"],
        ),
        # a text longer than any expression may be
        (
            extended("userTask", f"<zeebe:assignmentDefinition assignee='{'x' * 20_000}' />"),
            ["feel-syntax"],
        ),
        # code that would run beside the task, and parts at the wrong element
        (extended("userTask", "<zeebe:taskListeners />"), ["zeebe-extension"]),
        (extended("userTask", "<zeebe:assignmentDefinition candidateUsers='ada' />"), ["zeebe-extension"]),
        (extended("userTask", SCRIPT), ["zeebe-extension"]),
        # a correlation key that is the same for everyone
        (
            "<intermediateCatchEvent id='e'><messageEventDefinition messageRef='m' />"
            "</intermediateCatchEvent>",
            ["feel-expected"],
        ),
    ],
)
def test_refuses_extensions_that_are_not_executed(rules, body, rules_expected):
    fixed = "<extensionElements><zeebe:subscription correlationKey='fest' /></extensionElements>"

    assert (
        rules(body, f"<message id='m' name='x'>{fixed}</message><message id='n' name='y' />")
        == rules_expected
    )


def test_reads_a_priority_given_by_an_expression(rules):
    assert rules(extended("userTask", "<zeebe:priorityDefinition priority='=dringend' />")) == []


def test_says_where_an_expression_breaks(process):
    body = extended("userTask", "<zeebe:taskSchedule dueDate='=today( + 1' />")

    (finding,) = [one for one in read(process(body), "p.bpmn").findings if one.rule == "feel-syntax"]

    assert finding.element == "a"
    assert finding.reason.startswith("Die Frist von „a“ ist kein gültiger FEEL-Ausdruck (Zeile 1, Spalte ")
    assert "today( + 1" in finding.hint


def test_warns_of_what_other_engines_would_execute(process):
    body = (
        '<userTask id="a" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:assignee="ada" '
        'xmlns:color="http://www.omg.org/spec/BPMN/non-normative/color/1.0" color:border-color="red">'
        "<extensionElements><camunda:executionListener /><camunda:properties /></extensionElements>"
        "</userTask>"
    )

    findings = [one for one in read(process(body), "p.bpmn").findings if one.rule == "vendor-extension"]

    assert [(one.element, one.severity) for one in findings] == [("a", Severity.WARNING)]
    assert findings[0].reason.endswith("camunda:assignee, camunda:executionListener")


@pytest.mark.parametrize(
    ("element", "extension", "unread"),
    [
        ("userTask", "<zeebe:taskSchedule dueDate='2026-01-01' reminder='P1D' />", "reminder"),
        (
            "adHocSubProcess",
            "<zeebe:adHoc outputElement='=x' outputCollection='l' />",
            "outputCollection, outputElement",
        ),
    ],
)
def test_refuses_an_attribute_of_an_extension_that_is_not_read(process, element, extension, unread):
    (finding,) = [
        one
        for one in read(process(extended(element, extension)), "p.bpmn").findings
        if one.rule == "zeebe-extension"
    ]

    assert finding.reason.startswith(f"„{unread}“ in „zeebe:")


@pytest.mark.parametrize(
    ("namespace", "name"),
    [
        # known vendors by their name, others by where their namespace lives
        ("http://activiti.org/bpmn", "activiti"),
        ("http://www.boc-group.com", "adonis"),
        ("http://www.firma.example/bpmn", "firma.example"),
        ("urn:firma", "urn:firma"),
    ],
)
def test_warns_of_whatever_it_does_not_know(process, namespace, name):
    body = (
        f'<userTask id="a" xmlns:x="{namespace}" x:regel="1"><extensionElements><x:schritt /></extensionElements>'
        "</userTask>"
    )

    (finding,) = [one for one in read(process(body), "p.bpmn").findings if one.rule == "vendor-extension"]

    assert finding.reason.endswith(f"werden: {name}:regel, {name}:schritt")


def test_warns_of_an_extension_without_namespace(process):
    body = '<userTask id="a"><extensionElements><regel xmlns="" /></extensionElements></userTask>'

    (finding,) = [one for one in read(process(body), "p.bpmn").findings if one.rule == "vendor-extension"]

    assert finding.reason.endswith("werden: ohne Namensraum:regel")


def test_warns_of_extensions_of_the_parts_of_an_element(process):
    body = (
        '<userTask id="a" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"><multiInstanceLoopCharacteristics '
        'camunda:collection="x"><extensionElements><camunda:failedJobRetryTimeCycle /></extensionElements>'
        "</multiInstanceLoopCharacteristics></userTask>"
    )

    (finding,) = [one for one in read(process(body), "p.bpmn").findings if one.rule == "vendor-extension"]

    assert finding.element == "a"
    assert finding.reason.endswith("camunda:collection, camunda:failedJobRetryTimeCycle")


def test_refuses_a_zeebe_extension_of_a_part_that_is_not_read(rules):
    body = (
        '<intermediateCatchEvent id="a"><conditionalEventDefinition><extensionElements>'
        '<zeebe:conditionalFilter variableNames="x" /></extensionElements>'
        '<condition xsi:type="tFormalExpression">=x &gt; 1</condition></conditionalEventDefinition>'
        "</intermediateCatchEvent>"
    )

    assert rules(body) == ["zeebe-extension"]


@pytest.mark.parametrize(
    "extension",
    [
        'xmlns:x="http://www.signavio.com"><x:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc" />',
        'xmlns:x="http://www.bizagi.com/bpmn20"><x:BizagiExtensions><x:BizagiProperties /></x:BizagiExtensions>',
        'xmlns:x="http://www.bpsim.org/schemas/1.0"><x:BPSimData />',
        'xmlns:x="http://firma.example/bpmn"><x:properties />',
    ],
)
def test_says_nothing_of_what_only_draws_or_labels(process, extension):
    body = f'<userTask id="a"><extensionElements {extension}</extensionElements></userTask>'

    assert "vendor-extension" not in {one.rule for one in read(process(body), "p.bpmn").findings}


def test_warns_of_foreign_elements_outside_the_extensions(process):
    body = '<userTask id="a" xmlns:x="http://example.org/x"><x:rule /></userTask>'

    findings = [one for one in read(process(body), "p.bpmn").findings if one.rule == "foreign-element"]

    assert [(one.element, one.severity) for one in findings] == [("a", Severity.WARNING)]


def test_accepts_what_only_documents(rules):
    body = (
        '<userTask id="a"><documentation>x</documentation><property id="q" />'
        "<dataInputAssociation><sourceRef>d</sourceRef><targetRef>q</targetRef></dataInputAssociation>"
        "</userTask>"
        '<dataObject id="o" /><dataObjectReference id="d" dataObjectRef="o" /><dataStoreReference id="s" />'
        '<textAnnotation id="t"><text>Hinweis</text></textAnnotation><group id="g" />'
        '<association id="v" sourceRef="a" targetRef="t" />'
    )

    assert rules(body) == []
