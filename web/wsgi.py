"""The application for a WSGI server, made from the environment."""

from __future__ import annotations

import os

from engine import Engine
from engine.database import resolve
from web.app import create_app
from web.settings import Settings

app = create_app(Engine(resolve(os.environ).acquire()), Settings.from_environment())
