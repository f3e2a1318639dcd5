"""A day of the proleptic Gregorian calendar."""

from __future__ import annotations

from dataclasses import dataclass

from engine.feel.values.calendar import MAX_YEAR, add_months, days_in_month, from_ordinal, to_ordinal


@dataclass(frozen=True, slots=True, order=True)
class Date:
    """Year, month and day; years of up to nine digits, negative too (10.3.2.3.4). ValueError for no day."""

    year: int
    month: int
    day: int

    def __post_init__(self) -> None:
        if not -MAX_YEAR <= self.year <= MAX_YEAR or not 1 <= self.month <= 12:
            raise ValueError(f"Expected to make a date, but {self.year}-{self.month} is no month")
        if not 1 <= self.day <= days_in_month(self.year, self.month):
            raise ValueError(f"Expected to make a date, but {self.year}-{self.month}-{self.day} is no day")

    @classmethod
    def from_ordinal(cls, ordinal: int) -> Date:
        """The day that many days after 1970-01-01."""
        return cls(*from_ordinal(ordinal))

    @property
    def ordinal(self) -> int:
        """Days since 1970-01-01."""
        return to_ordinal(self.year, self.month, self.day)

    def plus_days(self, days: int) -> Date:
        """The date that many days later."""
        return Date.from_ordinal(self.ordinal + days)

    def plus_months(self, months: int) -> Date:
        """31 Jan plus one month is the last of February."""
        return Date(*add_months(self.year, self.month, self.day, months))

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04d}-{self.month:02d}-{self.day:02d}"
