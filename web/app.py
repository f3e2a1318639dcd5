"""The Flask application: settings, extensions, pages. Nothing else happens here."""

from __future__ import annotations

from flask import Flask, redirect, request, session, url_for
from flask_babel import Babel
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

from engine import Engine, LaufwegError
from engine.notices import LANGUAGES
from web import (
    api,
    auth,
    case_tabs,
    characters,
    display,
    draft_files,
    handed_in,
    headers,
    inbox_narrowed,
    numbers,
    problems,
    texts,
    timeline,
    typography,
)
from web.forms import typed
from web.navigation import first_page
from web.pages import (
    abo,
    absprache,
    aenderung,
    akte,
    aktennotiz,
    aktenstart,
    aktestand,
    anmeldung,
    aufgaben,
    aufnahme,
    aufsicht,
    aufsichtsexport,
    aufsichtsfall,
    aufsichtsliste,
    aufsichtsperson,
    aufsichtszeit,
    auszug,
    beschluss,
    beteiligung,
    betrieb,
    buendel,
    dokumente,
    eingang,
    eingriff,
    einsicht,
    engpaesse,
    eskalationen,
    fallfuehrung,
    fallpruefung,
    fallvorschlag,
    feiertage,
    fluesse,
    folgen,
    fristen,
    fristenkalender,
    geltend,
    kalender,
    lauf,
    lenkungsgruppe,
    mails,
    meldungen,
    modellierung,
    modellvorschau,
    neubewertung,
    rechte,
    schritte,
    steckbrief,
    steckbriefteil,
    strukturprobleme,
    szenarien,
    szenariovorschlaege,
    ueberfuehrung,
    ueberfuehrungsbericht,
    uebermittlungen,
    umstellung,
    umstellungen,
    umzug,
    vergleich,
    verlauf,
    vertretung,
    verwaltung,
    verweis_antwort,
    verweise,
    vorgang,
    vorlagen,
    vorlagenvergleich,
    vorpruefung,
    werkbank,
    widerruf,
    zugang,
    zugang_beteiligung,
    zustaendig,
)
from web.session import current_actor
from web.session import engine as current_engine
from web.settings import Settings
from web.words import gate as gate_words
from web.words import impact as impact_words
from web.words import inbox as inbox_words
from web.words import profile as profile_words
from web.words import proposal as proposal_words
from web.words import referral as referral_words
from web.words import rollout as rollout_words
from web.words import supervision as supervision_words


def create_app(engine: Engine, settings: Settings) -> Flask:
    """The application on an engine; the engine is the caller's to close."""
    app = Flask("web", static_folder="static", template_folder="templates")
    cookie = "__Host-laufweg" if settings.https else "laufweg"
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.largest_request,
        MAX_FORM_MEMORY_SIZE=settings.largest_request,
        SESSION_COOKIE_NAME=cookie,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=auth.IDLE,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session
        WTF_CSRF_SSL_STRICT=settings.https,
        BABEL_DEFAULT_LOCALE="de",
        BABEL_DEFAULT_TIMEZONE="Europe/Berlin",
        LAUFWEG=settings,
    )
    app.extensions["laufweg"] = engine
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=1, x_host=1)  # type: ignore[method-assign]
    handed_in.init_app(app)  # before the token is looked for, which reads the whole request
    protection = CSRFProtect(app)
    Babel(app, locale_selector=language)
    numbers.init_app(app)
    texts.init_app(app)
    characters.init_app(app)
    auth.init_app(app)
    headers.init_app(app)
    problems.init_app(app)
    display.init_app(app)
    timeline.init_app(app)
    profile_words.init_app(app)
    referral_words.init_app(app)
    proposal_words.init_app(app)
    rollout_words.init_app(app)
    gate_words.init_app(app)
    impact_words.init_app(app)
    supervision_words.init_app(app)
    inbox_words.init_app(app)
    inbox_narrowed.init_app(app)
    case_tabs.init_app(app)
    draft_files.init_app(app)
    typography.init_app(app)
    for page in (
        anmeldung,
        aufgaben,
        eingang,
        absprache,
        akte,
        aktennotiz,
        aktenstart,
        aktestand,
        fallfuehrung,
        widerruf,
        vorpruefung,
        fallpruefung,
        neubewertung,
        modellierung,
        geltend,
        werkbank,
        modellvorschau,
        buendel,
        verlauf,
        vergleich,
        szenarien,
        schritte,
        aufnahme,
        steckbrief,
        steckbriefteil,
        lenkungsgruppe,
        vorlagen,
        vorlagenvergleich,
        ueberfuehrung,
        ueberfuehrungsbericht,
        beteiligung,
        beschluss,
        strukturprobleme,
        eskalationen,
        fluesse,
        folgen,
        vorgang,
        dokumente,
        auszug,
        verweis_antwort,
        verweise,
        einsicht,
        zugang,
        zugang_beteiligung,
        vertretung,
        uebermittlungen,
    ):
        app.register_blueprint(page.page)
    for page in (
        aufsicht,
        aufsichtsliste,
        aufsichtszeit,
        aufsichtsfall,
        aufsichtsperson,
        aufsichtsexport,
        engpaesse,
    ):
        app.register_blueprint(page.page)
    for page in (betrieb, lauf, eingriff, umstellung, umstellungen, mails, meldungen, szenariovorschlaege):
        app.register_blueprint(page.page)
    for page in (fristen, fristenkalender, abo):
        app.register_blueprint(page.page)
    for page in (verwaltung, rechte, aenderung, kalender, feiertage, zustaendig, umzug, fallvorschlag):
        app.register_blueprint(page.page)
    api.init_app(app, protection)
    for saves in (
        modellierung.save,
        werkbank.check,
        werkbank.fork,
        modellvorschau.conditions,
        modellvorschau.expression,
        modellvorschau.preview,
    ):
        protection.exempt(saves)  # checks the origin itself: its token may be of an older session
    app.add_url_rule("/", "start", _start)
    app.add_url_rule("/sprache/<code>", "sprache", _choose_language, methods=["POST"])
    app.add_url_rule("/healthz", "healthz", _alive)
    app.add_url_rule("/readyz", "readyz", _ready)
    return app


def language() -> str:
    """The language of the page: chosen, else German. The browser is not asked: the law is German."""
    chosen = session.get("sprache")
    return chosen if chosen in LANGUAGES else "de"


def _start() -> Response:
    return redirect(url_for(first_page(current_actor())))


def _choose_language(code: str) -> Response:
    if code in LANGUAGES:
        session["sprache"] = code
        auth.keep_language(code)
    return redirect(typed.own_address(request.form.get("weiter", "")) or url_for("start"))


def _alive() -> Response:
    """The process lives; says nothing about the database."""
    return Response("ok\n", mimetype="text/plain")


def _ready() -> Response:
    """The database answers and has the schema this code needs."""
    try:
        current_engine().ready()
    except LaufwegError as error:
        return Response(f"{error.message}\n", 503, mimetype="text/plain")
    return Response("ok\n", mimetype="text/plain")
