"""A day before and after every threshold, gaps, law changes overnight, and what is unknown."""

from __future__ import annotations

from datetime import date

import pytest

D = "toleration"


def toleration(first, last=None, section="60a"):
    return {"from": first, "to": last, "status": D, "section": section}


def permit(first, last=None, section="18b", **more):
    return {"from": first, "to": last, "status": "residence_permit", "section": section, **more}


def child(birth, **more):
    return {"relation": "child", "birth": birth, "in_household": True, "school_attendance": True, **more}


YOUNG = {
    "birth": "2005-03-10",
    "residence": [toleration("2020-01-15")],
    "degrees": [{"kind": "school", "date": "2023-07-31", "in_germany": True}],
    "education": [{"kind": "vocational", "from": "2023-08-01"}],
}
SETTLED = {"residence": [{"from": "2012-01-01", "status": "settlement_permit", "section": "9"}]}


@pytest.mark.parametrize(
    ("day", "result"),
    [("2025-05-31", "NEIN"), ("2025-06-01", "PRUEFUNG"), ("2025-06-02", "SOLL")],
)
def test_25b_six_years(run, day, result):
    """Since 01.06.2019: full with the end of 01.06.2025, a day on which a person decides."""
    assert run(day).title("AufenthG_25b").result == result


@pytest.mark.parametrize(
    ("day", "result"), [("2023-05-31", "NEIN"), ("2023-06-01", "PRUEFUNG"), ("2023-06-02", "SOLL")]
)
def test_25b_four_years_with_a_child(run, day, result):
    assert run(day, family={"members": [child("2015-09-03")]}).title("AufenthG_25b").result == result


def test_25b_a_stay_that_began_on_29_february(run):
    stay = [toleration("2020-02-29")]

    assert run("2026-02-28", residence=stay).title("AufenthG_25b").result == "PRUEFUNG"
    assert run("2026-03-01", residence=stay).title("AufenthG_25b").result == "SOLL"


@pytest.mark.parametrize(
    ("day", "result"),
    [
        # the last day of the eighteenth year of life: still minor
        ("2024-03-09", "SOLL"),
        # of age before the decision: six years are needed
        ("2024-03-10", "NEIN"),
    ],
)
def test_25b_a_child_comes_of_age_before_the_decision(run, day, result):
    outcome = run(day, family={"members": [child("2006-03-10")]}).title("AufenthG_25b")

    assert outcome.result == result
    if result == "NEIN":
        assert outcome.earliest == date(2025, 6, 2)


def test_25b_the_earliest_day_is_checked_and_not_looked_up(run):
    """Four years would be full on 01.06.2023, but the child is of age by then."""
    family = {"members": [child("2005-05-10")]}

    assert run("2022-12-31", family=family).title("AufenthG_25b").earliest == date(2025, 6, 2)


@pytest.mark.parametrize(
    ("day", "result", "norm"),
    [
        # eight years until 30.12.2022, six from 31.12.2022
        ("2022-12-30", "NEIN", "25b-02a"),
        ("2022-12-31", "SOLL", "25b-02"),
    ],
)
def test_25b_the_law_changes_overnight(run, day, result, norm):
    outcome = run(day, residence=[toleration("2016-01-10")]).title("AufenthG_25b")

    assert outcome.result == result
    assert norm in {one for criterion in outcome.criteria for one in criterion.ids}


def test_25b_before_the_change_the_new_law_is_the_earliest_day_for_those_who_know_it(run):
    stay = [toleration("2016-01-10")]

    assert run("2022-12-01", residence=stay).title("AufenthG_25b").earliest == date(2022, 12, 31)
    # with the knowledge of that day only the eight years of the old law are known
    known = run("2022-12-01", residence=stay, known="2022-12-01").title("AufenthG_25b")
    assert known.result == "NEIN"
    assert known.earliest == date(2024, 1, 11)


@pytest.mark.parametrize(
    ("absence", "result"),
    [
        # three months from 01.07. are over with 30.09.
        (("2022-07-01", "2022-09-30"), "SOLL"),
        # a day more: the stay begins anew on 02.10.2022
        (("2022-07-01", "2022-10-01"), "NEIN"),
    ],
)
def test_25b_an_absence_of_three_months(run, absence, result):
    away = [{"from": absence[0], "to": absence[1]}]

    outcome = run("2026-11-22", absences=away).title("AufenthG_25b")

    assert outcome.result == result
    if result == "NEIN":
        assert outcome.earliest == date(2028, 10, 3)


