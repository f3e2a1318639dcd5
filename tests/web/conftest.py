"""The application on a real database, with one case under way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from engine import Engine
from engine.testing import PASSWORD, Story, World
from engine.testing import models as m
from web.app import create_app
from web.settings import Settings
from web.testing import Browser, Login

START_FORM = """{"type": "default", "id": "antrag", "schemaVersion": 18, "components": [
  {"type": "datetime", "subtype": "date", "key": "eingang", "dateLabel": "Eingang des Antrags", "id": "F_eingang",
   "validate": {"required": true}},
  {"type": "number", "key": "kinder", "label": "Kinder im Haushalt", "id": "F_kinder"}]}"""
REVIEW_FORM = """{"type": "default", "id": "pruefen", "schemaVersion": 18, "components": [
  {"type": "text", "id": "T1", "text": "Prüfen Sie den **Antrag**."},
  {"type": "radio", "key": "vollstaendig", "label": "Ist der Antrag vollständig?", "id": "F_vollstaendig",
   "validate": {"required": true}, "values": [{"label": "ja", "value": "ja"}, {"label": "nein", "value": "nein"}]},
  {"type": "textarea", "key": "vermerk", "label": "Vermerk", "id": "F_vermerk"}]}"""

FILES = {
    "antrag.bpmn": m.process(
        "antrag",
        m.start(form="antrag"),
        m.sub_process(
            "verfahren",
            m.start("beginn"),
            m.user_task("pruefen", form="pruefen", due='=today() + duration("P14D")'),
            m.exclusive("vollstaendig", default="vollstaendig_ende"),
            m.user_task("nachfordern", due='=today() + duration("P7D")'),
            m.end("ende"),
            m.flow("beginn", "pruefen"),
            m.flow("pruefen", "vollstaendig"),
            m.flow("vollstaendig", "nachfordern", '=vollstaendig = "nein"', "vollstaendig_nein"),
            m.flow("vollstaendig", "ende", id_="vollstaendig_ende"),
            m.flow("nachfordern", "pruefen"),
        ),
        m.boundary("ruecknahme", "verfahren", m.message("ruecknahme")),
        m.end("erledigt"),
        m.end("zurueckgenommen"),
        m.flow("start", "verfahren"),
        m.flow("verfahren", "erledigt"),
        m.flow("ruecknahme", "zurueckgenommen"),
        name="Antrag bearbeiten",
        messages={"ruecknahme": "=aktenzeichen"},
    ),
    "forms/antrag.form": START_FORM.encode(),
    "forms/pruefen.form": REVIEW_FORM.encode(),
}


@pytest.fixture(scope="session")
def application(server: str) -> Iterator[Flask]:
    """The application, built once: to build it and to compile its templates takes longer than most tests."""
    engine = Engine(server)
    yield create_app(engine, Settings("test", demo_password=PASSWORD, login_limit="1000 per minute"))
    engine.dispose()


@pytest.fixture
def app(application: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The application on the database of the test."""
    monkeypatch.setitem(application.extensions, "laufweg", world.engine)
    return application


@pytest.fixture
def files() -> dict[str, bytes]:
    return dict(FILES)


@pytest.fixture
def story(world: World, files: dict[str, bytes]) -> Story:
    return world.start(files, {"eingang": "2026-11-02"})


@pytest.fixture
def login(app: Flask) -> Login:
    def log_in(name: str) -> Browser:
        browser = Browser(app.test_client())
        browser.log_in(name, PASSWORD)
        return browser

    return log_in


@pytest.fixture(scope="session")
def static() -> Path:
    return Path(__file__).parents[2] / "web" / "static"
