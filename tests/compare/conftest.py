"""A small version of a process, and what comparing it with a changed copy says."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from engine.compare import Comparison, compare

FOLDER = Path(__file__).parents[1] / "resources" / "compare" / "antrag"
FILES = {
    file.relative_to(FOLDER).as_posix(): file.read_bytes() for file in FOLDER.rglob("*") if file.is_file()
}
DIAGRAM = FILES["antrag.bpmn"].decode()
TABLES = FILES["dauer.dmn"].decode()

Change = Callable[..., Comparison]


@pytest.fixture
def changed() -> Change:
    """Compare the small version with a copy in which texts of one file were replaced, each once."""

    def change(path: str, *pairs: tuple[str, str]) -> Comparison:
        text = FILES[path].decode()
        for before, after in pairs:
            assert text.count(before) >= 1, before
            text = text.replace(before, after, 1)
        return compare(FILES, {**FILES, path: text.encode()})

    return change
