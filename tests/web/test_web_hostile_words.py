"""Whatever somebody writes is text on every page that shows it: no element, no handler, no address, no template."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from html import escape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from engine import SYSTEM, Transaction, commands
from engine.actor import Membership, Role
from engine.commands.case import CaseOpening, Relocation
from engine.commands.disclosure import Disclosure
from engine.commands.proposal import Content
from engine.queries import case_file
from engine.queries.tasks import TaskRow
from engine.state.account import ACCOUNT
from engine.state.bulk import BulkKind
from engine.state.relation import RelationKind
from engine.state.sight import Answer
from engine.state.task import TaskState
from engine.testing import AGS, PASSWORD, World
from engine.testing import models as m
from tests import crawl
from tests.documents.conftest import pdf
from tests.web.test_web_documents import hand_in
from web.testing import Login

#: closes a text, an attribute in either quotes, and an address; asks a template to compute
HOSTILE = '<script>lw666()</script>"onfocus="lw666()\'><img src=lw666 onerror=lw666()>{{7*191}}${7*191}'
ADDRESS = "javascript:lw666()"
#: what a form says itself may hold expressions: they are its author's
IN_FORM = HOSTILE.partition("{{")[0]
#: a part that every page that shows it shows, however it is shortened or typeset
MARK = "lw666"
#: what stands in an attribute on purpose: the words themselves, to be typed on, chosen, heard or matched
_WORDS = frozenset(
    {"value", "title", "alt", "aria-label", "data-label", "placeholder", "content", "data-text"}
)


class _Reader(HTMLParser):
    """What a browser would make of the words: elements of theirs, handlers, addresses; and whether they are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.shown = 0
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # what is handed to a script as data is not run
        self._script = tag == "script" and ("type", "application/json") not in attrs
        for name, value in attrs:
            text = (value or "").strip()
            if name.startswith("on") or name == "srcdoc":
                self.faults.append(f"<{tag} {name}={text}>")
            if MARK not in text and MARK not in name:
                continue
            self.shown += 1
            if text.lower().startswith("javascript:") and name not in _WORDS:
                self.faults.append(f"<{tag} {name}={text}>")
            if (tag == "img" and name == "src") or MARK in name:
                self.faults.append(f"<{tag} {name}={text}>")

    handle_startendtag = handle_starttag

    def handle_endtag(self, tag: str) -> None:
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        if MARK in data:
            self.shown += 1
            if self._script:
                self.faults.append(f"<script>{data}")
        if "1337" in data:  # 7 * 191
            self.faults.append(f"computed: {data}")


def read(page: str) -> _Reader:
    found = _Reader()
    found.feed(page)
    found.close()
    return found


@pytest.mark.parametrize(
    "page",
    [
        f"<p>{HOSTILE}</p>",
        f'<input value="{HOSTILE}">',
        f"<a href='{ADDRESS}'>x</a>",
        "<p>1337</p>",
        "<script>var x = 'lw666'</script>",
    ],
)
def test_the_reader_finds_what_is_not_escaped(page: str) -> None:
    assert read(page).faults


FORM = {
    "type": "default",
    "id": "pruefen",
    "schemaVersion": 18,
    "components": [
        {"type": "text", "id": "T1", "text": f"{IN_FORM} [Verweis]({ADDRESS})"},
        {
            "type": "html",
            "id": "T2",
            "content": f"<p onclick='lw666()'>{IN_FORM}<a href='{ADDRESS}'>x</a></p>",
        },
        {
            "type": "textarea",
            "key": "vermerk",
            "label": IN_FORM,
            "description": IN_FORM,
            "id": "F_vermerk",
        },
        {
            "type": "radio",
            "key": "wahl",
            "label": IN_FORM,
            "id": "F_wahl",
            "values": [{"label": IN_FORM, "value": "a"}, {"label": "b", "value": "b"}],
        },
    ],
}


