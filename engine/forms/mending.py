"""What mends a fault of a form and nothing of what a process means: names made of words, words made of names."""

from __future__ import annotations

import re
from typing import Final

from engine.errors import Fix

_LETTERS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_LONGEST: Final = 60


def new_key(source: str, component: str, part: str, words: str) -> Fix | None:
    """A name of its own for a field, made of its key or its label; None where nothing is left of the words."""
    name = key_of(words)
    return Fix(component, part, value=_free(source, name)) if name else None


def new_label(component: str, part: str, key: str | None) -> Fix | None:
    """A label made of the key: `antrag_am` is read „Antrag am“."""
    words = " ".join((key or "").rpartition(".")[2].replace("_", " ").split())
    return Fix(component, part, value=words[:1].upper() + words[1:]) if words else None


def key_of(words: str) -> str:
    """Words as the name of a variable."""
    name = re.sub(r"[^a-z0-9]+", "_", words.lower().translate(_LETTERS)).strip("_")[:_LONGEST].rstrip("_")
    return f"feld_{name}" if name[:1].isdigit() else name


def _free(source: str, name: str) -> str:
    """The name, with the next number where the form has it already."""
    taken = set(re.findall(r'"(?:key|path)"\s*:\s*"([^"]*)"', source))
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}_{number}"
    return found
