"""Where files go, how large they may be and who scans them: the settings of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from engine.errors import Invalid

_DEFAULT_MEGABYTES = 10
_MOST_MEGABYTES = 1000
_CLAMD_PORT = 3310
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """A folder or `s3://bucket/prefix`, the largest file in bytes, and the socket or the host and port of clamd."""

    where: str
    largest: int = _DEFAULT_MEGABYTES * MEGABYTE
    endpoint: str = ""
    clamd: str | tuple[str, int] | None = None

    @property
    def in_folder(self) -> bool:
        """Whether files lie in a folder."""
        return not self.where.startswith("s3://")


def settings(environment: Mapping[str, str] = os.environ) -> StoreSettings:
    """LAUFWEG_DOCUMENTS, LAUFWEG_S3_ENDPOINT, LAUFWEG_DOCUMENT_MEGABYTES, LAUFWEG_CLAMD.

    Without the first, files lie in `documents` below LAUFWEG_HOME. Invalid when one of them cannot be read.
    """
    home = Path(environment.get("LAUFWEG_HOME") or "var").expanduser()
    where = environment.get("LAUFWEG_DOCUMENTS", "").strip() or str(home / "documents")
    if where.startswith("s3://") and not urlsplit(where).hostname:
        raise Invalid("Expected LAUFWEG_DOCUMENTS to name a bucket as s3://bucket/prefix, but it names none")
    endpoint = environment.get("LAUFWEG_S3_ENDPOINT", "").strip()
    if endpoint and urlsplit(endpoint).scheme not in {"http", "https"}:
        raise Invalid("Expected LAUFWEG_S3_ENDPOINT to begin with https://, but it does not")
    return StoreSettings(
        where,
        _megabytes(environment.get("LAUFWEG_DOCUMENT_MEGABYTES", "").strip()) * MEGABYTE,
        endpoint,
        _clamd(environment.get("LAUFWEG_CLAMD", "").strip()),
    )


def _megabytes(text: str) -> int:
    if not text:
        return _DEFAULT_MEGABYTES
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= _MOST_MEGABYTES):
        raise Invalid(
            f"Expected LAUFWEG_DOCUMENT_MEGABYTES to be a number from 1 to {_MOST_MEGABYTES}, but it is none"
        )
    return int(text)


def _clamd(text: str) -> str | tuple[str, int] | None:
    if not text:
        return None
    parts = urlsplit(text)
    try:
        port = parts.port or _CLAMD_PORT
    except ValueError:
        port = 0
    if parts.scheme == "unix" and parts.path:
        return parts.path
    if parts.scheme == "tcp" and parts.hostname and port:
        return parts.hostname, port
    raise Invalid("Expected LAUFWEG_CLAMD to be unix:///path/to/socket or tcp://host:3310, but it is neither")
