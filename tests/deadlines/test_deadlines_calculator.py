"""The deadline calculator: how it answers, and what it refuses to be asked."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from engine.deadlines import (
    Calendar,
    Cause,
    Counting,
    DaysOff,
    Delivery,
    Land,
    Law,
    Pause,
    Pausing,
    Period,
    Question,
    SetBy,
    calculate,
)
from engine.errors import Invalid, ModelError

BERLIN = ZoneInfo("Europe/Berlin")
MONTH = Question(event=date(2026, 11, 27), period=Period(months=1))
SET = replace(MONTH, period=Period(days=14), event=date(2026, 12, 1), set_by=SetBy.AUTHORITY)
LETTER = Question(event=date(2026, 11, 23), delivery=Delivery.POST, rule="klage")
HOURS = Question(event_at=datetime(2026, 11, 27, 10, tzinfo=BERLIN), hours=24)
PASSPORT = Pause(date(2026, 12, 5), date(2026, 12, 8), Cause.PERSON, "Pass fehlt")


def test_the_example_of_the_steering_group_word_for_word():
    found = calculate(replace(LETTER, rule=None, period=Period.parse("P1M"), law=Law.BGB))

    assert found.end == date(2026, 12, 28)
    assert found.derivation == (
        "Bescheid zur Post 23.11.2026"
        " → bekannt gegeben 27.11.2026, Freitag (§ 41 Abs. 2 VwVfG, 4. Tag)"
        " → Monatsfrist endet 27.12.2026, Sonntag (§ 187 Abs. 1, § 188 Abs. 2 BGB)"
        " → 28.12.2026, Montag (§ 193 BGB)"
    )


def test_the_answer_in_a_sentence():
    assert calculate(LETTER).answer == "Letzter Tag der Frist: 28.12.2026"
    assert calculate(HOURS).answer == "Ende der Frist: 28.11.2026, 10:00 Uhr"
    assert (
        calculate(Question(rule="untaetigkeit", event=date(2026, 8, 25))).answer
        == "Frühester Tag: 26.11.2026"
    )
    nothing = Question(delivery=Delivery.PORTAL, notified=date(2026, 12, 1), rule="klage")
    assert calculate(nothing).answer == "Es läuft keine Frist"


@pytest.mark.parametrize(
    ("question", "note"),
    [
        # restitution is noted for what a statute sets, by the law of the procedure
        (MONTH, "§ 32 VwVfG: zwei Wochen"),
        (replace(MONTH, law=Law.SGB_X), "§ 27 SGB X: zwei Wochen"),
        (LETTER, "§ 60 VwGO: zwei Wochen"),
        (replace(LETTER, rule="widerspruch_sozialrecht"), "§ 67 SGG: ein Monat"),
        # what an authority has set can be extended
        (SET, "Die Frist kann verlängert werden (§ 31 Abs. 7 VwVfG)."),
        (replace(SET, law=Law.SGG), "Die Frist kann verlängert werden (§ 65 SGG)."),
        # the fiction and its burden of proof
        (LETTER, "im Zweifel weist die Behörde den Zugang nach"),
        (replace(LETTER, received=date(2026, 11, 25)), "Zugang am 25.11.2026: Die Fiktion gilt auch"),
        (replace(LETTER, delivery=Delivery.PORTAL), "nicht innerhalb von zehn Tagen"),
        (
            replace(LETTER, delivery=Delivery.ABROAD),
            "prüfen: Für die förmliche Zustellung im Ausland gilt § 9",
        ),
        (replace(LETTER, delivery=Delivery.PUBLIC), "prüfen: Öffentliche Bekanntgabe ohne Zustellung"),
        # the ten days end on a Saturday
        (
            Question(delivery=Delivery.PORTAL, notified=date(2026, 11, 25), rule="klage"),
            "prüfen: ob sich der letzte Tag zum Abruf",
        ),
        # § 37 (2a) SGB X before 2025
        (
            Question(
                event=date(2024, 11, 25),
                delivery=Delivery.PORTAL,
                law=Law.SGB_X,
                period=Period(months=1),
            ),
            "prüfen: Für Benachrichtigungen vor dem 01.01.2025",
        ),
        # whether a waiting time moves
        (Question(rule="untaetigkeit", event=date(2026, 9, 25)), "prüfen: Ob sich auch eine Wartezeit"),
        # hours
        (replace(HOURS, law=Law.BGB), "prüfen: BGB regelt Fristen in Stunden nicht ausdrücklich."),
        (
            replace(HOURS, event_at=datetime(2026, 10, 25, 2, 0, tzinfo=BERLIN, fold=1)),
            "02:00 Uhr gibt es an diesem Tag zweimal; gerechnet ist mit der zweiten.",
        ),
        # what stays says so
        (replace(MONTH, days_off=DaysOff.KEEP), "27.12.2026 ist ein freier Tag (Sonntag)"),
        (Question(rule="verlaengerungsantrag", event=date(2026, 12, 26)), "der Tag verschiebt sich nicht"),
        (Question(appointment=date(2026, 12, 25)), "er ist trotzdem einzuhalten"),
        (
            Question(appointment=date(2026, 12, 25), law=Law.VWGO),
            "prüfen: VwGO regelt Termine an freien Tagen",
        ),
        # a pause between the computed and the shifted end
        (
            replace(
                SET,
                event=date(2026, 12, 11),
                pauses=(replace(PASSPORT, first=date(2026, 12, 26), last=None),),
            ),
            "prüfen: Eine Hemmung beginnt nach dem rechnerischen",
        ),
    ],
)
def test_a_note_says_what_else_counts(question, note):
    assert any(note in one for one in calculate(question).notes)


@pytest.mark.parametrize(
    ("law", "day", "notes"),
    [
        (Law.VWVFG, date(2026, 12, 25), 1),
        (Law.VWGO, date(2026, 12, 25), 2),
        (Law.VWVFG, date(2026, 12, 23), 0),
        (Law.VWGO, date(2026, 12, 23), 0),
    ],
)
def test_an_appointment_on_a_day_off_is_noted_and_only_doubtful_where_no_law_says_so(law, day, notes):
    assert len(calculate(Question(appointment=day, law=law)).notes) == notes


def test_working_days_of_a_statute_are_doubtful_and_agreed_ones_are_not():
    asked = replace(MONTH, period=None, working_days=3)

    assert any("zählt der Samstag oft mit" in note for note in calculate(asked).notes)
    assert calculate(replace(asked, set_by=SetBy.AGREEMENT)).notes == ()


@pytest.mark.parametrize(
    ("question", "derivation"),
    [
        (
            replace(MONTH, event=date(2026, 11, 30)),
            "Beginn 30.11.2026 (§ 31 Abs. 1 VwVfG, § 187 Abs. 1 BGB)"
            " → Monatsfrist endet 30.12.2026, Mittwoch (§ 31 Abs. 1 VwVfG, § 188 Abs. 2 BGB)",
        ),
        # the day of the announcement does not count, which has to be said somewhere
        (
            replace(MONTH, event=date(2026, 11, 30), delivery=Delivery.PERSONAL),
            "übergeben 30.11.2026 (§ 41 Abs. 1 VwVfG)"
            " → Monatsfrist endet 30.12.2026, Mittwoch (§ 31 Abs. 1 VwVfG, § 187 Abs. 1, § 188 Abs. 2 BGB)",
        ),
        # only an authority can tell a day that stays, and only where a law knows that
        (
            replace(SET, event=date(2026, 12, 11), days_off=DaysOff.KEEP),
            "Beginn 11.12.2026 (§ 31 Abs. 2 VwVfG)"
            " → Frist von 14 Tagen endet 25.12.2026, Erster Weihnachtstag (§ 31 Abs. 1 VwVfG, § 188 Abs. 1 BGB)"
            " → bleibt 25.12.2026, weil dieser Tag mitgeteilt ist (§ 31 Abs. 3 S. 2 VwVfG)",
        ),
        (
            replace(SET, event=date(2026, 12, 11), days_off=DaysOff.KEEP, law=Law.BGB),
            "Beginn 11.12.2026 (§ 187 Abs. 1 BGB)"
            " → Frist von 14 Tagen endet 25.12.2026, Erster Weihnachtstag (§ 188 Abs. 1 BGB)",
        ),
        (
            replace(SET, event=date(2026, 12, 11), days_off=DaysOff.KEEP, set_by=SetBy.LAW),
            "Beginn 11.12.2026 (§ 31 Abs. 1 VwVfG, § 187 Abs. 1 BGB)"
            " → Frist von 14 Tagen endet 25.12.2026, Erster Weihnachtstag (§ 31 Abs. 1 VwVfG, § 188 Abs. 1 BGB)",
        ),
        (
            replace(SET, set_by=SetBy.AGREEMENT),
            "Beginn 01.12.2026 (vereinbarte Zeit)"
            " → Frist von 14 Tagen endet 15.12.2026, Dienstag (§ 188 Abs. 1 BGB)",
        ),
    ],
)
def test_the_whole_derivation(question, derivation):
    assert calculate(question).derivation == derivation


def test_of_two_pauses_that_begin_together_the_shorter_one_comes_first():
    short, going_on = replace(PASSPORT, last=PASSPORT.first), replace(PASSPORT, last=None)

    found = calculate(replace(SET, pauses=(going_on, short)))

    assert "gehemmt 05.12.2026: Pass fehlt (Person)" in found.derivation
    assert found.derivation.endswith("gehemmt seit 06.12.2026: Pass fehlt (Person)")
    assert found.remaining == 11


@pytest.mark.parametrize(("day", "doubtful"), [(date(2024, 12, 31), True), (date(2025, 1, 1), False)])
def test_the_portal_of_social_law_is_doubtful_before_2025_only(day, doubtful):
    asked = Question(event=day, delivery=Delivery.PORTAL, law=Law.SGB_X, period=Period(months=1))

    assert any("vor dem 01.01.2025" in note for note in calculate(asked).notes) is doubtful


def test_a_period_goes_on_after_a_suspension_and_begins_anew_after_an_interruption():
    anew = replace(PASSPORT, pausing=Pausing.INTERRUPTION)

    assert (
        "läuft weiter und endet 19.12.2026, Samstag" in calculate(replace(SET, pauses=(PASSPORT,))).derivation
    )
    assert "beginnt neu und endet 22.12.2026, Dienstag" in calculate(replace(SET, pauses=(anew,))).derivation


def test_the_derivation_of_hours_cites_their_law_and_the_clock_change_only_when_there_is_one():
    plain = calculate(HOURS)
    changed = calculate(replace(HOURS, event_at=datetime(2026, 10, 24, 15, tzinfo=BERLIN)))

    assert plain.derivation == (
        "Ereignis 27.11.2026, Freitag, 10:00 Uhr"
        " → 24 Stunden enden 28.11.2026, Samstag, 10:00 Uhr (§ 31 Abs. 6 VwVfG)"
        " → Samstage, Sonntage und Feiertage zählen mit, das Ende verschiebt sich nicht (§ 31 Abs. 6 VwVfG)"
    )
    assert "über die Zeitumstellung" in changed.derivation
    assert "(vergangene Stunden)" in calculate(replace(HOURS, law=Law.BGB)).derivation


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31)])
def test_the_first_and_the_last_day_that_can_be_asked_for(day):
    assert calculate(replace(MONTH, event=day)).end > day


def test_what_has_been_extended_is_not_said_to_be_extendable():
    notes = calculate(replace(SET, extended_to=date(2027, 1, 15))).notes

    assert not any("kann verlängert werden" in note for note in notes)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        # Christmas Day, which the library of holidays does not know in these years
        (Question(event=date(1985, 12, 24), period=Period(days=1)), "1985"),
        (Question(event=date(2101, 12, 24), period=Period(days=1)), "2101"),
        (Question(event=date(2100, 12, 1), working_days=30), "2101"),
        (Question(event=date(1989, 12, 1), working_days=300), "1989 bis 1990"),
        (Question(appointment=date(2150, 12, 25)), "2150"),
        (Question(event=date(2199, 12, 31), period=Period(years=200)), "2399"),
    ],
)
def test_a_year_without_known_holidays_is_said(question, years):
    note = f"prüfen: Für {years} sind keine Feiertage hinterlegt (nur 1991 bis 2100)"

    assert any(one.startswith(note) for one in calculate(question).notes)


@pytest.mark.parametrize(
    "question",
    [
        Question(event=date(1991, 12, 24), period=Period(days=1)),
        Question(event=date(2099, 12, 31), period=Period(years=1)),
        # only the end has to be no holiday, not the event; a birthday never moves
        Question(event=date(1985, 12, 24), period=Period(years=30)),
        Question(rule="lebensjahr", event=date(1985, 12, 24), years=2),
        # hours of the authority count through
        replace(HOURS, event_at=datetime(2150, 12, 24, 10, tzinfo=BERLIN)),
    ],
)
def test_nothing_is_said_about_holidays_where_they_are_known_or_do_not_matter(question):
    assert not any("Feiertage hinterlegt" in one for one in calculate(question).notes)


def test_no_restitution_where_nobody_missed_anything():
    rules = ("untaetigkeit", "sgb2_rueckwirkung", "titel_104c", "zustimmung_zuzug")
    # the year without instruction about remedies is missed for good, but for force majeure
    for rule in (*rules, "klage_ohne_belehrung", "widerspruch_sozialrecht_ohne_belehrung"):
        notes = calculate(Question(rule=rule, event=date(2026, 11, 2))).notes
        assert not any("Wiedereinsetzung" in note for note in notes)


def test_the_dispute_is_told_with_both_readings():
    found = calculate(replace(LETTER, event=date(2026, 12, 23)))

    assert "streitig" in found.dispute
    assert (found.end, found.other.end) == (date(2027, 1, 27), date(2027, 1, 28))
    assert "streitig: bekannt gegeben erst 28.12.2026" in found.other.derivation


@pytest.mark.parametrize("delivery", [Delivery.CERTIFICATE, Delivery.ACKNOWLEDGED, Delivery.PERSONAL])
def test_what_really_arrived_on_a_day_off_is_not_disputed(delivery):
    assert calculate(replace(LETTER, event=date(2026, 12, 27), delivery=delivery)).other is None


def test_a_channel_of_a_land_whose_law_is_not_known_here_says_so():
    found = calculate(replace(LETTER, delivery=Delivery.REGISTERED, calendar=Calendar(Land.HE)))

    assert "§ 4 Abs. 2 S. 2 VwZG (Bund) – Landesrecht prüfen" in found.derivation


def test_as_json():
    found = calculate(replace(LETTER, event=date(2026, 12, 23))).to_json()

    assert found["day"] == found["end"] == found["end_unshifted"] == "2027-01-27"
    assert found["meaning"] == "Letzter Tag der Frist"
    assert found["steps"][0] == {"text": "Bescheid zur Post 23.12.2026", "norm": "", "date": "2026-12-23"}
    assert found["derivation"].count(" → ") == len(found["steps"]) - 1
    assert found["other"]["end"] == "2027-01-28"
    assert found["other"]["other"] is None
    assert found["dispute"] == found["other"]["dispute"] != ""
    assert found["account"]["total"] == found["account"]["counted"] == 31
    assert found["end_at"] is None


def test_an_instant_as_json_has_its_offset():
    found = calculate(replace(HOURS, event_at=datetime(2026, 10, 24, 13, tzinfo=UTC))).to_json()

    assert found["end_at"] == "2026-10-25T14:00:00+01:00"
    assert found["account"] is None


def test_the_other_reading_of_an_hour_that_begins_twice():
    found = calculate(replace(HOURS, event_at=datetime(2026, 10, 25, 2, 30, tzinfo=BERLIN), hours=1))

    assert found.end_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert "gezählt ab der vollen Stunde 02:00 Uhr (zum zweiten Mal)" in found.other.derivation


def test_one_hour_is_said_in_the_singular():
    assert "1 Stunde endet 27.11.2026, Freitag, 11:00 Uhr" in calculate(replace(HOURS, hours=1)).derivation


def test_the_extension_of_an_agreed_time_is_a_new_promise():
    found = calculate(replace(SET, set_by=SetBy.AGREEMENT, extended_to=date(2027, 1, 15)))

    assert found.end == date(2027, 1, 15)
    assert found.derivation.endswith("neu zugesagt bis 15.01.2027 (vereinbarte Zeit)")


def test_days_that_remain_of_one():
    paused = replace(PASSPORT, first=date(2026, 12, 15), last=None)

    found = calculate(replace(SET, pauses=(paused,)))

    assert (found.day, found.remaining) == (None, 1)
    assert "Danach bleiben 1 Tag." in found.notes[0]


@pytest.mark.parametrize(
    ("question", "field", "sentence"),
    [
        (Question(event=date(2026, 11, 23)), "period", "Geben Sie an, wie lange die Frist ist"),
        (replace(MONTH, working_days=3), "period", "Geben Sie nur eine Länge an"),
        (replace(LETTER, period=Period(months=1)), "period", "Die Regel „klage“ hat eine feste Länge."),
        (Question(rule="vereinbart", event=date(2026, 11, 23)), "period", "hat keine eigene Länge"),
        (replace(MONTH, period=Period(months=1, days=3)), "period", "„P1M3D“ ist keine Fristlänge."),
        (replace(MONTH, period=Period()), "period", "ist keine Fristlänge."),
        (replace(MONTH, period=Period(days=3, negative=True)), "period", "ist keine Fristlänge."),
        (replace(MONTH, period=Period(years=201)), "period", "höchstens 200 Jahre"),
        (replace(MONTH, period=Period(days=80_000)), "period", "höchstens 200 Jahre"),
        (replace(MONTH, period=None, working_days=0), "working_days", "1 bis 10.000 Arbeitstage"),
        (replace(HOURS, hours=0), "hours", "1 bis 10.000 Stunden"),
        (replace(HOURS, event_at=None), "event_at", "braucht Tag und Uhrzeit"),
        (replace(HOURS, event_at=datetime(2026, 11, 27, 10)), "event_at", "braucht eine Zeitzone"),  # noqa: DTZ001
        (
            replace(HOURS, event_at=datetime(2026, 3, 29, 2, 30, tzinfo=BERLIN)),
            "event_at",
            "Diese Uhrzeit gibt es an dem Tag nicht",
        ),
        (replace(HOURS, event_at=datetime(1899, 1, 1, tzinfo=UTC)), "event_at", "vom 01.01.1900"),
        (replace(HOURS, pauses=(PASSPORT,)), "pauses", "lässt sich hier nicht hemmen"),
        (replace(HOURS, delivery=Delivery.POST), "delivery", "beginnt mit einem Zeitpunkt"),
        (replace(HOURS, extended_to=date(2027, 1, 1)), "extended_to", "mit neuer Dauer gerechnet"),
        (replace(MONTH, event_at=HOURS.event_at), "event_at", "gehört nur zu einer Frist in Stunden"),
        (replace(MONTH, event=None), "event", "Tag des Ereignisses"),
        (replace(LETTER, event=None), "event", "Tag der Aufgabe zur Post"),
        (Question(rule="kind_titel"), "event", "(Geburt)"),
        (replace(MONTH, event=date(1899, 12, 31)), "event", "vom 01.01.1900 bis zum 31.12.2199"),
        (replace(SET, extended_to=date(2200, 1, 1)), "extended_to", "vom 01.01.1900"),
        (Question(rule="kalge", event=date(2026, 11, 23)), "rule", "Bekannt sind: klage,"),
        (Question(rule="lebensjahr", event=date(2000, 1, 1)), "years", "welches Lebensjahr"),
        (Question(rule="lebensjahr", event=date(2000, 1, 1), years=151), "years", "von 1 bis 150"),
        (replace(MONTH, years=18), "years", "gehört nur zur Regel „lebensjahr“"),
        (Question(rule="antrag_25a", event=date(2000, 1, 1), years=18), "years", "gehört nur zur Regel"),
        (replace(LETTER, set_by=SetBy.AUTHORITY), "set_by", "setzt das Gesetz (§ 74 Abs. 1 S. 2 VwGO)"),
        (replace(LETTER, counting=Counting.FROM_DAY), "counting", "steht in ihrer Norm"),
        # what would be ignored, or contradicts how the period begins
        (
            Question(appointment=date(2026, 12, 1), event=date(2026, 11, 1)),
            "event",
            "beginnt mit keinem Ereignis",
        ),
        (Question(appointment=date(2026, 12, 1), days_off=DaysOff.KEEP), "days_off", "Das gibt es nur"),
        (replace(HOURS, counting=Counting.FROM_DAY), "counting", "Das gibt es nur bei einer Frist in Tagen"),
        (
            replace(MONTH, delivery=Delivery.POST, counting=Counting.FROM_DAY),
            "counting",
            "zählt deren Tag nicht mit (§ 187 Abs. 1 BGB)",
        ),
        (
            replace(SET, extended_to=date(2027, 1, 15), extended_on=SET.event - date.resolution),
            "extended_on",
            "bevor die Frist begann",
        ),
        (replace(LETTER, days_off=DaysOff.KEEP), "counting", "steht in ihrer Norm"),
        (replace(LETTER, law=Law.SGG), "law", "Die Regel „klage“ rechnet nach VwGO."),
        (
            Question(appointment=date(2026, 12, 1), delivery=Delivery.POST),
            "delivery",
            "Ein fester Termin hängt nicht davon ab",
        ),
        (
            Question(rule="untaetigkeit", event=date(2026, 12, 1), delivery=Delivery.POST),
            "delivery",
            "beginnt nicht mit einer Bekanntgabe, sondern mit: Eingang",
        ),
        (replace(LETTER, notified=date(2026, 11, 20)), "notified", "nur beim Abruf im Portal nach dem VwVfG"),
        (
            replace(LETTER, delivery=Delivery.PORTAL, notified=date(2026, 11, 24)),
            "notified",
            "Abgerufen wurde vor der Benachrichtigung.",
        ),
        (
            replace(LETTER, delivery=Delivery.CERTIFICATE, received=date(2026, 11, 24)),
            "received",
            "zählt nur neben einer Fiktion",
        ),
        (replace(LETTER, received=date(2026, 11, 22)), "received", "Der Zugang liegt vor der Absendung."),
        (replace(MONTH, pauses=(PASSPORT,)), "pauses", "Eine gesetzliche Frist ruht nur"),
        (replace(SET, pauses=(replace(PASSPORT, reason=" "),)), "pauses", "braucht einen Grund"),
        (
            replace(SET, pauses=(replace(PASSPORT, last=date(2026, 12, 4)),)),
            "pauses",
            "endet vor ihrem Beginn",
        ),
        (replace(SET, pauses=(replace(PASSPORT, last=date(2200, 1, 1)),)), "pauses", "vom 01.01.1900"),
        (
            Question(appointment=date(2026, 12, 1), pauses=(PASSPORT,)),
            "pauses",
            "Hier läuft keine Frist",
        ),
        (
            Question(rule="sgb2_rueckwirkung", event=date(2026, 12, 1), pauses=(PASSPORT,)),
            "pauses",
            "Hier läuft keine Frist",
        ),
        (replace(SET, extended_on=date(2026, 12, 2)), "extended_on", "bis wann verlängert wurde"),
        (
            Question(appointment=date(2026, 12, 1), extended_to=date(2026, 12, 9)),
            "extended_to",
            "Ein Termin wird nicht verlängert",
        ),
        (
            replace(MONTH, extended_to=date(2027, 1, 15)),
            "extended_to",
            "Eine gesetzliche Frist kann keine Behörde verlängern",
        ),
        (
            replace(LETTER, extended_to=date(2027, 1, 15)),
            "extended_to",
            "(§ 74 Abs. 1 S. 2 VwGO). Ist sie versäumt, kommt nur Wiedereinsetzung in Betracht",
        ),
        (replace(SET, extended_to=date(2026, 12, 15)), "extended_to", "Die Frist endet erst am 15.12.2026."),
    ],
)
def test_a_wrong_question_is_told_what_was_expected(question, field, sentence):
    with pytest.raises(Invalid) as caught:
        calculate(question)

    assert sentence in caught.value.fields[field]
    assert caught.value.message.startswith("Expected to ")


def test_every_fault_of_a_question_is_told_at_once():
    with pytest.raises(Invalid) as caught:
        calculate(Question(rule="kalge", years=3, extended_on=date(2026, 1, 1)))

    assert caught.value.fields.keys() == {"rule", "years", "event", "extended_on"}


def test_a_suspension_by_statute_names_it_in_its_step():
    by_law = replace(PASSPORT, norm="§ 209 BGB", cause=Cause.OTHER_AUTHORITY, reason="Verhandlung")

    found = calculate(replace(MONTH, pauses=(by_law,)))

    assert (
        "gehemmt 05.12.2026 bis 08.12.2026, 4 Tage: Verhandlung (andere Behörde) (§ 209 BGB)"
        in found.derivation
    )
    assert found.end == date(2026, 12, 31)


def test_a_pause_inside_another_has_no_days_of_its_own():
    inner = Pause(date(2026, 12, 6), date(2026, 12, 7), Cause.OWN_AUTHORITY, "Urlaub")

    found = calculate(replace(SET, pauses=(inner, PASSPORT)))

    assert (found.account.person, found.account.own_authority) == (4, 0)
    assert "ohne Wirkung, diese Tage zählen ohnehin nicht: Urlaub (eigene Behörde)" in found.derivation


def test_an_interruption_that_goes_on_leaves_the_whole_period():
    going_on = replace(PASSPORT, last=None, pausing=Pausing.INTERRUPTION)

    assert calculate(replace(SET, pauses=(going_on,))).remaining == 14


def test_the_longest_answers_are_quick_and_inside_the_calendar():
    far = Question(event=date(2199, 12, 31), period=Period(years=200))

    assert calculate(far).end_unshifted == date(2399, 12, 31)
    assert calculate(replace(far, period=None, working_days=10_000)).end > date(2199, 12, 31) + timedelta(
        9_999
    )


def test_an_authority_that_is_closed_for_years_cannot_count_working_days():
    from engine.deadlines import Closure

    shut = Calendar(closures=(Closure(date(2026, 1, 1), date(2036, 1, 1), "aufgelöst"),))

    with pytest.raises(ModelError, match="the authority is closed"):
        calculate(replace(SET, period=None, working_days=5, set_by=SetBy.AGREEMENT, calendar=shut))


def test_an_interruption_while_the_period_rests_lets_it_begin_anew_after_the_rest():
    """§ 212 (1) BGB: what has run is worth nothing, although the days of the interruption rest already."""
    inside = Pause(
        date(2026, 12, 6), date(2026, 12, 7), Cause.OTHER_AUTHORITY, "Antrag", Pausing.INTERRUPTION
    )
    found = calculate(replace(SET, pauses=(PASSPORT, inside)))

    # 8 December and fourteen days
    assert found.end == date(2026, 12, 22)
    assert (
        "unterbrochen, beginnt neu nach der Hemmung am 09.12.2026: Antrag (andere Behörde)"
        in found.derivation
    )
    assert (found.account.counted, found.account.lost, found.account.person) == (14, 3, 4)
    assert found.account.total == 21


def test_an_extension_of_a_deadline_that_rests_is_not_dropped_without_a_word():
    going_on = replace(PASSPORT, last=None)
    notes = calculate(replace(SET, pauses=(going_on,), extended_to=date(2027, 2, 1))).notes

    assert "prüfen: Die Verlängerung ist nicht gerechnet, weil die Frist noch ruht." in notes
    assert len(calculate(replace(SET, pauses=(going_on,))).notes) == len(notes)


@pytest.mark.parametrize("last", [date(2027, 1, 5), None])
def test_a_pause_in_the_time_a_deadline_was_extended_by_is_to_be_checked(last):
    pause = replace(PASSPORT, first=date(2026, 12, 20), last=last)
    found = calculate(replace(SET, pauses=(pause,), extended_to=date(2027, 1, 29)))

    assert found.end == date(2027, 1, 29)
    assert any("beginnt in der verlängerten Zeit" in note for note in found.notes)
    assert "abgelaufen" not in found.derivation
    early = calculate(replace(SET, pauses=(PASSPORT,), extended_to=date(2027, 1, 29)))
    assert not any("in der verlängerten Zeit" in note for note in early.notes)


@pytest.mark.parametrize(
    ("rule", "restitution"),
    [("klage", True), ("klage_ohne_belehrung", False), ("wohnsitzauflage", False), (None, True)],
)
def test_who_asks_to_extend_what_a_statute_sets_is_told_of_restitution_only_where_there_is_some(
    rule, restitution
):
    asked = Question(event=date(2026, 11, 23), rule=rule, period=None if rule else Period(months=1))

    with pytest.raises(Invalid) as refused:
        calculate(replace(asked, extended_to=date(2040, 1, 1)))

    assert ("Wiedereinsetzung" in refused.value.fields["extended_to"]) is restitution
