"""Journeys of a clerk that cross people and authorities: four eyes, break-glass, a move and its undoing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands
from engine.commands.absence import Naming
from engine.testing import Story, World
from engine.testing import models as m

pytestmark = pytest.mark.browser
Axe = Callable[[Page], list[str]]

REASON = "Gefahr für ein Kind, die Stelle ist nicht erreichbar"


@pytest.fixture
def decision(world: World) -> Story:
    """A decision that one person drafts and another one signs."""
    return world.start(
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


def _do(page: Page, number: int) -> None:
    """Take a task and complete it, by keyboard."""
    page.goto(f"/aufgaben/{number}")
    page.get_by_role("button", name="Aufgabe übernehmen").press("Enter")
    page.get_by_role("button", name="Aufgabe abschließen").press("Enter")
    expect(page.locator(".lw-alert--success").first).to_contain_text("ist abgeschlossen")


def test_whoever_drafted_does_not_sign_neither_for_a_colleague_and_another_does(
    world: World, decision: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    ada, ben = visit("ada"), visit("ben")
    _do(ada, decision.task("entwerfen").id)
    number = decision.task("zeichnen").id

    ada.goto(f"/aufgaben/{number}")
    expect(ada.get_by_text("Diese Aufgabe verlangt vier Augen.")).to_be_visible()
    expect(ada.get_by_text("Sie haben „entwerfen“ erledigt")).to_be_visible()
    expect(ada.get_by_role("button", name="Aufgabe übernehmen")).to_have_count(0)
    assert axe(ada) == []

    # nor in the place of whoever has it
    ben.goto(f"/aufgaben/{number}")
    ben.get_by_role("button", name="Aufgabe übernehmen").click()
    expect(ben.get_by_role("button", name="Aufgabe abschließen")).to_be_visible()
    with world.engine.begin(SYSTEM) as tx:
        people = [world.people[login].account or 0 for login in ("ben", "ada")]
        commands.absence.name(tx, people[0], Naming(people[1], tx.today))
    away = world.away("ben")
    ada.goto(f"/aufgaben/{number}")
    expect(ada.get_by_text("Diese Aufgabe verlangt vier Augen.")).to_be_visible()
    expect(ada.get_by_role("button", name="In Vertretung übernehmen")).to_have_count(0)
    assert decision.task("zeichnen").assignee == "Ben Krüger"

    with world.engine.begin(SYSTEM) as tx:
        commands.absence.withdraw(tx, away, 1)
    ben.reload()
    ben.get_by_role("button", name="Aufgabe abschließen").press("Enter")
    expect(ben.locator(".lw-alert--success").first).to_contain_text("ist abgeschlossen")
    assert decision.active() == ()


def test_break_glass_opens_a_file_for_a_reason_is_told_and_ends(
    story: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    carla = visit("carla", f"/akte/{story.reference}")
    expect(carla.get_by_text("Muster")).to_have_count(0)
    carla.get_by_role("link", name="Notzugriff").press("Enter")
    reason = carla.locator("#lw-grund")
    reason.fill("dringend")
    carla.get_by_role("button", name="Akte öffnen und melden").press("Enter")
    expect(carla.locator("[data-fehlerliste]")).to_be_focused()
    assert axe(carla) == []
    reason.fill(REASON)
    carla.get_by_role("button", name="Akte öffnen und melden").press("Enter")
    expect(carla.get_by_role("heading", level=1)).to_have_text("Muster, Maryam")
    expect(carla.get_by_text("Notzugriff bis")).to_be_visible()
    assert axe(carla) == []

    lea = visit("lea", "/meldungen")
    expect(lea.get_by_text("liest sie ohne eigenes Recht").first).to_be_visible()
    lea.goto(f"/akte/{story.reference}/gelesen")
    expect(lea.get_by_role("cell", name="Carla Weiß")).to_be_visible()
    expect(lea.get_by_text(REASON)).to_be_visible()
    lea.goto(f"/akte/{story.reference}?reiter=verlauf")
    expect(lea.get_by_text(REASON).first).to_be_visible()

    carla.goto(f"/akte/{story.reference}/einsicht")
    carla.get_by_role("button", name="Jetzt beenden").press("Enter")
    expect(carla.get_by_text(f"Der Notzugriff auf {story.reference} ist beendet.")).to_be_visible()
    carla.goto(f"/akte/{story.reference}")
    expect(carla.get_by_text("Muster")).to_have_count(0)


@pytest.mark.parametrize("device", ["desk", "phone", "no scripts"])
def test_a_move_is_seen_before_it_is_recorded_and_taken_back_while_nothing_has_happened(
    world: World, story: Story, visit: Callable[..., Page], axe: Axe, device: str
) -> None:
    ada = visit("ada", f"/akte/{story.reference}/umzug", device)
    ada.get_by_label("Neue Gemeinde").fill("Erkrath")
    ada.get_by_label("Umgezogen am").fill("20.11.2026")
    ada.get_by_label("Woher Sie es wissen").fill("Meldebescheinigung")
    ada.get_by_role("button", name="Vorschau zeigen").press("Enter")
    expect(ada.get_by_role("heading", name="Was dann geschieht")).to_be_visible()
    expect(ada.get_by_text("Ausländeramt Dort", exact=True).first).to_be_visible()
    assert story.file().head.ags == "05334002"
    ada.get_by_role("button", name="Umzug erfassen").press("Enter")

    expect(ada.get_by_text("20.11.2026: von Aachen nach Erkrath")).to_be_visible()
    expect(ada.get_by_text("Ihre Behörde nimmt an diesem Fall nicht mehr teil.")).to_be_visible()
    assert story.task("pruefen").authority_id == world.elsewhere
    if device != "no scripts":
        assert axe(ada) == []
        assert ada.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    ada.get_by_role("button", name="Umzug zurücknehmen").press("Enter")

    expect(ada.get_by_text("Der Umzug ist zurückgenommen.")).to_be_visible()
    expect(ada.get_by_role("heading", level=1)).to_have_text("Muster, Maryam")
    assert story.task("pruefen").authority_id == world.here


def test_a_move_that_somebody_has_worked_on_stays(
    world: World, story: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    ada = visit("ada", f"/akte/{story.reference}/umzug")
    ada.get_by_label("Neue Gemeinde").fill("Erkrath")
    ada.get_by_label("Umgezogen am").fill("20.11.2026")
    ada.get_by_label("Woher Sie es wissen").fill("Meldebescheinigung")
    ada.get_by_role("button", name="Vorschau zeigen").click()
    ada.get_by_role("button", name="Umzug erfassen").click()
    expect(ada.get_by_role("button", name="Umzug zurücknehmen")).to_be_visible()
    world.clock.moment = world.clock.moment.replace(minute=world.clock.moment.minute + 5)
    carla = visit("carla", f"/aufgaben/{story.task('pruefen').id}")
    carla.get_by_role("button", name="Aufgabe übernehmen").click()
    expect(carla.get_by_text("Sie haben die Aufgabe übernommen.")).to_be_visible()

    ada.get_by_role("button", name="Umzug zurücknehmen").press("Enter")

    expect(ada.get_by_text("Der Umzug bleibt:")).to_be_visible()
    expect(ada.get_by_text("Der Umzug lässt sich nicht mehr zurücknehmen.")).to_be_visible()
    assert axe(ada) == []
    assert story.task("pruefen").assignee == "Carla Weiß"
