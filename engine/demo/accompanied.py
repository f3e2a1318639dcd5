"""Cases of the Case Management in Aachen: first contact, consents, help plan, and referrals that went every way."""

from __future__ import annotations

from typing import Final

from engine.demo.papers import Paper
from engine.demo.script import (
    Act,
    Begin,
    Day,
    Do,
    File,
    Lead,
    NewCase,
    Note,
    Record,
    Refer,
    Relate,
    Say,
    Script,
    Step,
    Take,
    Typed,
    Withdraw,
)
from engine.state.relation import RelationKind

AACHEN: Final = "05334002"
AMADOU: Final = "amadou.diallo"
ELIF: Final = "elif.oeztuerk"
HORST: Final = "horst.luerken"
MEHMET: Final = "mehmet.sahin"
TATJANA: Final = "tatjana.moers"

_SHEET: Final[Typed] = {"uebergabe_weg": "im_system", "bogen_dolmetschen": "nein", "bogen_sprachniveau": "a2"}
_NO_APPLICATION: Final[Typed] = {"antrag_liegt_vor": "nein"}


def _by(login: str, days_ago: int, *acts: Act) -> tuple[Step, ...]:
    return tuple(Step(days_ago, login, act) for act in acts)


def first_contact(days_ago: int, language: str, status: str) -> tuple[Step, ...]:
    """From the call to the screening and the person record, within a week."""
    named = Lead(AMADOU, "Hat das Erstgespräch geführt und begleitet die Person.")
    return (*screened(days_ago, language, status), *_by(AMADOU, days_ago - 5, Record(status), named))


def screened(days_ago: int, language: str, status: str) -> tuple[Step, ...]:
    """From the call to the screening, within a week; whether the person is taken on is decided later."""
    called: Typed = {
        "zugangsweg": "selbst",
        "kontakt_am": Day(0),
        "sprache_verstaendigung": language,
        "dolmetschen_noetig": "ja",
        "akute_gefahr": "nein",
    }
    told: Typed = {
        "information_erteilt": "true",
        "information_sprache": language,
        "information_fassung": "Merkblatt zum Datenschutz",
        "stelle_art": "kommunal",
        "schweigepflicht_203": "ja",
    }
    asked: Typed = {
        "aufenthaltsstatus": status,
        "problemlagen": ["aufenthalt", "wohnen", "sprache", "arbeit_bildung"],
        "beteiligte_stellen": ["auslaenderbehoerde", "sozialamt"],
        "regelpfad_greift": "nein",
        "einwilligung_bereit": "ja",
        "akute_gefahr": "nein",
    }
    return (
        *_by(
            AMADOU,
            days_ago,
            Do("kontakt_aufnehmen", called),
            Do(
                "termin_vereinbaren",
                {"termin_am": Day(4), "termin_ort": "buero", "sprachmittlung_bestellt": "ja"},
            ),
        ),
        *_by(
            AMADOU,
            days_ago - 5,
            Do("termin_wahrnehmen", {"erschienen": "ja"}),
            Do("information_geben", told),
            Do("hinweis_geben", {"hinweis_gegeben": "true", "status_besprechen": "ja"}),
            Do("screening_fuehren", asked),
        ),
    )


def consented(days_ago: int, *released: tuple[str, list[str]], begun_by: str = AMADOU) -> tuple[Step, ...]:
    """The conversation about consents, begun for itself."""
    return (*_by(begun_by, days_ago, Begin("einwilligung")), *talked_over(days_ago, *released))


def talked_over(days_ago: int, *released: tuple[str, list[str]]) -> tuple[Step, ...]:
    """The conversation about consents: explained, decided for each recipient in its order, signed and filed."""
    explained: Typed = {
        "erklaert_freiwillig": "true",
        "erklaert_widerruf": "true",
        "erklaert_folgen": "true",
        "sprachmittlung_dabei": "ja",
        "einwilligung_wunsch": "ja",
        "empfaenger_auswahl": [topic for topic, _ in released],
    }
    each = [
        Do(
            "freigabe_besprechen",
            {
                "freigabe_entscheidung": "erteilt",
                "zweck": "ueberleitung",
                "kategorien": categories,
                "schweigepflicht": "ja",
                "gueltig_bis": Day(365),
            },
        )
        for _, categories in released
    ]
    signed: Typed = {
        "unterschrieben_am": Day(0),
        "unterschrift_form": "papier",
        "fundstelle": "Ordner Einwilligungen",
        "kopie_ausgehaendigt": "true",
    }
    return (
        *_by(AMADOU, days_ago, Do("erklaeren", explained)),
        *_by(AMADOU, days_ago - 1, *each, Do("unterschreiben", signed), File(_SIGNED)),
    )


def help_plan(days_ago: int) -> tuple[Step, ...]:
    """A help plan, begun for itself."""
    begun: Typed = {"handlungsfelder": ["sprache", "arbeit_bildung"], "intensitaetsstufe": "3"}
    return (*_by(AMADOU, days_ago, Begin("hilfeplanung", begun)), *planned(days_ago - 7))


