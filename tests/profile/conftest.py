"""A small process, its profile, and what is wrong with either."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.errors import Finding, ModelError
from engine.profile import Profile, read_profile

#: what a process needs to say at least
HEAD = """
schluessel = "antrag"
titel = "Antrag"
"""


@pytest.fixture
def read() -> Callable[..., Profile]:
    """A profile of these lines, after the ones every profile has."""
    return lambda lines="", head=HEAD: read_profile((head + lines).encode())


@pytest.fixture
def wrong() -> Callable[..., tuple[Finding, ...]]:
    """What is wrong with these lines."""

    def ask(lines: str | bytes, head: str = HEAD) -> tuple[Finding, ...]:
        source = lines if isinstance(lines, bytes) else (head + lines).encode()
        with pytest.raises(ModelError) as caught:
            read_profile(source)
        return caught.value.findings

    return ask
