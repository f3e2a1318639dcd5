"""Process folders on disk, and the library of them and of the law that comes with the code."""

from engine.library.deployment import FOLDER, PROCESSES, deploy, place
from engine.library.folder import ProcessFolder, read
from engine.library.law import LAW, read_law

__all__ = ["FOLDER", "LAW", "PROCESSES", "ProcessFolder", "deploy", "place", "read", "read_law"]
