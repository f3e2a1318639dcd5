"""An authority of the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Authority:
    """A body that acts. `territory` are the official keys of its area or their beginnings.

    What is not known is empty and never invented. `land` says whose holidays count at its seat, `successor` which
    authority goes on after `valid_to`, `doubts` what has to be checked („prüfen“).
    """

    key: str
    name: str
    kind: str
    territory: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None
    parent: str | None = None
    contact: Mapping[str, str] = field(default_factory=dict)
    land: str = "NW"
    office_number: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    successor: str | None = None

    def exists(self, on: date) -> bool:
        """Whether it is there on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)
