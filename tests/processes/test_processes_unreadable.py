"""A scenario file that cannot be read says in German what is wrong there, and takes no time."""

from __future__ import annotations

import pytest

from engine import yaml
from engine.errors import ModelError

FAULTS = [
    ("a: b: c", 1, "ein Doppelpunkt zu viel"),
    ("a: 1\n  b: 2", 2, "falsch eingerückt"),
    ("- a\nb: 1", 2, "anders eingerückt"),
    ("a: [1, 2\nb: 1", 2, "fehlt ein Komma oder „]“"),
    ("a: {b: 1\nc: 2", 2, "fehlt ein Komma oder „}“"),
    ("a: [", 1, "eine schließende Klammer"),
    ("a: 'x", 1, "nicht geschlossen"),
    ("a:\n\t- b", 2, "Tabulatoren"),
    ("a: @x", 1, "in Anführungszeichen"),
    ("a: *x", 1, "„*“ verweist"),
    ('a: "\\q"', 1, "hinter „\\“"),
    ("a: !!python/object/apply:os.system ['id']", 1, "„!“ am Anfang"),
    ("a: \x01", None, "Steuerzeichen"),
    ("a: 1\n---\nb: 2", 2, "ein zweites Dokument"),
    ("a: 1\na: 2", 2, "„a“ steht doppelt"),
    ("%YAML 3\n---\na: 1", 1, "kein lesbares YAML"),  # one that has no words of its own
    ("[" * 50_000, None, "mehr als 200 Klammern ineinander"),
    ("{a: " * 50_000, None, "mehr als 200 Klammern ineinander"),
]


@pytest.mark.parametrize(("text", "line", "said"), FAULTS, ids=[repr(text[:20]) for text, *_ in FAULTS])
def test_it_says_in_german_what_is_wrong(text: str, line: int | None, said: str) -> None:
    with pytest.raises(ModelError) as refused:
        yaml.read(text.encode(), "scenarios/x.yaml")

    (finding,) = refused.value.findings
    assert said in finding.reason
    assert finding.line == line
    assert "„szenario“" in finding.hint


def test_texts_may_hold_brackets() -> None:
    assert yaml.read(("a: '" + "[]" * 300 + "'").encode(), "x.yaml") == {"a": "[]" * 300}
