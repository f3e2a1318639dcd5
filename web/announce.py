"""An answer to htmx with a sentence that app.js shows and a screen reader speaks."""

from __future__ import annotations

import json

from werkzeug.wrappers import Response


def answer(body: str, said: str, kind: str) -> Response:
    """`body` and the sentence; kinds: success, info, warning, danger. Headers carry ASCII, so JSON escapes umlauts."""
    response = Response(body, mimetype="text/html")
    response.headers["HX-Trigger"] = json.dumps({"laufweg:meldung": {"text": said, "art": kind}})
    return response
