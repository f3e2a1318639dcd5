"""`laufweg lint`: findings with place, reason and hint; needs no database."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path

import pytest

from engine.library import FOLDER
from engine.testing import models

GOOD = models.process("antrag", models.start(), models.end("ende"), models.flow("start", "ende"))
GATEWAY = b'<parallelGateway id="g" gatewayDirection="Mixed" />'
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><definitions/>'


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, content in files.items():
            (tmp_path / name.replace("__", ".")).write_bytes(content)
        return str(tmp_path)

    return write


def test_a_hostile_file_is_a_finding_with_file_and_rule(run_without_database, folder):
    path = folder(antrag__bpmn=DOCTYPE)

    result = run_without_database("lint", path)

    assert result.exit_code == 1
    line = result.output.splitlines()[0]
    assert line.startswith(f"{path}/antrag.bpmn")
    assert ": " in line
    assert " – " in line


def test_json_holds_every_part_of_a_finding(run_without_database, folder):
    result = run_without_database("lint", "--json", folder(antrag__bpmn=b"no xml"))

    (finding,) = json.loads(result.output)
    assert result.exit_code == 1
    assert finding.keys() == {
        "file",
        "rule",
        "reason",
        "hint",
        "element",
        "line",
        "severity",
        "fix",
        "exempted",
    }
    assert finding["severity"] == "error"


def test_warnings_alone_are_no_failure(run_without_database, folder):
    result = run_without_database("lint", folder(antrag__bpmn=GOOD))

    assert result.exit_code == 0
    assert "0 errors" in result.output or "No findings" in result.output


def test_one_file_can_be_checked(run_without_database, folder):
    folder(antrag__bpmn=GOOD, kaputt__bpmn=b"no xml")

    assert run_without_database("lint", f"{folder()}/antrag.bpmn").exit_code == 0


def test_a_library_is_checked_folder_by_folder(run_without_database, tmp_path):
    for name, content in (("gut", GOOD), ("schlecht", b"no xml")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "antrag.bpmn").write_bytes(content)

    result = run_without_database("lint", "--json", str(tmp_path))

    assert result.exit_code == 1
    errors = [one["file"] for one in json.loads(result.output) if one["severity"] == "error"]
    assert errors == [f"{tmp_path}/schlecht/antrag.bpmn"]


# what is there instead, and the word that explains it
@pytest.mark.parametrize(("make", "word"), [(False, "does not exist"), (True, "no *.bpmn")])
def test_nothing_to_check_is_said(run_without_database, tmp_path, make, word):
    path = tmp_path / "leer"
    if make:
        path.mkdir()

    result = run_without_database("lint", str(path))

    assert result.exit_code == 1
    assert word in result.output
    assert "Traceback" not in result.output


def test_a_link_out_of_the_folder_is_refused(run_without_database, tmp_path):
    (tmp_path / "draussen.bpmn").write_bytes(GOOD)
    (tmp_path / "drinnen").mkdir()
    (tmp_path / "drinnen" / "antrag.bpmn").symlink_to(tmp_path / "draussen.bpmn")

    result = run_without_database("lint", str(tmp_path / "drinnen"))

    assert result.exit_code == 1
    assert "leads out of its folder" in result.output


def test_a_pipe_is_refused_and_not_waited_for(run_without_database, tmp_path):
    os.mkfifo(tmp_path / "leitung.bpmn")

    result = run_without_database("lint", str(tmp_path / "leitung.bpmn"))

    assert result.exit_code != 0
    assert "neither a file nor a folder" in result.output


def test_a_folder_of_decisions_and_forms_is_checked(run_without_database, folder):
    result = run_without_database("lint", folder(regel__dmn=b"no xml", antrag__form=b"no json"))

    assert result.exit_code == 1
    assert "regel.dmn" in result.output
    assert "antrag.form" in result.output


def test_a_library_is_checked_with_its_law(tmp_path, run_without_database):
    shutil.copytree(FOLDER / "bleiberecht_25b", tmp_path / "bleiberecht_25b")
    shutil.copytree(FOLDER / "recht" / "aufenthg_104c", tmp_path / "recht" / "aufenthg_104c")
    file = tmp_path / "recht" / "aufenthg_104c" / "aufenthg_104c.dmn"
    assert run_without_database("lint", str(tmp_path)).exit_code == 0

    file.write_text(re.sub(r'<rule id="ergebnis_104c_r08">.*?</rule>', "", file.read_text("utf-8")), "utf-8")
    result = run_without_database("lint", "--json", str(tmp_path))

    found = [(one["rule"], one["element"]) for one in json.loads(result.output)]
    assert ("table-gap", "ergebnis_104c_tabelle") in found


def test_explains_a_rule_and_every_rule(run_without_database):
    one = run_without_database("lint", "--explain", "gateway-default")
    every = run_without_database("lint", "--explain", "alle")

    assert (one.exit_code, every.exit_code) == (0, 0)
    assert one.output.startswith("## gateway-default")
    assert one.output in every.output


@pytest.mark.parametrize(
    ("rule", "said"), [("gateway-defaul", "did you mean gateway-default?"), ("xyz", "prints every rule")]
)
def test_a_rule_nobody_knows_is_refused(run_without_database, rule, said):
    result = run_without_database("lint", "--explain", rule)

    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_without_path_or_rule_there_is_nothing_to_do(run_without_database):
    assert run_without_database("lint").exit_code == 2


def test_fix_prints_and_writes_what_can_be_mended(run_without_database, folder):
    wrong = GOOD.replace(b"</process>", GATEWAY + b"</process>")
    assert wrong != GOOD
    path = f"{folder(antrag__bpmn=wrong)}/antrag.bpmn"

    tried = run_without_database("lint", "--fix", "--dry-run", path)
    untouched = Path(path).read_bytes()
    done = run_without_database("lint", "--fix", path)
    again = run_without_database("lint", "--fix", path)

    assert (tried.exit_code, done.exit_code, again.exit_code) == (0, 0, 0)
    assert "1 findings could be mended." in tried.output
    assert "-" in tried.output
    assert untouched == wrong
    assert b"gatewayDirection" not in Path(path).read_bytes()
    assert "0 findings mended." in again.output


def test_a_dry_run_goes_with_fix(run_without_database, folder):
    assert run_without_database("lint", "--dry-run", folder(antrag__bpmn=GOOD)).exit_code == 2
