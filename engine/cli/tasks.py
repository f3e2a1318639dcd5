"""`laufweg tasks`: the open tasks."""

from __future__ import annotations

import click


@click.command()
@click.option("--as", "login", metavar="LOGIN", help="The inbox of this person instead of all tasks.")
@click.option("--overdue", is_flag=True, help="Only tasks whose due date has passed.")
@click.option(
    "--search", "text", default="", help="Words in the task's name, the case number or the person's name."
)
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print them as a JSON list.")
def command(login: str | None, text: str, limit: int, *, overdue: bool, as_json: bool) -> None:
    """List open tasks, the most urgent first.

    \b
    Examples:
      laufweg tasks --overdue
      laufweg tasks --as elif.oeztuerk --search Würselen
      laufweg tasks --json | jq '.[] | select(.assignee == null) | .case'
    """
    import json

    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.cli.table import draw
    from engine.clock import ZONE
    from engine.queries import inbox
    from engine.queries.inbox import InboxFilter, InboxView

    view = InboxView.OVERDUE if overdue else InboxView.GROUP
    with engine_in_use() as engine, engine.begin(actor(engine, login)) as tx:
        page = inbox.page(tx, InboxFilter(view, text, size=limit))
    if as_json:
        rows = [
            {
                "id": row.id,
                "case": row.case_reference,
                "task": row.name,
                "element": row.element,
                "process": row.process,
                "person": row.person,
                "authority": row.authority,
                "role": row.role.value,
                "topic": row.topic,
                "norm": row.norm,
                "rule": row.rule,
                "reason": row.reason,
                "assignee": row.assignee,
                "due": row.due.isoformat() if row.due else None,
                "urgency": row.urgency.value,
            }
            for row in page.tasks
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not page.tasks:
        click.echo("No open tasks.")
        return
    click.echo(
        draw(
            ("case", "due", "task", "person", "authority", "assignee"),
            [
                (
                    row.case_reference,
                    row.due.astimezone(ZONE).strftime("%d.%m.%Y") if row.due else "–",
                    row.name,
                    row.person,
                    row.authority,
                    row.assignee or "–",
                )
                for row in page.tasks
            ],
        )
    )
    if page.next:
        click.echo(f"… and more; --limit {limit * 2} shows them.", err=True)
