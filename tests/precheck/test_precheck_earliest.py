"""The earliest day is the first one: on it the title is open, on no day before it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from engine.library import read_law
from engine.precheck import check, read_record

DAY = date(2026, 11, 22)
TITLES = ("AufenthG_25a", "AufenthG_25b", "Niederlassungserlaubnis", "StAG_10", "StAG_9")

days = st.dates(date(2019, 1, 1), date(2026, 6, 1))


@st.composite
def persons(draw):
    """One or two papers, perhaps a stay abroad, a child, a conviction, and what is usually known."""
    first, second = sorted((draw(days), draw(days)))
    kinds = st.sampled_from(
        [
            ("asylum_permission", None),
            ("toleration", "60a"),
            ("toleration", "60b"),
            ("residence_permit", "25b"),
            ("residence_permit", "18b"),
            ("residence_permit", "25 Abs. 2 Alt. 1"),
            ("residence_permit", "28 Abs. 1"),
        ]
    )
    residence = [_paper(first, second - timedelta(days=draw(st.sampled_from([1, 1, 40, 200]))), draw(kinds))]
    residence = [one for one in residence if one["to"] >= one["from"]] + [_paper(second, None, draw(kinds))]
    away = draw(st.one_of(st.none(), days))
    child = draw(st.one_of(st.none(), st.dates(date(2008, 1, 1), date(2024, 1, 1))))
    return {
        "version": 1,
        "birth": draw(st.dates(date(1980, 1, 1), date(2012, 12, 31))).isoformat(),
        "residence": residence,
        "absences": []
        if away is None
        else [_span(away, away + timedelta(days=draw(st.sampled_from([20, 100, 250]))))],
        "family": {
            "marital_status": "married",
            "married_since": draw(days).isoformat(),
            "members": [
                {"relation": "spouse", "german": draw(st.booleans())},
                *(
                    [
                        {
                            "relation": "child",
                            "birth": child.isoformat(),
                            "in_household": True,
                            "school_attendance": True,
                        }
                    ]
                    if child
                    else []
                ),
            ],
        },
        "education": [{"kind": "school", "from": draw(days).isoformat(), "successful": True}],
        "degrees": [],
        "work": [{"from": draw(days).isoformat(), "full_time": True}],
        "pension": {"since": draw(days).isoformat()},
        "livelihood": draw(st.sampled_from([{"income_share": 100}, {"sgb_benefits": True}])),
        "language": {"spoken": "B1", "written": "B1"},
        "civic": {"basic_knowledge": True, "naturalisation_test": True},
        "identity": {"status": "clarified"},
        "criminal": {"convictions": [], "pending": False},
    }


@pytest.mark.slow
@given(persons(), st.lists(st.integers(1, 4000), min_size=4, max_size=4))
@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate))
def test_the_earliest_day_is_the_first(document, some):
    record, book = read_record(document), read_law()
    outcome = check(record, DAY, book)

    for title in TITLES:
        found = outcome.title(title)
        if found.result.is_open:
            assert found.earliest is None
            continue
        last = found.earliest if found.earliest_certain else None
        if last is not None:
            assert check(record, last, book).title(title).result.is_open
        # no day before it opens the title; without a certain day none of the next eleven years does
        for offset in [*some, (last - DAY).days - 1 if last else 1]:
            day = DAY + timedelta(days=offset)
            if offset >= 0 and (last is None or day < last):
                then = check(record, day, book).title(title)
                assert not then.result.is_open, (
                    f"{title} is open on {day}, earliest {found.earliest}: {document}"
                )


def _paper(first, last, kind):
    status, section = kind
    return {**_span(first, last), "status": status, **({"section": section} if section else {})}


def _span(first, last):
    return {"from": first.isoformat(), "to": None if last is None else last.isoformat()}
