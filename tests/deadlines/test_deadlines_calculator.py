"""The deadline calculator: what it answers, and what it refuses to be asked."""

from __future__ import annotations

from datetime import date

from engine.deadlines import Delivery, Law, Period, Question, calculate


def test_the_example_of_the_steering_group_word_for_word():
    found = calculate(
        Question(event=date(2026, 11, 23), delivery=Delivery.POST, period=Period.parse("P1M"), law=Law.BGB)
    )

    assert found.end == date(2026, 12, 28)
    assert found.derivation == (
        "Bescheid zur Post 23.11.2026"
        " → bekannt gegeben 27.11.2026, Freitag (§ 41 Abs. 2 VwVfG, 4. Tag)"
        " → Monatsfrist endet 27.12.2026, Sonntag (§ 187 Abs. 1, § 188 Abs. 2 BGB)"
        " → 28.12.2026, Montag (§ 193 BGB)"
    )
