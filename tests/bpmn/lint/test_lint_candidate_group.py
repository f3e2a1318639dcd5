"""candidate-group: what the diagram names must be a group the register can know."""

from __future__ import annotations

import pytest

from engine.errors import Severity


@pytest.mark.parametrize("model", ["valid", "text"])
def test_accepts_known_topics_and_roles(remarks, model):
    assert remarks("candidate-group", model) == ()


def test_refuses_a_topic_and_a_role_nobody_knows(remarks):
    topic, role = remarks("candidate-group", "invalid")

    assert (topic.element, topic.severity) == ("a", Severity.ERROR)
    assert "„jobzenter“ gibt es nicht" in topic.reason
    assert "auslaenderbehoerde, einbuergerungsbehoerde" in topic.reason
    assert "„chefin“ gibt es nicht" in role.reason
    assert "amtsleitung, koordination" in role.reason


def test_refuses_the_colon_of_earlier_versions(remarks):
    (finding,) = remarks("candidate-group", "colon")

    assert "Doppelpunkt" in finding.reason
