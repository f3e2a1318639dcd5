"""A live application and Debian's Chromium; every page is watched for faults while a test uses it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright
from werkzeug.serving import make_server

from engine.testing import PASSWORD, Story, World
from tests.browser import program
from web.app import create_app
from web.settings import Settings

#: patience with a slow machine; nothing waits this long where the page is right
expect.set_options(timeout=30_000)

MODEL = Path(__file__).parents[1] / "resources" / "web"
#: what htmx says of a question that a later one has overtaken
OVERTAKEN = ("htmx:sendAbort", "htmx:afterRequest", "htmx:abort", "htmx:beforeOnLoad")
AXE = Path(__file__).with_name("axe.min.js")
DEVICES = {
    "desk": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 320, "height": 640}},
    "no scripts": {"viewport": {"width": 1440, "height": 900}, "java_script_enabled": False},
}


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Debian's Chromium, with a profile of its own; skipped with the way to get it, but never on CI."""
    path = program.found()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(program.HOW_TO)
    if path is None:
        pytest.skip(program.HOW_TO)
    started = playwright.chromium.launch(executable_path=path, args=program.ARGUMENTS)
    yield started
    started.close()


@pytest.fixture
def model() -> dict[str, bytes]:
    """A small process with diagram, forms and a decision table."""
    return {
        str(path.relative_to(MODEL)): path.read_bytes() for path in sorted(MODEL.rglob("*")) if path.is_file()
    }


@pytest.fixture
def story(world: World, model: dict[str, bytes]) -> Story:
    """One case at its first task."""
    return world.start(model, {"eingang": world.clock.moment.date(), "monate": 60})


@pytest.fixture
def address(world: World) -> Iterator[str]:
    """The application on a free port of this machine."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    settings = Settings("browser-test", demo_password=PASSWORD, login_limit="1000 per minute")
    app = create_app(world.engine, settings)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Watch:
    """What went wrong on the pages of a test; looked at when it ends."""

    def __init__(self, address: str) -> None:
        self.faults: list[str] = []
        self._address = address

    def follow(self, page: Page) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        page.on("console", lambda message: self._heard(message.type, message.text))
        page.on("request", lambda request: self._sent(request.url))
        page.on("response", lambda response: self._answered(response.status, response.url))

    def _heard(self, kind: str, text: str) -> None:
        # an answer of 4xx is what some tests are about, and a button may overtake a question that is on its way; the
        # browser and htmx report them as errors all the same
        refused = "Failed to load resource" in text or text.startswith("Response Status Error Code 4")
        meant = refused or text.startswith(OVERTAKEN)
        if kind in {"error", "warning"} and not meant:
            self.faults.append(f"{kind}: {text}")

    def _answered(self, status: int, url: str) -> None:
        if status >= 500:
            self.faults.append(f"answer {status}: {url}")

    def _sent(self, url: str) -> None:
        if not url.startswith((self._address, "data:", "blob:")):
            self.faults.append(f"foreign request: {url}")


#: `visit(login, path, device)`: a page as somebody sees it
Visit = Callable[..., Page]


@pytest.fixture
def watch(address: str) -> Watch:
    """The faults so far, for a test that is about one: it looks at it and takes it away."""
    return Watch(address)


@pytest.fixture
def visit(chromium: Browser, address: str, watch: Watch) -> Iterator[Visit]:
    """Open the application as a person; every page is watched, and a fault fails the test."""
    contexts: list[BrowserContext] = []

    def open_(login: str = "", path: str = "/", device: str = "desk") -> Page:
        context = chromium.new_context(locale="de-DE", base_url=address, **DEVICES[device])
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        watch.follow(page)
        page.goto("/anmelden" if login else path)
        if login:
            page.get_by_label("Kennung").fill(login)
            page.get_by_label("Kennwort").fill(PASSWORD)
            page.get_by_role("button", name="Anmelden").click()
            page.wait_for_url(lambda url: "/anmelden" not in url)
            if path != "/":
                page.goto(path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert watch.faults == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """The violations of WCAG 2.1 A and AA on the page as it is now, one line each."""
    source = AXE.read_text("utf-8")

    def check(page: Page) -> list[str]:
        page.wait_for_selector('html[data-ready="1"]')
        page.evaluate(source)
        found = page.evaluate(
            "() => axe.run(document, {resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', "
            "'wcag21aa', 'best-practice']})"
        )
        return [
            f"{one['id']}: {node['target']} {node.get('failureSummary', '')[:200]}"
            for one in found["violations"]
            for node in one["nodes"]
            # dmn-js draws the corner of its tables as an empty head
            if not (
                one["id"] == "empty-table-header"
                and any(
                    part in f"{node['target']}{node['html']}" for part in ("decision-table", "index-column")
                )
            )
        ]

    return check


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser; what takes long begins first."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
