"""Real files of every kind, a scanner that speaks clamd's protocol, and a store of the test's own."""

from __future__ import annotations

import io
import socket
import socketserver
import struct
import threading
import zipfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from engine.store import Store, StoreSettings

#: the test file of the anti-virus makers, put together here so that no scanner finds it in the source
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind: str) -> bytes:
    """A small picture of the kind."""
    found = io.BytesIO()
    Image.new("RGB", (8, 8), "navy").save(found, kind)
    return found.getvalue()


@cache
def pdf() -> bytes:
    """A PDF of one empty page, the same each time."""
    found = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(200, 200))
        document.save(found)
    return found.getvalue()


def archive(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP archive of these parts, in this order."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", method) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return found.getvalue()


def lying(packed: bytes, size: int) -> bytes:
    """The archive, which says of what is `size` bytes large that it is 39."""
    return packed.replace(size.to_bytes(4, "little"), (39).to_bytes(4, "little"))


def docx(more: dict[str, bytes] | None = None) -> bytes:
    """A Word file as small as Word opens one."""
    types = (
        b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    return archive({"[Content_Types].xml": types, "word/document.xml": b"<w/>", **(more or {})})


class Clamd(socketserver.ThreadingTCPServer):
    """clamd's INSTREAM as clamd(8) describes it: finds the test virus, and can be told to give another answer."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.seen: list[bytes] = []
        self.answer = ""

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", int(self.server_address[1])


class _Line(socketserver.StreamRequestHandler):
    server: Clamd

    def handle(self) -> None:
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        self.server.seen.append(content)
        said = self.server.answer or (
            "stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK"
        )
        self.wfile.write(said.encode() + b"\0")


@pytest.fixture
def clamd() -> Iterator[Clamd]:
    """A scanner that runs."""
    with Clamd() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def nobody() -> tuple[str, int]:
    """An address where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return "127.0.0.1", int(free.getsockname()[1])


@pytest.fixture
def place(tmp_path: Path) -> StoreSettings:
    """A folder of the test's own, files up to 10 MB, no scanner."""
    return StoreSettings(str(tmp_path / "documents"))


@pytest.fixture
def store(place: StoreSettings) -> Store:
    """The store in that folder."""
    return Store(place)
