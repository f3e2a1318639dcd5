"""Who coordinates, owns processes or sits in the steering group has tasks, but reads no person's file."""

from __future__ import annotations

import json

import pytest

from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Browser, Login


def field(key: str, **properties: str) -> dict[str, object]:
    return {
        "type": "textfield",
        "key": key,
        "label": key.title(),
        "id": f"F_{key}",
        "properties": properties,
    }


def form(id_: str, *fields: dict[str, object]) -> bytes:
    return json.dumps(
        {"type": "default", "id": id_, "schemaVersion": 18, "components": list(fields)}
    ).encode()


HERKUNFT = field("herkunft", personenbezogen="ja")
FILES = {
    "klaerung.bpmn": m.process(
        "klaerung",
        m.start(form="beginn"),
        m.user_task("klaeren", group='=zustaendig("case_management.prozessverantwortung")', form="klaeren"),
        m.end("geklaert"),
        m.flow("start", "klaeren"),
        m.flow("klaeren", "geklaert"),
        name="Klärung",
    ),
    "forms/beginn.form": form("beginn", field("anlass"), field("interna"), HERKUNFT),
    # the form asks for more than it should: what is personal stays away nevertheless
    "forms/klaeren.form": form("klaeren", field("anlass"), field("vermerk"), HERKUNFT),
}
GIVEN = {"anlass": "Niemand war zuständig", "interna": "Geheimes aus der Akte", "herkunft": "Aleppo"}


@pytest.fixture
def case(world: World) -> Story:
    """A task for the process owner in the case of a person."""
    world.deploy(FILES)
    return world.open("klaerung", GIVEN)


def opened(case: Story, login: Login, who: str = "olga") -> Browser:
    address = f"/aufgaben/{case.task('klaeren').id}"
    browser = login(who).get(address)
    return browser.post(f"{address}/uebernehmen", {"lw-revision": browser.value("lw-revision")})


def test_the_task_shows_its_form_and_not_the_file(case: Story, login: Login) -> None:
    page = opened(case, login).page

    assert "Niemand war zuständig" in page
    assert "Nicht einsehbar" in page
    assert "ohne die Akte der Person zu lesen" in page
    assert [word for word in ("Muster", "Maryam", "1990", "Aleppo", "Geheimes") if word in page] == []
    assert f'href="/akte/{case.reference}' not in page


def test_the_lists_name_the_case_and_not_the_person(case: Story, login: Login) -> None:
    browser = login("olga").get("/aufgaben")

    assert case.reference in browser.page
    assert "Muster" not in browser.page
    assert f'href="/akte/{case.reference}' not in browser.page


@pytest.mark.parametrize(("word", "found"), [("Muster", False), ("Maryam", False), ("klaeren", True)])
def test_no_search_tells_whose_case_it_is(case: Story, login: Login, word: str, found: bool) -> None:
    browser = login("olga").get(f"/aufgaben?suche={word}")

    assert (f"/aufgaben/{case.task('klaeren').id}" in browser.page) == found


def test_the_file_and_what_lies_under_it_stay_closed(case: Story, login: Login) -> None:
    browser = login("olga")

    for address in ("", "/vorpruefung", "/nachricht"):
        browser.get(f"/akte/{case.reference}{address}")
        assert browser.status in (403, 404, 405), address
        assert "Muster" not in browser.page
    assert case.reference not in browser.get("/akte").page


def test_the_task_can_be_done(case: Story, login: Login) -> None:
    browser = opened(case, login)
    address = f"/aufgaben/{case.task('klaeren').id}"

    browser.post(
        address,
        {"lw-revision": browser.value("lw-revision"), "lw-aktion": "abschliessen", "vermerk": "geklärt"},
    )

    assert browser.status == 200
    assert "ist abgeschlossen" in browser.page
    assert "Muster" not in browser.page
    assert case.has_ended_at("geklaert")
    assert "Muster" not in browser.get(address).page


@pytest.mark.parametrize("who", ["ada", "lea"])
def test_a_clerk_and_a_team_lead_do_not_do_the_process_owners_task(
    case: Story, login: Login, who: str
) -> None:
    browser = login(who)

    assert browser.get(f"/aufgaben/{case.task('klaeren').id}").status == 403
    assert case.reference not in browser.get("/aufgaben").page
    assert case.reference in browser.get(f"/akte/{case.reference}").page
