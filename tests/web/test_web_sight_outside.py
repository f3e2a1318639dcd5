"""What an authority that takes part and does not lead takes away: what it reads, and the rest is left out."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from engine.actor import SYSTEM, Membership, Role
from engine.commands import account
from engine.state import case
from engine.testing import PASSWORD, Story, World
from web.testing import Browser, Login

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


@pytest.fixture
def tilda(story: Story, login: Login) -> Browser:
    """Team lead of the authority with the one task."""
    return _of_elsewhere(story, login, Role.TEAM_LEAD)


@pytest.fixture
def boris(story: Story, login: Login) -> Browser:
    """Process owner there: repairs, and reads no files."""
    return _of_elsewhere(story, login, Role.PROCESS_OWNER)


def _of_elsewhere(story: Story, login: Login, role: Role) -> Browser:
    with story.world.engine.begin(SYSTEM) as tx:
        account.create(tx, "tilda", "Tilda Kern", PASSWORD, [Membership(story.world.elsewhere, role)])
    return login("tilda")


@pytest.mark.parametrize("who", ["tilda", "boris"])
def test_whoever_repairs_sees_the_steps_their_authority_reads(
    story: Story, who: str, request: pytest.FixtureRequest
) -> None:
    run = f"/betrieb/laeufe/{story.file().instances[0].id}"
    lea = request.getfixturevalue("login")("lea").get(run).page
    browser: Browser = request.getfixturevalue(who)

    page = browser.get(run).page

    assert ("Sie sehen einen Teil des Ablaufs" in page, "Sie sehen einen Teil des Ablaufs" in lea) == (
        True,
        True,
    )
    assert ("Aufgabe bei Ausländeramt Dort" in page, "„pruefen“ liegt bei" in page) == (True, True)
    assert ("<code>eingang</code>" in page, "Keine Angaben, die Ihre Behörde einsehen darf." in page) == (
        False,
        True,
    )
    assert "sind nicht aufgeführt; auch sie entfallen." in browser.get(f"{run}/abbrechen").page
    assert "pruefen" in browser.get("/betrieb/laeufe").page
    page = browser.get(f"{run}/angaben/0").page
    seen = re.search(r'name="lw-revision" value="(\d+)"', page)
    assert seen is not None
    typed = {"lw-angabe": "eingang", "lw-art": "text", "lw-wert": "1", "lw-grund": "Angabe fehlt"}
    browser.post(f"{run}/angaben/0", {**typed, "lw-revision": seen[1]})
    assert "Diese Angabe gibt es schon." in browser.page


def test_a_run_of_which_an_authority_reads_nothing_is_not_there_for_it(story: Story, tilda: Browser) -> None:
    number = story.file().instances[0].id
    with story.world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET authority_id = :here"), {"here": story.world.here})

    assert story.reference not in tilda.get("/betrieb/laeufe").page
    for page in ("", "/ablauf.bpmn", "/anhalten", "/umstellen", "/angaben/0"):
        assert tilda.get(f"/betrieb/laeufe/{number}{page}").status == 403
    tilda.get("/betrieb/laeufe/4711")
    assert tilda.status == 403
