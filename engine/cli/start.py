"""`laufweg start`: open a case."""

from __future__ import annotations

from datetime import datetime

import click


@click.command()
@click.argument("process")
@click.option("--family-name", required=True)
@click.option("--given-name", required=True)
@click.option("--birth-date", type=click.DateTime(["%Y-%m-%d"]))
@click.option("--ags", required=True, help="Municipality of residence, eight digits.")
@click.option(
    "--field",
    "fields",
    multiple=True,
    metavar="KEY=TEXT",
    help="A field of the start form, as typed there. Repeat it for each field, and for each choice of a list.",
)
@click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
def command(
    process: str,
    family_name: str,
    given_name: str,
    birth_date: datetime | None,
    ags: str,
    fields: tuple[str, ...],
    login: str | None,
) -> None:
    """Open a case on the version of PROCESS that is in force at the place, and print its number.

    The fields are read and checked as in the browser: what is wrong is named field by field.

    \b
    Example:
      laufweg start bleiberecht_25b --family-name Öztürk --given-name Elif --birth-date 1994-03-08 \\
        --ags 05334002 --field antragsdatum=02.11.2026 --field eingangsweg=post --field aufenthaltsstatus=duldung_60a \\
        --field kind_im_haushalt=nein --field kim_begleitung=ja
    """
    from engine import forms
    from engine.actor import Action
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.commands import case
    from engine.commands.case import CaseOpening
    from engine.errors import Invalid
    from engine.feel import Environment, Value
    from engine.queries import definition

    posted: dict[str, list[str]] = {}
    for field in fields:
        key, separator, text = field.partition("=")
        if not separator:
            raise Invalid(f"Expected to read --field {field}, but it is not of the form KEY=TEXT")
        posted.setdefault(key, []).append(text)
    with engine_in_use() as engine:
        person = actor(engine, login)
        with engine.begin(person) as tx:
            person.must(Action.OPEN_CASE)
            form = definition.startable_at(tx, process, ags).form
            values: dict[str, Value] = {}
            if form is not None:
                unknown = sorted(set(posted) - set(form.keys))
                if unknown:
                    raise Invalid(
                        f"Expected to fill in fields of the start form, but it has none named {', '.join(unknown)};"
                        f" it has {', '.join(sorted(form.keys))}"
                    )
                submission = forms.read(form, posted, {}, Environment(now=tx.now))
                if submission.errors:
                    raise Invalid(
                        "Expected to open a case, but the start form is incomplete", submission.errors
                    )
                values = submission.values
            elif posted:
                raise Invalid(f"Expected to open a case without fields, but {process} has no start form")
            birth = birth_date.date() if birth_date else None
            opened = case.open(tx, CaseOpening(process, family_name, given_name, birth, ags), values)
    click.echo(opened.reference)
