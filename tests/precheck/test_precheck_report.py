"""The pre-check in words and as data."""

from __future__ import annotations

import json

import pytest

from engine.errors import ModelError, NotFound
from engine.library import read_law
from engine.precheck import Result, Standing, lint_law, read_law_book, render, to_json
from engine.precheck.report import LABELS, MEANINGS, STANDINGS


def test_the_text_names_every_title_and_explains_those_that_matter(run):
    text = render(run("2025-05-31", name="Ada"))

    assert text.startswith("Vorprüfung Ada – Stichtag 31.05.2025\n")
    assert "entscheiden muss ein Mensch (§ 35a VwVfG)" in text
    for label in LABELS.values():
        assert label in text
    assert "NEIN       § 25b AufenthG – nachhaltige Integration  frühestens 02.06.2025" in text
    assert "→ fehlt: Voraufenthalt [25b-02; § 25b Abs. 1 S. 2 Nr. 1 AufenthG]: 6 Jahre Voraufenthalt" in text
    assert "Rechtsstand: Fassung seit 31.12.2022" in text
    assert "Nachweis: Statusverlauf" in text


def test_what_only_time_does_not_bring_is_said(run):
    text = render(run("2025-05-31", language={}))

    assert "frühestens 02.06.2025 (wenn Übriges geklärt ist)" in text
    assert "Frage: Gibt es ein Zertifikat" in text


def test_what_does_not_apply_says_why(run):
    text = render(run("2026-11-22"))

    irrelevant = text.partition("\nNicht einschlägig\n")[2]
    assert (
        "§ 9 StAG – Einbürgerung von Ehegatten Deutscher: Keine Ehe mit einer deutschen Person bekannt."
        in irrelevant
    )


def test_the_day_of_application_is_told(run):
    assert "  Antrag: 01.11.2026\n" in render(run("2026-11-22", application="2026-11-01"))


def test_an_application_after_the_day_does_not_count_yet(run):
    assert run("2026-11-22", application="2026-12-01").title("AufenthG_25b").applied_on is None


def test_where_a_person_may_find_it_fulfilled_today_time_only_removes_the_doubt(run):
    stay = [
        {"from": "2018-06-01", "to": "2020-06-30", "status": "toleration"},
        {"from": "2021-07-01", "status": "toleration"},
    ]

    assert "ohne Zweifel ab 02.07.2027" in render(run("2026-11-22", residence=stay))


def test_lines_are_short_enough_to_print(run):
    assert max(map(len, render(run("2026-11-22", language={}, civic={})).splitlines())) <= 118


def test_the_data_can_be_stored_as_json(run):
    outcome = run("2025-05-31", language={}, known="2025-05-01", application="2025-04-01")

    data = to_json(outcome)

    assert json.loads(json.dumps(data)) == data
    assert (data["version"], data["day"], data["known"]) == (1, "2025-05-31", "2025-05-01")
    title = data["titles"]["AufenthG_25b"]
    assert title["result"] == "NEIN"
    assert title["applied_on"] == "2025-04-01"
    assert (title["earliest"], title["earliest_certain"]) == ("2025-06-02", False)
    assert any("Zertifikat" in question for question in title["questions"])
    assert "Sprachzertifikat oder Aktenvermerk über ein Gespräch" in title["missing_evidence"]
    stay = next(one for one in title["norms"][0]["criteria"] if one["ids"] == ["25b-02"])
    assert stay["standing"] == "fehlt"
    assert stay["decides"] is True
    assert stay["rule_set"] == "voraufenthalt_25b"


def test_every_word_of_the_outcome_has_a_german_meaning():
    assert set(MEANINGS) == set(Result)
    assert set(STANDINGS) == set(Standing)


def test_an_unknown_title_is_an_error(run):
    with pytest.raises(KeyError):
        run("2026-11-22").title("StAG_11")


def test_law_without_a_norm_is_refused():
    source = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="R" namespace="u">
    <decision id="a" name="A"><literalExpression><text>1</text></literalExpression></decision></definitions>"""

    with pytest.raises(ModelError) as refused:
        read_law_book({"a.dmn": source})

    assert refused.value.findings[0].rule == "no-norm"


def test_faults_of_all_files_are_named():
    with pytest.raises(ModelError) as refused:
        read_law_book({"a.dmn": b"<x", "b.dmn": b"<y"})

    assert {finding.file for finding in refused.value.findings} == {"a.dmn", "b.dmn"}
    assert {finding.file for finding in lint_law({"a.dmn": b"<x", "b.dmn": b"<y"})} == {"a.dmn", "b.dmn"}


def test_a_library_without_law_says_so(tmp_path):
    with pytest.raises(NotFound, match="there is no"):
        read_law(tmp_path)


def test_the_law_is_read_once_per_process():
    assert read_law() is read_law()
