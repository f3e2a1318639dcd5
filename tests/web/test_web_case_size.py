"""A case file with much in it: pages stay short, and each asks the database little, and nothing twice."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from engine import SYSTEM, commands
from engine.feel import context_from_python
from engine.testing import Story, World
from engine.testing import models as m
from engine.testing.statements import statements
from web.case_tabs import TABS
from web.testing import Login

#: statements of a page, once what is kept is kept: up to eighteen read what stands above each tab
MOST = 23


@pytest.fixture
def story(world: World) -> Story:
    """A case of twelve processes, each with an open task."""
    story = world.start({"p.bpmn": m.tasks("p", "a", "b")})
    for _ in range(11):
        with world.engine.begin(world.people["ada"]) as tx:
            commands.case_process.begin(tx, story.reference, "p", {})
    return story


@pytest.mark.parametrize("tab", [one.name for one in TABS if one.read], ids=str)
def test_a_tab_takes_few_statements_however_much_runs(story: Story, login: Login, tab: str) -> None:
    ada = login("ada").get(f"/akte/{story.reference}?reiter={tab}")

    with statements() as sent:
        ada.get(f"/akte/{story.reference}?reiter={tab}")

    assert ada.status == 200
    assert len(sent) <= MOST
    twice = [said for said, times in Counter(sent).items() if times > 1]
    assert twice == []


@pytest.mark.parametrize("tab", ["dokumente", "verweise", "auszug", "uebermittlungen", "gelesen"])
def test_a_tab_that_is_a_page_has_the_head_of_the_file_at_a_price_that_does_not_grow(
    world: World, login: Login, tab: str
) -> None:
    story = world.start({"p.bpmn": m.tasks("p", "a", "b")})
    lea = login("lea").get(f"/akte/{story.reference}/{tab}")
    asked = []
    for more in (0, 11):
        for _ in range(more):
            with world.engine.begin(world.people["ada"]) as tx:
                commands.case_process.begin(tx, story.reference, "p", {})
        with statements() as sent:
            lea.get(f"/akte/{story.reference}/{tab}")
        asked.append(len(sent))

    file = login("lea").get(f"/akte/{story.reference}").page
    heads = [page.split('<dl class="lw-front"')[1].split("</dl>")[0] for page in (lea.page, file)]
    assert heads[0] == heads[1]
    assert "Fallführung" in heads[0]
    assert asked[0] == asked[1] <= MOST, asked


def test_the_first_tab_shows_the_most_urgent_tasks_and_leads_to_the_others(
    story: Story, login: Login
) -> None:
    ada = login("ada").get(f"/akte/{story.reference}")

    assert ada.page.count('<a href="/aufgaben/') == 8
    assert "Alle 12 offenen Aufgaben" in ada.page
    assert (
        login("ada").get(f"/akte/{story.reference}?reiter=aufgaben").page.count('<a href="/aufgaben/') == 12
    )


def test_notes_come_page_by_page(story: Story, login: Login) -> None:
    with story.world.engine.begin(story.world.people["ada"]) as tx:
        for number in range(30):
            commands.note.write(tx, story.reference, f"Vermerk {number:02}.")
    ada = login("ada").get(f"/akte/{story.reference}?reiter=notizen")
    assert ("Vermerk 29." in ada.page, "Vermerk 05." in ada.page, "Vermerk 04." in ada.page) == (
        True,
        True,
        False,
    )

    ada.get(f"/akte/{story.reference}?reiter=notizen&nach=6")
    assert ("Vermerk 04." in ada.page, "Vermerk 05." in ada.page) == (True, False)

    assert ada.get(f"/akte/{story.reference}?reiter=notizen&nach=x").status == 422


def test_open_measures_come_first_by_their_day_and_what_is_over_is_folded(world: World, login: Login) -> None:
    story = world.start({"hilfeplanung.bpmn": m.tasks("hilfeplanung", "begleiten")})
    (run,) = story.file().instances
    measures = [
        {"text": "Erledigte Sache", "bis": date(2026, 1, 1), "status": "erreicht"},
        {"text": "Ohne Tag", "status": "neu"},
        {"text": "Später", "bis": date(2027, 3, 1), "status": "laeuft"},
        {"text": "Bald", "bis": date(2026, 12, 1), "status": "neu"},
    ]
    values = {"ziel_erst": "Erste Zeile\nZweite Zeile", "massnahmen": measures}
    with world.engine.begin(SYSTEM) as tx:
        commands.instance.set_variables(tx, run.id, context_from_python(values))

    page = login("ada").get(f"/akte/{story.reference}?reiter=hilfeplan").page

    places = [
        page.index(one)
        for one in ("Bald", "Später", "Ohne Tag", "1 abgeschlossene Maßnahme", "Erledigte Sache")
    ]
    assert places == sorted(places)
    assert '<dd class="lw-paragraphs">Erste Zeile\nZweite Zeile</dd>' in page
