"""Announcement by post, and the time to sue."""

from __future__ import annotations

from datetime import date

import pytest

from engine.deadlines import (
    Law,
    action_period,
    action_period_without_notice,
    announced_by_post,
    announced_in_portal,
    inaction_period,
)
from engine.errors import ModelError


@pytest.mark.parametrize(
    ("posted", "announced", "disputed", "end"),
    [
        # § 41 (2) VwVfG until 31.12.2024: third day
        ("2024-12-18", "2024-12-21", "2024-12-23", "2025-01-21"),  # a Saturday: moving it is disputed
        ("2024-12-31", "2025-01-03", None, "2025-02-03"),  # the day of posting decides
        # since 01.01.2025: fourth day
        ("2025-01-01", "2025-01-05", "2025-01-06", "2025-02-05"),
        ("2025-01-02", "2025-01-06", None, "2025-02-06"),
        ("2026-11-23", "2026-11-27", None, "2026-12-28"),  # § 222 (2) ZPO: 27 December is a Sunday
        ("2026-12-23", "2026-12-27", "2026-12-28", "2027-01-27"),  # announced on a Sunday
    ],
)
def test_action_period_after_post(posted, announced, disputed, end):
    announcement = announced_by_post(date.fromisoformat(posted))
    period = action_period(announcement)

    assert announcement.day.isoformat() == announced
    assert (announcement.disputed and announcement.disputed.isoformat()) == disputed
    assert period.deadline.end.isoformat() == end
    assert (period.disputed is not None) is (disputed is not None)


@pytest.mark.parametrize(
    ("law", "day", "announced", "disputed", "norm"),
    [
        (Law.VWVFG, "2026-11-23", "2026-11-24", None, "§ 41 Abs. 2a VwVfG, 1. Tag"),
        (Law.VWVFG, "2026-11-27", "2026-11-28", "2026-11-30", "§ 41 Abs. 2a VwVfG, 1. Tag"),
        (Law.SGB_X, "2026-11-23", "2026-11-27", None, "§ 37 Abs. 2a SGB X, 4. Tag"),
        (Law.SGB_X, "2026-12-21", "2026-12-25", "2026-12-28", "§ 37 Abs. 2a SGB X, 4. Tag"),
    ],
)
def test_the_portal_counts_from_the_retrieval_or_from_the_notification(law, day, announced, disputed, norm):
    found = announced_in_portal(date.fromisoformat(day), law)

    assert found.day.isoformat() == announced
    assert (found.disputed and found.disputed.isoformat()) == disputed
    assert norm in found.derivation


def test_a_portal_has_no_fiction_in_court():
    with pytest.raises(ModelError, match="VwVfG or SGB X"):
        announced_in_portal(date(2026, 11, 23), Law.VWGO)


def test_the_derivation_can_be_read():
    period = action_period(announced_by_post(date(2026, 11, 23)))

    assert period.deadline.derivation == (
        "Bescheid zur Post 23.11.2026"
        " → bekannt gegeben 27.11.2026, Freitag (§ 41 Abs. 2 VwVfG, 4. Tag)"
        " → Klagefrist beginnt (§ 74 Abs. 1 S. 2 VwGO)"
        " → Monatsfrist endet 27.12.2026, Sonntag (§ 57 Abs. 2 VwGO, § 222 Abs. 1 ZPO, § 188 Abs. 2 BGB)"
        " → 28.12.2026, Montag (§ 57 Abs. 2 VwGO, § 222 Abs. 2 ZPO)"
    )


def test_both_results_are_shown_where_the_day_is_disputed():
    period = action_period(announced_by_post(date(2026, 12, 23)))

    assert period.deadline.end == date(2027, 1, 27)
    assert period.disputed is not None
    assert period.disputed.end == date(2027, 1, 28)
    assert "streitig: bekannt gegeben erst 28.12.2026" in period.disputed.derivation


def test_social_law_has_its_own_norm():
    announcement = announced_by_post(date(2026, 11, 23), Law.SGB_X)

    assert "§ 37 Abs. 2 SGB X" in announcement.derivation


def test_no_fiction_in_other_laws():
    with pytest.raises(ModelError, match="but the law is VWGO"):
        announced_by_post(date(2026, 11, 23), Law.VWGO)


def test_a_year_without_proper_notice():
    period = action_period_without_notice(announced_by_post(date(2026, 11, 23)))

    assert period.deadline.end == date(2027, 11, 29)  # the 27th is a Saturday
    assert "§ 58 Abs. 2 VwGO" in period.deadline.derivation


def test_suit_for_inaction_after_three_months():
    waiting = inaction_period(date(2026, 8, 25))

    assert waiting.end == date(2026, 11, 25)
    assert waiting.derivation.endswith("Untätigkeitsklage frühestens 26.11.2026 (§ 75 S. 2 VwGO)")
