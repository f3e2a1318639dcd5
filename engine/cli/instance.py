"""`laufweg instance`: finding and repairing running processes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from engine.cli import instance_migrate

if TYPE_CHECKING:
    from engine.queries.instance_view import InstanceView, Waiting
    from engine.transaction import Transaction

_AS = click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
_REASON = click.option("--reason", required=True, help="Why; the history of the case shows it.")
_ID = click.argument("number", type=int, metavar="ID")


@click.group("instance")
def command() -> None:
    """Find process instances, and repair one: what an operator does under Betrieb in the browser."""


command.add_command(instance_migrate.command)


@command.command("list")
@click.option("--process", "key", default="", help="Only of the process with this key.")
@click.option("--version", "version_id", type=int, help="Only of the version with this id.")
@click.option("--element", default="", help="Only those at which a task, timer, message, job waits there.")
@click.option("--search", "text", default="", help="A part of the case's number.")
@click.option(
    "--state",
    type=click.Choice(["running", "suspended", "failed", "ended", "all"]),
    default="running",
    show_default=True,
)
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@_AS
@_JSON
def list_instances(limit: int, login: str | None, *, state: str, as_json: bool, **wanted: Any) -> None:
    """List process instances, the newest first.

    \b
    Examples:
      laufweg instance list --state failed
      laufweg instance list --process bleiberecht_25b --element pruefen --json
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.people import actor
    from engine.cli.table import draw
    from engine.clock import ZONE
    from engine.queries import instance
    from engine.queries.instance import InstanceFilter
    from engine.queries.instance import InstanceView as View

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        page = instance.page(tx, InstanceFilter(View(state), size=limit, **wanted))
    if as_json:
        print_json(page.instances)
        return
    if not page.instances:
        click.echo("No instances.")
        return
    rows = [
        (
            str(row.id),
            row.reference,
            row.key,
            str(row.number),
            "suspended" if row.is_suspended else "failed" if row.incidents else row.state.value,
            row.started_at.astimezone(ZONE).strftime("%d.%m.%Y"),
            ", ".join(row.waiting) or row.outcome or "–",
        )
        for row in page.instances
    ]
    click.echo(draw(("id", "case", "process", "version", "state", "since", "waiting at"), rows))
    click.echo(f"{page.counts[View(state)]} in all.", err=True)


