"""The bell in a browser: it says how much is unread, news once, and can be used by keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from engine import SYSTEM
from engine.execution.notify import Notice, NoticeKind, notify
from engine.testing import Story, World


def tell(world: World, name: str, story: Story | None = None) -> None:
    task = None if story is None else story.task("pruefen").id
    notice = Notice(NoticeKind.DUE, task_id=task, detail={"task": name})
    with world.engine.begin(SYSTEM) as tx:
        notify(tx, [world.people["ada"].account or 0], notice)


def look_again(page: Page) -> None:
    """What the bell does each minute."""
    page.evaluate("htmx.ajax('GET', document.getElementById('glocke').getAttribute('hx-get'), '#glocke')")


def test_the_bell_counts_and_says_what_came_once(
    world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    tell(world, "Alt")
    page = visit("ada")
    page.goto("/aufgaben")
    bell = page.locator("#glocke a")
    expect(bell).to_have_accessible_name("Meldungen, 1 ungelesen")
    tell(world, "Neu")
    bell.focus()

    look_again(page)

    expect(bell).to_have_accessible_name("Meldungen, 2 ungelesen")
    expect(bell).to_be_focused()
    said = page.locator("#meldungen .lw-toast")
    expect(said).to_have_count(1)
    expect(said).to_contain_text("„Neu“ ist fällig.")
    expect(page.locator("#meldungen")).to_have_attribute("aria-live", "polite")
    assert axe(page) == []
    said.get_by_role("button").click()
    look_again(page)
    page.wait_for_load_state("networkidle")
    expect(said).to_have_count(0)


def test_by_keyboard_from_the_bell_to_the_task_and_back(
    world: World, story: Story, visit: Callable[..., Page]
) -> None:
    tell(world, "Antrag prüfen", story)
    page = visit("ada")
    page.goto("/aufgaben")
    page.locator("#glocke a").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Meldungen", exact=True)).to_be_visible()
    page.get_by_role("link", name="„Antrag prüfen“ ist fällig.").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/aufgaben/*")

    expect(page.locator("#glocke a")).to_have_accessible_name("Meldungen, keine ungelesen")


def test_without_scripts_all_is_read_and_taken_back(world: World, visit: Callable[..., Page]) -> None:
    tell(world, "A")
    page = visit("ada", device="no scripts")
    page.goto("/meldungen")

    page.get_by_role("button", name="Alle als gelesen markieren").click()
    expect(page.get_by_text("Nichts Ungelesenes")).to_be_visible()
    page.get_by_role("button", name="Rückgängig").click()

    expect(page.get_by_role("link", name="„A“ ist fällig.")).to_be_visible()
    expect(page.locator("#glocke a")).to_have_accessible_name("Meldungen, 1 ungelesen")
