"""A procedure under way when somebody moves: § 3 (3) VwVfG."""

from __future__ import annotations

from datetime import date

HERTEN, HILDEN = "05562020", "05158016"
SINCE = date(2026, 5, 1)


def test_with_consent_the_old_authority_goes_on(ask):
    found = ask("auslaenderbehoerde", HERTEN, began=HILDEN, since=SINCE, consent=True)

    assert found.authority == "abh-05158"
    assert found.reason.norm == "§ 3 Abs. 3 VwVfG; § 1 Satz 1 Nr. 4 ZustAVO NRW"
    assert any("seit 01.05.2026 in Hilden" in one for one in found.reason.steps)


def test_without_consent_the_new_one_takes_over(ask):
    found = ask("auslaenderbehoerde", HERTEN, began=HILDEN, since=SINCE, consent=False)

    assert found.authority == "abh-05562020"
    assert any("ohne Zustimmung" in one for one in found.reason.steps)
    assert not any("Stimmt die jetzt" in one for one in found.reason.doubts)


def test_an_unknown_consent_is_no_consent_and_a_question(ask):
    found = ask("auslaenderbehoerde", HERTEN, began=HILDEN, since=SINCE)

    assert found.authority == "abh-05562020"
    assert any("Stimmt die jetzt zuständige Behörde zu" in one for one in found.reason.doubts)


def test_whoever_did_not_move_needs_no_consent(ask):
    assert ask("auslaenderbehoerde", HERTEN, began=HERTEN).reason == ask("auslaenderbehoerde", HERTEN).reason


def test_a_procedure_that_begins_later_does_not_stay(ask):
    found = ask("auslaenderbehoerde", HERTEN, date(2026, 4, 30), began=HILDEN, since=SINCE, consent=True)

    assert found.authority == "abh-05562020"


def test_an_unknown_old_place_keeps_nothing(ask):
    found = ask("auslaenderbehoerde", HERTEN, began="99999999", consent=True)

    assert found.authority == "abh-05562020"
    assert any("Den Ort „99999999“" in one for one in found.reason.doubts)


def test_a_benefit_goes_to_the_new_place_whatever_is_agreed(ask):
    assert ask("jobcenter", HERTEN, began=HILDEN, since=SINCE, consent=True).authority == "jobcenter-05562"
