"""process-data: a process does not write its inputs."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("process-data", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("process-data", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "schreibt in eine Dateneingabe" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # an output that is read
        (
            '<ioSpecification><dataOutput id="aus" /><inputSet /><outputSet><dataOutputRefs>aus'
            '</dataOutputRefs></outputSet></ioSpecification><dataObject id="d" /><task id="t">'
            "<dataInputAssociation><sourceRef>aus</sourceRef><targetRef>d</targetRef>"
            "</dataInputAssociation></task>",
            "",
            ["t"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("process-data", body, around) == elements
