"""What is wrong with a data file is said in German, with file, line and what was expected."""

from __future__ import annotations

import pytest

from engine.competence import read_register, read_rules
from engine.errors import ModelError, NotFound, Severity
from tests.competence.conftest import FOLDER
from tests.competence.test_competence_rules import BASE


def findings(text: str, file: str = "regeln.toml") -> list[str]:
    return [str(one) for one in read_rules({file: text.encode()})[1]]


def test_the_files_of_the_library_are_sound():
    files = {path.name: path.read_bytes() for path in FOLDER.glob("*.toml")}

    assert [str(one) for one in read_rules(files)[1]] == []


def test_a_sound_register_has_one_authority_without_use():
    (found,) = findings(BASE)

    assert found.startswith("regeln.toml:12 [stadt] competence-unused: Zur Stelle „stadt“ führt keine Regel.")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        # not TOML at all
        (lambda text: text + "[[regel", "regeln.toml:26 competence-file: Die Datei ist kein gültiges TOML"),
        (lambda text: text.replace('"kreis"', "kreis", 1), "regeln.toml:6 competence-file"),
        (lambda _text: "regel = 3", "competence-file: „regel“ ist keine Tabelle. – Erwartet wird [[regel]]."),
        # tables and keys
        (
            lambda text: text + "[[ausnahme]]\nx = 1",
            "regeln.toml:26 competence-value: Eine Tabelle [[ausnahme]]",
        ),
        (
            lambda text: text.replace("norm =", "nrom ="),
            "regeln.toml:23 [allgemein] competence-key: Den Schlüssel „nrom“ gibt es in [[regel]] nicht. – Erwartet",
        ),
        (
            lambda text: text.replace("norm =", "nrom ="),
            "„norm“ fehlt oder ist kein Text. – Erwartet wird norm =",
        ),
        # values
        (
            lambda text: text.replace('thema = "sozialamt"', 'thema = "sozialhilfe"'),
            "regeln.toml:21 [allgemein] competence-unknown: „thema“ nennt „sozialhilfe“, das es nicht gibt. – Erwartet "
            "wird eines von: sozialamt.",
        ),
        (lambda text: text.replace('stelle = "kreis"', 'stelle = "kries"'), "eines von: kreis, stadt."),
        (
            lambda text: text.replace('["05562"]', '["05599"]'),
            "„05599“ ist kein Gebiet in Nordrhein-Westfalen",
        ),
        (lambda text: text.replace('["05562"]', '["5562"]'), "zwei (05), fünf (Kreis) oder acht Ziffern"),
        (lambda text: text.replace('["05562"]', "[5562]"), "„gebiet“ ist keine Liste von Texten"),
        (
            lambda text: text.replace("ab = 2020-01-01", 'ab = "2020"', 1),
            "„ab“ ist kein Datum. – Erwartet wird ab =",
        ),
        (lambda text: text.replace("ab = 2020-01-01", "ab = 2020-01-01T10:00:00", 1), "„ab“ ist kein Datum"),
        (lambda text: text.replace("ab = 2020-01-01", "", 1), "„ab“ fehlt: seit wann der Eintrag gilt"),
        (
            lambda text: text + "bis = 2019-12-31",
            "regeln.toml:26 [allgemein] competence-value: „bis“ (2019-12-31)",
        ),
        (lambda text: text + "alter_ab = 1.5", "„alter_ab“ ist keine ganze Zahl von 0 bis 150"),
        (lambda text: text + 'gemeindeart = ["dorf"]', "„gemeindeart“ nennt „dorf“"),
        (lambda text: text + 'personengruppe = ["dorf"]', "„personengruppe“ nennt „dorf“"),
        (lambda text: text + 'ebene = "land"', "„ebene“ nennt „land“"),
        (lambda text: text + "zweifel = {a = 1}", "„zweifel“ ist keine Liste von Texten"),
        (
            lambda text: text.replace("gebiet", "kontakt = {tel = 1}\ngebiet", 1),
            "„kontakt“ nennt nicht zu jedem",
        ),
        # twice
        (lambda text: text + text[text.index("[[regel]]") :], "Die Kennung „allgemein“ gibt es schon"),
        (lambda text: text.replace('"stadt"', '"kreis"'), "Die Stelle „kreis“ gibt es schon"),
        # references
        (
            lambda text: text.replace("gebiet", 'uebergeordnet = "x"\ngebiet', 1),
            "„uebergeordnet“ nennt „x“",
        ),
        (lambda text: text + '[[angabe]]\nschluessel = "x"', "„schluessel“ nennt „x“, das es nicht gibt"),
        (
            lambda text: text + '[[uebertragung]]\nkennung = "u"\nthema = "sozialamt"\nan = "x"',
            "„an“ nennt „x“, das es nicht gibt",
        ),
    ],
)
def test_a_faulty_file_is_told_with_its_place(change, said):
    found = findings(change(BASE))

    assert any(said in one for one in found), found


