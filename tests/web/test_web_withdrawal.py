"""`/akte/<Aktenzeichen>/widerruf`: a withdrawal is recorded where the releases stand."""

from __future__ import annotations

from datetime import timedelta

from engine.actor import SYSTEM
from engine.execution import consents
from engine.feel import Value
from engine.state import case
from engine.testing import Story
from web.testing import Login


def release(story: Story, *recipients: str) -> None:
    given: list[Value] = [
        {"empfaenger": one, "zweck": "begleitung", "kategorien": ["sprache"], "gueltig_bis": None}
        for one in recipients
    ]
    with story.world.engine.begin(SYSTEM) as tx:
        number = case.by_reference(tx, story.reference).id
        consents.heed(tx, number, story.reference, f"freigabe:{story.reference}", {"freigaben": given})


def test_a_withdrawal_is_recorded_from_the_head_of_the_file(story: Story, login: Login) -> None:
    address = f"/akte/{story.reference}/widerruf"
    ada = login("ada").get(f"/akte/{story.reference}")
    assert address not in ada.page
    release(story, "jobcenter", "jugendamt")
    story.pass_time(timedelta(days=1))
    assert address in ada.get(f"/akte/{story.reference}").page
    assert address in ada.get(f"/akte/{story.reference}?reiter=beteiligte").page

    ada.get(address).post(address, {"lw-tag": "31.02.2026", "lw-durch": "", "lw-weg": "spoken"})
    assert ada.status == 422
    for name in ("lw-freigabe", "lw-tag", "lw-durch"):
        assert f'<a href="#{name}">' in ada.page
    assert 'value="31.02.2026"' in ada.page
    said = {"lw-freigabe": "jobcenter", "lw-tag": "25.11.2025", "lw-durch": "person", "lw-weg": "spoken"}
    ada.post(address, said)

    assert "Der Widerruf ist erfasst. Die Freigabe gilt nicht mehr." in ada.page
    assert "widerrufen am" in ada.page
    assert (
        "am 25.11.2025 mündlich erklärt, von der Person selbst"
        in ada.get(f"/akte/{story.reference}?reiter=verlauf").page
    )
    # a second window, or the back button
    ada.post(address, said)
    assert (ada.status, "Eine der Freigaben gilt inzwischen nicht mehr." in ada.page) == (409, True)


def test_without_a_release_there_is_nothing_to_withdraw_and_strangers_learn_nothing(
    story: Story, login: Login
) -> None:
    address = f"/akte/{story.reference}/widerruf"

    assert "Es gibt nichts zu widerrufen." in login("ada").get(address).page
    assert login("carla").get(address).status == 403
    assert "Muster" not in login("carla").get(address).page
