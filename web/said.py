"""What the engine has words for in German and in English, in the language of the page."""

from __future__ import annotations

from flask_babel import get_locale

from engine.compare import Said


def word(said: Said) -> str:
    """The word in the language of the page."""
    return said.english if language() == "en" else said.german


def language() -> str:
    """The language of the page as the engine knows it."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "de"
