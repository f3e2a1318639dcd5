"""ISO 8601 texts of timers."""

from __future__ import annotations

import pytest

from engine.bpmn.iso import is_cycle, is_date, is_duration


@pytest.mark.parametrize("text", ["P14D", "P1M", "P1Y2M3DT4H5M6S", "PT12H", "P2W", "PT0.5S"])
def test_recognises_durations(text):
    assert is_duration(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        # no amount at all
        "P",
        "PT",
        "P1DT",
        # units out of order
        "P1D1M",
        # no P, lower case, words, negative
        "14D",
        "p14d",
        "14 Tage",
        "-P1D",
        # digits of another script
        "P٣D",
    ],
)
def test_refuses_other_texts_as_durations(text):
    assert not is_duration(text)


@pytest.mark.parametrize(
    "text",
    ["2026-03-31", "2026-03-31T12:00", "2026-03-31T12:00:00Z", "2026-03-31T12:00:00.5+02:00", "2028-02-29"],
)
def test_recognises_dates(text):
    assert is_date(text)


@pytest.mark.parametrize(
    "text", ["", "31.03.2026", "2026-02-30", "2026-03-31T25:00", "2026-03-31 12:00", "20260331"]
)
def test_refuses_other_texts_as_dates(text):
    assert not is_date(text)


@pytest.mark.parametrize("text", ["R/P1D", "R3/P7D", "R2/2026-01-01T08:00:00Z/P1D", "R2/P1D/2026-12-31"])
def test_recognises_cycles(text):
    assert is_cycle(text)


@pytest.mark.parametrize(
    "text", ["", "P1D", "R", "R3/", "R3/P1D/P1D", "R3/x", "R1/2026-01-01/P1D/P1D", "0 8 * *"]
)
def test_refuses_other_texts_as_cycles(text):
    assert not is_cycle(text)
