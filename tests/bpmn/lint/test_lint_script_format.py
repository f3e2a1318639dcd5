"""script-format: a script names its language."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_its_valid_model(file_remarks):
    assert file_remarks("script-format", "valid") == ()


def test_refuses_its_invalid_model(file_remarks):
    (finding,) = file_remarks("script-format", "invalid")

    assert (finding.element, finding.severity) == ("t", Severity.ERROR)
    assert "nennt aber seine Sprache nicht" in finding.reason
    assert finding.line and finding.hint


@pytest.mark.parametrize(
    ("body", "around", "elements"),
    [
        # a global script task
        (
            '<startEvent id="s" /><task id="t" /><endEvent id="e" />'
            '<sequenceFlow id="s_t" sourceRef="s" targetRef="t" />'
            '<sequenceFlow id="t_e" sourceRef="t" targetRef="e" />',
            '<globalScriptTask id="g"><script>1</script></globalScriptTask>',
            ["g"],
        ),
    ],
)
def test_says_what_breaks_the_rule_and_only_that(about, body, around, elements):
    assert about("script-format", body, around) == elements
