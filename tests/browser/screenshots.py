"""Take the pictures of the documentation: `make screenshots` writes docs/images/*.png from the demo data."""

from __future__ import annotations

import logging
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from engine import SYSTEM, Engine, Role, demo, queries
from engine.database import Embedded, migrate
from tests.browser import program
from web.app import create_app
from web.settings import Settings

IMAGES = Path(__file__).parents[2] / "docs" / "images"
SIZE = {"width": 1280, "height": 800}
READY = 'html[data-ready="1"]'


class Shown(NamedTuple):
    """The application at its address, and somebody's login for each role."""

    app: Flask
    address: str
    logins: dict[Role, str]


@contextmanager
def application(load: Callable[[Engine], object] = demo.load) -> Iterator[Shown]:
    """The application with demo data on a free port."""
    with tempfile.TemporaryDirectory() as home:
        embedded = Embedded(Path(home))
        try:
            url = embedded.acquire()
            migrate(url)
            engine = Engine(url)
            load(engine)
            with engine.begin(SYSTEM) as tx:
                people = queries.account.demo_logins(tx)
            logins = {role: one.login for one in reversed(people) for _authority, role in one.roles}
            settings = Settings(
                "pictures", demo=True, demo_password=demo.PASSWORD, login_limit="1000 per minute"
            )
            app = create_app(engine, settings)
            server = make_server("127.0.0.1", 0, app, threaded=True)
            threading.Thread(target=server.serve_forever, daemon=True).start()
            yield Shown(app, f"http://127.0.0.1:{server.server_port}", logins)
            server.shutdown()
            engine.dispose()
        finally:
            embedded.release()


def visit(browser: Browser, address: str, login: str) -> Page:
    """A page of somebody who has logged in."""
    page = browser.new_context(viewport=SIZE, locale="de-DE", base_url=address).new_page()
    page.goto("/anmelden")
    page.get_by_label("Kennung").fill(login)
    page.get_by_label("Kennwort").fill(demo.PASSWORD)
    page.get_by_role("button", name="Anmelden", exact=True).click()
    page.wait_for_url(lambda url: "/anmelden" not in url)
    return page


def take(page: Page, name: str) -> None:
    """One picture, as the page stands."""
    page.wait_for_selector(READY)
    page.screenshot(path=IMAGES / f"{name}.png")


def clerk(page: Page) -> None:
    """Inbox, a task that is hers, its case file."""
    page.goto("/aufgaben")
    take(page, "inbox")
    page.get_by_role("button", name="übernehmen").first.click()
    page.get_by_role("link", name="bearbeiten").first.click()
    take(page, "task")
    page.goto("/akte")
    page.locator("[data-oeffnen]").first.click()
    take(page, "case")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; without it the program ends and says how to get it."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    path = program.found()
    if path is None:
        sys.exit(program.HOW_TO)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=program.ARGUMENTS)
        yield started
        started.close()


def main() -> None:
    """Take all pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with chromium() as browser, application() as (_app, address, logins):
        clerk(visit(browser, address, logins[Role.CLERK]))
        lead = visit(browser, address, logins[Role.TEAM_LEAD])
        lead.goto("/aufsicht")
        take(lead, "supervision")
        owner = visit(browser, address, logins[Role.PROCESS_OWNER])
        owner.goto("/modellierung")
        owner.get_by_role("button", name="Entwurf beginnen").first.click()
        take(owner, "modeller")
        member = visit(browser, address, logins[Role.STEERING_MEMBER])
        member.goto("/lenkungsgruppe")
        take(member, "steering")


if __name__ == "__main__":
    main()
