"""What a file is, by its content: its name and what a browser says of it count for nothing."""

from __future__ import annotations

import io
import zipfile
from typing import BinaryIO, Final

import puremagic

from engine.documents.media import MEDIA, MediaType, media_type, taken
from engine.errors import Invalid

#: bytes that are looked at for the mark of a type, and for its end
_HEAD: Final = 8192
#: segments before the data of a picture
_MOST_SEGMENTS: Final = 2000
#: office files are archives: how much may be in one, in how many parts, and how tightly it may be packed
_MOST_UNPACKED: Final = 300 * 1024 * 1024
_MOST_PARTS: Final = 5000
_TIGHTEST: Final = 200
_LONGEST_MARK: Final = 100
#: the mark an office file carries, as puremagic and a look into the archive know it
_PARTS: Final = {"word/document.xml": "wordprocessingml.document", "xl/workbook.xml": "spreadsheetml.sheet"}
_OPEN: Final = {
    b"application/vnd.oasis.opendocument.text",
    b"application/vnd.oasis.opendocument.spreadsheet",
}
#: programs and scripts, by the beginning of the file
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe")
#: an old office file (OLE): macros cannot be told from text
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: bytes that no text has, whatever its letters are encoded in
_CONTROLS: Final = frozenset(range(32)) - set(b"\t\n\f\r\x1b")
#: what begins like this is markup or a script, not a letter
_NO_LETTER: Final = (b"<", b"%!", b"{\\rtf")
#: puremagic's name for a type that has another one here
_SAME: Final = {"image/heif": "image/heic"}


def recognise(file: BinaryIO) -> MediaType:
    """The type of the file, one of `MEDIA`. Invalid, with a German message for the field `file`, for any other, for a
    file that is empty, cut off, packed beyond measure, holds macros, or is two things at once. The file is left at its
    start.
    """
    file.seek(0)
    head = file.read(_HEAD)
    try:
        return _recognise(file, head)
    finally:
        file.seek(0)


def _recognise(file: BinaryIO, head: bytes) -> MediaType:
    if not head:
        raise _refused("is empty", "Die Datei ist leer.")
    if head.startswith(_PROGRAMS):
        raise _refused("is a program", "Die Datei ist ein Programm. Programme werden nicht angenommen.")
    if head.startswith(_OLD_OFFICE):
        raise _refused(
            "is an old office file",
            "Das ist eine alte Office-Datei (.doc, .xls oder .msg). Bitte als PDF oder im neuen Format speichern.",
        )
    if head.startswith(b"PK"):
        return media_type(_office(file))
    mime = _by_mark(head)
    if mime == "image/png" and not _has_size(head):
        raise _refused("is a broken picture", "Das Bild ist beschädigt und lässt sich nicht lesen.")
    if not _is_whole(file, mime):
        raise _refused(
            "is cut off",
            "Die Datei ist unvollständig: Ihr Ende fehlt. Bitte neu speichern oder neu schicken lassen.",
        )
    if mime == "text/plain":
        _must_be_text(file)
    elif zipfile.is_zipfile(file):
        raise _refused(
            "is an archive too", "Die Datei ist zugleich ein Archiv. So eine Datei wird nicht angenommen."
        )
    return media_type(mime)


def _by_mark(head: bytes) -> str:
    found = _marks(head)
    for one in MEDIA:
        if one.mime in found:
            return one.mime
    letter = b"\x00" not in head and not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_NO_LETTER)
    if letter and not any(byte in head for byte in _CONTROLS):
        return "text/plain"
    raise _not_taken(found[0] if found else "")


def _marks(head: bytes) -> list[str]:
    """The types whose mark the file carries, the likeliest first."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return []
    return [_SAME.get(one.mime_type, one.mime_type) for one in found if one.mime_type]


def _has_size(head: bytes) -> bool:
    """Whether a PNG says how wide and high it is."""
    size = head[16:24]
    return head[12:16] == b"IHDR" and len(size) == 8 and any(size[:4]) and any(size[4:])


def _is_whole(file: BinaryIO, mime: str) -> bool:
    """Whether the file is there up to its end, as far as its type has one; none of it is unpacked."""
    match mime:
        case "application/pdf":
            end = _end(file)
            return b"startxref" in end and b"%%EOF" in end
        case "image/png":
            return b"IEND" in _end(file)
        case "image/jpeg":
            return _is_whole_jpeg(file)
        case _:
            return True


def _end(file: BinaryIO) -> bytes:
    file.seek(-min(_HEAD, file.seek(0, io.SEEK_END)), io.SEEK_END)
    return file.read()


def _is_whole_jpeg(file: BinaryIO) -> bool:
    """Whether segments lead to the data of the picture and these end. What a telephone adds behind is no matter, and
    the end of a small picture within a segment is not that of this one.
    """
    file.seek(2)
    for _segment in range(_MOST_SEGMENTS):
        mark = file.read(4)
        if len(mark) < 4 or mark[0] != 0xFF:
            return False
        if mark[1] == 0xFF:  # filled up before a mark
            file.seek(-3, io.SEEK_CUR)
            continue
        file.seek(max(int.from_bytes(mark[2:], "big") - 2, 0), io.SEEK_CUR)
        if mark[1] == 0xDA:
            last = b""
            for part in iter(lambda: file.read(65536), b""):
                if b"\xff\xd9" in last + part:
                    return True
                last = part[-1:]
            return False
    return False


def _not_taken(found: str = "") -> Invalid:
    called = f" ({found})" if found else ""
    return _refused(
        "is of a type that is not taken",
        f"Diese Art von Datei wird nicht angenommen{called}. Angenommen werden {taken()}.",
    )


def _must_be_text(file: BinaryIO) -> None:
    file.seek(0)
    for part in iter(lambda: file.read(65536), b""):
        if any(byte in part for byte in _CONTROLS):
            raise _not_taken()


def _office(file: BinaryIO) -> str:
    """Which office file an archive is, read from its list of contents alone: nothing is unpacked but one mark."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _must_be_modest(parts)
            names = {one.filename for one in parts}
            if any(one.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".vbs")) for one in names):
                raise _refused(
                    "holds macros",
                    "Die Datei enthält Makros oder Programme. Bitte ohne Makros oder als PDF speichern.",
                )
            if "[Content_Types].xml" in names:
                for part, kind in _PARTS.items():
                    if part in names:
                        return f"application/vnd.openxmlformats-officedocument.{kind}"
            mark = parts[0] if parts else None
            # it stands there as it is (ODF 1.3 part 2, 3.3); other methods may unpack more than they say
            if mark and mark.filename == "mimetype" and mark.compress_type == zipfile.ZIP_STORED:
                with archive.open(mark) as stream:
                    said = stream.read(_LONGEST_MARK)
                if said.strip() in _OPEN:
                    return said.strip().decode()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise _refused(
            "is a broken archive", "Die Datei ist beschädigt und lässt sich nicht lesen."
        ) from error
    raise _refused(
        "is an archive", f"Archive werden nicht angenommen. Bitte entpacken. Angenommen werden {taken()}."
    )


def _must_be_modest(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(one.file_size for one in parts)
    packed = sum(one.compress_size for one in parts)
    if len(parts) > _MOST_PARTS or unpacked > _MOST_UNPACKED or unpacked > _TIGHTEST * max(packed, 1):
        raise _refused(
            "is packed beyond measure",
            "Die Datei würde entpackt zu groß („Zip-Bombe“) und wird nicht angenommen.",
        )


def _refused(what: str, message: str) -> Invalid:
    return Invalid(f"Expected to take the file, but it {what}", {"file": message})
