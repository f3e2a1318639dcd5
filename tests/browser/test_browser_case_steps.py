"""What is done with a whole case, and done twice: sub-case, process and task by hand, stopping, closing, reopening."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from engine.testing import Story, World
from engine.testing import models as m
from tests.browser.conftest import Visit, Watch
from tests.browser.test_browser_case_file import with_tasks

__all__ = ["with_tasks"]
Axe = Callable[[Page], list[str]]

COUNSEL = m.tasks("beratung", "beraten")


@pytest.fixture
def two(world: World, story: Story, watch: Watch) -> Iterator[Story]:
    """A case in which another process, of which nobody has drawn a diagram, can be started by hand."""
    world.deploy({"beratung.bpmn": COUNSEL})
    yield story
    watch.faults[:] = [one for one in watch.faults if "no diagram to display" not in one]


def runs(story: Story, key: str) -> int:
    return sum(one.process_key == key for one in story.file().instances)


def test_a_process_is_started_by_hand_once_however_often_it_is_pressed(
    visit: Visit, two: Story, axe: Axe
) -> None:
    page = visit("ada", f"/akte/{two.reference}")
    page.get_by_role("link", name="Ablauf starten").click()
    page.get_by_role("link", name="Test beratung").click()
    older = page.context.new_page()
    older.goto(page.url)
    assert axe(page) == []

    page.get_by_label("Grund des Starts").fill("Bittet um Beratung")
    page.get_by_role("button", name="Ablauf starten").dblclick()
    expect(page.get_by_text("ist gestartet.")).to_be_visible()
    older.get_by_label("Grund des Starts").fill("Bittet um Beratung, zweites Fenster")
    older.get_by_role("button", name="Ablauf starten").click()

    expect(older.get_by_text("Dieser Ablauf ist gerade schon gestartet worden.")).to_be_visible()
    expect(older.get_by_label("Grund des Starts")).to_have_value("Bittet um Beratung, zweites Fenster")
    assert axe(older) == []
    assert runs(two, "beratung") == 1


def test_a_start_that_is_refused_says_why_and_keeps_what_was_typed(
    visit: Visit, two: Story, axe: Axe
) -> None:
    page = visit("ada", f"/akte/{two.reference}/ablauf-starten?ablauf=beratung")
    reason = page.get_by_label("Grund des Starts")
    reason.evaluate("field => { field.removeAttribute('maxlength'); field.value = 'x'.repeat(501); }")
    page.get_by_role("button", name="Ablauf starten").click()
    expect(page.locator("[data-fehlerliste] a")).to_have_attribute("href", "#lw-grund")
    assert axe(page) == []
    assert runs(two, "beratung") == 0

    lea = visit("lea", f"/akte/{two.reference}/stand/schliessen")
    lea.get_by_label("Wie endet der Fall?").select_option("weggezogen")
    lea.get_by_label("Grund").fill("Nach Köln")
    lea.get_by_role("button", name="Fall schließen").click()
    expect(lea.get_by_text("Der Fall ist beendet: weggezogen.")).to_be_visible()
    page.get_by_label("Grund des Starts").fill("Bittet um Beratung")
    page.get_by_role("button", name="Ablauf starten").click()

    expect(page.get_by_text("Der Ablauf „Test beratung“ ist gestartet.")).to_have_count(0)
    assert runs(two, "beratung") == 0


def test_a_sub_case_is_opened_once_and_stands_in_both_files(visit: Visit, two: Story, axe: Axe) -> None:
    page = visit("ada", f"/akte/{two.reference}?reiter=beteiligte")
    part = page.get_by_role("region", name="Verbundenen Fall eröffnen")
    part.get_by_role("link", name="Als Teilfall derselben Person").click()
    page.get_by_role("link", name="Test beratung").click()
    expect(page.get_by_label("Familienname")).to_have_value("Muster")
    expect(page.get_by_label("Vorname")).to_have_value("Maryam")
    assert axe(page) == []

    page.get_by_role("button", name="Fall eröffnen").dblclick()
    expect(page.get_by_text("ist eröffnet.")).to_be_visible()
    page.goto(f"/akte/{two.reference}?reiter=beteiligte")

    related = page.get_by_role("region", name="Familie und verbundene Fälle")
    expect(related.get_by_role("link", name="Muster, Maryam")).to_have_count(1)
    related.get_by_role("link", name="Muster, Maryam").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Muster, Maryam")


@pytest.mark.usefixtures("with_tasks")
def test_a_task_by_hand_is_made_once_however_often_it_is_pressed(story: Story, visit: Visit) -> None:
    page = visit("ada", f"/akte/{story.reference}?reiter=aufgaben")
    page.get_by_role("link", name="Aufgabe anlegen").click()
    page.get_by_label("Was ist zu tun?").fill("Mietvertrag anfordern")
    page.get_by_label("Beschreibung").fill("Bringt ihn am Montag mit.")
    page.get_by_label("Wer soll es tun?").select_option("Ausländerbehörde")
    page.get_by_label("Wer bekommt das Ergebnis?").select_option("Ausländerbehörde")

    page.get_by_role("button", name="Aufgabe anlegen").dblclick()

    expect(page.get_by_text("Die Aufgabe ist angelegt.")).to_be_visible()
    assert runs(story, "einzelaufgabe") == 1


def test_what_was_stopped_or_closed_meanwhile_is_told_in_the_other_window(
    story: Story, visit: Visit, axe: Axe
) -> None:
    page = visit("lea", f"/akte/{story.reference}/stand/anhalten")
    older = page.context.new_page()
    older.goto(page.url)
    closing = page.context.new_page()
    closing.goto(f"/akte/{story.reference}/stand/schliessen")
    page.get_by_label("Grund").fill("Klinik bis Januar")
    page.get_by_role("button", name="Fall anhalten").dblclick()
    expect(page.get_by_text("angehalten seit").first).to_be_visible()

    older.get_by_label("Grund").fill("Noch einmal")
    older.get_by_role("button", name="Fall anhalten").click()
    expect(older.get_by_text("Der Fall hat sich inzwischen geändert.")).to_be_visible()
    assert axe(older) == []
    page.goto(f"/akte/{story.reference}/stand/fortsetzen")
    page.get_by_label("Grund").fill("Entlassen")
    page.get_by_role("button", name="Fall fortsetzen").dblclick()
    expect(page.get_by_text("Der Fall geht weiter.")).to_be_visible()
    story.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"})
    closing.get_by_label("Wie endet der Fall?").select_option("weggezogen")
    closing.get_by_label("Grund").fill("Nach Köln")
    closing.get_by_role("button", name="Fall schließen").click()

    expect(closing.get_by_text("Der Fall hat sich inzwischen geändert.")).to_be_visible()
    expect(closing.get_by_label("Grund")).to_have_value("Nach Köln")
    closing.get_by_role("button", name="Fall schließen").dblclick()
    expect(closing.get_by_text("Der Fall ist beendet: weggezogen.")).to_be_visible()
    closing.goto(f"/akte/{story.reference}/stand/wieder-oeffnen")
    closing.get_by_label("Grund").fill("Doch geblieben")
    closing.get_by_role("button", name="Fall wieder öffnen").dblclick()
    expect(closing.get_by_text("Der Fall ist wieder offen.")).to_be_visible()
    kinds = [one.kind for one in story.file().history]
    assert [
        kinds.count(one) for one in ("case_suspended", "case_resumed", "case_closed", "case_reopened")
    ] == [1] * 4
