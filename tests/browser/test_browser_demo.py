"""Every kind of page of the demo in a browser: axe finds nothing, nothing runs out of a phone, drawings, edges and the
mark of focus stand out, and wider spacing cuts nothing off.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.serving import make_server

from engine import demo
from tests import crawl
from tests.browser.looks import COLOURS, cut_by_spacing, faint_edges

pytestmark = pytest.mark.slow

#: WCAG 2.1, 1.4.3 for text and 1.4.11 for what a drawing says
TEXT, SHAPE = 4.5, 3.0
_DRAWINGS = [
    # somebody, a page with drawings on it
    ("team lead", "/aufsicht"),
    ("team lead", "/aufsicht/engpaesse"),
    ("head of office", "/aufsicht"),
]
_READY = 'html[data-ready="1"]'


@pytest.fixture(scope="module")
def place(shown: Flask) -> Iterator[str]:
    """The demo on a free port."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, shown, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _page(chromium: Browser, place: str, role: str, width: int, height: int, language: str = "de") -> Page:
    page = chromium.new_context(
        locale="de-DE", base_url=place, viewport={"width": width, "height": height}
    ).new_page()
    page.goto("/anmelden")
    page.get_by_label("Kennung").fill(crawl.PEOPLE[role])
    page.get_by_label("Kennwort").fill(demo.PASSWORD)
    page.get_by_label("Kennwort").press("Enter")
    page.wait_for_url(lambda url: "/anmelden" not in url)
    # the account keeps the language another test has chosen
    if page.locator("html").get_attribute("lang") != language:
        page.evaluate(f"document.querySelector('form[action$=\"/sprache/{language}\"]').submit()")
        page.wait_for_selector(f'html[lang="{language}"]')
    return page


@pytest.fixture(scope="module")
def addresses(shown: Flask) -> dict[str, list[str]]:
    """Each kind of page once, as the first role that reaches it; what another role sees of it is narrower."""
    known = set[str]()
    found: dict[str, list[str]] = {}
    for role in crawl.PEOPLE:
        found[role] = []
        for function, address, *_ in crawl.seen(shown, role, "de", None):
            if function not in known:
                known.add(function)
                found[role].append(address)
    return found


def _open(page: Page, address: str) -> None:
    answer = page.goto(address)
    assert answer is not None
    assert answer.status == 200, address


@pytest.mark.long
def test_no_english_page_scrolls_sideways_on_a_phone_of_320_pixels(
    addresses: dict[str, list[str]], place: str, chromium: Browser
) -> None:
    """Every third kind: each is measured in German below, whose words are longer."""
    too_wide: dict[str, object] = {}
    looked = 0
    for role, own in addresses.items():
        page = _page(chromium, place, role, 320, 640, "en")
        for address in own[::3]:
            _open(page, address)
            page.wait_for_selector(_READY)
            looked += 1
            too_wide |= _too_wide(page, f"{role} {address}")
        page.context.close()

    assert too_wide == {}
    assert looked > 27


@pytest.mark.parametrize("role", crawl.PEOPLE)
def test_axe_finds_nothing_headings_are_in_order_edges_stand_out_and_a_phone_and_spacing_cut_nothing(
    addresses: dict[str, list[str]],
    place: str,
    chromium: Browser,
    axe: Callable[[Page], list[str]],
    role: str,
) -> None:
    page = _page(chromium, place, role, 1280, 900)
    found = {}
    too_wide: dict[str, object] = {}
    for address in addresses[role]:
        _open(page, address)
        levels = page.evaluate(_LEVELS)
        skipped = any(after > before + 1 for before, after in pairwise(levels))
        found[address] = axe(page) + ([f"headings {levels}"] if levels.count(1) != 1 or skipped else [])
        page.wait_for_selector(_READY)
        found[address] += faint_edges(page) + cut_by_spacing(page)
        page.set_viewport_size({"width": 320, "height": 640})
        too_wide |= _too_wide(page, address)
        found[address] += cut_by_spacing(page)
        page.set_viewport_size({"width": 1280, "height": 900})
    page.context.close()

    assert {address: faults for address, faults in found.items() if faults} == {}
    assert too_wide == {}


