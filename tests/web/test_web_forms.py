"""What people send, rightly or wrongly: errors beside their fields, second submits, forged fields, hostile names."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from xml.sax.saxutils import quoteattr  # writes attributes, reads nothing

import pytest

from engine import SYSTEM, commands, queries
from engine.commands.case import CaseOpening
from engine.testing import AGS, Story, World
from engine.testing import models as m
from web.case_tabs import TABS
from web.testing import Browser, Login

EVIL = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>{{ 7*7 }}"
_JSON_EVIL = EVIL.replace('"', '\\"')
HOSTILE_FORM = f"""{{"type": "default", "id": "boese", "schemaVersion": 19, "components": [
  {{"type": "text", "id": "T", "text": "{_JSON_EVIL} [klick](javascript:alert(1)) **{_JSON_EVIL}**"}},
  {{"type": "textfield", "id": "F_name", "key": "name", "label": "{_JSON_EVIL}", "description": "{_JSON_EVIL}",
   "validate": {{"required": true}}, "properties": {{"hilfe": "{_JSON_EVIL}", "norm": "{_JSON_EVIL}"}},
   "appearance": {{"prefixAdorner": "{_JSON_EVIL}", "suffixAdorner": "{_JSON_EVIL}"}}}},
  {{"type": "select", "id": "F_wahl", "key": "wahl", "label": "Wahl",
   "values": [{{"label": "{_JSON_EVIL}", "value": "{_JSON_EVIL}"}}]}},
  {{"type": "textarea", "id": "F_vermerk", "key": "vermerk", "label": "Vermerk"}}]}}"""


@pytest.fixture
def mine(story: Story, world: World) -> int:
    """The number of the open task, which Ada has claimed."""
    row = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, row.id, row.revision)
    return row.id


def test_what_is_missing_is_said_at_the_top_and_at_the_field(mine: int, login: Login, story: Story) -> None:
    browser = login("ada").get(f"/aufgaben/{mine}")

    _submit(browser, mine, {"vermerk": "Bitte nicht verlieren."})

    assert browser.status == 422
    assert "<title>Fehler: " in browser.page
    assert _dead_links(browser.page) == []
    assert 'aria-invalid="true"' in browser.page
    assert "Bitte nicht verlieren." in browser.page
    assert story.active() == ("pruefen",)


WRONG = [
    # what was typed into the fields of a person and of the start form, and the field the summary leads to
    ({"lw-family_name": ""}, "lw-family_name"),
    ({"lw-given_name": "  "}, "lw-given_name"),
    ({"lw-birth_date": "31.02.1990"}, "lw-birth_date"),
    ({"lw-birth_date": "gestern"}, "lw-birth_date"),
    ({"lw-birth_date": "01.01.2990"}, "lw-birth_date"),
    ({"lw-ags": ""}, "lw-ags"),
    ({"lw-ags": "99999999"}, "lw-ags"),
    ({"lw-ags": "'; DROP TABLE person; --"}, "lw-ags"),
    ({"eingang": ""}, "F_eingang"),
    ({"eingang": "2026-13-45"}, "F_eingang"),
    ({"eingang": "٠١.٠١.٢٠٢٦x"}, "F_eingang"),
    ({"kinder": "zwei"}, "F_kinder"),
    ({"kinder": "1e999"}, "F_kinder"),
    ({"kinder": "NaN"}, "F_kinder"),
    ({"lw-family_name": "A" * 100_000}, "lw-family_name"),
]


def test_each_wrong_entry_of_a_new_case_leads_to_its_field(world: World, story: Story, login: Login) -> None:
    browser = login("ada")
    right = {
        "lw-ablauf": "antrag",
        "lw-family_name": "Haddad",
        "lw-given_name": "Mariam",
        "lw-birth_date": "03.04.1991",
        "lw-ags": AGS,
        "eingang": "20.11.2026",
        "kinder": "2",
    }
    found = {}
    for wrong, field in WRONG:
        browser.get("/akte/neu").post("/akte/neu", {**right, **wrong})
        links = re.findall(r'<li><a href="#([^"]+)">', browser.page)
        if (browser.status, links, _dead_links(browser.page)) != (422, [field], []):
            found[str(wrong)[:60]] = (browser.status, links)

    assert found == {}
    assert len(_cases(world)) == 1
    assert story.active() == ("pruefen",)


def test_the_second_of_two_submits_says_that_it_is_done(mine: int, login: Login, story: Story) -> None:
    first = login("ada").get(f"/aufgaben/{mine}")
    fields = {"lw-revision": first.value("lw-revision"), "lw-aktion": "abschliessen", "vollstaendig": "ja"}
    first.post(f"/aufgaben/{mine}", fields)
    assert (first.status, story.file().head.outcome is not None) == (200, True)

    first.post(f"/aufgaben/{mine}", fields)

    assert first.status == 409
    assert "Diese Aufgabe haben Sie schon abgeschlossen" in first.page
    assert len([row for row in story.file().tasks if row.element == "pruefen"]) == 1


def test_a_place_where_the_process_is_not_in_force_is_said_at_the_place(
    world: World, files: dict[str, bytes], login: Login
) -> None:
    world.deploy(files, "05334")
    browser = login("ada").get("/akte/neu")
    person = {
        "lw-ablauf": "antrag",
        "lw-family_name": "Haddad",
        "lw-given_name": "Mariam",
        "eingang": "20.11.2026",
    }

    browser.post("/akte/neu", {**person, "lw-ags": "05158008"})

    assert browser.status == 422
    assert "In dieser Gemeinde ist der Ablauf nicht in Kraft." in browser.page
    assert 'value="Haddad"' in browser.page
    assert _cases(world) == ()


NUL = "Null\0zeichen"
UNSTORABLE = [
    # what cannot be stored, in every place that reaches the database
    ("GET", f"/akte?suche={NUL}", {}),
    ("GET", f"/aufgaben?nach={NUL}", {}),
    ("GET", f"/akte/{NUL}", {}),
    ("POST", "/anmelden", {"kennung": NUL, "kennwort": "x"}),
    ("POST", "/akte/neu", {"lw-family_name": NUL}),
    ("POST", "/akte/neu", {NUL: "x"}),
    ("POST", "/aufgaben/1", {"lw-aktion": "entwurf", "lw-revision": "2", "vermerk": NUL}),
    ("POST", "/lenkungsgruppe/vorlage/neu", {"title": NUL}),
]


def test_characters_that_cannot_be_stored_are_a_bad_request_and_no_fault_of_ours(
    mine: int, login: Login
) -> None:
    browser = login("ada").get(f"/aufgaben/{mine}")

    answers = {
        (method, address, str(fields)): browser.client.open(
            address, method=method, data={**fields, "csrf_token": browser.token()} if fields else None
        ).status_code
        for method, address, fields in UNSTORABLE
    }

    assert set(answers.values()) == {400}, answers


def test_what_stands_beside_such_a_character_is_shown_for_copying(mine: int, login: Login) -> None:
    browser = login("ada").get(f"/aufgaben/{mine}")
    named = unescape(browser.value("lw-beschriftung"))

    browser.post(f"/aufgaben/{mine}", {"lw-beschriftung": named, "vermerk": f"mühsam {NUL} getippt"})

    assert browser.status == 400
    assert '<dd class="lw-typed">mühsam Nullzeichen getippt</dd>' in browser.page
    assert "lässt sich so nicht speichern" in browser.page


TAMPERED = ["", "0", "1", "-1", "99999", "2 OR 1=1", "²", "9" * 40, "1.0", "null"]


def test_a_forged_revision_changes_nothing_and_shows_what_was_typed(
    mine: int, login: Login, story: Story
) -> None:
    browser = login("ada")
    found = {}
    for forged in TAMPERED:
        browser.get(f"/aufgaben/{mine}")
        fields = {"lw-revision": forged, "vollstaendig": "ja", "vermerk": "getippt"}
        browser.post(f"/aufgaben/{mine}", {**fields, "lw-aktion": "abschliessen"})
        if browser.status != 409 or "getippt" not in browser.page:
            found[forged] = browser.status

    assert found == {}
    assert story.active() == ("pruefen",)
    assert story.task("pruefen").revision == 2


def test_a_colleague_s_task_cannot_be_completed_by_posting_at_it(
    mine: int, login: Login, story: Story
) -> None:
    ben, carla = login("ben").get("/aufgaben"), login("carla").get("/aufgaben")
    fields = {"lw-revision": "2", "lw-aktion": "abschliessen", "vollstaendig": "ja"}

    ben.post(f"/aufgaben/{mine}", fields)
    carla.post(f"/aufgaben/{mine}", fields)

    assert (ben.status in {403, 409}, carla.status) == (True, 403)
    assert "Muster" not in carla.page
    assert story.active() == ("pruefen",)


def test_fields_that_the_form_does_not_have_are_not_stored(mine: int, login: Login, story: Story) -> None:
    browser = login("ada").get(f"/aufgaben/{mine}")

    _submit(browser, mine, {"vollstaendig": "nein", "aktenzeichen": "X", "eingang": "2000-01-01", "neu": "1"})

    data = {item.key: item.value for item in story.file().data}
    assert story.active() == ("nachfordern",)
    assert (data["eingang"], data.get("neu")) == ("02.11.2026", None)


def test_an_option_that_is_not_offered_is_refused(mine: int, login: Login, story: Story) -> None:
    browser = login("ada").get(f"/aufgaben/{mine}")

    _submit(browser, mine, {"vollstaendig": "vielleicht"})

    assert (browser.status, _dead_links(browser.page)) == (422, [])
    assert story.active() == ("pruefen",)


def test_hostile_names_are_shown_as_they_are_and_run_nowhere(world: World, login: Login) -> None:
    files = {
        "boese.bpmn": m.process(
            "boese",
            m.start(form="boese"),
            m.user_task("pruefen", form="boese"),
            m.end(),
            m.boundary("weg", "pruefen", m.message("weg")),
            m.flow("start", "pruefen"),
            m.flow("pruefen", "end"),
            m.flow("weg", "end"),
            name=EVIL,
            messages={"weg": "=aktenzeichen"},
        ).replace(b'name="pruefen"', b"name=" + quoteattr(EVIL).encode()),
        "boese.form": HOSTILE_FORM.encode(),
    }
    version = world.deploy(files)
    with world.engine.begin(world.people["ada"]) as tx:
        opening = CaseOpening("boese", EVIL[:80], EVIL[:80], date(1990, 5, 17), AGS)
        reference = commands.case.open(tx, opening, {"name": EVIL, "vermerk": EVIL}).reference
    story = Story(world, reference)
    task = story.task("pruefen")
    with world.engine.begin(world.people["ada"]) as tx:
        commands.task.claim(tx, task.id, task.revision)
        commands.task.save_draft(tx, task.id, task.revision + 1, {"name": [EVIL], "vermerk": [EVIL]})
    with world.engine.begin(SYSTEM) as tx:
        draft = commands.definition.begin_draft(tx, version)
        commands.definition.save_draft(tx, draft, "boese.bpmn", files["boese.bpmn"], 1, EVIL)

    pages = {}
    for name, addresses in {
        "ada": [
            "/aufgaben",
            f"/aufgaben?suche={EVIL}",
            f"/aufgaben/{task.id}",
            "/akte",
            f"/akte?suche={EVIL}",
            f"/akte/{reference}",
            *(f"/akte/{reference}?reiter={one.name}" for one in TABS if one.read),
            f"/akte/{reference}?reiter=verlauf&suche={EVIL}&art={EVIL}&von={EVIL}",
            "/akte/neu?ablauf=boese",
            f"/{EVIL}",
        ],
        "lea": ["/aufsicht"],
        "olga": ["/modellierung", f"/modellierung/{draft}", f"/modellierung/{draft}/verwerfen"],
        "stefan": ["/lenkungsgruppe", f"/lenkungsgruppe/{draft}"],
    }.items():
        browser = login(name)
        for address in addresses:
            pages[address] = browser.get(address).page

    found = {address: _running(page) for address, page in pages.items() if _running(page)}
    assert found == {}
    assert all("<h1" in page for page in pages.values())
    assert pages[f"/aufgaben/{task.id}"].count("&lt;script&gt;") > 10
    # a form's own text may compute, as form-js defines; what people type never does
    assert "{{ 7*7 }}, &lt;script&gt;" in pages[f"/akte/{reference}?reiter=ablaeufe"]
    assert "{{ 7*7 }}</textarea>" in pages[f"/aufgaben/{task.id}"]


def _running(page: str) -> list[str]:
    """What a browser would run: scripts of the page's own text (JSON is none), handlers in tags, script addresses."""
    tags = re.findall(r"<[a-zA-Z][^>]*>", page)
    return [
        tag
        for tag in tags
        if (tag.startswith("<script") and " src=" not in tag and 'type="application/json"' not in tag)
        or re.search(r"\son\w+\s*=\s*[^\"'\s]", re.sub(r'"[^"]*"|\'[^\']*\'', '""', tag))
        or re.search(r'(href|src|action)="\s*javascript:', tag, re.I)
    ]


def _submit(browser: Browser, task: int, fields: dict[str, object]) -> None:
    own = {"lw-revision": browser.value("lw-revision"), "lw-aktion": "abschliessen"}
    browser.post(f"/aufgaben/{task}", {**own, **fields})


def _dead_links(page: str) -> list[str]:
    """Entries of the error summary that lead nowhere; the summary itself, if it is missing."""
    summary = re.search(r"data-fehlerliste.*?</div>", page, re.S)
    if summary is None:
        return ["no summary"]
    targets = re.findall(r'href="#([^"]+)"', summary[0])
    return [one for one in targets if f' id="{one}"' not in page] or ([] if targets else ["no entry"])


def _cases(world: World) -> tuple[object, ...]:
    with world.engine.begin(SYSTEM) as tx:
        return queries.case_file.search(tx, "", None).cases
