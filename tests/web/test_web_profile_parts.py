"""What the profile says of one task, changed beside the drawing: ladder, agreed time, data groups."""

from __future__ import annotations

import pytest

from engine import SYSTEM, commands, queries
from engine.escalation import Clock, Target
from engine.profile import Profile, read_profile
from engine.testing import World
from engine.testing import models as m
from web.testing import Browser, Login

PROFILE = """schluessel = "p"
titel = "Probe"
rechtsgrundlagen = ["§ 1 VwVfG"]

[[zeiten]]
element = "a"
art = "bearbeitung"
wert = "P5D"
arbeitstage = true

[[daten]]
gruppe = "Kontakt"
rechtsgrundlage = "§ 2 X"
formulare = ["f"]
sichtbar_fuer = ["jobcenter"]

[[daten]]
gruppe = "Schule"
rechtsgrundlage = "§ 3 Y"
elemente = ["b"]
"""
FORM = b"""{"type": "default", "id": "f", "schemaVersion": 18, "components": [
  {"type": "textfield", "key": "wort", "label": "Wort", "id": "F_wort"}]}"""
ADDRESS = "/modellierung/{}/steckbrief/{}/a"


@pytest.fixture
def draft(world: World) -> int:
    process = m.process(
        "p",
        m.start(),
        m.user_task("a", form="f"),
        m.user_task("b"),
        m.end(),
        m.flow("start", "a"),
        m.flow("a", "b"),
        m.flow("b", "end"),
    )
    files = {"p.bpmn": process, "forms/f.form": FORM, "process.toml": PROFILE.encode()}
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.bundle.bring_in(tx, files)


def _profile(world: World, draft: int) -> Profile:
    with world.engine.begin(SYSTEM) as tx:
        return read_profile(queries.draft.files(tx, draft)["process.toml"])


def _post(browser: Browser, draft: int, part: str, fields: dict[str, object]) -> Browser:
    address = ADDRESS.format(draft, part)
    browser.get(address)
    return browser.post(address, {"lw-revision": browser.value("lw-revision"), **fields})


def test_a_rung_is_told_to_others_later_and_one_is_left_out(draft: int, world: World, login: Login) -> None:
    browser = login("olga").get(ADDRESS.format(draft, "leiter"))
    assert "Eskalation dieser Aufgabe" in browser.page
    assert 'name="lw-vereinbart-3-an"' in browser.page

    changes = {"lw-vereinbart-3-an": "amtsleitung", "lw-vereinbart-3-zahl": "130", "lw-vereinbart-1-an": ""}
    _post(browser, draft, "leiter", {**changes, "lw-grund": "Es eilt nicht."})

    assert "Gespeichert als Stand 2." in browser.page
    rungs = {one.level: one for one in _profile(world, draft).ladder_at("a").of(Clock.AGREED)}
    assert (rungs[3].target, rungs[3].share) == (Target.HEAD, 130)
    assert 1 not in rungs
    assert rungs[2] == _profile(world, draft).ladder_at("b").of(Clock.AGREED)[1]
    browser.post(f"{ADDRESS.format(draft, 'leiter')}/zurueck", {"lw-revision": "2"})
    assert _profile(world, draft).ladder == ()
    assert browser.post(f"{ADDRESS.format(draft, 'leiter')}/zurueck", {"lw-revision": "2"}).status == 409


def test_a_rung_is_added(draft: int, world: World, login: Login) -> None:
    fresh = {
        "lw-neu-uhr": "gesetzlich",
        "lw-neu-zahl": "3",
        "lw-neu-wann": "arbeitstage",
        "lw-neu-an": "koordination",
    }
    browser = _post(login("olga"), draft, "leiter", {**fresh, "lw-neu-stufe": "zehn"})
    assert browser.status == 422
    assert "Bitte geben Sie eine Stufe von 1 bis 9 an." in browser.page

    _post(browser, draft, "leiter", {**fresh, "lw-neu-stufe": "4"})

    assert _profile(world, draft).ladder_at("a").of(Clock.LEGAL)[-1].days == 3


