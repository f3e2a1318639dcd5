"""What people and programs say, read as a question: every way to say it, and a sentence for what cannot be read."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pytest

from engine.clock import ZONE
from engine.deadline_entry import ONCE, SEVERAL, answer, read_question
from engine.deadlines import (
    RULES,
    Calendar,
    Cause,
    Closure,
    Counting,
    DaysOff,
    Delivery,
    Land,
    Law,
    OfficeHours,
    Pause,
    Pausing,
    Period,
    SetBy,
)
from engine.errors import Invalid

_23 = date(2026, 11, 23)
_PAUSE = Pause(date(2026, 12, 5), date(2026, 12, 8), Cause.PERSON, "Pass fehlt")


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        # a day: as typed in Germany, as ISO, as a date that was read already
        ({"ereignis": "23.11.2026"}, "event", _23),
        ({"ereignis": " 2026-11-23 "}, "event", _23),
        ({"ereignis": _23}, "event", _23),
        # with a time of day it is an instant, in Germany unless it says otherwise
        ({"ereignis": "24.10.2026 15:00"}, "event_at", datetime(2026, 10, 24, 15, tzinfo=ZONE)),
        ({"ereignis": "2026-10-24T15:00"}, "event_at", datetime(2026, 10, 24, 15, tzinfo=ZONE)),
        # nothing said is nothing
        ({"ereignis": "", "dauer": None}, "event", None),
        # lengths
        ({"dauer": "P1M"}, "period", Period(months=1)),
        ({"dauer": "14 Tage"}, "period", Period(days=14)),
        ({"dauer": "P2W"}, "period", Period(weeks=2)),
        ({"dauer": "p2w"}, "period", Period(weeks=2)),
        ({"dauer": "zwei Wochen"}, "period", Period(weeks=2)),
        ({"dauer": "PT24H"}, "hours", 24),
        ({"arbeitstage": "10"}, "working_days", 10),
        ({"arbeitstage": "1.000"}, "working_days", 1000),
        ({"stunden": 24}, "hours", 24),
        ({"jahre": "27"}, "years", 27),
        ({"termin": "06.05.2027"}, "appointment", date(2027, 5, 6)),
        ({"regel": "klage"}, "rule", "klage"),
        # law, however it is written
        ({"recht": "sgb x"}, "law", Law.SGB_X),
        ({"recht": "SGBX"}, "law", Law.SGB_X),
        ({"recht": "VwVfG"}, "law", Law.VWVFG),
        ({"gesetzt_von": "behoerde"}, "set_by", SetBy.AUTHORITY),
        ({"zustellung": "post"}, "delivery", Delivery.POST),
        ({"benachrichtigt": "23.11.2026"}, "notified", _23),
        ({"zugang": "23.11.2026"}, "received", _23),
        ({"verlaengert_bis": "23.11.2026"}, "extended_to", _23),
        ({"verlaengert_am": "23.11.2026"}, "extended_on", _23),
        # a box that is ticked, an option that is set, a word
        ({"tag_zaehlt": True}, "counting", Counting.FROM_DAY),
        ({"tag_zaehlt": "ja"}, "counting", Counting.FROM_DAY),
        ({"tag_zaehlt": "nein"}, "counting", Counting.AFTER_EVENT),
        ({"ohne_verschiebung": "1"}, "days_off", DaysOff.KEEP),
        # places
        ({"ort": "BY"}, "calendar", Calendar(Land.BY)),
        ({"ort": "BY", "feiertag": ["keiner"]}, "calendar", Calendar(Land.BY, observed=())),
        (
            {"ort": "BY", "feiertag": ["Mariä Himmelfahrt"]},
            "calendar",
            Calendar(Land.BY, observed=("Mariä Himmelfahrt",)),
        ),
        ({}, "calendar", Calendar()),
        (
            {"schliessung": "2026-12-24..2026-12-31:Ferien"},
            "calendar",
            Calendar(closures=(Closure(date(2026, 12, 24), date(2026, 12, 31), "Ferien"),)),
        ),
        (
            {"schliessung": [{"von": "24.12.2026", "name": "Ferien"}]},
            "calendar",
            Calendar(closures=(Closure(date(2026, 12, 24), date(2026, 12, 24), "Ferien"),)),
        ),
        # pauses: one line, or in parts
        ({"hemmung": ["2026-12-05..2026-12-08:person:Pass fehlt"]}, "pauses", (_PAUSE,)),
        (
            {"hemmung": [{"von": "05.12.2026", "bis": "08.12.2026", "wer": "person", "grund": "Pass fehlt"}]},
            "pauses",
            (_PAUSE,),
        ),
        # one that goes on, and one that lets the period begin anew
        (
            {"unterbrechung": "2026-12-05..:eigene behoerde:Umzug:§ 1"},
            "pauses",
            (Pause(date(2026, 12, 5), None, Cause.OWN_AUTHORITY, "Umzug", Pausing.INTERRUPTION, "§ 1"),),
        ),
    ],
)
def test_what_is_said_is_read(said: dict[str, Any], field: str, value: object) -> None:
    assert getattr(read_question(said), field) == value


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"ereignis": "31.11.2026"}, {"ereignis": "„31.11.2026“ ist kein Tag. Erwartet wird 23.11.2026"}),
        ({"termin": "2026-11-23T09:00"}, {"termin": "hat eine Uhrzeit. Erwartet wird nur ein Tag"}),
        ({"arbeitstage": "zehn"}, {"arbeitstage": "„zehn“ ist keine Zahl. Erwartet wird eine ganze Zahl"}),
        ({"arbeitstage": "-1"}, {"arbeitstage": "ist keine Zahl"}),
        # a full stop that groups no thousands would make fifteen of one and a half, and a hundred of ten
        ({"arbeitstage": "1.5"}, {"arbeitstage": "ist keine Zahl"}),
        ({"stunden": 10.0}, {"stunden": "„10.0“ ist keine Zahl"}),
        ({"arbeitstage": "1.00"}, {"arbeitstage": "ist keine Zahl"}),
        ({"dauer": "bald"}, {"dauer": "„bald“"}),
        ({"recht": "StVO"}, {"recht": "„StVO“ ist keines von BGB, VwVfG, SGB X, VwGO, SGG."}),
        ({"zustellung": "taube"}, {"zustellung": "„taube“ ist keine von post, elektronisch"}),
        ({"ort": "Nirgendwo"}, {"ort": "„Nirgendwo“ ist nicht bekannt"}),
        ({"feiertag": "Rosenmontag"}, {"feiertag": "„Rosenmontag“ nicht"}),
        ({"tag_zaehlt": "vielleicht"}, {"tag_zaehlt": "weder ja noch nein"}),
        ({"hemmung": "2026-12-05"}, {"hemmung": "Erwartet wird VON..BIS:WER:GRUND"}),
        ({"hemmung": "2026-12-05:kind:x"}, {"hemmung": "„kind“ ist keine von eigene_behoerde"}),
        ({"hemmung": [{"wer": "person"}]}, {"hemmung": "von wann an die Frist ruht"}),
        # nobody means so many, and each costs a count of the whole period
        ({"hemmung": ["2026-12-05:person:x"] * 51}, {"hemmung": "mehr als 50 Angaben"}),
        ({"schliessung": ["2026-12-05:x"] * 51}, {"schliessung": "mehr als 50 Angaben"}),
        ({"schliessung": "2026-12-24"}, {"schliessung": "Erwartet wird VON..BIS:NAME"}),
        ({"schliessung": "2026-12-24..2026-12-23:x"}, {"schliessung": "endet vor ihrem Beginn"}),
        ({"frist": "1"}, {"frist": "Diese Angabe gibt es nicht."}),
        # every fault at once
        (
            {"ereignis": "x", "dauer": "y", "ort": "z"},
            {"ereignis": "kein Tag", "dauer": "„y“", "ort": "nicht bekannt"},
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_what_is_expected(
    said: dict[str, Any], wrong: dict[str, str]
) -> None:
    with pytest.raises(Invalid) as refused:
        read_question(said)

    assert set(refused.value.fields) == set(wrong)
    for name, part in wrong.items():
        assert part in refused.value.fields[name]


def test_an_authority_brings_its_closures_and_a_place_its_holidays() -> None:
    closure = Closure(date(2026, 12, 28), date(2026, 12, 30), "Zwischen den Jahren")
    hours = OfficeHours(0, time(8), time(12))
    office = Calendar(Land.NW, "Ausländeramt", closures=(closure,), office_hours=(hours,))

    assert read_question({}, office).calendar is office
    there = read_question({"ort": "BY"}, office).calendar
    assert (there.land, there.closures, there.office_hours) == (Land.BY, (closure,), (hours,))


@pytest.mark.parametrize(
    ("said", "day"),
    [
        # a notice by post, § 41 (2) VwVfG; the month ends on a Sunday
        ({"ereignis": "23.11.2026", "zustellung": "post", "regel": "klage"}, date(2026, 12, 28)),
        # the last day of January and a month, § 188 (3) BGB; a Sunday
        ({"ereignis": "31.01.2027", "dauer": "ein Monat"}, date(2027, 3, 1)),
        ({"termin": "06.05.2027"}, date(2027, 5, 6)),
    ],
)
def test_it_is_answered_as_the_calculator_does(said: dict[str, Any], day: date) -> None:
    assert answer(said).day == day


@pytest.mark.parametrize(
    ("said", "name"),
    [
        # faults of the question itself stand under what was said
        ({"ereignis": "23.11.2026"}, "dauer"),
        ({"dauer": "P1M"}, "ereignis"),
        ({"stunden": "3"}, "ereignis"),
        ({"ereignis": "23.11.2026", "dauer": "P0D"}, "dauer"),
        ({"regel": "gibtesnicht", "ereignis": "23.11.2026"}, "regel"),
        ({"ereignis": "01.12.2026", "dauer": "P14D", "hemmung": "2026-12-05:person:x"}, "hemmung"),
        ({"ereignis": "01.12.2026", "dauer": "P14D", "verlaengert_bis": "01.01.2027"}, "verlaengert_bis"),
        # a day nobody can mean
        (
            {
                "ereignis": "01.12.2026",
                "dauer": "P14D",
                "gesetzt_von": "behoerde",
                "hemmung": "2026-12-05..9999-12-30:person:x",
            },
            "hemmung",
        ),
        # nobody ever works there
        (
            {
                "ereignis": "01.12.2026",
                "arbeitstage": "3",
                "gesetzt_von": "vereinbarung",
                "schliessung": "2026-01-01..2036-01-01:aufgelöst",
            },
            "schliessung",
        ),
    ],
)
def test_faults_of_the_question_stand_under_the_names_that_were_used(said: dict[str, Any], name: str) -> None:
    with pytest.raises(Invalid) as refused:
        answer(said)

    assert name in refused.value.fields
    assert set(refused.value.fields) <= {*ONCE, *SEVERAL}


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_can_be_asked_by_its_name(rule: str) -> None:
    said = {"regel": rule, "ereignis": "2026-11-23"}
    if RULES[rule].shape.name == "OPEN":
        said["dauer"] = "P14D"
    if RULES[rule].shape.name == "YEAR_OF_LIFE" and RULES[rule].years is None:
        said["jahre"] = "27"

    assert answer(said).day is not None


def test_weeks_in_words_stay_weeks() -> None:
    found = answer({"ereignis": "27.11.2026", "dauer": "zwei Wochen"})

    assert (
        "Frist von 2 Wochen endet 11.12.2026, Freitag (§ 31 Abs. 1 VwVfG, § 188 Abs. 2 BGB)"
        in found.derivation
    )
