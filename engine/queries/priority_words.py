"""A priority as people call it, in both languages; whoever changes it chooses among these."""

from __future__ import annotations

from typing import Final

#: what a process says when it says nothing
NORMAL: Final = 50
_WORDS: Final = {"de": ("niedrig", "normal", "hoch"), "en": ("low", "normal", "high")}


def priority_word(priority: object, language: str) -> str:
    """The class of a priority of 0 to 100; nothing for what is none."""
    if not isinstance(priority, int):
        return ""
    return _WORDS[language][(priority > NORMAL) + (priority >= NORMAL)]
