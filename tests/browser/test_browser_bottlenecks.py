"""The heat map: what the table says stands on the diagram, without colour too, and is reached by the keyboard."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page, expect
from sqlalchemy import update

from engine import SYSTEM
from engine.library import FOLDER, read
from engine.state.task import TASK
from engine.testing import Story, World


def test_where_tasks_wait_is_marked_on_the_diagram(
    story: Story, world: World, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    story.pass_time(timedelta(days=2))
    story.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"}, as_=world.people["ada"])
    page = visit("lea", "/aufsicht/engpaesse")

    step = page.locator('#diagramm [data-element-id="pruefen"]')
    expect(step.first).to_have_class("djs-element djs-shape lw-m-waerme-5")
    expect(page.locator("#diagramm .lw-diagramm__marke--waerme")).to_have_text("2 Tage")
    # what has no colour is told by its thickness and its dashes
    shape = step.locator(".djs-visual > :is(rect, circle, polygon)").first
    assert shape.evaluate("one => getComputedStyle(one).strokeDasharray") != "none"
    expect(page.get_by_role("list", name="Legende")).to_contain_text("über 1,6 Tage bis 2 Tage")
    assert axe(page) == []

    link = page.get_by_role("link", name="Unterlagen prüfen")
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#diagramm g.lw-m-gewaehlt")).to_have_count(1)

    page.get_by_label("Maß").focus()
    page.keyboard.press("End")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Alter der offenen, Median")).to_be_visible()


def test_a_collapsed_sub_process_is_as_hot_as_the_hottest_step_in_it(
    story: Story, world: World, visit: Callable[..., Page]
) -> None:
    """As the large processes of the library are drawn; the task stands for one of that process."""
    (folder,) = read(FOLDER / "bleiberecht_25b")
    version = world.deploy(folder.files)
    story.pass_time(timedelta(days=2))
    story.complete("pruefen", {"vollstaendig": "ja", "identitaet": "geklaert"}, as_=world.people["ada"])
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            update(TASK)
            .where(TASK.c.element == "pruefen")
            .values(version_id=version, element="vollstaendigkeit_pruefen")
        )

    page = visit("lea", f"/aufsicht/engpaesse?fassung={version}")
    page.wait_for_selector('html[data-ready="1"]')

    hot = page.locator("#diagramm g.lw-m-waerme-5")
    expect(hot).to_have_attribute("data-element-id", "antragsverfahren")
    expect(page.locator("#diagramm .lw-diagramm__marke--waerme:visible")).to_have_text("2 Tage")
    page.get_by_role("link", name="Vollständigkeit prüfen").click()
    expect(page.locator('#diagramm [data-element-id="vollstaendigkeit_pruefen"]')).to_be_visible()

    # on paper its drawing stands behind the one that opens, whatever is shown on the screen
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    sheet = page.locator(".lw-diagramm__ebene")
    expect(sheet).to_have_count(1)
    expect(sheet.locator("figcaption")).to_have_text("Antragsverfahren")
    expect(sheet.locator('[data-element-id="vollstaendigkeit_pruefen"]')).to_be_visible()
    expect(sheet.locator(".lw-diagramm__wert")).to_have_text("2 Tage")
    fill = sheet.locator('[data-element-id="vollstaendigkeit_pruefen"] .djs-visual > rect').first
    assert fill.evaluate("one => getComputedStyle(one).fill") == "rgb(236, 115, 87)"
    expect(page.locator('#diagramm [data-element-id="antragsverfahren"]').first).to_be_visible()
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(sheet).to_have_count(0)
    expect(page.locator('#diagramm [data-element-id="vollstaendigkeit_pruefen"]')).to_be_visible()
