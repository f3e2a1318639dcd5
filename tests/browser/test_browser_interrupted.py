"""What somebody types survives a new server, an ended session, another person, another window."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import BaseWSGIServer, make_server

from engine import SYSTEM, commands, queries
from engine.testing import PASSWORD, Story, World
from web import auth
from web.app import create_app
from web.settings import Settings

_SETTINGS = Settings("browser-test", demo_password=PASSWORD, login_limit="1000 per minute")


class Server:
    """The application on one port, stopped and started again while a page is open."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._running: BaseWSGIServer | None = None
        self.port = 0
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._running = make_server(
            "127.0.0.1", self.port, create_app(self._world.engine, _SETTINGS), threaded=True
        )
        self.port = self._running.server_port
        self._thread = threading.Thread(target=self._running.serve_forever)
        self._thread.start()

    def stop(self) -> None:
        if self._running is not None:
            self._running.shutdown()
            self._thread.join()
            self._running.server_close()
            self._running = None


@pytest.fixture
def application(world: World) -> Iterator[Server]:
    found = Server(world)
    yield found
    found.stop()


@pytest.fixture
def mine(story: Story, world: World) -> int:
    """Ada's open task."""
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return row.id


def _draft(world: World, task: int) -> dict[str, list[str]]:
    with world.engine.begin(world.people["ada"]) as tx:
        return dict(queries.inbox.show(tx, task).draft or {})


def _state(page: Page):
    return page.locator("[data-entwurf-stand]")


def _log_in(page: Page) -> None:
    page.get_by_label("Kennung").fill("ada")
    page.get_by_label("Kennwort").fill(PASSWORD)
    page.get_by_role("button", name="Anmelden").click()


def test_what_is_typed_while_the_server_is_restarted_is_saved_afterwards(
    mine: int, application: Server, chromium: Browser, world: World
) -> None:
    context = chromium.new_context(locale="de-DE", base_url=application.address)
    page = context.new_page()
    page.goto(f"/anmelden?weiter=/aufgaben/{mine}")
    _log_in(page)
    page.get_by_label("Vermerk").fill("vor dem Neustart")
    expect(_state(page)).to_contain_text("Entwurf gespeichert")

    application.stop()
    page.get_by_label("Vermerk").fill("während des Neustarts")
    expect(_state(page)).to_contain_text("Speichern gelingt zurzeit nicht")
    application.start()
    # first what had no answer, then what was typed since
    with page.expect_response(lambda answer: "danach" in (answer.request.post_data or "")):
        page.get_by_label("Vermerk").press("End")
        page.get_by_label("Vermerk").press_sequentially(" und danach")

    expect(_state(page)).to_contain_text("Entwurf gespeichert")
    assert _draft(world, mine)["vermerk"] == ["während des Neustarts und danach"]
    page.get_by_role(
        "button", name="Aufgabe abschließen"
    ).click()  # the page of before the restart still counts
    expect(page.locator("[data-fehlerliste]")).to_be_focused()
    expect(page.get_by_label("Vermerk")).to_have_value("während des Neustarts und danach")
    context.close()


def test_what_is_typed_after_the_session_has_ended_comes_back_after_logging_in(
    mine: int, visit: Callable[..., Page], world: World
) -> None:
    page = visit("ada", f"/aufgaben/{mine}")
    with world.engine.begin(SYSTEM) as tx:
        commands.account.end_sessions(tx, world.people["ada"].account or 0)

    page.get_by_label("Vermerk").fill("nach dem Ende der Sitzung")
    expect(_state(page)).to_contain_text("Ihre Sitzung ist abgelaufen")
    page.get_by_role("button", name="Aufgabe abschließen").click()
    expect(page.get_by_text("Ihre Eingaben gehen nicht verloren")).to_be_visible()
    _log_in(page)

    expect(page.get_by_text("Ihre Eingaben sind wieder da.")).to_be_visible()
    expect(page.get_by_label("Vermerk")).to_have_value("nach dem Ende der Sitzung")
    assert _draft(world, mine)["vermerk"] == ["nach dem Ende der Sitzung"]


