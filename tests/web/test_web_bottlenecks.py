"""Bottlenecks without JavaScript: the table says what the diagram shows, for whom it may, and as a file."""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest

from engine import SYSTEM, queries
from engine.queries.bottleneck import Measure
from engine.testing import Story, World
from engine.testing import models as m
from web import heat
from web.testing import Browser, Login
from web.words import durations

PAGE = "/aufsicht/engpaesse"
SECOND = m.process(
    "antrag",
    m.start(),
    m.user_task("pruefen"),
    m.user_task("entscheiden"),
    m.end(),
    m.flow("start", "pruefen"),
    m.flow("pruefen", "entscheiden"),
    m.flow("entscheiden", "end"),
    name="Antrag bearbeiten",
)


@pytest.fixture
def done(world: World, story: Story) -> int:
    """Six tasks of the first step that waited two days; the version."""
    ada = world.people["ada"]
    stories = [story, *(world.open("antrag", {"eingang": "2026-11-20"}) for _ in range(5))]
    story.pass_time(timedelta(days=2))
    for one in stories:
        one.complete("pruefen", {"vollstaendig": "nein"}, as_=ada)
    with world.engine.begin(SYSTEM) as tx:
        return queries.definition.overview(tx)[0].versions[0].id


def _rows(browser: Browser) -> list[list[str]]:
    found = re.findall(r'<tr role="row">(.*?)</tr>', browser.page, re.DOTALL)[1:]
    return [
        [
            " ".join(re.sub(r"<[^>]+>", " ", html.unescape(cell)).split())
            for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)
        ]
        for row in found
    ]


def _heat(browser: Browser) -> dict[str, dict[str, object]]:
    found = re.search(r"data-waerme='([^']*)'", browser.page)
    assert found
    return dict(json.loads(html.unescape(found[1])))


def test_the_table_says_where_tasks_wait(done: int, login: Login) -> None:
    lea = login("lea").get(PAGE)

    assert lea.status == 200
    assert _rows(lea)[0][:7] == [
        "pruefen verfahren",
        "6",
        "0",
        "2 Tage",
        "2 Tage",
        "unter 1 Min.",
        "unter 1 Min.",
    ]
    assert _rows(lea)[1][:7] == ["nachfordern verfahren", "0 wenige", "6", "–", "–", "–", "–"]
    assert _rows(lea)[1][7:9] == ["unter 1 Min.", "unter 1 Min."]
    assert _heat(lea) == {"pruefen": {"stufe": 5, "text": "2 Tage"}}
    assert "über 1,6 Tage bis 2 Tage" in lea.page
    assert "Ausländeramt Hier" in lea.page


def test_a_day_that_is_none_is_told_and_kept(done: int, login: Login) -> None:
    lea = login("lea").get(f"{PAGE}?bis=32.13.2026")

    assert 'id="bis-fehler"' in lea.page and lea.value("bis") == "32.13.2026"
    assert 'id="bis-fehler"' not in lea.get(f"{PAGE}?bis=2026-11-20").page
    assert 'id="bis-fehler"' not in lea.get(PAGE).page


def test_another_measure_and_another_order(done: int, login: Login) -> None:
    lea = login("lea").get(f"{PAGE}?mass=offen&sortierung=-offen")

    assert [row[0] for row in _rows(lea)] == ["nachfordern verfahren", "pruefen verfahren"]
    assert 'aria-sort="descending"' in lea.page
    assert _heat(lea) == {"nachfordern": {"stufe": 5, "text": "6"}}
    rising = [row[0] for row in _rows(lea.get(f"{PAGE}?mass=offen&sortierung=offen"))]
    assert rising == ["pruefen verfahren", "nachfordern verfahren"]
    # what tells nothing comes last, either way
    for order in ("warten_median", "-warten_median"):
        assert _rows(lea.get(f"{PAGE}?sortierung={order}"))[-1][0] == "nachfordern verfahren"


def test_a_queue_shows_in_the_age_of_what_is_open(world: World, done: int, login: Login) -> None:
    world.clock.advance(timedelta(days=40))
    lea = login("lea").get(f"{PAGE}?mass=alter_aeltestes&sortierung=-alter_aeltestes")

    assert _rows(lea)[0][:3] == ["nachfordern verfahren", "0 wenige", "6"]
    assert _rows(lea)[0][7:9] == ["40 Tage", "40 Tage"]
    assert _heat(lea) == {"nachfordern": {"stufe": 5, "text": "40 Tage"}}
    assert "einen Stau zeigt dann das Alter der offenen" in lea.page


def test_over_all_authorities_times_are_about(done: int, login: Login) -> None:
    lea = login("lea").get(f"{PAGE}?behoerde=alle")

    assert re.fullmatch(r"≈ \d(,\d)? Tage", _rows(lea)[0][3])
    assert "auf etwa ein Viertel genau" in lea.page


def test_officers_see_figures_and_nothing_of_few_tasks(
    world: World, done: int, story: Story, login: Login
) -> None:
    story.complete("nachfordern")
    lea, olga = login("lea").get(PAGE), login("olga").get(f"{PAGE}?behoerde={world.here}")

    assert _rows(lea)[1][:3] == ["nachfordern verfahren", "1 wenige", "5"]
    assert _rows(olga)[1][:5] == ["nachfordern verfahren", "unter 5", "5", "–", "–"]
    assert "Es ginge um einzelne Menschen" in olga.page
    assert "Es ginge um einzelne Menschen" not in lea.page
    assert story.reference not in olga.page
    assert "Maryam" not in olga.page


