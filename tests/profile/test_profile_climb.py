"""The ladder of one task, changed in the file: only what is another than of all tasks stands there."""

from __future__ import annotations

from dataclasses import replace

from engine.escalation import Clock, Handing, Rung, Target
from engine.profile import read_profile, set_rungs

#: a rung by its clock and level
Step = tuple[Clock, int]

SOURCE = b"""schluessel = "p"  # der Ablauf

[[leiter]]
stufe = 5
aus = true

[[leiter]]
element = "b"
stufe = 3
an = "fallfuehrung"
grund = "Erst die Fallf\xc3\xbchrung."  # bleibt
"""
FIRST = (Clock.AGREED, 1)
THIRD = (Clock.AGREED, 3)
FIFTH = (Clock.AGREED, 5)


def _rungs(source: bytes, element: str) -> dict[Step, Rung]:
    return {(one.clock, one.level): one for one in read_profile(source).ladder_at(element).rungs}


def _set(source: bytes, element: str, wanted: dict[Step, Rung | None], reason: str = "") -> bytes:
    return set_rungs(source, read_profile(source), element, wanted, reason)


def test_nothing_is_written_where_nothing_is_another() -> None:
    assert _set(SOURCE, "b", {**_rungs(SOURCE, "b"), FIFTH: None}) == SOURCE


def test_a_rung_that_is_another_gets_an_entry_of_its_own() -> None:
    later = Rung(Clock.AGREED, 3, Target.HEAD, days=4, handing=Handing.GROUP)

    after = _set(SOURCE, "a", {THIRD: later}, "Sie sind zu zweit.")

    assert _rungs(after, "a")[THIRD] == later
    assert _rungs(after, "b") == _rungs(SOURCE, "b")
    assert after.startswith(SOURCE.rstrip())
    assert read_profile(after).ladder[-1].reason == "Sie sind zu zweit."


def test_an_entry_there_is_says_what_is_new_and_keeps_its_reason_and_comment() -> None:
    own = _rungs(SOURCE, "b")[THIRD]

    after = _set(SOURCE, "b", {THIRD: replace(own, share=120)})

    assert _rungs(after, "b")[THIRD] == replace(own, share=120)
    assert b'grund = "Erst die Fallf\xc3\xbchrung."  # bleibt' in after


def test_a_rung_left_out_is_off_and_one_as_all_tasks_have_it_needs_no_entry() -> None:
    off = _set(SOURCE, "b", {FIRST: None})
    assert FIRST not in _rungs(off, "b")
    assert FIRST in _rungs(off, "a")

    common = _rungs(SOURCE, "a")
    back = _set(off, "b", {FIRST: common[FIRST], THIRD: common[THIRD]})
    assert [one.element for one in read_profile(back).ladder] == [""]


def test_a_rung_that_is_off_for_all_tasks_comes_back_for_one() -> None:
    rung = Rung(Clock.AGREED, 5, Target.COORDINATION, days=8)

    after = _set(SOURCE, "a", {FIFTH: rung})

    assert _rungs(after, "a")[FIFTH] == rung
    assert FIFTH not in _rungs(after, "b")
