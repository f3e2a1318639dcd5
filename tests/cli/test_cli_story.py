"""`laufweg demo story`: the whole library on a real database, from first contact to naturalisation."""

from __future__ import annotations

import re
import shutil

import pytest

from engine import library
from engine.demo.story import SCENARIO, tell
from engine.errors import Conflict


def test_the_story_comes_to_its_end_and_writes_the_case_file(run_without_database, tmp_path):
    target = tmp_path / "amir.html"

    result = run_without_database("demo", "story", "--html", str(target))

    page = target.read_text("utf-8")
    reached = re.findall(r'<li class="da"><b>([^<]+)</b>', page)
    assert result.exit_code == 0
    assert "Urkunde aushändigen" in result.output
    assert (reached[0], reached[-1]) == ("Einreise", "Einbürgerung")
    assert "Ziel erreicht" in page
    assert "Aachen" in page
    assert "http://" not in page.replace("http://www.w3.org/2000/svg", "")
    assert page.count("<svg") > 10


def test_a_target_in_no_folder_is_refused_before_anything_is_played(run_without_database, tmp_path):
    result = run_without_database("demo", "story", "--html", str(tmp_path / "no" / "x.html"))

    assert result.exit_code == 1
    assert "is no folder" in result.output
    assert "erledigt" not in result.output


def test_a_script_that_goes_otherwise_names_its_line(tmp_path):
    copied = tmp_path / "processes"
    shutil.copytree(library.FOLDER, copied)
    wrong = "schritte:\n  - dann: {beendet mit: Ziel erreicht}\n"
    text = SCENARIO.read_text("utf-8").replace("schritte:\n", wrong)
    line = text[: text.index(wrong)].count("\n") + 2
    script = copied / "fallrahmen" / "scenarios" / "anders.yaml"
    script.write_text(text, encoding="utf-8")

    with pytest.raises(Conflict, match=rf"line {line} of anders\.yaml"), tell(script):
        pass
