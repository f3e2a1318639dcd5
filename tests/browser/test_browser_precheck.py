"""The pre-check in a browser: the record of a case entered with the keyboard; without scripts; on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine import Actor, commands
from engine.testing import Story, World


def test_a_clerk_enters_a_record_with_the_keyboard_and_reads_every_title(
    story: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("ada", f"/akte/{story.reference}/vorpruefung")
    assert axe(page) == []

    page.get_by_role("button", name="Zeit hinzufügen").press("Enter")
    page.wait_for_load_state()
    page.locator('[id="residence.0.from"]').focus()
    page.keyboard.type("32.01.2019")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []

    page.get_by_role("alert").get_by_role("link").first.press("Enter")
    wrong = page.locator('[id="residence.0.from"]')
    expect(wrong).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("31.01.2019")
    page.locator('[id="residence.0.status"]').focus()
    page.keyboard.type("Duldung")
    wrong.press("Enter")

    expect(page.get_by_text("die Vorprüfung steht in der Akte")).to_be_visible()
    expect(page.get_by_role("heading", name="§ 25b AufenthG – nachhaltige Integration")).to_be_visible()
    assert axe(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_text("Vorprüfung, keine Entscheidung (§ 35a VwVfG)").first).to_be_visible()
    expect(page.get_by_role("button", name="Drucken")).to_be_hidden()


@pytest.mark.parametrize("device", ["phone", "no scripts"])
def test_rows_and_results_need_neither_a_wide_screen_nor_scripts(
    story: Story, visit: Callable[..., Page], device: str
) -> None:
    page = visit("ada", "/vorpruefung?beispiel=1", device)

    page.get_by_role("button", name="Zeit hinzufügen").click()
    expect(page.locator('[id="residence.2"]')).to_be_visible()
    page.get_by_role("button", name=re.compile("Entfernen.*Zeit 2")).click()
    expect(page.locator('[id="residence.2"]')).to_have_count(0)
    page.get_by_role("button", name="Prüfen", exact=True).last.click()

    expect(page.get_by_text("Vorprüfung, keine Entscheidung.")).to_be_visible()
    if device == "phone":
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_re_evaluation_runs_and_is_read(
    world: World, story: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    ada: Actor = world.people["ada"]
    person = {
        "version": 1,
        "birth": "1990-05-17",
        "residence": [{"from": "2019-03-01", "status": "toleration"}],
    }
    with world.engine.begin(ada) as tx:
        commands.precheck.save(tx, story.reference, person, 0)
    page = visit("adam", "/vorpruefung/aenderungen")
    assert axe(page) == []

    page.get_by_label("was an zwei Tagen über das Recht bekannt war").check()
    page.get_by_label("Wissensstand vorher").fill("01.01.2005")
    page.get_by_role("button", name="Neubewertung starten").press("Enter")
    expect(page.get_by_text("0 von 1 Fällen")).to_be_visible()
    world.work_off()
    page.reload()

    expect(page.get_by_text("1 von 1 Fällen")).to_be_visible()
    expect(page.get_by_role("cell", name=story.reference).first).to_be_visible()
    assert axe(page) == []
