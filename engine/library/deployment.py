"""The process library that comes with the code, stored as versions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from engine.commands import definition
from engine.commands.definition import VersionDeployed
from engine.errors import NotFound
from engine.library import folder
from engine.transaction import Transaction

#: `processes/` beside the package
FOLDER = Path(__file__).parents[2] / "processes"

#: names another folder, for a library that is kept in a repository of its own
PROCESSES = "LAUFWEG_PROCESSES"

_NOTE = "Prozessbibliothek"


def place(environment: Mapping[str, str]) -> Path:
    """The folder of the process library."""
    return Path(environment.get(PROCESSES) or FOLDER).expanduser()


def deploy(tx: Transaction, path: Path = FOLDER) -> tuple[VersionDeployed, ...]:
    """Store every process of the library that is not stored yet; nothing when there is no library.

    ModelError when one has an error: the library is part of the code, and is wrong as a whole then.
    """
    try:
        folders = folder.read(path)
    except NotFound:
        return ()
    return tuple(definition.deploy(tx, one.files, _NOTE) for one in folders)
