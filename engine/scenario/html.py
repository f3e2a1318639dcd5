"""Results as one HTML page that needs nothing else: what passed, what was touched, painted on the diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from engine.bpmn import Graph, parse, read_drawing
from engine.bpmn.picture import Ink, Mark, draw
from engine.execution.bundle import Bundle
from engine.library import ProcessFolder
from engine.scenario.coverage import Counts, Coverage, counts, coverage
from engine.scenario.result import Failure, ScenarioResult
from engine.scenario.ways import Ways, find_ways

_KINDS = {
    "elements": "Elemente",
    "flows": "Wege",
    "boundaries": "Randereignisse",
    "starts": "Beginn durch Ereignis",
    "calls": "Aufrufe",
    "rules": "Regeln",
    "groups": "Zuständigkeiten",
}
_SHOWN_WAYS = 25


@dataclass(frozen=True, slots=True)
class _Source:
    """A line of a scenario file: its number, text, and whether it was reached, differs, or was not reached."""

    number: int
    text: str
    state: str


@dataclass(frozen=True, slots=True)
class _Scenario:
    result: ScenarioResult
    source: tuple[_Source, ...]
    #: where the tokens stood when it failed
    pictures: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class _Process:
    key: str
    name: str
    scenarios: tuple[_Scenario, ...]
    coverage: Mapping[str, Coverage | object]
    pictures: tuple[Markup, ...]
    ways: Ways
    counted: tuple[tuple[str, int], ...]


def html_report(
    folders: Iterable[tuple[ProcessFolder, Bundle]], results: Iterable[ScenarioResult], now: datetime
) -> str:
    """The page for these process folders and all results; `now` is printed as the time of the run."""
    every = tuple(results)
    total = counts(every)
    environment = Environment(
        loader=PackageLoader("engine.scenario", "."),
        autoescape=select_autoescape(["html"]),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html").render(
        processes=[_process(folder, bundle, every, total) for folder, bundle in folders],
        passed=sum(one.passed for one in every),
        failed=sum(not one.passed for one in every),
        seconds=sum(one.seconds for one in every),
        now=now,
        kinds=_KINDS,
        shown_ways=_SHOWN_WAYS,
    )


def _process(
    folder: ProcessFolder, bundle: Bundle, results: tuple[ScenarioResult, ...], total: Counts
) -> _Process:
    own = [one for one in results if one.process == bundle.main]
    marks = _coverage_marks(bundle, total)
    return _Process(
        key=bundle.main,
        name=bundle.graph.name,
        scenarios=tuple(
            _Scenario(one, tuple(_lines(one)), tuple(_token_pictures(folder, bundle, one.failure)))
            for one in own
        ),
        coverage=coverage(bundle, results).shares,
        pictures=tuple(_pictures(folder, bundle, marks)),
        ways=find_ways(bundle.graph, own),
        counted=tuple(
            (node.label, total.elements[graph.key, node.id])
            for graph in bundle.graphs.values()
            for node in graph.nodes.values()
            if node.id != graph.key
        ),
    )


def _coverage_marks(bundle: Bundle, total: Counts) -> dict[str, dict[str, Mark]]:
    return {graph.key: _graph_marks(graph, total) for graph in bundle.graphs.values()}


def _graph_marks(graph: Graph, total: Counts) -> dict[str, Mark]:
    def mark(count: int, *, silent: bool = False) -> Mark:
        if count:
            return Mark(Ink.DONE, "" if silent else f"{count}×")
        return Mark(Ink.MISSING, "fehlt")

    marks = {node: mark(total.elements[graph.key, node]) for node in graph.nodes if node != graph.key}
    return marks | {flow: mark(total.flows[graph.key, flow], silent=True) for flow in graph.flows}


def _pictures(
    folder: ProcessFolder, bundle: Bundle, marks: Mapping[str, Mapping[str, Mark]]
) -> Iterator[Markup]:
    together = {element: mark for inner in marks.values() for element, mark in inner.items()}
    for path, source in folder.files.items():
        if not path.endswith(".bpmn"):
            continue
        document = parse(source, path)
        for level in read_drawing(source, path):
            element = document.elements.get(level.element)
            name = element.label if element is not None and element.get("name") else bundle.graph.name
            yield Markup(draw(document, level, together, f"{name}: Abdeckung"))  # noqa: S704  draw escapes every text


def _token_pictures(folder: ProcessFolder, bundle: Bundle, failure: Failure | None) -> Iterator[Markup]:
    """The levels on which a token stood when the scenario failed."""
    if failure is None:
        return
    here = {
        element: Mark(Ink.HERE, "hier") for process, element in failure.tokens if process in bundle.graphs
    }
    for path, source in folder.files.items():
        if not path.endswith(".bpmn"):
            continue
        document = parse(source, path)
        for level in read_drawing(source, path):
            if any(shape.element in here for shape in level.shapes):
                yield Markup(draw(document, level, here, "Wo der Fall stand"))  # noqa: S704  draw escapes every text


def _lines(result: ScenarioResult) -> Iterator[_Source]:
    """The scenario's file, up to the step that differed as reached."""
    try:
        text = Path(result.path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return
    failed = None if result.failure is None else result.failure.line
    for number, line in enumerate(text.splitlines(), 1):
        reached = failed is None or number < failed
        yield _Source(number, line, "gut" if reached else "anders" if number == failed else "offen")
