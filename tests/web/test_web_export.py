"""Tables as files: what a spreadsheet reads, and that it computes nothing."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel, force_locale
from lxml import etree

from web.export import Cell, FileType, Sheet, file

_NS = {"s": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
HEAD = ("Schritt", "Zahl", "Tag", "Dauer")
ROWS: tuple[tuple[Cell, ...], ...] = (
    ("Prüfen", 3, date(2026, 11, 23), 1.5),
    ("Ausländer; „Akte“", None, datetime(2026, 11, 23, 23, 30, tzinfo=UTC), Decimal("2.25")),
)


@pytest.fixture
def app() -> Flask:
    app = Flask("export")
    Babel(app, default_locale="de")
    return app


def _sheets(answer: bytes) -> dict[str, list[list[str]]]:
    """Every sheet as texts, read from the file itself."""
    with zipfile.ZipFile(io.BytesIO(answer)) as book:
        shared = [
            "".join(one.itertext())
            for one in etree.fromstring(book.read("xl/sharedStrings.xml")).findall("s:si", _NS)
        ]
        names = [
            str(one.get("name"))
            for one in etree.fromstring(book.read("xl/workbook.xml")).findall(".//s:sheet", _NS)
        ]
        found = {}
        for number, name in enumerate(names, 1):
            page = etree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            assert page.findall(".//s:f", _NS) == [], "a formula"
            found[name] = [
                [
                    shared[int(cell.findtext("s:v", "", _NS))]
                    if cell.get("t") == "s"
                    else cell.findtext("s:v", "", _NS)
                    for cell in row.findall("s:c", _NS)
                ]
                for row in page.findall(".//s:row", _NS)
            ]
        return found


def test_csv_opens_in_a_german_spreadsheet(app: Flask) -> None:
    with app.test_request_context():
        answer = file(FileType.CSV, "engpaesse", [Sheet("Engpässe", HEAD, ROWS, ("Hinweis",))])

    assert answer.headers["Content-Disposition"] == 'attachment; filename="engpaesse.csv"'
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows == [
        list(HEAD),
        ["Prüfen", "3", "23.11.2026", "1,5"],
        ["Ausländer; „Akte“", "", "24.11.2026 00:30", "2,25"],
        ["Hinweis"],
    ]


def test_numbers_are_written_as_the_language_has_them(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert b";1.5\r\n" in file(FileType.CSV, "x", [Sheet("x", HEAD, ROWS)]).get_data()


@pytest.mark.parametrize("text", ["=1+1", "+49 241", "-1", "@SUM(A1)", "\t=1", "\n=1", "\uff1d1"])
def test_no_text_is_computed(app: Flask, text: str) -> None:
    sheet = Sheet("x", (text,), ((text,),), (text,))
    with app.test_request_context():
        plain, book = (file(kind, "x", [sheet]).get_data() for kind in FileType)

    cells = [
        cell
        for row in csv.reader(io.StringIO(plain.decode("utf-8-sig"), newline=""), delimiter=";")
        for cell in row
    ]
    assert cells == [f"'{text}"] * 3
    assert _sheets(book)["x"][0] == [text]


def test_xlsx_has_real_numbers_and_dates(app: Flask) -> None:
    sheets = [
        Sheet("Zahlen", HEAD, ROWS, ("Hinweis",)),
        Sheet("zahlen", HEAD, ()),
        Sheet("[a]:" * 20, (), ()),
    ]
    with app.test_request_context():
        found = _sheets(file(FileType.XLSX, "x", sheets).get_data())

    assert list(found)[:2] == ["Zahlen", "zahlen 2"]
    assert len(list(found)[2]) <= 31
    assert not set("[]:") & set(list(found)[2])
    assert found["Zahlen"][:2] == [list(HEAD), ["Prüfen", "3", "46349", "1.5"]]
    assert found["Zahlen"][2][1:] == ["46350.02083333334", "2.25"]
    assert found["Zahlen"][3] == ["Hinweis"]


def test_several_tables_stand_one_below_the_other_in_csv(app: Flask) -> None:
    with app.test_request_context():
        text = file(FileType.CSV, "x", [Sheet("A", ("a",), ((1,),)), Sheet("B", ("b",), ((2,),))]).get_data()

    assert text.decode("utf-8-sig").split("\r\n") == ["A", "a", "1", "", "B", "b", "2", ""]
