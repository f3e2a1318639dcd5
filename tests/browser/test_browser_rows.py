"""Rows of a form: added, filled in, taken away and ordered with a keyboard and a script, as without."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from engine import commands
from engine.testing import World
from tests.web.test_web_form_rows import FORM, PROCESS


@pytest.fixture
def task(world: World) -> int:
    world.deploy({"familie.bpmn": PROCESS, "familie.form": json.dumps(FORM).encode()})
    row = world.open("familie").task("aufnehmen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return row.id


def test_row_is_added_right_after_typing_and_the_focus_goes_to_it(
    task: int, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("ada", f"/aufgaben/{task}")
    page.get_by_label("Name").fill("Ada")

    page.get_by_role("button", name="Zeile hinzufügen").click()

    expect(page.locator("#L-zeile-1")).to_be_focused()
    expect(page.get_by_label("Name").first).to_have_value("Ada")
    assert axe(page) == []

    page.keyboard.press("Tab")
    page.keyboard.type("Ben")
    page.get_by_role("button", name="Zeile 1 entfernen").press("Enter")

    expect(page.locator("#L")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Ben")
    expect(page.locator("[data-entwurf-stand]")).to_contain_text("Entwurf gespeichert")
    page.goto(page.url)
    expect(page.get_by_label("Name")).to_have_value("Ben")


def test_part_that_looks_the_same_is_left_alone_while_somebody_types(
    task: int, visit: Callable[..., Page]
) -> None:
    page = visit("ada", f"/aufgaben/{task}")
    page.evaluate("document.getElementById('L').bekannt = true")
    with page.expect_response("**/formular"):
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Klasse").focus()

    page.get_by_label("Klasse").fill("4b")

    assert page.evaluate("document.getElementById('L').bekannt === true")
    with page.expect_response("**/formular"):
        page.get_by_label("Geht zur Schule").uncheck()
    expect(page.get_by_label("Klasse")).to_have_count(0)
    assert page.evaluate("document.getElementById('L').bekannt === undefined")


def test_table_is_ordered_and_the_focus_stays_on_its_heading(task: int, visit: Callable[..., Page]) -> None:
    page = visit("ada", f"/aufgaben/{task}")

    page.locator("#T-spalte-1").press("Enter")

    expect(page.get_by_role("columnheader", name="Tag")).to_have_attribute("aria-sort", "ascending")
    expect(page.locator("#T-spalte-1")).to_be_focused()
    expect(page.get_by_role("cell").first).to_have_text("a")
