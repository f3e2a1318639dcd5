"""Saving a diagram from the browser: what is refused, what is kept as a draft with findings, what is never adopted."""

from __future__ import annotations

import json

import pytest
from werkzeug.test import TestResponse

from engine import SYSTEM, ModelError, commands, queries
from engine.errors import Severity
from engine.testing import Story, World
from web.testing import Browser, Login

FILE = "antrag.bpmn"


@pytest.fixture
def draft(story: Story, world: World) -> int:
    """A draft of the process, begun from the version in force."""
    with world.engine.begin(world.people["olga"]) as tx:
        version = queries.definition.overview(tx)[0].versions[0].id
        return commands.definition.begin_draft(tx, version)


HEADERS = [
    # what the browser says about where the request comes from, whether it is taken
    ({"Sec-Fetch-Site": "same-origin"}, 200),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
    ({"Sec-Fetch-Site": "none"}, 403),
    ({"Origin": "http://localhost"}, 200),
    ({"Origin": "https://boese.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://localhost.boese.example"}, 403),
    ({}, 200),  # an old browser or a program: JSON by PUT cannot come from a foreign page
    ({"Content-Type": "text/plain"}, 403),
]


def test_only_pages_of_ours_may_save(draft: int, files: dict[str, bytes], login: Login) -> None:
    browser = login("olga")
    found = []
    revision = 1
    for headers, _expected in HEADERS:
        answer = _put(browser, draft, {"xml": files[FILE].decode()}, revision, headers)
        found.append((headers, answer.status_code))
        revision += answer.status_code == 200

    assert found == HEADERS


MALFORMED = [
    # body, status
    ("", 422),
    ("{", 422),
    ("[]", 422),
    ("null", 422),
    ('"xml"', 422),
    ("{}", 422),
    ('{"xml": 1}', 422),
    ('{"xml": null}', 422),
    ('{"xml": ["<a/>"]}', 422),
    ('{"xml": "<a/>", "note": "\\u0000"}', 422),  # cannot be stored
    ('{"xml": "\\ud800"}', 422),  # half a character
    ('{"xml": "<a/>", "note": "\\udfff"}', 422),
    ("[" * 100_000, 422),  # deeper than the reader goes
]


