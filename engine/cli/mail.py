"""`laufweg mail`: whether mails arrive."""

from __future__ import annotations

import click


@click.group("mail")
def command() -> None:
    """Send a test mail, list mails that failed, and send them again.

    The mail server is set by LAUFWEG_SMTP_URL, LAUFWEG_MAIL_FROM and LAUFWEG_PUBLIC_URL.
    """


@command.command("test")
@click.argument("address")
def send_test(address: str) -> None:
    """Send a test mail to an address, and say what the mail server answered; exit code 1 when it did not take it.

    \b
    Example:
      laufweg mail test a.beispiel@stadt.example
    """
    from engine import delivery, mail
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use
    from engine.errors import Conflict
    from engine.mail import Taken

    settings = mail.settings()
    if settings is None:
        raise Conflict("Expected to send a mail, but LAUFWEG_SMTP_URL names no mail server")
    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        now = tx.now
    outcome = delivery.send_test(settings, address, now)
    if not isinstance(outcome, Taken):
        raise Conflict(f"Expected {settings.server} to take the mail, but it was not sent: {outcome.reason}")
    click.echo(f"{settings.server} took the mail to {address}.")


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON list.")
def list_mails(*, as_json: bool) -> None:
    """List the mails that failed, the newest first, and those that are tried again.

    \b
    Example:
      laufweg mail list
    """
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.table import draw
    from engine.clock import ZONE
    from engine.queries import mail

    with engine_in_use() as engine, engine.begin(SYSTEM) as tx:
        page = mail.overview(tx, size=500)
    found = page.failed + page.retried
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("All mails have arrived.")
        return
    rows = [
        (
            str(one.id),
            one.address,
            str(one.attempts),
            "" if one.again_at is None else one.again_at.astimezone(ZONE).strftime("%d.%m.%Y %H:%M"),
            one.reason,
        )
        for one in found
    ]
    click.echo(draw(("id", "to", "tries", "again at", "why"), rows))
    click.echo(f"{page.failed_total} failed, {page.retried_total} are tried again.", err=True)


@command.command("again")
@click.argument("numbers", type=int, nargs=-1, metavar="[ID]...")
@click.option("--all", "every", is_flag=True, help="All that failed.")
def send_again(numbers: tuple[int, ...], *, every: bool) -> None:
    """Send mails again that failed; a worker does it.

    \b
    Examples:
      laufweg mail again 12 13
      laufweg mail again --all
    """
    from engine import commands
    from engine.actor import SYSTEM
    from engine.cli.connection import engine_in_use

    if every == bool(numbers):
        raise click.UsageError("Name the mails, or say --all.")
    count = len(numbers)
    with engine_in_use() as engine:
        for number in numbers:
            with engine.begin(SYSTEM) as tx:
                commands.mail.send_again(tx, number)
        while every:
            with engine.begin(SYSTEM) as tx:
                sent = commands.mail.send_all_again(tx)
            count += sent
            every = sent == commands.mail.BATCH
    click.echo(f"{count} mails are sent again.")
