"""Every kind of difference has its words in both languages."""

from __future__ import annotations

from engine.compare import KINDS, WEIGHTS, DifferenceKind, Weight
from engine.compare.values import period_change


def test_every_kind_and_weight_has_its_words() -> None:
    assert set(KINDS) == set(DifferenceKind)
    assert set(WEIGHTS) == set(Weight)
    assert len({one.german for one in KINDS.values()}) >= len(KINDS) - 2, "words that tell kinds apart"


def test_periods_are_compared_in_words() -> None:
    cases = {
        ("P14D", "P10D"): "von 14 auf 10 Tage verkürzt",
        ("P1D", "P2D"): "von 1 auf 2 Tage verlängert",
        ("P2W", "P14D"): "von 2 Wochen in 14 Tage geändert",
        ("P1M", "P3W"): "von 1 Monat auf 3 Wochen verkürzt",
        ("PT12H", "P1DT1H"): "von 12 Stunden auf 1 Tag 1 Stunde verlängert",
        ('=today() + duration("P3D")', '=today() + duration("P5D")'): "von 3 auf 5 Tage verlängert",
    }
    for (before, after), words in cases.items():
        change = period_change(before, after)
        assert change is not None
        assert change.german == words

    for before, after in (("P1D", "P1D"), ("P1D", "bald"), ("=f(P1D, P2D)", "=f(P2D, P3D)"), ("P", "P1D")):
        assert period_change(before, after) is None
