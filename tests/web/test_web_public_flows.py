"""The public pages of what is in force: its resolution, what counted before, and what counts no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask

from engine import SYSTEM, commands, export, lawbook
from engine.library import read
from engine.state.resolution import Vote
from engine.testing import World
from tests import archival
from tests.steering.conftest import Group, around, files
from web.testing import Login
from web.typography import NO_BREAK

TODAY = date(2026, 11, 23)
PAGE = "/fluesse/05334/p"


@pytest.fixture
def group(world: World) -> Group:
    """A steering group that has resolved about version 1 of `p`, from today."""
    with world.engine.begin(SYSTEM) as tx:
        first = commands.definition.deploy(tx, files("a")).version_id
    made = around(world, first)
    made.adopt(
        made.ready(valid_from=TODAY),
        valid_from=TODAY,
        conditions="Bericht nach 6 Monaten.\nNur im Ausländeramt.",
        votes=(Vote("Ausländeramt Hier", 3, 1, 0), Vote("Jobcenter", 2, 0, 1)),
    )
    return made


def _page(app: Flask, address: str = PAGE) -> str:
    answer = app.test_client().get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True).replace(NO_BREAK, " ")


def test_a_resolution_is_shown_with_its_votes_and_conditions_and_without_who_signed(
    group: Group, app: Flask
) -> None:
    shown = _page(app)

    for one in (
        "Lenkungsgruppe",
        "20.11.2026",
        "TOP 4",
        "V 2026/1 Fristen verkürzen",
        "Bericht nach 6 Monaten.",
        "Jobcenter",
    ):
        assert one in shown
    assert '<td role="cell" class="lw-table__num" data-label="dafür">3</td>' in shown
    assert group.stefan.name not in shown
    assert group.sina.name not in shown


@pytest.mark.parametrize("address", ["/fluesse", PAGE, f"{PAGE}/ablauf.pdf"])
def test_what_a_proxy_may_keep_is_the_same_for_somebody_logged_in_and_bears_no_session(
    group: Group, app: Flask, login: Login, address: str
) -> None:
    browser = login("stefan")
    person = browser.client
    with person.session_transaction() as session:
        session["_flashes"] = [("success", "Nur für Stefan.")]

    theirs = person.get(address)
    anybody = app.test_client().get(address)

    assert theirs.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in theirs.headers
    assert "Cookie" not in theirs.headers.get("Vary", "")
    assert "Set-Cookie" not in anybody.headers
    assert theirs.get_data() == anybody.get_data()
    assert "Nur für Stefan." in browser.get("/aufgaben").page


def test_each_line_of_the_history_opens_what_it_resolved(group: Group, app: Flask) -> None:
    with group.world.engine.begin(SYSTEM) as tx:
        second = commands.definition.deploy(tx, files("a", "b", scenario="")).version_id
        commands.adoption.adopt(tx, second, "05334", TODAY, "Neuer Beschluss")

    now, before = _page(app), _page(app, f"{PAGE}?beschluss=1")

    assert f'href="{PAGE}?beschluss=1"' in now
    assert "Neuer Beschluss" in now.split("<h2")[0] + now.split("Beschlüsse")[-1]
    assert "Diese Fassung gilt nicht mehr" not in now
    assert "Diese Fassung gilt nicht mehr" in before
    assert "Bericht nach 6 Monaten." in before
    assert "Bericht nach 6 Monaten." not in now
    guest = app.test_client()
    old, new = (guest.get(f"{PAGE}/diagramm.bpmn{one}").get_data() for one in ("?beschluss=1", ""))
    assert (b'id="b"' in old, b'id="b"' in new) == (False, True)
    assert archival.faults(guest.get(f"{PAGE}/ablauf.pdf?beschluss=1").get_data(), "Test p") == []
    for wrong in ("?beschluss=99", "?beschluss=x", "?beschluss="):
        assert guest.get(PAGE + wrong).status_code == 404


def test_what_is_repealed_or_comes_later_keeps_its_page(group: Group, app: Flask) -> None:
    tomorrow = TODAY + timedelta(days=1)
    repeal = group.ready(title="Aufhebung", times={}, repeals=1, valid_from=tomorrow)
    group.adopt(repeal, valid_from=tomorrow)
    assert '<span class="lw-status lw-status--inforce">in Kraft</span>' in _page(app)
    group.world.clock.moment += timedelta(days=1)

    assert "Von diesem Ablauf ist hier zurzeit keine Fassung in Kraft." in _page(app)
    listed = _page(app, "/fluesse")
    assert "Zurzeit ist nichts in Kraft." in listed
    assert "aufgehoben ab 24.11.2026" in listed
    with group.world.engine.begin(SYSTEM) as tx:
        commands.adoption.adopt(tx, group.version, "05334", date(2027, 1, 1), "Wieder")
    assert "Diese Fassung gilt noch nicht" in _page(app)
    assert "gilt ab 01.01.2027" in _page(app, "/fluesse")


def test_the_paper_has_the_diagram(world: World, app: Flask) -> None:
    (folder,) = read(lawbook.FOLDER / "sprachkurs")
    with world.engine.begin(SYSTEM) as tx:
        version = commands.definition.deploy(tx, folder.files).version_id
        commands.adoption.adopt(tx, version, "05334", tx.today, "TOP 1")

    paper = app.test_client().get("/fluesse/05334/sprachkurs/ablauf.pdf").get_data()

    assert archival.faults(paper, "Sprach- und Integrationskurs") == []
    pictures = export.diagrams(folder.files["sprachkurs.bpmn"], "sprachkurs.bpmn")
    assert [one.name for one in pictures][:2] == ["Sprach- und Integrationskurs", "Freigaben geändert"]
    assert all('font-family="DejaVu Sans"' in one.svg for one in pictures)
    assert archival.sizes(paper).count((1191, 842)) == 3  # A3 across; small levels share a sheet
    assert archival.sizes(paper).count((595, 842)) <= 8  # the sentences have the wide column


def test_the_pages_are_english_for_whoever_asks_by_the_address_and_stay_so(group: Group, app: Flask) -> None:
    german, english = _page(app), _page(app, f"{PAGE}?sprache=en&beschluss=1")
    listed = _page(app, "/fluesse?sprache=en")

    assert '<html lang="de"' in german
    assert 'href="/fluesse/05334/p?sprache=en"' in german
    assert '<html lang="en"' in english
    assert 'href="/fluesse?sprache=en"' in english
    assert 'href="/fluesse/05334/p?sprache=de&amp;beschluss=1"' in english
    assert "Vereinbarte Zeiten" not in english
    # the resolution is German by nature
    assert '<dd class="lw-prose" lang="de"><p>Bericht nach 6 Monaten.</p>' in english
    assert 'href="/fluesse/05334/p?sprache=en"' in listed
    assert _page(app, f"{PAGE}?sprache=fr") == german


def test_an_english_page_leads_to_the_english_list(group: Group, login: Login) -> None:
    browser = login("ada")
    with browser.client.session_transaction() as session:
        session["sprache"] = "en"

    assert 'href="/fluesse?sprache=en"' in browser.get("/fristen").page
