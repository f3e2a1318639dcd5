"""call-data: a call hands over what is wanted."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("call-data", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("call-data", "invalid")

    assert (finding.element, finding.severity) == ("c", Severity.ERROR)
    assert "nicht dieselben Eingaben" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # another kind of data
        (
            '<callActivity id="c" calledElement="g"><ioSpecification>'
            '<dataInput id="ein" itemSubjectRef="zahl" /><inputSet><dataInputRefs>ein</dataInputRefs>'
            "</inputSet><outputSet /></ioSpecification></callActivity>",
            '<itemDefinition id="liste" structureRef="text" isCollection="true" />'
            '<itemDefinition id="wort" structureRef="text" />'
            '<itemDefinition id="zahl" structureRef="number" /><globalTask id="g"><ioSpecification>'
            '<dataInput id="da" itemSubjectRef="wort" /><inputSet><dataInputRefs>da</dataInputRefs>'
            "</inputSet><outputSet /></ioSpecification></globalTask>",
            ["c"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("call-data", body, around) == elements
