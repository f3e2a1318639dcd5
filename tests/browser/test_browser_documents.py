"""Documents in a browser: handed in by keyboard, looked at in a frame that is shut, at a task with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from engine.testing import Story, World
from tests.documents.conftest import pdf, picture

Visit = Callable[..., Page]
Axe = Callable[[Page], list[str]]
LIST = "/akte/KIM-2026-000001/dokumente"
PASSPORT: FilePayload = {"name": "Pass.pdf", "mimeType": "application/pdf", "buffer": pdf()}
PHOTO: FilePayload = {"name": "Foto.png", "mimeType": "image/png", "buffer": picture("PNG")}
PROGRAM: FilePayload = {"name": "x.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(99)}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, story: Story) -> None:
    monkeypatch.setenv("LAUFWEG_DOCUMENTS", str(tmp_path / "documents"))
    assert story.reference == "KIM-2026-000001"


@pytest.mark.parametrize("device", ["desk", "phone", "no scripts"])
def test_documents_are_handed_in_and_looked_at(visit: Visit, device: str) -> None:
    page = visit("ada", LIST, device)
    page.get_by_label("Datei").set_input_files([PHOTO, PASSPORT])
    page.get_by_role("button", name="Hinzufügen").click()

    expect(page.get_by_text("„Foto.png“ ist in der Akte.")).to_be_visible()
    page.get_by_role("link", name="Foto", exact=True).click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("img")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_every_page_of_a_document_is_accessible(visit: Visit, axe: Axe) -> None:
    page = visit("ada", LIST)
    assert axe(page) == []
    page.get_by_label("Datei").set_input_files([PHOTO, PROGRAM])
    page.get_by_role("button", name="Hinzufügen").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []

    page.goto(f"{LIST}/1")
    # what a browser makes of a picture has no page of ours around it
    page.locator("iframe").evaluate("frame => frame.remove()")
    assert axe(page) == []
    page.goto("/akte/KIM-2026-000001/auszug")
    assert axe(page) == []
    page.goto("/akte/KIM-2026-000001/auszug/druck")
    assert axe(page) == []


def test_a_file_that_is_too_large_is_told_before_it_is_sent(visit: Visit, tmp_path: Path) -> None:
    large = tmp_path / "gross.pdf"
    large.write_bytes(b"%PDF-1.7\n" + bytes(10 * 1024 * 1024))
    page = visit("ada", LIST)

    page.get_by_label("Datei").set_input_files(large)

    expect(page.locator("#meldungen")).to_contain_text("„gross.pdf“ ist größer als 10 MB")
    assert page.get_by_label("Datei").evaluate("field => field.files.length") == 0


def test_at_a_task_by_keyboard_with_what_was_typed(
    story: Story, world: World, visit: Visit, axe: Axe
) -> None:
    page = visit("ada", f"/aufgaben/{story.task('pruefen').id}")
    page.get_by_role("button", name="Aufgabe übernehmen").click()
    text = page.locator("#aufgabe textarea").first
    text.fill("Noch offen: Mietvertrag")
    page.locator("#dokumente ~ details summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Datei")).to_be_focused()
    page.get_by_label("Datei").set_input_files(PASSPORT)
    assert axe(page) == []
    page.get_by_role("button", name="Hinzufügen").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="Pass", exact=True)).to_be_visible()
    expect(page.locator("#aufgabe textarea").first).to_have_value("Noch offen: Mietvertrag")
    assert world.here


def test_an_export_appears_by_itself_and_is_fetched(world: World, visit: Visit) -> None:
    page = visit("ada", "/akte/KIM-2026-000001/auszug")
    page.get_by_role("button", name="Als ZIP erstellen").click()
    expect(page.get_by_text("wird erstellt").last).to_be_visible()

    world.work_off()

    link = page.get_by_role("link", name="ZIP herunterladen")
    expect(link).to_be_visible()
    with page.expect_download() as fetched:
        link.click()
    assert fetched.value.suggested_filename == "Akte-KIM-2026-000001-2026-11-23.zip"
