"""`laufweg instance migrate`: running processes go on in another version, looked at first, one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.actor import Actor
    from engine.engine import Engine
    from engine.execution.migration import Refusal


@click.command("migrate")
@click.argument("number", type=int, metavar="[ID]", required=False)
@click.option(
    "--all-of", type=int, metavar="VERSION", help="Instead of one: all running ones of this version."
)
@click.option("--to", "version_to", type=int, required=True, metavar="VERSION", help="The id of the version.")
@click.option("--map", "pairs", multiple=True, metavar="OLD=NEW", help="An element and what it becomes.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--reason", default="", help="Why; the history of the case shows it. Needed unless --dry-run.")
@click.option("--as", "login", metavar="LOGIN", help="Act as this person instead of the system.")
def command(
    number: int | None,
    all_of: int | None,
    version_to: int,
    pairs: tuple[str, ...],
    reason: str,
    login: str | None,
    *,
    dry_run: bool,
) -> None:
    """Let waiting instances go on in another version of their process.

    Each is looked at first; what is refused stays as it is and is named, with exit code 1. With --all-of each
    is moved in a transaction of its own, so that the command can be stopped and begun again.

    \b
    Examples:
      laufweg instance migrate 17 --to 4 --dry-run
      laufweg instance migrate 17 --to 4 --map pruefen=neu_pruefen --reason "Neue Rechtslage"
      laufweg instance migrate --all-of 3 --to 4 --reason "Neue Rechtslage"
    """
    from engine.cli.connection import engine_in_use
    from engine.cli.people import actor
    from engine.errors import Invalid

    if (number is None) == (all_of is None):
        raise Invalid("Expected to migrate one instance or --all-of a version, but both or none was given")
    if not dry_run and not reason.strip():
        raise Invalid("Expected to migrate for a --reason, but none was given")
    mapping = {}
    for pair in pairs:
        old, separator, new = pair.partition("=")
        if not separator:
            raise Invalid(f"Expected to read --map {pair}, but it is not of the form OLD=NEW")
        mapping[old] = new
    with engine_in_use() as engine:
        person = actor(engine, login)
        numbers = (
            [number] if number is not None else _running(engine, person, all_of or 0, version_to, mapping)
        )
        stayed = sum(
            not _one(engine, person, one, version_to, mapping, None if dry_run else reason) for one in numbers
        )
    verb = "can be migrated" if dry_run else "migrated"
    click.echo(f"{len(numbers) - stayed} of {len(numbers)} {verb}.")
    if stayed:
        raise SystemExit(1)


def _running(
    engine: Engine, person: Actor, version_from: int, version_to: int, mapping: Mapping[str, str]
) -> list[int]:
    """The ids of all running instances of a version, those that would be refused among them."""
    from engine.commands import migration

    with engine.begin(person) as tx:
        found = migration.dry_run(tx, version_from, version_to, mapping, listed=1_000_000)
    return sorted(one.instance_id for one in found.instances)


def _one(
    engine: Engine,
    person: Actor,
    number: int,
    version_to: int,
    mapping: Mapping[str, str],
    reason: str | None,
) -> bool:
    """Whether the instance is (or with no reason: could be) in the version; what forbids it is told."""
    from engine.commands import migration
    from engine.errors import Conflict
    from engine.execution.migration import MigrationRefused

    try:
        with engine.begin(person) as tx:
            if reason is None:
                outlook = migration.look(tx, number, version_to, mapping)
                _tell(number, outlook.refusals)
                if outlook.would_stop:
                    click.echo(f"{number}: would stop with an incident")
                return not outlook.refusals
            migration.migrate(tx, number, version_to, mapping, reason=reason)
    except MigrationRefused as refused:
        _tell(number, refused.refusals)
        return False
    except Conflict as error:
        click.echo(f"{number}: {error.message}", err=True)
        return False
    return True


def _tell(number: int, refusals: tuple[Refusal, ...]) -> None:
    for one in refusals:
        click.echo(f"{number}: {one.rule} [{one.element}] {one.message}", err=True)
