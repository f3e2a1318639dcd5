"""Values in the words of a German office."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from engine import feel
from engine.wording import say, spelled

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "keine Angabe"),
        (True, "ja"),
        ("§ 25b", "§ 25b"),
        (2026, "2026"),  # years stay years
        (Decimal("12345.60"), "12.345,60"),
        (Decimal("1234567"), "1.234.567"),
        (-3, "−3"),
        (Decimal("1.50"), "1,50"),
        (date(2026, 1, 4), "04.01.2026"),
        (time(9, 5), "09:05 Uhr"),
        (datetime(2026, 7, 14, 14, 30, tzinfo=BERLIN), "14.07.2026, 14:30 Uhr"),
        (timedelta(days=1, hours=2), "1 Tag 2 Stunden"),
        (timedelta(), "0 Tage"),
        (timedelta(seconds=1, milliseconds=500), "1,5 Sekunden"),
        (feel.YearsMonthsDuration(75), "6 Jahre 3 Monate"),
        (feel.YearsMonthsDuration(-12), "minus 1 Jahr"),
        (feel.Range(Decimal(1), Decimal(2)), "[1..2]"),
        (feel.Date(-5, 1, 2), "-0005-01-02"),
        (feel.read_date_time("-2026-01-01T00:00:00"), "-2026-01-01T00:00:00"),
        ([], "keine"),
        (["a", 1], "a, 1"),
        ({"Name": "Ada", "Alter": 36}, "Name: Ada; Alter: 36"),
    ],
)
def test_say(value, words):
    assert say(feel.from_python(value)) == words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("ohne_belang", "ohne Belang"),
        ("ungeklaert", "ungeklärt"),
        ("entfaellt", "entfällt"),
        ("leistungstraeger", "Leistungsträger"),  # a noun by its ending
        ("alle_massnahmen", "alle Maßnahmen"),
        ("abschliessen", "abschließen"),
        ("zurueckgenommen", "zurückgenommen"),
        ("antrag_bleiberecht", "Antrag Bleiberecht"),
        ("altersgerecht", "altersgerecht"),
        ("duldung_60a", "Duldung 60a"),
        ("unter_A2", "unter A2"),
        ("26_3", "§ 26 Abs. 3"),
        ("PRUEFUNG", "ein Mensch muss prüfen"),
        ("ae", "Aufenthaltserlaubnis"),
        # what only looks like an umlaut
        ("neue_quelle", "neue Quelle"),
        ("dauer", "Dauer"),
        ("aktuell", "aktuell"),
        ("manuell", "manuell"),
        ("zuerst", "zuerst"),
        ("manuel", "manuel"),
        # no code
        ("B2", "B2"),
        ("BAMF", "BAMF"),
        ("Die Person ist geduldet.", "Die Person ist geduldet."),
        ("a@b.de", "a@b.de"),
        ("", ""),
    ],
)
def test_a_code_is_spelled_out(code, words):
    assert spelled(code) == words
