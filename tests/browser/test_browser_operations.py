"""An operator at work: moving a token by a click in the diagram, repairing a value by keyboard, another version."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from engine import SYSTEM, commands, queries
from engine.feel import from_python
from engine.testing import Story, World


def test_a_token_is_moved_by_a_click_in_the_diagram(
    story: Story, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    number = story.file().instances[0].id
    page = visit("lea", "/betrieb/laeufe")
    page.get_by_role("link", name=story.reference).click()
    page.get_by_role("link", name="„Unterlagen prüfen“ verschieben").click()
    page.wait_for_selector('html[data-ready="1"]')

    page.locator('[data-element-id="entscheiden"] .djs-hit').click(force=True)
    expect(page.get_by_label("Schritt", exact=True)).to_have_value("entscheiden")
    page.get_by_label("Begründung").fill("Unterlagen lagen schon vor")
    page.get_by_role("button", name="Verschieben").click()

    expect(page.get_by_text("Der Ablauf ist versetzt.")).to_be_visible()
    expect(page.get_by_text("Eingriff begründet: Unterlagen lagen schon vor")).to_be_visible()
    page.wait_for_selector('html[data-ready="1"]')
    expect(page.locator(".lw-diagramm__stand")).to_contain_text("Hier steht der Vorgang")
    assert axe(page) == []
    story.is_waiting_at("entscheiden")
    assert page.url.endswith(f"/betrieb/laeufe/{number}")


def test_a_value_is_changed_with_the_keyboard_alone(story: Story, visit: Callable[..., Page]) -> None:
    number = story.file().instances[0].id
    page = visit("lea", f"/betrieb/laeufe/{number}")
    page.wait_for_selector('html[data-ready="1"]')

    page.get_by_role("link", name="„monate“ ändern").press("Enter")
    page.wait_for_url("**/angaben/0/monate")
    kind = page.get_by_label("Art")
    expect(kind).to_have_value("zahl")
    kind.press("Tab")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("viele")
    page.keyboard.press("Tab")
    page.keyboard.type("Verschrieben")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Begründung")).to_have_value("Verschrieben")

    page.get_by_role("link", name="Bitte geben Sie eine Zahl ein").press("Enter")
    expect(page.get_by_label("Neuer Wert")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("72")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Die Angabe ist geändert.")).to_be_visible()
    with story.world.engine.begin(SYSTEM) as tx:
        (process,) = queries.instance_view.show(tx, number).scopes
    assert {one.name: one.value for one in process.variables}["monate"] == from_python(72)


def test_who_was_slower_on_a_phone_sees_what_happened(
    story: Story, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    number = story.file().instances[0].id
    page = visit("lea", f"/betrieb/laeufe/{number}/abbrechen", "phone")
    with world.engine.begin(world.people["olga"]) as tx:
        commands.instance.set_variables(tx, number, {"monate": from_python(61)}, reason="Berichtigt")

    page.get_by_label("Begründung").fill("Doppelt angelegt")
    page.get_by_role("button", name="Ablauf abbrechen").click()

    expect(page.get_by_text("Ihr Eingriff ist nicht ausgeführt.")).to_be_visible()
    expect(page.get_by_text("Eingriff begründet: Berichtigt")).to_be_visible()
    expect(page.get_by_text("Doppelt angelegt")).to_be_visible()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    story.is_waiting_at("pruefen")


def test_a_run_goes_on_in_another_version(
    story: Story,
    world: World,
    model: dict[str, bytes],
    visit: Callable[..., Page],
    axe: Callable[[Page], list[str]],
) -> None:
    number = story.file().instances[0].id
    renamed = re.sub(
        rb'(id|sourceRef|targetRef|attachedToRef|bpmnElement)="pruefen"',
        rb'\1="sichten"',
        model["titelantrag.bpmn"],
    )
    world.deploy({**model, "titelantrag.bpmn": renamed})
    page = visit("lea", f"/betrieb/laeufe/{number}")
    page.get_by_role("link", name="Umstellen").click()
    page.get_by_label("Neue Fassung").select_option(index=1)
    page.get_by_role("button", name="Ansehen").click()
    expect(page.get_by_text("So lässt sich der Ablauf nicht umstellen")).to_be_visible()
    assert axe(page) == []

    page.get_by_label("„Unterlagen prüfen“ wird").select_option("sichten")
    page.get_by_role("button", name="Zuordnung neu prüfen").click()
    expect(page.get_by_text("Der Ablauf lässt sich umstellen.")).to_be_visible()
    page.get_by_label("Begründung").fill("Neue Rechtslage")
    page.get_by_role("button", name="Umstellen").click()

    expect(page.get_by_text("Der Ablauf läuft jetzt in Fassung 2.")).to_be_visible()
    story.is_waiting_at("sichten")
