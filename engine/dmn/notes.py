"""What a rule's annotations say: the norm it stands on, the evidence it asks for, and everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from engine.dmn.outcome import Annotation

_NORM = "Norm"
_EVIDENCE = "Nachweis"
#: headings that may stand inside a description, with what they are called here
_HEADINGS = {
    "Norm": _NORM, "Rechtsgrundlage": _NORM, "Nachweis": _EVIDENCE, "Nachweise": _EVIDENCE,
    "Kriterium": "Kriterium", "Hinweis": "Hinweis", "Frage": "Frage",
}  # fmt: skip
_HEADING = re.compile(rf"(?:^|(?<=[.;])\s+|\n)\s*({'|'.join(_HEADINGS)})\s*:\s*")


@dataclass(frozen=True, slots=True)
class Notes:
    """The norm and the evidence ("" for none), and the other notes as (heading, text), "" for no heading."""

    norm: str
    evidence: str
    others: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4096)  # a table's annotations never change, and every record of a decision reads them
def read_notes(annotations: tuple[Annotation, ...]) -> Notes:
    """Read the annotations of a rule: columns named „Norm“, „Nachweis“ …, or a description that holds such headings."""
    found: dict[str, list[str]] = {}
    for annotation in annotations:
        for heading, text in _parts(annotation):
            found.setdefault(heading, []).append(text)
    norm, evidence = ("; ".join(found.pop(name, ())) for name in (_NORM, _EVIDENCE))
    return Notes(norm, evidence, tuple((heading, text) for heading, texts in found.items() for text in texts))


def _parts(annotation: Annotation) -> Iterator[tuple[str, str]]:
    if annotation.name:
        yield _HEADINGS.get(annotation.name, annotation.name), _plain(annotation.text)
        return
    first, *rest = _HEADING.split(annotation.text)
    if _plain(first):
        plain = _plain(first)
        # A description that is nothing but a norm is one.
        yield (_NORM if plain.startswith("§") and len(plain) < 80 else ""), plain
    for heading, text in zip(rest[::2], rest[1::2], strict=True):
        if _plain(text):
            yield _HEADINGS[heading], _plain(text)


def _plain(text: str) -> str:
    return " ".join(text.split()).removesuffix(".").rstrip()
