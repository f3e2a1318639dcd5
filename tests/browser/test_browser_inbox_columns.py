"""The list of the inbox with many columns: what one works with stays in sight, at a desk of every width."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.queries.inbox import InboxColumn
from engine.testing import Story, World
from tests.browser.looks import cut_by_spacing

Axe = Callable[[Page], list[str]]
READY = 'html[data-ready="1"]'
#: what is added to the usual four
FOUR_MORE = (InboxColumn.PROCESS, InboxColumn.AUTHORITY, InboxColumn.PRIORITY, InboxColumn.FOLLOW_UP)
LONG = (
    "Aufenthaltserlaubnis aus humanitären Gründen für gut integrierte Jugendliche und junge Volljährige und für deren"
    " Eltern und minderjährige Geschwister nach langjährigem geduldetem Aufenthalt"
)


def opened(world: World, story: Story, visit: Callable[..., Page], columns: tuple[InboxColumn, ...]) -> Page:
    """The list of many tasks with long words, with these columns."""
    for _ in range(30):
        world.open("titelantrag", {"eingang": world.clock.moment.date(), "monate": 60})
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE definition SET name = :name"), {"name": LONG})
        tx.execute(text("UPDATE authority SET name = 'Gemeinsame Staatsangehörigkeitsbehörde der Stadt'"))
    with world.engine.begin(world.people["ada"]) as tx:
        commands.inbox.choose_columns(tx, columns)
    page = visit("ada", "/aufgaben")
    page.wait_for_selector(READY)
    return page


def box(page: Page, selector: str) -> dict[str, float]:
    found: dict[str, float] = page.locator(selector).evaluate(
        "one => { const {left, right, top, bottom} = one.getBoundingClientRect(); return {left, right, top, bottom} }"
    )
    return found


def width_of_page(page: Page) -> float:
    """By how much the page is wider than its window."""
    return float(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def test_eight_columns_fit_and_their_heads_stay_in_sight(
    world: World, story: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    page = opened(world, story, visit, (*list(InboxColumn)[:4], *FOUR_MORE))

    assert page.locator(".lw-table-wrap").get_attribute("data-passt") == "ja"
    assert width_of_page(page) <= 0
    # all of what is cut comes up under the pointer, and no row is as high as its longest word
    cell = page.locator("[data-zeile]").first.get_by_title(LONG)
    assert cell.evaluate("one => one.scrollHeight > one.clientHeight")
    assert max(page.locator("[data-zeile]").evaluate_all("rows => rows.map(one => one.offsetHeight)")) < 90
    # said by its own column, not below the name as well
    expect(page.locator("[data-zeile] td:nth-child(2)").first).not_to_contain_text("Aufenthaltserlaubnis")

    # the row one is at shows all of it, and wider spacing takes nothing away
    page.keyboard.press("j")
    assert not cell.evaluate("one => one.scrollHeight > one.clientHeight")
    assert [one for one in cut_by_spacing(page) if "lw-drei" not in one] == []

    for number in range(1, 25):
        page.keyboard.press("j")
        expect(page.locator("[data-oeffnen]").nth(number)).to_be_focused()
        expect(page.locator("[data-zeile]").nth(number)).to_be_in_viewport(ratio=0.9)
    head = box(page, "thead th >> nth=1")
    assert head["top"] == 0
    for number in range(23, 3, -1):
        page.keyboard.press("k")
        expect(page.locator("[data-oeffnen]").nth(number)).to_be_focused()
        expect(page.locator("[data-zeile]").nth(number)).to_be_in_viewport(ratio=0.9)
    assert box(page, ":focus")["top"] >= head["bottom"]
    assert axe(page) == []


def test_of_more_columns_than_fit_the_task_and_what_to_do_stay_in_sight(
    world: World, story: Story, visit: Callable[..., Page], axe: Axe
) -> None:
    page = opened(world, story, visit, tuple(InboxColumn))
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.locator(".lw-table-wrap")).to_have_attribute("data-passt", "nein")

    frame = box(page, ".lw-table-wrap")
    page.locator(".lw-table-wrap").evaluate("one => one.scrollTo(900, 400)")

    assert width_of_page(page) <= 0
    assert box(page, "thead th >> nth=1")["top"] < frame["top"] + 5
    for cell in ("td:nth-child(2) a", "button[data-uebernehmen]"):
        seen = box(page, f"[data-zeile] >> nth=8 >> {cell}")
        assert frame["left"] <= seen["left"] < seen["right"] <= frame["right"], cell
    assert axe(page) == []

    # what is in sight stays there when the list asks for news
    with page.expect_response(lambda answer: "still=1" in answer.url):
        page.evaluate("htmx.ajax('GET', document.getElementById('zeilen').getAttribute('hx-get'), '#zeilen')")
    expect(page.locator("#zeilen.htmx-settling, #zeilen.htmx-swapping")).to_have_count(0)
    assert page.locator(".lw-table-wrap").evaluate("one => [one.scrollLeft > 400, one.scrollTop]") == [
        True,
        400,
    ]

    # between phone and desk each value stands beside its name, not upon it
    page.set_viewport_size({"width": 900, "height": 800})
    names = page.locator("[data-zeile]").first.locator("td[data-label]")
    broken = names.evaluate_all("cells => cells.map(one => getComputedStyle(one, '::before').overflowWrap)")
    assert set(broken) == {"anywhere"}

    # wide enough again: it scrolls with the page
    page.set_viewport_size({"width": 2560, "height": 800})
    expect(page.locator(".lw-table-wrap")).to_have_attribute("data-passt", "ja")
    page.set_viewport_size({"width": 320, "height": 800})
    assert width_of_page(page) <= 0
    expect(page.locator("[data-zeile]").first.get_by_title(LONG)).to_have_css("-webkit-line-clamp", "none")
