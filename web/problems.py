"""Errors as people and programs read them: a German page, or RFC 9457 problem+json for a script."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import asdict

from flask import Flask, jsonify, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from engine import (
    Action,
    Conflict,
    Finding,
    Forbidden,
    Invalid,
    LaufwegError,
    ModelError,
    NotFound,
    Role,
)
from engine.explanations import explain
from engine.queries import known
from engine.queries.cases import CaseHead, case_head
from engine.store import StoreAway
from web import handed_in, refusals
from web.auth import ask_to_log_in, go_on_as_nobody
from web.display import role_name
from web.forms import typed
from web.session import begin

_log = logging.getLogger("laufweg.web")

_STATUS: dict[type[LaufwegError], int] = {
    NotFound: 404,
    Forbidden: 403,
    Conflict: 409,
    Invalid: 422,
    ModelError: 422,
}


#: after these the form is not shown again: what was typed is
_LOST = frozenset({400, 403, 404, 409, 500, 503})


def init_app(app: Flask) -> None:
    """Answer every error in words; the filter `regel` gives the address of a rule's explanation."""
    app.jinja_env.filters.update(regel=rule_address)
    app.register_error_handler(LaufwegError, _known)
    app.register_error_handler(StoreAway, _away)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def problem(status: int, title: str, **more: object) -> Response:
    """An RFC 9457 problem."""
    response = jsonify(type="about:blank", status=status, title=title, **more)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response


def finding_json(finding: Finding) -> dict[str, object]:
    """A finding as scripts read it."""
    return {
        "file": finding.file,
        "element": finding.element,
        "line": finding.line,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "reason": finding.reason,
        "hint": finding.hint,
        "about": rule_address(finding.rule),
        "exempted": finding.exempted,
        "fix": None if finding.fix is None else asdict(finding.fix),
    }


def rule_address(rule: str) -> str | None:
    """Where a rule is explained; None for one without an explanation."""
    return None if explain(rule) is None else url_for("modellierung.rules", _anchor=rule)


def wants_json() -> bool:
    """Whether a script asks, not a person."""
    if request.method in {"PUT", "PATCH", "DELETE"} or request.path.startswith("/api/"):
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json", "application/problem+json"])
    return best is not None and best != "text/html"


def _known(error: LaufwegError) -> Response | tuple[str, int]:
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    if isinstance(error, Forbidden | NotFound) and _is_untold():
        return _untold()
    if wants_json():
        more: dict[str, object] = {"detail": error.message}
        if isinstance(error, Invalid):
            more["fields"] = error.fields
        if isinstance(error, ModelError):
            more["findings"] = [finding_json(finding) for finding in error.findings]
        return problem(status, _title(status), **more)
    if isinstance(error, Forbidden):
        return _page(status, missing=_missing(error), closed=_closed_file())
    if isinstance(error, Conflict):
        reason, raced = refusals.in_words(error.message), refusals.is_race(error.message)
        return _page(status, reason, file=_open_file(), raced=raced)
    return _page(status)


def _is_untold() -> bool:
    """Whether the address names a case, task or run that the person is not told of, be it there or not."""
    asked, reference = request.view_args or {}, _reference()
    if not current_user.is_authenticated:
        return False
    with begin() as tx:
        if reference:
            return not known.knows_case(tx, reference)
        if "task_id" in asked:
            return not known.knows_task(tx, int(asked["task_id"]))
        return "instance_id" in asked and not known.is_told(tx, int(asked["instance_id"]))


def _reference() -> str:
    """The number of a case in the address, or of the file from which another case is opened."""
    named = (request.view_args or {}).get("reference") or request.form.get("lw-zu") or request.args.get("zu")
    return str(named or "")


