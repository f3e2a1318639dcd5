"""What the clerks of the Ausländeramt do beside the plots: papers, notes, comments, follow-ups, and other matters."""

from __future__ import annotations

from typing import Final

from engine.demo.accompanied import AACHEN, ELIF, consented, help_plan, offered
from engine.demo.papers import Paper
from engine.demo.script import (
    Act,
    Day,
    Delegate,
    Do,
    File,
    LayAside,
    NewCase,
    Note,
    OfPlot,
    Rank,
    Relate,
    Say,
    Script,
    Step,
    Take,
)
from engine.state.relation import RelationKind

JOERG: Final = "joerg.kuepper"
MARTA: Final = "marta.wojcik"
RANIA: Final = "rania.alkhatib"
#: the plot whose cases rest long enough before today
_RESTING: Final = "Prüfung überfällig"


def _by(login: str, days_ago: int, *acts: Act) -> tuple[Step, ...]:
    return tuple(Step(days_ago, login, act) for act in acts)


_PASSPORT: Final = Paper(
    "Pass, Seite mit Lichtbild",
    ("Kopie der Seite mit Lichtbild", "", "Name: {person}", "Gültig, Original lag vor."),
)
_REGISTERED: Final = Paper(
    "Meldebescheinigung",
    (
        "Meldebescheinigung",
        "",
        "Name: {person}",
        "Gemeldet mit alleiniger Wohnung in der StädteRegion Aachen.",
    ),
)
_PAY: Final = Paper(
    "Lohnabrechnungen der letzten drei Monate",
    ("Zusammenstellung der Lohnabrechnungen", "", "Name: {person}", "Vollzeit, unbefristet seit Mai."),
)
_PAY_READABLE: Final = Paper(
    "Lohnabrechnungen der letzten drei Monate (lesbar)",
    (
        "Zusammenstellung der Lohnabrechnungen, lesbare Kopie",
        "",
        "Name: {person}",
        "Vollzeit, unbefristet seit Mai.",
    ),
)
_LANGUAGE: Final = Paper(
    "Sprachzertifikat",
    ("Zertifikat Deutsch", "", "Name: {person}", "Niveau B1, alle Teile bestanden."),
)
_PORTRAIT: Final = Paper("Lichtbild")
_CONTACT: Final = ("kontakt", "sprache")
_RELEASED: Final = (
    ("jobcenter", ["kontakt", "sprache", "lebensunterhalt"]),
    ("auslaenderbehoerde", ["kontakt", "sprache"]),
)

_ASKED_BACK: Final = {"antwort": "rueckfrage", "antwort_frage": "Gibt es schon einen Mietvertrag?"}

FIRST: Final = Script(
    "erste",
    OfPlot(_RESTING, AACHEN, 0),
    (
        *_by(ELIF, 21, File(_PASSPORT), File(_REGISTERED), File(_PORTRAIT)),
        *consented(20, *_RELEASED, begun_by=ELIF),
        *help_plan(18),
        *_by(ELIF, 12, Take("integration_pruefen", {"integration_begruendung": "Arbeitsvertrag liegt vor,"})),
        *_by(ELIF, 12, File(_LANGUAGE, "integration_pruefen")),
        *offered(10, "jobcenter", "Beratung zu aufstockenden Leistungen.", _CONTACT),
        *offered(8, "auslaenderbehoerde", "Bitte um Auskunft zur Beschäftigungserlaubnis.", _CONTACT),
        *_by(ELIF, 6, LayAside("integration_pruefen", 0, "Die Zeugnisanerkennung sollte bis heute da sein.")),
        *_by(
            MARTA,
            4,
            Say("integration_pruefen", "@elif.oeztuerk Kommt die Anerkennung noch?"),
        ),
        *_by(ELIF, 3, Say("integration_pruefen", "@marta.wojcik Ich frage heute nach; notfalls ohne.")),
        *_by(ELIF, 2, Note("Telefonat mit der IHK FOSA: Bescheid ist unterwegs.")),
    ),
)
SECOND: Final = Script(
    "zweite",
    OfPlot(_RESTING, AACHEN, 1),
    (
        *_by(ELIF, 20, File(_PASSPORT), File(_PAY)),
        *consented(19, *_RELEASED, begun_by=ELIF),
        *_by(ELIF, 14, File(_PAY_READABLE, again=_PAY.title)),
        *_by(ELIF, 13, Take("versagung_pruefen"), Rank("integration_pruefen", 80)),
        *offered(11, "auslaenderbehoerde", "Reiseausweis für Ausländer: Bitte um Beratung.", _CONTACT),
        *_by(ELIF, 9, Delegate("versagung_pruefen", JOERG)),
        *_by(
            ELIF,
            9,
            Say("versagung_pruefen", "@joerg.kuepper Du kennst die alte Akte, schaust du?"),
        ),
        *_by(ELIF, 7, Do("ueberleitung_annehmen", {"antwort": "angenommen", "antwort_termin": Day(3)})),
        *_by(ELIF, 5, Relate("erste", RelationKind.HOUSEHOLD)),
        *_by(
            ELIF,
            5,
            Note("Wohnt mit der Familie der anderen Akte in einer Wohnung; beide Fälle zusammen laden."),
        ),
    ),
)
THIRD: Final = Script(
    "dritte",
    OfPlot(_RESTING, AACHEN, 2),
    (
        *_by(ELIF, 19, File(_PASSPORT), File(_PORTRAIT)),
        *consented(18, *_RELEASED, begun_by=ELIF),
        *_by(JOERG, 9, Take("versagung_pruefen"), Delegate("versagung_pruefen", ELIF)),
        *_by(
            JOERG,
            9,
            Say("versagung_pruefen", "@elif.oeztuerk Ich bin ab nächster Woche weg, bitte übernimm."),
        ),
        *_by(
            JOERG, 8, Take("integration_pruefen", {"integration_begruendung": "Sprachnachweis B1 liegt vor."})
        ),
        *offered(8, "auslaenderbehoerde", "Wohnsitzauflage: Umzug in die Stadt ist geplant.", _CONTACT),
        *_by(JOERG, 5, Do("ueberleitung_annehmen", _ASKED_BACK)),
        *_by(ELIF, 2, LayAside("versagung_pruefen", 6, "Auskunft aus dem Register ist angefordert.")),
        *_by(ELIF, 1, Note("Auskunft am Telefon angemahnt.")),
        *_by(ELIF, 1, Relate("bilal", RelationKind.HOUSEHOLD)),
    ),
)


def _begun(key: str, days_ago: int, login: str, case: NewCase, first: str) -> Script:
    """A case that has just begun: its first task is in the hands of who opened it."""
    steps = _by(login, days_ago - 1, File(_PASSPORT), Take(first))
    return Script(key, case, steps, days_ago=days_ago, login=login)


_EXTENSION: Final = NewCase("verlaengerung", "Wunschzadeh", "Haben", 1988, AACHEN)
_FIRST_CITIZEN: Final = NewCase("einbuergerung", "Testovska", "Valentina", 1984, AACHEN)
_SECOND_CITIZEN: Final = NewCase("einbuergerung", "Legendić", "Bassam", 1990, AACHEN)

SCRIPTS: Final = (
    FIRST,
    SECOND,
    THIRD,
    _begun("verlaengerung", 6, ELIF, _EXTENSION, "titel_erfassen"),
    _begun("einbuergerung_1", 9, RANIA, _FIRST_CITIZEN, "antrag_erfassen"),
    _begun("einbuergerung_2", 4, RANIA, _SECOND_CITIZEN, "antrag_erfassen"),
)

__all__ = ["RANIA", "SCRIPTS"]