def test_25b_a_gap_nobody_explains_is_a_question(run):
    stay = [toleration("2018-06-01", "2020-06-30"), toleration("2021-07-01")]

    outcome = run("2026-11-22", residence=stay).title("AufenthG_25b")

    assert outcome.result == "PRUEFUNG"
    assert "Unterbricht die Lücke" in " ".join(one.question for one in outcome.criteria)


def test_25b_a_gap_long_ago_does_not_matter(run):
    stay = [toleration("2015-06-01", "2016-06-30"), toleration("2017-07-01")]

    assert run("2026-11-22", residence=stay).title("AufenthG_25b").result == "SOLL"


def test_25b_overlapping_papers_count_once(run):
    stay = [
        toleration("2022-06-01"),
        {"from": "2021-01-01", "to": "2023-01-01", "status": "asylum_permission"},
    ]

    assert run("2026-11-22", residence=stay).title("AufenthG_25b").earliest == date(2027, 1, 2)


@pytest.mark.parametrize(
    ("convictions", "result"),
    [
        ([{"prison_months": 5, "probation": True}], "PRUEFUNG"),
        ([{"prison_months": 6, "probation": True}], "VERSAGUNG"),
        ([{"prison_months": 11, "youth_sentence": True, "probation": False}], "PRUEFUNG"),
        ([{"prison_months": 12, "youth_sentence": True, "probation": False}], "VERSAGUNG"),
        # a youth sentence on probation is no mandatory refusal
        ([{"prison_months": 12, "youth_sentence": True, "probation": True}], "PRUEFUNG"),
        ([{"day_rates": 300}], "PRUEFUNG"),
        ([], "SOLL"),
    ],
)
def test_25b_convictions(run, convictions, result):
    assert run("2026-11-22", criminal={"convictions": convictions}).title("AufenthG_25b").result == result


@pytest.mark.parametrize(
    ("parts", "result"),
    [
        ({"language": {"spoken": "A1"}}, "NEIN"),
        ({"language": {}}, "PRUEFUNG"),
        ({"civic": {"basic_knowledge": False}}, "NEIN"),
        ({"civic": {}}, "PRUEFUNG"),
        # illness waives language and livelihood, not the knowledge of the legal order (para 3)
        (
            {
                "civic": {"basic_knowledge": False},
                "language": {},
                "livelihood": {},
                "health": {"prevents_language": True, "prevents_work": True, "certified": True},
            },
            "NEIN",
        ),
        (
            {
                "language": {},
                "livelihood": {},
                "health": {"prevents_language": True, "prevents_work": True, "certified": True},
            },
            "SOLL",
        ),
        (
            {
                "language": {},
                "livelihood": {},
                "health": {"prevents_language": True, "prevents_work": True},
            },
            "PRUEFUNG",
        ),
        ({"livelihood": {"income_share": 50}}, "PRUEFUNG"),
        ({"livelihood": {"income_share": 51}}, "SOLL"),
        ({"livelihood": {}}, "PRUEFUNG"),
        ({"criminal": {}}, "PRUEFUNG"),
        ({"identity": {}}, "PRUEFUNG"),
        ({"identity": {"status": "unclarified", "deception": "ongoing"}}, "VERSAGUNG"),
        ({"identity": {"status": "clarified", "deception": "past"}}, "PRUEFUNG"),
        ({"residence": [{"from": "2015-06-01", "status": "asylum_permission"}]}, "NEIN"),
        ({"residence": [{"from": "2015-06-01", "status": "permission_or_toleration"}]}, "PRUEFUNG"),
        ({"residence": [permit("2015-06-01", section="25 Abs. 5")]}, "PRUEFUNG"),
        ({"residence": [permit("2015-06-01", section="18b")]}, "ENTFAELLT"),
        ({"residence": [permit("2015-06-01", section="25b")]}, "ENTFAELLT"),
        ({"integration": {"doubts": True}}, "PRUEFUNG"),
        ({"family": {"members": [child("2015-09-03", school_attendance=False)]}}, "NEIN"),
        # a child that is not yet six is not asked for a school
        (
            {"family": {"members": [{"relation": "child", "birth": "2021-09-03", "in_household": True}]}},
            "SOLL",
        ),
    ],
)
def test_25b_unknown_is_not_no(run, parts, result):
    assert run("2026-11-22", **parts).title("AufenthG_25b").result == result


