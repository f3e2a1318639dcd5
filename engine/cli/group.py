"""The group of all commands: finds them by name and turns every expected error into a sentence.

A command module imports nothing but click at its top; what it works with it imports when it runs, so that
`laufweg --help` answers at once.
"""

from __future__ import annotations

from importlib import import_module

import click

from engine.errors import Invalid, LaufwegError, ModelError

#: the commands in the order of `--help`, and the module of each
COMMANDS = {
    "run": "run",
    "web": "web",
    "worker": "worker",
    "lint": "lint",
    "compare": "compare",
    "test": "test",
    "crosscheck": "crosscheck",
    "vorpruefung": "vorpruefung",
    "zustaendig": "zustaendig",
    "frist": "frist",
    "neuberechnung": "neuberechnung",
    "deploy": "deploy",
    "draft": "draft",
    "start": "start",
    "tasks": "tasks",
    "instance": "instance",
    "incident": "incident",
    "rollout": "rollout",
    "mail": "mail",
    "message": "message",
    "signal": "signal",
    "job": "job",
    "account": "account",
    "demo": "demo",
    "migrate-db": "migrate_db",
}

_DATABASE_LIBRARIES = frozenset({"sqlalchemy", "psycopg", "psycopg_pool", "procrastinate"})
_UNREACHED = frozenset({"OperationalError", "ConnectorException", "PoolTimeout"})
_UNREACHABLE = "Expected to reach the database, but it does not answer; is LAUFWEG_DATABASE_URL right?"


class Commands(click.Group):
    """Loads `engine.cli.<command>` when the command is used or listed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            return None
        command: click.Command = import_module(f"engine.cli.{module}").command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an error of the five kinds is told in a sentence on stderr, with exit code 1."""
        try:
            return super().invoke(ctx)
        except LaufwegError as error:
            _tell(error)
        except BrokenPipeError:
            raise  # click ends quietly: whoever read our output has seen enough
        except OSError as error:
            named = error.filename or "the file system"
            click.echo(f"Expected to use {named}, but the system says: {error.strerror}", err=True)
        except Exception as error:
            if not _is_unreachable(error):
                raise
            click.echo(_UNREACHABLE, err=True)
        ctx.exit(1)
        return None


def _is_unreachable(error: Exception) -> bool:
    """Whether a database library says so. By name: importing one only to name its error would cost each command."""
    kind = type(error)
    library = kind.__module__.partition(".")[0]
    return library in _DATABASE_LIBRARIES and kind.__name__ in _UNREACHED


def _tell(error: LaufwegError) -> None:
    click.echo(error.message, err=True)
    match error:
        case Invalid():
            for name, message in error.fields.items():
                click.echo(f"  {name}: {message}", err=True)
        case ModelError():
            for finding in error.findings:
                click.echo(f"  {finding}", err=True)


@click.command(
    cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}
)
@click.version_option(package_name="laufweg")
def laufweg() -> None:
    """Laufweg runs cases through authorities by BPMN, DMN and German deadline law.

    \b
    See it work:          laufweg run --demo
    Check your drawing:   laufweg lint processes/bleiberecht_25b
    Try its scenarios:    laufweg test processes/bleiberecht_25b
    Put it into service:  laufweg deploy processes/bleiberecht_25b

    Every command works on the database that LAUFWEG_DATABASE_URL names. Without it, PostgreSQL runs out of a
    Python package under LAUFWEG_HOME (default: var/ here): a command shares it with `laufweg run`, or starts it
    for as long as it works.
    """
