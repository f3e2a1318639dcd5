"""Special rules by name: deadlines that a statute sets, with what begins them and what follows.

The names are those of `processes/frist_eskalation/fristen.dmn` where it knows the rule; a test compares the two. What a
source does not settle says „prüfen“.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from engine.deadlines.law import Counting, DaysOff, Law, SetBy
from engine.deadlines.period import Period


class Shape(Enum):
    """What the day of a rule is."""

    #: the last day of a period
    DEADLINE = "Letzter Tag der Frist"
    #: the day after a period
    EARLIEST = "Frühester Tag"
    #: the last day on which something is valid or a condition of the law is met
    UNTIL = "Letzter Tag"
    #: the day before a birthday
    YEAR_OF_LIFE = "Letzter Tag vor dem Geburtstag"
    #: the first of the month of the event
    MONTH_BEGIN = "Wirkt ab"
    #: the last of the month of the event
    MONTH_END = "Letzter Tag des Monats"
    #: whoever sets the time says how long it is
    OPEN = "ohne eigene Länge"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it is called, its norm, the day it begins with, how long it is, what holds after it.

    `noun` names the period in a derivation, `begins` its event. `announced` says that the event is the announcement of
    a notice, so that a channel can be named. `check` is what has to be checked, empty where the source is settled.
    """

    key: str
    title: str
    norm: str
    event: str
    shape: Shape
    period: Period | None = None
    law: Law = Law.VWVFG
    counting: Counting = Counting.AFTER_EVENT
    days_off: DaysOff = DaysOff.SHIFT
    set_by: SetBy = SetBy.LAW
    noun: str = "Frist"
    begins: str = "Beginn"
    announced: bool = False
    years: int | None = None
    follows: str = ""
    check: str = ""
    restitution: bool = False


