"""`laufweg draft`: drafts of a process between the modeller and a folder, a git checkout or a ZIP file."""

from __future__ import annotations

from pathlib import Path

import click


@click.group("draft")
def command() -> None:
    """Bring files into a draft, and write the files of a version out again, byte for byte."""


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path))
@click.option(
    "--into", "version_id", type=int, help="Replace the files of this draft instead of beginning one."
)
@click.option("--note", default="", help="What changed, for the history.")
@click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
def bring_in(path: Path, version_id: int | None, note: str, login: str | None) -> None:
    """Begin a draft with the files of a folder, a git checkout or a ZIP file.

    Unlike `laufweg deploy` it takes files with errors: they are printed, and forbid only the adoption. Hidden files
    and what belongs to no process are skipped and named. With --into nothing is lost either: the draft's history keeps
    the files from before.

    \b
    Examples:
      laufweg draft import processes/bleiberecht_25b --note "Stand vom Fachtag"
      laufweg draft import bleiberecht.zip --into 41
    """
    from engine import library
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.commands import bundle
    from engine.queries import definition

    read = library.read_all(path)
    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        if version_id is None:
            version_id = bundle.bring_in(tx, read.files, note)
        else:
            seen = definition.version(tx, version_id).row.revision
            bundle.replace(tx, version_id, read.files, seen, note)
        view = definition.version(tx, version_id)
    click.echo(f"{view.row.key}: draft {view.row.number}, id {view.row.id}, {len(read.files)} files")
    for name in read.skipped:
        click.echo(f"  skipped {name}")
    for finding in view.findings:
        click.echo(f"  {finding}")


@command.command("export")
@click.argument("version_id", type=int, metavar="ID")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
def export(version_id: int, path: Path, login: str | None) -> None:
    """Write the files of a version, draft or not, into a folder, or into a ZIP file when PATH ends with .zip.

    Files of the version replace those of the same name; others in the folder stay. ID is the number in the address of
    the version, `/modellierung/ID`.

    \b
    Examples:
      laufweg draft export 41 processes/bleiberecht_25b
      laufweg draft export 41 bleiberecht.zip
    """
    from engine import bundle as bundles
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.queries import draft

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        files = draft.files(tx, version_id)
    if path.suffix == ".zip":
        path.write_bytes(bundles.pack(files))
    else:
        for name, content in files.items():
            place = path / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
    click.echo(f"{len(files)} files written to {path}")
