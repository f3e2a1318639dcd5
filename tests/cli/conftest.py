"""The command line against a database of the test's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from engine.cli import laufweg


@pytest.fixture
def run(database: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Run a command in this process, on an empty database with the current schema."""
    monkeypatch.setenv("LAUFWEG_DATABASE_URL", database)
    return lambda *words, **options: CliRunner().invoke(laufweg, list(words), **options)


@pytest.fixture
def run_without_database() -> Callable[..., Result]:
    """Run a command that needs no database."""
    return lambda *words, **options: CliRunner().invoke(laufweg, list(words), **options)
