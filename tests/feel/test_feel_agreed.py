"""vereinbart: the agreed time of an element, asked for only by whoever needs it."""

from __future__ import annotations

import pytest

from engine.feel import AgreedTime, Environment, check_expression, compile_expression, read_duration, text

TIMES = {"pruefen": "P7D", "warten": "P3M", "rufen": "PT12H"}


@pytest.fixture
def asked():
    return []


@pytest.fixture
def run(asked):
    def agreed(element):
        asked.append(element)
        if element not in TIMES:
            return None
        return AgreedTime(read_duration(TIMES[element]), f"{TIMES[element]} (Beschluss 1)")

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


@pytest.mark.parametrize(
    ("expression", "steps"),
    [
        ('@"2026-11-23" + vereinbart("pruefen")', ("vereinbart: P7D (Beschluss 1)",)),
        # days left out are named, weekends and holidays
        (
            'werktage(@"2026-12-23", vereinbart("pruefen").days - 4)',
            (
                "vereinbart: P7D (Beschluss 1)",
                "3 Arbeitstage nach 23.12.2026: 29.12.2026, Dienstag "
                "(nicht mitgezählt: Erster Weihnachtstag 25.12., Zweiter Weihnachtstag 26.12., Sonntag 27.12.)",
            ),
        ),
        ('werktage(@"2026-11-23", 1)', ("1 Arbeitstag nach 23.11.2026: 24.11.2026, Dienstag",)),
        (
            'werktage(@"2026-11-23", -1)',
            (
                "1 Arbeitstag vor 23.11.2026: 20.11.2026, Freitag "
                "(nicht mitgezählt: Sonntag 22.11., Samstag 21.11.)",
            ),
        ),
        # many days are only counted
        ('werktage(@"2026-11-23", 30)', ("30 Arbeitstage nach 23.11.2026: 06.01.2027, Mittwoch",)),
        ("1 + 1", ()),
    ],
)
def test_what_was_agreed_is_said_in_words(run, expression, steps):
    assert run(expression).agreements == steps


def test_the_static_check_knows_it():
    assert check_expression('vereinbart("pruefen")', frozenset()) == ()
    assert check_expression('vereinbart("pruefen", 1)', frozenset()) != ()
