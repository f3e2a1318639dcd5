"""Texts in the language of the page, looked up once for each language: a list asks for hundreds of them.

Templates get `_` and `ngettext` from here; they mean what Flask-Babel's mean, which ask anew each time for whom.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Final, TypeVar

from flask import Flask
from flask_babel import get_locale, get_translations
from markupsafe import Markup

_Value = TypeVar("_Value")
_Words = TypeVar("_Words")
_Text = Callable[..., Markup]

#: more than templates have
_MOST: Final = 8192


def init_app(app: Flask) -> None:
    """Give templates their texts."""
    app.context_processor(lambda: _texts(str(get_locale())))
    # a template that is imported without its context
    app.jinja_env.globals.update(
        _=lambda text, /, **values: _texts(str(get_locale()))["_"](text, **values),
        ngettext=lambda one, many, number, /, **values: _texts(str(get_locale()))["ngettext"](
            one, many, number, **values
        ),
    )


def by_language(words: Callable[[_Value], _Words]) -> Callable[[_Value], _Words]:
    """The words for each of a few values, put together once for each language: for names a list shows in every row."""

    @lru_cache(maxsize=256)
    def known(_language: str, value: _Value) -> _Words:
        return words(value)

    @wraps(words)
    def said(value: _Value) -> _Words:
        return known(str(get_locale()), value)

    return said


@lru_cache
def _texts(_language: str) -> dict[str, _Text]:
    """`_` and `ngettext` of a language; to be asked for in it."""
    found = get_translations()

    @lru_cache(maxsize=_MOST)
    def pattern(text: str) -> Markup:
        return Markup(found.ugettext(text))  # noqa: S704  a text of ours

    @lru_cache(maxsize=_MOST)
    def plain(text: str) -> Markup:
        return pattern(text) % {}

    @lru_cache(maxsize=_MOST)
    def counted(one: str, many: str, number: int) -> Markup:
        return Markup(found.ungettext(one, many, number))  # noqa: S704  a text of ours

    def said(text: str, /, **values: object) -> Markup:
        return pattern(text) % values if values else plain(text)

    def said_of(one: str, many: str, number: int, /, **values: object) -> Markup:
        return counted(one, many, number) % {"num": number, **values}

    return {"_": said, "ngettext": said_of}
