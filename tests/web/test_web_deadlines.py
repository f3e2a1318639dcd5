"""The calculator and the calendar of deadlines in the browser, without JavaScript."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from engine import SYSTEM, commands
from engine.clock import ZONE
from engine.commands.calendar import Closing
from engine.deadlines import EVENTS, TITLES
from engine.testing import Story, World
from web.forms import deadline as deadline_form
from web.testing import Login

SUIT = "/fristen?ereignis=23.12.2026&zustellung=post&regel=klage"


def test_everybody_but_a_guest_computes(world: World, login: Login) -> None:
    for who in ("ada", "lea", "olga", "stefan", "adam", "carla"):
        browser = login(who).get("/fristen")
        assert browser.status == 200, who
        assert 'href="/fristen"' in browser.page
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE membership SET role = 'guest'"))
    guest = login("carla").get("/fristen")
    assert guest.status == 403
    assert 'href="/fristen"' not in guest.page


def test_the_answer_has_the_day_the_steps_the_other_reading_and_what_to_check(
    world: World, login: Login
) -> None:
    page = login("ada").get(SUIT).page

    assert re.search(r"lw-deadline__day[^>]*><time[^>]*>Mittwoch, 27\.01\.2027</time>", page)
    # the fiction ends on a Sunday: some move it
    assert "bekannt gegeben 27.12.2026, Sonntag" in page
    assert "Streitig: die andere Lesart" in page
    assert "Letzter Tag der Frist: 28.01.2027" in page
    assert "zu prüfen" in page
    assert "§ 41 Abs. 2 VwVfG" in page
    # the months with their holidays by name
    assert "Dezember 2026" in page
    assert "Januar 2027" in page
    assert "Erster Weihnachtstag" in page
    assert "Neujahr" in page


def test_without_a_question_nothing_is_computed(login: Login) -> None:
    page = login("ada").get("/fristen").page

    assert "Noch nichts gerechnet" in page
    assert "lw-deadline__day" not in page


def test_the_law_is_offered_once_as_who_sets_a_time(login: Login) -> None:
    ada = login("ada")

    for address in (SUIT, f"{SUIT}&gesetzt_von=gesetz", f"{SUIT}&gesetzt_von=behoerde"):
        assert ada.get(address).page.count(">das Gesetz</option>") == 1
    assert "Ausgangstag" in ada.get(SUIT).page


def test_empty_fields_leave_the_address(login: Login) -> None:
    browser = login("ada")
    answer = browser.client.get(
        "/fristen?ereignis=+23.12.2026&zustellung=post&regel=klage&dauer=&recht=&pause-1-von=&pause-1-art=hemmung"
    )

    assert answer.status_code == 302
    assert answer.headers["Location"] == SUIT
    assert browser.client.get(SUIT).status_code == 200


def test_a_form_sent_with_nothing_in_it_says_what_is_missing(login: Login) -> None:
    browser = login("ada")
    assert browser.get("/fristen").status == 200 and "Bitte prüfen Sie" not in browser.page

    answer = browser.client.get("/fristen?ereignis=&zustellung=&regel=&dauer=&recht=")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/fristen?ereignis=")
    browser.get("/fristen?ereignis=")

    assert browser.status == 422
    when, how_long = (
        browser.page.index(f"Geben Sie an, {said}") for said in ("wann die Frist", "wie lange die")
    )
    assert when < how_long


def test_pauses_are_fields_on_the_page_and_one_word_in_the_address(login: Login) -> None:
    browser = login("ada").get(
        "/fristen?ereignis=01.12.2026&dauer=P14D&gesetzt_von=behoerde"
        "&pause-1-von=05.12.2026&pause-1-bis=08.12.2026&pause-1-art=hemmung&pause-1-wer=person&pause-1-grund=Pass:+fehlt"
        "&pause-2-von=10.12.2026&pause-2-bis=&pause-2-art=unterbrechung&pause-2-wer=eigene_behoerde&pause-2-grund=Umzug"
    )

    assert "gehemmt 05.12.2026 bis 08.12.2026, 4 Tage: Pass, fehlt (Person)" in browser.page
    # the second one goes on
    assert "Danach bleiben 14 Tage." in browser.page
    assert browser.value("pause-1-grund") == "Pass, fehlt"
    assert browser.value("pause-2-bis") == ""
    assert browser.value("pause-3-von") == ""


def test_the_account_says_who_caused_the_delay(login: Login) -> None:
    page = (
        login("ada")
        .get(
            "/fristen?ereignis=01.12.2026&dauer=P14D&gesetzt_von=behoerde"
            "&hemmung=05.12.2026..08.12.2026:andere_behoerde:Auskunft+fehlt"
        )
        .page
    )

    assert "Wohin die Tage gingen" in page
    assert re.search(r"<dt>andere Behörde</dt><dd>4 Tage</dd>", page)
    assert not re.search(r"<dt>eigene Behörde</dt>", page)
    # its days are marked, in the months and in words
    assert page.count("is-resting") == 4 + 1


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("ereignis=31.11.2026&dauer=P1M", "ereignis", "Erwartet wird 23.11.2026 oder 2026-11-23."),
        ("ereignis=23.11.2026", "dauer", "Geben Sie an, wie lange die Frist ist"),
        ("dauer=P1M", "ereignis", "Geben Sie an, wann die Frist beginnt"),
        ("ereignis=23.11.2026&arbeitstage=zehn", "arbeitstage", "Erwartet wird eine ganze Zahl wie 10."),
        ("ereignis=23.11.2026&stunden=3", "ereignis", "braucht Tag und Uhrzeit"),
        ("ereignis=23.11.2026&dauer=P1M&ort=Nirgendwo", "ort", "„Nirgendwo“ ist nicht bekannt"),
        ("ereignis=23.11.2026&dauer=P1M&behoerde=999999", "behoerde", "Bitte wählen Sie eine Behörde"),
        ("ereignis=23.11.2026&dauer=P14D&hemmung=2026-11-25:person:x", "hemmung", "Nennen Sie die Norm"),
        ("ereignis=23.11.2026&dauer=P14D&tag_zaehlt=vielleicht", "tag_zaehlt", "weder ja noch nein"),
        (
            "ereignis=23.11.2026&dauer=P1M&verlaengert_bis=01.03.2027",
            "verlaengert_bis",
            "keine Behörde verlängern",
        ),
        ("regel=lebensjahr&ereignis=29.11.1999", "jahre", "welches Lebensjahr"),
        ("ereignis=23.11.2026&dauer=P1M&schliessung=x", "schliessung", "Erwartet wird VON..BIS:NAME"),
    ],
)
def test_a_fault_stands_at_its_field_with_what_is_expected(
    login: Login, query: str, field: str, said: str
) -> None:
    browser = login("ada").get(f"/fristen?{query}")

    assert browser.status == 422
    assert said in browser.page
    # the list at the top leads to something that is there, and the field tells it too
    assert f'href="#{field}"' in browser.page
    assert f'id="{field}"' in browser.page
    assert f'id="{field}-fehler"' in browser.page


def test_closures_of_an_authority_count_for_agreed_times_only(world: World, login: Login) -> None:
    with world.engine.begin(world.people["lea"]) as tx:
        closing = Closing(datetime(2026, 12, 28).date(), datetime(2026, 12, 30).date(), "Weihnachtswoche")  # noqa: DTZ001
        commands.calendar.enter_closure(tx, [world.here], closing)
    ada = login("ada")
    question = f"/fristen?ereignis=23.12.2026&arbeitstage=2&behoerde={world.here}"

    # Thursday 24.12. is the first, Monday 28.12. the second, unless it is closed
    assert "Montag, 28.12.2026</time>" in ada.get(question).page
    page = ada.get(f"{question}&gesetzt_von=vereinbarung").page
    assert "Donnerstag, 31.12.2026</time>" in page
    assert "Weihnachtswoche" in page


def test_where_holidays_differ_in_a_land_the_page_asks_which_holds(login: Login) -> None:
    ada, asked = login("ada"), "/fristen?ereignis=15.07.2028&dauer=P1M&ort=Bayern"
    unknown = ada.get(asked).page
    holds, not_here = (ada.get(f"{asked}&feiertag={said}").page for said in ("Mariä+Himmelfahrt", "keiner"))

    assert "Nur in einem Teil des Landes Feiertag" in unknown
    assert "Dienstag, 15.08.2028" in unknown
    assert "nur in einem Teil des Landes BY" in unknown
    assert "Mittwoch, 16.08.2028" in holds
    assert "Dienstag, 15.08.2028" in not_here
    assert "nur in einem Teil des Landes BY" not in not_here
    assert "Nur in einem Teil des Landes Feiertag" not in ada.get("/fristen?ort=Hessen").page


def test_a_closure_is_hatched_and_the_legend_says_what_it_is(world: World, login: Login) -> None:
    with world.engine.begin(SYSTEM) as tx:
        closing = Closing(date(2026, 12, 8), date(2026, 12, 8), "Betriebsausflug")
        commands.calendar.enter_closure(tx, [world.here], closing)
    asked = "/fristen?ereignis=24.11.2026&dauer=P14D"
    ada = login("ada")

    page = ada.get(f"{asked}&behoerde={world.here}").page
    assert re.search(r"is-closed is-end[^>]*><span>8</span>", page)
    assert 'is-closed">Schließtag</span>' in page
    assert "is-closed" not in ada.get(asked).page


def test_hours_appointments_and_rules_without_counting_have_their_day(login: Login) -> None:
    ada = login("ada")
    for query, day in {
        "ereignis=24.10.2026+15:00&stunden=24": "25.10.2026, 14:00 Uhr",  # the clock is put back
        "termin=06.05.2027": "Donnerstag, 06.05.2027",
        "regel=sgb2_rueckwirkung&ereignis=20.11.2026": "Sonntag, 01.11.2026",
        "regel=lebensjahr&jahre=27&ereignis=29.11.1999": "Samstag, 28.11.2026",
        "ereignis=23.11.2026&dauer=P10Y": "23.11.2036",
    }.items():
        assert day in ada.get(f"/fristen?{query}").page, query


def test_a_long_time_shows_its_first_and_last_month(login: Login) -> None:
    page = login("ada").get("/fristen?ereignis=23.11.2026&dauer=P10Y").page

    assert "November 2026" in page
    assert "November 2036" in page
    assert page.count('class="lw-month__table"') == 2
    assert "dazwischen vergehen Monate" in page


def test_the_page_speaks_english_and_marks_what_is_german(login: Login) -> None:
    ada = login("ada").get("/fristen")
    ada.post("/sprache/en", {"weiter": SUIT})

    assert "Deadline calculator" in ada.page
    assert "Derivation" in ada.page
    assert re.search(r'<ol class="lw-steps" lang="de">', ada.page)


def test_every_way_a_notice_comes_has_its_day_in_both_languages() -> None:
    assert set(deadline_form.ENGLISH_DELIVERY) == set(EVENTS) == set(TITLES)

    for said in deadline_form.ENGLISH_DELIVERY.values():
        assert " – " in said
        assert not re.search("[äöüß]", said.replace("Übergabe-Einschreiben", "")), said


def test_what_is_typed_is_never_markup(login: Login) -> None:
    page = login("ada").get("/fristen?ereignis=<script>alert(1)</script>&ort=<b>").page

    assert "<script>alert" not in page
    assert "&lt;b&gt;" in page


def test_an_address_says_the_same_however_it_was_made() -> None:
    said = MultiDict(
        [
            ("pause-1-von", "05.12.2026"),
            ("pause-1-bis", "05.12.2026"),
            ("pause-1-art", "andere"),
            ("pause-1-wer", "person"),
            ("pause-1-grund", "Pass"),
            ("pause-1-norm", "§ 1: 2"),
            ("dauer", " 14  Tage "),
            ("unbekannt", "x"),
        ]
    )
    once = deadline_form.canonical(said)

    assert once == [("dauer", "14 Tage"), ("hemmung", "05.12.2026:person:Pass:§ 1, 2")]
    assert deadline_form.canonical(MultiDict(once)) == once
    row = deadline_form.pause_rows(MultiDict(once))[0]
    assert (row.von, row.bis, row.norm) == ("05.12.2026", "05.12.2026", "§ 1, 2")


def test_days_of_an_address_stand_in_the_fields_as_people_write_them(login: Login) -> None:
    browser = login("ada").get(
        "/fristen?ereignis=2026-12-01&dauer=P14D&gesetzt_von=behoerde&verlaengert_bis=2027-01-15"
        "&hemmung=2026-12-05..2026-12-08:person:Pass"
    )

    assert browser.status == 200
    fields = ("ereignis", "verlaengert_bis", "pause-1-von", "pause-1-bis")
    assert [browser.value(name) for name in fields] == [
        "01.12.2026",
        "15.01.2027",
        "05.12.2026",
        "08.12.2026",
    ]
    assert "<dt>Ereignis</dt><dd>01.12.2026</dd>" in browser.page
    # a time of day stays, and what is no day is shown as it was typed
    assert (
        login("ada").get("/fristen?ereignis=2026-10-24T15:00&stunden=24").value("ereignis")
        == "24.10.2026 15:00"
    )
    assert login("ada").get("/fristen?ereignis=2026-11-31&dauer=P1M").value("ereignis") == "2026-11-31"


def test_on_paper_a_pause_is_said_in_words(login: Login) -> None:
    page = (
        login("ada")
        .get(
            "/fristen?ereignis=2026-12-01&dauer=P14D&gesetzt_von=behoerde"
            "&hemmung=2026-12-05..2026-12-08:person:Pass+fehlt&unterbrechung=2026-12-10..:andere_behoerde:Antrag:%C2%A7+1"
        )
        .page
    )

    assert "<dt>Hemmung</dt><dd>05.12.2026 bis 08.12.2026: Pass fehlt (Person)</dd>" in page
    assert "<dt>Unterbrechung</dt><dd>seit 10.12.2026: Antrag (andere Behörde, § 1)</dd>" in page
    assert "..2026" not in page.split("lw-printonly")[1].split("</section>")[0]


def test_no_pause_of_an_address_is_lost_when_it_is_asked_again(login: Login) -> None:
    pauses = "".join(f"&hemmung={day:02}.12.2026:person:x" for day in range(2, 22))
    browser = login("ada").get(f"/fristen?ereignis=01.12.2026&dauer=P60D&gesetzt_von=behoerde{pauses}")

    assert browser.value("pause-20-von") == "21.12.2026"
    assert browser.value("pause-21-von") == ""


# the calendar


@pytest.fixture
def due(world: World, story: Story) -> int:
    """Ada's authority has one task: agreed for 26.11., by law until 30.11.2026."""
    number = story.task("pruefen").id
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE user_task SET agreed_due_at = :a, due_at = :a, legal_due_at = :l WHERE id = :id"),
            {
                "a": datetime(2026, 11, 26, 23, 59, 59, tzinfo=ZONE),
                "l": datetime(2026, 11, 30, 23, 59, 59, tzinfo=ZONE),
                "id": number,
            },
        )
    return number


