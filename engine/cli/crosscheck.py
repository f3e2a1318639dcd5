"""`laufweg crosscheck PATH`: the scenarios of process folders on a second interpreter."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--differences", "with_known", is_flag=True, help="Also print the differences whose reason is known."
)
def command(path: Path, *, with_known: bool) -> None:
    """Run the scenarios of a process folder, or of a library, on SpiffWorkflow beside our engine.

    After each step both must wait at the same elements with the same variables. Says how far each scenario could be
    compared and why no further. Needs no database. Exit code 1 when they differ and nobody knows why.

    \b
    Examples:
      laufweg crosscheck processes/bleiberecht_25b
      laufweg crosscheck processes --differences
    """
    from engine.crosscheck import crosscheck_folder
    from engine.errors import NotFound

    reports = crosscheck_folder(path)
    if not reports:
        raise NotFound(f"Expected to find scenarios in {path}, but there is no scenarios/*.yaml")
    for report in reports:
        shown = report.differences if with_known else report.unexplained
        click.echo("\n".join([report.heading, *(f"  {difference}" for difference in shown)]))
    differ = sum(not report.agrees for report in reports)
    known = sum(len(report.differences) - len(report.unexplained) for report in reports)
    steps, planned = sum(report.steps for report in reports), sum(report.planned for report in reports)
    click.echo(
        f"{len(reports) - differ} agree, {differ} differ; {steps} of {planned} steps compared; "
        f"{known} differences with a known reason."
    )
    if differ:
        raise SystemExit(1)
