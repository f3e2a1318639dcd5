"""Take a picture of every screen to look at: `make pictures` (docs/development.md).

Each kind of page that somebody of each role reaches (tests/crawl.py), as the first role that does: `full` with the demo
data, `empty` on an installation's first day, `error` with the page's first form sent as it stands empty. For each width
a folder of pictures and sheets with several of them. `LAUFWEG_PICTURES` names another folder than var/pictures,
arguments narrow it down: `empty`, `320`, `en`, or part of the name of a page's function.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import Browser, Page

from engine import SYSTEM, Engine, demo
from engine.demo import installation
from tests import crawl
from tests.browser.screenshots import READY, Shown, application, chromium

FOLDER = Path(os.environ.get("LAUFWEG_PICTURES", Path(__file__).parents[2] / "var" / "pictures"))
#: a phone, a small screen, a large one, 27 inch
WIDTHS = {"320": 640, "1280": 900, "1920": 1080, "2560": 1440}
STATES = ("full", "empty", "error")
#: on a sheet of a phone's and of a larger screen's: how wide a picture is, how much of it is shown, how many in a row
_PHONE, _DESK = (300, 880, 6), (480, 560, 4)
_ON_A_SHEET = 12


def main(wanted: Sequence[str]) -> None:
    """Take the pictures that are wanted; all of them without a word."""
    states = [one for one in STATES if one in wanted] or STATES
    widths = [one for one in WIDTHS if one in wanted] or list(WIDTHS)
    language = "en" if "en" in wanted else "de"
    parts = [one for one in wanted if one not in {*STATES, *WIDTHS, "en"}]
    with chromium() as browser:
        for load, own in ((_first_day, {"empty"}), (demo.load, {"full", "error"})):
            chosen = [one for one in states if one in own]
            if not chosen:
                continue
            with application(load) as shown:
                screens = [
                    one for one in _screens(shown) if not parts or any(part in one[0] for part in parts)
                ]
                for state in chosen:
                    for width in widths:
                        _take(browser, shown, screens, state, width, language)


def _first_day(engine: Engine) -> None:
    with engine.begin(SYSTEM) as tx:
        installation.load_basis(tx)


def _screens(shown: Shown) -> list[tuple[str, str, str]]:
    """Function, role and address of each kind of page, as the first role that reaches it."""
    known: dict[str, tuple[str, str, str]] = {}
    for role in crawl.PEOPLE:
        for page in crawl.seen(shown.app, role, "de", None):
            known.setdefault(page.function, (page.function, role, page.address))
    return sorted(known.values())


def _take(
    browser: Browser,
    shown: Shown,
    screens: Sequence[tuple[str, str, str]],
    state: str,
    width: str,
    language: str,
) -> None:
    folder = FOLDER / f"{state}-{width}-{language}"
    folder.mkdir(parents=True, exist_ok=True)
    people: dict[str, Page] = {}
    taken = []
    for function, role, address in screens:
        if role not in people:
            people[role] = _person(browser, shown, role, int(width), WIDTHS[width], language)
        page = people[role]
        if state == "error" and not _send_empty(page, address):
            continue
        if state != "error":
            page.goto(address)
        page.wait_for_selector(READY)
        path = folder / f"{function}.png"
        page.screenshot(path=path, full_page=True)
        taken.append(path)
    for person in people.values():
        person.context.close()
    for number, sheet in enumerate(_sheets(taken)):
        _lay_out(browser, sheet, folder / f"sheet-{number:02}.png", int(width))
    sys.stdout.write(f"{folder}: {len(taken)} pictures\n")


def _person(browser: Browser, shown: Shown, role: str, width: int, height: int, language: str) -> Page:
    context = browser.new_context(
        locale="de-DE", base_url=shown.address, viewport={"width": width, "height": height}
    )
    page = context.new_page()
    page.goto("/anmelden")
    page.get_by_label("Kennung").fill(crawl.PEOPLE[role])
    page.get_by_label("Kennwort").fill(demo.PASSWORD)
    page.get_by_label("Kennwort").press("Enter")
    page.wait_for_url(lambda url: "/anmelden" not in url)
    if page.locator("html").get_attribute("lang") != language:
        page.evaluate(f"document.querySelector('form[action$=\"/sprache/{language}\"]').submit()")
        page.wait_for_selector(f'html[lang="{language}"]')
    return page


def _send_empty(page: Page, address: str) -> bool:
    """Whether the first form of the page that asks for words was there, and said what is missing."""
    page.goto(address)
    page.wait_for_selector(READY)
    form = page.locator("main form[data-ungespeichert]").first
    if form.count() == 0:
        return False
    with page.expect_navigation():
        form.evaluate("""form => {
          for (const one of form.querySelectorAll('input:not([type=hidden]), textarea')) {
            if (['checkbox', 'radio'].includes(one.type)) one.checked = false; else one.value = '';
          }
          form.submit();
        }""")
    return page.locator("[data-fehlerliste]").count() > 0


def _sheets(taken: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for first in range(0, len(taken), _ON_A_SHEET):
        yield taken[first : first + _ON_A_SHEET]


def _lay_out(browser: Browser, sheet: Sequence[Path], path: Path, width: int) -> None:
    """Several pictures beside each other, each with its name; of a long page its beginning."""
    shown, most, in_a_row = _PHONE if width < _DESK[0] else _DESK
    figures = "".join(
        f'<figure><figcaption>{one.stem}</figcaption><div><img src="{quote(one.name)}"></div></figure>'
        for one in sheet
    )
    style = (
        "body{margin:8px;display:flex;flex-wrap:wrap;gap:8px;background:#888;font:14px sans-serif}figure{margin:0}"
        f"div{{max-height:{most}px;overflow:hidden}}img{{display:block;width:{shown}px}}"
    )
    html = path.with_suffix(".html")
    html.write_text(f"<!doctype html><style>{style}</style>{figures}", "utf-8")
    page = browser.new_page(viewport={"width": in_a_row * (shown + 8) + 16, "height": 800})
    page.goto(html.as_uri())
    page.screenshot(path=path, full_page=True)
    page.close()


if __name__ == "__main__":
    main(sys.argv[1:])
