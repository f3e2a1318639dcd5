"""name-typography: blanks and quotation marks in names."""

from __future__ import annotations

import pytest

from engine.errors import Severity


def test_accepts_a_name_as_it_is_to_be_read(remarks):
    assert remarks("name-typography", "valid") == ()


def test_warns_of_blanks_and_straight_quotes_and_knows_the_name(remarks):
    (finding,) = remarks("name-typography", "invalid")

    assert (finding.element, finding.severity) == ("a", Severity.WARNING)
    assert finding.reason.endswith("stehen Leerzeichen zu viel und gerade Anführungszeichen.")
    assert finding.fix.value == "Unterlagen „Pass“ prüfen"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<task id="a" name="Antrag&#10;prüfen"/>', []),  # a line that ends where somebody wants it to
        ('<task id="a" name="Antrag &#10; prüfen"/>', ["a"]),
        ("""<task id="a" name='4" breit'/>""", []),  # one straight mark alone may be anything
        # the name of a link is how its halves find each other
        (
            '<intermediateThrowEvent id="a" name="x "><linkEventDefinition id="l"/></intermediateThrowEvent>',
            [],
        ),
        ('<sequenceFlow id="f" name=" ja" sourceRef="a" targetRef="b"/><task id="a"/><task id="b"/>', ["f"]),
    ],
)
def test_lines_single_marks_and_links_are_left_alone(about, body, found):
    assert about("name-typography", body) == found
