"""The profile of a draft as a form: what is changed is changed, everything else of the file stays."""

from __future__ import annotations

import re

import pytest

from engine import SYSTEM, bundle, commands, library, profile, queries
from engine.testing import World
from web.testing import Browser, Login

SOURCE = library.read_all(library.FOLDER / "einbuergerung").files


@pytest.fixture
def draft(world: World) -> int:
    with world.engine.begin(world.people["olga"]) as tx:
        return commands.bundle.bring_in(tx, SOURCE)


def _file(world: World, draft: int) -> bytes:
    with world.engine.begin(SYSTEM) as tx:
        return queries.draft.files(tx, draft)[profile.NAME]


def _save(browser: Browser, draft: int, **fields: str) -> Browser:
    browser.get(f"/modellierung/{draft}/steckbrief")
    sent = {
        "lw-revision": browser.value("lw-revision"),
        **{f"lw-{name}": text for name, text in fields.items()},
    }
    return browser.post(f"/modellierung/{draft}/steckbrief", sent)


def test_saving_without_a_change_leaves_the_file_as_it_is(draft: int, world: World, login: Login) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/steckbrief")

    assert "Gesetzliche Fristen" in browser.page
    _save(browser, draft)

    assert _file(world, draft) == SOURCE[profile.NAME]


def test_one_field_changes_one_line(draft: int, world: World, login: Login) -> None:
    _save(login("olga"), draft, **{"-titel": "Neuer Titel"})

    before, after = SOURCE[profile.NAME].decode().splitlines(), _file(world, draft).decode().splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ('titel = "Einbürgerung"', 'titel = "Neuer Titel"')
    ]


def test_an_entry_is_added_filled_in_and_taken_away(draft: int, world: World, login: Login) -> None:
    browser = login("olga")
    with world.engine.begin(SYSTEM) as tx:
        number = len(profile.read_profile(queries.draft.files(tx, draft)[profile.NAME]).deadlines)

    _save(browser, draft, neu="fristen")
    _save(browser, draft, **{f"fristen-{number}-name": "Klage", f"fristen-{number}-norm": "§ 74 VwGO"})

    made = profile.read_profile(_file(world, draft)).deadlines
    assert (len(made), made[number].name, made[number].norm) == (number + 1, "Klage", "§ 74 VwGO")
    _save(browser, draft, weg=f"fristen-{number}")
    assert len(profile.read_profile(_file(world, draft)).deadlines) == number


def test_what_is_wrong_stands_beside_its_field(draft: int, login: Login) -> None:
    browser = _save(login("olga"), draft, **{"zeiten-0-wert": "bald"})

    assert 'id="lw-zeiten-0-wert-fehler"' in browser.page
    assert "Erwartet wird eine Dauer nach ISO 8601" in browser.page
    assert 'value="bald"' in browser.page


def test_what_is_only_worth_a_hint_is_no_error(world: World, login: Login) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        made = bundle.begin("wohnungssuche", "Wohnungssuche", bundle.Template.ONE_TASK)
        draft = commands.bundle.bring_in(tx, made)
    browser = login("olga")

    form, drawing = (browser.get(f"/modellierung/{draft}{tail}").page for tail in ("/steckbrief", ""))

    assert 'id="lw--rechtsgrundlagen-anmerkung"' in form
    assert "kern-error" not in form
    assert 'aria-invalid="true"' not in form
    assert 'id="steckbrief"' not in drawing  # it says nothing yet


def test_two_at_once_lose_nothing(draft: int, world: World, login: Login) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/steckbrief")
    with world.engine.begin(world.people["olga"]) as tx:
        faster = SOURCE[profile.NAME].replace("Einbürgerung".encode(), b"Schneller")
        commands.bundle.save(tx, draft, {profile.NAME: faster}, 1)

    browser.post(f"/modellierung/{draft}/steckbrief", {"lw-revision": "1", "lw--titel": "Langsamer"})

    assert browser.status == 409
    assert 'value="Langsamer"' in browser.page
    assert _file(world, draft) == faster


def _keep(browser: Browser, draft: int, revision: str, **fields: str) -> tuple[int, dict[str, object]]:
    sent = {"csrf_token": browser.token(), "lw-revision": revision, "lw-entwurf": ""}
    sent |= {f"lw-{name}": text for name, text in fields.items()}
    answer = browser.client.post(f"/modellierung/{draft}/steckbrief/entwurf", data=sent)
    return answer.status_code, dict(answer.get_json())


def test_the_form_saves_itself_and_a_slower_one_is_told_and_shown_the_change(
    draft: int, world: World, login: Login
) -> None:
    page = f"/modellierung/{draft}/steckbrief"
    olga, otto = login("olga").get(page), login("olga").get(page)
    opened = olga.value("lw-revision")
    assert f'data-entwurf="{page}/entwurf"' in olga.page

    status, said = _keep(olga, draft, opened, **{"-titel": "Neuer Titel"})
    assert (status, str(said["gemeldet"]).startswith("Gespeichert um ")) == (200, True)
    assert _keep(olga, draft, str(said["revision"]), **{"-titel": "Noch neuer"})[0] == 200
    status, said = _keep(otto, draft, opened, **{"-zweck": "Anders"})
    otto.post(page, {"lw-revision": opened, "lw--zweck": "Anders"})

    assert (status, "Jemand anderes hat den Steckbrief gespeichert" in str(said["gemeldet"])) == (409, True)
    assert otto.status == 409
    assert ">\nAnders</textarea>" in otto.page
    assert "Ansehen, was sich geändert hat" in otto.page
    assert "data-entwurf=" not in otto.page
    (seen,) = re.findall(r'<a href="([^"]+)" target="_blank">Ansehen', otto.page)
    assert "Noch neuer" in otto.get(seen.replace("&amp;", "&")).page
    assert b"Noch neuer" in _file(world, draft)


def test_a_file_that_cannot_be_read_opens_as_text(draft: int, world: World, login: Login) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        commands.bundle.save(tx, draft, {profile.NAME: b"kein TOML"}, 1)

    browser = login("olga").get(f"/modellierung/{draft}/steckbrief")

    assert "kein TOML" in browser.page
    assert login("ada").get(f"/modellierung/{draft}/steckbrief").status == 200


@pytest.mark.parametrize("who", ["ada", "stefan"])
def test_others_read_it_and_change_nothing(draft: int, world: World, login: Login, who: str) -> None:
    browser = login(who).get(f"/modellierung/{draft}/steckbrief")

    assert "Eintrag hinzufügen" not in browser.page
    assert browser.post(f"/modellierung/{draft}/steckbrief", {"lw--titel": "x"}).status == 403
    assert _file(world, draft) == SOURCE[profile.NAME]
