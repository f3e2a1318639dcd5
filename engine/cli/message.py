"""`laufweg message`: messages from outside, and those nobody took."""

from __future__ import annotations

import click

_AS = click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")


@click.group("message")
def command() -> None:
    """Publish a message, and list those without a taker."""


@command.command("publish")
@click.argument("name")
@click.option("--key", default="", help="What the catch compares, mostly the number of the case.")
@click.option("--set", "assignments", multiple=True, metavar="NAME=FEEL", help="A variable it brings.")
@click.option("--life", metavar="DURATION", help="How long it is kept, ISO 8601: PT0S, P30D. Default: P14D.")
@click.option(
    "--id", "message_id", help="Received once: the second time the answer is what became of the first."
)
@_AS
def publish(
    name: str,
    key: str,
    assignments: tuple[str, ...],
    life: str | None,
    message_id: str | None,
    login: str | None,
) -> None:
    """Publish the message NAME, and say what became of it: correlated, started, buffered or expired.

    \b
    Example:
      laufweg message publish unterlagen --key KIM-2026-000017 --set vollstaendig=true
    """
    from datetime import timedelta

    from engine.cli import variables
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.commands import message
    from engine.commands.message import MESSAGE_LIFE, Publication
    from engine.errors import Invalid
    from engine.feel import DaysTimeDuration, read_duration

    kept = MESSAGE_LIFE
    if life is not None:
        read = read_duration(life)
        if not isinstance(read, DaysTimeDuration):
            raise Invalid(
                f"Expected to read --life {life}, but it is no duration of days and hours like P30D"
            )
        kept = timedelta(microseconds=read.nanoseconds // 1000)
    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        values = variables.read(tx, assignments)
        result = message.publish(tx, Publication(name, key, values, kept, message_id))
    taker = f" by instance {result.instance_id}" if result.instance_id else ""
    click.echo(f"{result.state.value}{taker}")


@command.command("list")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@_AS
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON list.")
def list_messages(limit: int, login: str | None, *, as_json: bool) -> None:
    """List messages that wait for a catch or have expired; what they bring is not shown.

    \b
    Example:
      laufweg message list
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.people import actor
    from engine.cli.table import draw
    from engine.clock import ZONE
    from engine.queries import message

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        found = message.unclaimed(tx, limit)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("No messages.")
        return
    rows = [
        (str(row.id), row.name, row.key, row.state.value, f"{row.expires_at.astimezone(ZONE):%d.%m.%Y %H:%M}")
        for row in found
    ]
    click.echo(draw(("id", "name", "key", "state", "expires"), rows))
