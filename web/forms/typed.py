"""What somebody had typed when their session ended: carried along by the login page, handed back afterwards.

Each page that takes longer input says with `restores` how it brings it back; what no page claims is shown for copying.
It is given back to the account in whose session it was typed, and shown to nobody else.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from web import form_token
from web.forms import labels
from web.session import current_actor

#: the fields of a posted form, as a browser sends them
Fields = Mapping[str, list[str]]
Answer = Response | str | tuple[str, int]
F = TypeVar("F", bound=Callable[..., Answer])

#: names of the login form and of tokens: never carried along
_NOT_KEPT = frozenset({"csrf_token", "kennwort", "kennung", "eingabe", "weiter", "zurueck"})

#: the names of the files that had been chosen: their content is gone with the session
CHOSEN = "lw-gewaehlt"

#: the token of the form, which names the account
_SESSION = "lw-sitzung"

_restorers: dict[str, Callable[..., Answer]] = {}
#: endpoints whose function itself says what has become of the input
_telling: set[str] = set()


def restores(endpoint: str, *, tells: bool = False) -> Callable[[F], F]:
    """Register a function `(fields, **view arguments)` that shows what was posted to `endpoint` again.

    Above its page stands that nothing was done, unless it `tells` what was.
    """

    def register(function: F) -> F:
        _restorers[endpoint] = function
        if tells:
            _telling.add(endpoint)
        return function

    return register


def carried() -> dict[str, str]:
    """The hidden fields of a login form: where the post was going, where it came from, and what was in it."""
    if not _from_here():
        return {}
    if "eingabe" in request.form:
        return {name: request.form.get(name, "") for name in ("weiter", "zurueck", "eingabe")}
    fields = {name: values for name, values in request.form.lists() if name not in _NOT_KEPT}
    files = [file.filename for files in request.files.listvalues() for file in files if file.filename]
    if files:
        fields[CHOSEN] = files
    fields[_SESSION] = [request.form.get("csrf_token", "")]
    return {
        "weiter": own_address(request.form.get("weiter") or request.path),
        "zurueck": own_address(urlsplit(request.referrer or "").path),
        "eingabe": json.dumps(fields),
    }


def _from_here() -> bool:
    """Whether one of our own pages posted this: a foreign page must not put words into a clerk's draft."""
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.referrer
    return sender is None or urlsplit(sender).netloc == request.host


def is_of(account: int) -> bool:
    """Whether the fields that the posted form carries were typed in a session of that account."""
    return _typist(_read(request.form.get("eingabe", ""))) == account


def is_own() -> bool:
    """Whether the posted form itself was made in a session of the person who is logged in now."""
    return form_token.account(request.form.get("csrf_token", "")) == current_actor().account


def _typist(fields: Fields) -> int | None:
    return form_token.account(next(iter(fields.get(_SESSION, ())), ""))


def give_back() -> Answer:
    """Hand the carried fields to the page they were meant for; the token of the old session is replaced by now.

    Somebody else's are not shown: that says a page.
    """
    target, back = (own_address(request.form.get(name, "")) for name in ("weiter", "zurueck"))
    fields = _read(request.form.get("eingabe", ""))
    if _typist(fields) != current_actor().account:
        return render_template("fehler/fremd.html"), 400
    try:
        endpoint, arguments = current_app.url_map.bind("").match(target or "/", method="POST")
    except HTTPException:
        endpoint, arguments = "", {}
    restorer = _restorers.get(endpoint)
    if restorer is not None:
        if endpoint not in _telling:
            flash(
                _(
                    "Ihre Sitzung war abgelaufen, deshalb wurde nichts ausgeführt. Bitte prüfen Sie die Seite und "
                    "senden Sie noch einmal ab."
                ),
                "info",
            )
        return restorer(fields, **arguments)
    if shown := labels.said(fields):
        return render_template("fehler/eingaben.html", typed=shown, back=back or url_for("start"))
    return redirect(back or url_for("start"))


def posted() -> list[tuple[str, str]]:
    """What somebody typed and chose in the form that was posted, with the labels of its fields."""
    if request.method != "POST" or not _from_here():
        return []
    # U+0000 is what no page can show nor anybody copy
    return [(label, text.replace("\0", "")) for label, text in labels.said(dict(request.form.lists()))]


def own_address(target: str) -> str:
    """The address if it is one of ours, else nothing: a link must not lead elsewhere after logging in."""
    parts = urlsplit(target)
    foreign = parts.scheme or parts.netloc or target.startswith(("//", "/\\")) or "\\" in target
    return "" if foreign or not target.startswith("/") else target


def came_from() -> str:
    """The page of ours the request was sent from, as it was asked for; nothing when it is none of ours."""
    came = urlsplit(request.referrer or "")
    query = f"?{came.query}" if came.query else ""
    return own_address(came.path + query) if came.netloc == request.host else ""


def answers(fields: Fields) -> Fields:
    """What belongs to the form of a process, without the fields of the page itself."""
    return {name: values for name, values in fields.items() if not name.startswith("lw-")}


def _read(text: str) -> dict[str, list[str]]:
    """What `carried` wrote; nothing when it is anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {
        name: [str(value) for value in values] for name, values in found.items() if isinstance(values, list)
    }
