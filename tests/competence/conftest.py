"""The register of the library, and small ones made of text."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from engine.competence import Circumstances, Competent, Nobody, Register, read_register, read_rules, resolve

FOLDER = Path(__file__).parents[2] / "processes" / "zustaendigkeit"
TODAY = date(2026, 12, 1)

#: ask(topic, ags, on=…, **circumstances)
Ask = Callable[..., Competent | Nobody]


@pytest.fixture(scope="session")
def register() -> Register:
    return read_register(FOLDER)


def asking(register: Register) -> Ask:
    def ask(topic: str, ags: str, on: date = TODAY, **said: object) -> Competent | Nobody:
        return resolve(register, topic, ags, Circumstances(**said), on)  # type: ignore[arg-type]

    return ask


@pytest.fixture
def ask(register: Register) -> Ask:
    return asking(register)


@pytest.fixture
def made() -> Callable[[str], Ask]:
    """Ask a register made of TOML."""

    def make(text: str) -> Ask:
        register, findings = read_rules({"probe.toml": text.encode()})
        assert [str(one) for one in findings] == []
        return asking(register)

    return make
