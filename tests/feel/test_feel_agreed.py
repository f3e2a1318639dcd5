"""vereinbart: the agreed time of an element, asked for only by whoever needs it."""

from __future__ import annotations

import pytest

from engine.feel import Environment, check_expression, compile_expression, read_duration, text

TIMES = {"pruefen": "P7D", "warten": "P3M", "rufen": "PT12H"}


@pytest.fixture
def asked():
    return []


@pytest.fixture
def run(asked):
    def agreed(element):
        asked.append(element)
        return read_duration(TIMES[element]) if element in TIMES else None

    def evaluate(expression, **variables):
        return compile_expression(expression).evaluate(variables, Environment(agreed=agreed))

    return evaluate


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('@"2026-11-23" + vereinbart("pruefen")', "2026-11-30"),
        ('@"2026-11-23" + vereinbart("warten")', "2027-02-23"),
        ('@"2026-11-23T08:00:00" + vereinbart("rufen")', "2026-11-23T20:00:00"),
        # working days: the number of days is what is agreed
        ('werktage(@"2026-11-23", vereinbart("pruefen").days)', "2026-12-02"),
        ('vereinbart(element: "pruefen")', "P7D"),
        # nothing is worked out before somebody asks, not even where null would be fine
        ('get or else(vereinbart("pruefen"), duration("P1D"))', "P7D"),
    ],
)
def test_the_agreed_time(run, expression, value):
    assert text(run(expression).value) == value


def test_an_element_without_a_time_is_null_with_a_reason(run):
    result = run('vereinbart("ende")')

    assert result.value is None
    assert "für „ende“ ist keine Zeit vereinbart" in result.warnings[0].message


@pytest.mark.parametrize("expression", ["1 + 1", 'if false then vereinbart("pruefen") else null'])
def test_nobody_is_asked_without_need(run, asked, expression):
    run(expression)

    assert asked == []


def test_the_static_check_knows_it():
    assert check_expression('vereinbart("pruefen")', frozenset()) == ()
    assert check_expression('vereinbart("pruefen", 1)', frozenset()) != ()
