"""The workspace of a process on the server: files, texts, history, ZIP files; who was faster, what is refused."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from engine import SYSTEM, bundle, commands, queries
from engine.explanations import EXPLANATIONS
from engine.testing import Story, World
from web.pages.werkbank import as_stored
from web.testing import Browser, Login

FILE = "antrag.bpmn"


@pytest.fixture
def draft(story: Story, world: World) -> int:
    """A draft of the process in force, with a note beside its models."""
    with world.engine.begin(world.people["olga"]) as tx:
        version = queries.definition.overview(tx)[0].versions[0].id
        made = commands.definition.begin_draft(tx, version)
        commands.bundle.save(tx, made, {"NOTIZ.md": b"Zeile eins\r\nZeile zwei\r\n"}, 1)
        return made


def _files(world: World, version: int) -> dict[str, bytes]:
    with world.engine.begin(SYSTEM) as tx:
        return queries.draft.files(tx, version)


def _put(browser: Browser, draft: int, path: str, text: str, revision: int, **more: object) -> TestResponse:
    return browser.client.put(
        f"/modellierung/{draft}/dateien/{path}",
        data=json.dumps({"text": text, **more}),
        headers={"If-Match": f'"{revision}"', "Content-Type": "application/json"},
    )


def test_the_page_shows_the_files_beside_the_diagram(draft: int, login: Login) -> None:
    browser = login("olga").get(f"/modellierung/{draft}")

    for words in (
        "Ablauf",
        "Formulare",
        "Weitere Dateien",
        "NOTIZ.md",
        "Dateien anlegen, umbenennen, entfernen",
    ):
        assert words in browser.page
    assert f'href="/modellierung/{draft}/datei/NOTIZ.md"' in browser.page


def test_a_draft_leads_to_its_proposal(draft: int, login: Login) -> None:
    way = f'href="/lenkungsgruppe/{draft}"'
    browser = login("olga").get(f"/modellierung/{draft}")
    assert way in browser.page
    assert f"/lenkungsgruppe/vorlage/neu?fassung={draft}" in browser.get(f"/lenkungsgruppe/{draft}").page
    proposal = {"title": "Neue Notiz", "jurisdictions": "05334", "versions": str(draft)}

    browser.post("/lenkungsgruppe/vorlage/neu", proposal | {"migration_rule": "keep", "review_months": "0"})

    page = browser.get(f"/lenkungsgruppe/{draft}").page
    assert 'href="/lenkungsgruppe/vorlage/1"' in page
    assert "Neue Notiz" in page
    assert way not in login("stefan").get(f"/modellierung/{draft}").page


@pytest.mark.parametrize("who", ["ada", "stefan"])
def test_others_read_the_files_and_change_nothing(draft: int, world: World, login: Login, who: str) -> None:
    browser = login(who)
    before = _files(world, draft)

    assert "Zeile zwei" in browser.get(f"/modellierung/{draft}/datei/NOTIZ.md").page
    assert "Dateien anlegen" not in browser.page
    for address in (f"/modellierung/{draft}/verlauf", f"/modellierung/{draft}/dateien", "/modellierung/neu"):
        assert browser.get(address).status == 403
    browser.get(f"/modellierung/{draft}/datei/NOTIZ.md")
    posts = {
        f"{draft}/datei/NOTIZ.md": {"lw-inhalt": "weg", "lw-revision": "2"},
        f"{draft}/dateien": {"lw-art": "text", "lw-datei": "neu"},
        f"{draft}/umbenennen": {"lw-pfad": "NOTIZ.md", "lw-neu": "X.md", "lw-revision": "2"},
        f"{draft}/entfernen": {"lw-pfad": "NOTIZ.md", "lw-revision": "2"},
        f"{draft}/verlauf/1/wiederherstellen": {"lw-revision": "2"},
        f"{draft}/kopieren": {"lw-name": "X", "lw-schluessel": "xx"},
        "neu": {"lw-name": "X", "lw-schluessel": "xx"},
        f"papierkorb/{draft}/zurueckholen": {},
    }
    found = {place: browser.post(f"/modellierung/{place}", data).status for place, data in posts.items()}
    assert found == dict.fromkeys(posts, 403)
    assert _files(world, draft) == before


def test_a_text_is_saved_without_scripts_and_keeps_its_line_ends(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/datei/NOTIZ.md")

    browser.post(
        f"/modellierung/{draft}/datei/NOTIZ.md",
        {"lw-inhalt": "Zeile eins\r\nZeile drei\r\n", "lw-revision": browser.value("lw-revision")},
    )

    assert "Gespeichert als Stand 3." in browser.page
    assert _files(world, draft)["NOTIZ.md"] == b"Zeile eins\r\nZeile drei\r\n"


def test_whoever_is_slower_keeps_the_text_and_may_save_it_over_the_other(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/datei/NOTIZ.md")
    with world.engine.begin(world.people["olga"]) as tx:
        commands.bundle.save(tx, draft, {"NOTIZ.md": b"schneller"}, 2)

    address = f"/modellierung/{draft}/datei/NOTIZ.md"
    browser.post(address, {"lw-inhalt": "langsamer", "lw-revision": "2"})

    assert browser.status == 409
    assert "Ihr Text ist noch nicht gespeichert." in browser.page
    assert "langsamer</textarea>" in browser.page
    browser.post(address, {"lw-inhalt": "langsamer", "lw-revision": browser.value("lw-revision")})
    assert _files(world, draft)["NOTIZ.md"] == b"langsamer"
    assert "schneller" in browser.get(f"/modellierung/{draft}/aenderung/NOTIZ.md?ab=3").page


def test_a_text_typed_when_the_session_ended_comes_back(draft: int, login: Login) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/datei/NOTIZ.md")
    browser.client.delete_cookie("laufweg")

    browser.post(f"/modellierung/{draft}/datei/NOTIZ.md", {"lw-inhalt": "mühsam getippt", "lw-revision": "2"})
    fields = {name: browser.value(name).replace("&#34;", '"') for name in ("weiter", "zurueck", "eingabe")}
    browser.post("/anmelden", {"kennung": "olga", "kennwort": "ein-langes-kennwort", **fields})

    assert "mühsam getippt</textarea>" in browser.page


def test_a_script_is_told_who_was_faster_and_where_to_see_it(draft: int, world: World, login: Login) -> None:
    browser = login("olga")
    assert _put(browser, draft, FILE, "<eins/>", 2).get_json()["revision"] == 3

    answer = _put(browser, draft, FILE, "<zwei/>", 2)

    told = answer.get_json()
    assert answer.status_code == 412
    assert told["title"].startswith(f"Olga Jäger hat „{FILE}“ am ")
    assert (told["revision"], told["seen"]) == (3, f"/modellierung/{draft}/aenderung/{FILE}?ab=2")
    assert "&lt;eins/&gt;" in browser.get(told["seen"]).page
    assert (
        _put(browser, draft, "NOTIZ.md", "anderes", 2).status_code == 200
    )  # another file is in nobody's way


def test_a_change_of_a_model_is_told_in_sentences_above_its_lines(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga")
    old = _files(world, draft)[FILE].decode()
    name = re.findall(r'<(?:bpmn:)?userTask[^>]* name="([^"]*)"', old)[0]
    _put(browser, draft, FILE, old.replace(f'name="{name}"', 'name="Ganz anders"', 1), 2)

    browser.get(f"/modellierung/{draft}/aenderung/{FILE}?ab=2")

    assert "Was das bedeutet" in browser.page
    assert f"„{name}“ heißt jetzt „Ganz anders“" in browser.words
    browser.get(f"/modellierung/{draft}/aenderung/{FILE}?ab=2&bis=2")
    assert "Was das bedeutet" not in browser.page
    _put(browser, draft, FILE, "<kaputt", 3)
    assert browser.get(f"/modellierung/{draft}/aenderung/{FILE}?ab=2").status == 200


def test_what_cannot_be_saved_becomes_a_draft_of_its_own(draft: int, world: World, login: Login) -> None:
    browser = login("olga")
    _put(browser, draft, "NOTIZ.md", "schneller", 2)

    made = browser.client.post(
        f"/modellierung/{draft}/abspalten", json={"files": {"NOTIZ.md": "langsamer"}, "opened": "2"}
    ).get_json()

    assert _files(world, made["version"])["NOTIZ.md"] == b"langsamer"
    assert _files(world, draft)["NOTIZ.md"] == b"schneller"
    assert browser.get(made["url"]).status == 200


def test_saves_by_themselves_stand_together_in_the_history(draft: int, login: Login) -> None:
    browser = login("olga")
    for revision in range(2, 6):
        _put(browser, draft, "NOTIZ.md", f"Stand {revision}", revision, automatic=True)
    _put(browser, draft, "NOTIZ.md", "fertig", 6, note="Fertig geschrieben")

    page = browser.get(f"/modellierung/{draft}/verlauf")

    assert "5 Zwischenstände" in page.page
    assert "Fertig geschrieben" in page.page


def test_an_earlier_state_is_looked_at_and_restored(draft: int, world: World, login: Login) -> None:
    browser = login("olga")
    before = _files(world, draft)
    _put(browser, draft, "NOTIZ.md", "neu", 2)

    browser.get(f"/modellierung/{draft}/verlauf/2")
    assert "heute anders" in browser.page
    assert (
        bundle.unpack(browser.client.get(f"/modellierung/{draft}/verlauf/2/archiv.zip").data).files == before
    )
    assert browser.client.get(f"/modellierung/{draft}/verlauf/2/datei/NOTIZ.md").data == before["NOTIZ.md"]
    browser.post(
        f"/modellierung/{draft}/verlauf/2/wiederherstellen", {"lw-revision": browser.value("lw-revision")}
    )

    assert "Stand 2 ist wiederhergestellt." in browser.page
    assert _files(world, draft) == before
    for wrong in (
        "verlauf/99",
        "verlauf/99/archiv.zip",
        "aenderung/NOTIZ.md?ab=99",
        "aenderung/NOTIZ.md",
        "aenderung/gibtesnicht?ab=1",
    ):
        assert browser.get(f"/modellierung/{draft}/{wrong}").status == 404, wrong


def test_the_check_says_what_would_be_wrong_and_stores_nothing(
    draft: int, world: World, login: Login
) -> None:
    browser = login("olga")
    before = _files(world, draft)

    def check(files: object, **headers: str) -> TestResponse:
        address = f"/modellierung/{draft}/pruefen"
        sent = {"Content-Type": "application/json", **headers}
        return browser.client.post(address, data=json.dumps({"files": files}), headers=sent)

    unchanged = check({FILE: before[FILE].decode()}).get_json()["findings"]
    assert [one for one in unchanged if one["severity"] == "error"] == []
    found = check({FILE: "<kaputt"}).get_json()["findings"]
    assert {one["file"] for one in found} >= {FILE}
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><d>&b;</d>'
    assert check({FILE: bomb}).get_json()["findings"]
    assert check({FILE: "x" * 4_000_001}).status_code == 413
    assert check({"gibtesnicht.bpmn": "x"}).status_code == 404
    for wrong in (None, [], {}, {FILE: 1}, {FILE: "\x00"}, "x"):
        assert check(wrong).status_code == 422, wrong
    assert check({FILE: "x"}, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert _files(world, draft) == before


def test_a_finding_leads_to_its_rule_explained(draft: int, world: World, login: Login) -> None:
    browser = login("olga")
    misspelt = _files(world, draft)[FILE].decode().replace(" name=", " nmae=")

    answer = browser.client.post(
        f"/modellierung/{draft}/pruefen",
        data=json.dumps({"files": {FILE: misspelt}}),
        headers={"Content-Type": "application/json"},
    )

    about = {one["rule"]: one["about"] for one in answer.get_json()["findings"]}
    assert about["schema"] == "/modellierung/regeln#schema"
    page = browser.client.get("/modellierung/regeln").get_data(as_text=True)
    assert all(f'id="{rule}"' in page for rule, address in about.items() if address)


def test_the_rules_are_found_by_words_in_any_order_and_case(login: Login) -> None:
    browser = login("olga")

    def found(words: str) -> list[str]:
        page = browser.get(f"/modellierung/regeln?suche={words}").page
        return re.findall(r'<h2 class="lw-panel__title" id="([^"]+)"', page)

    assert len(found("")) == len(EXPLANATIONS)
    assert set(found("DEAD-end")) == {"dead-end", "exemption-error"}
    word, other = EXPLANATIONS["dead-end"].title.upper().split()[-1], EXPLANATIONS["dead-end"].why.split()[0]
    assert "dead-end" in found(f"{word}+{other}")
    assert len(found(f"{word}+{other}")) < len(EXPLANATIONS)
    assert found("<b>xyz") == []
    assert "Keine Regel passt" in browser.page
    assert "<b>xyz" not in browser.page


def test_a_process_begins_from_nothing(world: World, login: Login) -> None:
    browser = login("olga").get("/modellierung/neu")

    browser.post("/modellierung/neu", {"lw-name": "Wohnungssuche", "lw-schluessel": "Wohnungssuche!"})
    assert browser.status == 422
    assert "Erwartet werden 2 bis 60 kleine Buchstaben" in browser.page
    assert 'value="Wohnungssuche"' in browser.page
    browser.post("/modellierung/neu", {"lw-name": "Wohnungssuche", "lw-schluessel": "wohnungssuche"})

    assert "Der Ablauf ist begonnen." in browser.page
    assert "wohnungssuche.bpmn" in browser.page
    browser.post("/modellierung/neu", {"lw-name": "Noch einmal", "lw-schluessel": "wohnungssuche"})
    assert "gibt es schon" in browser.page


def test_a_version_is_copied_and_its_archive_read_in_again(draft: int, world: World, login: Login) -> None:
    browser = login("olga")
    archive = browser.client.get(f"/modellierung/{draft}/archiv.zip").data
    assert bundle.unpack(archive).files == _files(world, draft)

    browser.get(f"/modellierung/{draft}/kopieren")
    browser.post(f"/modellierung/{draft}/kopieren", {"lw-name": "Zweiter", "lw-schluessel": "zweiter"})
    assert "Die Kopie ist ein eigener Ablauf." in browser.page
    browser.get("/modellierung/einlesen")
    browser.post("/modellierung/einlesen", {"lw-datei": (BytesIO(archive), "antrag.zip")})

    assert "Dateien sind eingelesen." in browser.page
    version = int(browser.page.split('data-save-url="/modellierung/')[1].split("/")[0])
    assert _files(world, version) == _files(world, draft)


BAD = [
    # name, content, what the page says
    ("x.zip", b"kein Archiv", "kein lesbares ZIP-Archiv"),
    ("x.zip", b"x" * (10 * 2**20 + 1), "größer als 10 MB"),
    ("x.zip", bundle.pack({"a.txt": b"x"}), "kein lesbares BPMN-Diagramm"),
    ("x.bpmn", "größe".encode("latin-1"), "nicht in UTF-8 gespeichert (Zeile 1)"),
    ("x.exe", b"MZ", "keine Datei eines Ablaufs"),
]


@pytest.mark.parametrize(("name", "content", "words"), BAD)
def test_files_that_cannot_be_read_in_are_refused_in_words(
    draft: int, world: World, login: Login, name: str, content: bytes, words: str
) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/einlesen")
    before = _files(world, draft)

    new = browser.hand_in("/modellierung/einlesen", {}, "lw-datei", name, content)
    assert (new.status, words in new.page) == (422, True)
    browser.hand_in(f"/modellierung/{draft}/einlesen", {"lw-revision": "2"}, "lw-datei", name, content)

    assert browser.status in (302, 422) or "eingelesen" in browser.page
    assert _files(world, draft) == before or content == BAD[2][1]


def test_files_are_added_renamed_and_taken_away(draft: int, world: World, login: Login) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/dateien")
    for kind, name, path in (
        ("formular", "bescheid", "forms/bescheid.form"),
        ("entscheidung", "gebühr", "gebühr.dmn"),
        ("szenario", "01_beginn", "scenarios/01_beginn.yaml"),
        ("text", "LIESMICH", "LIESMICH.md"),
    ):
        browser.post(f"/modellierung/{draft}/dateien", {"lw-art": kind, "lw-datei": name})
        assert path in _files(world, draft), browser.page
    browser.post(f"/modellierung/{draft}/dateien", {"lw-art": "text", "lw-datei": "LIESMICH"})
    assert "gibt es schon" in browser.page
    for name in ("", "../x", "a:b", "x" * 151):
        browser.post(f"/modellierung/{draft}/dateien", {"lw-art": "text", "lw-datei": name})
        assert browser.status == 422, name
    browser.get(f"/modellierung/{draft}/dateien")
    revision = browser.value("lw-revision")
    fields = {"lw-pfad": "LIESMICH.md", "lw-neu": "LESEN.md", "lw-revision": revision}
    browser.post(f"/modellierung/{draft}/umbenennen", fields)
    assert "„LIESMICH.md“ heißt jetzt „LESEN.md“." in browser.page
    browser.post(f"/modellierung/{draft}/umbenennen", {**fields, "lw-pfad": "LESEN.md", "lw-neu": "NOTIZ.md"})
    assert browser.status in (409, 422)

    browser.get(f"/modellierung/{draft}/dateien")
    browser.post(
        f"/modellierung/{draft}/entfernen",
        {"lw-pfad": "LESEN.md", "lw-revision": browser.value("lw-revision")},
    )

    assert "„LESEN.md“ ist entfernt." in browser.page
    assert "LESEN.md" not in _files(world, draft)


def test_a_discarded_draft_is_had_back(draft: int, login: Login) -> None:
    browser = login("olga").get(f"/modellierung/{draft}/verwerfen")
    browser.post(f"/modellierung/{draft}/verwerfen", {"lw-revision": browser.value("lw-revision")})
    assert "Verworfene Entwürfe" in browser.page
    assert browser.get(f"/modellierung/{draft}").status == 404
    assert _put(browser, draft, "NOTIZ.md", "x", 2).status_code == 404

    browser.get("/modellierung")
    browser.post(f"/modellierung/papierkorb/{draft}/zurueckholen")

    assert "Der Entwurf ist wieder da." in browser.page


STORED = [
    # what is typed, what is stored, what becomes of it
    ("a\nb\n", b"x\r\ny\r\n", b"a\r\nb\r\n"),
    ("a\r\nb\r\n", b"x\ny\n", b"a\nb\n"),
    ("a\nb", b"\xef\xbb\xbfx\n", b"\xef\xbb\xbfa\nb"),
    ("a\rb", b"", b"a\nb"),
]


@pytest.mark.parametrize(("typed", "stored", "expected"), STORED)
def test_line_ends_and_byte_order_mark_stay_as_they_were(typed: str, stored: bytes, expected: bytes) -> None:
    assert as_stored(typed, stored) == expected
