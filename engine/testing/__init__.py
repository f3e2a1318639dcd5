"""The test kit that ships with the library: a world of people, processes told as stories, tiny models, and the pure
engine without a database.
"""

from engine.execution.offline_world import OfflineServices
from engine.testing import models
from engine.testing.offline import Run
from engine.testing.world import AGS, PASSWORD, Story, World

__all__ = ["AGS", "PASSWORD", "OfflineServices", "Run", "Story", "World", "models"]
