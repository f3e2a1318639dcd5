"""What the mouse draws, drawn by the keyboard: flows, lanes, what is attached; and expressions that a click mends."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, bpmn, commands, queries
from engine.bpmn import Cancel, Conditional, Graph
from engine.bpmn.model import Kind
from engine.feel import compile_expression
from engine.testing import Story, World
from tests.browser.conftest import Visit

FILE = "titelantrag.bpmn"


@pytest.fixture
def draft(story: Story, world: World) -> int:
    """A draft of the process in force."""
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.definition.begin_draft(tx, 1)


def _open(visit: Visit, version: int) -> Page:
    page = visit("olga", f"/modellierung/{version}")
    page.wait_for_selector('html[data-ready="1"]')
    page.get_by_text("Alle Elemente").first.click()
    return page


def _saved(page: Page, world: World, version: int, file: str = FILE) -> bytes:
    page.get_by_role("button", name="Speichern", exact=True).click()
    expect(page.locator("#modeler")).not_to_have_attribute("data-geaendert", "1")
    with world.engine.begin(SYSTEM) as tx:
        return queries.draft.files(tx, version)[file]


def _read(page: Page, world: World, version: int) -> Graph:
    checked = bpmn.read(_saved(page, world, version), FILE)
    assert checked.graphs, [str(one) for one in checked.findings]
    return checked.graphs[0]


def _end(written: bytes, flow: str) -> str:
    found = re.search(rf'<bpmn:sequenceFlow id="{flow}"[^>]* targetRef="([^"]*)"', written.decode())
    assert found is not None
    return found[1]


def _element(page: Page, name: str) -> None:
    page.locator(".lw-modeler__elements").get_by_role("button", name=name, exact=True).press("Enter")
    expect(page.locator("#feld-name")).to_be_focused()


def _press(page: Page, name: str) -> None:
    page.locator(".lw-modeler__panel").get_by_role("button", name=name, exact=True).press("Enter")


def _step_up(page: Page, group: str | None, label: str) -> int:
    """Presses the arrow key of a field of numbers; what stands there then."""
    if group:
        page.locator(".lw-modeler__panel summary", has_text=group).press("Enter")
    field = page.get_by_label(label, exact=True)
    before = int(field.input_value())
    field.press("ArrowUp")
    after = int(field.input_value())
    assert after > before
    return after


def _size_and_bend(page: Page) -> list[str]:
    """What is drawn at a border or along a line, by the arrow keys of a field, which says where it must end; as it
    is to stand in the file.
    """
    _element(page, "Ausländerbehörde")
    height = _step_up(page, "Größe und Lage", "Höhe")
    page.get_by_label("Höhe", exact=True).fill("20")
    page.get_by_label("Höhe", exact=True).press("Tab")
    expect(page.locator(".lw-modeler__fault")).to_contain_text("damit alles hineinpasst")
    _element(page, "Wohnungssuche")
    width = _step_up(page, None, "Breite")  # the group stays open
    left = _step_up(page, None, "Abstand von links")
    _element(page, "Sequenzfluss zu Wohnung suchen")
    page.get_by_text("Knicke", exact=True).click()
    known = page.locator(".lw-zeilen tbody tr").count()
    _press(page, "Knicke der Linie: Zeile hinzufügen")
    bend = _step_up(page, None, f"Knicke der Linie, Von oben {known + 1}")
    return [
        rf'<dc:Bounds x="{left}" y="\d+" width="{width}" height="\d+" />',
        rf'<dc:Bounds x="\d+" y="\d+" width="\d+" height="{height}" />',
        rf'<di:waypoint x="\d+" y="{bend}" />',
    ]


def test_flows_are_found_led_elsewhere_deleted_and_drawn_by_the_keyboard(
    draft: int, world: World, visit: Visit, axe: Callable[[Page], list[str]]
) -> None:
    page = _open(visit, draft)
    before = _read(page, world, draft)
    flow = next(one for one in before.flows.values() if before.nodes[one.source].kind is Kind.START_EVENT)
    source, target = before.nodes[flow.source], before.nodes[flow.target]
    _element(page, source.label)
    way = page.locator(f"#fluss-{flow.id}")
    expect(way).to_have_accessible_name(
        f"Sequenzfluss {flow.name or f'{source.label} → {target.label}'} öffnen"
    )
    assert axe(page) == []

    way.press("Enter")
    expect(page.locator("#feld-name")).to_be_focused()
    expect(page.get_by_label("Von", exact=True)).to_have_value(flow.source)
    others = (
        page.get_by_label("Nach", exact=True)
        .locator("option")
        .evaluate_all("all => all.map((one) => one.value)")
    )
    other = next(one for one in others if one not in (flow.source, flow.target))
    assert before.nodes[other].kind is not Kind.START_EVENT
    page.get_by_label("Nach", exact=True).select_option(other)
    written = _saved(page, world, draft)
    assert _end(written, flow.id) == other
    page.locator("#feld-name").press("Control+z")
    expect(page.get_by_label("Nach", exact=True)).to_have_value(flow.target)

    _press(page, "Sequenzfluss löschen")
    expect(page.locator("#modeler-titel")).to_have_text(source.label)
    expect(page.locator("#feld-name")).to_be_focused()
    page.get_by_label("Vorhandener Schritt").select_option(target.id)
    _press(page, "Verbinden")
    expect(page.locator(".lw-modeler__flows li button", has_text=target.label)).to_have_count(1)
    after = _read(page, world, draft)
    assert flow.id not in after.flows
    assert target.id in {after.flows[one.id].target for one in after.nodes[source.id].outgoing}


def test_a_pool_with_lanes_is_drawn_and_a_step_laid_into_one_by_the_keyboard(
    world: World, visit: Visit, axe: Callable[[Page], list[str]]
) -> None:
    page = visit("olga", "/modellierung/neu")
    page.get_by_label("Name des Ablaufs").fill("Wohnungssuche")
    page.get_by_label("Schlüssel").fill("wohnungssuche")
    page.get_by_label("Leer, nur mit dem Beginn").check()
    page.get_by_role("button", name="Ablauf beginnen").press("Enter")
    page.wait_for_url(re.compile(r"/modellierung/\d+"))
    page.wait_for_selector('html[data-ready="1"]')
    version = int(page.url.rpartition("/")[2].partition("?")[0])
    _press(page, "Pool um den Ablauf legen")
    expect(page.locator("#feld-name")).to_be_focused()
    expect(page.locator("#feld-name")).to_have_value("Wohnungssuche")
    _press(page, "In zwei Bahnen teilen")
    expect(page.locator(".lw-modeler__kind")).to_have_text("Bahn")
    page.keyboard.type("Case Management")
    _press(page, "Bahn darunter einfügen")
    expect(page.locator("#feld-name")).to_have_value("")
    expect(page.locator("#feld-name")).to_be_focused()
    page.keyboard.type("Ausländerbehörde")
    page.keyboard.press("Tab")

    page.get_by_text("Alle Elemente").first.click()
    _element(page, "Beginn")
    page.get_by_label("Neuer Schritt").select_option("Benutzeraufgabe")
    _press(page, "Anfügen")
    expect(page.locator("#feld-name")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Wohnung suchen")
    page.keyboard.press("Tab")
    page.get_by_label("Bahn", exact=True).select_option("Ausländerbehörde")
    page.get_by_label("Angeheftetes Ereignis").select_option("Nachricht anheften")
    _press(page, "Anheften")
    expect(page.locator(".lw-modeler__kind")).to_have_text("Angeheftetes Ereignis (Nachricht)")
    page.get_by_label("Name der Nachricht").fill("gefunden")
    page.get_by_label("Name der Nachricht").press("Tab")
    # a step that follows none goes into the process, too
    page.locator(".djs-container > svg").press("n")
    page.keyboard.type("Zwischenereignis ohne")
    page.keyboard.press("Enter")
    expect(page.locator(".lw-modeler__kind")).to_have_text("Auslösendes Zwischenereignis")
    page.locator("#feld-name").fill("Abgewartet")
    page.locator("#feld-name").press("Tab")
    expect(page.locator(".lw-elements li", has_text="Abgewartet")).to_contain_text("in „Case Management“")
    assert axe(page) == []

    drawn = _size_and_bend(page)
    written = _saved(page, world, version, "wohnungssuche.bpmn")
    for one in drawn:
        assert re.search(one, written.decode()), one
    assert b'processRef="wohnungssuche"' in written
    assert b'<bpmn:process id="wohnungssuche" name="Wohnungssuche" isExecutable="true">' in written
    (lane,) = (
        part for part in written.split(b"<bpmn:lane ") if b'name="Ausl\xc3\xa4nderbeh\xc3\xb6rde"' in part
    )
    assert lane.count(b"<bpmn:flowNodeRef>") == 2
    collaboration, _, process = written.partition(b"</bpmn:collaboration>")
    assert b"Abgewartet" in process
    assert b"Abgewartet" not in collaboration


def test_a_transaction_is_cancelled_and_the_event_heard_at_its_edge(
    draft: int, world: World, visit: Visit
) -> None:
    page = _open(visit, draft)
    _element(page, "Unterlagen prüfen")
    assert "Abbruch anheften" not in page.get_by_label("Angeheftetes Ereignis").inner_text()
    assert "Endereignis Abbruch" not in page.get_by_label("Neuer Schritt").inner_text()
    _element(page, "Verfahren beginnt")
    page.get_by_label("Neuer Schritt").select_option("Transaktion")
    _press(page, "Anfügen")
    expect(page.locator(".lw-modeler__kind")).to_have_text("Transaktion")
    transaction = page.locator("#feld-id").input_value()
    page.locator(".lw-modeler__elements button", has_text="Event_").press("Enter")
    page.get_by_label("Neuer Schritt").select_option("Endereignis Abbruch")
    _press(page, "Anfügen")
    expect(page.locator(".lw-modeler__kind")).to_contain_text("Endereignis")
    cancels = page.locator("#feld-id").input_value()
    _element(page, transaction)
    page.get_by_label("Angeheftetes Ereignis").select_option("Abbruch anheften")
    _press(page, "Anheften")
    expect(page.locator(".lw-modeler__kind")).to_have_text("Angeheftetes Ereignis (Abbruch)")
    heard = page.locator("#feld-id").input_value()
    assert "Endereignis Abbruch" not in page.get_by_label("Neuer Schritt").inner_text()
    page.get_by_label("Neuer Schritt").select_option("Endereignis")
    _press(page, "Anfügen")
    _element(page, transaction)
    page.get_by_label("Neuer Schritt").select_option("Endereignis")
    _press(page, "Anfügen")

    graph = _read(page, world, draft)
    assert graph.nodes[transaction].kind is Kind.TRANSACTION
    assert graph.nodes[heard].events == (Cancel(),)
    assert graph.nodes[cancels].events == (Cancel(),)
    assert graph.nodes[cancels].scope == transaction


def test_an_event_sub_process_can_begin_with_a_condition(draft: int, world: World, visit: Visit) -> None:
    page = _open(visit, draft)
    page.locator(".djs-container > svg").press("n")
    page.keyboard.type("Ereignis-Teilprozess")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    scope = page.locator("#feld-id").input_value()
    page.locator(".lw-modeler__elements button", has_text="Event_").press("Enter")
    page.get_by_title("Art ändern").click()
    page.get_by_text("Startereignis Bedingung", exact=True).click()
    page.get_by_label("Bedingung", exact=True).fill("monate > 6")
    page.get_by_label("Bedingung", exact=True).press("Tab")
    begin = page.locator("#feld-id").input_value()
    page.get_by_label("Neuer Schritt").select_option("Endereignis")
    _press(page, "Anfügen")

    graph = _read(page, world, draft)
    assert graph.nodes[begin].events == (Conditional(compile_expression("monate > 6")),)
    assert graph.nodes[begin].scope == scope


def test_an_expression_with_signs_of_other_languages_is_mended_where_it_is_typed_and_where_it_is_found(
    draft: int, world: World, visit: Visit
) -> None:
    page = _open(visit, draft)
    before = _read(page, world, draft)
    flow = next(one for one in before.flows.values() if one.condition is not None)
    _element(page, before.nodes[flow.source].label)
    page.locator(f"#fluss-{flow.id}").press("Enter")
    field = page.get_by_label("Bedingung", exact=True)
    field.fill("ergebnis == „ja“")
    expect(page.locator(".lw-modeler__fault")).to_contain_text('Wird: „ergebnis = "ja"“')

    page.locator(".lw-modeler__fault").get_by_role("button", name="Beheben").press("Enter")
    expect(page.locator(".lw-modeler__fault")).to_have_count(0)
    graph = _read(page, world, draft)
    condition = graph.flows[flow.id].condition
    assert condition is not None
    assert condition.text == 'ergebnis = "ja"'

    page.get_by_label("Bedingung", exact=True).fill("1,5 > 1 && ergebnis = 'ja'")
    page.get_by_label("Bedingung", exact=True).press("Tab")
    finding = page.locator(".lw-modeler__findings li", has_text="feel-syntax")
    finding.get_by_role("button", name="Beheben").press("Enter")
    expect(finding).to_have_count(0)
    graph = _read(page, world, draft)
    condition = graph.flows[flow.id].condition
    assert condition is not None
    assert condition.text == '1.5 > 1 and ergebnis = "ja"'
    page.get_by_role("button", name="Rückgängig").click()
    expect(finding).to_have_count(1)


def test_a_cell_of_a_table_is_mended_by_a_click_and_undone(draft: int, world: World, visit: Visit) -> None:
    page = visit("olga", f"/modellierung/{draft}/datei/vorpruefung_titel.dmn")
    cell = page.locator("td.output-cell").first
    cell.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("„frei“")
    page.keyboard.press("Tab")
    finding = page.locator(".lw-findings__item", has_text="feel-syntax")
    expect(finding).to_contain_text('Wird: „"frei"“')

    finding.get_by_role("button", name="Beheben").press("Enter")

    expect(finding).to_have_count(0)
    expect(cell).to_have_text('"frei"')
    expect(page.locator("#tabelle")).not_to_have_attribute("data-geaendert", "1")
    with world.engine.begin(SYSTEM) as tx:
        written = queries.draft.files(tx, draft)["vorpruefung_titel.dmn"].decode()
    assert '<text>"frei"</text>' in unescape(written)
    page.get_by_role("button", name="Rückgängig").click()
    expect(finding).to_have_count(1)
