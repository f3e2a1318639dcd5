"""`laufweg frist`: a deadline and its derivation; needs no database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli.frist import _CHANNELS
from engine.deadlines import RULES, Delivery

ISSUE = [
    "--ereignis",
    "2026-12-18",
    "--zustellung",
    "post",
    "--recht",
    "VwVfG",
    "--dauer",
    "P1M",
    "--ort",
    "NW",
]


@pytest.fixture
def frist(run_without_database):
    return lambda *words: run_without_database("frist", *words)


def test_the_command_of_the_issue_prints_date_and_derivation(frist):
    result = frist(*ISSUE)

    assert result.exit_code == 0
    assert result.output.splitlines()[:5] == [
        "Letzter Tag der Frist: 22.01.2027",
        "Herleitung:",
        "  1. Bescheid zur Post 18.12.2026",
        "  2. bekannt gegeben 22.12.2026, Dienstag (§ 41 Abs. 2 VwVfG, 4. Tag)",
        "  3. Monatsfrist endet 22.01.2027, Freitag (§ 31 Abs. 1 VwVfG, § 187 Abs. 1, § 188 Abs. 2 BGB)",
    ]


def test_json_for_programs(frist):
    answer = json.loads(frist(*ISSUE, "--json").output)

    assert (answer["end"], answer["end_unshifted"], answer["shifted"]) == ("2027-01-22", "2027-01-22", False)
    assert [step["date"] for step in answer["steps"]] == ["2026-12-18", "2026-12-22", "2027-01-22"]
    assert answer["other"] is None


@pytest.mark.parametrize(
    ("words", "first_line"),
    [
        # § 74 VwGO after a fiction on a Sunday
        ("--regel klage --ereignis 23.12.2026 --zustellung post", "Letzter Tag der Frist: 27.01.2027"),
        ("--regel untaetigkeit --ereignis 2026-08-25", "Frühester Tag: 26.11.2026"),
        ("--regel sgb2_rueckwirkung --ereignis 2026-11-20", "Wirkt ab: 01.11.2026"),
        (
            "--regel lebensjahr --jahre 27 --ereignis 1999-11-29",
            "Letzter Tag vor dem Geburtstag: 28.11.2026",
        ),
        ("--termin 2027-05-06", "Termin: 06.05.2027"),
        # elapsed hours over the end of summer time
        ("--ereignis 2026-10-24T15:00 --stunden 24", "Ende der Frist: 25.10.2026, 14:00 Uhr"),
        ("--ereignis 24.10.2026T15:00 --dauer PT24H", "Ende der Frist: 25.10.2026, 14:00 Uhr"),
        # § 222 (3) ZPO
        ("--ereignis 2026-10-23T15:00 --stunden 24 --recht VwGO", "Ende der Frist: 26.10.2026, 15:00 Uhr"),
        # Fronleichnam: in NRW, not in Lower Saxony
        ("--ereignis 2027-04-27 --dauer P1M --ort NW", "Letzter Tag der Frist: 28.05.2027"),
        ("--ereignis 2027-04-27 --dauer P1M --ort NI", "Letzter Tag der Frist: 27.05.2027"),
        ("--ereignis 2027-04-27 --dauer P1M --ort Herten", "Letzter Tag der Frist: 28.05.2027"),
        ("--ereignis 2027-04-27 --dauer P1M --ort 05562020", "Letzter Tag der Frist: 28.05.2027"),
        ("--ereignis 2027-04-27 --dauer P1M --ort 03241001", "Letzter Tag der Frist: 27.05.2027"),
        ("--ereignis 2026-12-11 --dauer P14D --ohne-verschiebung", "Letzter Tag der Frist: 25.12.2026"),
        ("--ereignis 2026-12-01 --dauer P14D --tag-zaehlt", "Letzter Tag der Frist: 14.12.2026"),
        ("--ereignis 2026-11-27 --dauer P1M --recht sgbx", "Letzter Tag der Frist: 28.12.2026"),
        (
            "--zustellung portal --benachrichtigt 2026-12-01 --regel klage",
            "Es läuft keine Frist",
        ),
    ],
)
def test_one_line_per_case(frist, words, first_line):
    result = frist(*words.split())

    assert result.output.splitlines()[:1] == [first_line]


def test_the_other_reading_is_shown_where_the_law_is_disputed(frist):
    output = frist("--regel", "klage", "--ereignis", "2026-12-23", "--zustellung", "post").output

    assert "Streitig – Der Tag der Bekanntgabe ist ein freier Tag (Sonntag)." in output
    assert "  Andere Lesart – Letzter Tag der Frist: 28.01.2027" in output.splitlines()


def test_pauses_closures_and_an_extension(frist):
    result = frist(
        *("--ereignis", "2026-12-01", "--dauer", "14 Tage", "--gesetzt-von", "behoerde"),
        *("--hemmung", "2026-12-05..2026-12-08:person:Pass fehlt", "--verlaengert-bis", "15.01.2027"),
    )

    lines = result.output.splitlines()
    assert lines[0] == "Letzter Tag der Frist: 15.01.2027"
    assert "  3. gehemmt 05.12.2026 bis 08.12.2026, 4 Tage: Pass fehlt (Person)" in lines
    assert "      4 Person" in lines
    assert "     45 zusammen" in lines


def test_an_agreed_time_leaves_closures_out(frist):
    words = [
        "--ereignis",
        "2026-12-18",
        "--arbeitstage",
        "5",
        "--schliessung",
        "2026-12-24..2026-12-31:Betriebsferien",
    ]

    assert frist(*words, "--gesetzt-von", "vereinbarung").output.startswith(
        "Letzter Tag der vereinbarten Zeit: 05.01.2027"
    )
    assert frist(*words, "--gesetzt-von", "behoerde").output.startswith("Letzter Tag der Frist: 28.12.2026")


def test_an_interruption_and_a_pause_that_goes_on(frist):
    begun = ["--ereignis", "2026-12-01", "--dauer", "P14D", "--gesetzt-von", "vereinbarung"]

    anew = frist(*begun, "--unterbrechung", "2026-12-05:person:neuer Antrag:§ 212 BGB").output
    still = frist(*begun, "--hemmung", "2026-12-05..:andere_behoerde:Auskunft fehlt").output

    assert anew.startswith("Letzter Tag der vereinbarten Zeit: 21.12.2026")  # the 19th is a Saturday
    assert "      3 durch Unterbrechung verfallen" in anew.splitlines()
    assert still.startswith("Die Frist ruht\n")
    assert "Danach bleiben 11 Tage." in still


def test_a_local_holiday_that_is_observed_moves_the_end(frist):
    words = ["--ereignis", "2028-07-15", "--dauer", "P1M", "--ort", "BY"]

    assert "Gilt er am Ort, endet die Frist am 16.08.2028." in frist(*words).output
    assert frist(*words, "--feiertag", "Mariä Himmelfahrt").output.startswith(
        "Letzter Tag der Frist: 16.08.2028"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "--dauer: Geben Sie an, wie lange die Frist ist"),
        (["--dauer", "P1M"], "--ereignis: Geben Sie an, wann die Frist beginnt"),
        (["--dauer", "1Q"], "--dauer: „1Q“ ist keine Zeitangabe"),
        (["--dauer", "P1M14D", "--ereignis", "2026-11-23"], "--dauer: „P1M14D“ ist keine Fristlänge."),
        (["--dauer", "PT90M", "--ereignis", "2026-11-23"], "--dauer: „PT90M“ ist keine Fristlänge."),
        (["--regel", "kalge", "--ereignis", "2026-11-23"], "--regel: Die Regel „kalge“ gibt es nicht."),
        (["--regel", "lebensjahr", "--ereignis", "1999-11-29"], "--jahre: Geben Sie an, welches Lebensjahr"),
        (["--recht", "AO"], "--recht: Das Recht „AO“ ist keines von BGB, VwVfG, SGB X, VwGO, SGG."),
        (["--ort", "Atlantis"], "--ort: „Atlantis“ ist nicht bekannt. Geben Sie ein Land"),
        (["--ort", "05999999"], "--ort: Den Gemeindeschlüssel 05999999 gibt es nicht."),
        (["--ort", "BY", "--feiertag", "Rosenmontag"], "Möglich ist: Mariä Himmelfahrt."),
        (["--schliessung", "2026-12-24"], "--schliessung: „2026-12-24“: Erwartet wird VON..BIS:NAME"),
        (["--schliessung", "24..26:x"], "--schliessung: „24..26:x“: „24“ ist kein Tag"),
        (["--hemmung", "2026-12-05..2026-12-08"], "--hemmung: „2026-12-05..2026-12-08“: Erwartet wird"),
        (["--hemmung", "2026-12-05:kind:x"], "--hemmung: „kind“ ist keine von eigene_behoerde"),
        (
            ["--ereignis", "2026-12-01", "--dauer", "P14D", "--hemmung", "2026-12-05:person:x"],
            "--hemmung: Eine gesetzliche Frist ruht nur, wenn ein Gesetz das sagt.",
        ),
        (
            ["--ereignis", "2026-12-01", "--dauer", "P14D", "--verlaengert-bis", "2027-01-01"],
            "--verlaengert-bis: Eine gesetzliche Frist kann keine Behörde verlängern",
        ),
        (["--ereignis", "2026-03-29T02:30", "--stunden", "3"], "Diese Uhrzeit gibt es an dem Tag nicht"),
    ],
)
def test_a_wrong_option_is_told_what_was_expected(frist, words, sentence):
    result = frist(*words)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert sentence in result.stderr
    assert result.stderr.startswith("Expected to ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ["--ereignis", "31.11.2026"],
            "--ereignis: „31.11.2026“ ist kein Tag. Erwartet wird 23.11.2026 oder",
        ),
        (
            ["--termin", "2026-11-23T09:00"],
            "--termin: „2026-11-23T09:00“ hat eine Uhrzeit. Erwartet wird nur",
        ),
        (["--zustellung", "taube"], "--zustellung: „taube“ ist keine von post, "),
        (["--gesetzt-von", "mir"], "--gesetzt-von: „mir“ ist keine von gesetz, behoerde, vereinbarung"),
        (["--arbeitstage", "zehn"], "--arbeitstage: „zehn“ ist keine Zahl. Erwartet wird eine ganze Zahl"),
    ],
)
def test_what_cannot_be_read_is_said_in_german_with_what_was_expected(frist, words, said):
    result = frist(*words)

    assert result.exit_code == 1
    assert said in result.stderr
    assert "Invalid value" not in result.stderr


def test_the_list_of_rules_names_each_with_its_norm(frist):
    lines = frist("--regeln").output.splitlines()
    rows = json.loads(frist("--regeln", "--json").output)

    assert [row["rule"] for row in rows] == list(RULES)
    assert all(f"{rule.key}: {rule.title} ({rule.norm}" in "\n".join(lines) for rule in RULES.values())
    assert "klage: Klage gegen den Bescheid (§ 74 Abs. 1 S. 2 VwGO, P1M)" in lines


def test_the_help_lists_every_channel():
    assert set(_CHANNELS) == set(Delivery)


def test_the_example_of_the_guide_is_what_comes_out(frist):
    guide = (Path(__file__).parents[2] / "docs" / "deadlines.md").read_text(encoding="utf-8")
    shown = guide.split("    $ laufweg frist ")[1].split("\n\n")[0].splitlines()

    output = frist(*shown[0].split()).output

    assert output.startswith("\n".join(line.removeprefix("    ") for line in shown[1:]) + "\n")
