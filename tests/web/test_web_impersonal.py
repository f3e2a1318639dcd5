"""Opening a matter that concerns no person: a proposal for the steering group."""

from __future__ import annotations

import json

import pytest

from engine import Conflict, Forbidden, Invalid, commands
from engine.commands.case import CaseOpening
from engine.commands.impersonal import ImpersonalOpening
from engine.testing import World
from engine.testing import models as m
from web.testing import Browser, Login

FORM = json.dumps(
    {
        "type": "default",
        "id": "vorschlag",
        "schemaVersion": 18,
        "components": [
            {
                "type": "textfield",
                "key": "titel",
                "label": "Worum geht es?",
                "id": "F_titel",
                "validate": {"required": True},
            }
        ],
    }
).encode()
PROPERTY = (
    b'<extensionElements><zeebe:properties><zeebe:property name="ohne_person" value="ja" /></zeebe:properties>'
    b"</extensionElements>"
)
FILES = {
    "beschluss.bpmn": m.process(
        "beschluss",
        m.start(form="vorschlag"),
        m.user_task("entwerfen", group="case_management.prozessverantwortung"),
        m.end("beschlossen"),
        m.flow("start", "entwerfen"),
        m.flow("entwerfen", "beschlossen"),
        name="Ablauf beschließen",
    ).replace(b'isExecutable="true">', b'isExecutable="true">' + PROPERTY),
    "forms/vorschlag.form": FORM,
}
PLAIN = {"antrag.bpmn": m.process("antrag", m.start(), m.end(), m.flow("start", "end"), name="Antrag")}
CITY = "05334002"


@pytest.fixture
def adopted(world: World) -> World:
    world.deploy(FILES)
    world.deploy(PLAIN)
    return world


def filled(browser: Browser, **fields: str) -> Browser:
    browser.get("/vorgang/neu")
    return browser.post(
        "/vorgang/neu", {"lw-ablauf": "beschluss", "lw-ags": CITY, "titel": "Mehr Termine", **fields}
    )


def test_a_process_owner_opens_it_and_reads_its_file(adopted: World, login: Login) -> None:
    browser = filled(login("olga"))

    assert browser.status == 200
    assert "Der Vorgang KIM-2026-000001 ist eröffnet." in browser.page
    assert "<h1>Ohne Person</h1>" in browser.page
    assert "Aachen" in browser.page
    assert "KIM-2026-000001" in login("olga").get("/aufgaben").page
    assert "KIM-2026-000001" in login("stefan").get("/akte").page
    # another authority's people take no part in it
    assert "KIM-2026-000001" not in login("carla").get("/akte").page


def test_only_processes_that_concern_nobody_are_offered_and_only_there(adopted: World, login: Login) -> None:
    ada = login("ada")

    assert "Ablauf beschließen" in ada.get("/vorgang/neu").page
    assert "Antrag" not in ada.page
    assert "Ablauf beschließen" not in ada.get("/akte/neu").page


def test_what_is_missing_is_said_and_what_was_typed_stays(adopted: World, login: Login) -> None:
    browser = filled(login("olga"), **{"lw-ags": "", "titel": ""})

    assert browser.status == 422
    assert "Bitte wählen Sie den Ort." in browser.page
    assert "Bitte geben Sie „Worum geht es?“ ein." in browser.page
    kept = filled(browser, **{"lw-ags": ""})
    assert 'value="Mehr Termine"' in kept.page


@pytest.mark.parametrize("ags", ["05158000", "05000000", "unsinn", "05334004"])
def test_a_place_that_is_not_ones_own_is_refused(adopted: World, login: Login, ags: str) -> None:
    browser = filled(login("olga"), **{"lw-ags": ags})

    assert browser.status == 422
    assert "KIM-2026-000001" not in login("stefan").get("/akte").page


def test_the_process_of_a_person_cannot_be_opened_so_nor_the_other_way_round(
    adopted: World, login: Login
) -> None:
    assert filled(login("olga"), **{"lw-ablauf": "antrag"}).status == 404
    with adopted.engine.begin(adopted.people["olga"]) as tx, pytest.raises(Conflict, match="concerns one"):
        commands.impersonal.open(tx, ImpersonalOpening("antrag", CITY), {})
    with adopted.engine.begin(adopted.people["ada"]) as tx, pytest.raises(Conflict, match="concerns nobody"):
        commands.case.open(tx, CaseOpening("beschluss", "Muster", "Maryam", None, CITY), {"titel": "x"})


def test_the_command_trusts_nobody(adopted: World) -> None:
    with adopted.engine.begin(adopted.people["adam"]) as tx, pytest.raises(Forbidden):
        commands.impersonal.open(tx, ImpersonalOpening("beschluss", CITY), {"titel": "x"})
    with adopted.engine.begin(adopted.people["olga"]) as tx, pytest.raises(Forbidden, match="is there"):
        commands.impersonal.open(tx, ImpersonalOpening("beschluss", "05158000"), {"titel": "x"})
    with adopted.engine.begin(adopted.people["olga"]) as tx, pytest.raises(Invalid) as refused:
        commands.impersonal.open(tx, ImpersonalOpening("beschluss", "05999999"), {"titel": "x"})
    assert list(refused.value.fields) == ["ags"]
    with adopted.engine.begin(adopted.people["olga"]) as tx, pytest.raises(Invalid) as refused:
        commands.impersonal.open(tx, ImpersonalOpening("beschluss", CITY), {})
    assert list(refused.value.fields) == ["titel"]


def test_where_nothing_is_in_force_the_page_says_so(world: World, login: Login) -> None:
    assert "Kein solcher Ablauf ist in Kraft" in login("olga").get("/vorgang/neu").page
