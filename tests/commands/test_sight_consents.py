"""A consent counts from the signal that names it, and no longer than the list it stands in."""

from __future__ import annotations

from datetime import date

import pytest

from engine.actor import SYSTEM
from engine.execution import consents
from engine.feel import Value
from engine.sight import Consent
from engine.state import case, sight
from engine.testing import Story, World
from engine.testing import models as m

LANGUAGE = Consent("jobcenter", "begleitung", frozenset({"sprache"}), date(2027, 3, 31))
LISTED: Value = {
    "empfaenger": "jobcenter",
    "zweck": "begleitung",
    "kategorien": ["sprache"],
    "gueltig_bis": date(2027, 3, 31),
}


@pytest.fixture
def story(world: World) -> Story:
    return world.start({"p.bpmn": m.tasks("p", "a")})


def heed(story: Story, listed: Value, signal: str | None = None) -> tuple[Consent, ...]:
    with story.world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        consents.heed(
            tx, number, story.reference, signal or f"freigabe:{story.reference}", {"freigaben": listed}
        )
        return sight.consents(tx, number)


def test_the_list_of_the_signal_counts(story: Story) -> None:
    assert heed(story, [LISTED]) == (LANGUAGE,)
    # the same list again adds nothing
    assert heed(story, [LISTED]) == (LANGUAGE,)


def test_what_the_list_no_longer_names_is_withdrawn_and_told_in_the_history(story: Story) -> None:
    heed(story, [LISTED])

    assert heed(story, []) == ()
    assert "Freigabe endet: Jobcenter" in [one.text for one in story.file().history]


def test_another_signal_and_what_is_not_plain_release_nothing(story: Story) -> None:
    assert heed(story, [LISTED], "freigabe:LW-2026-999999") == ()
    assert heed(story, ["jobcenter", {"empfaenger": "jobcenter"}, {"kategorien": ["sprache"]}]) == ()
