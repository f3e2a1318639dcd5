"""Cases the frame accompanies from entry to naturalisation: just arrived, at a permit to stay, to be naturalised."""

from __future__ import annotations

from typing import Final

from engine.demo.accompanied import AACHEN, AMADOU, ELIF, planned, screened, talked_over
from engine.demo.clerks import RANIA
from engine.demo.script import Act, Day, Do, NewCase, Note, Prove, Record, Script, Send, Step, Typed

_NO_NEED: Final = "kein_bedarf"
_ONE: Final = (("auslaenderbehoerde", ["kontakt", "aufenthalt", "sprache"]),)


def _by(login: str, days_ago: int, *acts: Act) -> tuple[Step, ...]:
    return tuple(Step(days_ago, login, act) for act in acts)


def _person(family_name: str, given_name: str, birth_year: int, entered: int, way: str = "selbst") -> NewCase:
    """A person who entered so many days before the frame began, and how they came to Case Management."""
    begun: Typed = {"zugangsweg": way, "einreise_am": Day(-entered)}
    return NewCase("fallrahmen", family_name, given_name, birth_year, AACHEN, begun)


def _taken_on(days_ago: int, language: str, status: str) -> tuple[Step, ...]:
    """From the first call to the help plan that is signed, within a month."""
    residence: Typed = {
        "lage_aufenthalt": "bedarf",
        "bedarf_aufenthalt": ["anderer_titel"],
        "lage_identitaet": _NO_NEED,
        "lage_familie": _NO_NEED,
        "kinder_zahl": "0",
        "lage_kinder_schule": _NO_NEED,
    }
    living: Typed = {
        "unterhalt_quelle": "arbeit",
        "lage_lebensunterhalt": _NO_NEED,
        "wohnform": "gemeinschaft",
        "lage_wohnen": _NO_NEED,
        "wohnsitzregelung": "nein",
        "lage_schulden": _NO_NEED,
    }
    language_and_work: Typed = {
        "deutsch_stand": "A2",
        "lage_sprache": "bedarf",
        "lage_arbeit_bildung": _NO_NEED,
        "versichert": "ja",
        "lage_gesundheit": _NO_NEED,
        "selbststaendig": "ja",
    }
    talked: Typed = {
        "wie_weiter": "plan",
        "naechste_bedarfsanalyse_am": Day(180),
        "stufe_festgelegt": "2",
        "stufe_grund": "Selbstständig; braucht Hilfe vor allem bei den Anträgen.",
    }
    return (
        *screened(days_ago, language, status),
        *_by(AMADOU, days_ago - 6, Do("aufnahme_entscheiden", {"aufnahme_entscheidung": "aufnehmen"})),
        *talked_over(days_ago - 7, *_ONE),
        *_by(
            AMADOU,
            days_ago - 14,
            Do("gespraech_vorbereiten", {"gespraech": "findet_statt", "hinweis_87": "true"}),
            Do("aufenthalt_familie", residence),
            Do("lebensunterhalt_wohnen", living),
            Do("sprache_arbeit", language_and_work),
            Do("ergebnis_besprechen", talked),
        ),
        *planned(days_ago - 18),
    )


def _talked_again(days_ago: int) -> tuple[Step, ...]:
    """The talk between, when its day has come, and what became of the measures of the plan."""
    reached = Do("massnahme_pruefen", {"massnahme_status": "erreicht"})
    goes_on = Do("vorgehen_festlegen", {"vorgehen": "weiter"})
    return _by(
        AMADOU, days_ago, Do("zwischengespraech", {"gespraech": "gefuehrt"}), reached, reached, goes_on
    )


