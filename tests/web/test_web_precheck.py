"""The pre-check in the browser, without a case: entered by hand or opened, checked, changed, downloaded."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
from pathlib import Path

import pytest
from flask import Flask

from engine.precheck import read_record
from engine.testing import Story, World
from web.forms import person as person_form
from web.testing import Browser, Login

PERSONAS = sorted((Path(__file__).parents[2] / "processes" / "personen").glob("*.json"))
DAY = {"lw-stichtag": "22.11.2026"}
LITTLE = {
    "birth": "17.05.1990",
    "residence.0.from": "01.03.2019",
    "residence.0.status": "toleration",
}


MULTIPART = "multipart/form-data; boundary=grenze"


def _upload(token: str, content: bytes) -> bytes:
    """The body a browser posts; the test client would leave a large one in an open temporary file."""
    fields = {"csrf_token": token, "lw-aktion": "oeffnen"}
    parts = [f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}' for name, text in fields.items()]
    file = 'Content-Disposition: form-data; name="lw-datei"; filename="p.json"\r\n\r\n'
    return (
        "".join(f"--grenze\r\n{part}\r\n" for part in [*parts, file]).encode()[:-2]
        + content
        + b"\r\n--grenze--\r\n"
    )


def _check(browser: Browser, **fields: str) -> Browser:
    browser.get("/vorpruefung")
    return browser.post("/vorpruefung", {**DAY, "lw-aktion": "pruefen", **LITTLE, **fields})


def test_the_empty_page_explains_itself_and_offers_an_invented_person(world: World, login: Login) -> None:
    ada = login("ada").get("/vorpruefung")

    assert "Was Sie leer lassen, gilt als nicht bekannt, nicht als nein." in ada.page
    assert "§ 87 Abs. 2 AufenthG" in ada.page

    ada.get("/vorpruefung?beispiel=1")

    assert ada.value("name") == "Layla (erfunden)"


def test_every_title_is_shown_with_reasons_for_what_was_entered(world: World, login: Login) -> None:
    ada = _check(login("ada"))

    assert ada.status == 200
    for title in ("§ 25a AufenthG", "§ 25b AufenthG", "§ 104c AufenthG", "§ 10 StAG"):
        assert title in ada.page
    assert "Vorprüfung, keine Entscheidung." in ada.page
    assert "Stichtag 22.11.2026" in ada.page
    assert "Rechtsstand: Fassung seit" in ada.page


def test_the_english_page_says_results_in_english_and_marks_what_the_law_says(
    world: World, login: Login
) -> None:
    ada = login("ada").get("/vorpruefung")
    ada.post("/sprache/en", {"weiter": "/vorpruefung"})

    page = _check(ada).page

    assert "Pre-check, not a decision." in page
    assert ">To be checked</span>" in page
    assert "a person must check</span>" in page
    assert '<strong>Question:</strong> <span lang="de">' in page
    for german in (">Zu prüfen<", ">Mensch prüft<", ">ein Mensch muss prüfen<", ">Nachweis:<", ">Frage:<"):
        assert german not in page


def test_the_day_changes_the_answer(world: World, login: Login) -> None:
    ada = login("ada")
    later = _check(ada, **{"residence.0.from": "01.03.2024"}).page
    earlier = _check(ada, **{"residence.0.from": "01.03.2024", "lw-stichtag": "22.11.2034"}).page

    assert "Stichtag 22.11.2034" in earlier
    assert re.findall(r"lw-status--\w+", later) != re.findall(r"lw-status--\w+", earlier)


def test_unknown_is_not_no(world: World, login: Login) -> None:
    ada = login("ada")

    unknown = _check(ada).page
    no = _check(ada, **{"criminal.convictions.keine": "1", "criminal.pending": "nein"}).page

    assert "Keine Verurteilungen bekannt." in no
    assert "Keine Verurteilungen bekannt." not in unknown


def test_rows_are_added_and_removed_without_losing_what_was_typed(world: World, login: Login) -> None:
    ada = login("ada").get("/vorpruefung")

    ada.post("/vorpruefung", {**DAY, **LITTLE, "lw-aktion": "mehr:residence"})
    # with the keyboard, the next field is the first of the new row
    assert re.search(r'id="residence\.1" tabindex="-1" autofocus>', ada.page)
    assert ada.page.count(" autofocus") == 1
    assert ada.value("birth") == "17.05.1990"

    second = {"residence.1.from": "02.04.2022", "residence.1.status": "residence_permit"}
    ada.post("/vorpruefung", {**DAY, **LITTLE, **second, "lw-aktion": "weg:residence.0"})
    assert 'id="residence.1"' not in ada.page
    assert ada.value("residence.0.from") == "02.04.2022"


def test_a_fault_keeps_everything_and_marks_the_field(world: World, login: Login) -> None:
    ada = _check(login("ada"), **{"name": "Maryam <b>", "residence.0.from": "32.01.2020"})

    assert ada.status == 422
    assert ada.value("residence.0.from") == "32.01.2020"
    assert ada.value("name") == "Maryam &lt;b&gt;"
    assert 'id="residence.0.from-fehler"' in ada.page
    assert "TT.MM.JJJJ" in ada.page


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"version": 1,\n "birth" "1990-05-17"}', "Zeile 2, Spalte 10"),
        ("[1]", "Objekt in geschweiften Klammern"),
        ("", "wählen Sie eine Datei"),
        ("[" * 100_000, "zu tief geschachtelt"),
        ('{"version": ' + "9" * 5000 + "}", "zu lang"),
    ],
    ids=["no comma", "list", "empty", "deep", "long number"],
)
def test_text_that_is_no_record_is_refused_with_its_place(
    world: World, login: Login, text: str, told: str
) -> None:
    ada = login("ada").get("/vorpruefung")

    ada.post("/vorpruefung", {**DAY, "lw-aktion": "oeffnen", "lw-text": text})

    assert ada.status == 422
    assert told in ada.page


def test_a_file_is_opened_and_one_that_is_too_large_refused(app: Flask, world: World, login: Login) -> None:
    ada = login("ada").get("/vorpruefung")
    good = io.BytesIO(PERSONAS[0].read_bytes())

    ada.post("/vorpruefung", {**DAY, "lw-aktion": "oeffnen", "lw-datei": (good, "p.json")})
    assert "Vorprüfung, keine Entscheidung." in ada.page

    for size, told in ((2_000_000, (422, "größer als 1 MB")), (10_000_000, (413, "Die Datei ist zu groß"))):
        ada.get("/vorpruefung")
        answer = ada.client.post(
            "/vorpruefung", data=_upload(ada.token(), b" " * size), content_type=MULTIPART
        )
        assert answer.status_code == told[0]
        assert told[1] in answer.get_data(as_text=True).replace("\N{NO-BREAK SPACE}", " ")


def test_the_record_is_downloaded_as_it_was_entered(world: World, login: Login) -> None:
    ada = _check(login("ada"))
    carried = html.unescape(ada.value("lw-datensatz"))

    ada.post("/vorpruefung", {"lw-aktion": "herunterladen", "lw-datensatz": carried})

    assert json.loads(ada.page) == {
        "version": 1,
        "birth": "1990-05-17",
        "residence": [{"from": "2019-03-01", "status": "toleration"}],
        "applications": [],
    }


@pytest.mark.parametrize("path", PERSONAS, ids=[path.stem for path in PERSONAS])
def test_the_form_says_what_a_record_says(app: Flask, path: Path) -> None:
    document = json.loads(path.read_text("utf-8"))
    with app.test_request_context():
        fields = person_form.typed(document)
        again = person_form.read(person_form.compact(fields))

    assert again.faults == {}
    assert read_record(again.document) == read_record(document)


def _case(browser: Browser, story: Story, **fields: str) -> Browser:
    """Open the page of the case and store what is entered."""
    address = f"/akte/{story.reference}/vorpruefung"
    browser.get(address)
    seen = {"lw-revision": browser.value("lw-revision")}
    return browser.post(address, {**seen, **DAY, **LITTLE, "lw-aktion": "pruefen", **fields})


def test_a_case_keeps_its_record_and_every_pre_check(story: Story, login: Login) -> None:
    ada = login("ada")

    _case(ada, story, name="Mina Muster")
    assert "die Vorprüfung steht in der Akte" in ada.page
    assert "Rechtsstand:" in ada.page

    ben = login("ben").get(f"/akte/{story.reference}/vorpruefung")
    assert (ben.value("name"), ben.value("residence.0.from")) == ("Mina Muster", "01.03.2019")
    assert "Ada Öztürk" in ben.page
    assert f"/akte/{story.reference}/vorpruefung/1" in ben.get(f"/akte/{story.reference}?reiter=chancen").page
    assert f"/akte/{story.reference}/vorpruefung/1#titel-StAG_10" in ben.page


def test_who_comes_second_loses_nothing_and_may_replace_what_is_stored(story: Story, login: Login) -> None:
    ada, address = login("ada"), f"/akte/{story.reference}/vorpruefung"
    _case(ada, story, name="Erste")

    late = {"lw-revision": "0", **DAY, **LITTLE, "name": "Zweite"}
    ben = login("ben").get(address).post(address, {**late, "lw-aktion": "pruefen"})
    assert ben.status == 409
    assert "Ada Öztürk hat die Angaben" in ben.page
    assert ben.value("name") == "Zweite"

    ben.post(address, {**late, "lw-aktion": "ersetzen:1"})
    assert ben.status == 200
    assert ben.get(address).value("name") == "Zweite"


def test_faults_and_rows_of_a_case_keep_the_revision_that_was_seen(story: Story, login: Login) -> None:
    ada, address = login("ada"), f"/akte/{story.reference}/vorpruefung"
    _case(ada, story)

    _case(ada, story, birth="gestern")
    assert (ada.status, ada.value("birth"), ada.value("lw-revision")) == (422, "gestern", "1")
    ada.post(address, {"lw-revision": "1", **LITTLE, "lw-aktion": "mehr:residence"})
    assert (ada.value("lw-revision"), 'id="residence.1"' in ada.page) == ("1", True)


def test_a_record_of_a_case_is_for_its_authorities_only(story: Story, login: Login) -> None:
    _case(login("ada"), story)

    for address in (f"/akte/{story.reference}/vorpruefung", f"/akte/{story.reference}/vorpruefung/1"):
        assert login("carla").get(address).status == 403
        assert login("adam").get(address).status == 403


def test_a_re_evaluation_is_started_worked_off_and_read_in_the_browser(story: Story, login: Login) -> None:
    _case(login("ada"), story)
    olga = login("olga").get("/vorpruefung/aenderungen")

    olga.post(
        "/vorpruefung/aenderungen",
        {"lw-vergleich": "wissen", "lw-stichtag": "22.11.2026", "lw-vorher": "01.01.2005"},
    )
    assert "läuft" in olga.page
    again = login("adam").get("/vorpruefung/aenderungen")
    assert "Eine Neubewertung läuft: 0 von 1" in again.page
    assert (
        again.post("/vorpruefung/aenderungen", {"lw-vergleich": "gespeichert"}).page.count("läuft schon") == 1
    )

    story.world.work_off()

    olga.get("/vorpruefung/aenderungen/1")
    assert "fertig" in olga.page
    assert story.reference in olga.page
    assert f"/akte/{story.reference}" not in olga.page  # she may not read cases
    assert olga.get("/vorpruefung/aenderungen/1?titel=StAG_8&nach=x").status == 200
    assert "In 1 Fall geht es anders aus" in olga.page

    first, *lines = olga.get("/vorpruefung/aenderungen/1/liste.csv").page.split("\r\n")
    assert first == "\ufeffAktenzeichen;Titel;vorher;nachher;Woran es liegt"
    assert lines[0].startswith(f"{story.reference};")
    only = olga.get("/vorpruefung/aenderungen/1/liste.csv?titel=nichts").page
    assert only == f"{first}\r\n"
    assert olga.get("/vorpruefung/aenderungen/99/liste.csv").status == 404


def test_a_re_evaluation_is_cancelled_and_its_days_are_checked(story: Story, login: Login) -> None:
    adam = login("adam").get("/vorpruefung/aenderungen")

    adam.post("/vorpruefung/aenderungen", {"lw-vergleich": "wissen", "lw-vorher": "gestern"})
    assert (adam.status, adam.value("lw-vorher")) == (422, "gestern")
    adam.post("/vorpruefung/aenderungen", {"lw-vergleich": "wissen"})
    assert (adam.status, "zwei verschiedene Tage" in adam.page) == (422, True)

    adam.post("/vorpruefung/aenderungen", {"lw-vergleich": "gespeichert"})
    adam.post("/vorpruefung/aenderungen/1/abbrechen")
    assert "ist abgebrochen" in adam.page
    adam.post("/vorpruefung/aenderungen/1/abbrechen")
    assert "schon zu Ende" in adam.page
    assert login("ada").get("/vorpruefung/aenderungen").status == 403


def test_the_law_is_that_of_the_library_in_use(
    story: Story, login: Login, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = Path(__file__).parents[2] / "processes" / "recht" / "stag"
    shutil.copytree(law, tmp_path / "recht" / "stag")
    monkeypatch.setenv("LAUFWEG_PROCESSES", str(tmp_path))
    ada = login("ada")

    assert "§ 25b AufenthG" not in _check(ada).page
    _case(ada, story)
    assert "§ 10 StAG" in ada.page
    assert "§ 25b AufenthG" not in ada.page


def test_the_record_of_a_closed_case_can_be_read_but_not_changed(story: Story, login: Login) -> None:
    ada, address = login("ada"), f"/akte/{story.reference}/vorpruefung"
    _case(ada, story, name="Mina Muster")
    assert "Speichern und prüfen" in ada.get(address).page
    story.complete("pruefen", {"vollstaendig": "ja"})

    ada.get(address)
    assert "Nur zum Lesen" in ada.page
    assert ada.value("name") == "Mina Muster"
    assert "Speichern und prüfen" not in ada.page
    assert 'value="pruefen"' not in ada.page
    _case(ada, story, name="Zu spät")
    assert (ada.status, "Der Fall ist inzwischen beendet" in ada.page) == (409, True)


def test_the_screen_of_re_evaluations_is_the_only_current_one(login: Login) -> None:
    page = login("lea").get("/vorpruefung/aenderungen").page

    assert page.count('aria-current="page"') == 1
    assert 'href="/vorpruefung/aenderungen" aria-current="page"' in page