def test_month_week_and_list_show_both_clocks_in_words(story: Story, due: int, login: Login) -> None:
    ada = login("ada")
    for view in ("monat", "liste"):
        page = ada.get(f"/fristen/kalender?ansicht={view}").page
        assert page.count(story.reference) == 2, view
        assert f'href="/aufgaben/{due}"' in page
        assert "lw-cal__entry--legal" in page
        assert "lw-cal__entry--agreed" in page
    week = ada.get("/fristen/kalender?ansicht=woche").page
    assert week.count(story.reference) == 1
    assert "Woche 48, 23.11. bis 29.11.2026" in week


def test_a_month_is_not_empty_when_a_day_beside_it_shows_a_deadline(
    world: World, story: Story, due: int, login: Login
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "UPDATE user_task SET agreed_due_at = :at, due_at = :at, legal_due_at = NULL WHERE id = :id"
            ),
            {"at": datetime(2026, 12, 3, 12, tzinfo=ZONE), "id": due},
        )
    ada = login("ada").get("/fristen/kalender?tag=2026-11-01")

    # 3 December stands in the last week of November
    assert story.reference in ada.page
    assert "0 vereinbart" in ada.page
    assert "Keine Frist in diesem Zeitraum" not in ada.page
    assert "Keine Frist in diesem Zeitraum" in ada.get("/fristen/kalender?tag=2026-10-01").page