def _applied(days_ago: int, way: str, reason: str, **asked: str) -> tuple[Step, ...]:
    """An application for a permit to stay: the case of the frame goes on at the authority for foreigners."""
    received: Typed = {
        "antrag_liegt_vor": "ja",
        "antrag_am": Day(0),
        "eingangsweg": "persoenlich",
        "aufenthaltsstatus": "duldung_60a",
    }
    chosen: Typed = {"weg": way, "weg_begruendung": reason, **asked}
    return (
        *_by(AMADOU, days_ago, Send("antrag_bleiberecht")),
        *_by(ELIF, days_ago, Do("eingang_erfassen", received)),
        *_by(ELIF, days_ago - 2, Do("weg_waehlen", chosen)),
    )


#: has just arrived: the first talks are over, whether she is taken on is to be decided
ARRIVED: Final = Script(
    "angekommen",
    _person("Erfundenova", "Oksana", 1989, 34, "unterkunft"),
    (
        *screened(10, "Ukrainisch", "ungeklaert"),
        *_by(AMADOU, 4, Note("Frau Erfundenova bringt zum nächsten Termin die Fiktionsbescheinigung mit.")),
    ),
    days_ago=11,
    login=AMADOU,
)

#: seven years here: § 25b
SETTLED: Final = Script(
    "gefestigt",
    _person("Musterbekov", "Timur", 1986, 2480),
    (
        *_taken_on(150, "Russisch", "duldung_60a"),
        *_by(AMADOU, 126, Record("duldung_60a", Day(-2504))),
        *_by(AMADOU, 60, Send("kontakt")),
        *_by(AMADOU, 45, Prove("lebensunterhalt", "gesichert")),
        *_talked_again(30),
        *_applied(
            12,
            "25b",
            "Sechs Jahre sind voll, Arbeit und Sprache sind belegt.",
            kind_im_haushalt="nein",
            kim_begleitung="ja",
        ),
    ),
    days_ago=150,
    login=AMADOU,
)

#: came at fifteen and is in training: § 25a
YOUNG: Final = Script(
    "jugendlich",
    _person("Platzhalteri", "Drilon", 2006, 1710, "schule"),
    (
        *_taken_on(96, "Deutsch", "duldung_60a"),
        *_by(AMADOU, 40, Prove("sprache", "B1")),
        *_applied(
            9, "25a", "Vor dem 27. Geburtstag beantragt, Schule mit Abschluss.", wird_18_am="2024-09-21"
        ),
    ),
    days_ago=96,
    login=AMADOU,
)

#: the residence permit was extended, then came proofs and the application for naturalisation
CITIZEN: Final = Script(
    "einzubuergern",
    _person("Beispieloğlu", "Selin", 1984, 3420),
    (
        *_taken_on(220, "Türkisch", "aufenthaltserlaubnis"),
        *_by(AMADOU, 180, Send("statuswechsel")),
        *_by(
            AMADOU,
            180,
            Do(
                "status_aufnehmen",
                {
                    "aufenthaltsstatus": "aufenthaltserlaubnis",
                    "titel_norm": "§ 25 Abs. 2 AufenthG",
                    "titel_gueltig_bis": Day(720),
                    "rechtskreis_alt": "ohne",
                    "rechtskreis_neu": "ohne",
                },
            ),
        ),
        *_by(AMADOU, 141, Prove("sprache", "B1")),
        *_talked_again(95),
        *_by(AMADOU, 90, Send("kontakt"), Prove("lebensunterhalt", "gesichert")),
        *_by(AMADOU, 33, Send("antrag_einbuergerung")),
        *_by(
            RANIA,
            32,
            Do(
                "antrag_erfassen",
                {
                    "antrag_am": Day(-1),
                    "eingangsweg": "online",
                    "grundlage": "StAG_10",
                    "gebuehr_anlass": "person",
                },
            ),
        ),
        *_by(RANIA, 26, Do("vollstaendigkeit_pruefen", {"unterlagen_vollstaendig": "true"})),
    ),
    days_ago=220,
    login=AMADOU,
)

SCRIPTS: Final = (ARRIVED, SETTLED, YOUNG, CITIZEN)

__all__ = ["SCRIPTS"]
