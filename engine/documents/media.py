"""The types of files that are taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class MediaType:
    """A type by its name in RFC 6838, with the ending its files have here and what people call it.

    `shown` are those a browser shows by itself, without a program and without running anything of it.
    """

    mime: str
    ending: str
    name: str
    shown: bool = False
    #: other endings its files may carry
    also: tuple[str, ...] = ()


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."

MEDIA: Final = (
    MediaType("application/pdf", ".pdf", "PDF", shown=True),
    MediaType("image/jpeg", ".jpg", "JPEG", shown=True, also=(".jpeg", ".jpe", ".jfif")),
    MediaType("image/png", ".png", "PNG", shown=True),
    MediaType("image/webp", ".webp", "WebP", shown=True),
    MediaType("image/tiff", ".tif", "TIFF", also=(".tiff",)),
    MediaType("image/heic", ".heic", "HEIC", also=(".heif",)),
    MediaType(f"{_OFFICE}wordprocessingml.document", ".docx", "Word"),
    MediaType(f"{_OFFICE}spreadsheetml.sheet", ".xlsx", "Excel"),
    MediaType(f"{_OPEN}text", ".odt", "OpenDocument-Text"),
    MediaType(f"{_OPEN}spreadsheet", ".ods", "OpenDocument-Tabelle"),
    MediaType("text/plain", ".txt", "Text"),
)
_BY_MIME: Final = {one.mime: one for one in MEDIA}


def media_type(mime: str) -> MediaType:
    """The type with that name, one of `MEDIA`."""
    return _BY_MIME[mime]


def is_accepted(media: MediaType, accept: str) -> bool:
    """Whether a field takes the type: `accept` lists endings and media types as HTML does, nothing takes everything."""
    wanted = [one.strip().lower() for one in accept.split(",") if one.strip()]
    kinds = {media.mime, f"{media.mime.partition('/')[0]}/*", "*/*", media.ending, *media.also}
    return not wanted or not kinds.isdisjoint(wanted)


def taken() -> str:
    """The types in words, for a refusal and a hint."""
    names = [one.name for one in MEDIA]
    return f"{', '.join(names[:-1])} und {names[-1]}"