def _untold() -> Response | tuple[str, int]:
    """The same answer whether there is such a thing or not: numbers follow each other and could be tried out."""
    asked = request.view_args or {}
    if _reference():
        said = _("Diese Akte gibt es nicht, oder sie ist Ihnen nicht zugänglich.")
    elif "task_id" in asked:
        said = _("Diese Aufgabe gibt es nicht, oder sie ist Ihnen nicht zugänglich.")
    else:
        said = _("Diesen Lauf gibt es nicht, oder er ist Ihnen nicht zugänglich.")
    if wants_json():
        return problem(403, _title(403), detail=said)
    return _page(403, missing=[said, *_who()], closed=_closed_file())


def _closed_file() -> str:
    """The number of the case whose file stays closed to somebody who may open it by break-glass."""
    reference = str((request.view_args or {}).get("reference", ""))
    here = (request.endpoint or "").partition(".")[0]
    if not reference or here == "einsicht" or not current_user.is_authenticated:
        return ""
    if not current_user.actor.may(Action.BREAK_GLASS):
        return ""
    return reference if _open_file() is None else ""


def _open_file() -> CaseHead | None:
    """The case in the address whose file opens to the person."""
    reference = str((request.view_args or {}).get("reference", ""))
    if not reference or not current_user.is_authenticated:
        return None
    try:
        with begin() as tx:
            return case_head(tx, reference)
    except (Forbidden, NotFound):
        return None


def _missing(error: Forbidden) -> list[str]:
    """What the person lacks, who they are here, and who can give it, sentence by sentence."""
    if not current_user.is_authenticated:
        return []
    own = current_user.actor.roles()
    named = sorted(role_name(Role(one)) for one in error.roles)
    said = []
    if refusals.in_german(error.message):
        said.append(refusals.in_words(error.message))
    elif _has_left():
        said.append(
            _(
                "Ihre Behörde ist an diesem Fall nicht mehr beteiligt: Er ist übergegangen, oder die Freigabe der "
                "Person, auf der das beruhte, gilt nicht mehr."
            )
        )
    elif own & error.roles:
        said.append(_("Ihre Rolle erlaubt das, aber nicht bei der Behörde, zu der es gehört."))
    elif named:
        said.append(
            ngettext(
                "Dafür braucht man diese Rolle: %(roles)s.",
                "Dafür braucht man eine dieser Rollen: %(roles)s.",
                len(named),
                roles=", ".join(named),
            )
        )
    else:
        said.append(_("Das gehört zu einer anderen Behörde oder Rolle, oder jemand anderes hat es angelegt."))
    return [*said, *_who()]


def _has_left() -> bool:
    """Whether the address is of a case in which an authority of the person took part, and takes no longer."""
    with begin() as tx:
        return bool(_reference()) and known.took_part(tx, _reference())


def _who() -> list[str]:
    """Who the person is here, and who can give what they lack."""
    own = current_user.actor.roles()
    roles = ", ".join(sorted(role_name(one) for one in own)) or _("keine Rolle")
    return [
        _("Sie sind angemeldet als %(name)s (%(roles)s).", name=current_user.actor.name, roles=roles),
        _(
            "Rollen vergibt die Administration. Brauchen Sie das für Ihre Arbeit, wenden Sie sich an Ihre "
            "Teamleitung oder an die Administration."
        ),
    ]


def _csrf(_error: CSRFError) -> Response | tuple[str, int]:
    """No valid token: the session has ended, or the form is another session's. What was typed is kept."""
    if wants_json() or request.headers.get("HX-Request"):
        return problem(401, _("Ihre Sitzung ist abgelaufen. Bitte melden Sie sich neu an."))
    try:
        is_known = current_user.is_authenticated
    except Exception as fault:  # as without a database: nothing else reports what a handler raises
        return _unknown(fault)
    if not is_known:
        return ask_to_log_in()
    if not typed.is_own():
        return render_template("fehler/fremd.html"), 400
    return render_template("fehler/sitzung.html", **typed.carried()), 400


