from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from engine.feel import Environment
from engine.forms import Form, parse


@pytest.fixture
def environment() -> Environment:
    return Environment(now=datetime(2026, 11, 25, 8, tzinfo=UTC))


@pytest.fixture
def antrag() -> Form:
    file = Path(__file__).parent.parent / "resources" / "forms" / "antrag.form"
    return parse(file.read_bytes(), file.name)


@pytest.fixture
def source() -> Callable[..., bytes]:
    """The JSON of a form with these components."""

    def make(*components: dict[str, object], **head: object) -> bytes:
        return json.dumps({"type": "default", "id": "f", "components": components} | head, indent=1).encode()

    return make


@pytest.fixture
def form_of(source: Callable[..., bytes]) -> Callable[..., Form]:
    """A parsed form with these components."""
    return lambda *components: parse(source(*components), "f.form")