def test_a_kind_of_authority_must_be_there_wherever_the_rule_holds():
    kind = """
[[stellenart]]
kuerzel = "amt"
name = "{koerperschaft}, Amt"
art = "Amt"
bei = ["kreisfrei"]
ab = 2020-01-01
"""
    text = kind + BASE.replace('stelle = "kreis"', 'stelle = "amt"\nebene = "gemeinde"')

    found = [one for one in findings(text) if "competence-authority" in one]

    assert len(found) == 1
    assert "Eine Stelle „amt“ fehlt an 405 Orten der Regel, etwa „amt-05154000“" in found[0]
    assert "bei" in found[0]


def test_a_file_that_is_no_text():
    register, found = read_rules({"a.toml": b"\xff\xfe\x00"})

    assert "kein Text in UTF-8" in str(found[0])
    assert register.rules == ()


def rule(kennung: str, **values: str) -> str:
    lines = {
        "thema": '"sozialamt"',
        "stelle": '"stadt"',
        "norm": '"n"',
        "satz": '"s"',
        "ab": "2020-01-01",
    } | values
    return (
        f'[[regel]]\nkennung = "{kennung}"\n'
        + "\n".join(f"{key} = {value}" for key, value in lines.items())
        + "\n"
    )


@pytest.mark.parametrize(
    ("more", "overlaps"),
    [
        (rule("zwei"), True),
        (rule("zwei", ab="2026-01-01"), True),
        (rule("zwei", gebiet='["05562"]'), False),
        (rule("zwei", gemeindeart='["kreisfrei"]'), True),
        (rule("zwei", traeger='"awo"'), False),
        (rule("zwei", ab="2010-01-01", bis="2019-12-31"), False),
        (rule("zwei", ab="2010-01-01", bis="2020-01-01"), True),
        # ages that do not meet, and that do
        (
            rule("zwei", alter_ab="27", gebiet='["05562"]')
            + rule("drei", alter_unter="27", gebiet='["05562"]'),
            False,
        ),
        (
            rule("zwei", alter_ab="27", gebiet='["05562"]')
            + rule("drei", alter_unter="28", gebiet='["05562"]'),
            True,
        ),
    ],
)
def test_rules_that_contradict_each_other_are_an_error(more, overlaps):
    found = [
        one for one in read_rules({"a.toml": (BASE + more).encode()})[1] if one.rule == "competence-overlap"
    ]

    assert bool(found) == overlaps
    assert all(one.severity is Severity.ERROR for one in found)


def test_a_time_without_a_rule_is_a_warning():
    text = BASE + "bis = 2024-12-31\n" + rule("danach", ab="2025-02-01")

    (found,) = [one for one in read_rules({"a.toml": text.encode()})[1] if one.rule == "competence-gap"]

    assert found.severity is Severity.WARNING
    assert (
        "von 01.01.2025 bis 31.01.2025 an 427 Orten keine Regel: Düsseldorf, Duisburg, Essen …"
        in found.reason
    )


def test_a_topic_without_a_rule_is_an_error():
    found = findings(BASE + '[[thema]]\nschluessel = "jobcenter"\n')

    assert any("Für „jobcenter“ gibt es an 396 Orten keine Regel" in one for one in found)


def test_a_successor_who_comes_too_late_leaves_a_gap():
    text = BASE.replace('gebiet = ["05562"]', 'bis = 2021-12-31\nnachfolger = "stadt"').replace(
        "ab = 2020-01-01\n\n[[regel]]", "ab = 2022-02-01\n\n[[regel]]"
    )

    assert any(
        "Zwischen „kreis“ und dem Nachfolger „stadt“ bleibt eine Lücke" in one for one in findings(text)
    )


def test_a_folder_without_rules_and_one_with_faults(tmp_path):
    with pytest.raises(NotFound, match=r"there is no \*\.toml"):
        read_register(tmp_path)
    (tmp_path / "a.toml").write_text("[[x", encoding="utf-8")

    with pytest.raises(ModelError) as refused:
        read_register(tmp_path / ".." / tmp_path.name)

    assert refused.value.findings[0].line == 1
