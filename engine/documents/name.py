"""Names of files, as they are kept: what a browser sent is a wish, and may be a path or a disguise."""

from __future__ import annotations

import unicodedata
from typing import Final

from engine.documents.media import MediaType

#: characters of a name with its ending
LONGEST_NAME: Final = 150
_NAMELESS: Final = "Dokument"
#: what a file system or a header takes for something else
_FORBIDDEN: Final = frozenset('<>:"/\\|?*')
#: kinds of characters nobody sees: controls, and those that turn the direction of writing, `gnp.exe` for `exe.png`
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
#: names that Windows keeps for devices
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", *(f"{one}{n}" for one in ("com", "lpt") for n in range(10))}
)


def clean(name: str, media: MediaType) -> str:
    """The name without path, unseen characters and what no file system takes, ending as its content does."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        " " if one.isspace() or one in _FORBIDDEN else one
        for one in last
        if unicodedata.category(one) not in _UNSEEN or one.isspace()
    )
    stem = " ".join(seen.split()).strip(". ")
    for ending in (media.ending, *media.also):
        if stem.lower().endswith(ending):
            stem = stem[: -len(ending)].rstrip(". ")
            break
    stem = stem[: LONGEST_NAME - len(media.ending)].rstrip(". ") or _NAMELESS
    if stem.lower().partition(".")[0] in _DEVICES:
        stem = f"{_NAMELESS} {stem}"
    return f"{stem}{media.ending}"


def title_of(name: str) -> str:
    """What a document is called when nobody gave it a title: its file's name without the ending."""
    return name.rpartition(".")[0].replace("_", " ").strip() or _NAMELESS
