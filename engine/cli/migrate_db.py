"""`laufweg migrate-db`: bring the database to the schema of this code."""

from __future__ import annotations

import click


@click.command("migrate-db")
def command() -> None:
    """Bring the database to the schema this version needs.

    `laufweg run` does it by itself. With web and worker processes of your own, run it once before you restart
    them: the new schema also serves the old code. Where it does not, it is refused, with the processes that
    are still connected, and changes nothing. Run it as often as you like; several at once wait for each other.

    \b
    Example:
      LAUFWEG_DATABASE_URL=postgresql://laufweg@db.example/laufweg laufweg migrate-db
    """
    import os

    from engine import database
    from engine.engine import head

    with database.use(os.environ) as address:
        database.migrate(address)
    click.echo(f"The database has schema {head()}.")
