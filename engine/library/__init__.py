"""Process folders on disk, and the library of them and of the law that comes with the code."""

from engine.lawbook import FOLDER, LAW, PROCESSES, place, read_law
from engine.library.deployment import deploy
from engine.library.folder import ProcessFolder, read

__all__ = ["FOLDER", "LAW", "PROCESSES", "ProcessFolder", "deploy", "place", "read", "read_law"]
