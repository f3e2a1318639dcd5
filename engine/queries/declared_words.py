"""What a fact of the history says was declared, in words: the answer to a request, a withdrawal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from engine.queries.ladder_words import Language

#: by the part of the fact that holds the value
_DECLARED: Final[Mapping[Language, Mapping[str, Mapping[str, str]]]] = {
    "de": {
        "answer": {"disclosed": "mitgeteilt", "partly": "teilweise mitgeteilt", "refused": "abgelehnt"},
        "by": {
            "person": "von der Person selbst",
            "guardian": "von der gesetzlichen Vertretung",
            "authorised": "von einer bevollmächtigten Person",
        },
        "how": {"spoken": "mündlich", "written": "schriftlich", "electronic": "elektronisch"},
    },
    "en": {
        "answer": {"disclosed": "disclosed", "partly": "disclosed in part", "refused": "refused"},
        "by": {
            "person": "by the person",
            "guardian": "by their legal representative",
            "authorised": "by somebody they authorised",
        },
        "how": {"spoken": "orally", "written": "in writing", "electronic": "electronically"},
    },
}


def declared_words(detail: Mapping[str, Any], language: Language) -> dict[str, str]:
    """The words of each such part of a fact; empty for what it does not say."""
    known = _DECLARED[language]
    return {part: words.get(str(detail.get(part, "")), "") for part, words in known.items()}
