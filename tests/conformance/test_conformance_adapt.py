"""Adaptation changes how a model is written, not what it means."""

from __future__ import annotations

import pytest

from engine.bpmn import Document, Element, parse
from tests.conformance.adapt import adapt
from tests.conformance.tokens import replace_tokens

_HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:activiti="http://activiti.org/bpmn">'
)


def _adapted(inner: str, process: str = '<process id="p">') -> Document:
    return parse(adapt(f"{_HEAD}{process}{inner}</process></definitions>".encode()), "a.bpmn")


def _one(document: Document, name: str) -> Element:
    return next(one for one in document.root.walk() if one.name == name)


def test_expressions_become_feel_wherever_they_stand() -> None:
    document = _adapted(
        '<sequenceFlow id="f"><conditionExpression language="juel">${a == 1}</conditionExpression></sequenceFlow>'
        "<intermediateCatchEvent><timerEventDefinition><timeDuration>${d}</timeDuration></timerEventDefinition>"
        "</intermediateCatchEvent>"
    )

    assert _one(document, "conditionExpression").text == "=a = 1"
    assert _one(document, "conditionExpression").get("language") == ""
    assert _one(document, "timeDuration").text == "=d"


def test_a_user_task_gets_a_group_and_keeps_its_assignee() -> None:
    document = _adapted(
        '<userTask id="a" camunda:assignee="kermit"/><userTask id="b" activiti:assignee="kermit_${loopCounter}"/>'
        '<userTask id="c" camunda:assignee="${bean.find(x, y)}"/>'
        "<userTask id='d'><potentialOwner/><humanPerformer><resourceAssignmentExpression><formalExpression>ada"
        "</formalExpression></resourceAssignmentExpression></humanPerformer></userTask>"
    )

    assigned = [one.zeebe("assignmentDefinition") for one in document.root.walk() if one.name == "userTask"]
    assert [(one.get("candidateGroups"), one.get("assignee")) for one in assigned if one] == [
        ("clerk-topic", "kermit"),
        ("clerk-topic", '="kermit_" + string((loopCounter - 1))'),
        ("clerk-topic", ""),
        ("clerk-topic", "ada"),
    ]
    assert not [one for one in document.root.walk() if one.name in {"humanPerformer", "potentialOwner"}]


@pytest.mark.parametrize(
    ("process", "executable"),
    [
        # the origin engines run what does not say no
        ('<process id="p">', True),
        # where nothing would run, everything does: the cases start what they deploy
        ('<process id="p" isExecutable="false">', True),
        ('<process id="q" isExecutable="true"/><process id="p" isExecutable="false">', False),
    ],
)
def test_what_is_deployed_is_executable(process: str, executable: bool) -> None:
    document = _adapted("", process)

    assert ("p" in {one.id for one in document.executable}) is executable


def test_a_call_passes_on_what_is_named_and_nothing_else() -> None:
    document = _adapted(
        '<callActivity id="c" calledElement="${which}"><extensionElements><camunda:in source="a" target="b"/>'
        '<camunda:in businessKey="x"/><camunda:out sourceExpression="${c+1}" target="d"/></extensionElements>'
        "</callActivity>"
    )

    call = _one(document, "callActivity")
    called, mapping = call.zeebe("calledElement"), call.zeebe("ioMapping")
    assert called is not None
    assert mapping is not None
    assert dict(called.attributes) == {
        "processId": "=which",
        "propagateAllParentVariables": "false",
        "propagateAllChildVariables": "false",
    }
    assert [(one.name, one.get("source"), one.get("target")) for one in mapping.children] == [
        ("input", "=a", "b"),
        ("output", "=c + 1", "d"),
    ]


def test_a_collection_by_the_name_of_a_variable_becomes_an_input_collection() -> None:
    document = _adapted(
        '<userTask id="a"><multiInstanceLoopCharacteristics><loopDataInputRef>people</loopDataInputRef>'
        '<inputDataItem name="one"/></multiInstanceLoopCharacteristics></userTask>'
    )

    marker = _one(document, "multiInstanceLoopCharacteristics")
    loop = marker.zeebe("loopCharacteristics")
    assert loop is not None
    assert dict(loop.attributes) == {"inputCollection": "=people", "inputElement": "one"}
    assert marker.first("loopDataInputRef") is None


def test_a_reference_to_nothing_is_the_code_itself() -> None:
    document = _adapted('<endEvent id="e"><errorEventDefinition errorRef="broken"/></endEvent>')

    assert document.findings == ()
    assert document.elements["broken"].get("errorCode") == "broken"


def test_tokens_become_feel_or_jobs() -> None:
    scripts = {
        "a": "SCRIPT_task1",
        "b": "INCREMENT_INTEGER_VARIABLE",
        "c": "THROW_ERROR",
        "d": "SET_STRING_DATA",
        "e": "LOG_DATA",
    }
    tasks = "".join(
        f'<scriptTask id="{one}"><script>{token}</script></scriptTask>' for one, token in scripts.items()
    )

    tokens = replace_tokens(f'{_HEAD}<process id="p">{tasks}</process></definitions>'.encode())

    document = parse(tokens.source, "a.bpmn")
    assert tokens.by_element == scripts
    assert tokens.read_by == {"e": "data"}
    assert [document.elements[one].name for one in scripts] == [
        "scriptTask",
        "scriptTask",
        "serviceTask",
        "scriptTask",
        "serviceTask",
    ]
    written = [one.zeebe("script") for one in document.elements.values() if one.name == "scriptTask"]
    assert [(one.get("expression"), one.get("resultVariable")) for one in written if one] == [
        ("=null", "conformance"),
        ("=integerVariable + 1", "integerVariable"),
        ('="String"', "data"),
    ]


def test_an_unknown_token_is_refused() -> None:
    with pytest.raises(ValueError, match="print"):
        replace_tokens(f"{_HEAD}<scriptTask><script>print(1)</script></scriptTask></definitions>".encode())
