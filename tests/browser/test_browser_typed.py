"""What somebody has typed is not lost, where the focus was it stays, and paper shows what the screen folds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from engine.testing import PASSWORD, Story

READY = 'html[data-ready="1"]'


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUFWEG_DOCUMENTS", str(tmp_path / "documents"))


def _claimed(story: Story, visit: Callable[..., Page], device: str = "desk") -> Page:
    page = visit("ada", f"/aufgaben/{story.task('pruefen').id}", device)
    page.get_by_role("button", name="Aufgabe übernehmen").click()
    expect(page.get_by_label("Monatliches Einkommen")).to_be_visible()
    return page


def test_without_scripts_a_file_far_too_large_leaves_every_field_as_it_was(
    story: Story, visit: Callable[..., Page], tmp_path: Path
) -> None:
    page = _claimed(story, visit, "no scripts")
    large = tmp_path / "gescannt.pdf"
    with large.open("wb") as file:
        file.write(b"%PDF-1.7")
        file.truncate(80 * 1024 * 1024)
    page.get_by_label("Monatliches Einkommen").fill("1.234,56")
    page.get_by_label("Identität").select_option("offen")
    page.get_by_role("checkbox", name="Lohnabrechnungen").check()
    page.locator("input[type=file]").first.set_input_files(large)

    page.get_by_role("button", name="Entwurf speichern").last.click()

    expect(page.get_by_role("alert")).to_contain_text("Die Datei ist zu groß. Erlaubt sind höchstens 10 MB.")
    expect(page.get_by_label("Monatliches Einkommen")).to_have_value("1.234,56")
    expect(page.get_by_label("Identität")).to_have_value("offen")
    expect(page.get_by_role("checkbox", name="Lohnabrechnungen")).to_be_checked()


def test_a_claim_on_its_way_keeps_the_focus_and_goes_out_once(
    story: Story, visit: Callable[..., Page]
) -> None:
    page = visit("ada", "/aufgaben")
    page.wait_for_selector(READY)
    sent: list[Route] = []

    def hold(route: Route) -> None:
        sent.append(route)

    page.route("**/uebernehmen", hold)
    button = page.locator("[data-uebernehmen]").first
    button.focus()

    page.keyboard.press("Enter")
    expect(button).to_have_attribute("aria-busy", "true")
    page.keyboard.press("Enter")

    expect(button).to_be_focused()
    expect(button).to_be_disabled()
    assert len(sent) == 1
    sent[0].continue_()
    expect(page.locator("#meldungen")).to_contain_text("übernommen")
    expect(page.locator("[data-zeile] [data-oeffnen]").first).to_be_focused()


def test_the_login_page_asks_nothing_that_is_refused_there(story: Story, visit: Callable[..., Page]) -> None:
    assert story.active() == ("pruefen",)
    page = visit("", "/anmelden")
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    page.wait_for_selector(READY)

    page.get_by_label("Kennung").fill("ada")
    page.get_by_label("Kennwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()

    page.wait_for_url(lambda url: "/anmelden" not in url)
    assert refused == []


def test_paper_shows_derivations_and_no_chooser_of_files(story: Story, visit: Callable[..., Page]) -> None:
    page = _claimed(story, visit)
    steps = page.locator("details.lw-printopen").filter(has=page.locator(".lw-steps, .lw-outline")).first
    inside = steps.locator(".lw-steps, .lw-outline").first
    expect(inside).to_be_hidden()

    page.emulate_media(media="print")

    assert inside.evaluate("(one) => one.checkVisibility() && one.getBoundingClientRect().height > 0")
    for chooser in page.locator("input[type=file]").all():
        expect(chooser).to_be_hidden()
