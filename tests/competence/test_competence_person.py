"""What a person is and where they have to live changes who is competent."""

from __future__ import annotations

from datetime import date

import pytest

from engine.competence import Nobody, deemed_consent

HERTEN, HILDEN, MUENSTER, KOELN = "05562020", "05158016", "05515000", "05315000"


def test_in_a_facility_of_the_land_the_central_department_is_competent(ask):
    found = ask("auslaenderbehoerde", HERTEN, groups=frozenset({"landeseinrichtung"}))

    assert found.authority == "zab-muenster"
    assert "Personengruppe: wohnt in einer Aufnahmeeinrichtung des Landes." in found.reason.steps
    assert found.reason.doubts


def test_in_a_facility_of_the_land_the_municipality_pays_nothing(ask):
    found = ask("asylblg", HERTEN, groups=frozenset({"landeseinrichtung"}))

    assert isinstance(found, Nobody)
    assert "leistet das Land" in found.sentence


def test_a_group_nobody_knows_changes_nothing_and_is_remarked(ask):
    found = ask("auslaenderbehoerde", HERTEN, groups=frozenset({"landeseinrichtng"}))

    assert found.authority == "abh-05562020"
    assert found.reason.doubts[0] == "prüfen: Die Personengruppe „landeseinrichtng“ kennt das Register nicht."


def test_an_unaccompanied_child_is_taken_into_care_where_it_is(ask):
    group = frozenset({"unbegleitet_minderjaehrig"})

    assert ask("jugendamt", KOELN, groups=group).authority == "jugendamt-05315000"
    assert ask("jugendamt", KOELN, groups=group).reason.norm == "§ 42 SGB VIII"
    assert ask("jugendamt", HERTEN, groups=group).authority == "jugendamt-05562"


def test_the_allocation_decides_on_benefits_for_asylum_seekers(ask):
    found = ask("asylblg", HERTEN, allocated=HILDEN)

    assert found.authority == f"asylblg-{HILDEN}"
    assert found.reason.norm.startswith("§ 10a AsylbLG")
    assert "Maßgeblich ist der Ort der Zuweisung (§ 10a AsylbLG)." in found.reason.steps
    # the same place, said: no question is left
    assert not any(
        "Gibt es eine Zuweisung" in one for one in ask("asylblg", HILDEN, allocated=HILDEN).reason.doubts
    )
    # nothing said: the question is asked
    assert any("Gibt es eine Zuweisung" in one for one in ask("asylblg", HILDEN).reason.doubts)
    # the allocation goes before the duty
    assert ask("asylblg", HERTEN, allocated=HILDEN, residence=KOELN).authority == f"asylblg-{HILDEN}"


def test_the_duty_to_live_somewhere_decides_on_the_jobcenter(ask):
    found = ask("jobcenter", HERTEN, residence=KOELN)

    assert found.authority == "jobcenter-05315000"
    assert found.reason.norm.startswith("§ 12a AufenthG; §§ 36, 44b SGB II")
    assert ask("jobcenter", HERTEN, allocated=KOELN).authority == "jobcenter-05562"
    assert ask("auslaenderbehoerde", HERTEN, residence=KOELN).authority == "abh-05562020"


@pytest.mark.parametrize(
    ("asked", "last"),
    [
        (date(2026, 11, 2), date(2026, 11, 30)),
        # four weeks after the 28th of November are the second day of Christmas, a Saturday: the Monday after
        (date(2026, 11, 28), date(2026, 12, 28)),
    ],
)
def test_consent_counts_as_given_after_four_weeks(asked, last):
    found = deemed_consent(asked)

    assert found.end == last
    assert found.steps


def test_a_deemed_consent_is_told_but_the_duty_decides_until_it_is_lifted(ask):
    asked = date(2026, 11, 2)
    before = ask("jobcenter", HERTEN, date(2026, 11, 30), residence=KOELN, lifting_asked=asked)
    after = ask("jobcenter", HERTEN, date(2026, 12, 1), residence=KOELN, lifting_asked=asked)

    assert before.authority == after.authority == "jobcenter-05315000"
    assert any("gilt mit Ablauf des 30.11.2026" in one for one in before.reason.steps)
    assert any("gilt seit Ablauf des 30.11.2026 als erteilt" in one for one in after.reason.steps)
    assert any("inzwischen aufgehoben" in one for one in after.reason.doubts)


@pytest.mark.parametrize(
    ("topic", "age", "said"),
    [
        ("jmd", 11, "ab 12 Jahren unter 27 Jahren"),
        ("jmd", 12, "kein Träger des Jugendmigrationsdienstes"),
        ("jmd", 26, "kein Träger des Jugendmigrationsdienstes"),
        ("jmd", 27, "ab 12 Jahren unter 27 Jahren"),
        ("jmd", None, "kein Träger des Jugendmigrationsdienstes"),
        ("mbe", 26, "ab 27 Jahren"),
        ("mbe", 27, "kein Träger der Migrationsberatung"),
    ],
)
def test_the_services_of_the_bund_go_by_age(ask, topic, age, said):
    found = ask(topic, HERTEN, age=age)

    assert isinstance(found, Nobody)
    assert said in found.sentence


def test_a_bearer_has_to_be_asked_for(ask):
    assert ask("case_management", MUENSTER).authority == "ki-05515000"
    assert ask("case_management", MUENSTER, bearer="ggua").authority == "ggua-05515"
    # unknown: the municipality's own, and the question
    unknown = ask("case_management", MUENSTER, bearer="awo")
    assert unknown.authority == "ki-05515000"
    assert any("„awo“ ist für" in one for one in unknown.reason.doubts)
    assert ask("case_management", KOELN, bearer="ggua").authority == "ki-05315000"
