"""Which paragraphs carry a computation: the same rules of the BGB, reached from the law of the procedure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Norms:
    """How a law cites the start of a period, its end, the shift from a day off, and a fixed appointment."""

    reference: str
    shift: str
    appointment: str

    def of(self, paragraph: str) -> str:
        """A paragraph of the BGB as this law reaches it."""
        return f"{self.reference}{paragraph} BGB"


class Law(Enum):
    """The law a deadline runs under."""

    BGB = Norms("", "§ 193 BGB", "")
    VWVFG = Norms("§ 31 Abs. 1 VwVfG, ", "§ 31 Abs. 3 S. 1 VwVfG", "§ 31 Abs. 5 VwVfG")
    SGB_X = Norms("§ 26 Abs. 1 SGB X, ", "§ 26 Abs. 3 S. 1 SGB X", "§ 26 Abs. 5 SGB X")
    VWGO = Norms("§ 57 Abs. 2 VwGO, § 222 Abs. 1 ZPO, ", "§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO", "")


class Counting(Enum):
    """Whether the day of the event counts."""

    #: the period starts with an event in the course of a day: that day does not count (§ 187 (1) BGB)
    AFTER_EVENT = "§ 187 Abs. 1"
    #: the period starts with the beginning of a day: that day counts, birthdays too (§ 187 (2) BGB)
    FROM_DAY = "§ 187 Abs. 2"


class DaysOff(Enum):
    """What happens when the last day is a Saturday, Sunday or public holiday."""

    #: it ends with the next working day (§ 193 BGB, § 31 (3) VwVfG, § 26 (3) SGB X)
    SHIFT = "shift"
    #: it ends that day: age limits, validity of titles, benefits for a span of time (§ 31 (4) VwVfG)
    KEEP = "keep"