@pytest.mark.parametrize(
    ("language", "result"),
    [
        ({"spoken": "A2", "written": "A2", "integration_course_possible": True}, "SOLL"),
        ({"spoken": "A2", "written": "A1", "integration_course_possible": True}, "NEIN"),
        ({"spoken": "A2", "integration_course_possible": True}, "PRUEFUNG"),
        ({"spoken": "A2", "integration_course_possible": False}, "SOLL"),
        ({"spoken": "A1", "integration_course_possible": False}, "NEIN"),
    ],
)
def test_25b_thirty_months_of_employment_toleration(run, language, result):
    stay = [toleration("2021-03-03", "2024-04-30"), toleration("2024-05-01", None, "60d")]

    outcome = run("2026-11-22", residence=stay, language=language, civic={}, livelihood={})

    assert outcome.title("AufenthG_25b").result == result
    assert run("2026-11-01", residence=stay, language=language).title("AufenthG_25b").result == "PRUEFUNG"


@pytest.mark.parametrize(
    ("application", "result"), [("2032-03-08", "SOLL"), ("2032-03-09", "SOLL"), ("2032-03-10", "NEIN")]
)
def test_25a_application_before_the_27th_year_is_completed(run, application, result):
    """Born 10.03.2005: completed with the end of 09.03.2032; the decision may come later."""
    outcome = run("2032-12-01", application=application, **YOUNG).title("AufenthG_25a")

    assert outcome.result == result
    assert outcome.applied_on == date.fromisoformat(application)


def test_25a_born_on_29_february(run):
    parts = {**YOUNG, "birth": "2004-02-29"}

    assert run("2031-02-28", **parts).title("AufenthG_25a").result == "SOLL"
    assert run("2031-03-01", **parts).title("AufenthG_25a").result == "NEIN"


@pytest.mark.parametrize(
    ("day", "result"),
    [
        # 21 and four years until 30.12.2022, 27 and twelve months of toleration from 31.12.2022
        ("2022-12-30", "NEIN"),
        ("2022-12-31", "SOLL"),
    ],
)
def test_25a_the_law_changes_overnight(run, day, result):
    parts = {
        "birth": "1998-05-05",
        "residence": [toleration("2018-01-15")],
        "degrees": [{"kind": "school", "date": "2021-07-31", "in_germany": True}],
        "education": [{"kind": "vocational", "from": "2021-08-01"}],
    }

    assert run(day, **parts).title("AufenthG_25a").result == result


@pytest.mark.parametrize(("day", "result"), [("2019-03-09", "NEIN"), ("2019-03-10", "SOLL")])
def test_25a_fourteen_years(run, day, result):
    parts = {
        **YOUNG,
        "residence": [toleration("2014-01-15")],
        "education": [{"kind": "school", "from": "2014-08-01", "successful": True}],
        "degrees": [],
    }

    assert run(day, **parts).title("AufenthG_25a").result == result


@pytest.mark.parametrize(
    ("convictions", "result"),
    [
        ([{"day_rates": 50, "offence": "general"}], "KANN"),
        ([{"day_rates": 51, "offence": "general"}], "NEIN"),
        ([{"day_rates": 90, "offence": "foreigners_only"}], "KANN"),
        ([{"day_rates": 91, "offence": "foreigners_only"}], "NEIN"),
        # mixed: how to add is not regulated
        (
            [{"day_rates": 10, "offence": "general"}, {"day_rates": 41, "offence": "foreigners_only"}],
            "PRUEFUNG",
        ),
        ([{"day_rates": 10, "offence": "general"}, {"day_rates": 40, "offence": "foreigners_only"}], "KANN"),
        ([{"day_rates": 30}, {"day_rates": 30}], "NEIN"),
    ],
)
def test_25a_parents_and_day_rates(run, convictions, result):
    family = {"members": [child("2010-01-20", permit="25a Abs. 1", permit_from="2026-03-01")]}

    outcome = run("2026-11-22", family=family, criminal={"convictions": convictions})

    assert outcome.title("AufenthG_25a").result == result
    # no longer when the child is of age, and not before it had the permit
    assert run("2028-01-20", family=family).title("AufenthG_25a").result == "NEIN"
    assert run("2026-02-28", family=family).title("AufenthG_25a").result == "NEIN"


