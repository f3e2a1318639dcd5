"""Paper as PDF/A-2a and PDF/UA-1: tagged, with bookmarks, title and language. The one door to typst."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import as_file, files

import typst

from engine.clock import ZONE
from engine.export.book import Book

_REPLACED = "\N{REPLACEMENT CHARACTER}"
#: which keeps its meaning: everything else that is not a sign of its own is left out
_LINES = frozenset("\n\t")


def pdf(book: Book) -> bytes:
    """Set the book. Signs that no font of ours has become �, since an archive's PDF may hold none without a shape."""
    day = book.made_at.astimezone(ZONE)
    given = asdict(book) | {
        "made_at": None,
        "day": {"year": day.year, "month": day.month, "day": day.day},
    }
    return typeset("akte.typ", given)


def typeset(template: str, data: Mapping[str, object]) -> bytes:
    """A template of this package set with data, as PDF/A-2a and PDF/UA-1; it finds them in `sys.inputs.data`."""
    with as_file(files("engine.export")) as folder:
        return typst.compile(
            str(folder / template),
            format="pdf",
            font_paths=[str(folder / "fonts")],
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(_printable(dict(data)))},
            pdf_standards=["a-2a", "ua-1"],
        )


def _printable(value: object) -> object:
    """The same with every text in signs the fonts have."""
    match value:
        case str():
            return _shaped(value)
        case dict():
            return {key: _printable(one) for key, one in value.items()}
        case list() | tuple():
            return [_printable(one) for one in value]
        case _:
            return value


def _shaped(text: str) -> str:
    known = _covered()
    composed = unicodedata.normalize("NFC", text)
    return "".join(
        one
        if ord(one) in known or one in _LINES
        else ""
        if unicodedata.category(one) in {"Cc", "Cf"}
        else _REPLACED
        for one in composed
    )


@lru_cache(maxsize=1)
def _covered() -> frozenset[int]:
    """What both fonts have, as `covered.txt` lists it."""
    found: set[int] = set()
    for line in (files("engine.export") / "fonts" / "covered.txt").read_text("ascii").split():
        first, _dash, last = line.partition("-")
        found.update(range(int(first, 16), int(last or first, 16) + 1))
    return frozenset(found)
