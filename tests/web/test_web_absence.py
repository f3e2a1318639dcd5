"""`/vertretung`: entering an absence and a substitute, what the substitute finds, the calendar of a team."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from engine import SYSTEM, Role
from engine.commands import absence, account, task
from engine.commands.absence import Naming
from engine.state import register_change
from engine.state.post import POST
from engine.testing import Story, World
from web.testing import Browser, Login

TODAY = "23.11.2026"


def _number(world: World, login: str) -> int:
    number = world.people[login].account
    assert number is not None
    return number


@pytest.fixture
def hers(story: Story, world: World) -> Story:
    """Ada has the task."""
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        task.claim(tx, row.id, row.revision)
    return story


def _away(world: World, substitute: str | None = "ben", **more: Any) -> None:
    with world.engine.begin(world.people["ada"]) as tx:
        ada = _number(world, "ada")
        if substitute is not None:
            absence.name(tx, ada, Naming(_number(world, substitute), tx.today, **more))
        absence.enter(tx, ada, tx.today, date(2026, 11, 27))


def _undo(page: Browser) -> Browser:
    """Press the first „Rückgängig“ of the page."""
    form = re.search(r'<form method="post" action="([^"]+)">(?:(?!</form>).)*Rückgängig', page.page, re.S)
    assert form is not None
    fields = dict(re.findall(r'name="(lw-[a-z]+)" value="([^"]*)"', form[0]))
    return page.post(form[1], fields)


def test_somebody_enters_when_they_are_away_and_takes_it_back(world: World, login: Login) -> None:
    ada = login("ada").get("/vertretung")
    assert "Es ist keine Abwesenheit eingetragen." in ada.page

    ada.post(f"/vertretung/{_number(world, 'ada')}/abwesend", {"lw-ab": TODAY, "lw-bis": "27.11.2026"})
    assert "23.11.2026 bis 27.11.2026" in ada.page
    assert "jetzt abwesend" in ada.page
    assert "Nicht ganz vertreten: 23.11.2026 bis 27.11.2026" in ada.page

    assert "Es ist keine Abwesenheit eingetragen." in _undo(ada).page
    assert "Zurückgenommen." in ada.page


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("", "", "TT.MM.JJJJ."),
        (TODAY, "gestern", "TT.MM.JJJJ."),
        # that is no day long ago
        ("1.12.26", "", "TT.MM.JJJJ."),
        (TODAY, "22.11.2026", "Der letzte Tag liegt vor dem ersten."),
    ],
)
def test_what_is_wrong_stands_beside_what_was_typed(
    world: World, login: Login, first: str, last: str, said: str
) -> None:
    ada = login("ada").get("/vertretung")

    ada.post(f"/vertretung/{_number(world, 'ada')}/abwesend", {"lw-ab": first, "lw-bis": last})

    assert ada.status == 422
    assert said in ada.page
    assert f'value="{last}"' in ada.page


def test_whoever_works_on_no_task_enters_no_absence(world: World, login: Login) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE membership SET role = 'guest'"))
    guest = login("ada").get("/vertretung").page

    assert "Hier ist niemand zu vertreten" in guest
    assert "Abwesenheit eintragen" not in guest


def test_a_form_that_was_not_offered_is_refused(world: World, login: Login) -> None:
    adam = login("adam").get("/vertretung")
    adam.post(f"/vertretung/{_number(world, 'adam')}/abwesend", {"lw-ab": TODAY, "lw-bis": ""})

    assert adam.status == 403
    assert 'href="/vertretung"' not in adam.get("/vertretung").page, "and the menu does not lead there"


def test_the_task_of_nobody_says_so_and_that_it_comes_by_itself(
    world: World, files: dict[str, bytes], login: Login
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        register_change.touch(tx)
        values = {"title": "Sachbearbeitung", "role": Role.CLERK, "share": "1", "substitution": "none"}
        values |= {"authority_id": world.here, "seat_id": world.here, "valid_from": date(2020, 1, 1)}
        tx.execute(insert(POST).values(**values))
    story = world.start(files, {"eingang": "2026-11-02"})
    number = story.task("pruefen").id

    lea = login("lea").get("/aufsicht/aufgaben")
    assert "niemand da</span>" in lea.page
    lea.get(f"/aufgaben/{number}")
    assert "Zurzeit ist niemand da" in lea.page
    assert "kommt sie von selbst dorthin" in lea.page
    assert f"Für „{story.task('pruefen').name}“ ist niemand da" in lea.get(f"/akte/{story.reference}").page


def test_whoever_administers_finds_the_people_of_an_authority_and_enters_it_for_one(
    world: World, login: Login
) -> None:
    lea = _number(world, "lea")
    adam = login("adam").get(f"/verwaltung/{world.here}")
    assert f'<option value="{lea}">Lea Groß</option>' in adam.page
    assert "Adam Böhm</option>" not in adam.page

    adam.get(f"/vertretung/person?person={lea}")
    assert "Ben Krüger – kommissarisch" in adam.page
    assert 'href="/verwaltung">Verwaltung</a>' in adam.page
    adam.post(f"/vertretung/{lea}/abwesend", {"lw-ab": TODAY, "lw-bis": "", "lw-grund": "Anruf heute früh"})
    assert "Die Abwesenheit ist eingetragen." in adam.page


def test_a_substitute_who_has_left_is_marked(hers: Story, world: World, login: Login) -> None:
    _away(world)
    with world.engine.begin(world.people["adam"]) as tx:
        account.close(tx, "ben")

    ada = login("ada").get("/vertretung")

    assert "Ben Krüger kann diese Aufgaben nicht mehr bearbeiten" in ada.page
    assert "Nicht ganz vertreten" in ada.page


def test_a_post_whose_holder_has_left_is_vacant(world: World, login: Login) -> None:
    with world.engine.begin(SYSTEM) as tx:
        register_change.touch(tx)
        values = {"title": "Bleiberecht 2", "role": Role.CLERK, "share": "1", "substitution": "none"}
        values |= {"authority_id": world.here, "seat_id": world.here, "valid_from": date(2020, 1, 1)}
        tx.execute(insert(POST).values(**values, holder_id=_number(world, "ben")))
    lea = login("lea").get("/vertretung/team")
    assert "Bleiberecht 2" not in lea.page
    with world.engine.begin(world.people["adam"]) as tx:
        account.close(tx, "ben")

    lea.get("/vertretung/team")
    assert "Bleiberecht 2" in lea.page
    assert "unbesetzt: Das Konto ist geschlossen" in lea.page
    assert "Ben Krüger, Konto geschlossen" in login("adam").get(f"/verwaltung/{world.here}").page


def test_naming_and_removing_a_substitute(hers: Story, world: World, login: Login) -> None:
    number = _number(world, "ada")
    ada = login("ada").get("/vertretung")
    assert "niemand</span> (1)" in ada.page

    ada.post(
        f"/vertretung/{number}/vertreter",
        {"lw-vertreter": _number(world, "ben"), "lw-vertritt-ab": TODAY, "lw-schritt": "antrag:pruefen"},
    )
    assert "<strong>Ben Krüger</strong>" in ada.page
    assert "<h3>Ben Krüger (1)</h3>" in ada.page
    assert "nur:" in ada.page
    rule = re.search(rf"/vertretung/{number}/vertreter/(\d+)/entfernen", ada.page)
    assert rule is not None

    ada.post(rule[0])
    assert "Es ist niemand benannt." in ada.page
    assert "<strong>Ben Krüger</strong>" in _undo(ada).page


def test_nobody_is_chosen(world: World, login: Login) -> None:
    ada = login("ada").get("/vertretung")

    ada.post(f"/vertretung/{_number(world, 'ada')}/vertreter", {"lw-vertritt-ab": TODAY})

    assert ada.status == 422
    assert "Bitte wählen Sie eine Person." in ada.page


def test_coming_back_early_and_taking_that_back(world: World, login: Login) -> None:
    with world.engine.begin(SYSTEM) as tx:
        absence.enter(tx, _number(world, "ada"), date(2026, 11, 20), None, "Anruf")
    number = _number(world, "ada")
    ada = login("ada").get("/vertretung")
    assert "ab 20.11.2026, Ende offen" in ada.page
    (one,) = re.findall(rf"/vertretung/{number}/abwesend/(\d+)/beenden", ada.page)

    ada.post(f"/vertretung/{number}/abwesend/{one}/aendern", {"lw-revision": 1, "lw-bis": "30.11.2026"})
    assert "20.11.2026 bis 30.11.2026" in ada.page
    ada.post(f"/vertretung/{number}/abwesend/{one}/beenden", {"lw-revision": 2, "lw-bis": "2026-11-30"})
    assert "Die Abwesenheit ist beendet." in ada.page

    assert "20.11.2026 bis 30.11.2026" in _undo(ada).page
    ada.post(f"/vertretung/{number}/abwesend/{one}/beenden", {"lw-revision": 2})
    assert "inzwischen jemand anders geändert" in ada.page


def test_the_substitute_finds_the_task_does_it_and_both_are_named(
    hers: Story, world: World, login: Login
) -> None:
    _away(world)
    row = hers.task("pruefen")
    ben = login("ben").get("/aufgaben?ansicht=vertretung")
    assert "für Ada Öztürk" in ben.page
    assert "Vertreten" in ben.page

    ben.get(f"/aufgaben/{row.id}")
    assert "Ada Öztürk ist abwesend. Sie vertreten bei dieser Aufgabe." in ben.page
    ben.post(f"/aufgaben/{row.id}/uebernehmen", {"lw-revision": row.revision})
    assert "Sie bearbeiten diese Aufgabe in Vertretung für Ada Öztürk." in ben.page
    fields = {"lw-revision": ben.value("lw-revision"), "lw-aktion": "zurueckgeben", "lw-rueckgabe": "Unklar"}
    ben.post(f"/aufgaben/{row.id}", fields)
    assert "ist wieder bei Ada Öztürk" in ben.page

    ben.get(f"/akte/{hers.reference}")
    assert re.search(r"Ben Krüger\s+i\. V\. für Ada Öztürk", ben.page)
    ada = login("ada").get(f"/aufgaben/{row.id}")
    assert "zurzeit in Vertretung für Sie" not in ada.page
    ben.get(f"/aufgaben/{row.id}")
    ben.post(f"/aufgaben/{row.id}/uebernehmen", {"lw-revision": ben.value("lw-revision")})
    assert (
        "Ben Krüger bearbeitet diese Aufgabe zurzeit in Vertretung für Sie."
        in ada.get(f"/aufgaben/{row.id}").page
    )
    carla = login("carla").get(f"/aufgaben/{row.id}")
    assert carla.status == 403


def test_the_view_is_offered_only_to_whoever_stands_in(hers: Story, world: World, login: Login) -> None:
    _away(world)

    assert '<li hidden><a href="/aufgaben?ansicht=vertretung"' in login("lea").get("/aufgaben").page
    assert '<li><a href="/aufgaben?ansicht=vertretung"' in login("ben").get("/aufgaben").page


def test_a_team_lead_sees_who_covers_whom_and_which_posts_are_vacant(
    hers: Story, world: World, login: Login
) -> None:
    _away(world, last=date(2026, 11, 25))
    with world.engine.begin(SYSTEM) as tx:
        register_change.touch(tx)
        tx.execute(
            insert(POST).values(
                authority_id=world.here,
                seat_id=world.here,
                title="Sachbearbeitung 3",
                role=Role.CLERK,
                share="1",
                valid_from=date(2026, 10, 1),
                substitution="team_lead",
            )
        )

    lea = login("lea").get("/vertretung/team")

    assert lea.page.count("abwesend, vertreten von Ben Krüger") == 2 * 3
    assert lea.page.count("abwesend, ohne Vertretung</span>") == 2
    assert "23.11.2026 bis 25.11.2026: Ben Krüger" in lea.page
    assert "unbesetzt seit 01.10.2026" in lea.page
    assert "Vertretung: Lea Groß" in lea.page
    assert "Dezember" not in lea.page
    world.clock.moment += timedelta(days=14)
    with world.engine.begin(SYSTEM) as tx:
        absence.turn(tx)
        absence.turn(tx)
    before = login("lea").get("/vertretung/team?ab=2026-11-23")
    assert before.page.count("abwesend, vertreten von Ben Krüger") == 2 * 3, "what is over is still told"
    later = login("lea").get("/vertretung/team?ab=2026-12-21")
    assert "In diesen vier Wochen ist niemand abwesend gemeldet." in later.page


def test_a_team_lead_enters_it_for_somebody_who_is_ill(world: World, login: Login) -> None:
    number = _number(world, "ben")
    lea = login("lea").get(f"/vertretung/person?person={number}")
    assert "<h1>Ben Krüger</h1>" in lea.page

    lea.post(f"/vertretung/{number}/abwesend", {"lw-ab": TODAY})
    assert "Bitte keine Diagnose." in lea.page
    lea.post(f"/vertretung/{number}/abwesend", {"lw-ab": TODAY, "lw-grund": "Anruf heute früh"})

    assert "ab 23.11.2026, Ende offen" in lea.page
    assert "Anruf heute früh" in login("ben").get("/vertretung").page
    assert "Anruf heute früh" not in login("ada").get("/vertretung").page


def test_nobody_enters_it_for_a_stranger(world: World, login: Login) -> None:
    number = _number(world, "ada")

    for one in ("ben", "carla", "olga"):
        browser = login(one).get("/vertretung")
        assert browser.post(f"/vertretung/{number}/abwesend", {"lw-ab": TODAY}).status == 403
        assert browser.get(f"/vertretung/{number}").status == 403


def test_a_notice_leads_to_the_page(world: World, login: Login) -> None:
    _away(world)
    ben = login("ben").get("/meldungen")
    assert "Sie vertreten jemanden ab 23.11.2026." in ben.page
    (address,) = re.findall(r'href="(/meldungen/\d+)"', ben.page)

    ben.get(address)

    assert "<strong>Ada Öztürk</strong>" in ben.page


def test_the_page_speaks_english(world: World, login: Login) -> None:
    _away(world)
    ada = login("ada").get("/vertretung")
    ada.post("/sprache/en", {"weiter": "/vertretung"})

    assert "<h1>Absence and substitution</h1>" in ada.page
    assert "Covered on all days." in ada.page


def test_the_page_says_who_changed_what(hers: Story, world: World, login: Login) -> None:
    _away(world)
    number = _number(world, "ada")
    lea = login("lea").get(f"/vertretung/{number}")
    assert "Wer was geändert hat" in lea.page
    assert "Abwesenheit eingetragen: 23.11.2026 bis 27.11.2026" in lea.page
    assert "Vertretung benannt: Ben Krüger, ab 23.11.2026, Ende offen" in lea.page

    lea.post(f"/vertretung/{number}/abwesend/1/aendern", {"lw-revision": "1", "lw-bis": ""})

    assert "Letzter Tag geändert: ab 23.11.2026, Ende offen, vorher bis 27.11.2026" in lea.page
    assert "Lea Groß, " in lea.page


def test_for_the_only_team_lead_somebody_is_named_who_acts_in_her_place(world: World, login: Login) -> None:
    lea, ben = _number(world, "lea"), _number(world, "ben")
    assert "benennt die Amtsleitung oder die Administration" in login("lea").get("/vertretung").page
    adam = login("adam").get(f"/vertretung/{lea}")
    assert f'value="{ben}@{world.here}">Ben Krüger – kommissarisch' in adam.page

    adam.post(
        f"/vertretung/{lea}/vertreter", {"lw-vertreter": f"{ben}@{world.here}", "lw-vertritt-ab": TODAY}
    )
    named = "Die Vertretung ist eingetragen." in adam.page, "mit deren Rechten" in adam.page
    before = login("ben").get("/aufsicht").status
    said = {"lw-ab": TODAY, "lw-bis": "27.11.2026", "lw-grund": "Anruf heute früh"}
    adam.post(f"/vertretung/{lea}/abwesend", said)

    hers = login("lea").get("/vertretung").page
    assert "Ben Krüger" in hers
    assert "niemanden sonst" not in hers
    assert named == (True, True)
    assert (before, login("ben").get("/aufsicht").status) == (403, 200)
    assert "An allen Tagen vertreten." in adam.page
