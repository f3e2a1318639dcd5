"""What is wrong with a version as a whole: process.toml, what begins by itself, the pre-check, what nothing uses."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn import Told

#: by the name of the rule
VERSION: Mapping[str, Told] = MappingProxyType(
    {
        "no-diagram": Told(
            "Ablauf ohne Diagramm",
            "Ohne Diagramm gibt es nichts, wonach ein Fall laufen könnte.",
            "Der Ordner enthält nur Formulare.",
            "Er enthält eine Datei *.bpmn.",
        ),
        "no-executable-process": Told(
            "Kein Prozess ist ausführbar",
            "Ein Fall läuft nach einem Prozess, der als ausführbar gekennzeichnet ist.",
            "Alle Prozesse der Fassung sind Bilder.",
            "An einem ist „Ausführbar“ angekreuzt.",
        ),
        "duplicate-process": Told(
            "Prozess in zwei Dateien",
            "Ein Fall läuft nach dem Prozess einer Kennung. Gibt es sie zweimal, ist offen, welches Diagramm gilt.",
            "„einbuergerung“ steht in einbuergerung.bpmn und in einbuergerung_kopie.bpmn.",
            "Jeder Prozess der Fassung hat seine eigene Kennung; die Kopie ist herausgenommen.",
        ),
        "duplicate-form": Told(
            "Formular in zwei Dateien",
            "Eine Aufgabe ruft ihr Formular über die Kennung. Gibt es sie zweimal, ist offen, welches gilt.",
            "„anhoerung“ ist die Kennung von forms/anhoerung.form und von forms/anhoerung_alt.form.",
            "Jedes Formular der Fassung hat seine eigene Kennung.",
        ),
        "decision-unused": Told(
            "Entscheidung, die niemand ruft",
            "Eine Tabelle ohne Aufruf wird mitgepflegt und geprüft, ohne etwas zu bewirken.",
            "„anspruch_alt“ steht noch in der Datei, gerufen wird „anspruch“.",
            "Jede Entscheidung wird gerufen oder von einer anderen gebraucht.",
        ),
        "start-condition": Told(
            "Prozess beginnt mit einer Bedingung",
            "Vor dem Beginn gibt es keine Angaben, die eine Bedingung lesen könnte.",
            "Der Prozess beginnt, wenn = alter >= 18 gilt.",
            "Er beginnt mit einer Nachricht; die Bedingung steht an einem Ereignis-Teilprozess.",
        ),
        "start-name": Told(
            "Auslöser des Beginns hängt vom Fall ab",
            "Die Nachricht, mit der ein Fall beginnt, kann nichts aus diesem Fall lesen.",
            "Sie heißt = aktenzeichen.",
            "Sie heißt „antrag_eingegangen“.",
        ),
        "start-time": Told(
            "Zeit des Beginns nicht fest",
            "Wann ein Fall von selbst beginnt, muss ohne ihn feststehen.",
            "Der Prozess beginnt nach = frist.",
            "Er beginnt mit R/P1M.",
        ),
        "precheck-title": Told(
            "Vorprüfung ohne prüfbaren Titel",
            "Die Vorprüfung rechnet für einen Titel. Diesen kennt sie nicht, oder es ist keiner genannt.",
            "Die Eingabe „titel“ ist „StAG_99“.",
            "Die Eingabe „titel“ ist „StAG_10“.",
        ),
        "precheck-input": Told(
            "Vorprüfung bekommt, was sie nicht liest",
            "Sie liest den Datensatz zur Person und wenige Eingaben. Anderes bewirkt nichts.",
            "Die Aufgabe gibt „einkommen“ mit.",
            "Das Einkommen steht im Datensatz.",
        ),
        "exemption-unmatched": Told(
            "Ausnahme ohne Befund",
            "Der Befund ist behoben oder heißt anders. Die Ausnahme könnte später einen neuen verdecken.",
            "Die Ausnahme nennt „nachfrage_alt“; das Element gibt es nicht mehr.",
            "Sie ist gestrichen oder nennt Regel und Element des Befunds.",
        ),
        "exemption-error": Told(
            "Ausnahme von einem Fehler",
            "Mit einem Fehler läuft der Ablauf nicht; ein Grund ändert daran nichts.",
            "Die Ausnahme nennt „dead-end“.",
            "Der Fehler ist behoben; ausgenommen werden nur Warnungen.",
        ),
        "profile-unreadable": Told(
            "Steckbrief nicht lesbar",
            "process.toml ist in TOML geschrieben. Ist die Datei beschädigt, gilt nichts davon.",
            "Ein Text steht ohne Anführungszeichen.",
            "Texte stehen in Anführungszeichen, Listen in eckigen Klammern.",
        ),
        "profile-key-unknown": Told(
            "Schlüssel des Steckbriefs unbekannt",
            "Ein unbekannter Schlüssel bewirkt nichts. Meist ist er falsch geschrieben.",
            "Dort steht „verantwortung“.",
            "Dort steht „verantwortlich“.",
        ),
        "profile-key-missing": Told(
            "Schlüssel des Steckbriefs fehlt",
            "Ohne ihn sagt der Eintrag nichts.",
            "Eine Zeit nennt kein Element.",
            "Sie nennt Element, Art und Dauer.",
        ),
        "profile-successor": Told(
            "Nachfolger passt nicht zum Diagramm",
            "„nachfolger“ sagt, wo Fälle weitergehen, die an einem Schritt warten, den es nicht mehr gibt. Dazu muss "
            "das Ziel da sein und der Schritt fehlen; sonst bliebe ein Fall liegen oder spränge unbemerkt weiter.",
            "Ein Eintrag macht aus „pruefen“ den Schritt „sichten“; „pruefen“ steht aber noch im Diagramm.",
            "Der Eintrag nennt einen Schritt, den es nicht mehr gibt, und als Ziel einen, den es gibt.",
        ),
        "profile-value": Told(
            "Wert im Steckbrief passt nicht",
            "Der Wert ist von anderer Art, als dort gelesen werden kann.",
            "Die Dauer ist „zwei Wochen“.",
            "Die Dauer ist P14D.",
        ),
        "profile-identity": Told(
            "Steckbrief und Diagramm heißen verschieden",
            "Schlüssel, Titel und Version stehen an zwei Stellen und müssen gleich sein.",
            "Der Steckbrief heißt „Einbürgerung“, der Prozess „Einbuergerung“.",
            "Beide heißen „Einbürgerung“.",
        ),
        "profile-incomplete": Told(
            "Steckbrief unvollständig",
            "Zweck, Verantwortung, Rechtsstand und Aufbewahrung fragt die Lenkungsgruppe vor jedem Beschluss.",
            "Der Rechtsstand fehlt.",
            "Er nennt den Tag, bis zu dem die Rechtsquellen gelesen sind.",
        ),
        "profile-role": Told(
            "Rolle nur an einer Stelle",
            "Wer mitwirkt, steht im Diagramm und im Steckbrief. Fehlt eines, erfährt eine Stelle nicht, "
            "dass sie gemeint ist.",
            "Im Diagramm arbeitet das Jobcenter mit, im Steckbrief fehlt es.",
            "Beide nennen jobcenter.sachbearbeitung.",
        ),
        "profile-number": Told(
            "Vereinbarter Wert, nach dem nichts fragt",
            "Die Lenkungsgruppe beschlösse eine Zahl, nach der niemand entscheidet.",
            "Der Steckbrief nennt den Wert „ab“, Diagramm und Tabellen fragen nicht danach.",
            'Die Tabelle vergleicht mit vereinbart("ab").',
        ),
        "profile-time": Told(
            "Vereinbarte Zeit passt nicht zum Diagramm",
            "Vereinbart werden kann nur, wonach das Diagramm fragt, und beides muss dasselbe sagen.",
            "Im Diagramm steht P14D fest, im Steckbrief P10D.",
            'Im Diagramm steht vereinbart("nachfrage"), im Steckbrief P10D.',
        ),
        "profile-form": Told(
            "Formular ohne Datengruppe",
            "Die Datengruppe sagt, auf welcher Grundlage gefragt wird und wer es lesen darf.",
            "Das Formular „antrag“ steht bei keiner Gruppe.",
            "Es steht bei der Gruppe, deren Angaben es erhebt.",
        ),
        "profile-data": Told(
            "Datengruppe ohne Zweck oder ohne Leser",
            "Ohne Zweck darf nichts erhoben werden, und was niemand erreicht, nützt niemandem.",
            "Die Gruppe „Gesundheit“ nennt keinen Zweck.",
            "Sie nennt Zweck, Rechtsgrundlage und die Themen der Stellen, die sie lesen.",
            "Art. 5 Abs. 1 lit. b DSGVO",
        ),
        "profile-residence": Told(
            "Frage nach dem Aufenthalt ohne Hinweis",
            "Öffentliche Stellen müssen der Ausländerbehörde mitteilen, was sie über einen unerlaubten "
            "Aufenthalt erfahren. "
            "Davor steht ein Hinweis, und freie Texte fragen nicht danach.",
            "Eine Beratungsstelle fragt nach dem Status, ohne § 87 zu nennen.",
            "Vor der Frage steht, was mitgeteilt werden muss.",
            "§ 87 AufenthG",
        ),
        "profile-interface": Told(
            "Schnittstelle nennt, was es nicht gibt",
            "Andere Abläufe verlassen sich auf das, was hier steht.",
            "Die Schnittstelle nennt die Nachricht „umzug“, das Diagramm kennt sie nicht.",
            "Name und Richtung stimmen mit dem Diagramm überein.",
        ),
        "profile-measure": Told(
            "Kennzahl misst nichts",
            "Gemessen wird an Elementen des Diagramms.",
            "Die Kennzahl nennt ein gelöschtes Element.",
            "Sie nennt Anfang und Ende, die es gibt.",
        ),
        "profile-ladder": Told(
            "Stufe der Leiter passt nicht",
            "Jede Stufe kommt nach der darunter und sagt, wer sie erfährt.",
            "Stufe 3 kommt vor Stufe 2.",
            "Die Zeiten steigen mit den Stufen.",
        ),
        "profile-referral": Told(
            "Verweis sagt nicht, wer am Zug ist",
            "Bei jedem Schritt eines Verweises muss feststehen, wie weit er ist und wer handelt.",
            "Eine Aufgabe des Ablaufs fehlt unter [[verweis.schritte]].",
            "Sie steht dort mit Zustand und Beteiligtem.",
        ),
    }
)
