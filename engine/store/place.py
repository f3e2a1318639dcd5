"""The store: an interface of five calls over obstore, for a folder and for S3."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from engine.store.settings import StoreSettings, settings

#: bytes that are in memory at once while a file goes in or out
_CHUNK: Final = 1024 * 1024


#: seconds somebody waits who only wants to know whether the store answers
_GLANCE: Final = 2


class StoreAway(OSError):
    """The store gives no answer or takes nothing: it is away or full, or its keys are not those it knows."""


@contextmanager
def _answering() -> Iterator[None]:
    """Tell apart that something is not in the store, and that the store is not there."""
    try:
        yield
    except (FileNotFoundError, StoreAway):
        raise
    except (BaseError, OSError) as error:
        raise StoreAway(" ".join(str(error).split())[:300]) from error


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the store: its key, its size in bytes, and when it was last put there."""

    key: str
    size: int
    at: datetime


class Store:
    """Files by key. A key is put whole or not at all; to put it again changes nothing but its time.

    Every call raises StoreAway when the store gives no answer.
    """

    def __init__(self, given: StoreSettings) -> None:
        self._given = given
        self._folder: Path | None = None
        self._store: LocalStore | S3Store
        if given.in_folder:
            self._folder = Path(given.where).expanduser()
            with _answering():
                self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._store = LocalStore(self._folder)
            return
        self._store = _s3(given, 60)

    def answers(self) -> bool:
        """Whether it is there, asked once and for two seconds at most."""
        if self._folder is not None:
            return os.access(self._folder, os.R_OK | os.W_OK | os.X_OK)
        try:
            with _answering(), suppress(FileNotFoundError):
                obstore.head(_s3(self._given, _GLANCE, retries=0), document_key("0" * 64))
        except StoreAway:
            return False
        return True

    def put(self, key: str, file: BinaryIO) -> None:
        """Keep the file under the key; it has reached the disk when this returns."""
        with _answering():
            obstore.put(self._store, key, file, chunk_size=5 * _CHUNK, max_concurrency=2)
            if self._folder is not None:
                path = self._folder / key
                for one in (path, path.parent):
                    descriptor = os.open(one, os.O_RDONLY)
                    try:
                        os.fsync(descriptor)
                    finally:
                        os.close(descriptor)

    def find(self, key: str) -> Stored | None:
        """What lies under the key, if anything does."""
        try:
            with _answering():
                found = obstore.head(self._store, key)
        except FileNotFoundError:
            return None
        return Stored(found["path"], found["size"], found["last_modified"])

    def read(self, key: str) -> Iterator[bytes]:
        """The content in parts. FileNotFoundError, at once, when nothing lies under the key."""
        with _answering():
            found = obstore.get(self._store, key)
        return (bytes(part) for part in found.stream(min_chunk_size=_CHUNK))

    def list(self, prefix: str) -> Iterator[Stored]:
        """Everything whose key begins with the folder `prefix`."""
        with _answering():
            for batch in obstore.list(self._store, prefix):
                for one in batch:
                    yield Stored(one["path"], one["size"], one["last_modified"])

    def delete(self, key: str) -> None:
        """Take it away, if it is there."""
        with _answering(), suppress(FileNotFoundError):
            obstore.delete(self._store, key)


def _s3(given: StoreSettings, seconds: int, retries: int | None = None) -> S3Store:
    parts = urlsplit(given.where)
    # keys and region come from the AWS_… variables every S3 client reads
    return S3Store(
        parts.hostname or "",
        prefix=parts.path.strip("/") or None,
        endpoint=given.endpoint or None,
        client_options={"allow_http": given.endpoint.startswith("http://"), "timeout": f"{seconds}s"},
        retry_config=None
        if retries is None
        else {"max_retries": retries, "retry_timeout": timedelta(seconds=seconds)},
        virtual_hosted_style_request=False,
    )


def document_key(digest: str) -> str:
    """Where a document lies: by its content, so that the same file lies there once."""
    return f"documents/{digest[:2]}/{digest}"


def place() -> Store:
    """The store the environment names; one for each process."""
    return _opened(settings())


@lru_cache(maxsize=8)
def _opened(given: StoreSettings) -> Store:
    return Store(given)
