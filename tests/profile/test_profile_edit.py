"""`process.toml` is changed key by key, and nothing else of it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from engine import library
from engine.errors import Invalid
from engine.profile.edit import Place, Value, add, change, remove

SOURCE = b"""# Kopf
schluessel = "p"   # bleibt
titel = 'Alt'
rechtsgrundlagen = [
  "\xc2\xa7 1",  # erste
  "\xc2\xa7 2",
]
unbekannt = {a = 1}

[[zeiten]]  # erste Zeit
element = "a"
wert = "P1D"

# gehoert zur zweiten
[[zeiten]]
element = "b"
wert = \"\"\"
P2D\"\"\"

[aufbewahrung]
frist = "offen"
"""

CASES: list[tuple[Place, Value | None, bytes, bytes]] = [
    # what is set, to what, what stands there afterwards instead of what
    (Place("schluessel"), "q", b'schluessel = "p"   # bleibt', b'schluessel = "q"   # bleibt'),
    (Place("titel"), 'Neu "x" \\', b"titel = 'Alt'", rb'titel = "Neu \"x\" \\"'),
    (Place("titel"), "a\nb", b"titel = 'Alt'", rb'titel = "a\nb"'),
    (Place("titel"), None, b"titel = 'Alt'\n", b""),
    (Place("zweck"), "Hilfe", b"unbekannt = {a = 1}\n", b'unbekannt = {a = 1}\nzweck = "Hilfe"\n'),
    (Place("rechtsstand"), date(2026, 8, 19), b"= {a = 1}\n", b"= {a = 1}\nrechtsstand = 2026-08-19\n"),
    (Place("wert", "zeiten", 0), "P3D", b'wert = "P1D"', b'wert = "P3D"'),
    (Place("wert", "zeiten", 1), "P3D", b'wert = """\nP2D"""', b'wert = "P3D"'),
    (Place("arbeitstage", "zeiten", 0), True, b'wert = "P1D"\n', b'wert = "P1D"\narbeitstage = true\n'),
    (Place("grund", "aufbewahrung"), "x", b'frist = "offen"\n', b'frist = "offen"\ngrund = "x"\n'),
    (Place("thema", "verweis"), "x", b'frist = "offen"\n', b'frist = "offen"\n\n[verweis]\nthema = "x"\n'),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "old", "new"), CASES)
def test_one_key_is_changed_and_every_other_byte_stays(
    place: Place, value: Value | None, old: bytes, new: bytes
) -> None:
    assert old in SOURCE

    assert change(SOURCE, {place: value}) == SOURCE.replace(old, new)


def test_what_is_set_already_changes_nothing() -> None:
    assert change(SOURCE, {Place("rechtsgrundlagen"): ("§ 1", "§ 2"), Place("zweck"): None}) == SOURCE


def test_a_list_is_written_anew_and_a_long_one_line_by_line() -> None:
    short = change(SOURCE, {Place("rechtsgrundlagen"): ("§ 3",)})
    long = change(
        SOURCE, {Place("rechtsgrundlagen"): tuple(f"§ {number} des Gesetzes" for number in range(20))}
    )

    assert 'rechtsgrundlagen = ["§ 3"]\n'.encode() in short
    assert long.count(b"\n") > 30


def test_line_ends_and_mark_of_windows_stay() -> None:
    source = b"\xef\xbb\xbf" + SOURCE.replace(b"\n", b"\r\n")

    changed = change(source, {Place("titel"): "Neu"})

    assert changed == source.replace(b"titel = 'Alt'", b'titel = "Neu"')


def test_an_entry_is_added_behind_the_last_and_taken_away_without_its_neighbours() -> None:
    more = add(SOURCE, "zeiten", {"element": "c", "wert": "P5D"})
    other = add(SOURCE, "rollen", {"gruppe": "g", "name": "n"})

    assert [one["element"] for one in tomllib.loads(more.decode())["zeiten"]] == ["a", "b", "c"]
    assert more.index(b'element = "c"') < more.index(b"[aufbewahrung]")
    assert other.rstrip().endswith(b'[[rollen]]\ngruppe = "g"\nname = "n"')
    less = remove(SOURCE, "zeiten", 0)
    assert b"# gehoert zur zweiten\n[[zeiten]]" in less
    assert [one["element"] for one in tomllib.loads(less.decode())["zeiten"]] == ["b"]
    assert b"zeiten" not in remove(less, "zeiten", 0).replace(b"# gehoert zur zweiten", b"")
    with pytest.raises(Invalid):
        remove(SOURCE, "zeiten", 2)


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (b"kein TOML", Place("titel")),
        (b"\xff", Place("titel")),
        (
            b'zeiten = [{element = "a"}]\n',
            Place("wert", "zeiten", 0),
        ),  # entries in one line have no lines to change
        (b'aufbewahrung.frist = "x"\n', Place("grund", "aufbewahrung")),
        (b'titel = "x"\n', Place("wert", "zeiten", 0)),
    ],
)
def test_what_is_not_understood_is_left_alone(source: bytes, place: Place) -> None:
    with pytest.raises(Invalid):
        change(source, {place: "P1D"})


FILES = sorted(library.FOLDER.glob("*/process.toml"))


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.parent.name)
def test_every_key_of_every_profile_of_the_library_can_be_changed_and_changed_back(path: Path) -> None:
    source = path.read_bytes()
    said = tomllib.loads(source.decode())
    texts = [Place(key) for key, value in said.items() if isinstance(value, str)]
    texts += [
        Place(key, table, number)
        for table, entries in said.items()
        if isinstance(entries, list) and entries and isinstance(entries[0], dict)
        for number, entry in enumerate(entries)
        for key, value in entry.items()
        if isinstance(value, str)
    ]
    assert len(texts) > 5

    for place in texts[:: max(1, len(texts) // 4)]:
        changed = change(source, {place: "ganz anders"})
        old = said[place.key] if not place.table else said[place.table][place.number][place.key]
        assert changed.count(b"\n") <= source.count(b"\n")
        assert tomllib.loads(change(changed, {place: old}).decode()) == said


def test_a_table_inside_another_is_changed_added_to_and_taken_away_like_any_other() -> None:
    source = library.read_all(library.FOLDER / "verweisberatung").files["process.toml"]
    steps = len(tomllib.loads(source.decode())["verweis"]["schritte"])

    changed = change(
        source,
        {Place("zustand", "verweis.schritte", 1): "angeboten", Place("grund", "verweis"): "warum"},
    )
    added = add(
        changed, "verweis.schritte", {"element": "nachhalten", "zustand": "angekommen", "bei": "absender"}
    )

    before, after = source.decode().splitlines(), changed.decode().splitlines()
    assert [(old, new) for old, new in zip(before, after, strict=True) if old != new] == [
        ('grund = "antwort_grund"', 'grund = "warum"'),
        ('zustand = "rueckfrage"', 'zustand = "angeboten"'),
    ]
    assert tomllib.loads(added.decode())["verweis"]["schritte"][steps]["element"] == "nachhalten"
    assert tomllib.loads(remove(added, "verweis.schritte", steps).decode()) == tomllib.loads(changed.decode())


def test_the_first_entry_of_a_table_inside_another_begins_both_and_the_last_one_ends_them() -> None:
    added = add(SOURCE, "verweis.schritte", {"element": "a"})
    told = change(added, {Place("thema", "verweis"): "verweis_thema"})

    assert tomllib.loads(told.decode())["verweis"] == {
        "schritte": [{"element": "a"}],
        "thema": "verweis_thema",
    }
    assert "verweis" not in tomllib.loads(remove(added, "verweis.schritte", 0).decode())
    assert tomllib.loads(remove(told, "verweis.schritte", 0).decode())["verweis"] == {
        "thema": "verweis_thema"
    }
