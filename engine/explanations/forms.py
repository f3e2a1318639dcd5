"""What is wrong with a form (docs/forms.md)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn import Told

#: by the name of the rule
FORMS: Mapping[str, Told] = MappingProxyType(
    {
        "form-syntax": Told(
            "Formular nicht lesbar",
            "Ein Formular ist eine JSON-Datei von form-js. Ist sie beschädigt, zeigt die Aufgabe nichts.",
            "In der Datei fehlt eine Klammer.",
            "Die Datei ist so, wie der Formulareditor sie speichert.",
        ),
        "form-size": Told(
            "Formular zu groß",
            "Niemand füllt Hunderte Felder am Stück aus, und die Seite würde langsam.",
            "Ein Formular hat 2.000 Felder.",
            "Die Angaben sind auf mehrere Aufgaben verteilt.",
        ),
        "form-version": Told(
            "Formular aus einem neueren Programm",
            "Eine neuere Fassung von form-js kann etwas enthalten, das hier niemand kennt.",
            "Die Schemaversion ist höher als die bekannte.",
            "Das Formular ist mit dem Formulareditor der Modellierung gespeichert.",
        ),
        "form-component": Told(
            "Feldart gibt es nicht",
            "Angezeigt wird, was auf dem Server barrierefrei ausgegeben werden kann. Anderes wird abgelehnt.",
            "Ein Formular bindet eine fremde Seite ein (iframe).",
            "An der Stelle steht ein Text mit einem Link.",
        ),
        "form-key": Told(
            "Feld ohne brauchbaren Schlüssel",
            "Unter dem Schlüssel steht die Angabe im Fall. Ohne ihn geht sie verloren.",
            "Ein Feld hat den Schlüssel „Antrag am“.",
            "Der Schlüssel ist „antrag_am“.",
        ),
        "form-label": Told(
            "Feld ohne Beschriftung",
            "Ohne Beschriftung weiß niemand, was gefragt ist; Vorleseprogramme sagen nichts.",
            "Ein Textfeld hat keine Beschriftung.",
            "Es heißt „Antrag eingegangen am“.",
            "BITV 2.0, WCAG 2.2, 3.3.2",
        ),
        "form-options": Told(
            "Auswahl ohne Antworten",
            "Eine Auswahl braucht Antworten, jede mit eigenem Wert.",
            "Zwei Antworten haben den Wert „ja“.",
            "Die Werte sind „ja“ und „nein“.",
        ),
        "form-expression": Told(
            "Ausdruck im Formular nicht lesbar",
            "Sichtbarkeit, Pflicht und berechnete Werte stehen in FEEL.",
            "Ein Feld ist verborgen, wenn = kinder > gilt.",
            "Es ist verborgen, wenn = kinder = 0 gilt.",
        ),
        "form-template": Told(
            "Vorlagentext wird nicht ausgeführt",
            "In Texten steht zwischen doppelten Klammern ein FEEL-Ausdruck. Schleifen und Blöcke gibt es dort nicht.",
            "Ein Text enthält {{#loop kinder}}.",
            "Er enthält {{ if kinder > 0 then „mit Kindern“ else „“ }}, oder ein eigenes Feld wird ausgeblendet.",
        ),
        "form-pattern": Told(
            "Prüfmuster nicht lesbar",
            "Das Prüfmuster sagt, wie eine Angabe aussehen muss. Ein falsches nähme keine Angabe an.",
            "Das Prüfmuster lautet [0-9.",
            "Das Prüfmuster lautet ^[0-9]{5}$.",
        ),
        "form-validation": Told(
            "Prüfung eines Feldes unmöglich",
            "Mindest- und Höchstwert müssen zusammen erfüllbar sein.",
            "Das Feld verlangt mindestens 10 und höchstens 5.",
            "Es verlangt mindestens 5 und höchstens 10.",
        ),
        "form-property": Told(
            "Eigenschaft ohne Wirkung",
            "Was niemand kennt oder was den falschen Wert hat, bewirkt nichts und täuscht etwas vor.",
            "Ein Feld hat die Eigenschaft „pflicht“.",
            "Pflicht ist „validate.required“.",
        ),
        "form-html": Told(
            "HTML wird nicht ausgegeben",
            "Aus Formularen kommt kein Programm und kein fremdes Bild auf die Seite.",
            "Ein HTML-Feld enthält ein Skript.",
            "Es enthält Überschriften, Absätze, Listen und Links.",
        ),
        "form-list": Told(
            "Liste mit unmöglicher Zahl von Zeilen",
            "Eine Liste wiederholt ihre Felder; Mindest- und Höchstzahl müssen zusammenpassen.",
            "Die Liste verlangt mindestens 5 und höchstens 3 Zeilen.",
            "Sie verlangt mindestens 1 Zeile.",
        ),
        "form-table": Told(
            "Formulartabelle ohne Daten oder Spalten",
            "Eine Tabelle im Formular zeigt eine Liste des Falls, in Spalten mit eigenem Schlüssel.",
            "Eine Tabelle nennt keine Liste.",
            "Sie zeigt = kinder mit „vorname“ und „geboren_am“.",
        ),
        "form-outcome": Told(
            "Ausgang passt nicht",
            "Ein Ausgang wird zu Knöpfen am Ende der Aufgabe. Davon gibt es einen, mit festen Antworten.",
            "Zwei Felder eines Formulars sind Ausgang.",
            "Eines ist Ausgang, das andere eine Auswahl.",
        ),
        "form-decision": Told(
            "Ob entschieden wird, sagt das Feld nicht",
            "Die Akte zeigt unter „Entscheidungen“, was Menschen entschieden und was sie erst beabsichtigt haben. "
            "Das weiß sie aus der Eigenschaft „entscheidung“ des Feldes, nicht aus seinem Namen.",
            "Ein Feld „beabsichtigte_entscheidung“ hat die Eigenschaft nicht, oder sie lautet „ja“.",
            "Die Eigenschaft ist „getroffen“, „beabsichtigt“ oder „person“ (die Person entscheidet selbst).",
            "§ 28 VwVfG",
        ),
        "form-file": Told(
            "Datei im Startformular",
            "Dateien gehören zu einem Fall, und vor dem Beginn gibt es noch keinen.",
            "Das Startformular fragt nach einer Datei.",
            "Danach fragt das Formular der ersten Aufgabe.",
        ),
        "form-unused": Told(
            "Formular, das keine Aufgabe zeigt",
            "Was niemand sieht, pflegt auch niemand; beim nächsten Ändern wird es für gültig gehalten.",
            "Die Aufgabe zeigt „antrag_neu“, „antrag“ liegt noch im Ordner.",
            "Jedes Formular steht an einer Aufgabe, oder die Datei ist gelöscht.",
        ),
        "form-field-unused": Told(
            "Feld, das niemand braucht",
            "Gefragt wird nur, was für den Zweck nötig ist. Diese Angabe liest nichts, und keine "
            "Datengruppe sagt mit ihrem Zweck, wozu sie aufbewahrt wird. Nennt die Datengruppe unter nur_akte die "
            "Felder, die nur in die Akte gehören, zählt jedes für sich.",
            "Ein Formular fragt nach der Religion; nichts liest sie.",
            "Das Feld ist gestrichen, oder die Datengruppe in process.toml nennt Zweck und Rechtsgrundlage.",
            "Art. 5 Abs. 1 lit. c DSGVO",
        ),
    }
)
