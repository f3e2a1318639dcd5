"""A paragraph of the Residence Act as people write it, and as the rules compare it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SECTION = re.compile(
    r"(?:§\s*)?(?P<number>\d{1,3}[a-z]?)"
    r"(?:\s*(?:Abs(?:\.|atz)?\s*|\()(?P<paragraph>\d+[a-z]?)\)?)?"
    r"(?:\s*(?:S(?:\.|atz)?)\s*\d+)?"
    r"(?:\s*(?:Alt(?:\.|ernative)?)\s*(?P<alternative>\d))?"
    r"(?:\s*Nr\.?\s*\d+[a-z]?)?"
    r"(?:\s*(?:i\.\s*V\.\s*m\.|iVm).*)?"
    r"(?:\s*AufenthG)?(?:\s*\([^)]*\))?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Section:
    """A paragraph: its number, and paragraph and alternative where they matter."""

    number: str
    paragraph: str = ""
    alternative: str = ""

    @classmethod
    def parse(cls, text: str) -> Section:
        """Read `25b`, `§ 25 Abs. 2 S. 1 Alt. 1`, `25(5)`; ValueError for anything else."""
        found = _SECTION.fullmatch(text.strip())
        if found is None:
            raise ValueError(f"Expected to read a paragraph, but found {text[:40]!r}")
        return cls(found["number"].lower(), (found["paragraph"] or "").lower(), found["alternative"] or "")

    @property
    def code(self) -> str:
        """As the rules compare it: `25b`, `25(2)`."""
        return f"{self.number}({self.paragraph})" if self.paragraph else self.number
