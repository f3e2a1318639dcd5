"""The calendar of one authority: its holidays, closures and hours, and several of them in one case."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from engine.deadlines import (
    Calendar,
    Closure,
    Land,
    OfficeHours,
    Period,
    Question,
    SetBy,
    calculate,
    holiday_name,
)
from engine.errors import ModelError

BERLIN = ZoneInfo("Europe/Berlin")
CHRISTMAS_WEEK = Closure(date(2026, 12, 24), date(2026, 12, 31), "Betriebsferien")
NUREMBERG = Calendar(Land.BY, "BAMF Nürnberg", "09564000")
HERTEN = Calendar(Land.NW, "Herten", "05562020", closures=(CHRISTMAS_WEEK,))


@pytest.mark.parametrize(
    ("day", "name"),
    [
        # no holidays, whatever custom says
        (date(2026, 12, 24), "Heiligabend"),
        (date(2026, 12, 31), "Silvester"),
        (date(2026, 2, 12), "Weiberfastnacht"),
        (date(2026, 2, 16), "Rosenmontag"),
        (date(2026, 2, 17), "Veilchendienstag"),
        (date(2025, 10, 31), "Reformationstag"),
        (date(2025, 11, 19), "Buß- und Bettag"),
        (date(2026, 1, 6), "Heilige Drei Könige"),
    ],
)
def test_custom_and_the_holidays_of_others_are_none_in_nrw(day, name):
    assert Calendar().holiday(day) is None, name


def test_the_eleven_holidays_of_nrw():
    # § 2 FeiertG NW
    found = [date(2027, 1, 1).replace(month=month, day=day) for month, day in NRW_2027]

    assert all(Calendar().holiday(day) for day in found)
    assert len(found) == 11


NRW_2027 = (
    *((1, 1), (3, 26), (3, 29), (5, 1), (5, 6), (5, 17), (5, 27), (10, 3), (11, 1)),
    *((12, 25), (12, 26)),
)


def test_an_authority_in_bavaria_and_one_in_nrw_have_their_own_days_in_one_case():
    asked = {"event": date(2027, 12, 27), "period": Period(days=10)}

    at_the_bamf = calculate(Question(calendar=NUREMBERG, **asked))
    in_herten = calculate(Question(calendar=HERTEN, **asked))

    assert (at_the_bamf.end, in_herten.end) == (date(2028, 1, 7), date(2028, 1, 6))
    assert "Heilige Drei Könige" in at_the_bamf.derivation


def test_the_place_and_not_the_authority_decides_over_corpus_christi():
    asked = {"event": date(2026, 5, 4), "period": Period(months=1)}

    ends = {
        land: calculate(Question(calendar=Calendar(land), **asked)).end.day
        for land in (Land.NW, Land.BY, Land.NI, Land.SN)
    }

    assert ends == {Land.NW: 5, Land.BY: 5, Land.NI: 4, Land.SN: 4}


def test_a_closure_says_that_it_moves_no_legal_deadline():
    found = calculate(Question(event=date(2026, 11, 24), period=Period(months=1), calendar=HERTEN))

    assert found.end == date(2026, 12, 24)
    assert (
        "Betriebsferien: nur die Behörde ist geschlossen, die Frist verschiebt sich nicht" in found.derivation
    )


def test_a_closure_delays_an_agreed_time():
    found = calculate(
        Question(event=date(2026, 12, 18), working_days=5, calendar=HERTEN, set_by=SetBy.AGREEMENT)
    )

    assert found.end == date(2027, 1, 5)
    assert "24.12.2026 (Betriebsferien)" in found.derivation
    assert "Kalender Herten" in found.derivation


def test_many_days_that_are_left_out_are_counted_and_not_all_named():
    closed = Calendar(closures=(Closure(date(2026, 7, 1), date(2026, 8, 31), "Umbau"),))

    found = calculate(
        Question(event=date(2026, 6, 30), working_days=1, calendar=closed, set_by=SetBy.AGREEMENT)
    )

    assert found.end == date(2026, 9, 1)
    assert "08.07.2026 (Umbau) und 38 weitere Tage" in found.derivation


@pytest.mark.parametrize(
    ("calendar", "end", "doubt"),
    [
        # nobody has said whether Mariä Himmelfahrt holds there
        (Calendar(Land.BY), date(2028, 8, 15), True),
        # it does not: Nürnberg may say so
        (Calendar(Land.BY, observed=()), date(2028, 8, 15), False),
        (Calendar(Land.BY, observed=("Mariä Himmelfahrt",)), date(2028, 8, 16), False),
        # the library knows Augsburg
        (Calendar.of("09761000"), date(2028, 8, 16), False),
        (Calendar(), date(2028, 8, 15), False),
    ],
)
def test_a_holiday_of_a_part_of_the_land(calendar, end, doubt):
    found = calculate(Question(event=date(2028, 7, 15), period=Period(months=1), calendar=calendar))

    assert found.end == end
    named = [note for note in found.notes if "Mariä Himmelfahrt" in note]
    assert bool(named) is doubt
    assert all("endet die Frist am 16.08.2028." in note for note in named)


def test_the_peace_festival_is_a_holiday_of_the_city_of_augsburg():
    asked = {"event": date(2028, 7, 8), "period": Period(months=1)}

    assert calculate(Question(calendar=Calendar.of("09761000"), **asked)).end == date(2028, 8, 9)
    assert calculate(Question(calendar=NUREMBERG, **asked)).end == date(2028, 8, 8)


@pytest.mark.parametrize(
    ("place", "land"),
    [
        ("NW", Land.NW),
        ("05562020", Land.NW),
        ("09564000", Land.BY),
        ("16051000", Land.TH),
        ("01001000", Land.SH),
    ],
)
def test_the_land_of_a_place(place, land):
    assert Calendar.of(place).land is land


@pytest.mark.parametrize("place", ["", "XX", "17000000", "0556202", "nw"])
def test_an_unknown_place_is_refused(place):
    with pytest.raises(ModelError) as caught:
        Calendar.of(place)

    assert "Bekannt sind" in caught.value.findings[0].hint


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"observed": ("Fronleichnam",)}, "Im Land NW gibt es den örtlichen Feiertag „Fronleichnam“ nicht."),
        (
            {"closures": (Closure(date(2026, 12, 31), date(2026, 12, 24), "Ferien"),)},
            "Die Schließung „Ferien“ endet vor ihrem Beginn.",
        ),
    ],
)
def test_a_wrong_calendar_is_refused_with_what_is_expected(wrong, reason):
    with pytest.raises(ModelError) as caught:
        Calendar(**wrong)

    assert caught.value.findings[0].reason == reason
    assert caught.value.findings[0].hint


def test_working_days_go_back_too():
    assert HERTEN.add_working_days(date(2027, 1, 4), -1) == date(2026, 12, 23)
    assert Calendar().add_working_days(date(2027, 1, 4), -1) == date(2026, 12, 31)
    assert Calendar().add_working_days(date(2026, 11, 29), 0) == date(2026, 11, 29)


def test_the_office_hours_of_a_day():
    hours = (
        OfficeHours(3, time(14), time(18)),
        OfficeHours(3, time(8), time(12)),
        OfficeHours(0, time(8), time(12)),
    )
    office = Calendar(closures=(CHRISTMAS_WEEK,), office_hours=hours)

    assert [one.opens for one in office.open_at(date(2026, 12, 3))] == [time(8), time(14)]
    assert office.open_at(date(2026, 12, 1)) == ()
    # Christi Himmelfahrt, and the Christmas week
    assert office.open_at(date(2026, 5, 14)) == office.open_at(date(2026, 12, 24)) == ()


def test_an_authority_that_never_opens_is_refused():
    shut = Calendar(closures=(Closure(date(2026, 1, 1), date(2029, 1, 1), "aufgelöst"),))

    with pytest.raises(ModelError, match="the authority is closed"):
        shut.next_open_day(date(2026, 1, 1))


def test_a_closed_day_has_its_reason():
    assert HERTEN.closed(date(2026, 12, 28)) == "Betriebsferien"
    assert HERTEN.closed(date(2026, 12, 25)) == holiday_name(date(2026, 12, 25))
    assert HERTEN.closed(date(2026, 12, 23)) is None
    assert HERTEN.place == "Herten"
    assert Calendar().place == "NW"


OFFICE = Calendar(
    name="Bürgerbüro",
    closures=(CHRISTMAS_WEEK,),
    office_hours=(
        *(OfficeHours(weekday, time(8), time(12)) for weekday in range(5)),
        OfficeHours(3, time(14), time(18)),
    ),
)


@pytest.mark.parametrize(
    ("begun", "hours", "end"),
    [
        # Monday to Tuesday: two hours before noon, two the next morning
        ("2026-11-23T10:00", 4, "2026-11-24T10:00"),
        # Thursday has eight hours, with a break
        ("2026-11-26T11:00", 3, "2026-11-26T16:00"),
        # exactly to the end of the day, and from outside the hours
        ("2026-11-23T06:00", 4, "2026-11-23T12:00"),
        ("2026-11-27T13:00", 1, "2026-11-30T09:00"),
        # over the Christmas week and New Year
        ("2026-12-23T11:00", 2, "2027-01-04T09:00"),
    ],
)
def test_agreed_hours_are_counted_while_the_authority_is_open(begun, hours, end):
    moment = datetime.fromisoformat(begun).replace(tzinfo=BERLIN)

    found = calculate(Question(event_at=moment, hours=hours, calendar=OFFICE, set_by=SetBy.AGREEMENT))

    assert found.end_at == datetime.fromisoformat(end).replace(tzinfo=BERLIN)
    assert "gezählt in den Öffnungszeiten, Kalender Bürgerbüro (vereinbarte Zeit)" in found.derivation


def test_agreed_hours_of_an_authority_without_office_hours_are_elapsed_hours():
    moment = datetime(2026, 10, 24, 15, tzinfo=BERLIN)

    found = calculate(Question(event_at=moment, hours=24, rule="vereinbart"))

    assert found.answer == "Ende der vereinbarten Zeit: 25.10.2026, 14:00 Uhr"
    assert "Öffnungszeiten sind nicht bekannt" in found.derivation


def test_an_authority_that_opens_never_counts_no_hours():
    sundays = Calendar(office_hours=(OfficeHours(6, time(8), time(12)),))
    moment = datetime(2026, 11, 23, 10, tzinfo=BERLIN)

    with pytest.raises(ModelError, match="the authority is closed"):
        calculate(Question(event_at=moment, hours=1, calendar=sundays, set_by=SetBy.AGREEMENT))


def test_a_deadline_ends_at_midnight_and_not_when_the_office_closes():
    asked = Question(event=date(2026, 11, 23), period=Period(days=3), calendar=OFFICE)

    assert any("24 Uhr" in note for note in calculate(asked).notes)
    assert not any("24 Uhr" in note for note in calculate(replace(asked, set_by=SetBy.AGREEMENT)).notes)
