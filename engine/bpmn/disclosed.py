"""What a task lets another body know about the person, and the properties that say so (docs/sight.md)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from engine.feel import Expression

#: to whom, by which norm, which data, for which purpose the person must have consented: text or FEEL
RECIPIENT: Final = "uebermittlung"
NORM: Final = "uebermittlung_norm"
DATA: Final = "uebermittlung_angaben"
PURPOSE: Final = "uebermittlung_zweck"
#: how to call each in a sentence
NAMES: Final = {
    RECIPIENT: "Die empfangende Stelle",
    NORM: "Die Norm der Übermittlung",
    DATA: "Die Liste der übermittelten Angaben",
    PURPOSE: "Der Zweck der Übermittlung",
}


@dataclass(frozen=True, slots=True)
class Discloses:
    """To whom, by which norm and which data; what is missing is a finding. A purpose may be missing: any then."""

    recipient: Expression | None
    norm: Expression | None
    data: Expression | None
    purpose: Expression | None = None

    def said(self) -> Iterator[tuple[str, Expression]]:
        """What is said, and how to call it."""
        said = (self.recipient, self.norm, self.data, self.purpose)
        for name, one in zip(NAMES.values(), said, strict=True):
            if one is not None:
                yield name, one
