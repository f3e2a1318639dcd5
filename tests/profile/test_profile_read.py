"""process.toml: what it says becomes values, and what is wrong with it a finding that names the place."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest

from engine.errors import ModelError
from engine.escalation import DEFAULT, Clock, Entry, Rung, Target
from engine.library import FOLDER
from engine.profile import AgreedTime, Retention, TimeKind, Watched, Way, read_profile

PROFILES = sorted(FOLDER.glob("*/process.toml"))


def test_everything_a_profile_can_say(read):
    profile = read("""
start = "antrag.bpmn"
version = "1.0"
zweck = \"\"\"
  Anträge bearbeiten,
  zügig.
\"\"\"
verantwortlich = "Lenkungsgruppe"
rechtsstand = 2026-08-19
freigabe = "nicht freigegeben"
rechtsgrundlagen = ["§ 1 BGB", "§ 2 BGB"]
rollen = [{ gruppe = "jobcenter.sachbearbeitung", name = "Jobcenter", aufgaben = "prüft" }]
zeiten = [{ element = "pruefen", art = "bearbeitung", wert = "P2W", grund = "Erfahrung" }]
fristen = [{ name = "Klage", norm = "§ 74 VwGO", dauer = "P1M", beginn = "Bekanntgabe" }]
daten = [{ gruppe = "Person", formulare = ["antrag"], rechtsgrundlage = "§ 67a SGB X", sichtbar_fuer = ["jobcenter"] }]
schnittstelle = [{ art = "signal_ein", name = "nachweis:", bedeutung = "neuer Nachweis" }]
aufbewahrung = { frist = "prüfen", grund = "offen" }
beobachtet = ["titel"]
leiter = [{ element = "pruefen", uhr = "uebernahme", stufe = 1, arbeitstage = 2, an = "fallfuehrung" }]
kennzahlen = [{ name = "Dauer", von = "start", bis = "ende" }, { name = "Zahl", element = "pruefen" }]
""")

    assert profile.purpose == "Anträge bearbeiten,\nzügig."
    assert profile.law_read_until == date(2026, 8, 19)
    assert profile.legal_bases == ("§ 1 BGB", "§ 2 BGB")
    assert profile.roles[0].group == "jobcenter.sachbearbeitung"
    assert profile.agreed["pruefen"] == AgreedTime("pruefen", TimeKind.WORK, "P14D", reason="Erfahrung")
    assert profile.deadlines[0].length == "P1M"
    assert profile.data[0].visible_to == ("jobcenter",)
    assert profile.interface[0].way is Way.SIGNAL_IN
    assert profile.retention == Retention("prüfen", "offen")
    assert profile.watches == (Watched.TITLE,)
    assert profile.ladder == (Entry(1, Clock.CLAIM, "pruefen", Target.CASE_LEAD, days=2),)
    assert profile.ladder_at("pruefen").of(Clock.CLAIM) == (Rung(Clock.CLAIM, 1, Target.CASE_LEAD, days=2),)
    assert profile.ladder_at("anderes") == DEFAULT
    assert (profile.measures[0].begin, profile.measures[1].element) == ("start", "pruefen")


def test_what_is_not_said_is_empty(read):
    profile = read()

    assert (profile.key, profile.purpose, profile.times, profile.retention) == ("antrag", "", (), None)


def test_a_mark_at_the_beginning_of_the_file_does_no_harm():
    assert read_profile('\ufeffschluessel = "a"\ntitel = "A"'.encode()).key == "a"


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.parent.name)
def test_the_profiles_of_the_library_can_be_read(path):
    assert read_profile(path.read_bytes()).key == path.parent.name


#: an entry of [[zeiten]] before the one that is wrong
TIME = '[[zeiten]]\nelement = "a"\nart = "bearbeitung"\nwert = "P7D"\n'


@pytest.mark.parametrize(
    ("lines", "rule", "reason"),
    [
        # the key by its path, entries counted from 1
        (
            TIME + '[[zeiten]]\nelement = "b"\nart = "bearbeitung"\nwert = "sieben Tage"',
            "profile-value",
            "zeiten[2].wert: Erwartet wird eine Dauer nach ISO 8601 wie P7D (7 Tage), P2W, P3M oder PT12H, länger als "
            "nichts und höchstens 10 Jahre, aber hier steht „sieben Tage“.",
        ),
        ("zeiten = 7", "profile-value", "zeiten: Erwartet werden Tabellen [[zeiten]]."),
        ("zeiten = [7]", "profile-value", "zeiten[1]: Erwartet wird eine Tabelle mit Schlüsseln."),
        ("aufbewahrung = 7", "profile-value", "aufbewahrung: Erwartet wird eine Tabelle mit Schlüsseln."),
        (
            "zweck = 7",
            "profile-value",
            "zweck: Erwartet wird ein Text in Anführungszeichen, aber hier steht eine Zahl.",
        ),
        ('zweck = "a\\u0000b"', "profile-value", "zweck: Der Text enthält Steuerzeichen."),
        (f'zweck = "{"a" * 5001}"', "profile-value", "zweck: Erwartet wird ein Text bis 5000 Zeichen."),
        (
            'rechtsstand = "2026-08-19"',
            "profile-value",
            "rechtsstand: Erwartet wird ein Datum ohne Anführungszeichen wie 2026-08-19, aber hier steht ein Text.",
        ),
        ("rechtsstand = 2026-08-19T08:00:00", "profile-value", "aber hier steht ein Zeitpunkt."),
        (
            'rechtsgrundlagen = "§ 1"',
            "profile-value",
            "rechtsgrundlagen: Erwartet wird eine Liste von Texten",
        ),
        ('rechtsgrundlagen = ["§ 1", 2]', "profile-value", "rechtsgrundlagen[2]: Erwartet wird ein Text"),
        (
            TIME.replace("bearbeitung", "beareitung"),
            "profile-value",
            "zeiten[1].art: Erwartet wird eines von bearbeitung, erinnerung, eskalation, karenz, "
            "aber hier steht „beareitung“.",
        ),
        (TIME + TIME, "profile-value", "zeiten[2].element: Für „a“ steht schon eine Zeit davor."),
        (TIME.replace('"a"', '"a b"'), "profile-value", "zeiten[1].element: Erwartet wird eine Kennung"),
        (
            TIME + 'arbeitstage = "ja"',
            "profile-value",
            "zeiten[1].arbeitstage: Erwartet wird true oder false.",
        ),
        (
            TIME.replace("P7D", "P3M") + "arbeitstage = true",
            "profile-value",
            "zeiten[1].wert: Erwartet wird eine Dauer nach ISO 8601 wie P5D (5 Arbeitstage)",
        ),
        (
            'fristen = [{ name = "Klage", norm = "§ 74 VwGO", dauer = "ein Monat" }]',
            "profile-value",
            "fristen[1].dauer: Erwartet wird eine Dauer nach ISO 8601",
        ),
        (
            "leiter = [{ stufe = 0 }]",
            "profile-value",
            "leiter[1].stufe: Erwartet wird eine ganze Zahl von 1 bis 9",
        ),
        ("leiter = [{ stufe = true }]", "profile-value", "aber hier steht true oder false."),
        ("leiter = [{ anteil = 50 }]", "profile-key-missing", "leiter[1].stufe: Der Schlüssel fehlt."),
        (
            'leiter = [{ stufe = 1, an = "niemand" }]',
            "profile-value",
            "leiter[1].an: Erwartet wird eines von sachbearbeitung, fallfuehrung, teamleitung, amtsleitung, "
            "koordination, aber hier steht „niemand“.",
        ),
        (
            "leiter = [{ stufe = 1, aus = 1 }]",
            "profile-value",
            "leiter[1].aus: Erwartet wird true oder false.",
        ),
        (
            "leiter = [{ stufe = 1, aus = true, anteil = 9 }]",
            "profile-value",
            "leiter[1].aus: Eine Stufe, die aus ist, hat weder Zeit noch Empfänger.",
        ),
        (
            "leiter = [{ stufe = 1, anteil = 9, arbeitstage = 9 }]",
            "profile-value",
            "leiter[1].anteil: Erwartet wird",
        ),
        (
            'leiter = [{ stufe = 1, anteil = 9, uhr = "uebernahme" }]',
            "profile-value",
            "leiter[1].anteil: Bis zur Übernahme läuft keine Zeit mit einem Ende.",
        ),
        (
            "leiter = [{ stufe = 1 }, { stufe = 1 }]",
            "profile-value",
            "leiter[2].stufe: Diese Stufe steht schon davor.",
        ),
        (
            'beobachtet = "titel"',
            "profile-value",
            'beobachtet: Erwartet wird eine Liste wie ["titel", "alter"].',
        ),
        ('rollen = [{ gruppe = "a.b" }]', "profile-key-missing", "rollen[1].name: Der Schlüssel fehlt."),
        ('rollen = [{ gruppe = "", name = "N" }]', "profile-value", "rollen[1].gruppe: Der Text ist leer."),
        (
            'kennzahlen = [{ name = "Dauer", von = "a" }]',
            "profile-value",
            "kennzahlen[1]: Erwartet wird entweder „element“ oder beides, „von“ und „bis“.",
        ),
        ('farbe = "rot"', "profile-key-unknown", "farbe: Diesen Schlüssel gibt es nicht."),
    ],
)
def test_says_where_and_what_was_expected(wrong, lines, rule, reason):
    (finding,) = wrong(lines)

    assert finding.file == "process.toml"
    assert finding.rule == rule
    assert reason in finding.reason


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ('verantwortlicher = "wir"', "Meinten Sie „verantwortlich“?"),
        ("[[zeitn]]", "Meinten Sie „zeiten“?"),
        (TIME + 'grnd = "so"', "Meinten Sie „grund“?"),
        ('aufbewahrung = { frist = "prüfen", weil = "so" }', "Bekannt sind: frist, grund."),
    ],
)
def test_an_unknown_key_comes_with_a_proposal(wrong, lines, hint):
    (finding,) = wrong(lines)

    assert finding.rule == "profile-key-unknown"
    assert finding.hint == hint


def test_names_the_line_of_the_entry(wrong):
    (finding,) = wrong(TIME + '\n[[zeiten]]\nelement = "b"\nart = "bearbeitung"\nwert = "bald"\n')

    assert finding.line == 9


def test_says_everything_at_once(wrong):
    found = wrong('zweck = 1\nstart = 2\nfarbe = "rot"', head="")

    assert sorted(one.reason.partition(":")[0] for one in found) == [
        "farbe",
        "schluessel",
        "start",
        "zweck",
    ]


@pytest.mark.parametrize(
    ("source", "reason", "line"),
    [
        ('titel = "Über"\n'.encode("latin-1"), "Die Datei ist nicht in UTF-8 geschrieben.", 1),
        (b"a = 1\nb = \xff", "Die Datei ist nicht in UTF-8 geschrieben.", 2),
        (b'titel = "A"\ntitel = "B"', "Ein Schlüssel oder eine Tabelle steht doppelt.", 2),
        (b"[aufbewahrung]\n[aufbewahrung]", "Ein Schlüssel oder eine Tabelle steht doppelt.", 2),
        (b"titel = Antrag", "Die Datei ist kein gültiges TOML", 1),
        (b"titel", "Die Datei ist kein gültiges TOML", 1),
        (b"a = " + b"9" * 10_000, "Die Datei ist kein gültiges TOML", None),
        (b"a = " + b"[" * 100_000, "Die Datei ist zu tief geschachtelt.", None),
        (b"a = " + b"[" * 400 + b"]" * 400, "a: Diesen Schlüssel gibt es nicht.", None),
        (b"#" * (5 * 1024 * 1024), "Die Datei ist größer als 256 KB.", None),
        (b"a = 2026-13-45", "Die Datei ist kein gültiges TOML", None),
        (b"\x00", "Die Datei ist kein gültiges TOML", 1),
        (b"", "schluessel: Der Schlüssel fehlt.", None),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_file_that_is_none(wrong, source, reason, line):
    finding, *_ = wrong(source)

    assert reason in "\n".join(one.reason for one in wrong(source))
    if line is not None:
        assert finding.line == line


def test_deep_keys_and_many_faults_end(wrong):
    deep = ".".join("a" * 1 for _ in range(3_000))

    assert wrong(f"{deep} = 1")[0].rule in ("profile-key-unknown", "profile-unreadable")
    assert len(wrong("\n".join(f"x{number} = 1" for number in range(3_000)))) == 50


def test_a_hostile_key_is_cut_and_shows_no_control_characters(wrong):
    (finding,) = wrong(f'"{"a" * 500}\\u0007\\u202e" = 1')

    assert len(finding.reason) < 200
    assert finding.reason.isprintable()


def test_whatever_is_changed_in_a_profile_it_is_read_or_has_findings():
    source = (Path(FOLDER) / "bleiberecht_25b" / "process.toml").read_bytes()
    chance = random.Random(25)  # noqa: S311 - the same changes every time
    for _ in range(150):
        changed = bytearray(source)
        for _ in range(chance.randrange(1, 6)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            read_profile(bytes(changed))
        except ModelError as fault:
            assert fault.findings


@pytest.mark.parametrize("line", ["a" + ".a" * 400 + " = 1", "[a" + ".a" * 400 + "]"])
def test_a_key_of_very_many_parts_is_refused_before_it_is_read(line):
    """Reading one takes the square of its parts: a file of 256 KB held a worker for minutes."""
    with pytest.raises(ModelError) as refused:
        read_profile(f'schluessel = "p"\n{line}\n'.encode())

    (finding,) = refused.value.findings
    assert (finding.rule, finding.line) == ("profile-unreadable", 2)
    assert "mehr als 300 Punkte" in finding.reason
