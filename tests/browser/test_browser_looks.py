"""What measures spacing and edges finds what is wrong, and nothing else; the pages are in test_browser_demo.py."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.looks import cut_by_spacing, faint_edges


@pytest.fixture
def blank(chromium: Browser) -> Iterator[Page]:
    """An empty page."""
    page = chromium.new_context(viewport={"width": 800, "height": 600}).new_page()
    yield page
    page.context.close()


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        # a box with a height of its own cuts the second line
        ('<div style="width:120px;height:40px;overflow:hidden">Unterlagen und Nachweise</div>', True),
        # words that must not wrap run out of what is drawn around them
        ('<b style="display:block;width:115px;border:1px solid;white-space:nowrap">35 Tage lang</b>', True),
        # a line that is ended by dots is a loss too
        (
            '<p style="width:190px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis">StädteRegion Aachen</p>',
            True,
        ),
        # nothing to the side is wide enough any more
        ('<div style="width:700px;white-space:nowrap">' + "Wort " * 18 + "</div>", True),
        # what grows, what scrolls, what was cut before and what only a screen reader hears lose nothing
        ('<div style="width:120px;border:1px solid">Unterlagen und Nachweise</div>', False),
        ('<div style="width:120px;height:40px;overflow:auto">Unterlagen und Nachweise</div>', False),
        ('<div style="width:20px;white-space:nowrap;overflow:hidden">Unterlagen und Nachweise</div>', False),
        (
            '<span style="position:absolute;width:1px;height:1px;clip-path:inset(50%)">Unterlagen</span>',
            False,
        ),
    ],
)
def test_a_text_that_wider_spacing_cuts_is_found(blank: Page, body: str, cut: bool) -> None:
    blank.set_content(f'<body style="font:16px/1.2 sans-serif">{body}</body>')

    assert bool(cut_by_spacing(blank)) is cut


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<input aria-label="Name" style="border:1px solid #ccc">', "edge 1.61"),
        ('<select aria-label="Art" style="border:0"><option>a</select>', "edge 0"),
        (
            '<div style="background:#555"><input aria-label="Name" style="border:1px solid #000;background:#666;'
            'outline-color:#fff"></div>',
            "edge 2",
        ),
        (
            '<button aria-label="Meldungen" style="outline-color:#000"><i style="display:block;width:20px;height:20px;'
            'background:#aaa;mask:linear-gradient(#000,#000)"></i></button>',
            "symbol",
        ),
        ("<style>:focus{outline:none!important}</style><a href='#'>Akte</a>", "no mark of focus"),
        ("<style>:focus{outline:3px solid #ccc!important}</style><a href='#'>Akte</a>", "mark of focus 1.61"),
        # dark enough; and what takes its edge from the box around it
        ('<input aria-label="Name" style="border:1px solid #666;outline-color:#000">', ""),
        (
            '<p style="border:1px solid #666"><input aria-label="Name" style="border:0;outline-color:#000"></p>',
            "",
        ),
        ('<input type="checkbox" aria-label="ja"><input disabled style="border:1px solid #eee">', ""),
    ],
)
def test_a_faint_edge_symbol_or_mark_of_focus_is_found(blank: Page, body: str, fault: str) -> None:
    style = ":focus-visible { outline: 3px solid #000 }"
    blank.set_content(f"<style>{style}</style><body>{body}</body>")

    found = faint_edges(blank)

    assert [one for one in found if not (fault and one.startswith(fault))] == []
    assert bool(found) is bool(fault)
