"""Taking a file: recognised by its content, shown to the scanner, and stored, in this order, and part by part."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from engine import documents
from engine.documents import MediaType, Scan
from engine.errors import Invalid
from engine.store.clamd import Patience, scan
from engine.store.place import Store, document_key
from engine.store.settings import MEGABYTE, StoreSettings, settings

_log = logging.getLogger("laufweg.documents")
_CHUNK: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has been looked at, and lies in the store unless a virus was found.

    `digest` is the SHA-256 of its content in hexadecimal, `size` is in bytes, `finding` the name of the virus.
    """

    name: str
    media: MediaType
    digest: str
    size: int
    scan: Scan
    finding: str = ""


def receive(
    store: Store,
    file: BinaryIO,
    name: str,
    given: StoreSettings | None = None,
    patience: Patience | None = None,
) -> Received:
    """Take the file. Invalid, with a German message for the field `file`, for what is not taken or is too large.

    Files that come together share their `patience` with the scanner, so that five do not wait five times as long.
    What is stored and then belongs to no row, because the process died in between, is swept away later.
    """
    given = given or settings()
    digest, size = _measure(file, given.largest)
    media = documents.recognise(file)
    called = documents.clean(name, media)
    said = scan(given.clamd, _parts(file), patience)
    if said.scan is Scan.WAITING:
        _log.warning("The virus scanner gives no answer (%s): a file waits", said.finding)
    if said.scan is not Scan.INFECTED:
        file.seek(0)
        store.put(document_key(digest), file)
    return Received(called, media, digest, size, said.scan, said.finding)


def _measure(file: BinaryIO, largest: int) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    for part in _parts(file):
        size += len(part)
        if size > largest:
            raise Invalid(
                f"Expected to take a file of at most {largest} bytes, but it is larger",
                {"file": f"Die Datei ist zu groß. Erlaubt sind höchstens {largest // MEGABYTE} MB."},
            )
        found.update(part)
    return found.hexdigest(), size


def _parts(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(lambda: file.read(_CHUNK), b"")
