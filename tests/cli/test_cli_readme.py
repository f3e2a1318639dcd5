"""The people README.md shows around as are marked in the printed list: the same ones."""

from __future__ import annotations

import re
from pathlib import Path

from engine.demo import IN_README


def test_the_marked_people_are_those_of_the_readme() -> None:
    walk = Path("README.md").read_text("utf-8").partition("## Five minutes")[2].partition("\n## ")[0]

    assert set(re.findall(r"\(`([a-z]+\.[a-z]+)`\)", walk)) == IN_README
