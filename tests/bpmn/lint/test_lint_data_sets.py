"""data-sets: data is in sets."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("data-sets", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("data-sets", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "in keiner Menge" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # optional, but not in the set
        (
            '<task id="t"><ioSpecification><dataInput id="ein" /><inputSet><dataInputRefs>ein'
            "</dataInputRefs></inputSet><inputSet><optionalInputRefs>ein</optionalInputRefs></inputSet>"
            "<outputSet /></ioSpecification></task>",
            "",
            ["t"],
        ),
        # a sub-process
        (
            '<subProcess id="u"><ioSpecification><inputSet /><outputSet /></ioSpecification></subProcess>',
            "",
            ["u"],
        ),
        # sets that name each other on one side
        (
            '<task id="t"><ioSpecification><inputSet id="a"><outputSetRefs>o</outputSetRefs></inputSet>'
            '<outputSet id="o" /></ioSpecification></task>',
            "",
            ["t"],
        ),
        # and on both
        (
            '<task id="t"><ioSpecification><inputSet id="a"><outputSetRefs>o</outputSetRefs></inputSet>'
            '<outputSet id="o"><inputSetRefs>a</inputSetRefs></outputSet></ioSpecification></task>',
            "",
            [],
        ),
        # the data of an event are in its set
        (
            '<startEvent id="s"><dataOutput id="a" /><messageEventDefinition /></startEvent>'
            '<endEvent id="e"><dataInput id="b" /><inputSet><dataInputRefs>b</dataInputRefs></inputSet>'
            "<messageEventDefinition /></endEvent>",
            "",
            ["s"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("data-sets", body, around) == elements
