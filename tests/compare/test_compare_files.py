"""Tables, forms, profiles, scenarios, and the files as a whole."""

# ruff: noqa: E501  one case, one line

from __future__ import annotations

import pytest

from engine.compare import CellState, DifferenceKind, Weight, compare
from tests.compare.conftest import FILES, TABLES, Change

D, F, P, S = "dauer.dmn", "forms/antrag.form", "process.toml", "scenarios/01.yaml"


@pytest.mark.parametrize(
    ("path", "before", "after", "sentence"),
    [
        # tables
        (D, "P14D", "P10D", "Tabelle „Dauer“: Regel 1, Spalte „Frist“ von 14 auf 10 Tage verkürzt."),
        (D, '"alt"', '"alt","x"', 'Tabelle „Dauer“: Regel 2, Spalte „Status“ geändert: vorher „"alt"“, jetzt „"alt","x"“.'),
        (D, "Norm: § 1", "Norm: § 2", "Tabelle „Dauer“: Regel 1, Spalte „Beschreibung“ geändert: vorher „Norm: § 1“, jetzt „Norm: § 2“."),
        (D, 'hitPolicy="FIRST"', 'hitPolicy="UNIQUE"', "Tabelle „Dauer“: Trefferregel entfallen (bisher „FIRST“)."),
        (D, 'label="Alter"', 'label="Jahre"', "Tabelle „Dauer“: Spalte „Jahre“: Überschrift geändert: vorher „Alter“, jetzt „Jahre“."),
        (D, "<text>alter</text>", "<text>jahre</text>", "Tabelle „Dauer“: Spalte „Alter“: Ausdruck geändert: vorher „alter“, jetzt „jahre“."),
        (D, "2025-01-01", "2026-01-01", "Entscheidung „Dauer“: gilt ab geändert: vorher „2025-01-01“, jetzt „2026-01-01“."),
        (D, "then 1", "then 3", "Entscheidung „Stufe“: Ausdruck geändert: vorher „if dauer = null then 1 else 2“, jetzt „if dauer = null then 3 else 2“."),
        (D, 'href="#dauer"', 'href="#anders"', "Entscheidung „Stufe“: Voraussetzung neu: „#anders“."),
        # forms
        (F, '"required": true', '"required": false', "Feld „Name“ ist keine Pflicht mehr."),
        (F, '"label": "Ort"', '"label": "Wohnort"', "Feld „Wohnort“: Beschriftung geändert: vorher „Ort“, jetzt „Wohnort“."),
        (F, '"label": "Brief", "value": "b"', '"label": "Fax", "value": "f"', "Feld „Weg“: Auswahl neu: „Fax“; entfallen: „Brief“."),
        (F, '"key": "name"', '"key": "nachname"', "Feld „Name“: Schlüssel geändert: vorher „name“, jetzt „nachname“."),
        (F, '"type": "textfield", "key": "name"', '"type": "textarea", "key": "name"', "Feld „Name“: Art ist jetzt langer Text (bisher Text)."),
        (F, "**prüfen**", "lesen", "Textblock „c4“: Text geändert: vorher „Bitte **prüfen**.“, jetzt „Bitte lesen.“."),
        # the profile: an element is told by its name on the diagram
        (P, 'wert = "P14D"', 'wert = "P10D"', "Vereinbarte Zeit für „Antrag prüfen“ von 14 auf 10 Tage verkürzt."),
        (P, 'wert = "P14D"', 'wert = "P10D"\narbeitstage = true', "Vereinbarte Zeit für „Antrag prüfen“ von 14 Tagen auf 10 Arbeitstage verkürzt."),
        (P, '"§ 2 B"', '"§ 3 C"', "Rechtsgrundlagen: neu: „§ 3 C“; entfallen: „§ 2 B“."),
        (P, '"jobcenter", "sozialamt"', '"jobcenter"', "Datengruppe „Antrag“: sichtbar für: entfallen: „sozialamt“."),
        (P, "§ 31 StAG", "§ 32 StAG", "Datengruppe „Antrag“: Rechtsgrundlage geändert: vorher „§ 31 StAG“, jetzt „§ 32 StAG“."),
        (P, 'dauer = "P1M"', 'dauer = "P2M"', "Gesetzliche Frist „Klage“ von 1 auf 2 Monate verlängert."),
        (P, "anteil = 80", "anteil = 50", "Eskalationsleiter, Stufe 2 bei „Antrag prüfen“: Anteil der Zeit in Prozent geändert: vorher „80“, jetzt „50“."),
        (P, 'frist = "prüfen"', 'frist = "10 Jahre"', "Aufbewahrung (Frist) geändert: vorher „prüfen“, jetzt „10 Jahre“."),
        # scenarios
        (S, "beendet mit: vollständig", "beendet mit: nein", "Szenario „Alles da“, Schritt 2: Erwartung geändert: vorher „beendet mit: vollständig“, jetzt „beendet mit: nein“."),
        (S, "09:00", "10:00", "Szenario „Alles da“: „angenommen › jetzt“ geändert: vorher „2026-11-23 09:00“, jetzt „2026-11-23 10:00“."),
    ],
)  # fmt: skip
def test_a_change_is_told_in_one_sentence(
    changed: Change, path: str, before: str, after: str, sentence: str
) -> None:
    assert sentence in [one.german for one in changed(path, (before, after)).differences]


