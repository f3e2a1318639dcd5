"""The law that comes with the code, read once per process: the DMN files under `processes/recht`, and the rules of
competence under `processes/zustaendigkeit`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from engine import competence
from engine.competence import Register
from engine.errors import NotFound
from engine.precheck import LawBook, read_law_book

#: `processes/` beside the package
FOLDER = Path(__file__).parents[1] / "processes"

#: names another folder, for a library that is kept in a repository of its own
PROCESSES = "LAUFWEG_PROCESSES"

#: the folder of the law inside the process library
LAW = "recht"

#: the folder of the rules of competence inside it
COMPETENCE = "zustaendigkeit"


def place(environment: Mapping[str, str]) -> Path:
    """The folder of the process library."""
    return Path(environment.get(PROCESSES) or FOLDER).expanduser()


def read_register(library: Path = FOLDER) -> Register:
    """The authorities and rules of competence of a process library.

    NotFound when it has none; ModelError with every finding when a file is faulty.
    """
    return competence.read_register((library / COMPETENCE).resolve())


def read_law(library: Path = FOLDER) -> LawBook:
    """The law of a process library.

    NotFound when it has none; ModelError with every finding when a file is faulty.
    """
    return _read((library / LAW).resolve())


@lru_cache(maxsize=4)
def _read(folder: Path) -> LawBook:
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*.dmn"))}
    if not files:
        raise NotFound(f"Expected to find the law in {folder}, but there is no *.dmn")
    return read_law_book(files)
