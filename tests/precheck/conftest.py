"""The law of the library, and persons made of a few words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from engine.library import read_law
from engine.precheck import LawBook, PreCheck, check, read_record

Check = Callable[..., PreCheck]

#: everything § 25b asks besides the time: what a test is about replaces its part
BASE: dict[str, Any] = {
    "version": 1,
    "birth": "1990-01-01",
    "residence": [{"from": "2019-06-01", "status": "toleration", "section": "60a"}],
    "absences": [],
    "family": {"marital_status": "single", "members": []},
    "education": [],
    "degrees": [],
    "work": [],
    "language": {"spoken": "B1", "written": "B1"},
    "civic": {"basic_knowledge": True, "naturalisation_test": True},
    "livelihood": {"income_share": 100, "sgb_benefits": False},
    "identity": {"status": "clarified"},
    "criminal": {"convictions": [], "pending": False},
}


@pytest.fixture(scope="session")
def book() -> LawBook:
    """The law under processes/recht."""
    return read_law()


@pytest.fixture
def base() -> dict[str, Any]:
    """The document `run` begins with."""
    return dict(BASE)


@pytest.fixture
def run(book: LawBook) -> Check:
    """Check BASE with some parts replaced, on a day."""

    def checked(
        day: str, *, application: str | None = None, known: str | None = None, **parts: Any
    ) -> PreCheck:
        record = read_record({**BASE, **parts})
        return check(
            record,
            date.fromisoformat(day),
            book,
            application=application and date.fromisoformat(application),
            known=known and date.fromisoformat(known),
        )

    return checked
