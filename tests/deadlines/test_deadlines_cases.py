"""Every row of faelle.csv three times: as written by hand, by the engine, and counted day by day without it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine import feel
from engine.deadlines import (
    RULES,
    Calculation,
    Calendar,
    Cause,
    Closure,
    Counting,
    DaysOff,
    Delivery,
    Land,
    Law,
    LocalHoliday,
    LocalKind,
    Pause,
    Pausing,
    Period,
    Question,
    SetBy,
    calculate,
    german,
)
from tests.deadlines.naive import Row

BERLIN = ZoneInfo("Europe/Berlin")
DOMAIN = Path(__file__).parents[3] / "shared" / "domain" / "deadlines.csv"
LAWS = {law.title: law for law in Law}


def parts(text: str) -> dict[str, str]:
    """`regel=klage; weg=post` as a mapping."""
    found = {}
    for part in text.split("; "):
        key, _, value = part.partition("=")
        found[key] = value
    return found


def rows() -> list[dict[str, str]]:
    with (Path(__file__).parent / "faelle.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = rows()


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_by_hand_by_the_engine_and_day_by_day(row):
    given, expected = parts(row["eingabe"]), parts(row["erwartet"])

    found = calculate(question(given))
    counted = Row(given).found()

    assert said(found, expected) == expected
    assert {key: counting(counted, key) for key in expected} == expected
    assert (counted.rechnerisch or counted.ende) == (found.end_unshifted if counted.ende else None)
    assert row["norm"] in found.derivation or row["norm"] in found.norm


def test_there_are_more_than_two_hundred_rows_with_an_id_and_a_norm_each():
    assert len(ROWS) > 300
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["norm"] and row["vorgang"] for row in ROWS)
    own = [row["eingabe"] for row in ROWS if not row["id"].startswith("F")]
    assert len(set(own)) == len(own) > 200


@pytest.mark.skipif(
    not DOMAIN.is_file(), reason="the test vectors of the domain are not beside this checkout"
)
def test_the_vectors_of_the_domain_are_among_them():
    with DOMAIN.open(encoding="utf-8", newline="") as file:
        vectors = {row["id"]: row for row in csv.DictReader(file)}
    ours = {row["id"]: row for row in ROWS if row["id"] in vectors}

    assert ours.keys() == vectors.keys()
    for key, row in ours.items():
        dates = {name: day for name, day in parts(row["erwartet"]).items() if name != "andere"}
        assert [day for day in dates.values() if day not in vectors[key]["erwartet"]] == []
        begun = parts(row["eingabe"]).get("ereignis") or parts(row["eingabe"])["termin"]
        named = vectors[key]["eingabe"] + vectors[key]["vorgang"]
        assert begun in named or german(date.fromisoformat(begun)) in named


#: how a process asks for what a row of the domain asks: F10 and F13 are an appointment and a first of the month, which
#: it needs no function for, and F15 counts its first day, which FEEL has no word for
ASKED_BY_A_PROCESS = {
    **{
        key: (f'frist(bekanntgabe(date("{day}"), "post").am, duration("P1M"), "VwGO")', end)
        for key, day, end in (
            ("F01", "2024-12-18", "2025-01-21"),
            ("F02", "2025-01-02", "2025-02-06"),
            ("F03", "2026-11-23", "2026-12-28"),
            ("F05", "2026-12-23", "2027-01-27"),
        )
    },
    "F06": ('frist(date("2026-08-25"), duration("P3M"), "VwGO") + duration("P1D")', "2026-11-26"),
    "F07": ('frist(date("2027-01-31"), duration("P1M"))', "2027-03-01"),
    "F08": ('frist(date("2026-12-11"), duration("P14D"))', "2026-12-28"),
    "F11": ('frist(date("2026-11-02"), "P4W")', "2026-11-30"),
    "F16": ('lebensjahr vollendet am(date("1999-11-29"), 27)', "2026-11-28"),
}


def test_a_process_gets_what_the_domain_expects():
    ours = {row["id"]: parts(row["erwartet"]) for row in ROWS}

    for key, (expression, end) in ASKED_BY_A_PROCESS.items():
        assert in_feel(expression) == end, key
        assert end in ours[key].values(), key
    domain = {row["id"] for row in ROWS if row["id"].startswith("F")}
    assert domain - ASKED_BY_A_PROCESS.keys() == {"F10", "F13", "F15"}


PLAIN = [row for row in ROWS if parts(row["eingabe"]).keys() <= {"ereignis", "dauer", "recht", "ort"}]


@pytest.mark.parametrize("row", PLAIN, ids=[row["id"] for row in PLAIN])
def test_a_process_and_the_calculator_give_the_same_day_by_the_same_steps(row):
    given = parts(row["eingabe"])
    asked = f'date("{given["ereignis"]}"), "{given["dauer"]}", "{given.get("recht", "VwVfG")}"'
    found = calculate(question(given))

    said = f'fristrechnung({asked}, "{given.get("ort", "NW")}")'

    assert in_feel(f"{said}.am") == str(found.end)
    assert in_feel(f"{said}.gerechnet") == str(found.end_unshifted)
    assert in_feel(f"starts with({said}.herleitung, {json.dumps(found.derivation)})") is True


def test_a_day_that_is_a_holiday_in_a_part_of_the_land_is_to_be_checked_in_a_process_too():
    said = in_feel('fristrechnung(date("2028-07-15"), duration("P1M"), "VwVfG", "BY").herleitung')

    assert "prüfen: 15.08.2028 (Mariä Himmelfahrt) ist nur in einem Teil des Landes BY Feiertag." in said


def in_feel(expression: str) -> object:
    """What a process computes; a date as ISO text."""
    environment = feel.Environment(now=datetime(2026, 11, 23, tzinfo=BERLIN))
    said = feel.to_python(feel.compile_expression(expression, frozenset()).evaluate({}, environment).value)
    return said.isoformat() if isinstance(said, date) else said


def test_every_rule_and_every_channel_has_a_row():
    given = [parts(row["eingabe"]) for row in ROWS]

    assert {one["regel"] for one in given if "regel" in one} == set(RULES)
    assert {one["weg"] for one in given if "weg" in one} == set(Delivery)
    assert {one["recht"] for one in given if "recht" in one} >= {"SGB X", "VwGO", "BGB", "SGG"}


lengths = st.one_of(
    st.integers(1, 400).map(lambda count: ("dauer", f"P{count}D")),
    st.integers(1, 30).map(lambda count: ("dauer", f"P{count}W")),
    st.integers(1, 40).map(lambda count: ("dauer", f"P{count}M")),
    st.integers(1, 60).map(lambda count: ("arbeitstage", str(count))),
)


@st.composite
def asked(draw) -> dict[str, str]:
    """A row nobody has written."""
    event = draw(st.dates(date(2019, 1, 1), date(2040, 1, 1)))
    given = dict([draw(lengths)]) | {"ereignis": event.isoformat(), "gesetzt": "vereinbarung"}
    given["ort"] = draw(st.sampled_from(["NW", "BY", "NI", "SN"]))
    for key in ("tag", "fest"):
        if draw(st.booleans()) and "arbeitstage" not in given:
            given[key] = "ja"
    # the day of an announcement never counts
    if "tag" not in given and draw(st.booleans()):
        given["weg"] = draw(
            st.sampled_from(["post", "elektronisch", "einschreiben", "portal", "oeffentlich"])
        )
    for kind in draw(st.sampled_from([[], ["hemmung"], ["unterbrechung"], ["hemmung", "unterbrechung"]])):
        first = event + timedelta(days=draw(st.integers(-5, 40)))
        last = first + timedelta(days=draw(st.integers(0, 15)))
        given[kind] = f"{first}..{last} {draw(st.sampled_from(list(Cause)))}"
    return given


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(asked())
def test_rows_nobody_has_written_agree_with_the_count_day_by_day(given):
    spans = [given[kind].split(" ")[0].split("..") for kind in ("hemmung", "unterbrechung") if kind in given]
    assume(len(spans) < 2 or spans[0][1] < spans[1][0] or spans[1][1] < spans[0][0])
    expected = {"ende": "", "rechnerisch": "", "konto": ""}

    found, counted = calculate(question(given)), Row(given).found()

    assert said(found, expected) | {"andere": None} == {key: counting(counted, key) for key in expected} | {
        "andere": None
    }
    assert (found.other and found.other.end) == counted.andere


def question(given: dict[str, str]) -> Question:
    """The question a row asks."""
    day = {key: date.fromisoformat(given[key]) for key in DAYS if key in given}
    hours = int(given["stunden"]) if "stunden" in given else None
    event = None if hours or "ereignis" not in given else date.fromisoformat(given["ereignis"])
    return Question(
        event=event,
        event_at=datetime.fromisoformat(given["ereignis"]).replace(tzinfo=BERLIN) if hours else None,
        period=Period.parse(given["dauer"]) if "dauer" in given else None,
        working_days=int(given["arbeitstage"]) if "arbeitstage" in given else None,
        hours=hours,
        appointment=day.get("termin"),
        rule=given.get("regel"),
        years=int(given["jahre"]) if "jahre" in given else None,
        law=LAWS[given["recht"]] if "recht" in given else None,
        set_by=SetBy(given["gesetzt"]) if "gesetzt" in given else None,
        counting=Counting.FROM_DAY if given.get("tag") == "ja" else Counting.AFTER_EVENT,
        days_off=DaysOff.KEEP if given.get("fest") == "ja" else DaysOff.SHIFT,
        delivery=Delivery(given["weg"]) if "weg" in given else None,
        notified=day.get("benachrichtigt"),
        received=day.get("zugang"),
        calendar=calendar(given),
        extended_to=day.get("bis"),
        extended_on=day.get("am"),
        pauses=(*pauses(given, "hemmung"), *pauses(given, "unterbrechung")),
    )


DAYS = ("termin", "benachrichtigt", "zugang", "bis", "am")


def calendar(given: dict[str, str]) -> Calendar:
    observed = (given["feiertag"],) if "feiertag" in given else None
    closures = ()
    if "schliessung" in given:
        first, _, last = given["schliessung"].partition("..")
        closures = (Closure(date.fromisoformat(first), date.fromisoformat(last), "geschlossen"),)
    return Calendar(
        Land(given.get("ort", "NW")), observed=observed, closures=closures, local=tuple(local_holidays(given))
    )


def local_holidays(given: dict[str, str]) -> Iterator[LocalHoliday]:
    """`ortsfest=yearly 2024-08-08..2027-01-01 Hohes Friedensfest + …`."""
    for text in filter(None, given.get("ortsfest", "").split(" + ")):
        kind, span, name = text.split(" ", 2)
        first, _, last = span.partition("..")
        ends = date.fromisoformat(last) if last else None
        yield LocalHoliday(LocalKind(kind), name, date.fromisoformat(first), ends)


def pauses(given: dict[str, str], kind: str) -> list[Pause]:
    found = []
    for text in given.get(kind, "").split(" + "):
        if text:
            span, who, *norm = text.split(" ", 2)
            first, _, last = span.partition("..")
            end = date.fromisoformat(last) if last else None
            found.append(
                Pause(date.fromisoformat(first), end, Cause(who), "Grund", Pausing(kind), "".join(norm))
            )
    return found


def said(found: Calculation, expected: dict[str, str]) -> dict[str, str]:
    """What the engine answers to the keys of the row."""
    other = found.other
    at, other_at = found.end_at, other and other.end_at
    account = found.account
    values = {
        "ende": found.end,
        "rechnerisch": found.end_unshifted,
        "bekannt": announced(found),
        "andere": clock(other_at) if other_at else other and other.end,
        "ab": found.first,
        "zeit": at and clock(at),
        "rest": found.remaining,
        "konto": account
        and "/".join(
            str(count)
            for count in (
                *(account.counted, account.own_authority, account.other_authority, account.person),
                *(account.lost, account.shifted, account.extended),
            )
        ),
        "keine": "" if found.day is None and found.remaining is None else "day",
    }
    # a row that names no other reading says that there is none
    keys = {*expected, *(["andere"] if other else [])}
    return {key: str(values[key]) for key in keys}


def announced(found: Calculation) -> date | None:
    """The day of the last step before the period that says when the notice arrived."""
    words = ("bekannt gegeben", "zugestellt", "später zugegangen", "übergeben")
    return next((step.date for step in reversed(found.steps) if step.text.startswith(words)), None)


def counting(counted: object, key: str) -> str:
    value = getattr(counted, key)
    if key == "keine":
        return "" if value else "day"
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else str(value)


def clock(moment: datetime) -> str:
    return moment.astimezone(BERLIN).replace(tzinfo=None).isoformat(timespec="minutes")
