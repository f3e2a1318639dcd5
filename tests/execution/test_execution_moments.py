"""From what a diagram says to an instant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from engine.execution.moments import moment

WRITTEN = [
    ("2026-12-01T10:00:00", 9),
    ("2026-12-01T10:00:00Z", 10),
    ("2026-12-01T10:00:00[America/New_York]", 15),
    ("2026-12-01T10:00:00-05:00[Europe/Berlin]", 15),  # the offset says it already
    ("2026-12-01T10:00:00+01:00[Europe/Berlin]", 9),
]


@pytest.mark.parametrize(("text", "hour"), WRITTEN)
def test_a_moment_is_in_the_zone_it_names_else_in_germany(text: str, hour: int) -> None:
    assert moment(text) == datetime(2026, 12, 1, hour, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Atlantis/Poseidonis", "Europe", "../etc/passwd", "]"])
def test_a_zone_that_does_not_exist_is_no_moment(zone: str) -> None:
    assert moment(f"2026-12-01T10:00:00[{zone}]") is None