NUMBERS = ["", "0", "-1", "x", "251", "9" * 40, "²"]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_time_that_is_none_is_refused_at_its_field(draft: int, login: Login, number: str) -> None:
    fields: dict[str, object] = {"lw-vereinbart-4-zahl": number, "lw-vereinbart-4-wann": "arbeitstage"}

    browser = _post(login("olga"), draft, "leiter", fields)

    assert browser.status == 422
    assert 'href="#lw-vereinbart-4-zahl"' in browser.page


def test_an_agreed_time_is_previewed_before_it_is_saved(draft: int, world: World, login: Login) -> None:
    browser = login("olga")
    typed = {"lw-zahl": "3", "lw-einheit": "W", "lw-art": "karenz", "lw-beginnt": "01.12.2026"}

    _post(browser, draft, "zeit", {**typed, "lw-aktion": "vorschau"})
    assert "Dienstag, 22.12.2026" in browser.page
    assert _profile(world, draft).agreed["a"].value == "P5D"
    _post(browser, draft, "zeit", typed)

    time = _profile(world, draft).agreed["a"]
    assert (time.value, time.working, time.kind.value) == ("P21D", False, "karenz")
    assert _post(browser, draft, "zeit", {**typed, "lw-zahl": "0"}).status == 422


def test_a_task_joins_a_data_group_and_begins_another(draft: int, world: World, login: Login) -> None:
    browser = login("olga")
    kept = {"lw-0-norm": "§ 2 X", "lw-1-norm": "§ 4 Z"}

    more = {"lw-1-zweck": "Schulplatz", "lw-1-dabei": "ja", "lw-1-sichtbar_fuer": ["schulamt", "gibtesnicht"]}
    _post(browser, draft, "daten", {**kept, **more, "lw-0-sichtbar_fuer": "jobcenter"})

    first, second = _profile(world, draft).data
    assert (first.basis, first.visible_to, first.elements) == ("§ 2 X", ("jobcenter",), ())
    assert (second.basis, second.purpose, second.visible_to) == ("§ 4 Z", "Schulplatz", ("schulamt",))
    assert second.elements == ("b", "a")
    assert _post(browser, draft, "daten", {"lw-0-norm": " "}).status == 422
    assert _post(browser, draft, "daten", {"lw-neu-gruppe": "Kontakt", "lw-neu-norm": "§ 5"}).status == 422
    _post(browser, draft, "daten", {"lw-neu-gruppe": "Wohnen", "lw-neu-norm": "§ 5", "lw-neu-zweck": "Umzug"})
    assert _profile(world, draft).data[2].elements == ("a",)


def test_of_two_people_the_slower_one_is_told_and_keeps_what_was_typed(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga").get(ADDRESS.format(draft, "zeit"))
    with world.engine.begin(world.people["olga"]) as tx:
        commands.bundle.save(tx, draft, {"process.toml": PROFILE.replace("Probe", "Anders").encode()}, 1)

    browser.post(ADDRESS.format(draft, "zeit"), {"lw-revision": "1", "lw-zahl": "8", "lw-einheit": "D"})

    assert browser.status == 409
    assert 'value="8"' in browser.page
    assert _profile(world, draft).title == "Anders"


@pytest.mark.parametrize("part", ["leiter", "zeit", "daten"])
def test_the_panel_gets_the_form_alone(draft: int, login: Login, part: str) -> None:
    browser = login("olga").get(ADDRESS.format(draft, part), **{"Lw-Tafel": "1"})

    assert "Im Steckbrief speichern" in browser.page
    assert "<html" not in browser.page


@pytest.mark.parametrize("part", ["leiter", "zeit", "daten"])
def test_others_look_and_change_nothing(draft: int, login: Login, part: str) -> None:
    browser = login("ada").get(ADDRESS.format(draft, part))

    assert browser.status == 200
    assert "Im Steckbrief speichern" not in browser.page
    assert browser.post(ADDRESS.format(draft, part), {"lw-zahl": "3"}).status == 403
    assert browser.get(ADDRESS.format(draft, "gibtesnicht")).status == 404


def test_a_profile_that_cannot_be_read_is_shown_as_text(world: World, login: Login) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        files = {"p.bpmn": m.tasks("p", "a"), "process.toml": b"schluessel = "}
        draft = commands.bundle.bring_in(tx, files)

    browser = login("olga").get(ADDRESS.format(draft, "leiter"))

    assert browser.status == 200
    assert "schluessel = " in browser.page
