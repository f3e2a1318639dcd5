"""Which paragraphs carry a computation: the same rules of the BGB, reached from the law of the procedure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum


@dataclass(frozen=True, slots=True)
class Norms:
    """How a law is called and cites the start of a period, its end, the shift from a day off, a fixed appointment,
    hours, the start and the extension of what an authority or court has set, and restitution. Empty: no rule of its
    own.
    """

    title: str
    reference: str
    shift: str
    appointment: str = ""
    hours: str = ""
    set_start: str = ""
    extension: str = ""
    named_day: str = ""
    restitution: str = ""

    def of(self, paragraph: str) -> str:
        """A paragraph of the BGB as this law reaches it."""
        return f"{self.reference}{paragraph} BGB"


class Law(Enum):
    """The law a deadline runs under."""

    BGB = Norms("BGB", "", "§ 193 BGB")
    VWVFG = Norms(
        "VwVfG",
        "§ 31 Abs. 1 VwVfG, ",
        "§ 31 Abs. 3 S. 1 VwVfG",
        appointment="§ 31 Abs. 5 VwVfG",
        hours="§ 31 Abs. 6 VwVfG",
        set_start="§ 31 Abs. 2 VwVfG",
        extension="§ 31 Abs. 7 VwVfG",
        named_day="§ 31 Abs. 3 S. 2 VwVfG",
        restitution="§ 32 VwVfG",
    )
    SGB_X = Norms(
        "SGB X",
        "§ 26 Abs. 1 SGB X, ",
        "§ 26 Abs. 3 S. 1 SGB X",
        appointment="§ 26 Abs. 5 SGB X",
        hours="§ 26 Abs. 6 SGB X",
        set_start="§ 26 Abs. 2 SGB X",
        extension="§ 26 Abs. 7 SGB X",
        named_day="§ 26 Abs. 3 S. 2 SGB X",
        restitution="§ 27 SGB X",
    )
    VWGO = Norms(
        "VwGO",
        "§ 57 Abs. 2 VwGO, § 222 Abs. 1 ZPO, ",
        "§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO",
        hours="§ 57 Abs. 2 VwGO, § 222 Abs. 3 ZPO",
        extension="§ 57 Abs. 2 VwGO, § 224 Abs. 2 ZPO",
        restitution="§ 60 VwGO",
    )
    SGG = Norms(
        "SGG",
        "§ 64 SGG, entsprechend ",
        "§ 64 Abs. 3 SGG",
        extension="§ 65 SGG",
        restitution="§ 67 SGG",
    )

    @property
    def title(self) -> str:
        """How the law is called: VwVfG, SGB X."""
        return self.value.title

    @property
    def procedure(self) -> Law:
        """The law of the administrative procedure before the suit, by which notices are announced."""
        return Law.SGB_X if self in {Law.SGB_X, Law.SGG} else Law.VWVFG


class SetBy(StrEnum):
    """Who has set a time. Only what an authority has set can be extended; a statutory deadline is altered by nobody."""

    #: statutory: it stays as it is
    LAW = "gesetz"
    #: by an authority or a court, with a length of its choice (§ 31 (2), (7) VwVfG)
    AUTHORITY = "behoerde"
    #: agreed between authorities: no legal deadline, counted by the calendar of the authority
    AGREEMENT = "vereinbarung"


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
