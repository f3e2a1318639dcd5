"""Feeds for calendar programs: the token once, the file by the rules of RFC 5545, and when it shows nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import text

from engine import SYSTEM
from engine.clock import ZONE
from engine.queries.deadlines import Entry, EntryKind
from engine.testing import Story, World
from web import ical
from web.testing import Browser, Login


@pytest.fixture
def program(app: Flask) -> FlaskClient:
    """A calendar program: no session, no cookie."""
    return app.test_client(use_cookies=False)


@pytest.fixture
def due(world: World, story: Story) -> int:
    """Ada has one task: agreed for 26.11., by law until 30.11.2026."""
    number = story.task("pruefen").id
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text(
                "UPDATE user_task SET clocks = NULL, agreed_due_at = :a, due_at = :a, legal_due_at = :l,"
                " assignee_id = :who WHERE id = :id"
            ),
            {
                "a": datetime(2026, 11, 26, 23, 59, 59, tzinfo=ZONE),
                "l": datetime(2026, 11, 30, 23, 59, 59, tzinfo=ZONE),
                "who": world.people["ada"].account,
                "id": number,
            },
        )
    return number


def _subscribe(browser: Browser, name: str = "Arbeitsplatz", scope: str = "mine") -> str:
    """Make a feed and return the path of its address."""
    browser.get("/fristen/abo").post("/fristen/abo", {"lw-name": name, "lw-umfang": scope})
    found = re.search(r'value="http://localhost(/fristen/abo/[\w-]+\.ics)"', browser.page)
    assert found is not None
    return found[1]


def _events(program: FlaskClient, address: str) -> list[Calendar]:
    answer = program.get(address)
    assert answer.status_code == 200
    return list(Calendar.from_ical(answer.data).walk("VEVENT"))


def test_a_feed_shows_both_clocks_as_whole_days(
    story: Story, due: int, login: Login, program: FlaskClient
) -> None:
    agreed, legal = _events(program, _subscribe(login("ada")))

    assert agreed.decoded("dtstart") == date(2026, 11, 26)
    assert agreed.decoded("dtend") == date(2026, 11, 27)
    assert str(agreed["summary"]) == f"pruefen – {story.reference} (vereinbarte Zeit)"
    assert str(agreed["url"]) == f"http://localhost/aufgaben/{due}"
    assert legal.decoded("dtstart") == date(2026, 11, 30)
    assert str(legal["summary"]).endswith("(gesetzliche Frist)")
    assert {str(one["uid"]) for one in (agreed, legal)} == {
        f"aufgabe-{due}-agreed@laufweg",
        f"aufgabe-{due}-legal@laufweg",
    }


def test_no_person_is_in_it(story: Story, due: int, login: Login, program: FlaskClient) -> None:
    body = program.get(_subscribe(login("ada"))).get_data(as_text=True)

    assert story.reference in body
    for word in ("Muster", "Maryam", "1990", "Ada", "Öztürk"):
        assert word not in body


def test_the_file_keeps_the_rules(due: int, login: Login, program: FlaskClient) -> None:
    answer = program.get(_subscribe(login("ada"), name="Überlänge " * 5))
    lines = answer.data.split(b"\r\n")

    assert answer.content_type == "text/calendar; charset=utf-8"
    # every line ends with CRLF and none is longer than 75 octets
    assert lines[-1] == b""
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(len(line) for line in lines) <= 75
    # a folded line was cut between characters, never within one
    assert all(line.decode() for line in lines if line)
    read = Calendar.from_ical(answer.data)
    assert read["prodid"]
    assert str(read["version"]) == "2.0"
    for event in read.walk("VEVENT"):
        assert {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "LAST-MODIFIED"} <= set(event)
        assert event.decoded("dtstamp").utcoffset() == timedelta(0)
    # whole days carry no time of day
    assert b"DTSTART;VALUE=DATE:20261126" in answer.data


def test_a_change_raises_the_sequence_and_keeps_the_uid(
    world: World, due: int, login: Login, program: FlaskClient
) -> None:
    address = _subscribe(login("ada"))
    (before, _legal) = _events(program, address)
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE user_task SET revision = revision + 1, agreed_due_at = agreed_due_at + '1 day'")
        )
    (after, _legal) = _events(program, address)

    assert after["uid"] == before["uid"]
    assert after["sequence"] == before["sequence"] + 1
    assert after.decoded("dtstart") == date(2026, 11, 27)


def test_what_is_known_already_is_not_sent_again(
    world: World, due: int, login: Login, program: FlaskClient
) -> None:
    address = _subscribe(login("ada"))
    first = program.get(address)
    again = program.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Set-Cookie" not in first.headers
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE user_task SET revision = revision + 1"))
    changed = program.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200


def test_the_address_is_shown_once_and_kept_as_a_digest(world: World, login: Login) -> None:
    ada = login("ada")
    token = _subscribe(ada).rpartition("/")[2].removesuffix(".ics")

    assert len(token) >= 43  # 256 bits
    assert token not in ada.get("/fristen/abo").page
    with world.engine.begin(SYSTEM) as tx:
        stored = tx.execute(text("SELECT * FROM feed")).mappings().one()
    assert token not in str(dict(stored))


def test_several_feeds_have_names_and_say_when_they_were_used(
    world: World, due: int, login: Login, program: FlaskClient
) -> None:
    ada = login("ada")
    address = _subscribe(ada, "Arbeitsplatz")
    _subscribe(ada, "Diensthandy", "group")
    assert ada.page.count("noch nie") == 2
    world.clock.moment += timedelta(hours=3)
    program.get(address)

    page = ada.get("/fristen/abo").page
    assert page.count("noch nie") == 1
    assert "23.11.2026, 12:00" in page
    assert "alle Aufgaben meiner Gruppe" in page


def test_one_shows_what_is_mine_the_other_what_is_my_groups(
    due: int, login: Login, program: FlaskClient
) -> None:
    ben = login("ben")

    assert _events(program, _subscribe(ben)) == []
    assert len(_events(program, _subscribe(ben, "Gruppe", "group"))) == 2
    assert _events(program, _subscribe(login("carla"), "Gruppe", "group")) == []


def test_a_revoked_feed_shows_nothing_and_only_ones_own_can_be_revoked(
    world: World, due: int, login: Login, program: FlaskClient
) -> None:
    ada, ben = login("ada"), login("ben")
    address = _subscribe(ada)
    with world.engine.begin(SYSTEM) as tx:
        number = tx.execute(text("SELECT id FROM feed")).scalar_one()

    ben.get("/fristen/abo").post(f"/fristen/abo/{number}/beenden")
    assert program.get(address).status_code == 200
    ada.get("/fristen/abo").post(f"/fristen/abo/{number}/beenden")
    assert "zeigt ab sofort nichts mehr" in ada.page
    assert program.get(address).status_code == 404
    ada.post(f"/fristen/abo/{number}/beenden")
    assert "war schon beendet" in ada.page


def test_a_locked_account_and_one_without_roles_show_nothing(
    world: World, due: int, login: Login, program: FlaskClient
) -> None:
    address = _subscribe(login("ada"))
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = false WHERE login = 'ada'"))
    locked = program.get(address)
    unknown = program.get("/fristen/abo/erfunden.ics")
    assert locked.status_code == unknown.status_code == 404
    assert locked.data == unknown.data

    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE account SET active = true WHERE login = 'ada'"))
        tx.execute(text("DELETE FROM membership WHERE account_id = :a"), {"a": world.people["ada"].account})
    assert _events(program, address) == []


def test_guesses_are_limited_and_a_program_that_asks_every_second_too(
    due: int, login: Login, program: FlaskClient
) -> None:
    address = _subscribe(login("ada"))
    answers = [program.get(f"/fristen/abo/geraten-{number}.ics").status_code for number in range(21)]
    assert (answers[0], answers[19], answers[20]) == (404, 404, 429)

    other = {"REMOTE_ADDR": "192.0.2.7"}
    asked = [program.get(address, environ_overrides=other).status_code for _ in range(61)]
    assert (asked[0], asked[59], asked[60]) == (200, 200, 429)


@pytest.mark.parametrize("name", ["", "   ", "x" * 61, "a\x07b"])
def test_a_feed_needs_a_name(login: Login, name: str) -> None:
    ada = login("ada").get("/fristen/abo")
    ada.post("/fristen/abo", {"lw-name": name})

    assert ada.status == 422
    assert "Bitte geben Sie einen Namen mit höchstens 60 Zeichen ein." in ada.page


def test_there_is_a_bound_and_roles_without_tasks_have_none(login: Login) -> None:
    ada = login("ada")
    for number in range(10):
        _subscribe(ada, f"Gerät {number}")
    ada.get("/fristen/abo").post("/fristen/abo", {"lw-name": "noch eines"})
    assert ada.status == 422
    assert "Sie haben schon 10 Abos." in ada.page

    adam = login("adam")
    assert adam.get("/fristen/abo").status == 403
    assert adam.get("/fristen").post("/fristen/abo", {"lw-name": "x"}).status == 403


def test_a_day_the_case_has_set_is_no_agreed_time(
    world: World, due: int, login: Login, program: FlaskClient
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(
            text("UPDATE user_task SET clocks = cast(:c AS jsonb) WHERE id = :id"),
            {"c": '{"agreed": {"steps": [], "set": true}}', "id": due},
        )

    agreed, _ = _events(program, _subscribe(login("ada")))

    assert str(agreed["summary"]).endswith("(festgelegter Tag)")


def test_texts_with_signs_of_the_format_come_back_as_they_were() -> None:
    moment = datetime(2026, 11, 23, 9, 0, 1, 500, tzinfo=UTC)
    entry = Entry(
        7,
        EntryKind.LEGAL,
        moment,
        date(2026, 11, 30),
        "Prüfen, ob; was\\steht",
        "KIM-2026-000001",
        "Amt",
        "Antrag",
        None,
        overdue=False,
        revision=3,
        changed_at=moment,
    )
    body = ical.calendar("Ü" * 60, [entry], lambda one: one.name + "\r\nX-BÖSE:1", lambda _one: "https://x/1")
    (event,) = Calendar.from_ical(body).walk("VEVENT")

    assert str(event["summary"]).startswith("Prüfen, ob; was\\steht")
    # nobody smuggles a line of their own into the file
    assert not any(line.startswith(b"X-B") for line in body.split(b"\r\n"))
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert body == ical.calendar(
        "Ü" * 60, [replace(entry)], lambda one: one.name + "\r\nX-BÖSE:1", lambda _one: "https://x/1"
    )
