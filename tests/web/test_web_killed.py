"""A web process that is killed while it completes a task leaves nothing half; what is sent again is done or told."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from urllib.parse import urlencode

import pytest
from sqlalchemy import text
from werkzeug.serving import make_server

from engine import SYSTEM, Engine, Transaction, commands
from engine.testing import PASSWORD, Story, World
from web.app import create_app
from web.settings import Settings
from web.testing import Browser

pytestmark = pytest.mark.slow
SETTINGS = Settings("killed-test", login_limit="1000 per minute")


def serve(url: str, told: Connection) -> None:
    """A web process of its own, until it is killed."""
    server = make_server("127.0.0.1", 0, create_app(Engine(url), SETTINGS), threaded=True)
    told.send(server.server_port)
    server.serve_forever()


class Process:
    """A web process and what one sends to it."""

    def __init__(self, world: World) -> None:
        context = multiprocessing.get_context("forkserver")
        ours, theirs = context.Pipe()
        url = world.engine.url
        self.running: BaseProcess = context.Process(target=serve, args=(url, theirs), daemon=True)
        self.running.start()
        assert ours.poll(60)
        self.port: int = ours.recv()

    def post(self, address: str, fields: dict[str, str], cookie: str) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        head = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"laufweg={cookie}"}
        connection.request("POST", address, urlencode(fields), head)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()

    def kill(self) -> None:
        self.running.kill()
        self.running.join()


@pytest.fixture
def process(world: World) -> Iterator[list[Process]]:
    made: list[Process] = []
    yield made
    for one in made:
        one.kill()


def test_killed_in_the_middle_nothing_has_happened_and_the_second_send_does_it_once(
    world: World, story: Story, process: list[Process]
) -> None:
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    browser = Browser(create_app(world.engine, SETTINGS).test_client()).get("/anmelden")
    browser.post("/anmelden", {"kennung": "ada", "kennwort": PASSWORD})
    address = f"/aufgaben/{row.id}"
    fields = {
        "csrf_token": browser.get(address).token(),
        "lw-revision": browser.value("lw-revision"),
        "lw-aktion": "abschliessen",
        "vollstaendig": "ja",
        "vermerk": "geprüft",
    }
    cookie = browser.client.get_cookie("laufweg")
    assert cookie is not None
    before = len(story.file().history)

    process.append(Process(world))
    with ThreadPoolExecutor(1) as thread:
        with world.engine.begin(SYSTEM) as holder:
            holder.execute(text("SELECT id FROM process_instance FOR NO KEY UPDATE"))
            sent = thread.submit(process[0].post, address, fields, cookie.value)
            _wait_until_it_waits(holder)
            process[0].kill()
        with pytest.raises((OSError, HTTPException)):
            sent.result(timeout=60)
    assert story.active() == ("pruefen",)
    assert (story.task("pruefen").assignee, len(story.file().history)) == ("Ada Öztürk", before)

    process.append(Process(world))
    assert process[1].post(address, fields, cookie.value)[0] == 302
    assert story.active() == ()
    # somebody whose answer was lost sends it once more, and is told
    status, page = process[1].post(address, fields, cookie.value)
    assert status == 409
    assert "geprüft" in page
    done = [one.kind for one in story.file().history]
    assert done.count("user_task_completed") == 1


def _wait_until_it_waits(holder: Transaction) -> None:
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    for _ in range(5000):
        holder.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.002)"))
        if holder.execute(text(waiting)).scalar_one():
            return
    pytest.fail("Expected the completion to wait for the instance, but it does not")
