"""`laufweg incident`: elements that stopped."""

from __future__ import annotations

import click

_AS = click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")


@click.group("incident")
def command() -> None:
    """List open incidents, and let their elements try again."""


@command.command("list")
@click.option("--process", "key", default="", help="Only of the process with this key.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@_AS
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON list.")
def list_incidents(key: str, limit: int, login: str | None, *, as_json: bool) -> None:
    """List open incidents, the oldest first.

    \b
    Example:
      laufweg incident list --process bleiberecht_25b
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.people import actor
    from engine.cli.table import draw
    from engine.clock import ZONE
    from engine.queries import incident

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        page = incident.page(tx, key, size=limit)
    if as_json:
        print_json(page.incidents)
        return
    if not page.incidents:
        click.echo("No open incidents.")
        return
    rows = [
        (
            str(row.id),
            row.case_reference,
            str(row.instance_id),
            row.element,
            row.at.astimezone(ZONE).strftime("%d.%m.%Y %H:%M"),
            row.message,
        )
        for row in page.incidents
    ]
    click.echo(draw(("id", "case", "instance", "element", "since", "why"), rows))
    click.echo(f"{page.total} in all.", err=True)


@command.command("retry")
@click.argument("numbers", type=int, nargs=-1, metavar="[ID]...")
@click.option(
    "--all", "every", is_flag=True, help="All open incidents, or with --process those of one process."
)
@click.option("--process", "key", default="", help="With --all: only of the process with this key.")
@click.option("--set", "assignments", multiple=True, metavar="NAME=FEEL", help="A corrected variable.")
@click.option("--reason", default="", help="Why; the history of the case shows it.")
@_AS
def retry(
    numbers: tuple[int, ...],
    key: str,
    assignments: tuple[str, ...],
    reason: str,
    login: str | None,
    *,
    every: bool,
) -> None:
    """Let elements try again, with corrected variables if need be; exit code 1 when one failed again or was not there.

    Each is tried in a transaction of its own.

    \b
    Examples:
      laufweg incident retry 5 --set alter=17 --reason "Geburtsdatum nachgetragen"
      laufweg incident retry --all --process bleiberecht_25b
    """
    from engine.cli import variables
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.commands import incident as commands
    from engine.errors import Conflict, Invalid, NotFound
    from engine.queries import incident, instance_view

    if bool(numbers) == every:
        raise Invalid("Expected to retry some incidents or --all, but both or none was given")
    with engine_in_use() as engine:
        person = actor(engine, login)
        if every:
            with engine.begin(person) as tx:
                numbers = tuple(one.id for one in incident.page(tx, key, size=1_000_000).incidents)
        failed = 0
        for number in numbers:
            try:
                with engine.begin(person) as tx:
                    found = incident.find(tx, number)
                    commands.resolve(tx, number, variables.read(tx, assignments), reason=reason)
                    seen = instance_view.show(tx, found.instance_id)
            except (Conflict, NotFound) as error:  # the others are still to be tried
                click.echo(f"{number}: {error.message}", err=True)
                failed += 1
                continue
            again = [one for one in seen.incidents if one.state == "open" and one.element == found.element]
            failed += bool(again)
            said = f"failed again: {again[0].message}" if again else "went on"
            click.echo(f"{number}: {found.element} of {found.case_reference} {said}")
    if failed:
        raise SystemExit(1)
