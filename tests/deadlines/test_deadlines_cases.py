"""Every row of faelle.csv three times: as written by hand, by the engine, and counted day by day without it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

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
