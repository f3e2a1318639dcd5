"""Two versions on the screen: rows lead to elements, both drawings move together, nothing is said by colour alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from engine import SYSTEM, commands, library
from engine.testing import World

FOLDER = Path(__file__).parents[2] / "processes" / "erstkontakt"


@pytest.fixture
def compared(world: World) -> str:
    """Two versions: a step of a collapsed sub-process is called otherwise, and a time is longer."""
    (folder,) = library.read(FOLDER)
    files = dict(folder.files)
    path = next(name for name in files if name.endswith(".bpmn"))
    name = (
        files[path]
        .split(b"<bpmn:subProcess", 1)[1]
        .split(b'<bpmn:userTask id="', 1)[1]
        .split(b'name="', 1)[1]
    )
    name = name.split(b'"', 1)[0]
    files[path] = files[path].replace(b'name="' + name + b'"', b'name="Ganz anders"', 1)
    files["process.toml"] = files["process.toml"].replace(b'wert = "P', b'wert = "P1', 1)
    with world.engine.begin(SYSTEM) as tx:
        old = commands.definition.deploy(tx, folder.files).version_id
        new = commands.definition.deploy(tx, files).version_id
    return f"/modellierung/vergleich/{old}/{new}"


def test_a_row_shows_its_element_in_both_versions(
    compared: str, visit: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = visit("olga", compared)
    row = page.locator("[data-vergleich]", has_text="Ganz anders").first

    row.get_by_role("button", name="Zeigen").click()

    for side in page.locator(".lw-vergleich__flaeche").all():
        expect(side.locator(".djs-element.lw-m-gewaehlt")).to_be_visible()
        expect(side.locator(".lw-vergleich__marke--changed >> visible=true").first).to_be_visible()
    expect(page.locator(".lw-vergleich__satz")).to_contain_text("Ganz anders")
    expect(row).to_have_attribute("aria-current", "true")
    assert axe(page) == []


def test_keys_go_from_one_difference_to_the_next(compared: str, visit: Callable[..., Page]) -> None:
    page = visit("olga", compared)
    page.wait_for_selector("html[data-ready]")
    told = page.locator(".lw-vergleich__satz")

    page.keyboard.press("n")
    expect(told).to_contain_text("1/")
    page.keyboard.press("n")
    expect(told).to_contain_text("2/")
    page.keyboard.press("v")
    expect(told).to_contain_text("1/")
    page.get_by_label("Suche").press("n")
    expect(told).to_contain_text("1/")


def test_both_drawings_move_together_and_lie_on_each_other(compared: str, visit: Callable[..., Page]) -> None:
    page = visit("olga", compared)

    page.get_by_role("button", name="Vergrößern").click()
    page.get_by_role("button", name="Vergrößern").click()

    views = [one.get_attribute("transform") for one in page.locator(".lw-vergleich__flaeche .viewport").all()]
    numbers = [[round(float(one), 1) for one in re.findall(r"-?[\d.]+", view or "")] for view in views]
    assert numbers[0] == numbers[1]
    assert len(numbers[0]) == 6
    page.get_by_role("button", name="Übereinander").click()
    expect(page.get_by_label("Alt oder neu deutlicher")).to_be_visible()
    boxes = [one.bounding_box() for one in page.locator(".lw-vergleich__flaeche").all()]
    assert boxes[0] == boxes[1]


def test_without_script_the_list_is_there(compared: str, visit: Callable[..., Page]) -> None:
    page = visit("olga", compared, "no scripts")

    expect(page.locator("[data-satz]", has_text="Ganz anders").first).to_be_visible()


def test_nothing_is_wider_than_a_phone(compared: str, visit: Callable[..., Page]) -> None:
    page = visit("olga", compared)
    for path in (compared, f"{compared}/anlage"):
        page.set_viewport_size({"width": 320, "height": 700})
        page.goto(page.url.split("/modellierung")[0] + path)
        page.wait_for_selector("html[data-ready]")

        assert page.evaluate("document.documentElement.scrollWidth") <= 320