def _http(error: HTTPException) -> Response | tuple[str, int]:
    status = error.code or 500
    if status == 413:
        handed_in.drain()
    if wants_json():
        return problem(status, _title(status))
    return _page(status)


def _away(error: StoreAway) -> Response | tuple[str, int]:
    """The store of documents gives no answer: nobody's fault here, and worth another try."""
    said = handed_in.is_away(error)
    return problem(503, said) if wants_json() else _page(503, said)


def _unknown(error: Exception) -> Response | tuple[str, int]:
    """A fault of ours: a number to quote, the trace only in the log."""
    number = secrets.token_hex(4).upper()
    _log.exception("Error %s at %s %s", number, request.method, request.path, exc_info=error)
    if wants_json():
        return problem(500, _title(500), instance=number)
    go_on_as_nobody()
    return _page(500, number=number)


def _page(
    status: int,
    reason: str = "",
    number: str = "",
    missing: Sequence[str] = (),
    closed: str = "",
    file: CaseHead | None = None,
    *,
    raced: bool = False,
) -> tuple[str, int]:
    is_over = file is not None and file.closed_at is not None
    return (
        render_template(
            "fehler/fehler.html",
            status=status,
            title=_("Der Fall ist abgeschlossen") if is_over else _title(status, raced=raced),
            hint="" if is_over else _hint(status, raced=raced),
            reason=reason,
            number=number,
            missing=missing,
            closed=closed,
            file=file,
            may_reopen=is_over
            and file is not None
            and current_user.actor.may(Action.CLOSE_CASE, file.authority_id),
            back=_back(),
            typed=typed.posted() if status in _LOST else [],
        ),
        status,
    )


def _back() -> str:
    """The page of ours somebody comes from; nothing when it is this one, or none of ours."""
    came = typed.came_from()
    return "" if request.method == "GET" and came.partition("?")[0] == request.path else came


def _title(status: int, *, raced: bool = False) -> str:
    return {
        400: _("Die Anfrage war unvollständig"),
        401: _("Bitte melden Sie sich an"),
        403: _("Dafür sind Sie nicht zuständig"),
        404: _("Diese Seite gibt es nicht"),
        405: _("Das geht an dieser Stelle nicht"),
        409: _("Jemand war schneller") if raced else _("Das geht hier zurzeit nicht"),
        413: _("Die Datei ist zu groß"),
        422: _("Die Angaben sind nicht vollständig"),
        429: _("Zu viele Versuche"),
        503: _("Die Dokumentenablage antwortet nicht"),
    }.get(status, _("Da ist etwas schiefgegangen"))


def _hint(status: int, *, raced: bool = False) -> str:
    return {
        400: _(
            "Was angekommen ist, lässt sich so nicht speichern, etwa wegen eines unsichtbaren Zeichens in einem "
            "eingefügten Text. Es wurde nichts ausgeführt."
        ),
        403: _(
            "Diese Seite gehört zu einer anderen Behörde oder Rolle. Fragen Sie Ihre Teamleitung, "
            "wenn Sie sie brauchen."
        ),
        404: _("Vielleicht ist die Adresse unvollständig, oder das Gesuchte wurde gelöscht."),
        409: _("Der Vorgang hat sich geändert, seit Sie die Seite geöffnet haben. Laden Sie sie neu.")
        if raced
        else "",
        413: _(
            "Eine Datei darf höchstens %(size)s groß sein. Diese war so groß, dass auch das Formular nicht ankam: "
            "Was Sie zuletzt gespeichert haben, ist noch da.",
            size=handed_in.size(handed_in.largest()),
        )
        if handed_in.takes_files()
        else _("Erlaubt sind höchstens 5 MB."),
        422: _("Gehen Sie zurück und ergänzen Sie die Angaben."),
        429: _("Bitte warten Sie eine Minute und versuchen Sie es dann noch einmal."),
    }.get(status, _("Es liegt nicht an Ihnen. Was Sie zuletzt gespeichert haben, ist noch da."))