def planned(days_ago: int) -> tuple[Step, ...]:
    """Goals and measures, agreed on and signed within a week."""
    goals: Typed = {
        "ziel_dimensionen": ["erst", "regelsysteme"],
        "ziel_erst": "Deutsch bis B1 lernen.",
        "ziel_regelsysteme": "Von eigener Arbeit leben.",
        "konferenz_wunsch": "nein",
        "weitere_massnahme": "ja",
    }
    course: Typed = {
        "massnahme_dimension": "erst",
        "massnahme_feld": "sprache",
        "massnahme_text": "Platz im Integrationskurs finden.",
        "massnahme_stelle": "case_management",
        "massnahme_bis": Day(120),
        "massnahme_woran": "Kurs begonnen",
        "weitere_massnahme": "ja",
    }
    work: Typed = {
        "massnahme_dimension": "regelsysteme",
        "massnahme_feld": "arbeit_bildung",
        "massnahme_text": "Beratung zur Anerkennung des Abschlusses.",
        "massnahme_stelle": "person",
        "massnahme_bis": Day(75),
        "massnahme_woran": "Antrag auf Anerkennung gestellt",
        "weitere_massnahme": "nein",
    }
    signed: Typed = {"unterschrift": "ja", "hilfeplan_beschlossen_am": Day(0), "exemplar": "true"}
    return (
        *_by(
            AMADOU,
            days_ago,
            Do("ziele_vereinbaren", goals),
            Do("massnahme_festlegen", course),
            Do("massnahme_festlegen", work),
        ),
        *_by(AMADOU, days_ago - 5, Do("hilfeplan_unterschreiben", signed)),
    )


def offered(days_ago: int, topic: str, matter: str, categories: tuple[str, ...]) -> tuple[Step, ...]:
    """A referral as far as the other side's desk."""
    clarified: Typed = {
        "verweis_thema": topic,
        "verweis_anliegen": matter,
        "verweis_kategorien": list(categories),
        **_NO_APPLICATION,
    }
    return (
        *_by(AMADOU, days_ago, Refer(topic, matter, categories), Do("anliegen_klaeren", clarified)),
        *_by(AMADOU, days_ago - 1, Do("bogen_ausfuellen", {**_SHEET, "bogen_anlass": matter})),
    )


_SIGNED: Final = Paper(
    "Einwilligung unterschrieben",
    (
        "Einwilligung in die Weitergabe von Angaben",
        "",
        "Person: {person}",
        "Unterschrieben im Büro des Case Managements",
    ),
)
_ACCEPT: Final[Typed] = {"antwort": "angenommen", "antwort_termin": Day(5)}
_CONTACT: Final = ("kontakt", "sprache")

ROYA: Final = Script(
    "roya",
    NewCase("erstkontakt", "Fabelzadeh", "Roya", 1991, AACHEN),
    (
        *first_contact(130, "Dari", "duldung_60a"),
        *consented(
            124,
            ("jobcenter", ["kontakt", "sprache", "lebensunterhalt"]),
            ("auslaenderbehoerde", ["kontakt", "aufenthalt", "sprache"]),
            ("jugendamt", ["kontakt", "kinder_schule"]),
        ),
        *help_plan(122),
        *_by(AMADOU, 121, Do("aufnahme_entscheiden", {"aufnahme_entscheidung": "aufnehmen"})),
        *offered(80, "jobcenter", "Beratung zu Arbeit und Leistungen.", _CONTACT),
        *_by(HORST, 76, Do("ueberleitung_annehmen", _ACCEPT)),
        *_by(HORST, 70, Do("ankunft_bestaetigen", {"ankunft_am": Day(0)})),
        *_by(AMADOU, 52, Do("nachhalten", {"nachhalten_ergebnis": "angekommen"})),
        *_by(
            AMADOU,
            40,
            Note(
                "Frau Fabelzadeh ruft am liebsten nachmittags an. Sprachmittlung Dari über den Pool der Stadt."
            ),
        ),
        *_by(AMADOU, 12, Do("zwischengespraech", {"gespraech": "gefuehrt"})),
        *_by(AMADOU, 11, Do("massnahme_pruefen", {"massnahme_status": "erreicht"})),
        *offered(
            9, "auslaenderbehoerde", "Verlängerung der Duldung und Beratung zu § 25b AufenthG.", _CONTACT
        ),
        *offered(7, "jugendamt", "Platz in der Kita für das jüngere Kind.", ("kontakt", "kinder_schule")),
        *_by(
            TATJANA,
            4,
            Do(
                "ueberleitung_annehmen",
                {
                    "antwort": "rueckfrage",
                    "antwort_frage": "Ab wann und in welchem Stadtteil?",
                },
            ),
        ),
        *_by(
            AMADOU,
            3,
            Say("rueckfrage_beantworten", "Sie kommt am Donnerstag, dann frage ich sie."),
        ),
    ),
    days_ago=130,
    login=AMADOU,
)

