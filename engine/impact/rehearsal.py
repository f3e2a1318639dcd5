"""The scenarios of the version that holds now, played on it and on the proposed one: what would go otherwise."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from engine import proof, scenario
from engine.bpmn import Kind
from engine.execution.bundle import Bundle
from engine.scenario import Library, ScenarioResult

#: what is kept of a difference, in characters
_KEPT: Final = 500


def rehearse(
    library: Path,
    key: str,
    before: Mapping[str, bytes],
    old: Bundle,
    new: Bundle,
    known: Mapping[str, Bundle],
) -> list[dict[str, object]]:
    """By scenario: whether it goes as written in each version, what differs in the new one, and the tasks it takes.

    `before` are the files of the `old` version. Both propose what is agreed on with them: resolved now, and to be
    resolved. `known` are processes that are proposed together, for those a case calls.
    """
    with tempfile.TemporaryDirectory(prefix="laufweg-impact-") as home:
        folder = Path(home) / key
        proof.lay_out(library, folder, key, before)
        first = list(scenario.run_scenarios(folder, old, Library(library, {})))
        second = list(scenario.run_scenarios(folder, new, Library(library, known)))
    return [
        {
            "name": one.name,
            "before": one.passed,
            "after": other.passed,
            "text": "" if other.failure is None else " ".join(other.failure.differences)[:_KEPT],
            "tasks_before": _tasks(old, one),
            "tasks_after": _tasks(new, other),
        }
        for one, other in zip(first, second, strict=True)
    ]


def _tasks(bundle: Bundle, result: ScenarioResult) -> int:
    """How many user tasks of the process came up."""
    return sum(
        count
        for (process, element), count in result.seen.elements.items()
        if process in bundle.graphs
        and (node := bundle.graphs[process].nodes.get(element)) is not None
        and node.kind is Kind.USER_TASK
    )
