"""Four eyes from the drawing to the refusal: a process owner asks for them, and whoever did the first task, or stands
in for them, neither takes the second nor is given it, whoever has it in between.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, Membership, Role, commands, queries
from engine.commands.absence import Naming
from engine.testing import AGS, PASSWORD, Story, World

pytestmark = pytest.mark.browser


@pytest.fixture
def drawn(story: Story, world: World, visit: Callable[..., Page]) -> Story:
    """A case on a version whose decision was drawn to ask for another person than the check; Ada has checked."""
    assert story.active() == ("pruefen",)
    owner = visit("olga", "/modellierung")
    owner.get_by_role("button", name="Entwurf beginnen").click()
    owner.wait_for_selector('html[data-ready="1"]')
    draft = int(owner.url.rsplit("/", 1)[1])
    owner.locator('[data-element-id="entscheiden"] .djs-hit').first.click()
    owner.locator("summary", has_text="Weitere Angaben zur Aufgabe").click()
    owner.locator("summary", has_text="vier Augen").click()
    owner.get_by_label("Unterlagen prüfen", exact=True).check()
    owner.get_by_role("button", name="Speichern", exact=True).click()
    expect(owner.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")
    with world.engine.begin(SYSTEM) as tx:
        written = queries.definition.file(tx, draft, "titelantrag.bpmn")
        commands.adoption.adopt(tx, draft, "05334", tx.today, "Lenkungsgruppe, TOP 4")
    assert b'name="vier-augen" value="pruefen"' in written
    case = world.open("titelantrag", {"eingang": world.clock.moment.date(), "monate": 70}, AGS)
    return case.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"}, world.people["ada"])


def test_what_is_drawn_keeps_the_same_person_and_their_substitute_out_across_reassignment(
    drawn: Story, world: World, visit: Callable[..., Page]
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        cara = commands.account.create(
            tx, "cara", "Cara Kollegin", PASSWORD, [Membership(world.here, Role.CLERK)]
        )
        numbers = [world.people[login].account or 0 for login in ("ada", "ben")]
        commands.absence.name(tx, numbers[0], Naming(numbers[1], tx.today))
    world.clock.advance(timedelta(minutes=1))
    address = f"/aufgaben/{drawn.task('entscheiden').id}"
    ada, ben, cara_page, lea = visit("ada"), visit("ben"), visit("cara"), visit("lea")

    # the same person, and whoever stands in for them
    ada.goto(address)
    expect(ada.get_by_text("Sie haben „Unterlagen prüfen“ erledigt")).to_be_visible()
    ben.goto(address)
    expect(ben.get_by_text("Sie vertreten Ada Öztürk bei „Unterlagen prüfen“")).to_be_visible()
    for page in (ada, ben):
        expect(page.get_by_role("button", name="Aufgabe übernehmen")).to_have_count(0)
        expect(page.locator("form#aufgabe")).to_have_count(0)

    # somebody else takes it, and gives it back: whoever leads hands it to neither of the two
    cara_page.goto(address)
    cara_page.get_by_role("button", name="Aufgabe übernehmen").click()
    assert drawn.task("entscheiden").assignee_id == cara
    lea.goto(f"/aufsicht{address}")
    offered = lea.get_by_label("Zuweisen an").locator("option")
    expect(
        offered.filter(has_text="Cara Kollegin").or_(offered.filter(has_text="Lea Groß")).first
    ).to_be_attached()
    for barred in ("Ada Öztürk", "Ben Krüger"):
        expect(offered.filter(has_text=barred)).to_have_count(0)

    # in between nothing has opened for them
    for page in (ada, ben):
        page.reload()
        expect(page.get_by_text("Diese Aufgabe verlangt vier Augen.")).to_be_visible()
        expect(page.locator("form#aufgabe")).to_have_count(0)

    cara_page.get_by_label("erteilen").check()
    cara_page.get_by_label("Begründung").fill("Alle Voraussetzungen liegen vor.")
    cara_page.get_by_role("button", name="Aufgabe abschließen").click()
    expect(cara_page.locator(".lw-alert--success").first).to_contain_text("ist abgeschlossen")
    shown = cara_page.goto(f"/akte/{drawn.reference}?reiter=entscheidungen")
    assert shown is not None and shown.ok
    expect(cara_page.get_by_text("Ada Öztürk (Unterlagen prüfen)")).to_be_visible()
