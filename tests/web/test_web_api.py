"""The API: the same answers as the calculator, problems by RFC 9457, and a description that holds."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from engine import SYSTEM, commands
from engine.commands.calendar import Closing
from engine.deadline_entry import ONCE, SEVERAL, answer
from engine.testing import World
from web.testing import Login

ASKED = {"ereignis": "2026-12-23", "zustellung": "post", "regel": "klage"}


@pytest.fixture
def ada(login: Login) -> FlaskClient:
    return login("ada").client


def test_both_ways_to_ask_have_the_answer_of_the_calculator(ada: FlaskClient) -> None:
    by_address = ada.get("/api/v1/fristen", query_string=ASKED)
    by_body = ada.post("/api/v1/fristen", json=ASKED)

    assert (by_address.status_code, by_body.status_code) == (200, 200)
    assert by_address.get_json() == by_body.get_json() == answer(ASKED).to_json()
    found = by_body.get_json()
    assert (found["day"], found["other"]["day"]) == ("2027-01-27", "2027-01-28")
    assert found["steps"][1]["norm"].startswith("§ 41 Abs. 2 VwVfG")


def test_numbers_and_yes_are_numbers_and_yes(world: World, ada: FlaskClient) -> None:
    with world.engine.begin(world.people["lea"]) as tx:
        closing = Closing(date(2026, 12, 28), date(2026, 12, 30), "Weihnachtswoche")
        commands.calendar.enter_closure(tx, [world.here], closing)
    body = {
        "ereignis": "2026-12-23",
        "arbeitstage": 2,
        "gesetzt_von": "vereinbarung",
        "behoerde": world.here,
        "tag_zaehlt": False,
    }

    assert ada.post("/api/v1/fristen", json=body).get_json()["day"] == "2026-12-31"
    assert ada.get("/api/v1/fristen", query_string=body).get_json()["day"] == "2026-12-31"


def test_pauses_are_objects_in_a_body_and_words_in_an_address(ada: FlaskClient) -> None:
    asked = {"ereignis": "2026-12-01", "dauer": "P14D", "gesetzt_von": "behoerde"}
    pause = {"von": "2026-12-05", "bis": "2026-12-08", "wer": "person", "grund": "Pass fehlt"}
    words = ["2026-12-05..2026-12-08:person:Pass fehlt"]

    by_body = ada.post("/api/v1/fristen", json={**asked, "hemmung": [pause]})
    by_address = ada.get("/api/v1/fristen", query_string={**asked, "hemmung": words})

    assert by_body.get_json() == by_address.get_json()
    assert by_body.get_json()["account"]["person"] == 4


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"ereignis": "31.11.2026", "dauer": "P1M"}, {"ereignis": "Erwartet wird 23.11.2026"}),
        ({"ereignis": "23.11.2026"}, {"dauer": "wie lange die Frist ist"}),
        ({"ereignis": 7}, {"ereignis": "Erwartet wird ein Text."}),
        ({"ereignis": "23.11.2026", "arbeitstage": "zehn"}, {"arbeitstage": "eine ganze Zahl"}),
        ({"ereignis": "23.11.2026", "arbeitstage": [1]}, {"arbeitstage": "eine ganze Zahl"}),
        ({"ereignis": "23.11.2026", "dauer": "P1M", "behoerde": 10**6}, {"behoerde": "gibt es nicht"}),
        ({"ereignis": "23.11.2026", "frist": "P1M"}, {"frist": "Diese Angabe gibt es nicht."}),
        # null is not nothing, and every sentence is German
        ({"ereignis": None}, {"ereignis": "Erwartet wird ein Text."}),
        ({"stunden": None}, {"stunden": "Lassen Sie die Angabe weg"}),
        ({"hemmung": "x"}, {"hemmung": "Erwartet wird eine Liste."}),
        ({"feiertag": None}, {"feiertag": "Erwartet wird eine Liste."}),
        ({"feiertag": [None]}, {"feiertag": "Erwartet wird ein Text."}),
        ({"hemmung": [None]}, {"hemmung": "Erwartet wird ein JSON-Objekt."}),
        ({"hemmung": [{"wann": "x"}]}, {"hemmung": "Diese Angabe gibt es nicht."}),
        ([1], {"angaben": "Erwartet wird ein JSON-Objekt."}),
    ],
)
def test_faults_are_problems_with_a_sentence_for_each_field(
    ada: FlaskClient, body: object, fields: dict[str, str]
) -> None:
    refused = ada.post("/api/v1/fristen", json=body)
    problem = refused.get_json()

    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert (problem["type"], problem["status"]) == ("about:blank", 422)
    assert problem["detail"].startswith("Expected to ")
    assert set(problem["fields"]) == set(fields)
    for name, part in fields.items():
        assert part in problem["fields"][name]


def test_an_unknown_parameter_of_an_address_is_refused_too(ada: FlaskClient) -> None:
    refused = ada.get("/api/v1/fristen", query_string={**ASKED, "frist": "1"})

    assert (refused.status_code, set(refused.get_json()["fields"])) == (422, {"frist"})


def test_a_parameter_said_twice_is_refused_unless_it_may_be(ada: FlaskClient) -> None:
    twice = ada.get("/api/v1/fristen?ereignis=2026-11-23&ereignis=2026-11-24&dauer=P1M")
    pauses = "hemmung=2026-12-01:person:x:a&hemmung=2026-12-03:person:y:b"
    several = ada.get(f"/api/v1/fristen?ereignis=2026-11-23&dauer=P1M&{pauses}")

    assert (twice.status_code, set(twice.get_json()["fields"])) == (422, {"ereignis"})
    assert several.get_json()["account"]["person"] == 2


def test_what_is_no_json_and_what_is_no_address_are_problems(ada: FlaskClient) -> None:
    broken = ada.post("/api/v1/fristen", data="{", content_type="application/json")
    deep = ada.post("/api/v1/fristen", data="[" * 100_000, content_type="application/json")
    absent = ada.get("/api/v1/gibtesnicht", headers={"Accept": "text/html"})
    wrong = ada.delete("/api/v1/fristen")

    assert [one.status_code for one in (broken, deep, absent, wrong)] == [400, 400, 404, 405]
    for one in (broken, deep, absent, wrong):
        assert one.content_type == "application/problem+json"


def test_without_a_session_the_answer_is_401_and_no_login_page(app: Flask) -> None:
    program = app.test_client()
    answers = [
        program.get("/api/v1/fristen", query_string=ASKED, headers={"Accept": "text/html"}),
        program.post("/api/v1/fristen", json=ASKED),
        program.get("/api/v1/feiertage?jahr=2026"),
    ]

    assert [one.status_code for one in answers] == [401, 401, 401]
    assert {one.content_type for one in answers} == {"application/problem+json"}


def test_guests_are_refused(world: World, login: Login) -> None:
    with world.engine.begin(SYSTEM) as tx:
        tx.execute(text("UPDATE membership SET role = 'guest'"))
    guest = login("ada").client

    assert guest.get("/api/v1/fristen", query_string=ASKED).status_code == 403
    assert guest.get("/api/v1/feiertage?jahr=2026").status_code == 403


@pytest.mark.parametrize(
    ("query", "day", "name", "possible"),
    [
        ("jahr=2026", "2026-06-04", "Fronleichnam", False),
        ("jahr=2026&ort=BY", "2026-01-06", "Heilige Drei Könige", False),
        # a holiday of a part of Bavaria
        ("jahr=2026&ort=BY", "2026-08-15", "Mariä Himmelfahrt", True),
        ("jahr=2026&ort=Herten", "2026-11-01", "Allerheiligen", False),
    ],
)
def test_holidays_of_a_place(ada: FlaskClient, query: str, day: str, name: str, possible: bool) -> None:
    found = ada.get(f"/api/v1/feiertage?{query}").get_json()

    assert {"day": day, "name": name, "possible": possible} in found
    assert [one["day"] for one in found] == sorted(one["day"] for one in found)


@pytest.mark.parametrize(
    "query", ["", "jahr=1990", "jahr=2101", "jahr=x", "jahr=2026&ort=Nirgendwo", "jahr=2026&land=NW"]
)
def test_holidays_of_no_year_or_place_are_refused(ada: FlaskClient, query: str) -> None:
    refused = ada.get(f"/api/v1/feiertage?{query}")

    assert refused.status_code == 422
    assert refused.get_json()["fields"]


def test_the_description_names_every_parameter_and_every_fault(app: Flask) -> None:
    answer = app.test_client().get("/api/v1/openapi.json")
    described = answer.get_json()

    assert described["openapi"] == "3.1.0"
    assert set(described["paths"]) == {"/api/v1/fristen", "/api/v1/feiertage"}
    ask = described["paths"]["/api/v1/fristen"]
    parameters = {one["name"] for one in ask["get"]["parameters"]}
    body = described["components"]["schemas"]["QuestionBody"]["properties"]
    assert parameters == set(body) == {*ONCE, *SEVERAL, "behoerde"}
    for operation in (ask["get"], ask["post"]):
        assert {"200", "401", "403", "422"} <= set(operation["responses"])
        refused = operation["responses"]["422"]["content"]
        assert refused["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
    # the answer of the calculator has no field the description does not have
    deadline = described["components"]["schemas"]["DeadlineOutput"]["properties"]
    assert set(answer_fields()) == set(deadline)


def answer_fields() -> dict[str, object]:
    return answer(ASKED).to_json()
