"""`laufweg zustaendig`: who is competent and why; needs no database."""

from __future__ import annotations

import json

import pytest


def test_the_answer_names_authority_norm_derivation_and_doubts(run_without_database):
    result = run_without_database(
        "zustaendig", "--thema", "auslaenderbehoerde", "--ort", "05562020", "--am", "01.12.2026"
    )

    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0] == "Stadt Herten, Ausländerbehörde [abh-05562020]"
    assert lines[2] == "Norm: § 1 Satz 1 Nr. 4 ZustAVO NRW"
    assert "  1. Ort: Herten (05562020), Große kreisangehörige Stadt." in lines
    assert any(line.startswith("  – prüfen:") for line in lines)


def test_the_number_of_an_office_is_shown_where_it_is_known(run_without_database):
    result = run_without_database("zustaendig", "--thema", "auslaenderbehoerde", "--ort", "05334002")

    assert result.output.startswith("StädteRegion Aachen, Ausländeramt (A 33) [abh-05334]")


def test_json_for_programs(run_without_database):
    result = run_without_database(
        "zustaendig", "--thema", "jobcenter", "--ort", "05562020", "--wohnsitz", "05315000", "--json"
    )

    answer = json.loads(result.output)
    assert answer["authority"] == "jobcenter-05315000"
    assert answer["norm"] == "§ 12a AufenthG; §§ 36, 44b SGB II"


@pytest.mark.parametrize(
    ("more", "authority"),
    [(["--zustimmung"], "abh-05158"), (["--keine-zustimmung"], "abh-05562020"), ([], "abh-05562020")],
)
def test_a_procedure_that_began_elsewhere(run_without_database, more, authority):
    result = run_without_database(
        "zustaendig", "--thema", "auslaenderbehoerde", "--ort", "05562020", "--verfahren", "05158016", *more
    )

    assert f"[{authority}]" in result.output


@pytest.mark.parametrize("as_json", [[], ["--json"]])
def test_nobody_is_exit_code_1_with_the_reason(run_without_database, as_json):
    result = run_without_database("zustaendig", "--thema", "mbe", "--ort", "05562020", *as_json)

    assert result.exit_code == 1
    assert "kein Träger der Migrationsberatung" in result.output


def test_an_unknown_group_is_a_wrong_command_line(run_without_database):
    result = run_without_database("zustaendig", "--thema", "mbe", "--ort", "05562020", "--gruppe", "x")

    assert result.exit_code == 2
    assert "landeseinrichtung" in result.output


def test_lint_checks_the_rules_of_a_library(run_without_database, tmp_path):
    folder = tmp_path / "zustaendigkeit"
    folder.mkdir()
    (folder / "regeln.toml").write_text('[[regel]]\nkenung = "x"', encoding="utf-8")

    result = run_without_database("lint", str(folder))

    assert result.exit_code == 1
    assert f"{folder}/regeln.toml:2 competence-key: Den Schlüssel „kenung“" in result.output