@pytest.mark.parametrize(
    ("day", "years", "result"),
    [
        # eight years until 26.06.2024, five since
        ("2024-06-26", 6, "NEIN"),
        ("2024-06-27", 6, "IST"),
        ("2024-06-26", 9, "IST"),
    ],
)
def test_stag_the_law_changes_overnight(run, day, years, result):
    stay = [permit(f"{2024 - years}-01-10")]

    outcome = run(day, residence=stay, naturalisation={"gave_up_nationality": True}).title("StAG_10")

    assert outcome.result == result


@pytest.mark.parametrize(
    ("day", "result"), [("2025-10-29", "KANN"), ("2025-10-30", "NEIN"), ("2024-06-26", "NEIN")]
)
def test_stag_three_years_with_special_achievements(run, day, result):
    parts = {
        "residence": [permit("2021-01-10")],
        "language": {"spoken": "C1", "written": "C1"},
        "integration": {"special_achievements": True},
    }

    assert run(day, **parts).title("StAG_10").result == result


@pytest.mark.parametrize(
    ("known", "result"),
    [
        (None, "IST"),
        # the consolidated text of 15.01.2025 showed the old list with § 18d
        ("2025-02-01", "NEIN"),
        ("2025-01-14", "IST"),
        ("2025-03-28", "IST"),
    ],
)
def test_stag_what_was_known_of_the_list_of_titles(run, known, result):
    assert (
        run("2025-02-01", residence=[permit("2018-01-10", section="18d")], known=known)
        .title("StAG_10")
        .result
        == result
    )


@pytest.mark.parametrize(("application", "result"), [("2023-08-23", "IST"), ("2023-08-24", "NEIN")])
def test_stag_transition_of_40a(run, application, result):
    parts = {
        **SETTLED,
        "livelihood": {"sgb_benefits": True, "answerable_for_benefits": False},
        "applications": [{"title": "StAG_10", "date": application}],
    }

    assert run("2026-11-22", **parts).title("StAG_10").result == result


@pytest.mark.parametrize(
    ("since", "result"),
    [
        # twenty months with the first and the last day
        ("2025-03-23", "IST"),
        ("2025-03-24", "NEIN"),
    ],
)
def test_stag_full_time_in_20_of_24_months(run, since, result):
    parts = {**SETTLED, "livelihood": {"sgb_benefits": True}, "work": [{"from": since, "full_time": True}]}

    outcome = run("2026-11-22", **parts).title("StAG_10")

    assert outcome.result == result
    if result == "NEIN":
        assert outcome.earliest == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("convictions", "result"),
    [
        ([{"day_rates": 90}], "IST"),
        ([{"day_rates": 91}], "PRUEFUNG"),
        ([{"day_rates": 119}], "PRUEFUNG"),
        # a third more is no slight excess (BVerwG 5 C 5.11)
        ([{"day_rates": 120}], "NEIN"),
        ([{"day_rates": 50}, {"day_rates": 41}], "PRUEFUNG"),
        ([{"prison_months": 3, "probation": True, "remitted_on": "2025-01-01"}], "IST"),
        ([{"prison_months": 3, "probation": True}], "NEIN"),
        ([{"prison_months": 4, "probation": True, "remitted_on": "2025-01-01"}], "NEIN"),
        ([{"prison_months": 2, "probation": False}], "NEIN"),
        ([{"day_rates": 10, "hate_motive": True}], "NEIN"),
    ],
)
def test_stag_convictions(run, convictions, result):
    assert (
        run("2026-11-22", **SETTLED, criminal={"convictions": convictions}).title("StAG_10").result == result
    )


