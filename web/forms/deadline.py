"""The calculator's form and its address: pauses are rows of fields on the page and one word each in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from engine.competence import places
from engine.competence.where import calendar_at
from engine.deadline_entry import NONE_HERE, ONCE, SEVERAL, read_moment
from engine.deadlines import EVENTS, RULES, TITLES, Calendar, Cause, Delivery, Law, SetBy, german
from engine.errors import Invalid

#: of which authority the closures count; the reader knows no authorities
AUTHORITY = "behoerde"
#: fields for a day
_DAYS = ("ereignis", "termin", "benachrichtigt", "zugang", "verlaengert_bis", "verlaengert_am")
_PARTS = ("von", "bis", "art", "wer", "grund", "norm")
_ROWS = 3
#: as many as the reader takes: none is dropped by asking again
_MOST_ROWS = 50
_LONGEST = 300
_LAENDER = (
    *(
        "Nordrhein-Westfalen",
        "Baden-Württemberg",
        "Bayern",
        "Berlin",
        "Brandenburg",
        "Bremen",
        "Hamburg",
        "Hessen",
    ),
    *("Mecklenburg-Vorpommern", "Niedersachsen", "Rheinland-Pfalz", "Saarland", "Sachsen", "Sachsen-Anhalt"),
    *("Schleswig-Holstein", "Thüringen"),
)


@dataclass(frozen=True, slots=True)
class PauseRow:
    """One row of the form: what was typed into each of its fields."""

    number: int
    von: str = ""
    bis: str = ""
    art: str = "hemmung"
    wer: str = ""
    grund: str = ""
    norm: str = ""

    @property
    def used(self) -> bool:
        """Whether anything was typed."""
        return any((self.von, self.bis, self.wer, self.grund, self.norm))


def canonical(arguments: MultiDict[str, str]) -> list[tuple[str, str]]:
    """What was said, in a fixed order and without empty fields: the address to pass on."""
    said = [(name, text) for name in (*ONCE, AUTHORITY) if (text := _clean(arguments.get(name, "")))]
    for name in SEVERAL:
        said += [(name, text) for one in arguments.getlist(name) if (text := _clean(one))]
    for number in range(1, _MOST_ROWS + 1):
        row = PauseRow(number, *(_clean(arguments.get(f"pause-{number}-{part}", "")) for part in _PARTS))
        if row.used:
            # the parts are told apart by colons
            grund, norm = (text.replace(":", ",") for text in (row.grund, row.norm))
            span = f"{row.von}..{row.bis}" if row.bis != row.von else row.von
            words = f"{span}:{row.wer}:{grund}" + (f":{norm}" if norm else "")
            said.append((row.art if row.art in ("hemmung", "unterbrechung") else "hemmung", words))
    return said


def said(arguments: MultiDict[str, str]) -> dict[str, str | list[str]]:
    """What a canonical address says, as the reader takes it."""
    found: dict[str, str | list[str]] = {}
    for name, text in canonical(arguments):
        if name == AUTHORITY:
            continue
        if name in SEVERAL:
            several = found.setdefault(name, [])
            if isinstance(several, list):
                several.append(text)
        else:
            found[name] = text
    return found


def pause_rows(arguments: MultiDict[str, str]) -> list[PauseRow]:
    """The rows of the form: what the address says, and empty ones behind."""
    given = [(art, text) for art in ("hemmung", "unterbrechung") for text in arguments.getlist(art)]
    rows = []
    for number, (art, text) in enumerate(given[:_MOST_ROWS], 1):
        span, *parts = (part.strip() for part in text.split(":", 3))
        begun, dots, ended = (part.strip() for part in span.partition(".."))
        wer, grund, norm = (*parts, "", "", "")[:3]
        begun, ended = _in_german(begun), _in_german(ended)
        rows.append(PauseRow(number, begun, ended if dots else begun, art, wer, grund, norm))
    more = max(_ROWS, min(len(rows) + 1, _MOST_ROWS))
    return rows + [PauseRow(number) for number in range(len(rows) + 1, more + 1)]


def shown(arguments: MultiDict[str, str]) -> MultiDict[str, str]:
    """What an address says as the fields show it: days that can be read stand there as TT.MM.JJJJ."""
    typed = arguments.copy()
    for name in _DAYS:
        if name in typed:
            typed[name] = _in_german(typed[name])
    return typed


def _in_german(text: str) -> str:
    try:
        found = read_moment(text)
    except ValueError:
        return text
    if not isinstance(found, datetime):
        return german(found)
    return text if found.second else f"{german(found)} {found:%H:%M}"


def _clean(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


#: the ways of `TITLES` with the day of `EVENTS`, in English
ENGLISH_DELIVERY: Final = {
    Delivery.POST: "letter by post within Germany – day of posting",
    Delivery.ELECTRONIC: "sent electronically (e-mail, De-Mail), also abroad – day of sending",
    Delivery.PORTAL: "made available in a portal – VwVfG: day of retrieval; SGB X: day the notification was sent",
    Delivery.REGISTERED: "registered letter handed over (Übergabe-Einschreiben) – day of posting",
    Delivery.RETURN_RECEIPT: "registered letter with return receipt – day on the return receipt",
    Delivery.CERTIFICATE: "postal certificate of service (Postzustellungsurkunde) – day on the certificate",
    Delivery.ACKNOWLEDGED: "acknowledgement of receipt (Empfangsbekenntnis) – day on the acknowledgement",
    Delivery.PERSONAL: "handed over in person – day of handing over",
    Delivery.ABROAD: "post abroad – day of actual receipt",
    Delivery.PUBLIC: "public service – day the notification was published",
}


def channels() -> list[tuple[str, str]]:
    """The ways a notice comes, with the day the event then is, in the language of the page."""
    if str(get_locale()) == "en":
        return [(one.value, ENGLISH_DELIVERY[one]) for one in TITLES]
    return [(one.value, f"{TITLES[one]} – {EVENTS[one]}") for one in TITLES]


def rules() -> list[tuple[str, str]]:
    """The special rules by their title and norm."""
    return [(rule.key, f"{rule.title} ({rule.norm})" if rule.norm else rule.title) for rule in RULES.values()]


def laws() -> list[tuple[str, str]]:
    """The laws of a procedure."""
    return [(law.title, law.title) for law in Law]


def setters() -> list[tuple[str, str]]:
    """Who sets a time."""
    words: Mapping[SetBy, str] = {
        SetBy.LAW: _("das Gesetz"),
        SetBy.AUTHORITY: _("eine Behörde oder ein Gericht"),
        SetBy.AGREEMENT: _("eine Vereinbarung"),
    }
    return [(one.value, words[one]) for one in SetBy]


def causes() -> list[tuple[str, str]]:
    """Who causes a delay."""
    words: Mapping[Cause, str] = {
        Cause.OWN_AUTHORITY: _("eigene Behörde"),
        Cause.OTHER_AUTHORITY: _("andere Behörde"),
        Cause.PERSON: _("Person"),
    }
    return [(one.value, words[one]) for one in Cause]


def local_holidays(place: str, office: Calendar | None) -> list[tuple[str, str]]:
    """What can be said of the holidays that only some places of the Land have; empty where there are none."""
    try:
        calendar = calendar_at(place) if place.strip() else office or Calendar()
    except Invalid:
        return []
    names = calendar.partial_holidays
    if not names:
        return []
    return [
        *((name, _("%(name)s gilt am Ort", name=name)) for name in names),
        (NONE_HERE, _("gilt am Ort nicht")),
    ]


def offered_places() -> list[str]:
    """What the field for the place completes: the Länder, then the municipalities of Nordrhein-Westfalen."""
    return [*_LAENDER, *sorted({place.name for place in places().values()})]
