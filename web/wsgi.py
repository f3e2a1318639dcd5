"""The application for a WSGI server, made from the environment."""

from __future__ import annotations

import os

from engine import Engine, mail, pauses, retention, store
from engine.database import resolve
from web.app import create_app
from web.settings import Settings

# wrong settings are told at the start, not to whoever is told something or hands something in
mail.settings()
store.settings()
retention.step_inputs()
app = create_app(Engine(resolve(os.environ).acquire()), Settings.from_environment())
pauses.shorten()  # before the fork: what is set aside is shared by all processes
