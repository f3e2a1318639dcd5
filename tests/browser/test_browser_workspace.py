"""The workspace in a browser: saves by itself, loses nothing; a process is drawn and run by mouse and by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Protocol

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands, queries
from engine.testing import AGS, Story, World


@pytest.fixture
def draft(story: Story, world: World) -> int:
    """A draft of the process in force, with a note beside its models."""
    with world.engine.begin(world.people["olga"]) as tx:
        made = commands.definition.begin_draft(tx, 1)
        commands.bundle.save(tx, made, {"NOTIZ.md": b"Erste Zeile\n"}, 1)
        return made


def _ready(page: Page) -> Page:
    page.wait_for_selector('html[data-ready="1"]')
    return page


def _file(world: World, version: int, path: str) -> bytes:
    with world.engine.begin(SYSTEM) as tx:
        return queries.draft.files(tx, version)[path]


def _saved(page: Page) -> None:
    expect(page.get_by_text("Gespeichert ", exact=False).first).to_be_visible()
    expect(page.locator('[data-geaendert="1"]')).to_have_count(0)


def test_each_editor_opens_saves_by_itself_and_tells_the_findings_of_all_files(
    draft: int, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = _ready(visit("olga", f"/modellierung/{draft}/datei/forms/antrag.form"))
    assert axe(page) == []
    page.locator(".fjs-form-field").first.click()
    page.locator(".fjs-context-pad-item").first.click()
    _saved(page)
    assert b'"key": "eingang"' not in _file(world, draft, "forms/antrag.form")

    _ready(page.goto(f"/modellierung/{draft}/datei/vorpruefung_titel.dmn") and page)
    page.locator("td.output-cell").first.click()
    page.keyboard.type("kaputt(")
    page.keyboard.press("Tab")
    _saved(page)
    assert b"kaputt(" in _file(world, draft, "vorpruefung_titel.dmn")
    expect(page.get_by_role("heading", name="Prüfung:")).to_be_visible()

    _ready(page.goto(f"/modellierung/{draft}/datei/NOTIZ.md") and page)
    page.get_by_label("Inhalt von NOTIZ.md").fill("Zweite Zeile\n")
    expect(page.locator(".lw-code__numbers")).to_have_text("1\n2")
    page.get_by_role("link", name="titelantrag.bpmn").click()  # saves before it leaves
    page.wait_for_url(lambda url: "NOTIZ" not in url)
    _ready(page)
    assert _file(world, draft, "NOTIZ.md") == b"Zweite Zeile\n"
    expect(page.get_by_text("vorpruefung_titel.dmn:")).to_be_visible()


def test_one_finding_or_all_are_mended_by_a_click_and_undone_like_any_change(
    draft: int, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    right = _file(world, draft, "titelantrag.bpmn")
    wrong, number = re.subn(
        rb"<((?:\w+:)?(?:exclusive|parallel)Gateway) ", rb'<\1 gatewayDirection="Mixed" ', right
    )
    assert number > 1
    with world.engine.begin(world.people["olga"]) as tx:
        revision = queries.definition.version(tx, draft).row.revision
        commands.bundle.save(tx, draft, {"titelantrag.bpmn": wrong}, revision)
    page = _ready(visit("olga", f"/modellierung/{draft}"))
    item = page.locator(".lw-modeler__findings li", has_text="gateway-direction")
    expect(item.first.get_by_role("link", name="Warum? Regel gateway-direction")).to_be_visible()
    assert axe(page) == []

    item.first.get_by_role("button", name="Beheben").click()

    expect(item).to_have_count(number - 1)
    page.get_by_role("button", name="Rückgängig").click()
    expect(item).to_have_count(number)
    together = page.locator("details", has_text=f"{number} Befunde lassen sich sicher beheben")
    together.locator("summary").click()
    expect(together.get_by_text("„gatewayDirection“ entfällt.")).to_have_count(number)
    page.get_by_role("button", name="Alles beheben").click()
    expect(item).to_have_count(0)
    _saved(page)
    assert b"gatewayDirection" not in _file(world, draft, "titelantrag.bpmn")
    page.get_by_role("button", name="Rückgängig").click()
    expect(item).to_have_count(number)


def test_names_entries_and_crosses_are_mended_too(
    draft: int, world: World, visit: Callable[..., Page]
) -> None:
    right = _file(world, draft, "titelantrag.bpmn")
    wrong = right.replace(b"</bpmn:process>", b'</bpmn:process><bpmn:message id="m_nie" name="nie" />')
    wrong = re.sub(rb'(<bpmn:userTask id="\w+" name=")', rb"\1  ", wrong, count=1)
    assert wrong.count(b"m_nie") == 1
    with world.engine.begin(world.people["olga"]) as tx:
        revision = queries.definition.version(tx, draft).row.revision
        commands.bundle.save(tx, draft, {"titelantrag.bpmn": wrong}, revision)
    page = _ready(visit("olga", f"/modellierung/{draft}"))
    entry = page.locator(".lw-modeler__findings li", has_text="declaration-unused")
    name = page.locator(".lw-modeler__findings li", has_text="name-typography")
    expect(entry).to_have_count(1)

    entry.get_by_role("button", name="Beheben").click()
    expect(entry).to_have_count(0)
    page.get_by_role("button", name="Rückgängig").click()
    expect(entry).to_have_count(1)
    together = page.locator("details", has_text="2 Befunde lassen sich sicher beheben")
    together.locator("summary").click()
    expect(together.get_by_text("Der Eintrag entfällt.")).to_be_visible()
    page.get_by_role("button", name="Alles beheben").click()

    expect(entry.or_(name)).to_have_count(0)
    _saved(page)
    after = _file(world, draft, "titelantrag.bpmn")
    assert b"m_nie" not in after
    assert re.findall(rb'<bpmn:userTask id="\w+" name="[^"]+"', after) == re.findall(
        rb'<bpmn:userTask id="\w+" name="[^"]+"', right
    )


def test_of_two_tabs_the_slower_one_is_told_and_loses_nothing(
    draft: int, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    address = f"/modellierung/{draft}/datei/NOTIZ.md"
    faster, slower = _ready(visit("olga", address)), _ready(visit("olga", address))
    faster.get_by_label("Inhalt von NOTIZ.md").fill("schneller\n")
    faster.get_by_role("button", name="Speichern", exact=True).click()
    _saved(faster)

    slower.get_by_label("Inhalt von NOTIZ.md").fill("langsamer\n")
    slower.get_by_role("button", name="Speichern", exact=True).click()

    expect(slower.get_by_role("alert")).to_contain_text("Olga Jäger hat „NOTIZ.md“ am ")
    assert axe(slower) == []
    with slower.context.expect_page() as opened:
        slower.get_by_role("link", name="Ansehen, was geändert wurde").click()
    expect(opened.value.get_by_text("schneller")).to_be_visible()
    assert axe(opened.value) == []
    slower.get_by_role("button", name="Als eigenen Entwurf speichern").click()
    link = slower.get_by_role("link", name="öffnen")
    expect(link).to_be_visible()
    own = int((link.get_attribute("href") or "").split("/")[2])
    assert _file(world, own, "NOTIZ.md") == b"langsamer\n"
    assert _file(world, draft, "NOTIZ.md") == b"schneller\n"

    slower.get_by_label("Inhalt von NOTIZ.md").fill("doch hier\n")
    slower.get_by_role("button", name="Speichern", exact=True).click()
    slower.get_by_role("button", name="Meine Fassung speichern").click()
    _saved(slower)
    assert _file(world, draft, "NOTIZ.md") == b"doch hier\n"


def test_without_a_network_and_after_the_session_the_work_stays_and_is_saved_later(
    draft: int, world: World, visit: Callable[..., Page]
) -> None:
    page = _ready(visit("olga", f"/modellierung/{draft}/datei/NOTIZ.md"))
    text = page.get_by_label("Inhalt von NOTIZ.md")
    page.context.set_offline(True)
    text.fill("unterwegs\n")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Der Server ist nicht erreichbar.")
    page.context.set_offline(False)
    _saved(page)
    assert _file(world, draft, "NOTIZ.md") == b"unterwegs\n"

    cookies = page.context.cookies()
    page.context.clear_cookies()
    text.fill("abgemeldet\n")
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Ihre Sitzung ist abgelaufen.")
    expect(text).to_have_value("abgemeldet\n")
    page.context.add_cookies(cookies)
    page.get_by_role("button", name="Noch einmal speichern").click()
    _saved(page)
    assert _file(world, draft, "NOTIZ.md") == b"abgemeldet\n"


class Watched(Protocol):
    """What went wrong on the pages of a test."""

    faults: list[str]


def test_a_hostile_diagram_opens_as_text_and_says_what_is_wrong(
    draft: int, world: World, visit: Callable[..., Page], watch: Watched
) -> None:
    bomb = b'<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><definitions>&b;</definitions>'
    with world.engine.begin(world.people["olga"]) as tx:
        commands.bundle.save(tx, draft, {"titelantrag.bpmn": bomb}, 2)

    page = _ready(visit("olga", f"/modellierung/{draft}"))

    expect(page.get_by_text("Das Diagramm kann nicht geöffnet werden.")).to_be_visible()
    assert [fault.split(" Error:")[0] for fault in watch.faults] == ["warning: laufweg: diagram not opened"]
    watch.faults.clear()
    expect(page.get_by_text("Die Datei ist gespeichert, wie sie kam.", exact=False)).to_be_visible()
    page.get_by_role("link", name="Als Text öffnen").click()
    page.wait_for_url(re.compile("ansicht=text"))
    _ready(page)
    expect(page.get_by_label("Inhalt von titelantrag.bpmn")).to_have_value(bomb.decode())


def _run(world: World, key: str, task: str, end: str) -> None:
    """Adopt the drawn process and take a case through it."""
    with world.engine.begin(SYSTEM) as tx:
        version = next(one for one in queries.definition.overview(tx) if one.key == key).versions[0]
    assert version.error_count == 0
    with world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, version.id, "05334", date(2026, 11, 23), "TOP 1")
    story = world.open(key, {}, AGS)
    (element,) = story.active()
    assert story.task(element).name == task
    story.complete(element)
    story.has_ended_at(end)


def test_a_process_is_drawn_from_nothing_by_mouse_and_run(world: World, visit: Callable[..., Page]) -> None:
    page = visit("olga", "/modellierung/neu")
    page.get_by_label("Name des Ablaufs").fill("Wohnungssuche")
    page.get_by_label("Schlüssel").fill("wohnungssuche")
    page.get_by_label("Leer, nur mit dem Beginn").check()
    page.get_by_role("button", name="Ablauf beginnen").click()
    _ready(page)
    page.locator('[data-element-id="beginn"] .djs-hit').first.click()
    page.locator(".djs-context-pad").get_by_title("Benutzeraufgabe anfügen").click()
    page.keyboard.type("Angebote am Markt suchen")  # every letter of which is a key of the drawing, too
    page.keyboard.press("Enter")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Angebote am Markt suchen")
    _name(page, "Wohnung suchen")
    page.get_by_label("Zuständige Stelle").select_option("Ausländerbehörde")
    page.locator(".djs-context-pad").get_by_title("Endereignis anfügen").click()
    _name(page, "Gefunden")
    page.get_by_role("button", name="Speichern", exact=True).click()
    _saved(page)

    _run(world, "wohnungssuche", "Wohnung suchen", "Gefunden")


def _name(page: Page, name: str) -> None:
    page.keyboard.press("Escape")  # the field on the drawing that opens after appending
    field = page.get_by_label("Name", exact=True)
    field.fill(name)
    field.press("Tab")


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has that name has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        said = page.evaluate(
            "() => { const one = document.activeElement; return (one.getAttribute('aria-label') || one.labels?.[0]"
            "?.textContent || one.textContent || '').trim() }"
        )
        if said == name or (name.endswith("…") and said.startswith(name[:-1])):
            return
    raise AssertionError(f"Expected to reach {name} by Tab")


def test_a_process_is_drawn_from_nothing_by_keyboard_and_run(
    world: World, visit: Callable[..., Page]
) -> None:
    page = visit("olga", "/modellierung/neu")
    keyboard = page.keyboard
    _tab_to(page, "Name des Ablaufs")
    keyboard.type("Wohnungssuche")
    _tab_to(page, "Schlüssel")
    keyboard.type("wohnungssuche")
    keyboard.press("Tab")
    keyboard.press("ArrowDown")  # from one task to empty
    _tab_to(page, "Ablauf beginnen")
    keyboard.press("Enter")
    _ready(page)

    _tab_to(page, "Alle Elemente…")
    keyboard.press("Enter")
    _tab_to(page, "Beginn")
    keyboard.press("Enter")  # the form of the element has the focus
    _append(page, "Benutzeraufgabe", "Wohnung suchen")
    _tab_to(page, "Zuständige Stelle")
    keyboard.type("Ausländerbehörde")  # the first letters choose
    _append(page, "Endereignis", "Gefunden")
    keyboard.press("Control+s")
    _saved(page)

    _run(world, "wohnungssuche", "Wohnung suchen", "Gefunden")


def _append(page: Page, kind: str, name: str) -> None:
    _tab_to(page, "Neuer Schritt")
    page.keyboard.type(kind)
    _tab_to(page, "Anfügen")
    page.keyboard.press("Enter")
    expect(page.locator("#feld-name")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(name)
    page.keyboard.press("Tab")


def test_a_scenario_is_recorded_beside_the_diagram_and_what_it_touches_is_painted_on_it(
    draft: int, visit: Callable[..., Page], world: World
) -> None:
    page = _ready(visit("olga", f"/modellierung/{draft}"))
    panel = page.locator(".lw-szenarien")

    page.get_by_role("button", name="Szenarien", exact=True).click()
    panel.get_by_role("link", name="Szenario aufnehmen").click()
    panel.get_by_label("Name des Szenarios").fill("Im Diagramm aufgenommen")
    panel.get_by_role("button", name="Beginnen").click()
    expect(panel.locator("[data-fehlerliste]")).to_be_focused()
    panel.locator("[name=eingang]").fill("23.11.2026")
    panel.locator("[name=monate]").fill("12")
    panel.get_by_role("button", name="Beginnen").click()
    expect(panel.get_by_role("heading", name="Im Diagramm aufgenommen")).to_be_visible()
    expect(page.locator(".djs-container .lw-m-aktiv").first).to_be_attached()
    panel.get_by_role("link", name="Alle Szenarien").click()
    expect(panel.get_by_text("alle bestanden")).to_be_visible()
    expect(page.locator(".djs-container .lw-m-ungeprueft.djs-connection").first).to_be_attached()

    page.get_by_role("button", name="Zurück zu den Eigenschaften").click()
    expect(page.locator(".djs-container .lw-m-ungeprueft")).to_have_count(0)
    with world.engine.begin(SYSTEM) as tx:
        assert "scenarios/01_aufnahme.yaml" in queries.draft.files(tx, draft)
