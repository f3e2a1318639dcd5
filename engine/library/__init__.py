"""Process folders on disk, and the library of them, of the law and of the rules of competence."""

from engine.lawbook import COMPETENCE, FOLDER, LAW, PROCESSES, place, read_law, read_register
from engine.library.deployment import deploy
from engine.library.folder import ProcessFolder, read, read_all

__all__ = [
    "COMPETENCE",
    "FOLDER",
    "LAW",
    "PROCESSES",
    "ProcessFolder",
    "deploy",
    "place",
    "read",
    "read_all",
    "read_law",
    "read_register",
]
