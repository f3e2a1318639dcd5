"""Two versions side by side: the list, its filters, the annex on paper and as PDF, files, who may see it."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pikepdf
import pytest
from flask import Flask
from sqlalchemy import text

from engine import SYSTEM, commands, library, queries
from engine.testing import World
from tests import archival
from web.testing import Login

FILE = "einzelaufgabe.bpmn"
LIBRARY = Path(__file__).parents[2] / "processes" / "einzelaufgabe"


@pytest.fixture
def two(world: World) -> tuple[int, int]:
    """A version in force and another one in which a step is called otherwise and a time is shorter."""
    (folder,) = library.read(LIBRARY)
    changed = {
        **folder.files,
        FILE: folder.files[FILE].replace(b'name="Einzelaufgabe erledigen"', b'name="Auftrag erledigen"'),
        "process.toml": folder.files["process.toml"].replace(b'"P14D"', b'"P10D"', 1),
    }
    with world.engine.begin(SYSTEM) as tx:
        old = commands.definition.deploy(tx, folder.files).version_id
        commands.adoption.adopt(tx, old, "05334", tx.now.date(), "Testbeschluss")
        new = commands.definition.deploy(tx, changed, "Anders").version_id
    return old, new


def test_the_list_says_what_is_different_in_sentences(two: tuple[int, int], login: Login) -> None:
    page = login("olga").get(f"/modellierung/vergleich/{two[0]}/{two[1]}").page

    assert "Aufgabe „Einzelaufgabe erledigen“ heißt jetzt „Auftrag erledigen“." in page
    assert "Vereinbarte Zeit für „Auftrag erledigen“ von 14 auf 10 Tage verkürzt." in page


def test_the_english_page_marks_what_is_german(two: tuple[int, int], login: Login) -> None:
    browser = login("olga")
    browser.post("/sprache/en")

    page = browser.get(f"/modellierung/vergleich/{two[0]}/{two[1]}").page

    assert (
        'Task “<span lang="de">Einzelaufgabe erledigen</span>” is now called “<span lang="de">Auftrag' in page
    )


def test_a_filter_leaves_what_was_asked_for(two: tuple[int, int], login: Login) -> None:
    browser = login("olga")
    address = f"/modellierung/vergleich/{two[0]}/{two[1]}"

    names = browser.get(f"{address}?art=name").page
    none = browser.get(f"{address}?suche=gibtesnicht").page
    odd = browser.get(f"{address}?seite=99&gewicht=quatsch&art=quatsch").page

    assert "heißt jetzt" in names
    assert "verkürzt" not in names
    assert "Mit diesem Filter gibt es keinen Unterschied." in none
    assert "heißt jetzt" in odd


def test_a_version_is_compared_with_the_one_in_force(two: tuple[int, int], login: Login) -> None:
    answer = login("olga").client.get(f"/modellierung/vergleich/{two[1]}")

    assert answer.headers["Location"] == f"/modellierung/vergleich/{two[0]}/{two[1]}"


def test_of_the_older_one_the_newer_one_still_comes_second(two: tuple[int, int], login: Login) -> None:
    answer = login("olga").client.get(f"/modellierung/vergleich/{two[0]}")

    assert answer.headers["Location"] == f"/modellierung/vergleich/{two[0]}/{two[1]}"


def test_the_same_version_twice_asks_for_two(two: tuple[int, int], login: Login) -> None:
    page = login("olga").get(f"/modellierung/vergleich/{two[0]}/{two[0]}").page

    assert "Beide Seiten sind dieselbe Fassung." in page


def test_the_form_leads_to_the_two_that_were_chosen(two: tuple[int, int], login: Login) -> None:
    client = login("olga").client

    chosen = client.get(f"/modellierung/vergleich?alt={two[1]}&neu={two[0]}")

    assert chosen.headers["Location"] == f"/modellierung/vergleich/{two[1]}/{two[0]}"
    for wrong in ("?alt=x&neu=1", "", "?alt=1&neu=" + "9" * 40):
        assert client.get(f"/modellierung/vergleich{wrong}").status_code == 404


def test_the_annex_has_both_versions_the_list_and_pictures(two: tuple[int, int], login: Login) -> None:
    page = login("olga").get(f"/modellierung/vergleich/{two[0]}/{two[1]}/anlage").page

    assert "Auftrag erledigen" in page
    assert page.count("<svg") >= 2
    assert "geändert</text>" in page
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_annex_is_a_pdf_for_archives_in_german(two: tuple[int, int], login: Login) -> None:
    answer = login("olga").client.get(f"/modellierung/vergleich/{two[0]}/{two[1]}/anlage.pdf")

    assert answer.mimetype == "application/pdf"
    assert archival.faults(answer.get_data(), "Vergleich: Einzelaufgabe") == []
    with pikepdf.open(BytesIO(answer.get_data())) as pdf:
        assert len(pdf.pages) >= 2


def test_everything_can_be_taken_away_as_data(two: tuple[int, int], login: Login) -> None:
    client = login("olga").client
    address = f"/modellierung/vergleich/{two[0]}/{two[1]}/unterschiede"

    said = json.loads(client.get(f"{address}.json").get_data())
    table = client.get(f"{address}.csv").get_data().decode("utf-8-sig")

    assert "name" in {one["kind"] for one in said["differences"]}
    assert said["old"]["digest"] != said["new"]["digest"]
    assert "Auftrag erledigen" in table
    assert client.get(f"{address}.exe").status_code == 404


def test_what_was_resolved_otherwise_is_taken_away_as_well(
    world: World, two: tuple[int, int], login: Login
) -> None:
    with world.engine.begin(SYSTEM) as tx:
        element = next(iter(queries.profile.agreed_at(tx, two[0], "05334"))).element
        tx.execute(text("ALTER TABLE adoption DISABLE TRIGGER USER"))
        tx.execute(
            text("UPDATE adoption SET times = jsonb_build_object(CAST(:it AS text), 'P3D')"), {"it": element}
        )
    client = login("olga").client
    address = f"/modellierung/vergleich/{two[0]}/{two[1]}/unterschiede"

    (said,) = json.loads(client.get(f"{address}.json").get_data())["resolved"]
    table = client.get(f"{address}.csv").get_data().decode("utf-8-sig")
    book = ZipFile(BytesIO(client.get(f"{address}.xlsx").get_data()))

    assert (said["places"], said["before"], said["after"]) == (["StädteRegion Aachen"], "Testbeschluss", "")
    assert [(one["element"], one["before"], one["after"]) for one in said["agreed"]] == [
        (element, "P3D", "P10D")
    ]
    assert "Beschlossene Zeiten und Werte" in table
    assert "Testbeschluss;Vorschlag der neuen Fassung" in table
    assert "von 3 auf 10 Tage verlängert" in table
    assert sum(name.startswith("xl/worksheets/") for name in book.namelist()) == 2


def test_nobody_compares_what_is_not_there_or_without_an_account(
    two: tuple[int, int], app: Flask, login: Login
) -> None:
    address = f"/modellierung/vergleich/{two[0]}/{two[1]}"

    assert "/anmelden" in app.test_client().get(address).headers["Location"]
    assert login("olga").client.get(f"/modellierung/vergleich/{two[0]}/999999").status_code == 404
    assert login("olga").client.get("/modellierung/vergleich/999999").status_code == 404


def test_a_broken_file_is_said_and_the_rest_is_compared(
    two: tuple[int, int], world: World, login: Login
) -> None:
    with world.engine.begin(world.people["olga"]) as tx:
        draft = commands.definition.begin_draft(tx, two[1])
        revision = queries.definition.version(tx, draft).row.revision
        commands.definition.save_draft(tx, draft, FILE, b"<kaputt", revision, "")

    page = login("olga").get(f"/modellierung/vergleich/{two[0]}/{draft}").page

    assert "ist in der neuen Fassung nicht lesbar" in page
    assert "von 14 auf 10 Tage verkürzt" in page
    assert "data-bpmn" not in page