def test_five_minutes_before_the_session_ends_a_key_press_lets_it_go_on(
    mine: int, visit: Callable[..., Page], axe: Callable[[Page], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auth, "IDLE_SECONDS", 302)
    page = visit("ada", f"/aufgaben/{mine}")
    page.get_by_label("Vermerk").focus()

    warning = page.get_by_role("status").filter(has_text="Ihre Sitzung endet in 5 Minuten.")
    expect(warning).to_be_visible()
    # nobody who types is interrupted
    expect(page.get_by_label("Vermerk")).to_be_focused()
    assert axe(page) == []
    stay = page.get_by_role("button", name="Angemeldet bleiben")
    stay.focus()
    monkeypatch.setattr(auth, "IDLE_SECONDS", 1800)
    page.keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="Sie bleiben angemeldet.")).to_be_visible()
    expect(stay).to_have_count(0)
    expect(page.get_by_label("Vermerk")).to_be_focused()


def test_a_task_that_somebody_else_has_finished_shows_what_was_typed_for_copying(
    mine: int, visit: Callable[..., Page], world: World
) -> None:
    page = visit("ada", f"/aufgaben/{mine}")
    page.get_by_label("Vermerk").fill("noch nicht gespeichert")
    with world.engine.begin(world.people["lea"]) as tx:
        row = queries.inbox.show(tx, mine).row
        commands.task.assign(tx, mine, row.revision, world.people["ben"].account or 0)
    with world.engine.begin(world.people["ben"]) as tx:
        row = queries.inbox.show(tx, mine).row
        commands.task.complete(tx, mine, row.revision, {"vollstaendig": "ja", "identitaet": "geklaert"})

    page.get_by_role("button", name="Aufgabe abschließen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Jemand war schneller")
    expect(page.get_by_text("Ben Krüger hat diese Aufgabe")).to_be_visible()
    expect(page.get_by_text("noch nicht gespeichert", exact=True)).to_be_visible()


def test_of_two_windows_the_one_that_completes_later_keeps_what_was_typed_there(
    mine: int, visit: Callable[..., Page]
) -> None:
    first, second = visit("ada", f"/aufgaben/{mine}"), visit("ada", f"/aufgaben/{mine}")
    second.get_by_label("Vermerk").fill("aus dem zweiten Fenster")
    expect(_state(second)).to_contain_text("Entwurf gespeichert")

    first.get_by_label("ja", exact=True).check()
    first.get_by_label("Identität").select_option("geklaert")
    first.get_by_label("Vermerk").fill("aus dem ersten Fenster")
    first.get_by_role("button", name="Aufgabe abschließen").click()

    expect(first.get_by_role("heading", name="Welcher Stand gilt?")).to_be_visible()
    expect(first.get_by_text("aus dem ersten Fenster", exact=True)).to_be_visible()
    second.reload()
    expect(second.get_by_label("Vermerk")).to_have_value("aus dem zweiten Fenster")


def test_what_is_typed_in_any_form_stays_while_the_server_is_gone_and_is_sent_when_it_is_back(
    story: Story, application: Server, chromium: Browser
) -> None:
    context = chromium.new_context(locale="de-DE", base_url=application.address)
    page = context.new_page()
    page.goto(f"/anmelden?weiter=/akte/{story.reference}?reiter=notizen")
    _log_in(page)
    note = page.locator("#lw-text")
    note.fill("Bringt den Pass am Montag")
    send = page.get_by_role("button", name="Notiz speichern")

    application.stop()
    send.click()

    expect(page.get_by_role("status").filter(has_text="Der Server ist nicht erreichbar.")).to_be_visible()
    expect(note).to_have_value("Bringt den Pass am Montag")
    application.start()
    page.get_by_role("button", name="Noch einmal senden").press("Enter")
    expect(page.locator(".lw-notes__text")).to_have_text("Bringt den Pass am Montag")
    expect(page.locator("#lw-text")).to_have_value("")
    context.close()
