"""Papers the people of the demo hand in: small PDF and PNG files, made when they are needed; nothing is copied."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import Final

_WIDTH, _HEIGHT = 595, 842
_MARGIN, _LINE = 70, 20
_INVENTED: Final = "Erfundenes Muster für Demodaten – keine Urkunde"
#: pixels of a portrait
_PORTRAIT = (160, 205)
_GROUND, _FIGURE = (226, 230, 234), (120, 132, 146)


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet with a title and lines; without lines it is the portrait of somebody who does not exist."""

    title: str
    lines: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the file is called."""
        return f"{self.title}.{'pdf' if self.lines else 'png'}"


def made(paper: Paper, person: str) -> BytesIO:
    """The file of a paper of that person."""
    return BytesIO(_pdf(paper, person) if paper.lines else _png())


def _pdf(paper: Paper, person: str) -> bytes:
    """One page in Helvetica, which every reader has; what its encoding does not know is written without its accent."""
    shown = [(20, paper.title), (12, ""), *((12, one.replace("{person}", person)) for one in paper.lines)]
    top, drawn = _HEIGHT - _MARGIN, []
    for size, text in shown:
        drawn.append(b"BT /F1 %d Tf %d %d Td (%s) Tj ET" % (size, _MARGIN, top, _escaped(text)))
        top -= _LINE
    drawn.append(b"0.4 g BT /F1 9 Tf %d %d Td (%s) Tj ET" % (_MARGIN, _MARGIN // 2, _escaped(_INVENTED)))
    stream = b"\n".join(drawn)
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (de-DE) >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>" % (_WIDTH, _HEIGHT),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    file, places = bytearray(b"%PDF-1.4\n"), []
    for number, one in enumerate(objects, 1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count, start = len(objects) + 1, len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n%s" % (count, table)
    file += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, start)
    return bytes(file)


def _escaped(text: str) -> bytes:
    plain = "".join(one if _is_known(one) else _PLAIN.get(one, "?") for one in text)
    return plain.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _is_known(letter: str) -> bool:
    try:
        letter.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


#: letters of the invented names that the encoding has not
_PLAIN: Final = {
    "ć": "c", "č": "c", "ğ": "g", "İ": "I", "ı": "i", "ł": "l", "ş": "s", "Ş": "S", "ả": "a",
}  # fmt: skip


def _png() -> bytes:
    """A grey figure before a lighter ground."""
    width, height = _PORTRAIT
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            rows += bytes(_FIGURE if _is_figure(x, y) else _GROUND)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def _is_figure(x: int, y: int) -> bool:
    """Head and shoulders: two ellipses."""
    width, height = _PORTRAIT
    across = x - width / 2
    head = (across / 34) ** 2 + ((y - 80) / 44) ** 2
    shoulders = (across / 70) ** 2 + ((y - height) / 72) ** 2
    return min(head, shoulders) <= 1


__all__ = ["Paper", "made"]
