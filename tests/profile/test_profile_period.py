"""Agreed times as people write and read them."""

from __future__ import annotations

import pytest

from engine.profile import in_words, parts, read_period


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("P7D", "P7D"),
        (" p7d ", "P7D"),
        ("P2W", "P14D"),
        ("P1W1D", "P8D"),
        ("P12M", "P1Y"),
        ("PT12H", "PT12H"),
        ("P1DT12H", "P1DT12H"),
        ("7 Tage", "P7D"),
        ("7 tage", "P7D"),
        ("7Tage", "P7D"),
        ("1 Tag", "P1D"),
        ("eine Woche", "P7D"),
        ("2 Wochen", "P14D"),
        ("drei  Monate", "P3M"),
        ("18 Monate", "P1Y6M"),
        ("1 Jahr", "P1Y"),
        ("12 Stunden", "PT12H"),
        ("12 h", "PT12H"),
        ("two weeks", "P14D"),
        ("10 Jahre", "P10Y"),
        # no period
        ("", None),
        ("7", None),
        ("Tage", None),
        ("bald", None),
        ("7 Jahrzehnte", None),
        ("7 Tage 3 Stunden", "P7DT3H"),
        ("1 Jahr 6 Monate", "P1Y6M"),
        ("1 year 6 months", "P1Y6M"),
        ("7 Tage 3", None),
        ("7 Tage 3 Tage", None),
        ("1 Monat 2 Tage", None),
        ("ein", None),
        ("1,5 Tage", None),
        ("-7 Tage", None),
        ("P", None),
        # nothing, backwards, longer than anyone agrees on
        ("0 Tage", None),
        ("P0D", None),
        ("-P7D", None),
        ("11 Jahre", None),
        ("999999 Tage", None),
        ("9" * 50 + " Tage", None),
        # a month has no fixed number of days; minutes are no agreed time
        ("P1M2D", None),
        ("PT30M", None),
        # only a time in working days is in working days
        ("5 Arbeitstage", None),
        ("٣ Tage", "P3D"),
    ],
)
def test_what_people_write(text, value):
    assert read_period(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 Arbeitstage", "P5D"),
        ("5 Werktage", "P5D"),
        ("ein Arbeitstag", "P1D"),
        ("5 working days", "P5D"),
        ("1 working day", "P1D"),
        ("5 Tage", "P5D"),
        ("P5D", "P5D"),
        ("PT12H", None),
        ("1 Monat", None),
    ],
)
def test_working_days_are_whole_days(text, value):
    assert read_period(text, working=True) == value


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("P1D", "1 Tag"),
        ("P7D", "7 Tage"),
        ("P1Y6M", "1 Jahr 6 Monate"),
        ("P1M", "1 Monat"),
        ("P1DT12H", "1 Tag 12 Stunden"),
        ("PT1H", "1 Stunde"),
    ],
)
def test_in_words(value, words):
    assert in_words(value) == words


def test_working_days_in_words():
    assert in_words("P1D", working=True) == "1 Arbeitstag"
    assert in_words("P5D", working=True) == "5 Arbeitstage"
    assert parts("P5D", working=True) == ((5, "working"),)
