"""`laufweg demo`: invented people and cases, to look at and to try."""

from __future__ import annotations

import click


@click.group("demo")
def command() -> None:
    """Load or throw away demo data: invented authorities' staff and cases of invented people."""


@command.command("load")
def load() -> None:
    """Load the demo data into an installation without cases.

    \b
    Example:
      laufweg demo load
    """
    from engine import demo
    from engine.cli.connection import engine_in_use
    from engine.errors import Conflict

    with engine_in_use() as engine:
        if demo.loaded(engine):
            raise Conflict("Expected to load demo data, but it is loaded; `laufweg demo reset` starts afresh")
        told = demo.load(engine)
    click.echo(told)


@command.command("reset")
@click.confirmation_option(
    prompt="Delete every case, account and process version, and load the demo data afresh?"
)
def reset() -> None:
    """Delete everything and load the demo data afresh.

    Refused when there is an account that is not demo data: then the installation is real.

    \b
    Example:
      laufweg demo reset --yes
    """
    from engine import demo
    from engine.cli.connection import engine_in_use

    with engine_in_use() as engine:
        demo.clear(engine)
        told = demo.load(engine)
    click.echo(told)
