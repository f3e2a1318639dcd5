"""Whoever did the earlier task reads on the page why another person must do this one, and who can."""

from __future__ import annotations

import pytest

from engine import SYSTEM, commands
from engine.commands.absence import Naming
from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Login


@pytest.fixture
def story(world: World) -> Story:
    """Ada has drafted; the signature waits."""
    story = world.start(
        {
            "p.bpmn": m.process(
                "p",
                m.start(),
                m.user_task("entwerfen"),
                m.user_task("zeichnen", extra=m.properties(**{"vier-augen": "entwerfen"})),
                m.end(),
                m.flow("start", "entwerfen"),
                m.flow("entwerfen", "zeichnen"),
                m.flow("zeichnen", "end"),
            )
        }
    )
    row = story.task("entwerfen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
        commands.task.complete(tx, row.id, row.revision + 1, {})
    return story


def test_the_page_says_why_and_offers_nothing_that_would_be_refused(story: Story, login: Login) -> None:
    row = story.task("zeichnen")
    address = f"/aufgaben/{row.id}"

    ada, ben = login("ada").get(address), login("ben").get(address)

    assert "Diese Aufgabe verlangt vier Augen." in ada.page
    assert "Sie haben „entwerfen“ erledigt" in ada.page
    assert "Aufgabe übernehmen" not in ada.page
    assert "Aufgabe übernehmen" in ben.page


def test_claiming_all_the_same_is_refused_in_words(story: Story, login: Login) -> None:
    row = story.task("zeichnen")
    ada = login("ada").get("/aufgaben")

    ada.post(f"/aufgaben/{row.id}/uebernehmen", {"lw-revision": str(row.revision)})

    assert "Diese Aufgabe verlangt vier Augen." in ada.page
    answer = ada.client.post(
        f"/aufgaben/{row.id}/uebernehmen",
        data={"lw-revision": str(row.revision), "csrf_token": ada.token()},
        headers={"HX-Request": "true"},
    )
    assert "vier Augen" in answer.headers["HX-Trigger"]
    assert story.task("zeichnen").assignee is None


def test_whoever_hands_out_is_not_offered_the_person(story: Story, login: Login) -> None:
    row = story.task("zeichnen")

    page = login("lea").get(f"/aufsicht/aufgaben/{row.id}").page

    assert "Ben Krüger</option>" in page
    assert "Ada Öztürk</option>" not in page


def test_the_list_says_it_before_somebody_tries(story: Story, login: Login) -> None:
    row = story.task("zeichnen")

    ada, ben = login("ada").get("/aufgaben"), login("ben").get("/aufgaben")

    assert "vier Augen: Sie haben „entwerfen“ erledigt" in ada.words
    assert f"/aufgaben/{row.id}/uebernehmen" not in ada.page
    assert "vier Augen" not in ben.words
    assert f"/aufgaben/{row.id}/uebernehmen" in ben.page


def test_the_next_task_is_none_that_four_eyes_keep_from_one(story: Story, world: World, login: Login) -> None:
    other = world.start({"q.bpmn": m.tasks("q", "daneben")})
    ada = login("ada").get("/aufgaben")

    ada.post("/aufgaben/naechste")

    assert (ada.status, "Sie haben die Aufgabe übernommen." in ada.page) == (200, True)
    assert other.task("daneben").assignee == "Ada Öztürk"
    ada.get("/aufgaben").post("/aufgaben/naechste", {"lw-nicht": str(other.task("daneben").id)})
    assert "Zurzeit wartet keine Aufgabe auf Sie." in ada.page
    assert story.task("zeichnen").assignee is None


def test_whoever_stands_in_for_the_first_reads_for_whom(story: Story, world: World, login: Login) -> None:
    ada, ben = world.people["ada"].account, world.people["ben"].account
    assert ada is not None
    assert ben is not None
    with world.engine.begin(SYSTEM) as tx:
        commands.absence.name(tx, ada, Naming(ben, tx.today))
    row = story.task("zeichnen")

    page = login("ben").get(f"/aufgaben/{row.id}")

    assert "Sie vertreten Ada Öztürk bei „entwerfen“" in page.page
    assert "Aufgabe übernehmen" not in page.page
    page.get("/aufgaben").post(f"/aufgaben/{row.id}/uebernehmen", {"lw-revision": str(row.revision)})
    assert "Sie vertreten Ada Öztürk bei „entwerfen“" in page.page
    assert story.task("zeichnen").assignee is None
