"""Being away and standing in, by hand: with the keyboard alone, without scripts, on a phone, in English, on paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from engine.commands import absence, task
from engine.commands.absence import Naming
from engine.testing import Story, World


@pytest.fixture
def hers(story: Story, world: World) -> Story:
    """Ada has the task."""
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        task.claim(tx, row.id, row.revision)
    return story


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def _away(world: World) -> None:
    ada, ben = world.people["ada"].account, world.people["ben"].account
    assert ada is not None
    assert ben is not None
    with world.engine.begin(world.people["ada"]) as tx:
        absence.name(tx, ada, Naming(ben, tx.today, date(2026, 11, 25)))
        absence.enter(tx, ada, tx.today, date(2026, 11, 27))


@pytest.mark.parametrize("device", ["desk", "phone"])
def test_the_pages_are_accessible_and_fit(
    hers: Story,
    world: World,
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    device: str,
) -> None:
    ben = world.people["ben"].account
    page = visit("lea", "/vertretung", device)
    for filled in (False, True):
        if filled:
            _away(world)
        for address in (
            "/vertretung",
            "/vertretung/team",
            f"/vertretung/{world.people['ada'].account}",
            f"/vertretung/{ben}",
        ):
            page.goto(address)
            page.evaluate("document.querySelectorAll('main details').forEach(one => one.open = true)")
            assert axe(page) == [], address
            assert _fits(page), address
    page = visit("ben", "/aufgaben?ansicht=vertretung", device)
    for address in ("/aufgaben?ansicht=vertretung", f"/aufgaben/{hers.task('pruefen').id}"):
        page.goto(address)
        assert axe(page) == [], address
        assert _fits(page), address


@pytest.mark.parametrize("device", ["desk", "no scripts"])
def test_somebody_goes_away_a_colleague_does_the_task_and_both_stand_in_the_file(
    hers: Story, world: World, visit: Callable[..., Page], device: str
) -> None:
    page = visit("ada", "/vertretung", device)
    page.get_by_text("Vertretung benennen").first.click()
    page.get_by_role("combobox", name="Wer vertritt").select_option(label="Ben Krüger")
    page.get_by_role("button", name="Vertretung benennen").click()
    expect(page.get_by_role("status").filter(has_text="Die Vertretung ist eingetragen.")).to_be_visible()
    page.locator("#lw-bis").fill("27.11.2026")
    page.get_by_role("button", name="Abwesenheit eintragen").click()
    expect(page.get_by_text("An allen Tagen vertreten.")).to_be_visible()

    page = visit("ben", "/aufgaben", device)
    page.get_by_role("link", name="In Vertretung (1)").click()
    expect(page.get_by_text("für Ada Öztürk")).to_be_visible()
    page.locator("[data-oeffnen]").first.click()
    page.get_by_role("button", name="In Vertretung übernehmen").click()
    expect(page.get_by_text("Sie bearbeiten diese Aufgabe in Vertretung für Ada Öztürk.")).to_be_visible()
    page.goto(f"/akte/{hers.reference}?reiter=verlauf")
    expect(page.get_by_text("i. V. für Ada Öztürk").first).to_be_visible()


def test_an_absence_is_entered_and_taken_back_with_the_keyboard_alone(
    world: World, visit: Callable[..., Page]
) -> None:
    page = visit("ada", "/vertretung")
    page.wait_for_selector('html[data-ready="1"]')
    page.locator("#lw-bis").focus()
    page.keyboard.type("27.11.2026")
    page.keyboard.press("Enter")
    expect(page.get_by_text("jetzt abwesend")).to_be_visible()

    page.get_by_role("button", name="Rückgängig").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Es ist keine Abwesenheit eingetragen.")).to_be_visible()


def test_a_claim_in_the_list_marks_the_row(hers: Story, world: World, visit: Callable[..., Page]) -> None:
    _away(world)
    page = visit("ben", "/aufgaben?ansicht=vertretung")
    page.wait_for_selector('html[data-ready="1"]')

    page.get_by_role("button", name="vertreten").click()

    expect(page.get_by_role("link", name="bearbeiten")).to_be_visible()
    expect(page.get_by_text("i. V. Ben Krüger")).to_be_visible()
    expect(page.get_by_text("für Ada Öztürk")).to_be_visible()


def test_the_calendar_of_a_team_speaks_english_and_prints_without_its_controls(
    hers: Story, world: World, visit: Callable[..., Page]
) -> None:
    _away(world)
    page = visit("lea", "/vertretung/team")
    page.locator(".lw-menu summary").click()
    page.get_by_role("button", name="English").click()

    expect(page.get_by_role("heading", name="Substitution in the team")).to_be_visible()
    expect(page.get_by_text("23.11.2026 to 25.11.2026: Ben Krüger")).to_be_visible()
    expect(page.get_by_text("without a substitute").last).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Open")).to_be_hidden()
    expect(page.locator(".lw-cover")).to_be_visible()
