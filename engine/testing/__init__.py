"""The test kit that ships with the library: a world of people, processes told as stories, tiny models."""

from engine.testing import models
from engine.testing.world import AGS, PASSWORD, Story, World

__all__ = ["AGS", "PASSWORD", "Story", "World", "models"]
