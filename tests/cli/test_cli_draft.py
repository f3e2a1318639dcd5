"""`laufweg draft`: a folder and a ZIP file become a draft, and a version becomes files again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from engine import bundle, library
from engine.testing import models as m


def test_a_folder_becomes_a_draft_and_comes_out_byte_for_byte(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    source = library.FOLDER / "einzelaufgabe"
    files = library.read_all(source).files

    brought = run("draft", "import", str(source))
    folder = run("draft", "export", "1", str(tmp_path / "aus"))
    archive = run("draft", "export", "1", str(tmp_path / "aus.zip"))

    assert (brought.exit_code, folder.exit_code, archive.exit_code) == (0, 0, 0), brought.output
    assert brought.output.startswith("einzelaufgabe: draft 1, id 1, ")
    assert library.read_all(tmp_path / "aus").files == files
    assert bundle.unpack((tmp_path / "aus.zip").read_bytes()).files == files


def test_an_archive_replaces_the_files_of_a_draft(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "p.bpmn").write_bytes(m.tasks("p", "a"))
    run("draft", "import", str(tmp_path))
    (tmp_path / "neu.zip").write_bytes(bundle.pack({"p.bpmn": m.tasks("p", "b"), "notiz.txt": b"x"}))

    answer = run("draft", "import", str(tmp_path / "neu.zip"), "--into", "1")

    assert answer.exit_code == 0, answer.output
    assert "id 1, 2 files" in answer.output


def test_what_is_refused_is_said_and_nothing_is_stored(run: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "kein.zip").write_bytes(b"kein Archiv")

    refused = run("draft", "import", str(tmp_path / "kein.zip"))
    missing = run("draft", "export", "1", str(tmp_path / "aus"))

    assert refused.exit_code == 1
    assert "kein lesbares ZIP-Archiv" in refused.output
    assert missing.exit_code == 1