def test_it_is_turned_over_and_comes_back_to_today(due: int, login: Login) -> None:
    ada = login("ada").get("/fristen/kalender?tag=2026-12-31")

    assert "Dezember 2026" in ada.page
    assert "tag=2026-11-01" in ada.page
    assert "tag=2027-01-01" in ada.page
    assert "Erster Weihnachtstag" in ada.page
    for wrong in ("tag=x", "tag=0001-01-01", "tag=9999-12-31", "ansicht=jahr", "nach=x&ansicht=monat"):
        assert "November 2026" in ada.get(f"/fristen/kalender?{wrong}").page, wrong


def test_the_person_of_a_case_is_never_named(due: int, login: Login) -> None:
    ada = login("ada")
    for view in ("monat", "woche", "liste"):
        page = ada.get(f"/fristen/kalender?ansicht={view}").page
        assert "Muster" not in page
        assert "Maryam" not in page


def test_strangers_see_nothing_and_roles_without_tasks_are_refused(
    story: Story, due: int, login: Login
) -> None:
    assert story.reference not in login("carla").get("/fristen/kalender").page
    assert "Keine Frist in diesem Zeitraum" in login("carla").get("/fristen/kalender").page
    adam = login("adam")
    assert adam.get("/fristen/kalender").status == 403
    assert "/fristen/kalender" not in adam.get("/fristen").page


