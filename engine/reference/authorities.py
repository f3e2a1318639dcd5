"""The official register of authorities, as it comes with the process library."""

from __future__ import annotations

from pathlib import Path

from engine.commands import official_register
from engine.commands.official_register import Loaded
from engine.competence import read_register
from engine.transaction import Transaction

#: the folder of the register in a process library
FOLDER = "zustaendigkeit"


def load_authorities(tx: Transaction, library: Path) -> Loaded | None:
    """Store the register of the library where it has changed; None when there is nothing to do.

    ModelError names what is wrong in a file; then nothing is stored.
    """
    folder = library / FOLDER
    return official_register.load(tx, read_register(folder)) if folder.is_dir() else None
