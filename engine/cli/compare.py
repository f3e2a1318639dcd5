"""`laufweg compare OLD NEW`: what is different between two versions, without a database where both are files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.compare import Comparison


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True
)
@click.option("--language", type=click.Choice(["de", "en"]), default="de", show_default=True)
@click.option("--layout/--no-layout", default=False, help="Tell differences of the drawing too.")
def command(old: str, new: str, form: str, language: str, *, layout: bool) -> None:
    """Compare two versions of a process: folders, ZIP files, single files, or KEY@NUMBER from the database.

    Exit code 0 when they are the same (but for the drawing, unless --layout), 1 when they differ, 2 when one of them
    cannot be had.

    \b
    Examples:
      laufweg compare processes/einbuergerung einbuergerung-neu.zip
      laufweg compare einbuergerung@1 processes/einbuergerung --format json | jq '.differences[].german'
      laufweg compare einbuergerung@1 einbuergerung@2 --format html > vergleich.html
    """
    from engine.compare import Weight, compare
    from engine.errors import LaufwegError

    try:
        sides = _files(old), _files(new)
    except (LaufwegError, OSError) as error:
        click.echo(getattr(error, "message", None) or str(error), err=True)
        raise SystemExit(2) from None
    comparison = compare(*sides)
    told = [one for one in comparison.differences if layout or one.weight is not Weight.LAYOUT]
    match form:
        case "json":
            _json(comparison, layout)
        case "html":
            from engine.compare import report_html

            click.echo(report_html(old, new, sides, comparison, language))
        case _:
            for one in told:
                click.echo(f"{one.file}: {one.english if language == 'en' else one.german}")
    counts = ", ".join(f"{number} {weight}" for weight, number in comparison.counts.items())
    click.echo(f"{len(comparison.differences)} differences ({counts}).", err=True)
    if told:
        raise SystemExit(1)


def _json(comparison: Comparison, layout: bool) -> None:
    import json
    from dataclasses import asdict

    from engine.compare import Weight

    rows = [asdict(one) for one in comparison.differences if layout or one.weight is not Weight.LAYOUT]
    click.echo(json.dumps({"same": comparison.same, "differences": rows}, ensure_ascii=False, indent=2))


def _files(said: str) -> Mapping[str, bytes]:
    """The files of a version: of a folder with everything in it, a ZIP file, one file, or out of the database."""
    from engine import bundle
    from engine.errors import NotFound

    path = Path(said)
    if path.is_dir():
        paths = [one for one in sorted(path.rglob("*")) if one.suffix in _SUFFIXES and one.is_file()]
        # a link out of the folder is none of its files
        inside = [one for one in paths if one.resolve().is_relative_to(path.resolve())]
        found = {one.relative_to(path).as_posix(): one.read_bytes() for one in inside}
        if not found:
            raise NotFound(f"Expected to compare {said}, but there is no model in that folder")
        return found
    if path.suffix == ".zip" and path.is_file():
        return bundle.unpack(path.read_bytes()).files
    if path.is_file():
        return {f"datei{path.suffix}": path.read_bytes()}
    key, at, number = said.rpartition("@")
    if not at or not number.isdecimal() or len(number) > 9:
        raise NotFound(f"Expected to compare {said}, but it is no file, no folder and no KEY@NUMBER")
    return _stored(key, int(number))


_SUFFIXES = frozenset({".bpmn", ".dmn", ".form", ".toml", ".yaml", ".md"})


def _stored(key: str, number: int) -> Mapping[str, bytes]:
    from engine import queries
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use

    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        return queries.comparison.stored(tx, key, number)
