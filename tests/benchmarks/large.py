"""Reading large diagrams: parse and compile each, with what costs most in the slowest."""

from __future__ import annotations

import cProfile
import pstats
from pathlib import Path

from engine import bpmn
from tests.benchmarks.report import cpu, ms, table
from tests.conformance import sets

_ROUNDS = 7
_HOT = 8
_PACKAGE = "engine"


def run() -> str:
    """Every file of the set `large`; says so where the set is not on this machine."""
    root = sets.folder("bpmn")
    if root is None:
        return "### Large diagrams\n\nThe set of BPMN cases is not on this machine."
    files = {path.name: path.read_bytes() for path in sorted((root / "large").glob("*.bpmn*"))}
    taken = {
        name: cpu({"read": lambda content=content, name=name: bpmn.read(content, name)}, _ROUNDS, 1)["read"]
        for name, content in files.items()
    }
    rows = [
        (name, str(len(files[name]) // 1024), str(files[name].count(b" id=")), ms(seconds))
        for name, seconds in taken.items()
    ]
    slowest = max(taken, key=taken.__getitem__)
    return table("Parse, check and compile large diagrams", ("file", "KB", "ids", "CPU ms"), rows) + (
        f"\n\nMost of {slowest}: " + "; ".join(_hot(files[slowest], slowest))
    )


def _hot(content: bytes, name: str) -> list[str]:
    profile = cProfile.Profile()
    profile.runcall(bpmn.read, content, name)
    stats = pstats.Stats(profile)
    total = stats.total_tt  # type: ignore[attr-defined]  # not in the type stubs
    own = sorted(stats.stats.items(), key=lambda one: one[1][2], reverse=True)  # type: ignore[attr-defined]  # as above
    return [
        f"{Path(file).name}:{function} {spent / total:.0%} ({calls} calls)"
        for (file, _, function), (calls, _, spent, _, _) in own[:_HOT]
    ]