@pytest.mark.parametrize(
    ("parts", "result"),
    [
        ({}, "IST"),
        ({"criminal": {"convictions": [], "pending": True}}, "AUSSETZUNG"),
        ({"language": {"spoken": "B1"}}, "PRUEFUNG"),
        ({"language": {"spoken": "A2", "written": "A2"}}, "NEIN"),
        ({"civic": {"naturalisation_test": True, "test_score": 17}}, "IST"),
        ({"civic": {"naturalisation_test": True, "test_score": 16}}, "NEIN"),
        ({"civic": {}}, "PRUEFUNG"),
        ({"livelihood": {}}, "PRUEFUNG"),
        ({"identity": {"status": "unclarified"}}, "NEIN"),
        ({"residence": [permit("2015-01-01", section="24")]}, "NEIN"),
        ({"residence": [permit("2015-01-01", section="25 Abs. 5")]}, "NEIN"),
        ({"residence": [permit("2015-01-01", section="25a")]}, "IST"),
        ({"residence": [permit("2015-01-01", section="25b")]}, "IST"),
        # § 18d and § 23 (1) left the list
        ({"residence": [permit("2015-01-01", section="23 Abs. 1")]}, "IST"),
        ({"residence": [{"from": "2015-01-01", "status": "residence_permit"}]}, "PRUEFUNG"),
        ({"residence": [{"from": "2015-01-01", "status": "blue_card"}]}, "IST"),
        ({"naturalisation": {"deception_found_on": "2016-11-21"}}, "IST"),
        ({"naturalisation": {"deception_found_on": "2016-11-22"}}, "NEIN"),
        ({"absences": [{"from": "2025-01-01", "to": "2025-06-30"}]}, "IST"),
        ({"absences": [{"from": "2025-01-01", "to": "2025-07-01"}]}, "PRUEFUNG"),
        ({"birth": "2012-01-01", "residence": [permit("2015-01-01")], "language": {}}, "PRUEFUNG"),
        (
            {
                "birth": "2012-01-01",
                "residence": [permit("2015-01-01")],
                "language": {"age_appropriate": True},
            },
            "IST",
        ),
    ],
)
def test_stag_10_today(run, parts, result):
    assert run("2026-11-22", **{**SETTLED, **parts}).title("StAG_10").result == result


def test_stag_asylum_procedure_counts_only_with_protection(run):
    asylum = {"from": "2019-01-01", "to": "2021-12-31", "status": "asylum_permission"}

    refugee = run("2026-11-22", residence=[asylum, permit("2022-01-01", section="25 Abs. 2 Alt. 1")])
    worker = run("2026-11-22", residence=[asylum, permit("2022-01-01", section="18a")])

    assert refugee.title("StAG_10").result == "IST"
    assert worker.title("StAG_10").result == "NEIN"
    assert worker.title("StAG_10").earliest == date(2027, 1, 2)


def test_ne_a_humanitarian_title_opens_discretion_and_counts_the_asylum_procedure(run):
    stay = [
        {"from": "2020-01-01", "to": "2021-12-31", "status": "asylum_permission"},
        permit("2022-01-01", section="25 Abs. 5"),
    ]

    outcome = run("2026-11-22", residence=stay, pension={"months": 60}).title("Niederlassungserlaubnis")

    assert (outcome.result, outcome.norm) == ("KANN", "§ 26 Abs. 4 AufenthG")
    assert (
        run("2026-11-22", residence=stay, pension={"months": 59}).title("Niederlassungserlaubnis").result
        == "NEIN"
    )
    assert run("2026-11-22", residence=stay).title("Niederlassungserlaubnis").result == "PRUEFUNG"


@pytest.mark.parametrize(
    ("day", "result"), [("2026-05-31", "NEIN"), ("2026-06-01", "PRUEFUNG"), ("2026-06-02", "IST")]
)
def test_ne_five_years(run, day, result):
    stay = [permit("2021-06-01", section="19c")]

    outcome = run(day, residence=stay, pension={"since": "2021-06-01"}).title("Niederlassungserlaubnis")

    assert outcome.result == result
    assert outcome.norm == "§ 9 AufenthG"


def test_ne_a_settled_person_who_was_long_away_is_a_question(run):
    away = [{"from": "2025-02-01", "to": "2025-10-05"}]

    assert run("2026-11-22", **SETTLED, absences=away).title("Niederlassungserlaubnis").result == "PRUEFUNG"
    with_deadline = [{**away[0], "return_deadline": True}]
    assert (
        run("2026-11-22", **SETTLED, absences=with_deadline).title("Niederlassungserlaubnis").result
        == "ENTFAELLT"
    )


