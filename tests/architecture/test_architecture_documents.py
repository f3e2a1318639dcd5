"""What the documents point to is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
_CODE_BLOCK = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_PATH = re.compile(r"`((?:engine|web|tests|docs|migrations|processes|\.ci)/[\w./-]*)`")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_paths_of_a_document_lead_somewhere(document: Path) -> None:
    assert _dangling(document, ROOT) == []


def test_a_dangling_link_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "there.md").write_text("# One (first)\n\n## Two words\n", "utf-8")
    text = (
        "[a](docs/there.md) [b](docs/there.md#two-words) [c](docs/there.md#one-first) [d](https://example.org/x)\n"
        "[e](docs/absent.md) [f](docs/there.md#absent) `docs/there.md` `docs/gone.md` `docs/<part>.md` `gone.md`\n"
        "```\n[g](in/a/code/block.md)\n```\n"
    )
    (tmp_path / "README.md").write_text(text, "utf-8")

    assert _dangling(tmp_path / "README.md", tmp_path) == [
        "docs/absent.md",
        "docs/there.md#absent",
        "docs/gone.md",
    ]


def _dangling(document: Path, root: Path) -> list[str]:
    text = _CODE_BLOCK.sub("", document.read_text("utf-8"))
    return [
        *(target for target in _LINK.findall(text) if not _leads(document, target)),
        *(path for path in _PATH.findall(text) if not (root / path).exists()),
    ]


def _leads(document: Path, target: str) -> bool:
    if "://" in target:
        return True
    name, _, anchor = target.partition("#")
    file = document.parent / name if name else document
    return file.exists() and (not anchor or anchor in _anchors(file))


def _anchors(file: Path) -> set[str]:
    """As the code hosts make them: lower case, spaces to hyphens, punctuation gone."""
    headings = _HEADING.findall(_CODE_BLOCK.sub("", file.read_text("utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
