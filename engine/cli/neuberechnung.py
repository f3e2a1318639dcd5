"""`laufweg neuberechnung`: which open cases a change of the law would change."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date

    from engine.queries.precheck import Reevaluation

_AS = click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
_DAY = click.DateTime(formats=["%Y-%m-%d", "%d.%m.%Y"])


@click.group("neuberechnung")
def command() -> None:
    """Compare open cases with a changed law: start, show and cancel."""


@command.command("start")
@click.option("--stichtag", type=_DAY, help="Compare two days of knowledge on this day; default: today.")
@click.option("--vorher", type=_DAY, help="The law as known on this day, before; default: all known today.")
@click.option("--nachher", type=_DAY, help="The law as known on this day, after; default: all known today.")
@_AS
def start(
    stichtag: datetime | None, vorher: datetime | None, nachher: datetime | None, login: str | None
) -> None:
    """Let a worker look at all open cases; prints the number. Refused while another one runs.

    Without a day the newest stored pre-check of each case is compared with the law of today.

    \b
    Examples:
      laufweg neuberechnung start
      laufweg neuberechnung start --stichtag 2025-02-01 --vorher 2025-02-01
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.commands import reevaluation

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        if stichtag or vorher or nachher:
            day = _day(stichtag) or tx.today
            number = reevaluation.start_known(tx, day, _day(vorher), _day(nachher))
        else:
            number = reevaluation.start_stored(tx)
    click.echo(number)


@command.command("show")
@click.argument("number", type=int, required=False)
@click.option("--title", default="", help="Only this title, for example StAG_10.")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@_AS
def show(number: int | None, title: str, login: str | None, *, as_json: bool) -> None:
    """Show the last ones, or how far one is and every case it found.

    \b
    Examples:
      laufweg neuberechnung show
      laufweg neuberechnung show 3 --title StAG_10 --json
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.people import actor
    from engine.cli.table import draw
    from engine.queries import precheck

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        found = precheck.reevaluations(tx) if number is None else (precheck.reevaluation(tx, number),)
        rows = () if number is None else precheck.moved(tx, number, title, size=1_000_000)
    if as_json:
        print_json(found if number is None else {"reevaluation": found[0], "moved": rows})
        return
    if not found:
        click.echo("No re-evaluations.")
        return
    click.echo(draw(("id", "state", "done", "failed", "started"), [_line(one) for one in found]))
    if rows:
        lines = [
            (
                one.reference,
                one.title,
                f"{one.before} → {one.after}",
                "; ".join(each["name"] for each in one.criteria),
            )
            for one in rows
        ]
        click.echo()
        click.echo(draw(("case", "title", "result", "because of"), lines))


@command.command("cancel")
@click.argument("number", type=int)
@_AS
def cancel(number: int, login: str | None) -> None:
    """Stop one; what it found stays.

    \b
    Example:
      laufweg neuberechnung cancel 3
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.commands import reevaluation

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        reevaluation.cancel(tx, number)
    click.echo(f"{number}: cancelled")


def _line(one: Reevaluation) -> tuple[str, ...]:
    from engine.clock import ZONE

    started = one.started_at.astimezone(ZONE).strftime("%d.%m.%Y %H:%M")
    return str(one.id), one.state.value, f"{one.done}/{one.total}", str(one.failed), started


def _day(given: datetime | None) -> date | None:
    return None if given is None else given.date()
