"""`laufweg test PATH`: run the scenarios of process folders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.clock import ZONE

if TYPE_CHECKING:
    from engine.scenario import Coverage, Ran

_MOST_SHOWN = 20


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--coverage", "with_coverage", is_flag=True, help="Also say what the scenarios did not touch.")
@click.option(
    "--minimum", type=click.FloatRange(0, 100), help="Fail when fewer elements are touched, in percent."
)
@click.option(
    "--pfade", "with_paths", is_flag=True, help="Also list the ways through the process nobody tested."
)
@click.option(
    "--geruest", "number", type=click.IntRange(1), help="Print a scenario file for the n-th such way."
)
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), help="Write the report as one HTML file."
)
@click.option(
    "--junit", type=click.Path(path_type=Path, dir_okay=False), help="Write the results as JUnit XML."
)
def command(
    path: Path,
    *,
    with_coverage: bool,
    minimum: float | None,
    with_paths: bool,
    number: int | None,
    html: Path | None,
    junit: Path | None,
) -> None:
    """Run scenarios/*.yaml of a process folder, or of every folder in a library.

    Each scenario tells an example case: what is filled in, how time passes, where the case must be then. It runs
    on the engine itself with a clock of its own and needs no database. Exit code 1 when one fails, or when less is
    touched than --minimum asks for.

    \b
    Examples:
      laufweg test processes/bleiberecht_25b
      laufweg test processes --coverage --minimum 95
      laufweg test processes --html szenarien.html --junit szenarien.xml
      laufweg test processes/bleiberecht_25b --geruest 1 > processes/bleiberecht_25b/scenarios/21_neu.yaml
    """
    from engine import scenario
    from engine.errors import NotFound

    ran = scenario.run_all(path)
    if number is not None:
        _print_skeleton(ran, number)
        return
    if not ran.results:
        raise NotFound(f"Expected to find scenarios in {path}, but there is no scenarios/*.yaml")
    for result in ran.results:
        click.echo(str(result))
    failed = sum(not result.passed for result in ran.results)
    click.echo(f"{len(ran.results) - failed} passed, {failed} failed.")
    covered = {bundle.main: scenario.coverage(bundle, ran.results) for _, bundle in ran.folders}
    if with_coverage:
        _print_coverage(covered)
    if with_paths:
        _print_paths(ran)
    _write_reports(ran, html, junit)
    short = [key for key, found in covered.items() if found.elements.percent < (minimum or 0)]
    for key in short:
        share = covered[key].elements.percent
        click.echo(f"{key}: {share:.0f} % of the elements are touched, expected {minimum:g} %.", err=True)
    if failed or short:
        raise SystemExit(1)


def _print_coverage(covered: Mapping[str, Coverage]) -> None:
    for key, found in covered.items():
        for kind, share in found.shares.items():
            click.echo(f"{key}: {share.seen} of {share.total} {kind} ({share.percent:.0f} %)")
            for name in share.missing:
                click.echo(f"  not touched: {name}")


def _print_paths(ran: Ran) -> None:
    from engine import scenario

    for _, bundle in ran.folders:
        ways = scenario.find_ways(bundle.graph, ran.results)
        more = "" if ways.complete else " or more"
        click.echo(f"{bundle.main}: {len(ways.untested)} of {len(ways.all)}{more} ways are not tested")
        for index, one in enumerate(ways.untested[:_MOST_SHOWN], 1):
            click.echo(f"  {index}. {one}")


def _write_reports(ran: Ran, html: Path | None, junit: Path | None) -> None:
    from engine import scenario
    from engine.errors import Invalid

    try:
        if html is not None:
            html.write_text(
                scenario.html_report(ran.folders, ran.results, datetime.now(ZONE)), encoding="utf-8"
            )
        if junit is not None:
            junit.write_bytes(scenario.junit(ran.results))
    except OSError as fault:
        raise Invalid(f"Expected to write a report to {fault.filename}, but {fault.strerror}") from fault


def _print_skeleton(ran: Ran, number: int) -> None:
    from engine import scenario
    from engine.errors import Invalid

    if len(ran.folders) != 1:
        raise Invalid(f"Expected to print a scenario for one process, but the folder has {len(ran.folders)}")
    bundle = ran.folders[0][1]
    untested = scenario.find_ways(bundle.graph, ran.results).untested
    if number > len(untested):
        raise Invalid(
            f"Expected to print a scenario for way {number}, but only {len(untested)} are not tested"
        )
    click.echo(scenario.skeleton(bundle, untested[number - 1], datetime.now(ZONE).date()), nl=False)