def test_the_filter_stays_while_one_turns_over(world: World, story: Story, due: int, login: Login) -> None:
    lea = login("lea").get(f"/fristen/kalender?person={world.people['ben'].account}&ablauf=antrag")

    assert story.reference not in lea.page
    assert f"person={world.people['ben'].account}&amp;ablauf=antrag" in lea.page
    assert story.reference in lea.get("/fristen/kalender?person=niemand&ablauf=antrag").page
    # a person who is none of the team is no filter
    assert story.reference in lea.get(f"/fristen/kalender?person={world.people['carla'].account}").page


def test_a_full_day_shows_three_and_how_many_more(world: World, story: Story, due: int, login: Login) -> None:
    with world.engine.begin(SYSTEM) as tx:
        columns = [
            row[0]
            for row in tx.execute(
                text(
                    "SELECT column_name FROM information_schema.columns WHERE table_name = 'user_task'"
                    " AND column_name NOT IN ('id', 'element_instance')"
                )
            )
        ]
        names = ", ".join(columns)
        tx.execute(
            text(
                f"INSERT INTO user_task (element_instance, {names})"  # noqa: S608  names of our own columns
                f" SELECT 1000 + n, {names} FROM user_task, generate_series(1, 60) n WHERE id = :id"
            ),
            {"id": due},
        )
    ada = login("ada").get("/fristen/kalender")

    assert ada.page.count("+ 58 weitere") == 2
    assert ada.page.count("lw-cal__entry--agreed") == 3
    assert "61 vereinbart" in ada.page

    first = ada.get("/fristen/kalender?ansicht=liste&tag=2026-11-26").page
    assert first.count("lw-cal__entry--agreed") == 50
    more = re.search(r'href="([^"]+)">Weitere Fristen', first)
    assert more is not None
    second = ada.get(more[1].replace("&amp;", "&")).page
    assert second.count("lw-cal__entry--agreed") == 11
    assert "Zum Anfang" in second
    assert ada.get("/fristen/kalender?ansicht=liste&nach=x").status == 422
