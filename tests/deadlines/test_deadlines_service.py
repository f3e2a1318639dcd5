"""When a notice counts as announced, as FEEL asks for it."""

from __future__ import annotations

from datetime import date

import pytest

from engine.deadlines import Law, announced_by_post, announced_in_portal
from engine.errors import ModelError


@pytest.mark.parametrize(
    ("posted", "announced", "disputed"),
    [
        # § 41 (2) VwVfG until 31.12.2024: third day
        ("2024-12-18", "2024-12-21", "2024-12-23"),  # a Saturday: moving it is disputed
        ("2024-12-31", "2025-01-03", None),  # the day of posting decides
        # since 01.01.2025: fourth day
        ("2025-01-01", "2025-01-05", "2025-01-06"),
        ("2025-01-02", "2025-01-06", None),
        ("2026-11-23", "2026-11-27", None),
        ("2026-12-23", "2026-12-27", "2026-12-28"),  # announced on a Sunday
    ],
)
def test_a_letter_is_announced_on_the_third_or_fourth_day(posted, announced, disputed):
    found = announced_by_post(date.fromisoformat(posted))

    assert found.day.isoformat() == announced
    assert (found.disputed and found.disputed.isoformat()) == disputed


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


def test_the_derivation_can_be_read():
    assert announced_by_post(date(2026, 11, 23)).derivation == (
        "Bescheid zur Post 23.11.2026 → bekannt gegeben 27.11.2026, Freitag (§ 41 Abs. 2 VwVfG, 4. Tag)"
    )


def test_social_law_has_its_own_norm():
    assert "§ 37 Abs. 2 SGB X" in announced_by_post(date(2026, 11, 23), Law.SGB_X).derivation


@pytest.mark.parametrize("announced", [announced_by_post, announced_in_portal])
def test_no_fiction_in_other_laws(announced):
    with pytest.raises(ModelError, match="VwVfG or SGB X, but the law is VWGO"):
        announced(date(2026, 11, 23), Law.VWGO)
