"""call-computed: a call whose process nobody can tell from the diagram."""

from __future__ import annotations

from engine.errors import Severity


def test_accepts_a_name_and_a_choice_between_names(remarks):
    assert remarks("call-computed", "valid") == ()


def test_warns_of_what_is_known_only_in_a_case(remarks):
    found = remarks("call-computed", "invalid")

    assert {one.severity for one in found} == {Severity.WARNING}
    assert [one.element for one in found] == ["angabe", "zusammen", "halb"]