@pytest.mark.parametrize("person", ["ada", "adam", "carla"])
def test_others_are_refused(done: int, login: Login, person: str) -> None:
    assert login(person).get(PAGE).status == 403
    assert login(person).get(f"{PAGE}/tabelle.csv").status == 403


def test_an_authority_out_of_reach_is_not_shown(world: World, done: int, login: Login) -> None:
    """In the address it counts as not said; to compare with it is refused."""
    assert "Ausländeramt Dort" not in login("lea").get(f"{PAGE}?behoerde={world.elsewhere}").page
    assert login("lea").get(f"{PAGE}?vergleich=behoerde-{world.elsewhere}").status == 403


def test_two_periods_side_by_side(world: World, done: int, login: Login) -> None:
    world.clock.advance(timedelta(weeks=4))
    lea = login("lea").get(f"{PAGE}?wochen=4&vergleich=davor&mass=erledigt")

    assert _rows(lea)[0][9:11] == ["6", "− 6 ▼"]
    assert _rows(lea)[1][9:11] == ["0", "gleich"]
    assert "02.11.2026 bis 29.11.2026" in lea.page
    same = lea.get(f"{PAGE}?wochen=4&vergleich=davor&mass=erledigt&bis=25.11.2026")
    assert _rows(same)[0][9:11] == ["0", "+ 6 ▲"]


def test_two_versions_side_by_side(world: World, done: int, login: Login) -> None:
    new = world.deploy({"antrag.bpmn": SECOND})
    lea = login("lea").get(f"{PAGE}?fassung={new}&vergleich=fassung-{done}&mass=erledigt")

    rows = {row[0]: row[9:11] for row in _rows(lea)}
    assert rows == {
        "pruefen": ["6", "− 6 ▼"],
        "entscheiden neu": ["–", "–"],
        "nachfordern verfahren entfallen": ["0", "–"],
    }


def test_two_authorities_side_by_side(done: int, login: Login) -> None:
    lea = login("lea").get(f"{PAGE}?vergleich=alle&mass=erledigt&sortierung=-unterschied")

    assert _rows(lea)[0][9:11] == ["6", "gleich"]
    assert "Der Strich im Balken ist der Vergleichswert." in lea.page


@pytest.mark.parametrize(
    "order", ["sortierung=quatsch", "mass=quatsch", "wochen=7", "bis=31.02.2026", "vergleich=x-1"]
)
def test_nonsense_in_the_address_counts_as_not_said(done: int, login: Login, order: str) -> None:
    page = login("lea").get(f"{PAGE}?{order}&fassung=99999")

    assert page.status == 200
    assert len(_rows(page)) == 2


def test_the_table_as_a_file(done: int, login: Login) -> None:
    lea = login("lea")

    answer = lea.client.get(f"{PAGE}/tabelle.csv?vergleich=alle")
    lines = answer.get_data().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Schritt;Teilprozess;Kennung des Schritts;Wartezeit, Median (Stunden);")
    assert lines[1].startswith("pruefen;verfahren;pruefen;48,0;48,0;0,0;0,0;6;0;")
    assert "Antrag bearbeiten, Fassung 1" in lines
    assert answer.headers["Content-Disposition"] == 'attachment; filename="engpaesse-antrag.csv"'
    assert lea.client.get(f"{PAGE}/tabelle.xlsx").get_data().startswith(b"PK")
    assert lea.client.get(f"{PAGE}/tabelle.pdf").status_code == 404


def test_nothing_is_there_yet(world: World, login: Login) -> None:
    page = login("lea").get(PAGE)

    assert page.status == 200
    assert "Noch kein Ablauf beschlossen" in page.page
    assert login("lea").client.get(f"{PAGE}/tabelle.csv").status_code == 404


def test_nothing_was_done_yet(story: Story, login: Login) -> None:
    page = login("lea").get(PAGE)

    assert "Nichts zu messen: Wartezeit, Median" in page.page
    assert _heat(page) == {}


def test_in_english(done: int, login: Login) -> None:
    lea = login("lea")
    lea.get(PAGE)
    lea.post("/sprache/en")

    assert "2 days" in lea.get(PAGE).page


@pytest.mark.parametrize(
    ("value", "top", "level"),
    [
        (0, 10, 0),
        (0, 0, 0),
        (0.1, 10, 1),
        (2, 10, 1),
        (2.1, 10, 2),
        (8, 10, 4),
        (8.1, 10, 5),
        (10, 10, 5),
        (1, 1, 5),
    ],
)
def test_five_steps_of_heat(value: float, top: float, level: int) -> None:
    assert heat.level(value, top) == level


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "unter 1 Min."),
        (59, "unter 1 Min."),
        (60, "1 Min."),
        (89 * 60, "89 Min."),
        (90 * 60, "1,5 Std."),
        (35 * 3600, "35 Std."),
        (36 * 3600, "1,5 Tage"),
        (9.94 * 86400, "9,9 Tage"),
        (9.96 * 86400, "10 Tage"),
        (48 * 86400, "48 Tage"),
    ],
)
def test_how_long_something_took_in_words(app: object, seconds: float, words: str) -> None:
    with app.test_request_context():  # type: ignore[attr-defined]  # the application
        assert durations.duration(seconds) == words
        assert durations.difference(None, Measure.WAITING_P90) == "–"
