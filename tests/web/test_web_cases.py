"""Finding cases, opening one, the case file, and recording what has arrived."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest

from engine import commands
from engine.queries.records import DecisionRow
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m
from web.display import Result, latest, result
from web.testing import Browser, Login

PERSON = {
    "lw-ablauf": "antrag",
    "lw-family_name": "Haddad",
    "lw-given_name": "Mariam",
    "lw-birth_date": "3.4.1991",
    "lw-ags": "05334002",
}


def test_a_case_is_found_by_number_name_and_place(story: Story, login: Login) -> None:
    ada = login("ada")

    found = [
        story.reference in ada.get(f"/akte?suche={text}").page
        for text in (story.reference, "maryam", "Muster Aachen", "Erkrath")
    ]

    assert found == [True, True, True, False]
    assert "Zu „Erkrath“ gibt es keine Akte" in ada.page


def test_a_case_is_opened_with_dates_as_they_are_written_here(story: Story, login: Login) -> None:
    ada = login("ada").get("/akte/neu")

    ada.post("/akte/neu", {**PERSON, "eingang": "20.11.2026", "kinder": "2"})

    assert "<h1>Haddad, Mariam</h1>" in ada.page
    assert "geb. 03.04.1991" in ada.page
    assert "Der Fall KIM-2026-000002 ist eröffnet." in ada.page


def test_a_case_is_opened_once_when_its_page_is_sent_twice(story: Story, login: Login) -> None:
    ada = login("ada").get("/akte/neu")
    page = {**PERSON, "eingang": "20.11.2026", "lw-gesehen": ada.value("lw-gesehen")}

    for _click in range(2):
        ada.post("/akte/neu", page)

    assert "Der Fall KIM-2026-000002 ist eröffnet." in ada.page
    assert ada.get("/akte/KIM-2026-000003").status == 403


def test_the_time_of_a_page_stays_while_faults_are_corrected(
    world: World, story: Story, login: Login
) -> None:
    ada = login("ada").get("/akte/neu")
    seen = ada.value("lw-gesehen")
    world.clock.advance(timedelta(minutes=5))

    ada.post("/akte/neu", {**PERSON, "eingang": "", "lw-gesehen": seen})

    assert (ada.status, ada.value("lw-gesehen")) == (422, seen)


def test_every_fault_is_said_at_once_and_what_was_typed_stays(story: Story, login: Login) -> None:
    ada = login("ada").get("/akte/neu")

    ada.post(
        "/akte/neu",
        {"lw-ablauf": "antrag", "lw-given_name": "Mariam", "lw-birth_date": "gestern", "kinder": "viele"},
    )

    listed = re.findall(r'<li><a href="#([\w-]+)">', ada.page)
    assert ada.status == 422
    assert listed[:3] == ["lw-family_name", "lw-birth_date", "lw-ags"]
    assert len(listed) == 5  # and the two of the process's own form
    assert all(f'id="{one}"' in ada.page for one in listed)
    assert all(f'value="{typed}"' in ada.page for typed in ("Mariam", "gestern", "viele"))


def test_a_birth_date_to_come_is_refused_by_the_engine_beside_its_field(story: Story, login: Login) -> None:
    ada = login("ada").get("/akte/neu")

    ada.post("/akte/neu", {**PERSON, "lw-birth_date": "1.1.2030", "eingang": "20.11.2026"})

    assert ada.status == 422
    assert '<a href="#lw-birth_date">Das Geburtsdatum liegt in der Zukunft.</a>' in ada.page


def test_a_new_case_survives_an_ended_session(story: Story, login: Login) -> None:
    ada = login("ada").get("/akte/neu")
    ada.client.delete_cookie("laufweg")
    ada.post("/akte/neu", {**PERSON, "eingang": "20.11.2026"})

    ada.post("/anmelden", {"kennung": "ada", "kennwort": PASSWORD, **carried(ada)})

    assert "<h1>Neuer Fall</h1>" in ada.page
    assert 'value="Haddad"' in ada.page
    assert 'value="20.11.2026"' in ada.page


def test_opening_is_offered_only_where_a_process_is_in_force(world: World, login: Login) -> None:
    ada = login("ada").get("/akte/neu")

    assert ada.status == 200
    assert "Kein Ablauf ist in Kraft" in ada.page


def test_the_file_shows_where_the_case_is_and_what_has_happened(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}?reiter=ablaeufe")

    assert "data-aktiv='[\"pruefen\"]'" in ada.page
    assert re.search(r'<li class="is-here" aria-current="step"[^>]*>.*?pruefen', ada.page, re.DOTALL)
    ada.get(f"/akte/{story.reference}")
    assert "Aufgabe „pruefen“ liegt bei Ausländeramt Hier, fällig am 07.12.2026" in ada.page
    assert "„beginn“ durchlaufen" not in ada.page
    assert "„beginn“ durchlaufen" in ada.get(f"/akte/{story.reference}?verlauf=alles").page


def test_what_is_overdue_is_marked_in_list_diagram_and_words(story: Story, login: Login) -> None:
    story.pass_time(timedelta(days=15))

    ada = login("ada").get(f"/akte/{story.reference}?reiter=ablaeufe")

    assert "data-ueberfaellig='[\"pruefen\"]'" in ada.page
    assert "1 Tag überfällig" in ada.get(f"/akte/{story.reference}").page


def test_the_diagram_is_given_to_those_who_may_read_the_case_only(story: Story, login: Login) -> None:
    (run,) = story.file().instances
    address = f"/akte/{story.reference}/ablauf/{run.version_id}.bpmn"

    answers = [login(name).client.get(address) for name in ("ada", "carla")]

    assert [answer.status_code for answer in answers] == [200, 403]
    assert answers[0].mimetype == "application/xml"
    assert login("ada").get(f"/akte/{story.reference}/ablauf/99.bpmn").status == 404


def test_a_message_is_confirmed_first_and_then_moves_the_case_on(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/nachricht/ruecknahme")
    assert "Diese Aufgaben sind offen und können dadurch entfallen:" in ada.page

    ada.post(f"/akte/{story.reference}/nachricht/ruecknahme")

    assert "Die Nachricht ist erfasst, der Ablauf ist weitergegangen." in ada.page
    assert "Der Fall ist beendet: zurueckgenommen." in ada.page
    story.has_ended_at("zurueckgenommen")


def test_two_events_of_one_name_are_told_apart_by_their_process(world: World, login: Login) -> None:
    """Two referrals of a person each wait for being withdrawn; recording that cannot be undone."""
    model = m.process(
        "p",
        m.start(),
        m.user_task("a"),
        m.boundary("weg", "a", m.message("eins")),
        m.boundary("fort", "a", m.message("zwei")),
        *(m.end(one) for one in ("e1", "e2", "e3")),
        m.flow("start", "a"),
        m.flow("a", "e1"),
        m.flow("weg", "e2"),
        m.flow("fort", "e3"),
        messages={"eins": "=aktenzeichen", "zwei": "=aktenzeichen"},
        name="Verweis",
    )
    alike = world.start({"p.bpmn": model.replace(b'name="fort"', b'name="weg"')})
    ada = login("ada")

    assert ada.get(f"/akte/{alike.reference}").page.count("Verweis, seit ") == 2
    assert "Verweis, seit " in ada.get(f"/akte/{alike.reference}/nachricht/eins").page
    other = world.start({"p.bpmn": model})
    assert "Verweis, seit " not in ada.get(f"/akte/{other.reference}").page


def test_a_message_nothing_waits_for_is_a_conflict_in_words(story: Story, login: Login) -> None:
    ada = login("ada").get(f"/akte/{story.reference}/nachricht/unbekannt")

    assert ada.status == 409
    assert "<h1>Das geht hier zurzeit nicht</h1>" in ada.page
    assert "aber nichts wartet auf sie" in ada.page
    assert f'href="/akte/{story.reference}"' in ada.page


def test_an_unknown_number_and_a_foreign_case_are_not_told_apart(story: Story, login: Login) -> None:
    """Numbers follow each other: whoever may not know of a case is not to find it by trying."""
    carla, task = login("carla"), story.task("pruefen").id
    run = story.file().instances[0].id
    unknown = "KIM-2026-999999"

    for there, nowhere in (
        *((f"/akte/{story.reference}{one}", f"/akte/{unknown}{one}") for one in _BELOW),
        (f"/akte/neu?ablauf=antrag&zu={story.reference}", f"/akte/neu?ablauf=antrag&zu={unknown}"),
        (f"/aufgaben/{task}", "/aufgaben/999999"),
        (f"/betrieb/laeufe/{run}", "/betrieb/laeufe/999999"),
    ):
        found = [_bare(carla.get(one)) for one in (there, nowhere)]
        assert found[0] == found[1], there
    assert (
        "Diese Akte gibt es nicht, oder sie ist Ihnen nicht zugänglich." in carla.get(f"/akte/{unknown}").page
    )
    assert ("Notzugriff auf" in carla.page, carla.status) == (True, 403)
    assert story.reference not in carla.get("/akte").page
    for typed, path in (({"lw-grund": "kurz"}, "/einsicht"), ({}, "/einsicht/beenden"), ({}, "/umzug")):
        posted = [
            _bare(carla.get("/aufgaben").post(f"/akte/{one}{path}", typed))
            for one in (story.reference, unknown)
        ]
        assert posted[0] == posted[1], path


#: pages below a case, each of which looks for it in its own way
_BELOW = (
    "", "/auszug", "/dokumente", "/dokumente/1", "/verweise", "/verweisen", "/umzug", "/umzug/zuruecknehmen",
    "/uebermittlungen", "/gelesen", "/einsicht", "/strukturproblem", "/ablauf/1.bpmn",
)  # fmt: skip


def _bare(browser: Browser) -> tuple[int, str]:
    """The answer without the numbers that were asked for, and what is new on every page (a second later, too)."""
    page = re.sub(r"KIM-2026-\d+|/\d+", "", browser.page)
    return browser.status, re.sub(
        r'(name="csrf_token" value|nonce|name="laufweg-sitzung" content)="[^"]*"', "", page
    )


def carried(browser: Browser) -> dict[str, str]:
    """The hidden fields that a login page carries along."""
    found = {
        name: re.search(rf'name="{name}" value="([^"]*)"', browser.page)
        for name in ("weiter", "zurueck", "eingabe")
    }
    return {name: html.unescape(value[1]) for name, value in found.items() if value is not None}


def test_the_pre_check_is_shown_once_for_each_title_and_any_decision_once():
    def row(number, decision, name):
        return DecisionRow(number, datetime(2026, 11, 28, tzinfo=UTC), decision, name, None, (), (), (), 1)

    shown = latest(
        [
            row(5, "vorpruefung", "§ 10"),
            row(4, "vorpruefung", "§ 9"),
            row(3, "vorpruefung", "§ 10"),
            row(2, "d", "D"),
            row(1, "d", "D"),
        ]
    )

    assert sorted(one.id for one in shown) == [2, 4, 5]


def test_a_decision_that_answers_with_several_contexts_is_shown_in_words():
    views = [
        {"bedeutung": "Überlastung reicht nicht.", "fundstelle": "19 E 359/25"},
        {"ergebnis": ["prüfen", True]},
        {"anteil": 50, "stelle": "teamleitung"},
    ]

    assert result(views) == Result("", ("Überlastung reicht nicht.", "prüfen, ja", "50, Teamleitung"))
    assert result(["B1", "A2"]) == Result("B1, A2")
    assert result({"ergebnis": {"bedeutung": "erfüllt"}}) == Result("erfüllt")


@pytest.mark.parametrize("cursor", ["9" * 30, "9" * 5000])
def test_a_cursor_no_list_gave_is_refused(story: Story, login: Login, cursor: str) -> None:
    assert login("ada").get(f"/akte?nach={cursor}").status == 422


THERE = '=zustaendig("auslaenderbehoerde.sachbearbeitung", {ags: "05158008"})'


def test_a_task_whose_page_stays_closed_is_named_without_a_link(world: World, login: Login) -> None:
    line = m.process(
        "p",
        m.start(),
        m.user_task("dort", group=THERE, due='=frist(today(), duration("P1M"), "VwVfG")'),
        m.end(),
        m.flow("start", "dort"),
        m.flow("dort", "end"),
    )
    story = world.start({"p.bpmn": line})
    number = story.task("dort").id
    ada, carla = login("ada"), login("carla")

    for tab in ("ueberblick", "aufgaben"):
        page = ada.get(f"/akte/{story.reference}?reiter={tab}").page
        assert '<span lang="de">dort</span>' in page or "<span>dort</span>" in page
        assert f"/aufgaben/{number}" not in page
        assert f"/aufgaben/{number}" in carla.get(f"/akte/{story.reference}?reiter={tab}").page


def test_a_closed_case_says_that_it_is_closed_and_how_it_is_opened(story: Story, login: Login) -> None:
    with story.world.engine.begin(story.world.people["lea"]) as tx:
        commands.case_state.close(tx, story.reference, "weggezogen", "Umzug")
    start, reopen = (f"/akte/{story.reference}/{one}" for one in ("ablauf-starten", "stand/wieder-oeffnen"))

    lea, ada = login("lea").get(start), login("ada").get(start)

    for one in (lea, ada):
        assert one.status == 409
        assert "<h1>Der Fall ist abgeschlossen</h1>" in one.page
        assert "Jemand war schneller" not in one.page
        assert f'href="/akte/{story.reference}"' in one.page
    assert reopen in lea.page
    assert reopen not in ada.page
