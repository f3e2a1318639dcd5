"""`laufweg signal`: throw a signal."""

from __future__ import annotations

import click


@click.command()
@click.argument("name")
@click.option("--set", "assignments", multiple=True, metavar="NAME=FEEL", help="A variable it brings.")
@click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
def command(name: str, assignments: tuple[str, ...], login: str | None) -> None:
    """Throw the signal NAME: every catch that waits for it hears it, some of them a moment later.

    \b
    Example:
      laufweg signal rechtslage_geaendert --set stichtag='date("2026-12-01")'
    """
    from engine.cli import variables
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.commands import message

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        heard = message.broadcast(tx, name, variables.read(tx, assignments))
    click.echo(f"{heard} catches hear {name}.")
