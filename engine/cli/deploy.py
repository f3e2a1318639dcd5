"""`laufweg deploy PATH`: store process folders as versions."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click


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
def command(path: Path, note: str, adopt: str | None, valid_from: datetime | None, resolution: str) -> None:
    """Store a process folder, or every folder of a library, as the next version.

    All or nothing: when one folder has an error, its findings are printed, nothing is stored, and the exit code
    is 1. Files that are stored already make no new version. A version runs only after it was adopted, by the
    steering group in the browser or with --adopt.

    \b
    Examples:
      laufweg deploy processes/bleiberecht_25b --note "Frist auf vier Wochen verlängert"
      laufweg deploy processes/bleiberecht_25b --adopt 05334 --resolution "Lenkungsgruppe, 12.11.2026, TOP 3"
    """
    from engine import library
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use
    from engine.clock import ZONE
    from engine.commands import adoption, definition

    folders = library.read(path)
    lines = []
    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        for one in folders:
            stored = definition.deploy(tx, one.files, note)
            state = "stored as" if stored.created else "is already stored as"
            lines.append(f"{stored.key} {state} version {stored.number}")
            lines.extend(f"  {finding}" for finding in stored.findings)
            if adopt is not None:
                day = valid_from.date() if valid_from else tx.now.astimezone(ZONE).date()
                adoption.adopt(tx, stored.version_id, adopt, day, resolution)
                lines.append(f"  in force in {adopt} from {day.isoformat()}")
    click.echo("\n".join(lines))
