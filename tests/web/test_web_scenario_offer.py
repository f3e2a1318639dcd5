"""A scenario somebody makes of a case they read and offers to whoever owns the process, who never sees the case."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import text

from engine import SYSTEM, queries
from engine.testing import Story, World
from tests.web.test_web_scenario_from_case import TYPED, UNTOLD, _draft, story
from web.testing import Browser, Login

__all__ = ["story"]

CLEAN = "szenario: x\n"


def _made(browser: Browser) -> str:
    found = re.search(r'<textarea[^>]*name="lw-szenario"[^>]*>\n(.*?)</textarea>', browser.page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def _run(story: Story) -> int:
    return story.file().instances[0].id


def _offer(browser: Browser, story: Story, said: str, remark: str = "") -> Browser:
    sent: dict[str, object] = {
        "lw-lauf": _run(story),
        "lw-szenario": said,
        "lw-bemerkung": remark,
        "lw-gelesen": "ja",
    }
    return browser.post(f"/akte/{story.reference}/szenario/vorschlagen", sent)


def _offered(world: World) -> list[str]:
    with world.engine.begin(SYSTEM) as tx:
        return [one.text for one in queries.scenario_offer.of_process(tx, "p")]


def test_a_clerk_offers_a_scenario_and_the_process_owner_keeps_it_without_the_case(
    world: World, story: Story, login: Login
) -> None:
    draft = _draft(world)
    ada = login("ada").get(f"/akte/{story.reference}?reiter=ablaeufe")
    assert f"/akte/{story.reference}/szenario?lauf={_run(story)}" in ada.page
    ada.get(f"/akte/{story.reference}/szenario?lauf={_run(story)}")
    ada.post(f"/akte/{story.reference}/szenario", {"lw-lauf": _run(story)})
    assert "Es geht denselben Weg wie der Fall." in ada.page
    assert "Ein seltener Verlauf" in ada.page
    made = _made(ada)

    _offer(ada, story, made, "Das Einkommen ist null.")

    assert "Das Szenario ist vorgeschlagen." in ada.page
    olga = login("olga").get(f"/modellierung/{draft}/szenarien/aus-fall")
    address = re.search(r'href="(/modellierung/\d+/szenarien/vorschlaege/\d+)"', olga.page)
    assert address is not None
    olga.get(address[1])
    assert "Das Einkommen ist null." in olga.page
    for secret in ("Ada", "Öztürk", "Muster", story.reference):
        assert secret not in olga.page
    olga.post(address[1], {"lw-szenario": _made(olga)})
    with world.engine.begin(SYSTEM) as tx:
        kept = queries.draft.files(tx, draft)["scenarios/01_aus_fall.yaml"].decode()
    assert kept == made
    assert _offered(world) == []
    assert olga.get(address[1]).status == 404


def test_whoever_owns_the_process_is_told_and_it_waits_for_them_until_it_is_taken(
    world: World, story: Story, login: Login
) -> None:
    draft = _draft(world)
    _offer(login("ada").get(f"/akte/{story.reference}/szenario"), story, CLEAN)
    (number,) = [one.id for one in _all(world)]
    olga = login("olga")
    for address in ("/aufgaben", "/lenkungsgruppe", "/szenariovorschlaege"):
        assert f"/szenariovorschlaege/{number}" in olga.get(address).page, address
    assert "vorgeschlagen" in olga.get("/meldungen").page
    olga.get(f"/szenariovorschlaege/{number}")
    for secret in ("Ada", "Muster", story.reference):
        assert secret not in olga.page
    assert f"/modellierung/{draft}/szenarien/vorschlaege/{number}" in olga.page

    olga.post(f"/modellierung/{draft}/szenarien/vorschlaege/{number}", {"lw-szenario": CLEAN})

    assert f"/szenariovorschlaege/{number}" not in olga.get("/aufgaben").page
    ada = login("ada").get("/szenariovorschlaege")
    assert "übernommen" in ada.page
    assert "Olga" not in ada.page
    assert "ist übernommen" in ada.get("/meldungen").page


def test_a_declined_offer_is_gone_and_whoever_made_it_reads_why(
    world: World, story: Story, login: Login
) -> None:
    draft = _draft(world)
    _offer(login("ada").get(f"/akte/{story.reference}/szenario"), story, CLEAN)
    (number,) = [one.id for one in _all(world)]
    olga = login("olga").get(f"/modellierung/{draft}/szenarien/vorschlaege/{number}")
    olga.get(f"/szenariovorschlaege/{number}")
    olga.post(f"/szenariovorschlaege/{number}/ablehnen", {"grund": " "})
    assert olga.status == 422

    olga.post(f"/szenariovorschlaege/{number}/ablehnen", {"grund": "Das prüft schon ein anderes."})

    assert "abgelehnt und gelöscht" in olga.page
    assert _offered(world) == []
    # a second click, or a draft's tab that was open before
    olga.post(f"/szenariovorschlaege/{number}/ablehnen", {"grund": "Noch einmal"})
    assert olga.status == 404
    olga.post(f"/modellierung/{draft}/szenarien/vorschlaege/{number}", {"lw-szenario": CLEAN})
    assert olga.status == 404
    ada = login("ada").get("/szenariovorschlaege")
    assert "Das prüft schon ein anderes." in ada.page
    with world.engine.begin(SYSTEM) as tx:
        kept = tx.execute(text("SELECT text, remark FROM scenario_offer")).one()
    assert tuple(kept) == ("", "")


def test_offers_are_seen_by_whoever_makes_or_answers_them_alone(
    world: World, story: Story, login: Login
) -> None:
    _offer(login("ada").get(f"/akte/{story.reference}/szenario"), story, CLEAN)
    (number,) = [one.id for one in _all(world)]

    assert "Noch kein Vorschlag" in login("ben").get("/szenariovorschlaege").page
    for who in ("ada", "lea", "stefan"):
        assert login(who).get(f"/szenariovorschlaege/{number}").status == 403, who
    assert login("stefan").get("/szenariovorschlaege").status == 403


def _all(world: World) -> tuple[queries.scenario_offer.Offer, ...]:
    with world.engine.begin(SYSTEM) as tx:
        return queries.scenario_offer.of_process(tx, "p")


@pytest.mark.parametrize(
    "secret",
    [
        "Frau Muster",
        "MARYAM",
        "geboren am 17.05.1990",
        "birth: 1990-05-17",
        "KIM-2026-000001",
        "tel: 02043",
        "Fabelzadeh",
        "991234567890",
    ],
)
@pytest.mark.parametrize("field", ["lw-szenario", "lw-bemerkung"])
def test_what_tells_whose_case_it_was_is_refused_wherever_it_stands(
    world: World, story: Story, login: Login, secret: str, field: str
) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/szenario")
    said = f"{CLEAN}# {secret}" if field == "lw-szenario" else CLEAN

    _offer(ada, story, said, secret if field == "lw-bemerkung" else "")

    assert ada.status == 422
    assert "Das verrät, um wen es geht" in ada.page
    assert f'href="#{field}"' in ada.page
    assert _offered(world) == []


def test_words_of_the_model_and_of_everybody_tell_nothing(world: World, story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/szenario")

    _offer(ada, story, CLEAN, "Das Einkommen und die Anschrift am Tag des Antrags 2026")

    assert len(_offered(world)) == 1


def test_unread_it_is_not_offered(world: World, story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/szenario")

    ada.post(f"/akte/{story.reference}/szenario/vorschlagen", {"lw-lauf": _run(story), "lw-szenario": CLEAN})

    assert ada.status == 422
    assert "Bitte lesen Sie den Text" in ada.page
    assert CLEAN.strip() in ada.page
    assert _offered(world) == []


def test_that_it_was_read_for_this_is_noted(world: World, story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/szenario")
    with world.engine.begin(SYSTEM) as tx:
        before = tx.execute(text("SELECT count(*) FROM history WHERE kind = 'scenario_made'")).scalar_one()

    ada.post(f"/akte/{story.reference}/szenario", {"lw-lauf": _run(story)})

    with world.engine.begin(SYSTEM) as tx:
        after = tx.execute(text("SELECT count(*) FROM history WHERE kind = 'scenario_made'")).scalar_one()
    assert (before, after) == (0, 1)


def test_a_stranger_and_a_role_without_files_offer_nothing(world: World, story: Story, login: Login) -> None:
    for who in ("carla", "olga"):
        browser = login(who)
        for address in ("", "/vorschlagen"):
            sent: dict[str, object] = {"lw-lauf": _run(story), "lw-szenario": CLEAN, "lw-gelesen": "ja"}
            browser.post(f"/akte/{story.reference}/szenario{address}", sent)
            assert browser.status in (403, 404), browser.page
            assert TYPED["anschrift"] not in browser.page
    assert _offered(world) == []
    assert UNTOLD
