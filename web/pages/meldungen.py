"""`/meldungen`: what somebody was told, read and unread, and how they want to be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response

from engine import Action, Invalid, Transaction, commands, notices, queries
from engine.clock import ZONE
from engine.notices import LANGUAGES, NoticeKind, Wish
from engine.queries.cases import may_open
from engine.queries.notification import NotificationRow
from web import announce
from web.display import day, sentence
from web.forms.typed import Answer
from web.numbers import is_number
from web.session import begin, current_actor

page = Blueprint("meldungen", __name__, url_prefix="/meldungen")

#: where a summary leads: the list that shows what it stands for
_LISTS = {
    NoticeKind.DUE: "ueberfaellig",
    NoticeKind.OVERDUE: "ueberfaellig",
    NoticeKind.ASSIGNED: "meine",
    NoticeKind.STAND_IN_TASK: "vertretung",
    NoticeKind.UNCLAIMED: "frei",
}
#: the same for whoever supervises the tasks: a head of office has most of them in no inbox
_SUPERVISED = {
    NoticeKind.DUE: {"faellig": "ueberfaellig"},
    NoticeKind.OVERDUE: {"faellig": "ueberfaellig"},
    NoticeKind.UNCLAIMED: {"person": "niemand"},
    NoticeKind.HOLDER_AWAY: {"faellig": "ohne"},
}
#: whoever is told in place of somebody else has these tasks neither in their inbox nor in their supervision
_LEFT_LYING = frozenset({NoticeKind.STRUCTURAL, NoticeKind.REFERRAL_UNANSWERED})
#: what has a page of its own whoever is told, and where on it that stands
_PLACES = {
    NoticeKind.MAIL_FAILED: ("mails.overview", None),
    NoticeKind.NOBODY_THERE: ("mails.overview", "niemand-erreicht"),
    NoticeKind.NOBODY_REMINDED: ("mails.overview", "niemand-erreicht"),
    NoticeKind.OWN_ABSENCE: ("vertretung.own", None),
    NoticeKind.STAND_IN: ("vertretung.own", None),
    NoticeKind.TEAM_ABSENCE: ("vertretung.team", None),
    NoticeKind.UNCOVERED: ("vertretung.team", None),
    NoticeKind.SCENARIO_TAKEN: ("szenariovorschlaege.overview", None),
    NoticeKind.SCENARIO_DECLINED: ("szenariovorschlaege.overview", None),
}
#: what is about a proposal, and which of its tabs
_PROPOSALS = {
    NoticeKind.CONSULTATION: "beteiligung",
    NoticeKind.CONSULTATION_REMINDER: "beteiligung",
    NoticeKind.CONSULTATION_ENDED: "verlauf",
    NoticeKind.SIGNATURE_WANTED: "beschluss",
    NoticeKind.PROPOSAL_REVIEW: "inhalt",
}
#: what is about the rollout of a proposal
_ROLLOUTS = frozenset(
    {
        NoticeKind.ROLLOUT_STOPPED,
        NoticeKind.ROLLOUT_WAITS,
        NoticeKind.ROLLOUT_DONE,
        NoticeKind.ROLLOUT_TO_SETTLE,
    }
)
#: what is about one thing: what its number is called, and the pages of it
_NUMBERED = {
    NoticeKind.PROBLEM_CLOSED: ("problem", "strukturprobleme"),
    NoticeKind.PROBLEM_GOES_ON: ("problem", "strukturprobleme"),
    NoticeKind.SCENARIO_OFFERED: ("offer", "szenariovorschlaege"),
}
#: what is about numbers, not about one's own tasks
_FIGURES = {
    NoticeKind.STATISTICS: (Action.ADOPT, "eskalationen.numbers"),
}
#: what a command finds wrong, for the catalogue
FAULTS = (
    _l("Diese Sprache gibt es nicht."),
    _l("Diese Art von Meldung gibt es nicht."),
    _l("Bitte geben Sie Anfang und Ende der Ruhezeit an."),
    _l("Diese Uhrzeit liegt in Ihrer Ruhezeit."),
)


@page.get("")
def overview() -> str:
    """What the person was told, by days; the unread of it unless all is asked for."""
    only_unread = request.args.get("ansicht") != "alle"
    with begin() as tx:
        found = queries.notification.page(tx, only_unread=only_unread, after=request.args.get("nach"))
        unread = queries.notification.count_unread(tx)
        today = tx.today
    return render_template(
        "meldungen/liste.html",
        page=found,
        days=_by_day(found.notices, today),
        only_unread=only_unread,
        unread=unread,
        after=request.args.get("nach"),
        undo=_moment(request.args.get("gelesen", "")),
    )


@page.get("/liegengeblieben")
def left_lying() -> str:
    """The tasks of other houses of which the person was told because somebody must ask: task, process, authority."""
    after = request.args.get("nach")
    with begin() as tx:
        found = queries.escalation.left_lying(tx, after)
    return render_template("meldungen/liegengeblieben.html", page=found, after=after)


@page.get("/<int:notification_id>")
def show(notification_id: int) -> Response:
    """Go where a notice leads, of a summary of several kinds to the gravest or the one that is asked for."""
    with begin() as tx:
        found = queries.notification.find(tx, notification_id)
        if found is None:
            return redirect(url_for("meldungen.overview"))
        kinds = [kind for kind, _text in notices.lines("de", found.detail)]
        asked = request.args.get("art")
        kind = asked if asked in kinds else kinds[0] if kinds else found.kind
        # of a summary of several kinds one line leads there: the others are still to be read
        if asked not in kinds or len(kinds) == 1:
            commands.notification.read(tx, [found.id])
        return redirect(
            _target(tx, replace(found, kind=kind, stands_for=max(found.stands_for, 1 + bool(kinds))))
        )


@page.post("/gelesen")
def read() -> Response:
    """Mark some or all as read; the page offers to take it back."""
    view = request.form.get("lw-ansicht") or None
    with begin() as tx:
        if request.form.get("lw-alle"):
            at = commands.notification.read_all(tx)
        else:
            chosen = request.form.getlist("lw-meldung")
            at = commands.notification.read(tx, [int(one) for one in chosen if is_number(one)])
    return redirect(url_for("meldungen.overview", ansicht=view, gelesen=at.isoformat()))


@page.post("/ungelesen")
def unread() -> Response:
    """Take back what was marked as read at one instant."""
    at = _moment(request.form.get("lw-stand", ""))
    count = 0
    if at is not None:
        with begin() as tx:
            count = commands.notification.unread(tx, at)
    if count:
        said = ngettext(
            "%(num)d Meldung ist wieder ungelesen.", "%(num)d Meldungen sind wieder ungelesen.", count
        )
        flash(said, "success")
    return redirect(url_for("meldungen.overview", ansicht=request.form.get("lw-ansicht") or None))


@page.get("/glocke")
def bell() -> str | Response:
    """The bell as it is now; what came since the page was shown is said once."""
    text = request.args.get("seit", "")
    since = int(text) if is_number(text) else 0
    with begin() as tx:
        count = queries.notification.count_unread(tx)
        came = queries.notification.newer(tx, since) if count.newest > since else ()
    body = render_template("meldungen/glocke.html", unread=count, since=max(since, count.newest))
    if not came:
        return body
    said = sentence(came[0]) if len(came) == 1 else _("Sie haben neue Meldungen.")
    return announce.answer(body, said, "info")


@page.get("/einstellungen")
def settings() -> str:
    """How the person wants to be told, and when the next mail would come."""
    with begin() as tx:
        return _form(tx)


@page.post("/einstellungen")
def change_settings() -> Answer:
    """Change how the person wants to be told."""
    wrong: dict[str, str] = {}
    times = {name: _time(f"lw-{field}", wrong) for name, field in _TIMES.items()}
    chosen = set(request.form.getlist("lw-art"))
    wish = Wish(
        language=request.form.get("lw-sprache", "de"),
        mail=bool(request.form.get("lw-mail")),
        muted=frozenset(kind.value for kind in NoticeKind if kind.value not in chosen),
        quiet_days_off=bool(request.form.get("lw-freie-tage")),
        **times,
    )
    with begin() as tx:
        if not wrong:
            try:
                commands.notification.change_settings(tx, wish)
            except Invalid as fault:
                wrong = {_FIELDS[name]: _(text) for name, text in fault.fields.items()}
        if wrong:
            return _form(tx, wish, wrong), 422
    flash(_("Ihre Einstellungen sind gespeichert."), "success")
    return redirect(url_for("meldungen.settings"))


_TIMES = {"digest_at": "uebersicht", "quiet_from": "ruhe-von", "quiet_to": "ruhe-bis"}
_FIELDS = {
    **{name: f"lw-{field}" for name, field in _TIMES.items()},
    "language": "lw-sprache",
    "muted": "lw-art",
}


def _form(tx: Transaction, entered: Wish | None = None, wrong: Mapping[str, str] | None = None) -> str:
    found = queries.notification.settings(tx)
    return render_template(
        "meldungen/einstellungen.html",
        found=found,
        wish=entered or found.wish,
        wrong=wrong or {},
        kinds=[kind for kind in NoticeKind if kind not in (NoticeKind.MAIL_FAILED, NoticeKind.SUMMARY)],
        languages=LANGUAGES,
        typed=request.form,
    )


def _time(name: str, wrong: dict[str, str]) -> time | None:
    """A time of the day as it is typed, 7:30 or 07:30; empty for none."""
    text = request.form.get(name, "").strip()
    if not text:
        return None
    hour, _colon, minute = text.partition(":")
    if is_number(hour) and is_number(minute) and int(hour) < 24 and int(minute) < 60:
        return time(int(hour), int(minute))
    wrong[name] = _("Bitte geben Sie eine Uhrzeit ein, etwa 07:30.")
    return None


def _target(tx: Transaction, found: NotificationRow) -> str:  # noqa: PLR0911  a list of places, the first that fits
    """The most useful page that the person may open."""
    actor = current_actor()
    if found.stands_for == 1 and found.task_id is not None:
        said = found.kind in {NoticeKind.COMMENT, NoticeKind.MENTION}
        return url_for("aufgaben.show", task_id=found.task_id, _anchor="kommentare" if said else None)
    if found.kind in _PLACES:
        endpoint, anchor = _PLACES[NoticeKind(found.kind)]
        return url_for(endpoint, _anchor=anchor)
    if found.kind in _PROPOSALS or found.kind in _ROLLOUTS:
        return _proposal(found)
    if found.kind in _NUMBERED:
        name, pages = _NUMBERED[NoticeKind(found.kind)]
        number = found.detail.get(name)
        if found.stands_for > 1 or not isinstance(number, int):
            return url_for(f"{pages}.overview")
        return url_for(f"{pages}.show", **{f"{name}_id": number})
    if found.kind == NoticeKind.INCIDENT:
        return url_for("betrieb.overview" if actor.may(Action.RESOLVE_INCIDENT) else "verwaltung.overview")
    if found.stands_for == 1 and found.case_id is not None and may_open(tx, found.case_id):
        return url_for("akte.show", reference=found.case_reference)
    if found.kind in _LEFT_LYING:
        return url_for("meldungen.left_lying")
    if found.kind in _FIGURES and actor.may(_FIGURES[NoticeKind(found.kind)][0]):
        return url_for(_FIGURES[NoticeKind(found.kind)][1])
    if found.kind in _SUPERVISED and actor.may(Action.SUPERVISE):
        return url_for("aufsichtsliste.tasks", **_SUPERVISED[NoticeKind(found.kind)])
    if found.kind == NoticeKind.REMINDER and actor.may(Action.WORK_TASK):
        return url_for("fristenkalender.show", ansicht="liste")
    if found.kind in _LISTS and actor.may(Action.WORK_TASK):
        return url_for("aufgaben.inbox", ansicht=_LISTS[NoticeKind(found.kind)])
    return url_for("meldungen.overview", ansicht="alle")


def _proposal(found: NotificationRow) -> str:
    """The tab of the proposal that it is about; of several the list of proposals."""
    number = found.detail.get("proposal")
    if found.stands_for > 1 or not isinstance(number, int):
        return url_for("lenkungsgruppe.overview")
    if found.kind in _ROLLOUTS:
        return url_for("ueberfuehrung.show", proposal_id=number)
    return url_for("vorlagen.show", proposal_id=number, reiter=_PROPOSALS[NoticeKind(found.kind)])


def _by_day(notices: Iterable[NotificationRow], today: date) -> list[tuple[str, list[NotificationRow]]]:
    """The notices under the name of their day by the wall clock."""
    named = {today: _("Heute"), today - timedelta(days=1): _("Gestern")}
    by_day = groupby(notices, key=lambda one: one.at.astimezone(ZONE).date())
    return [(named.get(on, day(on)), list(found)) for on, found in by_day]


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None
