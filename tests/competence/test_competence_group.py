"""The grammar of a candidate group."""

from __future__ import annotations

import pytest

from engine.actor import GROUP_ROLES, Role
from engine.competence import TOPICS, Group, misreading, read_group, remark


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("jobcenter.teamleitung", Group("jobcenter", Role.TEAM_LEAD)),
        ("jobcenter", Group("jobcenter", Role.CLERK)),
        (" jobcenter.sachbearbeitung ", Group("jobcenter", Role.CLERK)),
        # topics whose tasks have a doer of their own
        ("case_management", Group("case_management", Role.CASE_MANAGER)),
        ("lenkungsgruppe", Group("lenkungsgruppe", Role.STEERING_MEMBER)),
        ("kim_koordination", Group("kim_koordination", Role.COORDINATOR)),
        # as versions deployed before are written
        ("auslaenderbehoerde:teamleitung", Group("auslaenderbehoerde", Role.TEAM_LEAD)),
        # a topic that the register of one place alone knows
        ("wohnungsamt.amtsleitung", Group("wohnungsamt", Role.HEAD_OF_OFFICE)),
        ("", None),
        (".teamleitung", None),
        ("jobcenter.", None),
        ("jobcenter.teamleitung.zwei", None),
        ("Ausländerbehörde", None),
        ("jobcenter.chefin", None),
    ],
)
def test_a_group_is_read(text, group):
    assert read_group(text) == group
    assert bool(misreading(text)) == (group is None)


def test_a_group_is_written_as_it_is_read():
    groups = [Group(topic, role) for topic in TOPICS for role in GROUP_ROLES.values()]

    assert [read_group(str(group)) for group in groups] == groups


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("jobcenter.sachbearbeitung", ""),
        ("jobcenter:sachbearbeitung", "Doppelpunkt"),
        ("wohnungsamt.sachbearbeitung", "Die Zuständigkeit „wohnungsamt“ gibt es nicht. Bekannt sind: "),
        ("jobcenter.chef", "Die Rolle „chef“ gibt es nicht. Bekannt sind: sachbearbeitung"),
        ("x" * 500 + " ", "keine"),
        ("{}", "keine Gruppe der Form"),
    ],
)
def test_what_is_wrong_in_a_model_is_said(text, said):
    assert said in remark(text)
    assert bool(remark(text)) == bool(said)