_ALL = (
    Rule(
        "klage",
        "Klage gegen den Bescheid",
        "§ 74 Abs. 1 S. 2 VwGO",
        "Bekanntgabe des Bescheids (§ 41 VwVfG), nicht sein Datum",
        Shape.DEADLINE,
        Period(months=1),
        Law.VWGO,
        noun="Klagefrist",
        begins="bekannt gegeben",
        announced=True,
        follows="Der Bescheid wird unanfechtbar, wenn bis dahin niemand geklagt hat.",
        check="Ob vor der Klage Widerspruch einzulegen ist (in NRW meist nicht, § 68 VwGO, § 110 JustG NRW). Gegen "
        "Entscheidungen nach dem AsylG gelten kürzere Fristen (§ 74 AsylG).",
        restitution=True,
    ),
    Rule(
        "klage_ohne_belehrung",
        "Klage ohne richtige Rechtsbehelfsbelehrung",
        "§ 58 Abs. 2 VwGO",
        "Bekanntgabe des Bescheids (§ 41 VwVfG), nicht sein Datum",
        Shape.DEADLINE,
        Period(years=1),
        Law.VWGO,
        noun="Klagefrist",
        begins="bekannt gegeben",
        announced=True,
        follows="Der Bescheid wird unanfechtbar, wenn bis dahin niemand geklagt hat.",
        check="Ob die Belehrung wirklich fehlt oder unrichtig ist. Nach dem Jahr hilft nur höhere Gewalt, nicht schon "
        "fehlendes Verschulden (§ 58 Abs. 2 VwGO).",
    ),
    Rule(
        "untaetigkeit",
        "Drei Monate seit dem Antrag",
        "§ 75 S. 2 VwGO",
        "Eingang des schriftlichen Antrags, nicht ein Termin (OVG NRW, 25.09.2025, 19 E 359/25)",
        Shape.EARLIEST,
        Period(months=3),
        Law.VWGO,
        noun="Untätigkeitsklage",
        begins="Antrag eingegangen",
        follows="Ab dem Tag danach ist die Untätigkeitsklage zulässig, wenn ohne zureichenden Grund "
        "nicht entschieden ist. Die Behörde muss weiter entscheiden.",
        check="Ob besondere Umstände eine kürzere Frist gebieten oder ein zureichender Grund vorliegt; "
        "bei Überlastung gehen die Ansichten auseinander (OVG NRW, 25.09.2025, 19 E 359/25; anders "
        "asyl.net M33558).",
    ),
    Rule(
        "widerspruch_sozialrecht",
        "Widerspruch gegen einen Bescheid im Sozialrecht",
        "§ 84 Abs. 1 S. 1 SGG",
        "Bekanntgabe des Bescheids (§ 37 SGB X), nicht sein Datum",
        Shape.DEADLINE,
        Period(months=1),
        Law.SGG,
        noun="Widerspruchsfrist",
        begins="bekannt gegeben",
        announced=True,
        follows="Der Bescheid wird bindend, wenn bis dahin niemand widersprochen hat.",
        check="Bei Bekanntgabe im Ausland sind es drei Monate. Fehlt die Belehrung oder ist sie "
        "unrichtig, gilt ein Jahr (§ 66 Abs. 2 SGG).",
        restitution=True,
    ),
    Rule(
        "widerspruch_sozialrecht_ohne_belehrung",
        "Widerspruch im Sozialrecht ohne richtige Belehrung",
        "§ 66 Abs. 2 SGG",
        "Bekanntgabe des Bescheids (§ 37 SGB X), nicht sein Datum",
        Shape.DEADLINE,
        Period(years=1),
        Law.SGG,
        noun="Widerspruchsfrist",
        begins="bekannt gegeben",
        announced=True,
        follows="Der Bescheid wird bindend, wenn bis dahin niemand widersprochen hat.",
        check="Ob die Belehrung wirklich fehlt oder unrichtig ist. Nach dem Jahr hilft nur höhere Gewalt, nicht schon "
        "fehlendes Verschulden (§ 66 Abs. 2 SGG).",
    ),
    Rule(
        "zustimmung_zuzug",
        "Zustimmung der Behörde am Zuzugsort",
        "§ 72 Abs. 3a S. 3 AufenthG",
        "Zugang des Ersuchens",
        Shape.DEADLINE,
        Period(weeks=4),
        noun="Frist zum Widerspruch",
        begins="Ersuchen zugegangen",
        follows="Die Zustimmung gilt als erteilt, wenn die Behörde bis dahin nicht widersprochen hat.",
    ),
    Rule(
        "kursbeginn",
        "Beginn des Integrationskurses",
        "§ 7 IntV",
        "Anmeldung beim Kursträger",
        Shape.DEADLINE,
        Period(weeks=6),
        noun="Frist für den Kursbeginn",
        begins="angemeldet",
        follows="Beginnt bis dahin kein Kurs, ist die Person einem anderen Träger zuzuweisen.",
        check="Absatz und Folge des § 7 IntV.",
    ),
    Rule(
        "kurs_anspruch",
        "Anspruch auf den Integrationskurs",
        "§ 44 Abs. 2 AufenthG",
        "Erteilung des Aufenthaltstitels",
        Shape.DEADLINE,
        Period(years=1),
        noun="Teilnahmeanspruch",
        begins="Titel erteilt",
        follows="Danach erlischt der Anspruch auf Teilnahme; eine Zulassung bleibt möglich.",
        check="Ob die Frist durch Gründe, die die Person nicht zu vertreten hat, weiterläuft, und ob "
        "eine Zulassung möglich ist.",
    ),
    Rule(
        "anzeige_beschaeftigung",
        "Anzeige: Beschäftigung beendet",
        "§ 82 Abs. 6 AufenthG",
        "Kenntnis vom Ende der Beschäftigung",
        Shape.DEADLINE,
        Period(weeks=2),
        noun="Anzeigefrist",
        begins="Kenntnis",
        follows="Danach ist die Mitteilung verspätet.",
        check="Folgen der Verspätung; für Duldungen § 60c Abs. 5, § 60d Abs. 3 AufenthG.",
    ),
    Rule(
        "kind_titel",
        "Titel für ein hier geborenes Kind",
        "§ 81 Abs. 2 AufenthG",
        "Geburt",
        Shape.DEADLINE,
        Period(months=6),
        noun="Antragsfrist",
        begins="geboren",
        follows="Danach ist der Antrag verspätet.",
        check="Folgen der Verspätung.",
        restitution=True,
    ),
    Rule(
        "kooperationsplan",
        "Kooperationsplan überprüfen",
        "§ 15 Abs. 3 SGB II",
        "letzter Kooperationsplan",
        Shape.DEADLINE,
        Period(months=6),
        Law.SGB_X,
        noun="Überprüfungsfrist",
        begins="letzter Kooperationsplan",
        follows="Bis dahin ist der Kooperationsplan zu überprüfen und fortzuschreiben.",
    ),
    Rule(
        "vorleistung",
        "Vorläufige Leistung bei Streit der Träger",
        "§ 43 SGB I",
        "Eingang des Antrags auf vorläufige Leistung",
        Shape.DEADLINE,
        Period(months=1),
        Law.SGB_X,
        noun="Frist zur Vorleistung",
        begins="Antrag eingegangen",
        follows="Spätestens danach muss der zuerst angegangene Träger vorläufig leisten, wenn die Person es "
        "beantragt hat.",
        check="Ein Kalendermonat nach Eingang des Antrags.",
    ),
    Rule(
        "sgb2_rueckwirkung",
        "Antrag auf Leistungen nach dem SGB II wirkt zurück",
        "§ 37 Abs. 2 S. 2 SGB II",
        "Tag des Antrags",
        Shape.MONTH_BEGIN,
        law=Law.SGB_X,
        begins="Antrag gestellt",
        follows="Leistungen können ab dem Ersten des Monats zustehen.",
    ),
    Rule(
        "asylblg_ende",
        "Ende der Leistungen nach dem AsylbLG",
        "§ 1 Abs. 3 AsylbLG",
        "Tag, an dem die Voraussetzung entfällt",
        Shape.MONTH_END,
        begins="Voraussetzung entfallen",
        follows="Danach zahlt das AsylbLG nicht mehr; der Antrag beim Jobcenter oder Sozialamt muss "
        "gestellt sein.",
        check="Wann die Voraussetzung entfallen ist und ob eine Ausnahme gilt.",
    ),
    Rule(
        "analogleistungen",
        "36 Monate bis zu Leistungen entsprechend dem SGB XII",
        "§ 2 Abs. 1 AsylbLG",
        "Beginn des Aufenthalts im Bundesgebiet",
        Shape.EARLIEST,
        Period(months=36),
        days_off=DaysOff.KEEP,
        noun="Analogleistungen",
        begins="eingereist",
        check="Ob der Tag der Einreise mitzählt, ob der Aufenthalt wesentlich unterbrochen war und ob "
        "die Person seine Dauer rechtsmissbräuchlich beeinflusst hat.",
    ),
    Rule(
        "lebensjahr",
        "Vollendung eines Lebensjahres",
        "§ 187 Abs. 2 S. 2 BGB",
        "Geburt",
        Shape.YEAR_OF_LIFE,
        law=Law.BGB,
        counting=Counting.FROM_DAY,
        days_off=DaysOff.KEEP,
        begins="geboren",
    ),
    Rule(
        "antrag_25a",
        "Letzter Antragstag vor Vollendung des 27. Lebensjahres",
        "§ 25a Abs. 1 S. 1 Nr. 3 AufenthG",
        "Geburt",
        Shape.YEAR_OF_LIFE,
        law=Law.BGB,
        counting=Counting.FROM_DAY,
        days_off=DaysOff.KEEP,
        begins="geboren",
        noun="letzter Antragstag",
        years=27,
        follows="Ein späterer Antrag wahrt die Altersgrenze nicht.",
        check="Die Altersgrenze verschiebt sich nicht auf den nächsten Werktag; ob ein Antrag am "
        "Wochenende eingeht, ist zu sichern.",
    ),
    Rule(
        "titel_104c",
        "Gültigkeit des Chancen-Aufenthaltsrechts",
        "§ 104c Abs. 3 AufenthG a. F.; § 104c Abs. 1 AufenthG n. F.",
        "erster Tag der Gültigkeit",
        Shape.UNTIL,
        Period(months=18),
        counting=Counting.FROM_DAY,
        days_off=DaysOff.KEEP,
        noun="Titel",
        begins="gültig ab",
        follows="Davor ist der Antrag nach § 25b oder § 25a zu stellen; der Titel ist nicht verlängerbar.",
    ),
    Rule(
        "verlaengerungsantrag",
        "Antrag auf Verlängerung des Titels",
        "§ 81 Abs. 4 AufenthG",
        "letzter Tag der Gültigkeit",
        Shape.UNTIL,
        days_off=DaysOff.KEEP,
        begins="gültig bis",
        follows="Ein rechtzeitiger Antrag lässt den Titel fortgelten; die Fiktionsbescheinigung ist "
        "auszustellen (§ 81 Abs. 5 AufenthG).",
        check="Bei verspätetem Antrag, ob die Fortgeltung zur Vermeidung einer unbilligen Härte "
        "anzuordnen ist.",
    ),
    Rule(
        "wohnsitzauflage",
        "Wohnsitzregelung drei Jahre",
        "§ 12a Abs. 1 AufenthG",
        "Anerkennung oder Erteilung der Aufenthaltserlaubnis",
        Shape.UNTIL,
        Period(years=3),
        days_off=DaysOff.KEEP,
        noun="Wohnsitzregelung",
        begins="anerkannt oder Titel erteilt",
        check="Ob der erste Tag mitzählt (§ 187 BGB) und ob die Regelung aufzuheben oder zu verlängern ist.",
    ),
    Rule(
        "ruecknahme_einbuergerung",
        "Rücknahme der Einbürgerung",
        "§ 35 Abs. 3 StAG",
        "Bekanntgabe der Einbürgerung",
        Shape.DEADLINE,
        Period(years=10),
        noun="Rücknahmefrist",
        begins="Einbürgerung bekannt gegeben",
        follows="Danach kann die Einbürgerung nicht mehr zurückgenommen werden.",
        check="Ob sich das Ende der Frist der Behörde auf den nächsten Werktag verschiebt.",
    ),
    Rule(
        "behoerdlich",
        "Von der Behörde gesetzte Frist",
        "§ 31 Abs. 2 VwVfG",
        "Bekanntgabe der Frist",
        Shape.OPEN,
        set_by=SetBy.AUTHORITY,
        begins="Frist bekannt gegeben",
        announced=True,
        follows="Wer die Frist gesetzt hat, entscheidet, wie es weitergeht.",
    ),
    Rule(
        "vereinbart",
        "Nur vereinbarte Zeit",
        "keine gesetzliche Frist",
        "Tag der Zusage",
        Shape.OPEN,
        set_by=SetBy.AGREEMENT,
        begins="zugesagt",
        follows="Rechtlich geschieht nichts; die Stufen der Erinnerung laufen weiter.",
    ),
)

#: the rules by their name, in the order of the list
RULES: Mapping[str, Rule] = MappingProxyType({rule.key: rule for rule in _ALL})