@pytest.mark.parametrize(("role", "address"), _DRAWINGS)
def test_text_and_shapes_of_drawings_stand_out_from_their_ground(
    place: str, chromium: Browser, role: str, address: str
) -> None:
    page = _page(chromium, place, role, 1440, 6000)
    page.goto(address)
    page.wait_for_selector(_READY)

    found = page.evaluate(_CONTRAST)

    page.context.close()
    assert found["looked"] > 0
    assert [one for one in found["texts"] if one["ratio"] < TEXT] == []
    assert [one for one in found["shapes"] if one["ratio"] < SHAPE] == []


def _too_wide(page: Page, address: str) -> dict[str, object]:
    width = page.evaluate("document.documentElement.scrollWidth")
    return {address: (width, page.evaluate(_WIDEST))} if width > 320 else {}


_LEVELS = "[...document.querySelectorAll('main :is(h1, h2, h3, h4, h5)')].map(one => +one.tagName[1])"

#: the elements that stand out furthest, to find the fault by
_WIDEST = """() => [...document.querySelectorAll('main *')]
  .filter(one => one.getBoundingClientRect().right > 321)
  .filter(one => !one.closest('.lw-scroll, .lw-table-wrap, .lw-chart, .lw-tabs'))
  .slice(0, 5).map(one => one.tagName + '.' + one.className + ' ' + Math.round(one.getBoundingClientRect().right))"""

_CONTRAST = (
    f"() => {{{COLOURS}"
    + """
  // a pattern counts with each of its colours
  const colours = (style, of) => {
    const value = style[of];
    if (value === 'none') return [];
    const id = value.match(/#([^"')]+)/);
    if (!id) return [rgba(value)].filter(one => one && one[3] > 0.99);
    const parts = [...document.getElementById(id[1]).children].map(part => getComputedStyle(part));
    return parts.flatMap(part => [part.fill, part.stroke]).filter(one => one !== 'none').map(rgba).filter(Boolean);
  };
  const ground = (element, x, y) => {
    const below = document.elementsFromPoint(x, y);
    for (const one of below.slice(below.indexOf(element) + 1)) {
      const style = getComputedStyle(one);
      const found = one instanceof SVGElement && one.tagName !== 'svg'
        ? (one.closest('text, line') ? [] : colours(style, 'fill')) : [rgba(style.backgroundColor)];
      const opaque = found.filter(colour => colour && colour[3] > 0.99);
      if (opaque.length) return opaque;
    }
    return [[255, 255, 255, 1]];
  };
  const worst = (own, under) => Math.min(...own.flatMap(a => under.map(b => ratio(a, b))));
  const texts = [], shapes = [];
  for (const svg of document.querySelectorAll('main svg')) {
    for (const one of svg.querySelectorAll('text, tspan')) {
      const box = one.getBoundingClientRect();
      if (!one.textContent.trim() || !box.width) continue;
      const own = colours(getComputedStyle(one), 'fill');
      if (own.length) texts.push({what: one.textContent.trim(), at: svg.parentElement.className,
        ratio: worst(own, ground(one, box.x + box.width / 2, box.y + box.height / 2))});
    }
    for (const one of svg.querySelectorAll('rect, circle, polygon')) {
      if (one.closest('defs, pattern, marker, .djs-hit, .djs-outline')) continue;
      const box = one.getBoundingClientRect(), style = getComputedStyle(one);
      if (!box.width || !box.height || style.visibility === 'hidden' || style.display === 'none') continue;
      const edge = style.strokeWidth === '0px' ? [] : colours(style, 'stroke');
      const own = [...edge, ...colours(style, 'fill')];
      if (!own.length) continue;
      // beside the shape, not under it; one of edge and filling must stand out
      const under = ground(one, box.x + box.width / 2, box.y + box.height / 2);
      shapes.push({what: one.tagName + '.' + one.getAttribute('class'), at: svg.parentElement.className,
        ratio: Math.max(...own.map(colour => worst([colour], under)))});
    }
  }
  return {looked: texts.length + shapes.length, texts, shapes};
}"""
)
