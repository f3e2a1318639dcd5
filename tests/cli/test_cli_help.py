"""The help teaches: every command says what it does and gives an example."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest

from engine.cli.group import COMMANDS, laufweg

HEAVY = ("sqlalchemy", "lxml", "flask", "gunicorn", "alembic", "procrastinate", "engine.feel", "engine.state")


def all_commands():
    """Every command with its full name, groups resolved."""
    context = click.Context(laufweg)
    for name in laufweg.list_commands(context):
        command = laufweg.get_command(context, name)
        if isinstance(command, click.Group):
            for part, inner in command.commands.items():
                yield f"{name} {part}", inner
        else:
            yield name, command


@pytest.mark.parametrize("name", list(COMMANDS))
def test_every_command_is_listed_with_a_sentence(run_without_database, name):
    shown = run_without_database("--help").output

    line = next(line for line in shown.splitlines() if line.split()[:1] == [name])
    assert line.rstrip().endswith(".")


@pytest.mark.parametrize(("name", "command"), list(all_commands()))
def test_every_command_gives_an_example(name, command):
    assert f"laufweg {name}" in command.help


def test_an_unknown_command_is_refused(run_without_database):
    result = run_without_database("depoly")

    assert result.exit_code == 2
    assert "depoly" in result.output


def test_the_version_is_told(run_without_database):
    assert "0." in run_without_database("--version").output


def test_commands_import_what_they_need_only_when_they_run():
    # what a command module imports at its top is paid for by each `laufweg --help`
    code = (
        "import sys, types; import importlib.util as u;"
        "package = types.ModuleType('engine'); package.__path__ = [sys.argv[1]]; sys.modules['engine'] = package;"
        "from click.testing import CliRunner; from engine.cli import laufweg;"
        "assert CliRunner().invoke(laufweg, ['--help']).exit_code == 0;"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    folder = next(iter(__import__("engine").__path__))

    done = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"