@command.command("show")
@_ID
@_AS
@_JSON
def show(number: int, login: str | None, *, as_json: bool) -> None:
    """Show one instance: its steps with what they wait for, its variables by scope, its incidents.

    \b
    Example:
      laufweg instance show 17
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.people import actor
    from engine.cli.table import draw
    from engine.queries import instance_view
    from engine.wording import say

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        seen = instance_view.show(tx, number)
    if as_json:
        print_json(seen)
        return
    state = "suspended" if seen.suspended_at else seen.state.value
    click.echo(f"{seen.reference}  {seen.version.key}, version {seen.version.number}  {state}")
    steps = [
        (
            f"{'  ' * one.depth}{one.id}",
            one.element,
            "failed" if one.has_failed else one.kind_label,
            "; ".join(_waits(one)),
        )
        for one in seen.waiting
    ]
    if steps:
        click.echo(draw(("step", "element", "kind", "waits for"), steps))
    for scope in seen.scopes:
        click.echo(f"\nScope {scope.id}, {scope.name}")
        for row in scope.variables:
            click.echo(f"  {row.name} = {say(row.value) if row.is_shown else '(not shown)'}")
    for incident in seen.incidents:
        if incident.state == "open":
            click.echo(f"\nIncident {incident.id} at {incident.element}: {incident.message}")


def _waits(one: Waiting) -> list[str]:
    from engine.clock import ZONE

    found = []
    for wait in one.waits:
        due = f" until {wait.due.astimezone(ZONE):%Y-%m-%dT%H:%M}" if wait.due else ""
        number = f" {wait.timer_id or wait.instance_id}" if wait.timer_id or wait.instance_id else ""
        key = f" ({wait.key})" if wait.key else ""
        found.append(f"{wait.kind.value}{number} {wait.name}{key}{due}")
    return found


@command.command("suspend")
@_ID
@_REASON
@_AS
def suspend(number: int, reason: str, login: str | None) -> None:
    """Let an instance stand still, with its callers and what it called.

    \b
    Example:
      laufweg instance suspend 17 --reason "Rückfrage beim Ministerium"
    """
    from engine.commands import instance

    _act(login, lambda tx: instance.suspend(tx, number, reason=reason), f"Suspended instance {number}.")


@command.command("resume")
@_ID
@_REASON
@_AS
def resume(number: int, reason: str, login: str | None) -> None:
    """Let a suspended instance go on.

    \b
    Example:
      laufweg instance resume 17 --reason "Antwort ist da"
    """
    from engine.commands import instance

    _act(login, lambda tx: instance.resume(tx, number, reason=reason), f"Resumed instance {number}.")


@command.command("cancel")
@_ID
@click.option("--step", help="Only this step: its number, or its element where that is there once.")
@_REASON
@_AS
def cancel(number: int, step: str | None, reason: str, login: str | None) -> None:
    """End an instance without an outcome, or take one step away.

    \b
    Examples:
      laufweg instance cancel 17 --reason "Doppelt angelegt"
      laufweg instance cancel 17 --step pruefen --reason "Schon erledigt"
    """
    from engine.commands import instance

    def do(tx: Transaction) -> None:
        if step is None:
            instance.cancel(tx, number, reason=reason)
        else:
            instance.modify(tx, number, (_step(tx, number, step),), reason=reason)

    _act(login, do, f"Cancelled {f'{step} of ' if step else ''}instance {number}.")


@command.command("move")
@_ID
@click.argument("step")
@click.argument("element")
@_REASON
@_AS
def move(number: int, step: str, element: str, reason: str, login: str | None) -> None:
    """Take a token away at STEP (its number, or its element) and let it go on at ELEMENT.

    \b
    Example:
      laufweg instance move 17 pruefen nachfordern --reason "Unterlage fehlt doch"
    """
    from engine.commands import instance

    def do(tx: Transaction) -> None:
        instance.move_token(tx, number, _step(tx, number, step), element, reason=reason)

    _act(login, do, f"Moved instance {number} from {step} to {element}.")


@command.command("activate")
@_ID
@click.argument("element")
@click.option("--in", "scope", type=int, help="The step in which it begins, where there are several.")
@_REASON
@_AS
def activate(number: int, element: str, scope: int | None, reason: str, login: str | None) -> None:
    """Begin an element in addition to what runs.

    \b
    Example:
      laufweg instance activate 17 nachfordern --reason "Unterlage fehlt"
    """
    from engine.commands import instance

    def do(tx: Transaction) -> None:
        instance.modify(tx, number, activate=((element, scope),), reason=reason)

    _act(login, do, f"Began {element} in instance {number}.")


@command.command("set")
@_ID
@click.argument("assignments", nargs=-1, required=True, metavar="NAME=FEEL...")
@click.option(
    "--scope", type=int, help="Keep them with this step; otherwise where they are, else the process."
)
@_REASON
@_AS
def set_variables(
    number: int, assignments: tuple[str, ...], scope: int | None, reason: str, login: str | None
) -> None:
    """Change variables. Values are FEEL: 17, "Text", date("2026-12-24"), true, null, [1, 2].

    \b
    Example:
      laufweg instance set 17 alter=17 'name="Elif"' --reason "Geburtsdatum berichtigt"
    """
    from engine.cli import variables
    from engine.commands import instance

    def do(tx: Transaction) -> None:
        values = variables.read(tx, assignments)
        instance.set_variables(tx, number, values, scope or 0, local=scope is not None, reason=reason)

    _act(login, do, f"Changed {len(assignments)} variables of instance {number}.")


@command.command("timer")
@click.argument("timer", type=int)
@click.option(
    "--due",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    required=True,
    help="By the clock in Germany, 2026-12-24T08:30.",
)
@_REASON
@_AS
def timer(timer: int, due: datetime, reason: str, login: str | None) -> None:
    """Let the running timer TIMER, a number from `instance show`, be due at another moment.

    \b
    Example:
      laufweg instance timer 5 --due 2026-12-24T08:30 --reason "Frist verlängert"
    """
    from engine.clock import ZONE
    from engine.commands import instance

    at = due.replace(tzinfo=ZONE)
    _act(login, lambda tx: instance.change_timer(tx, timer, at, reason=reason), f"Timer {timer} is due {at}.")


def _act(login: str | None, do: Callable[[Transaction], None], said: str) -> None:
    """Do it in one transaction in the name of the person, and say so."""
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        do(tx)
    click.echo(said)


def _step(tx: Transaction, number: int, named: str) -> int:
    """The element instance of that number, or the only one of that element."""
    from engine.errors import Invalid, NotFound
    from engine.queries import instance_view

    seen: InstanceView = instance_view.show(tx, number)
    found = [one.id for one in seen.waiting if named in (str(one.id), one.element)]
    if not found:
        raise NotFound(f"Expected to find step {named} of instance {number}, but it is not there")
    if len(found) > 1:
        raise Invalid(
            f"Expected to find one step {named} of instance {number}, but it is there {len(found)} times: "
            f"{', '.join(map(str, found))}"
        )
    return found[0]
