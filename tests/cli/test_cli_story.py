"""`laufweg demo story`: the whole library on a real database, from first contact to naturalisation."""

from __future__ import annotations

import re
import shutil

import pytest

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
    folder = tmp_path / "fallrahmen"
    (folder / "scenarios").mkdir(parents=True)
    for path in SCENARIO.parents[1].rglob("*"):
        if path.suffix in {".bpmn", ".dmn", ".form"} or path.name == "process.toml":
            there = folder / path.relative_to(SCENARIO.parents[1])
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(path.read_bytes())
    shutil.copytree(SCENARIO.parents[2] / "zustaendigkeit", tmp_path / "zustaendigkeit")
    given = "{jetzt: 2026-10-05, aufrufe nachgestellt: alle, angaben: {zugangsweg: selbst}}"
    head = f"szenario: Anders\nangenommen: {given}\nschritte:\n"
    script = folder / "scenarios" / "anders.yaml"
    script.write_text(head + "  - dann: {beendet mit: Ziel erreicht}\n", encoding="utf-8")

    with pytest.raises(Conflict, match=r"line 4 of anders\.yaml"), tell(script):
        pass
