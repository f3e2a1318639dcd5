"""docs/crosscheck.md lists what the code knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.crosscheck import Reason

DOCUMENT = (Path(__file__).parents[2] / "docs" / "crosscheck.md").read_text("utf-8")


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_listed_with_its_sentence(reason):
    assert f"| `{reason.name}` | {reason.value} |" in DOCUMENT
