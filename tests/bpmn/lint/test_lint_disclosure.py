"""disclosure: to whom, by which norm, which data, and where it can be noted."""

from __future__ import annotations

from engine.bpmn import Knowledge
from engine.errors import Severity

KNOWN = Knowledge(data=frozenset({"kontakt", "sprache", "Antrag, mit Anlagen"}))


def test_accepts_what_is_said_wholly(remarks):
    assert remarks("disclosure", "valid", KNOWN) == ()


def test_refuses_what_nobody_could_note(remarks):
    found = remarks("disclosure", "invalid", KNOWN)

    assert [(one.element, one.reason.split("nennt ")[-1]) for one in found] == [
        ("ohne_norm", "keine Norm."),
        ("nur_norm", "keine empfangende Stelle."),
        ("nur_norm", "keine Angaben."),
        ("fremd", found[3].reason),
        ("fremd", "„kontakte“; das ist weder eine Kategorie noch eine Datengruppe des Ablaufs."),
        ("fremd", "„Bogen“; das ist weder eine Kategorie noch eine Datengruppe des Ablaufs."),
        ("gesucht", found[6].reason),
        ("ende", "eine Übermittlung, kann aber keine vermerken."),
    ]
    assert {one.severity for one in found} == {Severity.ERROR}
    assert "Die Zuständigkeit „amt“ gibt es nicht" in found[3].reason
    assert "Die Zuständigkeit „amt“ gibt es nicht" in found[6].reason
    assert found[4].hint == "Meinten Sie „kontakt“?"


def test_without_the_profile_no_data_are_unknown(remarks):
    assert not [one for one in remarks("disclosure", "invalid") if "Datengruppe" in one.reason]
