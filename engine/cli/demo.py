"""`laufweg demo`: invented people and cases, to look at and to try."""

from __future__ import annotations

from pathlib import Path

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


@command.command("story")
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    default="geschichte.html",
    show_default=True,
    help="Where the case file goes.",
)
@click.option("--quiet", is_flag=True, help="Do not tell each step.")
def story(html: Path, *, quiet: bool) -> None:
    """Play Amir's path from first contact to naturalisation and write his case file as HTML.

    A database of its own is started for it and thrown away afterwards; nothing of yours is touched. The clock is
    moved by hand, so years pass in seconds. The script is a scenario of the library; every process it calls plays
    along.

    \b
    Example:
      laufweg demo story --html amir.html
    """
    from engine.demo.story import page, tell
    from engine.errors import Invalid

    if not html.parent.is_dir():
        raise Invalid(f"Expected to write the case file to {html}, but {html.parent} is no folder")
    with tell(note=(lambda _text: None) if quiet else click.echo) as told:
        text = page(told)
    try:
        html.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise Invalid(f"Expected to write the case file to {html}, but {fault.strerror}") from fault
    click.echo(f"{told.steps} steps played. The case file of {told.reference} is in {html}.")


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
