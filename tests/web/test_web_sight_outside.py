"""What an authority that takes part and does not lead takes away: what it reads, and the rest is left out."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine.actor import SYSTEM
from engine.state import case
from engine.testing import Story, World
from web.testing import Login

PROFILE = b"""
schluessel = "antrag"
titel = "Antrag bearbeiten"
start = "antrag.bpmn"
version = "1.0"

[[daten]]
gruppe = "Antrag"
rechtsgrundlage = "Norm"
zweck = "den Antrag bearbeiten"
formulare = ["antrag"]
sichtbar_fuer = ["case_management"]

[[daten]]
gruppe = "Vermerk"
rechtsgrundlage = "Norm"
zweck = "den Antrag bearbeiten"
formulare = ["pruefen"]
sichtbar_fuer = ["auslaenderbehoerde"]
"""


@pytest.fixture
def story(world: World, files: dict[str, bytes]) -> Story:
    """Led here; Carla's authority has its one task and no right to the application itself."""
    found = world.start({**files, "process.toml": PROFILE}, {"eingang": "1999-03-17"})
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET authority_id = :there"), {"there": world.elsewhere})
        case.join(tx, case.by_reference(tx, found.reference).id, {world.elsewhere})
    return found


@pytest.mark.parametrize("page", ["", "/auszug", "/auszug/druck", "/dokumente", "/uebermittlungen"])
def test_forbidden_parts_are_left_out_and_nothing_fails(story: Story, login: Login, page: str) -> None:
    browser = login("carla").get(f"/akte/{story.reference}{page}")

    assert browser.status == 200
    assert "Muster, Maryam" in browser.page
    assert "17.03.1999" not in browser.page


def test_the_read_of_its_task_is_noted_with_the_authority(story: Story, login: Login) -> None:
    login("carla").get(f"/aufgaben/{story.task('pruefen').id}")

    page = login("ada").get(f"/akte/{story.reference}/gelesen").page

    assert ("Carla Weiß" in page, "Ausländeramt Dort" in page, "Aufgabe" in page) == (True, True, True)


def test_the_preview_of_a_move_tells_the_way_of_a_task_and_not_what_it_is(story: Story, login: Login) -> None:
    """Ada's authority leads and does not read the group of the task at the other one."""
    asked = {"lw-ort": "Alsdorf", "lw-am": "01.11.2026", "lw-grund": "Meldung", "lw-aktion": "vorschau"}

    page = login("ada").post(f"/akte/{story.reference}/umzug", asked).page

    assert "Aufgabe, die Sie nicht einsehen" in page
    assert "Ausländeramt Dort" in page
    assert ">pruefen<" not in page
