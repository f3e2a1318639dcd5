"""What stands in the way of reading a diagram (`engine.bpmn.basis` names the rules)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn import Told

#: by the name of the rule
READING: Mapping[str, Told] = MappingProxyType(
    {
        "xml-syntax": Told(
            "Datei ist kein XML",
            "Ein BPMN-Diagramm ist eine XML-Datei. Ist sie beschädigt, lässt sich nichts davon lesen.",
            "Ein Element wird geöffnet und nie geschlossen.",
            "Die Datei ist so, wie ein Modellierer sie speichert; der Befund nennt Zeile und Spalte.",
            "XML 1.0",
        ),
        "xml-size": Told(
            "Datei ist zu groß",
            "Sehr große Dateien legen den Rechner lahm, und niemand überblickt sie.",
            "Eine Datei hat 20.000 Elemente.",
            "Der Ablauf ist auf mehrere Dateien verteilt, die einander aufrufen.",
        ),
        "xml-doctype": Told(
            "Datei hat einen Dokumenttyp",
            "Über Dokumenttyp und Entitäten lassen sich fremde Dateien hereinziehen. Ein Diagramm braucht "
            "beides nicht.",
            "Die Datei beginnt mit <!DOCTYPE …>.",
            "Die Datei beginnt mit der XML-Zeile, darauf folgt „definitions“.",
        ),
        "xml-encoding": Told(
            "Zeichensatz nicht lesbar",
            "Ist der Zeichensatz unbekannt oder falsch genannt, werden Umlaute zu anderen Zeichen.",
            "Die Datei nennt UTF-16, ist aber in Latin-1 geschrieben.",
            "Die Datei ist in UTF-8 gespeichert.",
        ),
        "not-bpmn": Told(
            "Kein BPMN 2.0",
            "Nur Dateien mit „definitions“ von BPMN 2.0 als Wurzel enthalten Abläufe, die sich ausführen lassen.",
            "Jemand hat ein Bild oder eine Datei eines anderen Zeichenprogramms hochgeladen.",
            "Das Diagramm ist als BPMN 2.0 XML exportiert.",
            "BPMN 2.0.2, 15.3.1",
        ),
        "id-duplicate": Told(
            "Kennung doppelt",
            "An der Kennung erkennt die Anwendung ein Element. Haben zwei dieselbe, weiß niemand, welches gemeint ist.",
            "Zwei Aufgaben haben die Kennung „nachfrage“, meist nach dem Kopieren im Texteditor.",
            "Jedes Element hat eine eigene Kennung.",
            "BPMN 2.0.2, 8.2.1",
        ),
        "reference-missing": Told(
            "Verweis fehlt",
            "Manche Elemente nennen ein anderes, ohne das sie nichts bedeuten.",
            "Ein Sequenzfluss nennt kein Ziel.",
            "Er nennt, woher er kommt und wohin er führt.",
            "BPMN 2.0.2, 15.3.2",
        ),
        "reference-dangling": Told(
            "Verweis ins Leere",
            "Was genannt wird, muss es geben. Meist ist das Ziel gelöscht und der Verweis stehen geblieben.",
            "Ein Fluss führt zu „bescheid“, das es nicht mehr gibt.",
            "Er führt zu einem Element der Datei, oder er ist gelöscht.",
            "BPMN 2.0.2, 15.3.2",
        ),
        "reference-kind": Told(
            "Verweis auf etwas anderes",
            "Ein Verweis muss auf die Art von Element zeigen, die dort gemeint ist.",
            "Ein Nachrichtenereignis nennt als Nachricht eine Aufgabe.",
            "Es nennt eine Nachricht.",
            "BPMN 2.0.2, 15.3.2",
        ),
        "reference-imported": Told(
            "Verweis in eine andere Datei",
            "Eingebundene Dateien werden nicht gelesen; was dort steht, gilt hier nicht.",
            "Eine Aufgabe nennt eine Schnittstelle aus einer WSDL-Datei.",
            "Was der Ablauf braucht, steht in seiner eigenen Datei.",
        ),
        "not-executable": Told(
            "Nichts Ausführbares",
            "Ohne das Häkchen „Ausführbar“ ist der Prozess ein Bild: Kein Fall läuft danach.",
            "isExecutable steht auf false.",
            "Am Prozess ist „Ausführbar“ angekreuzt.",
        ),
        "too-many-processes": Told(
            "Zu viele Prozesse in einer Datei",
            "Mehr als hundert Prozesse in einer Datei hat niemand gezeichnet; so etwas entsteht durch einen Fehler.",
            "Eine Datei enthält 500 Prozesse.",
            "Jeder Ablauf hat seine Datei.",
        ),
        "too-many-findings": Told(
            "Mehr Befunde, als jemand lesen kann",
            "Gezeigt werden die ersten 500, Fehler zuerst. Die übrigen erscheinen, wenn diese behoben sind.",
            "Eine Datei aus einem anderen Programm hat 900 Befunde.",
            "Die gezeigten Befunde sind behoben, und es wird neu geprüft.",
        ),
    }
)