def test_a_malformed_body_is_a_problem_in_json_and_changes_nothing(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga")
    found = {}
    for body, status in MALFORMED:
        answer = _put(browser, draft, body, 1)
        if (answer.status_code, answer.content_type) != (status, "application/problem+json"):
            found[body[:40]] = (answer.status_code, answer.content_type)

    assert found == {}
    assert _revision(world, draft) == 1


REVISIONS = [
    # If-Match, status
    (None, 428),
    ("", 428),
    ("*", 428),
    ("abc", 428),
    ("-1", 428),
    ("0", 412),
    ("2", 412),
    ("9" * 30, 412),
    ("9" * 6000, 412),
    ('"1"', 200),
]


def test_a_revision_that_was_not_opened_is_refused(draft: int, files: dict[str, bytes], login: Login) -> None:
    browser = login("olga")

    found = [
        (given, _put(browser, draft, {"xml": files[FILE].decode()}, given).status_code)
        for given, _status in REVISIONS
    ]

    assert found == REVISIONS


def test_ten_megabytes_are_too_large_for_a_form_and_for_a_diagram(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga")

    answer = _put(browser, draft, {"xml": "x" * 10_000_000}, 1)

    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")
    assert answer.get_json()["title"] == "Die Datei ist zu groß"
    assert _revision(world, draft) == 1


def test_between_the_largest_file_and_the_largest_request_it_is_refused_in_words(
    draft: int, world: World, login: Login
) -> None:
    answer = _put(login("olga"), draft, {"xml": "x" * (5 * 1024 * 1024 + 1)}, 1)

    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert _revision(world, draft) == 1


HOSTILE = {
    "entities": '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa">]><d>&a;</d>',
    "foreign entity": '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>',
    "foreign DTD": '<!DOCTYPE d SYSTEM "http://boese.example/d.dtd"><d/>',
    "no XML": "kein XML",
    "cut off": '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="antrag">',
    "deep": "<a>" * 5000 + "</a>" * 5000,
    "empty": "",
}


def test_a_hostile_or_broken_diagram_is_kept_with_findings_and_cannot_be_adopted(
    draft: int, world: World, login: Login
) -> None:
    owner = login("olga")
    missing, adopted = [], []
    for revision, (name, xml) in enumerate(HOSTILE.items(), 1):
        answer = _put(owner, draft, {"xml": xml}, revision)
        if answer.status_code != 200 or not _errors(answer):
            missing.append((name, answer.status_code))
        if "root:" in answer.get_data(as_text=True):
            missing.append((name, "read a file"))
        try:
            with world.engine.begin(SYSTEM) as tx:
                commands.adoption.adopt(tx, draft, "05334", tx.today, "x")
            adopted.append(name)
        except ModelError:
            pass

    assert (missing, adopted) == ([], [])
    assert owner.get(f"/modellierung/{draft}").status == 200
    with world.engine.begin(SYSTEM) as tx:
        assert queries.definition.version(tx, draft).adoptions == ()


def test_a_version_in_force_cannot_be_overwritten(
    story: Story, world: World, files: dict[str, bytes], login: Login
) -> None:
    browser = login("olga")

    answer = _put(browser, 1, {"xml": files[FILE].decode()}, 1)

    assert answer.status_code == 412
    assert _revision(world, 1) == 1
    assert story.active() == ("pruefen",)


PATHS = ["gibtesnicht.bpmn", "../antrag.bpmn", "..%2f..%2fetc%2fpasswd", "forms/", "/etc/passwd"]


def test_a_file_that_the_version_does_not_have_is_neither_written_nor_read(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga")
    found = {}
    for path in PATHS:
        put = browser.client.put(
            f"/modellierung/{draft}/dateien/{path}",
            data=json.dumps({"xml": "<a/>"}),
            headers={"If-Match": "1", "Content-Type": "application/json"},
        )
        got = browser.client.get(f"/modellierung/{draft}/dateien/{path}", follow_redirects=True)
        found[path] = (put.status_code, got.status_code)

    assert {path: seen for path, seen in found.items() if not {*seen} <= {308, 404, 405, 422}} == {}
    assert _revision(world, draft) == 1


def test_whoever_owns_no_process_can_change_none(
    draft: int, world: World, files: dict[str, bytes], login: Login
) -> None:
    found = {
        name: _put(login(name), draft, {"xml": files[FILE].decode()}, 1).status_code
        for name in ("ada", "lea", "stefan", "carla")
    }

    assert found == dict.fromkeys(found, 403)
    assert _revision(world, draft) == 1


def test_where_there_is_a_draft_the_second_click_leads_to_it_and_a_second_one_begins_when_asked_for(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga").get("/modellierung")

    browser.post("/modellierung/1/entwurf")
    assert "Es gibt schon einen Entwurf" in browser.page
    assert f'href="/modellierung/{draft}"' in browser.page
    assert "begonnen am" in browser.page
    assert _drafts(world) == {draft}

    _put(browser, draft, {"xml": "<a/>"}, 1)
    browser.get("/modellierung/1/entwurf")
    assert "zuletzt gespeichert am" in browser.page
    browser.post("/modellierung/1/entwurf", {"lw-neben": str(draft)})
    assert len(_drafts(world)) == 2
    # of what has come meanwhile the page that was open knows nothing
    browser.post("/modellierung/1/entwurf", {"lw-neben": str(draft)})
    assert "Es gibt schon 2 Entwürfe" in browser.page
    assert len(_drafts(world)) == 2


def _drafts(world: World) -> set[int]:
    with world.engine.begin(SYSTEM) as tx:
        (process,) = queries.definition.overview(tx)
    return {one.id for one in process.versions if one.state == "draft"}


def _put(
    browser: Browser,
    version: int,
    body: object,
    revision: object,
    headers: dict[str, str] | None = None,
) -> TestResponse:
    sent = {"Content-Type": "application/json", **(headers or {})}
    if revision is not None:
        sent["If-Match"] = str(revision)
    content = body if isinstance(body, str) else json.dumps(body)
    return browser.client.put(f"/modellierung/{version}/dateien/{FILE}", data=content, headers=sent)


def _errors(answer: TestResponse) -> list[dict[str, object]]:
    return [one for one in answer.get_json()["findings"] if one["severity"] == Severity.ERROR.value]


def _revision(world: World, version: int) -> int:
    with world.engine.begin(SYSTEM) as tx:
        return queries.definition.version(tx, version).row.revision