@pytest.mark.parametrize(
    ("day", "result"),
    [
        ("2022-12-30", "ENTFAELLT"),
        ("2022-12-31", "SOLL"),
        ("2025-12-30", "SOLL"),
        # the transition rule: nothing new is granted
        ("2025-12-31", "ENTFAELLT"),
    ],
)
def test_104c_holds_from_day_to_day(run, day, result):
    assert run(day, residence=[toleration("2017-06-01")]).title("AufenthG_104c").result == result


@pytest.mark.parametrize(
    ("since", "result"), [("2017-10-30", "SOLL"), ("2017-10-31", "PRUEFUNG"), ("2017-11-01", "NEIN")]
)
def test_104c_five_years_on_its_key_date(run, since, result):
    assert run("2024-01-01", residence=[toleration(since)]).title("AufenthG_104c").result == result


def test_spouses_of_germans(run):
    parts = {
        "residence": [permit("2023-09-01", section="28 Abs. 1")],
        "family": {
            "marital_status": "married",
            "married_since": "2025-01-10",
            "members": [{"relation": "spouse", "german": True}],
        },
    }

    # three years of residence, but two of marriage only with the end of 10.01.2027
    assert run("2026-11-22", **parts).title("StAG_9").result == "NEIN"
    assert run("2026-11-22", **parts).title("StAG_9").earliest == date(2027, 1, 11)
    assert run("2027-01-11", **parts).title("StAG_9").result == "SOLL"


@pytest.mark.parametrize(
    ("marital_status", "result"), [("separated", "PRUEFUNG"), ("divorced", "PRUEFUNG"), (None, "SOLL")]
)
def test_spouses_of_germans_who_live_apart_are_a_question(run, marital_status, result):
    family = {
        "marital_status": marital_status,
        "married_since": "2020-01-10",
        "members": [{"relation": "spouse", "german": True}],
    }
    outcome = run("2026-11-22", residence=[permit("2022-09-01", section="28 Abs. 1")], family=family)

    assert outcome.title("StAG_9").result == result


@pytest.mark.parametrize(
    ("absence", "result"),
    [
        ({"from": "2025-02-01", "to": "2025-10-05"}, "PRUEFUNG"),
        ({"from": "2025-02-01", "to": "2025-10-05", "return_deadline": False}, "PRUEFUNG"),
        # § 12b Abs. 1: back within the time the authority has set
        ({"from": "2025-02-01", "to": "2025-10-05", "return_deadline": True}, "IST"),
    ],
)
def test_stag_an_absence_for_which_the_authority_set_a_time(run, absence, result):
    outcome = run("2026-11-22", residence=[permit("2012-01-01", section="18b")], absences=[absence])

    assert outcome.title("StAG_10").result == result


@pytest.mark.parametrize(
    ("civic", "result"),
    [
        ({"test_score": 16}, "NEIN"),
        ({"test_score": 17}, "IST"),
        ({"naturalisation_test": False, "test_score": 16}, "NEIN"),
        ({}, "PRUEFUNG"),
    ],
)
def test_stag_the_points_alone_tell_whether_the_test_is_passed(run, civic, result):
    assert run("2026-11-22", **SETTLED, civic=civic).title("StAG_10").result == result


def test_stag_a_sentence_is_not_remitted_before_its_day(run):
    convictions = [{"prison_months": 3, "probation": True, "remitted_on": "2026-12-01"}]
    criminal = {"convictions": convictions, "pending": False}
    before = run("2026-11-30", **SETTLED, criminal=criminal).title("StAG_10")

    assert (before.result, before.earliest) == ("NEIN", date(2026, 12, 1))
    assert run("2026-12-01", **SETTLED, criminal=criminal).title("StAG_10").result == "IST"


@pytest.mark.parametrize("section", ["104c", "§ 104c Abs. 1", "104c(3)"])
def test_25b_the_chance_permit_is_known_with_its_paragraph_too(run, section):
    stay = [
        toleration("2016-04-10", "2018-12-31"),
        toleration("2019-01-01", "2025-12-14", section="60b"),
        permit("2025-12-15", "2027-06-14", section=section),
    ]

    assert run("2026-11-22", residence=stay).title("AufenthG_25b").result == "SOLL"


@pytest.mark.parametrize("section", ["60d", "§ 60d Abs. 1"])
def test_25b_the_employment_toleration_is_known_with_its_paragraph_too(run, section):
    stay = [toleration("2023-03-01", "2024-04-30"), toleration("2024-05-01", section=section)]

    assert run("2026-11-22", residence=stay).title("AufenthG_25b").result == "SOLL"


