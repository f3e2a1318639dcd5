"""After a task is done the next one of the list is offered that it came from."""

from __future__ import annotations

import re
from html import unescape

from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Browser, Login


def done(browser: Browser, task: int) -> Browser:
    """Claim the task on its page and complete it."""
    browser.get(f"/aufgaben/{task}")
    browser.post(f"/aufgaben/{task}/uebernehmen", {"lw-revision": browser.value("lw-revision")})
    return browser.post(
        f"/aufgaben/{task}", {"lw-aktion": "abschliessen", "lw-revision": browser.value("lw-revision")}
    )


def test_after_a_task_the_next_one_of_the_list_is_one_click_away(world: World, login: Login) -> None:
    first = world.start({"p.bpmn": m.tasks("p", "eins")})
    world.start({"q.bpmn": m.tasks("q", "anderswo")})
    second = world.open("p")
    ada = login("ada").get("/aufgaben?ansicht=frei&ablauf=p")

    done(ada, first.task("eins").id)
    offered = ada.page
    ada.post("/aufgaben/naechste?ansicht=frei&ablauf=p")

    assert "„eins“ ist abgeschlossen." in offered
    assert "Nächste Aufgabe: eins" in offered
    assert second.reference in offered
    assert 'href="/aufgaben?ablauf=p&amp;ansicht=frei">Zurück zur Liste „Nicht vergeben“' in offered
    assert second.task("eins").assignee == "Ada Öztürk"


def test_at_the_end_of_a_list_it_says_so_and_leads_back(world: World, login: Login) -> None:
    only = world.start({"p.bpmn": m.tasks("p", "eins")})
    other = world.start({"q.bpmn": m.tasks("q", "anderswo")})
    ada = login("ada").get("/aufgaben?ablauf=p")

    done(ada, only.task("eins").id)

    assert "In dieser Liste wartet zurzeit keine Aufgabe auf Sie." in ada.page
    assert "anderswo" not in ada.post("/aufgaben/naechste?ablauf=p").page
    assert "In dieser Liste wartet zurzeit keine Aufgabe auf Sie." in ada.page
    assert other.task("anderswo").assignee is None


def test_whoever_is_there_for_something_else_sees_only_what_can_be_theirs_and_the_way_to_their_work(
    story: Story, login: Login
) -> None:
    stefan = login("stefan").get("/aufgaben")

    shown = re.findall(r'<li><a href="/aufgaben\?ansicht=(\w+)"', stefan.page)
    assert shown == ["meine", "gruppe", "erledigt"]
    assert 'role="search"' not in stefan.page
    assert "Weiter zu „Lenkungsgruppe“" in stefan.page
    assert 'href="/lenkungsgruppe"><span class="kern-label">' in stefan.page
    # a clerk without a task keeps all views: those tasks come every day
    carla = login("carla").get("/aufgaben")
    assert len(re.findall(r'<li><a href="/aufgaben\?ansicht=', carla.page)) > 6
    assert 'role="search"' in carla.page


def test_whoever_came_by_another_way_is_offered_the_next_of_all(
    story: Story, world: World, login: Login
) -> None:
    other = world.start({"q.bpmn": m.tasks("q", "daneben")})

    ada = done(login("ada"), other.task("daneben").id)

    assert "Nächste Aufgabe: pruefen" in ada.page
    assert "Zurück zur Liste „Meine Gruppe“" in ada.page
    # the file on its own offers nothing of the kind
    assert "Nächste Aufgabe" not in ada.get(f"/akte/{story.reference}").page


def test_two_windows_each_go_on_with_the_list_their_task_was_opened_from(world: World, login: Login) -> None:
    first = world.start({"p.bpmn": m.tasks("p", "eins")})
    world.start({"q.bpmn": m.tasks("q", "anderswo")})
    world.open("p")
    task = first.task("eins").id
    ada = login("ada").get("/aufgaben?ablauf=p")
    ada.get("/aufgaben?ablauf=q")  # in another window

    ada.get(f"/aufgaben/{task}", Referer="http://localhost/aufgaben?ablauf=p")
    listed = unescape(ada.value("lw-liste"))
    ada.post(f"/aufgaben/{task}/uebernehmen", {"lw-liste": listed, "lw-revision": ada.value("lw-revision")})
    listed = unescape(ada.value("lw-liste"))
    fields = {"lw-aktion": "abschliessen", "lw-revision": ada.value("lw-revision"), "lw-liste": listed}
    ada.post(f"/aufgaben/{task}", fields)

    assert "Nächste Aufgabe: eins" in ada.page
    assert 'href="/aufgaben?ansicht=gruppe&amp;ablauf=p">Zurück zur Liste' in ada.page
    assert "Nächste Aufgabe: anderswo" in ada.get(f"/akte/{first.reference}?weiter=1").page


def test_a_list_that_an_address_names_wrongly_is_the_usual_one(world: World, login: Login) -> None:
    story = world.start({"p.bpmn": m.tasks("p", "eins")})

    page = login("ada").get(f"/akte/{story.reference}?weiter=1&liste=ansicht%3Dx%26nach%3D%27%26%3D%26").page

    assert 'href="/aufgaben?ansicht=gruppe">Zurück zur Liste „Meine Gruppe“' in page
