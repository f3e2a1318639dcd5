"""A day with a case file: read it tab by tab, write a note, give a task, stop the case and let it go on, close it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine import commands
from engine.feel import context_from_python
from engine.testing import Story, World
from web.case_tabs import TABS

LIBRARY = Path(__file__).parents[2] / "processes"
Axe = Callable[[Page], list[str]]


@pytest.fixture
def with_tasks(world: World, story: Story) -> Story:
    folder = LIBRARY / "einzelaufgabe"
    kinds = (".bpmn", ".form", ".toml")
    files = {
        str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.suffix in kinds
    }
    world.deploy(files)
    return story


def test_every_tab_is_reached_by_its_link_and_by_keyboard(
    story: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    page = visit("ada", f"/akte/{story.reference}")
    tabs = page.get_by_role("navigation", name="Teile der Akte").get_by_role("link")

    for number, one in enumerate(TABS):
        if one.read is None:
            continue
        tabs.nth(number).focus()
        page.keyboard.press("Enter")
        expect(tabs.nth(number)).to_have_attribute("aria-current", "page")
        expect(page.get_by_role("heading", level=1)).to_have_text("Muster, Maryam")
        assert axe(page) == []


def test_a_day_with_a_case_file(with_tasks: Story, visit: Callable[..., Page], axe: Axe) -> None:
    address = f"/akte/{with_tasks.reference}"
    page = visit("ada", f"{address}?reiter=notizen")
    page.get_by_label("Notiz", exact=True).fill("Die Person ruft morgen an.")
    page.get_by_role("button", name="Notiz speichern").click()
    expect(page.locator(".lw-notes")).to_contain_text("Die Person ruft morgen an.")
    page.get_by_text("Berichtigen").click()
    page.get_by_label("Neuer Wortlaut").fill("Die Person ruft übermorgen an.")
    page.get_by_role("button", name="Berichtigung speichern").click()
    expect(page.get_by_text("1 frühere Fassung")).to_be_visible()
    assert axe(page) == []

    page.get_by_role("link", name="Aufgaben").last.click()
    page.get_by_role("link", name="Aufgabe anlegen").click()
    page.get_by_label("Was ist zu tun?").fill("Mietvertrag anfordern")
    page.get_by_label("Beschreibung").fill("Bringt ihn am Montag mit.")
    page.get_by_label("Wer soll es tun?").select_option("Ausländerbehörde")
    page.get_by_label("Wer bekommt das Ergebnis?").select_option("Ausländerbehörde")
    assert axe(page) == []
    page.get_by_role("button", name="Aufgabe anlegen").click()
    tasks = page.get_by_role("region", name="Offene Aufgaben")
    expect(tasks.get_by_role("link", name="Mietvertrag anfordern")).to_be_visible()

    page.get_by_role("link", name="Verlauf", exact=True).click()
    page.get_by_label("Text").fill("Ablauf „Einzelaufgabe“")
    page.get_by_role("button", name="Filtern").click()
    expect(page.get_by_text("Ablauf „Einzelaufgabe“ von Hand gestartet")).to_be_visible()
    expect(page.get_by_text("Fall eröffnet")).to_have_count(0)


def test_who_leads_stops_the_case_lets_it_go_on_and_closes_it(
    story: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    page = visit("lea", f"/akte/{story.reference}")

    page.get_by_role("link", name="Fall anhalten").click()
    page.get_by_role("button", name="Fall anhalten").click()
    expect(page.locator("[data-fehlerliste] a")).to_have_attribute("href", "#lw-grund")
    assert axe(page) == []
    page.get_by_label("Grund").fill("Klinik bis Januar")
    page.get_by_role("button", name="Fall anhalten").click()
    expect(page.locator(".lw-pagehead__meta")).to_contain_text("angehalten seit")
    page.get_by_role("link", name="Fall fortsetzen").click()
    page.get_by_label("Grund").fill("Entlassen")
    page.get_by_role("button", name="Fall fortsetzen").click()
    page.get_by_role("link", name="Fall schließen").click()
    expect(page.get_by_text("Was dann abgebrochen wird")).to_be_visible()
    assert axe(page) == []
    page.get_by_label("Wie endet der Fall?").select_option("weggezogen")
    page.get_by_label("Grund").fill("Nach Köln")
    page.get_by_role("button", name="Fall schließen").click()

    expect(page.get_by_text("Der Fall ist beendet: weggezogen.")).to_be_visible()
    story.has_ended_at("weggezogen")


def test_several_runs_of_a_process_are_told_apart_and_each_is_a_link_away(
    with_tasks: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    world = with_tasks.world
    given = context_from_python({"eingang": world.clock.moment.date(), "monate": 60})
    with world.engine.begin(world.people["ada"]) as tx:
        for _ in range(2):
            commands.case_process.begin(tx, with_tasks.reference, "titelantrag", given)
    page = visit("ada", f"/akte/{with_tasks.reference}?reiter=ablaeufe")
    assert axe(page) == []

    page.get_by_role("table", name="Abläufe des Falls").get_by_role("link").nth(2).focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(r"lauf=\d+#lauf$"))
    expect(page.locator("#lauf")).to_be_focused()
    expect(page.get_by_role("region", name="Der Ablauf in Worten")).to_have_count(1)
    assert axe(page) == []