@pytest.mark.parametrize("section", ["60b", "§ 60b Abs. 1"])
def test_25b_time_without_identity_does_not_count_with_its_paragraph_either(run, section):
    outcome = run("2026-11-22", residence=[toleration("2015-01-01", section=section)])

    assert outcome.title("AufenthG_25b").result == "NEIN"


@pytest.mark.parametrize(
    ("title", "result"), [("25b", "SOLL"), ("25b Abs. 1", "SOLL"), ("25b Abs. 4", "NEIN")]
)
def test_25b_the_spouse_of_somebody_who_has_it(run, title, result):
    """Abs. 4 follows from a permit of Abs. 1 alone."""
    family = {"members": [{"relation": "spouse", "permit": title, "in_household": True}]}
    outcome = run("2026-11-22", residence=[toleration("2023-01-01")], family=family)

    assert outcome.title("AufenthG_25b").result == result


def test_the_same_day_and_knowledge_give_the_same_answer_whatever_came_before(run):
    first = run("2024-06-27", residence=[permit("2018-01-10")])
    run("2026-11-22", residence=[permit("2018-01-10")])

    assert run("2024-06-27", residence=[permit("2018-01-10")]) == first


def test_a_person_without_any_residence_is_not_granted_anything(run):
    outcome = run("2026-11-22", residence=[])

    assert not any(one.result.is_open for one in outcome.titles if one.title != "AufenthG_5")


@pytest.mark.parametrize(
    ("pension", "result"),
    [
        # 60 months from 11/2021 to 10/2026
        ({"since": "2021-11-01"}, "IST"),
        ({"since": "2021-12-15"}, "NEIN"),
        # 56 months in July, four more until November
        ({"months": 56, "as_of": "2026-07-31", "ongoing": True}, "IST"),
        ({"months": 55, "as_of": "2026-07-31", "ongoing": True}, "NEIN"),
        # nobody says that they went on
        ({"months": 56, "as_of": "2026-07-31"}, "NEIN"),
        ({"months": 60}, "IST"),
        ({}, "PRUEFUNG"),
    ],
)
def test_ne_months_of_pension(run, pension, result):
    outcome = run("2026-11-22", residence=[permit("2018-06-01", section="19c")], pension=pension)

    assert outcome.title("Niederlassungserlaubnis").result == result


def test_ne_missing_months_of_pension_come_by_time(run):
    stay = [permit("2018-06-01", section="19c")]

    found = run("2026-11-22", residence=stay, pension={"since": "2022-03-10"}).title(
        "Niederlassungserlaubnis"
    )

    assert found.earliest == date(2027, 3, 1)


@pytest.mark.parametrize("status", ["eu_long_term", "free_movement", "settlement_permit"])
def test_ne_an_equal_right_needs_none(run, status):
    outcome = run("2026-11-22", residence=[{"from": "2012-01-01", "status": status}])

    assert outcome.title("Niederlassungserlaubnis").result == "ENTFAELLT"
    assert outcome.title("StAG_10").result == "IST"


def test_ne_refugees_after_three_years_with_c1(run):
    stay = [permit("2023-06-01", section="25 Abs. 2 Alt. 1")]
    c1 = {"spoken": "C1", "written": "C1"}

    assert run("2026-11-22", residence=stay, language=c1).title("Niederlassungserlaubnis").result == "IST"
    # what "by far mostly" means is for a person
    partly = run("2026-11-22", residence=stay, language=c1, livelihood={"income_share": 80})
    assert partly.title("Niederlassungserlaubnis").result == "PRUEFUNG"
    assert run("2026-11-22", residence=stay).title("Niederlassungserlaubnis").result == "NEIN"


def test_whoever_is_single_and_names_nobody_has_no_child(run):
    """Between four and six years a child would decide."""
    stay = [toleration("2021-06-01")]

    assert (
        run("2026-11-22", residence=stay, family={"marital_status": "single"}).title("AufenthG_25b").result
        == "NEIN"
    )
    for family in ({}, {"marital_status": "married"}, {"marital_status": "single", "single_parent": True}):
        assert run("2026-11-22", residence=stay, family=family).title("AufenthG_25b").result == "PRUEFUNG"
