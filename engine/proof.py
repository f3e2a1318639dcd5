"""Measures what the gates before a resolution ask of a proposal: its scenarios on both interpreters.

Scenarios are those a version brings along (`scenarios/*.yaml`); without any, those of the process library. Processes
that a case calls are those of the same proposal, else those of the library; each with the times and numbers that are
proposed for it. It takes seconds, outside of any
transaction; progress is written after each version.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from engine import scenario
from engine.actor import SYSTEM
from engine.engine import Engine
from engine.errors import LaufwegError, ModelError
from engine.execution import adopting
from engine.execution.bundle import Bundle, read_bundle
from engine.scenario import Library, ScenarioResult
from engine.scenario.model import Expect
from engine.state import definition, gate, proposal
from engine.state.gate import CheckState

_log = logging.getLogger("laufweg.proof")
_FOLDER = "scenarios"
_PEOPLE = "personen"
#: what is kept of a failure or difference, in characters, and how many for each version
_KEPT, _MOST = 500, 50


def measure(engine: Engine, library: Path, proposal_id: int, digest: str) -> None:
    """Measure every version of a proposal and keep it; nothing when another check was asked for meanwhile."""
    with engine.begin(SYSTEM) as tx:
        versions = proposal.versions(tx, proposal_id)
        files = {one.version_id: definition.files(tx, one.version_id) for one in versions}
        begun = gate.progress(
            tx, proposal_id, digest, state=CheckState.RUNNING, done=0, total=len(versions), results=[]
        )
    if not begun:
        return
    own = {number: read_bundle(content) for number, content in files.items()}
    set_by = {
        one.version_id: adopting.agreed_times(own[one.version_id].profile, one.times)[0] for one in versions
    }
    bundles = {number: bundle.proposing(set_by[number]) for number, bundle in own.items()}
    proposed = Library(library, {one.main: one for one in bundles.values() if not one.errors})
    unset = Library(library, {one.main: one for one in own.values() if not one.errors})
    results: list[dict[str, Any]] = []
    for one in versions:
        try:
            with _laid_out(library, one.key, files[one.version_id]) as folder:
                number = one.version_id
                without = partial(_plain, folder, own[number], unset) if any(set_by.values()) else None
                found = _measure(folder, bundles[number], files[number], proposed, without)
        except (LaufwegError, OSError):
            _log.exception("Version %s cannot be measured", one.version_id)
            _end(engine, proposal_id, digest, CheckState.FAILED, results)
            return
        results.append({"version": one.version_id, "process": one.name, **found})
        with engine.begin(SYSTEM) as tx:
            if not gate.progress(tx, proposal_id, digest, done=len(results)):
                return
    _end(engine, proposal_id, digest, CheckState.DONE, results)


def _end(
    engine: Engine, proposal_id: int, digest: str, state: CheckState, results: list[dict[str, Any]]
) -> None:
    with engine.begin(SYSTEM) as tx:
        gate.progress(tx, proposal_id, digest, state=state, results=results, ended_at=tx.now)


@contextmanager
def _laid_out(library: Path, key: str, files: Mapping[str, bytes]) -> Iterator[Path]:
    """A folder of its own with the scenarios of a version."""
    with tempfile.TemporaryDirectory(prefix="laufweg-proof-") as home:
        folder = Path(home) / key
        lay_out(library, folder, key, files)
        yield folder


def _plain(folder: Path, bundle: Bundle, library: Library) -> frozenset[str]:
    """The files of the scenarios that go as written with what the versions propose themselves."""
    return frozenset(one.path.name for one in scenario.run_scenarios(folder, bundle, library) if one.passed)


def _measure(
    folder: Path,
    bundle: Bundle,
    files: Mapping[str, bytes],
    library: Library,
    without: Callable[[], frozenset[str]] | None,
) -> dict[str, Any]:
    """What one version does in its scenarios with what is proposed to be agreed on. `without` says which of them go as
    written with what the versions propose themselves; None where nothing else is proposed.
    """
    if bundle.errors:
        return {
            "scenarios": 0,
            "failed": [],
            "by_numbers": [],
            "coverage": 0.0,
            "missing": [],
            "compared": 0,
            "differences": [],
        }
    results = tuple(scenario.run_scenarios(folder, bundle, library))
    differences, compared = _compare(bundle, files, results)
    failed = [one for one in results if not one.passed]
    plain = without() if failed and without is not None else frozenset()
    by_numbers = [one for one in failed if one.path.name in plain]
    touched = scenario.coverage(bundle, [_through(bundle, one, library, plain) for one in results]).elements
    return {
        "scenarios": len(results),
        "failed": _told(one for one in failed if one.path.name not in plain),
        "by_numbers": _told(by_numbers),
        "coverage": round(touched.percent, 1),
        "missing": list(touched.missing)[:_MOST],
        "compared": compared,
        "differences": differences[:_MOST],
    }


def _through(
    bundle: Bundle, result: ScenarioResult, library: Library, plain: frozenset[str]
) -> ScenarioResult:
    """A scenario written for other numbers as far as its acts lead: what it expects would end it too early."""
    if result.passed or result.scenario is None or result.path.name not in plain:
        return result
    acts = tuple(one for one in result.scenario.steps if not isinstance(one, Expect))
    if not acts:
        return result
    return scenario.run_scenario(bundle, replace(result.scenario, steps=acts), result.path, library)


def _told(failed: Iterable[ScenarioResult]) -> list[dict[str, str]]:
    return [
        {"name": one.name, "text": " ".join(one.failure.differences)[:_KEPT]}
        for one in failed
        if one.failure is not None
    ][:_MOST]


def lay_out(library: Path, folder: Path, key: str, files: Mapping[str, bytes]) -> None:
    """The scenarios in a folder as the runner reads them, with the persons they name beside it."""
    own = {path: content for path, content in files.items() if path.startswith(f"{_FOLDER}/")}
    shelf = library / key / _FOLDER
    if not own and shelf.is_dir():
        own = {
            f"{_FOLDER}/{path.relative_to(shelf).as_posix()}": path.read_bytes()
            for path in sorted(shelf.rglob("*"))
            if path.is_file() and path.suffix in {".yaml", ".json"}
        }
    people = library / _PEOPLE
    beside = {path.name: path.read_bytes() for path in people.glob("*.json")} if people.is_dir() else {}
    for place, content in [
        *((folder / path, content) for path, content in own.items()),
        *((folder.parent / _PEOPLE / name, content) for name, content in beside.items()),
    ]:
        if not place.resolve().is_relative_to(folder.parent.resolve()):
            raise ModelError(f"Expected a file inside of its version, but {place.name} leads out of it")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _compare(
    bundle: Bundle, files: Mapping[str, bytes], results: Iterable[ScenarioResult]
) -> tuple[list[dict[str, str]], int]:
    """Where the second interpreter does otherwise and nobody knows why, and how many scenarios it was asked about."""
    from engine.crosscheck import Case, crosscheck  # SpiffWorkflow is slow to import, and seldom needed

    found, compared = [], 0
    models = {path: content for path, content in files.items() if not path.startswith(f"{_FOLDER}/")}
    for one in results:
        if one.scenario is None:
            continue
        report = crosscheck(bundle, models, Case(one.scenario))
        compared += 1
        found += [{"name": one.name, "text": str(each)[:_KEPT]} for each in report.unexplained]
    return found, compared
