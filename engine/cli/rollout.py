"""`laufweg rollout`: running cases follow into what a proposal has brought into force."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from engine.queries.rollout import BatchLine, RolloutLine, RolloutView, StageLine
    from engine.transaction import Transaction

_Result = TypeVar("_Result")
_AS = click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
_NUMBER = click.argument("number", type=int, metavar="PROPOSAL")


@click.group("rollout")
def command() -> None:
    """Let running cases follow into a new version: list, show, start, pause, resume, undo."""


@command.command("list")
@_AS
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON list.")
def list_rollouts(login: str | None, *, as_json: bool) -> None:
    """List rollouts, the newest first, each by the id of its proposal.

    \b
    Example:
      laufweg rollout list
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.people import actor
    from engine.cli.table import draw
    from engine.queries import rollout

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        found = rollout.everything(tx)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("No rollouts.")
        return
    head = ("proposal", "number", "title", "rule", "state", "stage", "moved", "stay")
    click.echo(draw(head, [_line(one) for one in found]))


@command.command("show")
@_NUMBER
@_AS
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show(number: int, login: str | None, *, as_json: bool) -> None:
    """Show how far the rollout of a proposal is: stages, the last batches, why cases stay.

    \b
    Example:
      laufweg rollout show 7
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.people import actor
    from engine.queries import rollout

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        found = rollout.show(tx, number)
    if as_json:
        print_json(found)
        return
    _print(found)


@command.command("start")
@_NUMBER
@_AS
def start(number: int, login: str | None) -> None:
    """Begin the next stage of a rollout that waits after one, or the first one when its cases are chosen.

    \b
    Example:
      laufweg rollout start 7
    """
    _let_go_on(number, login, frozenset({"waiting", "choosing"}), "begin the next stage")


@command.command("pause")
@_NUMBER
@_AS
def pause(number: int, login: str | None) -> None:
    """Hold it: the case under way is finished, no other one begins.

    \b
    Example:
      laufweg rollout pause 7
    """
    from engine.commands import rollout

    _do(number, login, rollout.pause)
    click.echo(f"{number}: paused")


@command.command("resume")
@_NUMBER
@_AS
def resume(number: int, login: str | None) -> None:
    """Let it go on that was paused, or has stopped because too many cases stay.

    \b
    Example:
      laufweg rollout resume 7
    """
    _let_go_on(number, login, frozenset({"paused", "stopped"}), "resume it")


@command.command("undo")
@_NUMBER
@click.option("--batch", type=int, help="The number of one batch, as `show` lists them.")
@click.option(
    "--stage", type=int, help="All batches of a stage; 0 where each case follows at its next phase."
)
@click.option("--reason", required=True, help="Why; the history of each case shows it.")
@_AS
def undo(number: int, batch: int | None, stage: int | None, reason: str, login: str | None) -> None:
    """Let a worker put the cases of a batch, or of a stage, back into their version, as far as they have not moved on.

    \b
    Examples:
      laufweg rollout undo 7 --batch 3 --reason "Fassung zurückgezogen"
      laufweg rollout undo 7 --stage 2 --reason "Fassung zurückgezogen"
    """
    from engine.commands import rollout as commands
    from engine.errors import Invalid
    from engine.queries import rollout

    if (batch is None) == (stage is None):
        raise Invalid("Expected to undo a --batch or a --stage, but both or none was given")

    def act(tx: Transaction, proposal_id: int) -> int:
        if stage is not None:
            return commands.undo_stage(tx, proposal_id, stage, reason)
        commands.undo(tx, proposal_id, rollout.batch(tx, proposal_id, batch or 0), reason)
        return 1

    count = _do(number, login, act)
    click.echo(f"{number}: {count} {'batch is' if count == 1 else 'batches are'} put back by the worker")


def _let_go_on(number: int, login: str | None, states: frozenset[str], wanted: str) -> None:
    from engine.commands import rollout as commands
    from engine.errors import Conflict
    from engine.queries import rollout

    def act(tx: Transaction, proposal_id: int) -> None:
        state = rollout.state(tx, proposal_id)
        if state not in states:
            raise Conflict(f"Expected to {wanted}, but the rollout of proposal {proposal_id} is {state}")
        commands.go_on(tx, proposal_id)

    _do(number, login, act)
    click.echo(f"{number}: running")


def _do(number: int, login: str | None, act: Callable[[Transaction, int], _Result]) -> _Result:
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        return act(tx, number)


def _line(one: RolloutLine) -> tuple[str, ...]:
    return (
        str(one.proposal.id),
        one.proposal.number,
        one.proposal.title,
        str(one.row.rule),
        str(one.row.state),
        str(one.row.stage),
        f"{one.moved}/{one.total}",
        str(one.stayed),
    )


def _print(found: RolloutView) -> None:
    from engine.cli.table import draw

    click.echo(f"{found.proposal.number} {found.proposal.title}: {found.row.rule}, {found.row.state}")
    click.echo()
    click.echo(
        draw(
            ("stage", "up to", "cases", "moved", "stay", "undone", "open"),
            [_stage(one) for one in found.stages],
        )
    )
    if found.batches:
        click.echo()
        head = ("batch", "stage", "state", "moved", "stay", "undone", "left")
        click.echo(draw(head, [_batch(one) for one in found.batches]))
    if found.reasons:
        click.echo()
        click.echo(
            draw(
                ("cases", "rule", "element", "why"),
                [(str(one.cases), one.rule, one.element, one.message) for one in found.reasons],
            )
        )


def _stage(one: StageLine) -> tuple[str, ...]:
    counts = {turn.value: cases for turn, cases in one.counts.items()}
    stayed = counts.get("refused", 0) + counts.get("halted", 0)
    return (
        str(one.stage),
        "next phase" if one.percent is None else f"{one.percent} %",
        str(one.total),
        str(counts.get("moved", 0)),
        str(stayed),
        str(counts.get("undone", 0)),
        str(one.total - one.done),
    )


def _batch(one: BatchLine) -> tuple[str, ...]:
    left = "; ".join(f"{cases} {why}" for why, cases in one.left.items())
    return (
        str(one.number),
        str(one.stage),
        str(one.state),
        str(one.moved),
        str(one.stayed),
        str(one.undone),
        left,
    )
