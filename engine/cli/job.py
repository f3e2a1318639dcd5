"""`laufweg job`: work that something outside does."""

from __future__ import annotations

import click


@click.group("job")
def command() -> None:
    """List external jobs; programs fetch and complete them through the library."""


@command.command("list")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON list.")
def list_jobs(limit: int, login: str | None, *, as_json: bool) -> None:
    """List jobs that failed, wait or are under way, the failed ones first.

    A failed one is offered again by `laufweg incident retry`.

    \b
    Example:
      laufweg job list --json | jq '.[] | select(.state == "failed") | .incident_id'
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.output import print_json
    from engine.cli.people import actor
    from engine.cli.table import draw
    from engine.queries import job

    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        found = job.overview(tx, limit)
    if as_json:
        print_json(found)
        return
    if not found:
        click.echo("No jobs.")
        return
    rows = [
        (
            str(row.id),
            row.reference,
            row.type,
            row.state.value,
            str(row.retries),
            row.worker or "–",
            str(row.incident_id or "–"),
            row.failure or "–",
        )
        for row in found
    ]
    click.echo(draw(("id", "case", "type", "state", "retries", "worker", "incident", "last fault"), rows))
