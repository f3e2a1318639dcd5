"""Where the sets of cases are on this machine."""

from __future__ import annotations

import os
from pathlib import Path

_BESIDE = Path(__file__).parents[2].parent / "shared" / "conformance"


def folder(name: str) -> Path | None:
    """The folder of the set `bpmn` or `dmn`: below `LAUFWEG_CONFORMANCE`, else beside the checkout; None without it."""
    given = os.environ.get("LAUFWEG_CONFORMANCE")
    found = (Path(given) if given else _BESIDE) / name
    return found if found.is_dir() else None
