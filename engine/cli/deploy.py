"""`laufweg deploy PATH`: store process folders as versions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from engine import Transaction


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--note", default="", help="What changed, for the list of versions.")
@click.option(
    "--adopt", metavar="AGS", help="Also adopt it for this territory (AGS or its beginning, 05 = NRW)."
)
@click.option(
    "--from", "valid_from", type=click.DateTime(["%Y-%m-%d"]), help="Day it is in force from (today)."
)
@click.option("--resolution", default="", help="The resolution: body, date, document. Needed with --adopt.")
@click.option(
    "--zeit",
    "times",
    metavar="ELEMENT=TIME",
    multiple=True,
    help="An agreed time that the resolution sets, as P5D or „5 Tage“; others are as process.toml proposes.",
)
def command(
    path: Path,
    note: str,
    adopt: str | None,
    valid_from: datetime | None,
    resolution: str,
    times: tuple[str, ...],
) -> None:
    """Store a process folder, or every folder of a library, as the next version.

    All or nothing: when one folder has an error, its findings are printed, nothing is stored, and the exit code
    is 1. Files that are stored already make no new version. A version runs only after it was adopted, by the
    steering group in the browser or with --adopt.

    \b
    Examples:
      laufweg deploy processes/bleiberecht_25b --note "Frist auf vier Wochen verlängert"
      laufweg deploy processes/bleiberecht_25b --adopt 05334 --resolution "Lenkungsgruppe, 12.11.2026, TOP 3"
      laufweg deploy processes/bleiberecht_25b --adopt 05334 --resolution "TOP 3" --zeit "entscheiden=5 Tage"
    """
    from engine import library
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use
    from engine.commands import adoption, definition

    agreed = _agreed(times)
    folders = library.read(path)
    if agreed and (adopt is None or len(folders) > 1):
        raise click.UsageError(
            "--zeit belongs to the resolution about one process: give --adopt and one folder."
        )
    lines = []
    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        for one in folders:
            stored = definition.deploy(tx, one.files, note)
            state = "stored as" if stored.created else "is already stored as"
            lines.append(f"{stored.key} {state} version {stored.number}")
            lines.extend(f"  {finding}" for finding in stored.findings)
            if adopt is not None:
                day = valid_from.date() if valid_from else tx.today
                number = adoption.adopt(tx, stored.version_id, adopt, day, resolution, times=agreed)
                lines.append(f"  in force in {adopt} from {day.isoformat()}")
                lines.extend(_changed(tx, number))
    click.echo("\n".join(lines))


def _agreed(times: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for one in times:
        element, equals, text = one.partition("=")
        if not equals or not element.strip() or not text.strip():
            raise click.BadParameter(f"{one} is no ELEMENT=TIME, as entscheiden=P5D is", param_hint="--zeit")
        found[element.strip()] = text
    return found


def _changed(tx: Transaction, number: int) -> Iterator[str]:
    """What the resolution changes about the agreed times, a line for each: a carelessly lost one must be seen."""
    from engine import queries
    from engine.profile import in_words

    rows = queries.definition.adoptions(tx)
    mine = [one for one in rows if one.id == number]
    for change in queries.profile.changes(tx, mine, rows).get(number, ()):
        before, after = (
            "none" if value is None else in_words(value, working=change.working)
            for value in (change.before, change.after)
        )
        yield f"  {change.element}: {after} (was {before})"
