"""A person's path, told: one scenario of the library played on a real database, and the case file that comes of it."""

from engine.demo.story.page import page
from engine.demo.story.tell import SCENARIO, Told, tell

__all__ = ["SCENARIO", "Told", "page", "tell"]
