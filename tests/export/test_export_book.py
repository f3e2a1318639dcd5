"""The case file on paper: an archive's PDF that a screen reader reads, in which nothing that came in is markup."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from importlib.resources import files

import pikepdf
import pytest

from engine.export import Book, Section, pdf
from tests import archival

#: what typst, a shell or a browser would make something of
HOSTILE = (
    '#panic("ran")',
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.1.0"',
    "#{ let x = 1; x }",
    "]]] #set page(width: 1pt) [[[",
    "*fett* _kursiv_ $a^2$ `code` <label> @label // comment /* */ = Heading \\ \\u{41}",
    "<script>alert(1)</script> {{ 7*7 }} %s {0}",
    "Zeile\x00mit\x07Steuerzeichen\u202eumgedreht",
)


def bound(*sections: Section, title: str = "Akte KIM-2026-000001: Maryam Muster") -> pikepdf.Pdf:
    made = Book(title, "KIM-2026-000001", datetime(2026, 11, 29, 23, 30, tzinfo=UTC), "Hinweis", sections)
    return pikepdf.open(io.BytesIO(pdf(made)))


def spoken(document: pikepdf.Pdf) -> set[str]:
    """The kinds of parts a screen reader is told of."""
    found: set[str] = set()

    def walk(part: object) -> None:
        if isinstance(part, pikepdf.Array):
            for one in part:
                walk(one)
        elif isinstance(part, pikepdf.Dictionary):
            if "/S" in part:
                found.add(str(part["/S"]))
            if "/K" in part:
                walk(part["/K"])

    walk(document.Root.StructTreeRoot["/K"])
    return found


def test_it_says_that_it_is_for_an_archive_and_accessible_and_has_what_that_takes() -> None:
    document = bound(
        Section("Überblick", (("Person", "Maryam Muster"),)),
        Section("Verlauf", head=("Wann", "Was", "Wer"), rows=(("heute", "Fall eröffnet", "Ada"),)),
        Section("Leer", head=("Wann", "Was")),
    )

    with document.open_metadata() as said:
        assert (said["pdfaid:part"], said["pdfaid:conformance"]) == ("2", "A")
        assert said["{http://www.aiim.org/pdfua/ns/id/}part"] == "1"
        assert said["dc:title"] == "Akte KIM-2026-000001: Maryam Muster"
        assert said["dc:language"] == {"de-DE"}
    root = document.Root
    assert (str(root.Lang), bool(root.MarkInfo.Marked)) == ("de-DE", True)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    with document.open_outline() as outline:
        assert [one.title for one in outline.root] == ["1 Überblick", "2 Verlauf", "3 Leer"]
    assert {"/H1", "/Table", "/TH", "/TD", "/P"} <= spoken(document)
    assert "/OutputIntents" in root
    assert "/Encrypt" not in document.trailer
    assert "/AcroForm" not in root
    assert all("/JavaScript" not in str(key) for key in root)


def test_every_font_lies_in_the_file() -> None:
    document = bound(Section("Überblick"))
    fonts = [one for one in document.objects if isinstance(one, pikepdf.Dictionary) and "/FontName" in one]

    assert fonts
    assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_that_comes_in_is_read_as_markup(text: str) -> None:
    plain = bound(Section("x", (("x", "x"),), ("a", "b", "c"), (("x", "x", "x"),), ("x",)), title="x")

    document = bound(
        Section(text, ((text, text),), (text, "b", "c"), ((text, text, text),), (text,)), title=text
    )

    assert len(document.pages) <= len(plain.pages) + 1
    assert document.pages[0].MediaBox == plain.pages[0].MediaBox
    with document.open_outline() as outline:
        assert len(outline.root) == 1


@pytest.mark.parametrize(
    "text", ["ትግርኛ", "中文", "\U0001f9ff", "مريم", "Ľubomír Đorđević", "Мария", "x" * 3000]
)
def test_a_name_in_any_script_makes_a_file(text: str) -> None:
    assert len(bound(Section(text, lines=(text,)), title=text).pages) >= 1


@pytest.mark.slow
def test_the_list_of_signs_is_that_of_the_fonts() -> None:
    listed = (files("engine.export") / "fonts" / "covered.txt").read_text("ascii").split()
    signs = [
        chr(one)
        for line in listed
        for one in range(int(line.partition("-")[0], 16), int(line.partition("-")[2] or line, 16) + 1)
        if one > 0x20
    ]

    lines = tuple(" ".join(signs[start : start + 60]) for start in range(0, len(signs), 60))

    # typst refuses an archive's PDF with a sign that its font lacks; headings are bold
    assert bound(Section("Alle", lines=lines)).pages
    assert bound(*(Section(line) for line in lines)).pages


def test_a_file_of_ten_thousand_facts_is_made() -> None:
    rows = tuple(
        ("29.11.2026, 10:00", f"Aufgabe „Prüfen {n}“ übernommen", "Ada Öztürk") for n in range(10_000)
    )

    assert len(bound(Section("Verlauf", head=("Wann", "Was", "Wer"), rows=rows)).pages) > 100


#: words of sixteen letters and more, and what no hyphenation knows
LONG = ("Zwischengespräch", "Überleitungsbogen", "Integrationszentrum", "Niederlassungserlaubnis")
DIGEST = "3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b"


@pytest.mark.parametrize("word", [*LONG, DIGEST, "Aufenthaltstitel_2026-11-20.pdf"])
def test_a_long_word_is_found_and_copied_whole(word: str) -> None:
    made = Book(
        "x",
        "x",
        datetime(2026, 11, 29, tzinfo=UTC),
        "x",
        (Section("x", head=("a", "b"), rows=((word, "y"),)),),
    )

    found = archival.words(pdf(made))

    assert "\u200b" not in found
    assert word in found


def test_a_digest_breaks_in_its_column() -> None:
    row = ("y", DIGEST, "y", "y", "y", "y")
    made = Book(
        "x",
        "x",
        datetime(2026, 11, 29, tzinfo=UTC),
        "x",
        (Section("x", head=tuple("abcdef"), rows=(row,)),),
    )

    found = [
        (height, said) for height, said in archival.pieces(pdf(made)) if len(said) > 3 and said in DIGEST
    ]

    assert "".join(said for _height, said in found) == DIGEST
    assert len({height for height, _said in found}) > 3
