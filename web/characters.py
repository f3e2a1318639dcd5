"""Characters that no keyboard makes are refused before any page sees them: PostgreSQL cannot store U+0000."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from flask import Flask, abort, request


def init_app(app: Flask) -> None:
    """Check address, query and form of every request."""
    app.before_request(_refuse)


def storable(text: str) -> bool:
    """Whether the text can be stored: no U+0000, and no half of a surrogate pair, which JSON may smuggle in."""
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)


def _refuse() -> None:
    if not all(map(storable, _sent())):
        abort(400)


def _sent() -> Iterable[str]:
    fields = chain(request.args.items(multi=True), request.form.items(multi=True))
    return chain((request.path,), chain.from_iterable(fields))
