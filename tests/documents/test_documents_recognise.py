"""What is taken, and why the rest is not: real files, by their content."""

from __future__ import annotations

import io
import zipfile

import pytest

from engine import Invalid
from engine.documents import MEDIA, clean, media_type, recognise, title_of
from tests.documents.conftest import archive, docx, lying, pdf, picture

ODT = {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}
BOMB = archive({"mimetype": ODT["mimetype"] + b" " * (20 << 20)}, zipfile.ZIP_BZIP2)
TAKEN = [
    (pdf(), "application/pdf"),
    (picture("PNG"), "image/png"),
    (picture("JPEG"), "image/jpeg"),
    # with what telephones put behind a picture, and filled up before a mark
    (picture("JPEG") + b"SEFH" + bytes(9000), "image/jpeg"),
    (picture("JPEG")[:2] + b"\xff\xff" + picture("JPEG")[2:], "image/jpeg"),
    # scanners write on behind the end
    (pdf() + bytes(3000), "application/pdf"),
    (picture("WEBP"), "image/webp"),
    (picture("TIFF"), "image/tiff"),
    (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(40), "image/heic"),
    (docx(), MEDIA[6].mime),
    (archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a/>"}), MEDIA[7].mime),
    (archive(ODT, zipfile.ZIP_STORED), "application/vnd.oasis.opendocument.text"),
    ("Sehr geehrte Frau Öztürk,\r\nanbei die Unterlagen.\n".encode(), "text/plain"),
    # in the letters of an old Windows
    ("Grüße aus Köln".encode("cp1252"), "text/plain"),
]
REFUSED = [
    (b"", "leer"),
    # a program, whatever it is called
    (b"MZ\x90\0\x03\0\0\0\x04" + bytes(200), "Programm"),
    (b"\x7fELF\x02\x01\x01" + bytes(60), "Programm"),
    (b"#!/bin/sh\nrm -rf /\n", "Programm"),
    # what a browser could run
    (b"<html><script>alert(1)</script></html>", "nicht angenommen"),
    (b"\xef\xbb\xbf \n<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "nicht angenommen"),
    (b"%!PS-Adobe-3.0\n", "nicht angenommen"),
    (b"GIF89a" + bytes(20), "nicht angenommen (image/gif)"),
    # an archive, a picture that is an archive too, a PDF that is one
    (archive({"a.txt": b"a"}), "Archive"),
    (picture("JPEG") + archive({"a.txt": b"a"}), "zugleich ein Archiv"),
    (pdf() + archive({"a.exe": b"MZ"}), "zugleich ein Archiv"),
    # a PDF behind something else is not one
    (b"\0\0<script>" + pdf(), "nicht angenommen"),
    # macros, an old file of which nobody knows, a broken one
    (docx({"word/vbaProject.bin": b"x"}), "Makros"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "alte Office-Datei"),
    (docx()[:-30], "beschädigt"),
    # 400 MB of nothing in 400 KB
    (docx({f"word/media/{n}.bin": bytes(40_000_000) for n in range(2)}), "Zip-Bombe"),
    # 20 MB in the mark that says what an office file is
    (BOMB, "Zip-Bombe"),
    (lying(BOMB, 39 + (20 << 20)), "Archive"),
    # the mark of a picture and nothing, one without height, one cut off in the middle
    (b"\x89PNG\r\n\x1a\n" + bytes(200), "Bild ist beschädigt"),
    (picture("PNG")[:20] + bytes(4) + picture("PNG")[24:], "Bild ist beschädigt"),
    (picture("PNG")[:40], "unvollständig"),
    (pdf()[:-12], "unvollständig"),
    (pdf().replace(b"startxref", b"startxxxx"), "unvollständig"),
    (b"%PDF-1.7\n", "unvollständig"),
    (picture("JPEG")[:-2], "unvollständig"),
    (picture("JPEG")[:30], "unvollständig"),
    (b"\xff\xd8\xff\xe0", "unvollständig"),
    # the end of the small picture in a segment is not the end of the picture
    (b"\xff\xd8\xff\xe1\x00\x06ab\xff\xd9\xff\xda\x00\x02" + bytes(20), "unvollständig"),
    # segments without end
    (b"\xff\xd8" + b"\xff\xfe\x00\x02" * 5000 + b"\xff\xda\x00\x02\xff\xd9", "unvollständig"),
    # a text with a control in its middle, far behind what is looked at first
    (b"Hallo " * 4000 + b"\x00\x01", "nicht angenommen"),
]
NAMES = [
    ("Pass.pdf", "Pass.pdf"),
    ("C:\\Users\\ada\\Desktop\\Pass.PDF", "Pass.pdf"),
    ("../../etc/passwd", "passwd.pdf"),
    # the end turned round, so that it looks like a picture
    ("Bild\u202egnp.exe", "Bildgnp.exe.pdf"),
    ("a\x00b\r\nSet-Cookie: x.pdf", "ab Set-Cookie x.pdf"),
    ("", "Dokument.pdf"),
    ("...", "Dokument.pdf"),
    ("CON.pdf", "Dokument CON.pdf"),
    ("جواز السفر.pdf", "جواز السفر.pdf"),
    ("u\u0308ber.pdf", "über.pdf"),
    ("x" * 500 + ".pdf", "x" * 146 + ".pdf"),
]


@pytest.mark.parametrize(("content", "mime"), TAKEN, ids=[mime for _content, mime in TAKEN])
def test_a_file_is_known_by_its_content(content: bytes, mime: str) -> None:
    file = io.BytesIO(content)

    assert recognise(file).mime == mime
    assert file.tell() == 0


@pytest.mark.parametrize(("content", "reason"), REFUSED, ids=range(len(REFUSED)))
def test_what_is_not_taken_is_told_why(content: bytes, reason: str) -> None:
    with pytest.raises(Invalid) as refused:
        recognise(io.BytesIO(content))

    assert reason in refused.value.fields["file"]


@pytest.mark.parametrize(("given", "kept"), NAMES, ids=[kept[:20] for _given, kept in NAMES])
def test_a_name_is_kept_without_path_and_disguise(given: str, kept: str) -> None:
    assert clean(given, media_type("application/pdf")) == kept


def test_a_title_is_the_name_without_its_ending() -> None:
    assert title_of("Pass_Rückseite.pdf") == "Pass Rückseite"
