"""The API as a whole: its description, its parser, how faults are told."""

from __future__ import annotations

from flask import Flask
from flask_smorest import Api
from flask_wtf.csrf import CSRFProtect

from web.api import deadline, holiday


class _Api(Api):  # type: ignore[misc]  # flask-smorest has no types
    """Documents problems of RFC 9457 and leaves telling them to `web.problems`, as for every other address."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass


def init_app(app: Flask, protection: CSRFProtect) -> None:
    """Offer the API. Nothing under it changes anything yet, so that a POST needs no token of a page."""
    app.config.update(
        API_TITLE="Laufweg",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api/v1",
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = _Api(
        app,
        spec_kwargs={
            "info": {
                "description": "Fristen und Feiertage. Angemeldet wird über die Sitzung der Oberfläche.",
                "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
            },
            "servers": [{"url": "/"}],
        },
    )
    api.spec.components.security_scheme(
        "sitzung", {"type": "apiKey", "in": "cookie", "name": app.config["SESSION_COOKIE_NAME"]}
    )
    api.spec.options["security"] = [{"sitzung": []}]
    for part in (deadline, holiday):
        api.register_blueprint(part.page)
        protection.exempt(part.page)
