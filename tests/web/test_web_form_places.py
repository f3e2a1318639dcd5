"""A field of a form that asks for a municipality: typed and shown by name, kept by its key."""

from __future__ import annotations

import json
import re

import pytest

from engine import commands
from engine.testing import Story, World
from engine.testing import models as m
from web.testing import Browser, Login

FORM = {
    "type": "default",
    "id": "umzug",
    "components": [
        {
            "type": "textfield",
            "id": "F_ort",
            "key": "ort",
            "label": "Neuer Ort",
            "properties": {"ort": "ja"},
            "validate": {
                "required": True,
                "pattern": "^[0-9]{8}$",
                "patternErrorMessage": "Wählen Sie eine Gemeinde aus der Liste.",
            },
        },
        {"type": "textfield", "id": "F_vermerk", "key": "vermerk", "label": "Vermerk"},
    ],
}
PROCESS = m.process(
    "umzug",
    m.start(),
    m.user_task("aufnehmen", form="umzug"),
    m.script_task("merken", '="AGS " + ort', "gemerkt"),
    m.user_task("danach"),
    m.end(),
    m.flow("start", "aufnehmen"),
    m.flow("aufnehmen", "merken"),
    m.flow("merken", "danach"),
    m.flow("danach", "end"),
)


@pytest.fixture
def move(world: World) -> Story:
    """A case that waits at the form, which Ada has."""
    world.deploy({"umzug.bpmn": PROCESS, "umzug.form": json.dumps(FORM).encode()})
    story = world.open("umzug")
    task = story.task("aufnehmen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
    return story


def _post(browser: Browser, story: Story, action: str, ort: str) -> Browser:
    page = browser.get(f"/aufgaben/{story.task('aufnehmen').id}")
    own = {name: page.value(name) for name in ("lw-revision", "lw-abgabe", "lw-ortsfeld")}
    fields = {"ort": ort, "vermerk": "Herten", "lw-aktion": action}
    return page.post(f"/aufgaben/{story.task('aufnehmen').id}", own | fields)


def _shown(page: str) -> str:
    found = re.search(r'name="ort" value="([^"]*)"\s+type="text"[^>]* list="F_ort-liste"', page)
    assert found is not None
    return found[1]


def test_the_name_of_a_municipality_becomes_its_key(move: Story, login: Login) -> None:
    browser = login("ada").get(f"/aufgaben/{move.task('aufnehmen').id}")
    offered = browser.page.partition('<datalist id="F_ort-liste">')[2].partition("</datalist>")[0]
    assert offered.count("<option ") == 396
    assert '<option value="Herten (Recklinghausen)">' in offered

    _post(browser, move, "entwurf", "herten")
    assert _shown(browser.page) == "Herten (Recklinghausen)"
    _post(browser, move, "abschliessen", "Herten (Recklinghausen)")

    data = {item.key: item.value for item in move.file().data}
    assert move.active() == ("danach",)
    assert (data["ort"], data["vermerk"], data["gemerkt"]) == ("Herten", "Herten", "AGS 05562020")


def test_what_is_no_municipality_stays_as_it_was_typed_and_is_told(move: Story, login: Login) -> None:
    browser = _post(login("ada"), move, "abschliessen", "Hertn")

    assert browser.status == 422
    assert "Wählen Sie eine Gemeinde aus der Liste." in browser.page
    assert _shown(browser.page) == "Hertn"


def test_a_key_from_elsewhere_is_taken(move: Story, login: Login) -> None:
    _post(login("ada"), move, "abschliessen", "09162000")

    assert {item.key: item.value for item in move.file().data}["gemerkt"] == "AGS 09162000"
