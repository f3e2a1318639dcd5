"""The process library that comes with the code, stored as versions."""

from __future__ import annotations

from pathlib import Path

from engine.commands import definition
from engine.commands.definition import VersionDeployed
from engine.errors import NotFound
from engine.lawbook import FOLDER
from engine.library import folder
from engine.transaction import Transaction

_NOTE = "Prozessbibliothek"


def deploy(tx: Transaction, path: Path = FOLDER) -> tuple[VersionDeployed, ...]:
    """Store every process of the library that is not stored yet; nothing when there is no library.

    ModelError when one has an error: the library is part of the code, and is wrong as a whole then.
    """
    try:
        folders = folder.read(path)
    except NotFound:
        return ()
    return tuple(definition.deploy(tx, one.files, _NOTE) for one in folders)
