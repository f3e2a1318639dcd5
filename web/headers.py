"""What every answer tells the browser: which content it may load, and that nothing may be guessed or framed."""

from __future__ import annotations

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; {extra}img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; {frames}form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: bpmn-js, dmn-js and form-js set style attributes on what they draw; only their pages may
_DRAWING = frozenset({"modellierung.edit", "modellierung.decisions", "werkbank.edit"})
#: shows a document in a frame; what is in it has a policy of its own
_FRAMING = frozenset({"dokumente.show", "dokumente.add_version"})
#: a calendar program may keep what it asked for, and asks whether it still holds
_KEPT = frozenset({"abo.read"})
#: pages for people without an account: nobody finds them, and they tell nobody where somebody came from
_OUTSIDE = ("zugang.", "zugang_beteiligung.")
#: pages for everybody, with nothing of a case
_PUBLIC = "fluesse."
_ASSET_AGE = 3600


def init_app(app: Flask) -> None:
    """Add the headers to every answer."""
    app.after_request(_add)


def _add(response: Response) -> Response:
    drawing = request.endpoint in _DRAWING
    response.headers.setdefault(
        "Content-Security-Policy",
        _POLICY.format(
            extra="style-src-attr 'unsafe-inline'; " if drawing else "",
            frames="frame-src 'self'; " if request.endpoint in _FRAMING else "",
        ),
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    outside = (request.endpoint or "").startswith(_OUTSIDE)
    response.headers["Referrer-Policy"] = "no-referrer" if outside else "same-origin"
    if outside:
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    if request.endpoint == "static":
        response.headers["Cache-Control"] = f"public, max-age={_ASSET_AGE}"
    elif (request.endpoint or "").startswith(_PUBLIC) and response.status_code in {200, 304}:
        pass  # says itself how long it holds: the same for all who ask
    elif request.endpoint in _KEPT:
        response.headers["Cache-Control"] = "private, no-cache"
    else:
        # a shared desk: nothing of a case may come back out of the browser's cache after logging out
        response.headers["Cache-Control"] = "no-store"
    if current_app.config["SESSION_COOKIE_SECURE"]:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