def _model() -> bytes:
    """A diagram whose every name is hostile."""
    made = m.process(
        "boese",
        m.start(),
        m.user_task("a", form="pruefen", due='=today() + duration("P14D")'),
        m.user_task("b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "b"),
        m.flow("b", "end"),
        name="XXNAMEXX",
    ).decode()
    escaped = HOSTILE.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
    for element in ("start", "a", "b", "end"):
        made = made.replace(f'id="{element}" name="{element}"', f'id="{element}" name="{element} {escaped}"')
    return made.replace("XXNAMEXX", escaped).encode()


@pytest.fixture
def written(world: World, login: Login) -> list[str]:
    """Everybody has written the words wherever words can be written; returns the numbers of the cases."""
    people = world.people
    ada, lea = people["ada"], people["lea"]
    with world.engine.begin(SYSTEM) as tx:
        here = world.here
        commands.account.create(tx, "evi", HOSTILE, PASSWORD, [Membership(here, Role.CLERK)])
        commands.account.create(tx, "carl", "Carl", PASSWORD, [Membership(here, Role.CASE_MANAGER)])
        commands.authority.create(tx, "boese-hier", HOSTILE, "05334", [])
    world.deploy({"boese.bpmn": _model(), "forms/pruefen.form": json.dumps(FORM).encode()})
    opened = []
    for number in range(2):
        opening = CaseOpening("boese", HOSTILE, f"{HOSTILE}{number}", date(1990, 5, 17), AGS)
        with world.engine.begin(ada) as tx:
            opened.append(commands.case.open(tx, opening, {}).reference)
    one, other = opened
    with world.engine.begin(SYSTEM) as tx:
        (task,) = (row.id for row in _tasks(tx, one))
        (second,) = (row.id for row in _tasks(tx, other))
    with world.engine.begin(ada) as tx:
        commands.note.write(tx, one, f"{HOSTILE} {ADDRESS}")
        commands.relation.relate(tx, one, other, RelationKind.SIBLING)
        commands.task.claim(tx, task, 1)
        commands.task.comment(tx, task, f"@{HOSTILE} {ADDRESS}")
        commands.task.save_draft(tx, task, 2, {"vermerk": [HOSTILE]})
        commands.inbox.save_filter(tx, HOSTILE[:60], {"suche": HOSTILE[:200]}, here)
        step = commands.handling.step(
            tx, BulkKind.FOLLOW_UP, day=tx.today + timedelta(days=3), reason=HOSTILE
        )
        commands.bulk.act(tx, "boese", {task: 2}, step)
        commands.disclosure.note(
            tx,
            one,
            Disclosure(
                tx.today,
                "auslaenderbehoerde",
                HOSTILE,
                ("aufenthalt",),
                HOSTILE[:100],
                Answer.REFUSED,
                HOSTILE,
            ),
        )
        moved = Relocation("05334004", tx.today, HOSTILE)
        commands.case.relocate(tx, other, 1, moved)
    with world.engine.begin(lea) as tx:
        commands.task.assign(tx, second, 1, _account(world, "evi"))
        commands.task.change_agreed_time(tx, second, 2, tx.today + timedelta(days=20), HOSTILE)
        commands.case_lead.name(tx, one, _account(world, "evi"), HOSTILE, None)
        commands.case_state.suspend(tx, other, HOSTILE)
    with world.engine.begin(people["olga"]) as tx:
        commands.proposal.create(tx, Content(HOSTILE, f"{HOSTILE} {ADDRESS}", HOSTILE))
    with world.engine.begin(lea) as tx:
        commands.structural.report(tx, one, HOSTILE, f"{HOSTILE} {ADDRESS}")
    with world.engine.begin(people["carla"]) as tx:
        commands.break_glass.read(tx, one, HOSTILE)
    # a file named by its sender, in the first case
    said = hand_in(login("ada"), pdf(), f"{HOSTILE}.pdf", **{"lw-grund": HOSTILE})
    assert said.status == 200
    return opened


def _tasks(tx: Transaction, reference: str) -> list[TaskRow]:
    return [row for row in case_file.show(tx, reference).tasks if row.state is TaskState.ACTIVE]


def _account(world: World, login: str) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return int(tx.execute(select(ACCOUNT.c.id).where(ACCOUNT.c.login == login)).scalar_one())


@pytest.fixture(autouse=True)
def _own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAUFWEG_DOCUMENTS", str(tmp_path / "documents"))
    monkeypatch.setattr(crawl.demo, "PASSWORD", PASSWORD)


#: a process with a diagram
DRAWN = Path(__file__).parents[1] / "resources" / "web"
#: who walks, and on at least how many kinds of pages they meet the words
WALKS = [("ada", 15), ("lea", 20), ("olga", 8), ("carla", 4)]


def test_no_page_takes_what_somebody_wrote_for_anything_but_words(app: Flask, written: list[str]) -> None:
    faults: list[str] = []
    shown: dict[str, set[str]] = {}
    for login, _least in WALKS:
        for function, address, page, _drawn in crawl.pages(app, login):
            found = read(page)
            faults += [f"{login} {address}: {one[:200]}" for one in found.faults]
            if found.shown:
                shown.setdefault(login, set()).add(function)

    assert faults == []
    assert {login: len(shown[login]) >= least for login, least in WALKS} == {
        login: True for login, _ in WALKS
    }, {login: sorted(functions) for login, functions in shown.items()}


def test_the_picture_of_a_diagram_holds_words_only(world: World, login: Login) -> None:
    escaped = escape(HOSTILE, quote=True)
    files = {str(one.relative_to(DRAWN)): one.read_bytes() for one in DRAWN.rglob("*") if one.is_file()}
    named = re.compile(rb'(<bpmn:(?:userTask|startEvent|endEvent|exclusiveGateway) [^>]*name=")[^"]*')
    files["titelantrag.bpmn"] = named.sub(
        lambda found: found[1] + escaped.encode(), files["titelantrag.bpmn"]
    )
    story = world.start(files, {"eingang": world.clock.moment.date(), "monate": 60})

    answer = login("ada").client.get(f"/aufgaben/{story.task('pruefen').id}/ablauf.svg")

    drawn = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert MARK in drawn
    assert read(drawn).faults == []