#: an application at the wrong authority: two hops, and it keeps its day (§ 16 (2) SGB I)
BILAL: Final = Script(
    "bilal",
    NewCase("erstkontakt", "Ausgedachtian", "Bilal", 1979, AACHEN),
    (
        *first_contact(48, "Arabisch", "erlaubnis_104c"),
        *consented(
            42,
            ("jobcenter", ["kontakt", "lebensunterhalt", "sprache"]),
            ("sozialamt", ["kontakt", "lebensunterhalt"]),
            ("auslaenderbehoerde", ["kontakt", "aufenthalt", "sprache"]),
        ),
        *_by(
            AMADOU,
            28,
            Refer("jobcenter", "Hilfe zum Lebensunterhalt; der Antrag liegt beim Sozialamt."),
            Do(
                "anliegen_klaeren",
                {
                    "verweis_thema": "jobcenter",
                    "verweis_anliegen": "Hilfe zum Lebensunterhalt; der Antrag liegt beim Sozialamt.",
                    "antrag_liegt_vor": "ja",
                    "antrag_art": "Hilfe zum Lebensunterhalt",
                    "antrag_eingang_am": Day(-6),
                    "eingang_bei": "sozialamt",
                    "verweis_kategorien": ["lebensunterhalt"],
                },
            ),
            Do(
                "bogen_ausfuellen",
                {"uebergabe_weg": "im_system", "bogen_anlass": "Antrag gehört in Ihre Zuständigkeit."},
            ),
        ),
        *_by(
            HORST,
            24,
            Do(
                "ueberleitung_annehmen",
                {
                    "antwort": "nicht_zustaendig",
                    "antwort_grund": "Nach dem ärztlichen Gutachten nicht erwerbsfähig; zuständig ist das Sozialamt.",
                    "antwort_vorschlag": "sozialamt",
                },
            ),
        ),
        *_by(
            AMADOU,
            23,
            Do(
                "stelle_neu_bestimmen",
                {
                    "klaerung_ergebnis": "neu",
                    "thema_neu": "sozialamt",
                    "klaerung_grund": "Das Jobcenter verweist auf fehlende Erwerbsfähigkeit.",
                },
            ),
            Do(
                "bogen_ausfuellen",
                {
                    "uebergabe_weg": "im_system",
                    "bogen_anlass": "Weitergeleiteter Antrag mit seinem Eingangstag.",
                },
            ),
        ),
        *offered(
            6,
            "auslaenderbehoerde",
            "Die Aufenthaltserlaubnis läuft bald ab; bitte um einen Termin.",
            _CONTACT,
        ),
        *_by(ELIF, 3, Do("ueberleitung_annehmen", {**_ACCEPT, "antwort_termin": Day(2)})),
        *_by(MEHMET, 2, Take("vorlaeufig_pruefen")),
        *_by(AMADOU, 2, Note("Gutachten liegt dem Sozialamt vor, Kopie nur dort.")),
    ),
    days_ago=48,
    login=AMADOU,
)

#: the sister of Roya; she withdraws one referral, another is declined for want of capacity
SHIRIN: Final = Script(
    "shirin",
    NewCase("erstkontakt", "Fabelzadeh", "Shirin", 1996, AACHEN),
    (
        *first_contact(40, "Dari", "duldung_60a"),
        *consented(
            34,
            ("jobcenter", ["kontakt", "sprache"]),
            ("schulamt", ["kontakt", "kinder_schule"]),
            ("auslaenderbehoerde", ["kontakt", "sprache"]),
        ),
        *_by(AMADOU, 33, Relate("roya", RelationKind.SIBLING)),
        *help_plan(32),
        *offered(
            26,
            "schulamt",
            "Beratung zur Seiteneinsteigerklasse für die Nichte.",
            ("kontakt", "kinder_schule"),
        ),
        *_by(
            TATJANA,
            22,
            Do(
                "ueberleitung_annehmen",
                {
                    "antwort": "keine_kapazitaet",
                    "antwort_grund": "Die Beratung ist bis zum neuen Schulhalbjahr ausgebucht.",
                },
            ),
        ),
        *offered(15, "jobcenter", "Erstes Gespräch zu Arbeit und Ausbildung.", _CONTACT),
        *_by(AMADOU, 12, Withdraw("jobcenter", "Frau Fabelzadeh hat über eine Freundin schon einen Termin.")),
        *offered(5, "auslaenderbehoerde", "Bitte um Auskunft zur Beschäftigungserlaubnis.", _CONTACT),
        *_by(AMADOU, 1, Take("aufnahme_entscheiden")),
    ),
    days_ago=40,
    login=AMADOU,
)

SCRIPTS: Final = (ROYA, BILAL, SHIRIN)

__all__ = [
    "AACHEN", "AMADOU", "ELIF", "HORST", "MEHMET", "SCRIPTS", "consented", "help_plan", "offered", "planned",
    "screened", "talked_over",
]  # fmt: skip
