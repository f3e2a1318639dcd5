"""`/fluesse`: which processes are in force where, for everybody: no login, no case, no name of a person.

The same for all who ask for an address, so that a proxy may keep it for five minutes. What was resolved is German; what
stands around it is English with `?sprache=en`, which every link from an English page carries.
"""

from __future__ import annotations

import hashlib
from typing import Final

from flask import Blueprint, Response, render_template, request
from flask_babel import force_locale, get_locale
from flask_limiter.util import get_remote_address
from werkzeug.wrappers import Response as Answered

from engine import NotFound, Transaction, export, queries
from engine.export import Picture, Section
from engine.profile import in_words
from engine.queries.flows import Flow
from engine.queries.standing import Minutes, Standing
from web.auth import limiter
from web.display import day
from web.kept_file import send
from web.numbers import is_number
from web.session import begin_as_system
from web.words.proposal import standing_name

page = Blueprint("fluesse", __name__, url_prefix="/fluesse")

#: pages and PDFs that one address may ask for
_PAGES: Final = "120 per minute"
_PAPERS: Final = "10 per minute"
#: seconds a browser or proxy keeps an answer
AGE: Final = 300


def _address() -> str:
    return f"fluesse {get_remote_address()}"


def _language() -> str:
    """Of the address alone: a session would make the answer somebody's own."""
    return "en" if request.args.get("sprache") == "en" else "de"


@page.app_url_defaults
def _stay_english(endpoint: str, values: dict[str, object]) -> None:
    """From an English page one comes to an English one."""
    if endpoint in {"fluesse.overview", "fluesse.show"} and str(get_locale()) == "en":
        values.setdefault("sprache", "en")


@page.get("")
@limiter.limit(_PAGES, key_func=_address)
def overview() -> Response:
    """What is in force today, by jurisdiction, and what was or will be."""
    with begin_as_system() as tx:
        found = queries.flows.territories(tx)
        today = tx.today
    with force_locale(_language()):
        return _kept(render_template("fluesse/liste.html", territories=found, today=today))


@page.get("/geschaeftsordnung/<int:document_id>")
@limiter.limit(_PAGES, key_func=_address)
def rules(document_id: int) -> Answered:
    """A file of rules of procedure that a steering group has adopted, to be kept."""
    with begin_as_system() as tx:
        found = queries.standing.rules_document(tx, document_id)
    return send(found.name, found.media_type, found.size, found.digest)


@page.get("/<jurisdiction>/<key>")
@limiter.limit(_PAGES, key_func=_address)
def show(jurisdiction: str, key: str) -> Response:
    """One process as it is in force or as the resolution of the address has it: diagram, steps in words, legal basis,
    agreed times, minutes, and every resolution about it.
    """
    with begin_as_system() as tx:
        flow = _asked(tx, key, jurisdiction)
        today = tx.today
    with force_locale(_language()):
        return _kept(render_template("fluesse/fluss.html", flow=flow, today=today))


@page.get("/<jurisdiction>/<key>/diagramm.bpmn")
@limiter.limit(_PAGES, key_func=_address)
def diagram(jurisdiction: str, key: str) -> Response:
    """The diagram."""
    with begin_as_system() as tx:
        content = queries.flows.diagram(tx, _asked(tx, key, jurisdiction))
    return _kept(content, "application/xml")


