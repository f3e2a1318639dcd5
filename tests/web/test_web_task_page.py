"""The page of a task: how much is asked for it, and what stands beside the form."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine import SYSTEM, Membership, Role, commands
from engine.queries.records import HistoryRow
from engine.sight import Consent
from engine.state import case
from engine.state import sight as state
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m
from engine.testing.statements import statements
from web.testing import Browser, Login
from web.timeline import essential

_TITLE = '{"type": "datetime", "subtype": "date", "key": "titel_gueltig_bis", "dateLabel": "Gültig bis", "id": "F_bis"}'
MODEL = Path(__file__).parents[1] / "resources" / "web"

#: the account, the task, four for what one reads of the case, its head, its runs and the person's titles, decisions,
#: facts, names in them, comments, documents, that one has looked at it, the bell; and the register, for somebody may be
#: away
MOST = 17


@pytest.fixture
def model() -> dict[str, bytes]:
    """A small process with a diagram that is drawn."""
    return {
        str(path.relative_to(MODEL)): path.read_bytes() for path in sorted(MODEL.rglob("*")) if path.is_file()
    }


@pytest.fixture
def task(story: Story) -> str:
    """The address of Ada's open task."""
    row = story.task("pruefen")
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
        commands.task.comment(tx, row.id, "Bitte noch heute.")
    return f"/aufgaben/{row.id}"


def asked(browser: Browser, address: str) -> list[str]:
    """What the database is asked for a page, once everything that is kept is kept."""
    browser.get(address)
    with statements() as sent:
        browser.get(address)
    assert browser.status == 200
    return sent


def test_the_page_of_a_task_takes_few_statements_and_asks_nothing_twice(login: Login, task: str) -> None:
    sent = asked(login("ada"), task)

    assert len(sent) <= MOST
    assert len(set(sent)) == len(sent)


def test_so_it_is_for_whoever_leads_and_whoever_only_looks(login: Login, task: str) -> None:
    for who in ("lea", "ben"):
        sent = asked(login(who), task)

        assert len(sent) <= MOST
        assert len(set(sent)) == len(sent)


def test_the_diagram_around_the_task_is_a_picture_with_words_beside_it(
    world: World, model: dict[str, bytes], login: Login
) -> None:
    story = world.start(model, {"eingang": world.clock.moment.date(), "monate": 60})
    address = f"/aufgaben/{story.task('pruefen').id}"
    ada = login("ada").get(address)

    picture = ada.client.get(f"{address}/ablauf.svg")

    root = ElementTree.fromstring(picture.get_data())  # noqa: S314  our own output
    assert picture.mimetype == "image/svg+xml"
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "hier" in "".join(root.itertext())
    assert f'src="{address}/ablauf.svg" loading="lazy"' in ada.page
    around = ada.words.partition("Wo der Ablauf steht")[2].partition("Kommentare")[0]
    assert around.split()[0] == "Davor"
    assert " Hier " in around
    assert " Danach " in around


def test_no_stranger_sees_where_a_task_stands(login: Login, task: str) -> None:
    assert login("carla").client.get(f"{task}/ablauf.svg").status_code == 403


def test_a_task_that_is_not_drawn_has_no_picture(login: Login, task: str) -> None:
    assert login("ada").client.get(f"{task}/ablauf.svg").status_code == 404


def test_the_case_at_a_glance_names_the_end_of_the_title(world: World, login: Login) -> None:
    form = f'{{"type": "default", "id": "s", "schemaVersion": 18, "components": [{_TITLE}]}}'
    steps = m.process(
        "p", m.start(form="s"), m.user_task("a"), m.end(), m.flow("start", "a"), m.flow("a", "end")
    )
    story = world.start(
        {"p.bpmn": steps, "forms/s.form": form.encode()}, {"titel_gueltig_bis": date(2027, 3, 31)}
    )

    page = login("ada").get(f"/aufgaben/{story.task('a').id}")

    assert "Aufenthaltstitel 31.03.2027" in page.words


def test_of_the_rungs_the_newest_is_told_and_of_what_is_done_not_that_it_came() -> None:
    def fact(kind: str, text: str, element: str) -> HistoryRow:
        return HistoryRow(
            datetime(2026, 11, 29, tzinfo=UTC), "Laufweg", kind, text, text, "", element, "", ""
        )

    facts = [
        fact("escalation_level_reached", "Stufe 5, zum zweiten Mal", "pruefen"),
        fact("element_completed", "durchlaufen", "pruefen"),
        fact("escalation_level_reached", "Stufe 5", "pruefen"),
        fact("escalation_level_reached", "Stufe 2", "anhoeren"),
        fact("user_task_claimed", "übernommen", "pruefen"),
        fact("user_task_completed", "erledigt", "sichten"),
        fact("user_task_claimed", "auch übernommen", "sichten"),
        fact("user_task_activated", "liegt bei", "sichten"),
        fact("user_task_activated", "lag schon einmal bei", "sichten"),
    ]

    assert [one.text for one in essential(facts)] == [
        "Stufe 5, zum zweiten Mal",
        "Stufe 2",
        "übernommen",
        "erledigt",
        "lag schon einmal bei",
    ]


def test_where_the_data_rest_on_a_consent_the_page_says_how_it_stands(
    world: World, login: Login, files: dict[str, bytes]
) -> None:
    profile = (
        b'schluessel = "antrag"\ntitel = "Antrag"\nstart = "antrag.bpmn"\nversion = "1.0"\n\n[[daten]]\n'
        b'gruppe = "Alles"\nrechtsgrundlage = "Einwilligung"\nzweck = "begleiten"\nformulare = ["antrag", "pruefen"]\n'
    )
    story = world.start({**files, "process.toml": profile}, {"eingang": "2026-11-02"})
    page = f"/aufgaben/{story.task('pruefen').id}"
    found = []

    for given in ((), (date(2026, 12, 31),), (None,), ()):
        with world.engine.begin(SYSTEM) as tx:
            consents = [Consent("jobcenter", "begleitung", frozenset({"sprache"}), until) for until in given]
            state.replace_consents(tx, case.by_reference(tx, story.reference).id, consents)
        facts = login("ada").get(page).page.split("<dt>Einwilligung</dt><dd>")[1]
        found.append(facts.split('<span class="lw-table__sub"')[0].replace("\u00a0", " "))

    assert found == [
        "keine festgehalten",
        "festgehalten, bis 31.12.2026",
        "festgehalten, bis zum Widerruf",
        "<strong>beendet, keine gilt</strong>",
    ]


def test_who_only_looks_is_offered_no_comment_and_is_refused_before_the_form_is_checked(
    world: World, login: Login, task: str
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        commands.account.create(tx, "rita", "Rita Revision", PASSWORD, [Membership(world.here, Role.AUDITOR)])
    ada, rita = login("ada").get(task), login("rita").get(task)

    refused = rita.post(task, {"lw-revision": ada.value("lw-revision"), "lw-aktion": "abschliessen"})

    assert 'name="lw-kommentar"' in ada.page
    assert 'name="lw-kommentar"' not in rita.page
    assert refused.status == 403
