"""The scenarios of the library: reading and compiling the processes once, then running all of them."""

from __future__ import annotations

from collections.abc import Mapping
from time import perf_counter, process_time

from engine.library import FOLDER, read
from engine.scenario import library_of, read_process, read_scenarios, run_bundle, run_scenario, scenario_paths
from tests.benchmarks.report import p95, table

_ROUNDS = 5
#: the process with most scenarios of long cases, which call nearly all others; and that with the most steps in each
_LARGEST = ("fallrahmen", "einbuergerung")


def run() -> str:
    """How long the whole library takes, and what 100 scenarios would; first of all the largest processes, as their page
    runs them.
    """
    page = _page()
    began = perf_counter()
    bundles = {folder.path: read_process(folder.path) for folder in read(FOLDER)}
    compiled = perf_counter() - began
    library = library_of(FOLDER, bundles.values())
    began = perf_counter()
    cases = [(bundle, path, one) for path, bundle in bundles.items() for one in read_scenarios(path)]
    parsed = perf_counter() - began
    rounds, each = [], []
    for _ in range(_ROUNDS):
        began = perf_counter()
        for bundle, path, scenario in cases:
            result = run_scenario(bundle, scenario, path / "scenarios" / scenario.file, library)
            each.append(result.seconds)
        rounds.append(perf_counter() - began)
    best = sorted(rounds)[len(rounds) // 2]
    rows = [
        (f"compile {len(bundles)} processes", f"{compiled:.2f} s"),
        (f"read {len(cases)} scenario files", f"{parsed:.2f} s"),
        (f"run {len(cases)} scenarios, median of {_ROUNDS} rounds", f"{best:.2f} s"),
        ("100 scenarios, run alone", f"{100 * best / len(cases):.2f} s"),
        ("100 scenarios, with reading them", f"{100 * (best + parsed) / len(cases):.2f} s"),
        (
            "one scenario, median and 95th percentile",
            f"{_ms(sorted(each)[len(each) // 2])}, {_ms(p95(each))}",
        ),
        *page,
    ]
    return table("Scenarios of the library on the pure engine", ("what", "time"), rows)


def _page() -> list[tuple[str, str]]:
    """What “run all” takes of the processor: the first time in a process of Python, as after a change of a model, as
    after one of a scenario, and as it was.
    """
    library = {folder.path.name: folder.files for folder in read(FOLDER)}
    rows = []
    for key in _LARGEST:
        files = library[key]
        path = scenario_paths(files)[0]
        for when, now in (
            ("the first time", files),
            ("another model", {**files, (name := _diagram(files)): files[name] + b"<!-- -->"}),
            ("another scenario", {**files, path: files[path] + b"# other\n"}),
            ("nothing changed", files),
        ):
            began = process_time()
            ran = run_bundle(now, library.get)
            took = process_time() - began
            # compiling the other model is not running scenarios on it, but somebody waits for both
            rows.append(
                (
                    f"`{key}`, {when}: {len(ran.results) - len(ran.kept)} of {len(ran.results)} run",
                    f"{_ms(took)}, {_ms(took / len(ran.results))} each",
                )
            )
    return rows


def _diagram(files: Mapping[str, bytes]) -> str:
    return next(path for path in sorted(files) if path.endswith(".bpmn"))


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
