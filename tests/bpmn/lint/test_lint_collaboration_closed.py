"""collaboration-closed: a collaboration is as closed as its choreography."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("collaboration-closed", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("collaboration-closed", "invalid")

    assert (finding.element, finding.severity) == ("k", Severity.ERROR)
    assert "„isClosed“" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # both open, by default and in words
        (
            '<task id="t" />',
            '<choreography id="c" /><collaboration id="k" isClosed="false"><choreographyRef>c</choreographyRef>'
            "</collaboration>",
            [],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("collaboration-closed", body, around) == elements
