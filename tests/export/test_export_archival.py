"""The reader of `tests/archival.py` finds what somebody takes out of a file for an archive."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime

import pikepdf
import pytest

from engine.export import Book, Section, pdf
from tests import archival

TITLE = "Akte KIM-2026-000001: Maryam Muster"


@pytest.fixture(scope="module")
def paper() -> bytes:
    """A file with everything the templates use: contents with links, headings of two levels, tables over pages."""
    rows = tuple(("29.11.2026", f"Schritt {n}", "Ada Öztürk") for n in range(90))
    sections = (
        Section("Überblick", (("Person", "Maryam Muster"),), lines=("Ein Satz.",)),
        Section("Teil davon", level=2, lines=("Noch einer.",)),
        Section("Verlauf", head=("Wann", "Was", "Wer"), rows=rows),
        Section("Leer", head=("Wann", "Was")),
    )
    return pdf(Book(TITLE, "KIM-2026-000001", datetime(2026, 11, 29, tzinfo=UTC), "Hinweis", sections))


def test_a_book_is_as_both_standards_ask(paper: bytes) -> None:
    assert archival.faults(paper, TITLE) == []


def _no_scope(document: pikepdf.Pdf) -> None:
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/TH":
            del one["/A"]


def _other_part(document: pikepdf.Pdf) -> None:
    with document.open_metadata(set_pikepdf_as_editor=False) as said:
        said["pdfaid:conformance"] = "B"


def _no_font(document: pikepdf.Pdf) -> None:
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary) and "/FontFile3" in one:
            del one["/FontFile3"]
        if isinstance(one, pikepdf.Dictionary) and "/FontFile2" in one:
            del one["/FontFile2"]


def _untagged_line(document: pikepdf.Pdf) -> None:
    document.pages[0].contents_add(b"0 0 m 9 9 l S", prepend=False)


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _lost_bookmark(document: pikepdf.Pdf) -> None:
    document.Root.Outlines.First.Dest = pikepdf.Array([document.make_indirect({}), pikepdf.Name.Fit])


def _no_language(document: pikepdf.Pdf) -> None:
    del document.Root["/Lang"]


def _no_structure(document: pikepdf.Pdf) -> None:
    del document.Root.StructTreeRoot["/ParentTree"]


def _no_intent(document: pikepdf.Pdf) -> None:
    del document.Root["/OutputIntents"]


def _level_skipped(document: pikepdf.Pdf) -> None:
    for one in document.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/H2":
            one.S = pikepdf.Name.H4


def _order_of_links(document: pikepdf.Pdf) -> None:
    for page in document.pages:
        if "/Tabs" in page:
            del page["/Tabs"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_no_scope, "a head of a table"),
        (_other_part, "pdfaid:conformance"),
        (_no_font, "does not lie in the file"),
        (_untagged_line, "S is in no part"),
        (_script, "there is a script"),
        (_lost_bookmark, "leads to no page"),
        (_no_language, "language"),
        (_no_structure, "no structure"),
        (_no_intent, "output intent"),
        (_level_skipped, "skip a level"),
        (_order_of_links, "not in the order"),
    ],
)
def test_what_is_taken_out_is_found(paper: bytes, spoil: Callable[[pikepdf.Pdf], None], said: str) -> None:
    spoiled = io.BytesIO()
    with pikepdf.open(io.BytesIO(paper)) as document:
        spoil(document)
        document.save(spoiled)

    assert said in "\n".join(archival.faults(spoiled.getvalue(), TITLE))
