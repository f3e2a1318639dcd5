"""What of a diagram cannot be compiled into something that runs (`engine.bpmn.basis` names the rules)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn import Told

_EVENT = "BPMN 2.0.2, 10.5.5"
_FLOW = "BPMN 2.0.2, 8.3.13"

#: by the name of the rule
COMPILING: Mapping[str, Told] = MappingProxyType(
    {
        "element-refused": Told(
            "Element wird nicht ausgeführt",
            "Was keine festgelegte Bedeutung hat, wird abgelehnt, statt es stillschweigend zu übergehen.",
            "Das Diagramm enthält ein komplexes Gateway oder eine Choreografie.",
            "Es ist aus Elementen gezeichnet, die ausgeführt werden; der Befund nennt, woraus.",
        ),
        "attribute-refused": Told(
            "Einstellung wird nicht ausgeführt",
            "Eine Einstellung, die nichts bewirkt, täuscht etwas vor. Darum wird sie abgelehnt.",
            "Eine Aufgabe hat eine Einstellung, die hier niemand liest.",
            "Sie ist entfernt oder durch die ersetzt, die der Befund nennt.",
        ),
        "event-refused": Told(
            "Auslöser an der falschen Stelle",
            "Nicht jeder Auslöser passt an jede Stelle: Ein Prozess beginnt nicht mit einem Fehler.",
            "Ein Startereignis des Prozesses hat als Auslöser einen Fehler.",
            "Der Fehler steht an einem angehefteten Ereignis oder in einem Ereignis-Teilprozess.",
            "BPMN 2.0.2, Tabelle 10.93",
        ),
        "event-undefined": Told(
            "Ereignis ohne Auslöser",
            "Ein Zwischenereignis, das wartet, muss sagen, worauf.",
            "Ein angeheftetes Ereignis hat keinen Auslöser.",
            "Es hat eine Zeit, eine Nachricht oder einen anderen Auslöser.",
            _EVENT,
        ),
        "event-unnamed": Told(
            "Auslöser ohne Namen",
            "Nachrichten und Signale finden einander über den Namen.",
            "Die Nachricht eines Empfangsereignisses hat keinen Namen.",
            "Sie heißt „antrag_eingegangen“, wie beim Absender.",
            _EVENT,
        ),
        "event-multiple": Told(
            "Auslöser, die nicht zusammenpassen",
            "Mehrere Auslöser an einem Ereignis gelten zusammen. Manche können nicht zusammen eintreten.",
            "Ein Endereignis beendet alles und löst zugleich einen Fehler aus.",
            "Jedes Ereignis hat einen Auslöser, oder mehrere, die zusammenpassen.",
            _EVENT,
        ),
        "link-unnamed": Told(
            "Link ohne Namen",
            "Absprung und Ziel gehören durch den Namen zusammen.",
            "Ein Link-Ereignis hat keinen Linknamen.",
            "Beide Seiten heißen „A“.",
            _EVENT,
        ),
        "timer-missing": Told(
            "Zeit fehlt oder steht mehrfach",
            "Ein Zeitereignis nennt genau eines: einen Zeitpunkt, eine Dauer oder eine Wiederholung.",
            "Ein Zeitereignis hat weder Dauer noch Zeitpunkt.",
            "Es hat die Dauer P14D.",
            _EVENT,
        ),
        "condition-missing": Told(
            "Bedingung des Ereignisses fehlt",
            "Ein Bedingungsereignis tritt ein, sobald seine Bedingung zutrifft. Ohne sie geschähe es nie.",
            "Ein Bedingungsereignis ist leer.",
            "Es hat die Bedingung = unterlagen_vollstaendig.",
            _EVENT,
        ),
        "condition-empty": Told(
            "Bedingung ist leer",
            "Eine angefangene, leere Bedingung lässt offen, wann der Weg gegangen wird.",
            "Am Fluss steht eine Bedingung ohne Text.",
            "Sie lautet = pass = true, oder sie ist entfernt.",
            _FLOW,
        ),
        "message-missing": Told(
            "Ereignis nennt keine Nachricht",
            "Ohne Nachricht weiß niemand, worauf das Ereignis wartet oder was es sendet.",
            "Ein Nachrichtenereignis hat keine Nachricht.",
            "Es nennt „antrag_eingegangen“.",
            _EVENT,
        ),
        "task-message": Told(
            "Aufgabe nennt keine Nachricht",
            "Eine Sende- oder Empfangsaufgabe ohne Nachricht sendet nichts und wartet auf nichts.",
            "Eine Empfangsaufgabe hat keine Nachricht.",
            "Sie nennt „auskunft_eingegangen“.",
        ),
        "quantity": Told(
            "Unmögliche Anzahl von Marken",
            "Ein Schritt beginnt und endet mit mindestens einer Marke.",
            "startQuantity ist 0.",
            "Die Angabe fehlt oder ist mindestens 1.",
            "BPMN 2.0.2, Tabelle 10.3",
        ),
        "compensation-handler": Told(
            "Kompensation ohne Rücknahme",
            "Ein angeheftetes Kompensationsereignis führt zu dem Schritt, der etwas zurücknimmt.",
            "Am Ereignis hängt nichts.",
            "Eine Assoziation führt zu „Zahlung zurückfordern“.",
            "BPMN 2.0.2, 10.7.1",
        ),
        "flow-crosses": Told(
            "Fluss über die Grenze eines Teilprozesses",
            "Ein Teilprozess wird am Start betreten und am Ende verlassen, nicht mittendurch.",
            "Ein Fluss führt von außen in eine Aufgabe des Teilprozesses.",
            "Er führt zum Teilprozess; innen geht es vom Start weiter.",
            _FLOW,
        ),
        "flow-from-end": Told(
            "Fluss aus einem Ende",
            "Nach einem Ende kommt nichts mehr.",
            "Von „Antrag abgelehnt“ führt ein Fluss weiter.",
            "Der Fluss beginnt vor dem Ende.",
            "BPMN 2.0.2, 10.5.3",
        ),
        "flow-to-start": Told(
            "Fluss in einen Start",
            "Ein Start wird nicht erreicht: Dort beginnt es.",
            "Von „Nachfordern“ führt ein Fluss zum Start zurück.",
            "Er führt zum ersten Schritt nach dem Start.",
            "BPMN 2.0.2, 10.5.2",
        ),
        "flow-contradiction": Told(
            "Listen der Flüsse widersprechen sich",
            "Ein Element führt Listen seiner Flüsse. Sagen sie anderes als die Flüsse selbst, ist die "
            "Datei beschädigt.",
            "„Prüfen“ nennt einen eingehenden Fluss, der woandershin führt.",
            "Die Listen nennen die Flüsse, die dort ankommen und abgehen.",
            _FLOW,
        ),
        "boundary-incoming": Told(
            "Fluss in ein angeheftetes Ereignis",
            "Ein angeheftetes Ereignis tritt ein; es wird nicht über einen Fluss erreicht.",
            "Ein Fluss führt zur angehefteten Frist.",
            "Der Fluss führt zur Aufgabe, an der sie hängt.",
            "BPMN 2.0.2, 10.5.4",
        ),
        "boundary-scope": Told(
            "Ereignis hängt an etwas Fremdem",
            "Ein Ereignis hängt an einer Aktivität derselben Ebene.",
            "Das Ereignis im Teilprozess nennt eine Aufgabe außerhalb.",
            "Es hängt an einer Aufgabe desselben Teilprozesses.",
            "BPMN 2.0.2, 10.5.4",
        ),
        "default-misplaced": Told(
            "Standardfluss, wo es keinen gibt",
            "Einen Standardfluss haben Verzweigungen mit Auswahl und Aktivitäten.",
            "Ein paralleles Gateway hat einen Standardfluss.",
            "Der Eintrag ist entfernt, oder das Gateway ist exklusiv.",
            _FLOW,
        ),
        "default-foreign": Told(
            "Standardfluss eines anderen Elements",
            "Der Standardfluss muss von dem Element abgehen, das ihn nennt.",
            "„Pass vorhanden?“ nennt einen Fluss, der bei „Frist um?“ beginnt.",
            "Es nennt einen seiner eigenen Ausgänge.",
            _FLOW,
        ),
        "feel-expected": Told(
            "Ausdruck ohne Gleichheitszeichen",
            "Text hinter einem Gleichheitszeichen wird gerechnet, anderer Text steht für sich. Hier hilft "
            "nur Gerechnetes.",
            "Als Bedingung steht „pass vorhanden“.",
            "Sie lautet = pass_vorhanden.",
        ),
        "feel-syntax": Told(
            "Ausdruck nicht lesbar",
            "FEEL ist die Sprache für Bedingungen und Werte. Was sie nicht kennt, lässt sich nicht rechnen.",
            '= pass == "ja" (Vergleiche haben ein einfaches Gleichheitszeichen).',
            '= pass = "ja".',
        ),
        "script-missing": Told(
            "Skriptaufgabe rechnet nichts",
            "Eine Skriptaufgabe rechnet einen Ausdruck. Ohne ihn geschieht nichts.",
            "Eine Skriptaufgabe ohne Ausdruck.",
            "Sie rechnet = heute() und schreibt nach „beginn“.",
        ),
        "result-variable": Told(
            "Ergebnis hat keinen Namen",
            "Unter dem Namen steht das Ergebnis später in Bedingungen und Formularen.",
            "Eine Geschäftsregelaufgabe nennt keine Ergebnisvariable.",
            "Das Ergebnis heißt „anspruch“.",
        ),
        "decision-unnamed": Told(
            "Aufgabe nennt keine Entscheidung",
            "Eine Geschäftsregelaufgabe ruft eine Entscheidung über deren Kennung.",
            "Die Entscheidung ist nicht gewählt.",
            "Gewählt ist „anspruch_pruefen“.",
        ),
        "job-missing": Told(
            "Serviceaufgabe nennt keinen Auftrag",
            "Ein Programm holt sich Aufträge nach ihrer Art. Ohne sie holt ihn niemand.",
            "Eine Serviceaufgabe ohne Auftragsart.",
            "Die Auftragsart ist „brief_drucken“.",
        ),
        "call-unnamed": Told(
            "Aufruf nennt keinen Prozess",
            "Eine Aufrufaktivität startet einen anderen Ablauf über dessen Kennung.",
            "Der gerufene Prozess ist nicht gewählt.",
            "Gewählt ist „identitaetsklaerung“.",
        ),
        "loop-cardinality": Told(
            "Wiederholung ohne Anzahl",
            "Eine Mehrfachaktivität braucht eine Liste oder eine Zahl, sonst ist offen, wie oft sie geschieht.",
            "Die Mehrfachaktivität nennt weder Liste noch Anzahl.",
            "Sie geht über = kinder.",
        ),
        "loop-maximum": Told(
            "Höchstzahl der Wiederholungen unmöglich",
            "Die Höchstzahl einer Schleife ist eine Zahl ab 1.",
            "loopMaximum ist 0.",
            "loopMaximum ist 3, oder die Angabe fehlt.",
        ),
        "loop-event": Told(
            "Ereignis einer Mehrfachaktivität nicht ausführbar",
            "Was eine Mehrfachaktivität zwischendurch auslöst, wird nur in den einfachen Formen ausgeführt.",
            "Sie löst nach jedem zweiten Durchlauf ein eigenes Ereignis aus.",
            "Sie wartet auf alle Durchläufe; danach folgt das Ereignis.",
        ),
        "loop-endless": Told(
            "Wiederholung ohne Ende",
            "Eine Schleife ohne Bedingung und ohne Höchstzahl endet nie.",
            "Eine Schleife hat weder Bedingung noch loopMaximum.",
            "Sie läuft, solange = offen > 0.",
        ),
        "assignment-incomplete": Told(
            "Zuweisung unvollständig",
            "Eine Zuweisung nimmt einen Wert und schreibt ihn irgendwohin; beides muss dastehen.",
            "Eine Zuweisung hat eine Quelle, aber kein Ziel.",
            "Quelle und Ziel sind genannt.",
        ),
        "form-binding": Told(
            "Formular nicht fest benannt",
            "Ein Formular gehört zur Fassung und wird über seine feste Kennung gefunden.",
            "Das Formular wird durch einen Ausdruck bestimmt.",
            "Die Aufgabe nennt „antrag“.",
        ),
        "form-misplaced": Told(
            "Formular, das niemand sieht",
            "Ein Formular füllt jemand an einer Benutzeraufgabe oder beim Beginn eines Falls aus.",
            "An einer Serviceaufgabe steht ein Formular.",
            "Es steht an der Benutzeraufgabe davor.",
        ),
        "priority-invalid": Told(
            "Priorität außerhalb von 0 bis 100",
            "Nach der Priorität ordnet der Posteingang; sie ist eine ganze Zahl von 0 bis 100.",
            "Die Priorität ist 500.",
            "Die Priorität ist 80.",
        ),
        "mapping-target": Told(
            "Zuordnung ohne brauchbares Ziel",
            "Das Ziel ist der Name einer Variablen. Sonderzeichen und Leerzeichen lassen sich später nicht lesen.",
            "Das Ziel heißt „Antrag am“.",
            "Das Ziel heißt „antrag_am“.",
        ),
        "mapping-source": Told(
            "Zuordnung ohne Quelle",
            "Ohne Quelle bekäme das Ziel keinen Wert.",
            "Eine Eingabe nennt nur das Ziel.",
            "Die Quelle ist = person.name.",
        ),
        "zeebe-extension": Told(
            "Erweiterung wird nicht ausgeführt",
            "Manche Erweiterungen aus Camunda Modeler bewirken hier nichts. Sie werden genannt, statt "
            "übergangen zu werden.",
            "Eine Aufgabe hat einen Zeebe-Listener.",
            "Was geschehen soll, steht als eigener Schritt im Diagramm.",
        ),
        "zeebe-binding": Told(
            "Bindung an eine Fassung nicht möglich",
            "Welche Fassung gilt, bestimmt der Beschluss, oder der Aufruf nennt die Bezeichnung einer Fassung.",
            "Der Aufruf ist an das Deployment gebunden, in dem es den Prozess nicht gibt.",
            "Er ruft die geltende Fassung.",
        ),
        "vendor-extension": Told(
            "Erweiterung eines anderen Herstellers",
            "Was andere Programme in die Datei schreiben, bleibt erhalten und bewirkt hier nichts.",
            "Eine Aufgabe hat Felder von camunda:.",
            "Was gelten soll, steht in den Feldern der Eigenschaftenleiste.",
        ),
        "foreign-element": Told(
            "Fremdes Element",
            "Elemente aus einem unbekannten Namensraum bleiben erhalten und werden nicht ausgeführt.",
            "Im Prozess steht ein Element eines anderen Programms.",
            "Der Ablauf ist mit Elementen von BPMN gezeichnet.",
        ),
    }
)