def test_a_rule_put_between_is_one_difference_though_the_others_are_numbered_anew() -> None:
    rule = '<rule id="r2"><inputEntry id="n1"><text>"x"</text></inputEntry><inputEntry id="n2"><text>-</text></inputEntry><outputEntry id="n3"><text>duration("P3D")</text></outputEntry></rule>'
    again = TABLES.replace('<rule id="r3">', '<rule id="r4">').replace('<rule id="r2">', '<rule id="r3">')
    again = again.replace('<rule id="r3">', f'{rule}<rule id="r3">', 1)

    found = compare({D: TABLES.encode()}, {D: again.encode()})

    assert [one.german for one in found.differences if one.weight is not Weight.LAYOUT] == [
        'Tabelle „Dauer“: Regel 2 hinzugefügt: Status: "x"; Frist: duration("P3D").'
    ]
    assert [(row.before, row.after, row.state) for row in found.tables[0].rows] == [
        (1, 1, CellState.SAME),
        (None, 2, CellState.ADDED),
        (2, 3, CellState.SAME),
        (3, 4, CellState.SAME),
    ]


def test_a_rule_that_moved_counts_where_the_first_one_decides() -> None:
    first, second = TABLES.index('<rule id="r2">'), TABLES.index('<rule id="r3">')
    end = TABLES.index("</decisionTable>")
    again = TABLES[:first] + TABLES[second:end] + TABLES[first:second] + TABLES[end:]

    for source, weight in ((TABLES, Weight.SUBJECT), (TABLES.replace("FIRST", "UNIQUE"), Weight.TEXT)):
        (found,) = compare(
            {D: source.encode()},
            {D: again.replace("FIRST", "UNIQUE" if weight is Weight.TEXT else "FIRST").encode()},
        ).differences

        assert (found.kind, found.weight) == (DifferenceKind.RULE_MOVED, weight)


def test_both_tables_are_one_with_what_became_of_each_cell(changed: Change) -> None:
    (table,) = changed(
        D,
        ("&gt;= 18", "&gt;= 16"),
        ('<rule id="r3">', "<!--"),
        ("</rule>\n    </decisionTable>", "-->\n    </decisionTable>"),
    ).tables

    assert [(row.before, row.after, row.state) for row in table.rows] == [
        (1, 1, CellState.CHANGED),
        (2, 2, CellState.SAME),
        (3, None, CellState.REMOVED),
    ]
    assert [(one.before, one.after) for one in table.rows[0].cells if one.state is not CellState.SAME] == [
        (">= 18", ">= 16")
    ]
    assert table.columns[1].after == "Alter\nalter"


def test_a_broken_file_says_on_which_side_and_the_others_are_compared() -> None:
    found = compare(FILES, {**FILES, "antrag.bpmn": b"<kaputt", P: FILES[P].replace(b"P14D", b"P10D")})

    assert [one.kind for one in found.differences] == [DifferenceKind.UNREADABLE, DifferenceKind.AGREED_TIME]
    assert found.differences[0].german.startswith("„antrag.bpmn“ ist in der neuen Fassung nicht lesbar")
    assert (list(found.old.unreadable), list(found.new.unreadable)) == ([], ["antrag.bpmn"])


@pytest.mark.parametrize("path", list(FILES))
@pytest.mark.parametrize(
    "rubbish", [b"", b"\xff\xfe\0", b"[" * 20_000, b"<!DOCTYPE x><x/>", b"<x/>", b"a: &a [*a, *a]"]
)
def test_no_file_stops_the_comparison(path: str, rubbish: bytes) -> None:
    for old, new in ((FILES, {**FILES, path: rubbish}), ({**FILES, path: rubbish}, FILES)):
        assert compare(old, new).differences
    assert compare({path: rubbish}, {path: rubbish + b" "}) is not None


def test_a_file_that_lies_elsewhere_is_compared_with_what_it_was() -> None:
    files = {name: source for name, source in FILES.items() if name != F}
    files["forms/neu.form"] = FILES[F].replace(b'"Ort"', b'"Wohnort"')

    found = compare(FILES, files).differences

    assert [one.kind for one in found] == [DifferenceKind.FILE_RENAMED, DifferenceKind.FIELD_LABEL]


def test_files_that_came_or_went() -> None:
    without = {name: source for name, source in FILES.items() if name != S}

    assert [one.german for one in compare(without, FILES).differences] == ["Szenario „Alles da“ hinzugefügt."]
    assert [one.german for one in compare(FILES, without).differences] == ["Szenario „Alles da“ entfallen."]


def test_a_version_is_the_same_as_itself() -> None:
    found = compare(FILES, dict(FILES))

    assert (found.differences, found.same, found.files) == ((), True, ())