@page.get("/<jurisdiction>/<key>/ablauf.pdf")
@limiter.limit(_PAPERS, key_func=_address)
def paper(jurisdiction: str, key: str) -> Response:
    """The same on paper, as PDF/A with tags."""
    with begin_as_system() as tx, force_locale("de"):
        flow = _asked(tx, key, jurisdiction)
        source = queries.flows.diagram(tx, flow) if flow.main_path else b""
        holds = "Verbindlicher Ablauf" if flow.held.standing is Standing.IN_FORCE else _standing(flow)
        book = export.Book(
            flow.name,
            f"{flow.place}, Fassung {flow.held.number}",
            tx.now,
            f"{holds}, Stand {day(tx.today)}. Enthält keine Angaben zu Fällen oder Personen.",
            tuple(_sections(flow, export.diagrams(source, flow.main_path))),
        )
    answer = _kept(export.pdf(book), "application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{key}-{jurisdiction}.pdf"'
    return answer


def _asked(tx: Transaction, key: str, jurisdiction: str) -> Flow:
    """The process as the address asks for it."""
    asked = request.args.get("beschluss")
    if asked is not None and not is_number(asked):
        raise NotFound(f"Expected the number of a resolution about {key}, but it is {asked!r}")
    return queries.flows.flow(tx, key, jurisdiction, None if asked is None else int(asked))


def _standing(flow: Flow) -> str:
    """Whether it counts, in words."""
    held = flow.held
    if held.standing is Standing.REPEALED:
        return f"Aufgehoben ab {day(held.repealed_from)}"
    return {
        Standing.IN_FORCE: f"In Kraft seit {day(held.valid_from)}",
        Standing.COMING: f"Gilt erst ab {day(held.valid_from)}",
    }.get(held.standing, "Abgelöst durch einen späteren Beschluss")


def _minutes(said: Minutes) -> Section:
    facts = [
        ("Gremium", said.body),
        ("Sitzung", day(said.decided_on)),
        ("Drucksache", said.paper),
        ("Vorlage", f"{said.proposal} {said.title}"),
        ("Auflagen", said.conditions),
    ]
    return Section(
        "Der Beschluss",
        tuple((name, value) for name, value in facts if value),
        ("Behörde", "dafür", "dagegen", "enthalten"),
        tuple((one.authority, str(one.agreed), str(one.against), str(one.abstained)) for one in said.votes),
    )


def _sections(flow: Flow, pictures: tuple[Picture, ...]) -> list[Section]:
    said = flow.profile
    facts = [
        ("Stand", _standing(flow)),
        ("Gilt ab", day(flow.held.valid_from)),
        ("Gebiet", flow.place),
        ("Beschluss", flow.held.resolution),
        ("Prüfwert (SHA-256)", flow.held.digest),
        ("Zweck", said.purpose if said else ""),
        ("Rechtsgrundlagen", "; ".join(said.legal_bases) if said else ""),
    ]
    steps = tuple(
        (one.number, one.name or one.kind_label, "\n".join((*one.lines, *(way.text for way in one.next))))
        for one in flow.steps
    )
    found = [
        Section("Überblick", tuple((name, value) for name, value in facts if value)),
        *([_minutes(flow.held.minutes)] if flow.held.minutes else []),
        *([Section("Diagramm", pictures=pictures)] if pictures else []),
        Section("Schritte", head=("Nr.", "Schritt", "Was geschieht"), rows=steps, widths=(1, 4, 9)),
    ]
    if flow.times:
        rows = tuple((one.label, in_words(one.value, working=one.working)) for one in flow.times)
        found.append(Section("Vereinbarte Zeiten und Werte", head=("Schritt oder Wert", "gilt"), rows=rows))
    history = tuple(
        (
            f"Fassung {one.number}",
            f"{day(one.valid_from)}, {standing_name(one.standing)}",
            one.resolution,
            one.digest or "–",
        )
        for one in flow.history
    )
    found.append(Section("Beschlüsse", head=("Fassung", "Gilt ab", "Beschluss", "Prüfwert"), rows=history))
    return found


def _kept(body: str | bytes, media: str = "text/html") -> Response:
    """An answer that says how long it holds, and is not sent again to whoever has it."""
    answer = Response(body, mimetype=media)
    answer.set_etag(hashlib.sha256(answer.get_data()).hexdigest()[:32])
    answer.headers["Cache-Control"] = f"public, max-age={AGE}"
    answer.make_conditional(request)
    return answer
