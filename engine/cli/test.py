"""`laufweg test PATH`: run the scenarios of process folders."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--coverage", "with_coverage", is_flag=True, help="Also say which elements, flows and rules none touched."
)
def command(path: Path, *, with_coverage: bool) -> None:
    """Run scenarios/*.yaml of a process folder, or of every folder in a library.

    Each scenario tells an example case: what is filled in, how time passes, where the case must be then. It runs
    on the engine itself with a clock of its own and needs no database. Exit code 1 when one fails.

    \b
    Examples:
      laufweg test processes/bleiberecht_25b
      laufweg test processes --coverage
    """
    from engine import library, scenario
    from engine.errors import NotFound

    results = scenario.run_folder(path)
    if not results:
        raise NotFound(f"Expected to find scenarios in {path}, but there is no scenarios/*.yaml")
    for result in results:
        click.echo(str(result))
    failed = sum(not result.passed for result in results)
    click.echo(f"{len(results) - failed} passed, {failed} failed.")
    if with_coverage:
        for folder in library.read(path):
            bundle = scenario.read_process(folder.path)
            for kind, share in scenario.coverage(bundle, results).shares.items():
                click.echo(f"{bundle.main}: {share.seen} of {share.total} {kind} ({share.percent:.0f} %)")
                for name in share.missing:
                    click.echo(f"  not touched: {name}")
    if failed:
        raise SystemExit(1)
