"""Process folders on disk, and the library of them that comes with the code."""

from engine.library.deployment import FOLDER, PROCESSES, deploy, place
from engine.library.folder import ProcessFolder, read

__all__ = ["FOLDER", "PROCESSES", "ProcessFolder", "deploy", "place", "read"]
