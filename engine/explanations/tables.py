"""What is wrong with a DMN file, or with one of its tables as a whole (docs/dmn.md)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn import Told

#: by the name of the rule
TABLES: Mapping[str, Told] = MappingProxyType(
    {
        "table-gap": Told(
            "Lücke in der Tabelle",
            "Für diese Eingaben gilt keine Regel; die Entscheidung bleibt ohne Ergebnis. Der Befund nennt "
            "ein Beispiel.",
            "Es gibt Regeln für unter 18 und über 18, aber keine für genau 18.",
            "Jede mögliche Eingabe trifft eine Regel, oder eine letzte Regel mit „-“ nimmt den Rest.",
        ),
        "table-overlap": Told(
            "Regeln überschneiden sich",
            "Bei UNIQUE darf nur eine Regel zutreffen. Treffen zwei zu, bleibt der Vorgang mit einer Störung stehen.",
            "Eine Regel gilt bis 18, die nächste ab 18.",
            "Die erste gilt für < 18, die zweite für >= 18.",
            "DMN 1.5, 8.2.10",
        ),
        "table-contradiction": Told(
            "Regeln widersprechen sich",
            "Bei ANY dürfen mehrere Regeln zutreffen, wenn sie dasselbe sagen. Diese sagen Verschiedenes.",
            "Zwei Regeln für denselben Fall sagen „ja“ und „nein“.",
            "Beide sagen dasselbe, oder ihre Bedingungen schließen sich aus.",
            "DMN 1.5, 8.2.10",
        ),
        "table-duplicate": Told(
            "Regel steht doppelt",
            "Eine Regel mit denselben Bedingungen und demselben Ergebnis ändert nichts und verwirrt beim Ändern.",
            "Regel 3 und Regel 7 sind gleich.",
            "Eine der beiden ist gestrichen.",
        ),
        "table-unreachable": Told(
            "Regel kommt nie zum Zug",
            "Was diese Regel beschreibt, haben Regeln davor schon entschieden.",
            "Bei FIRST steht „-“ in der ersten Zeile; alles danach wird nie gelesen.",
            "Die allgemeine Regel steht zuletzt.",
        ),
        "table-never": Told(
            "Bedingung trifft nie zu",
            "Kein Wert erfüllt diese Zelle; die Regel gilt nie.",
            "In einer Zelle steht [18..16].",
            "In der Zelle steht [16..18].",
        ),
        "table-unclear": Told(
            "Zelle ist von außen nicht zu beurteilen",
            "Diese Zelle rechnet mit anderen Werten. Ob sich Regeln überschneiden, lässt sich hier nicht sagen.",
            "Eine Zelle lautet > grenze(ags).",
            "Der Vergleich steht in einer eigenen Entscheidung, die Tabelle liest nur deren Ergebnis.",
        ),
        "table-unfinished": Told(
            "Tabelle zu verflochten für die Prüfung",
            "Es gibt so viele Überschneidungen, dass die Prüfung nicht zu Ende kam. Auch Menschen "
            "überblicken das nicht.",
            "Eine Tabelle hat zwölf Spalten, die alle Regeln verschieden mischen.",
            "Sie ist in mehrere Entscheidungen geteilt, die aufeinander aufbauen.",
        ),
        "table-output": Told(
            "Tabelle ohne Ergebnisspalte",
            "Eine Tabelle ohne Ergebnis entscheidet nichts.",
            "Die Tabelle hat nur Eingabespalten.",
            "Sie hat eine Ergebnisspalte „anspruch“.",
            "DMN 1.5, 8.3",
        ),
        "table-shape": Told(
            "Zeile hat zu wenige oder zu viele Zellen",
            "Jede Regel hat für jede Spalte eine Zelle. Sonst verrutschen die Bedingungen.",
            "Die Tabelle hat vier Spalten, eine Regel nur drei Zellen.",
            "Jede Regel hat vier Zellen; „-“ steht, wo es nicht darauf ankommt.",
            "DMN 1.5, 8.3.3",
        ),
        "hit-policy": Told(
            "Trefferregel passt nicht",
            "Die Trefferregel sagt, was bei mehreren zutreffenden Regeln gilt. Manche braucht die Liste "
            "der Ergebnisse.",
            "PRIORITY steht an einer Tabelle ohne geordnete Ergebniswerte.",
            "Die Ergebnisspalte nennt ihre Werte in der Reihenfolge ihres Vorrangs.",
            "DMN 1.5, 8.2.10",
        ),
        "output-name": Told(
            "Ergebnisspalten ohne eigene Namen",
            "Mehrere Ergebnisse werden über die Namen ihrer Spalten gelesen.",
            "Zwei Ergebnisspalten heißen beide „ergebnis“.",
            "Sie heißen „anspruch“ und „grund“.",
            "DMN 1.5, 8.3.2",
        ),
        "output-value": Told(
            "Ergebnis außerhalb der erlaubten Werte",
            "Die Spalte nennt, was herauskommen darf. Dieses Ergebnis ist nicht dabei, oft ein Schreibfehler.",
            "Erlaubt sind „ja“ und „nein“, eine Regel sagt „Ja“.",
            "Die Regel sagt „ja“.",
            "DMN 1.5, 8.3.2",
        ),
        "empty-output": Told(
            "Regel ohne Ergebnis",
            "Eine leere Ergebniszelle liefert null. Das ist selten gemeint.",
            "Eine Regel hat Bedingungen und kein Ergebnis.",
            "Das Ergebnis steht in der Zelle, oder dort steht null.",
        ),
        "empty-expression": Told(
            "Ausdruck ist leer",
            "Ohne Ausdruck wird nichts gelesen oder gerechnet.",
            "Eine Eingabespalte hat keinen Ausdruck.",
            "Sie liest „alter“.",
            "DMN 1.5, 7.3",
        ),
        "expression-language": Told(
            "Ausdruck in einer anderen Sprache",
            "Gerechnet wird in FEEL, der Sprache des Standards. Anderes wird nicht ausgeführt.",
            "Eine Zelle nennt JavaScript.",
            "Der Ausdruck steht in FEEL.",
        ),
        "feel-type": Told(
            "Ausdruck mit unpassenden Werten",
            "Ein Vergleich oder eine Funktion bekommt, womit sie nie etwas anfangen kann.",
            "Das Alter wird mit dem Text „18“ verglichen.",
            "Es wird mit der Zahl 18 verglichen.",
        ),
        "feel-size": Told(
            "Ausdruck zu groß",
            "Sehr lange oder tief geschachtelte Ausdrücke versteht niemand, und sie bremsen jeden Fall.",
            "Ein Ausdruck hat 50 Ebenen.",
            "Zwischenergebnisse sind eigene Entscheidungen mit Namen.",
        ),
        "dmn-root": Told(
            "Kein DMN",
            "Nur Dateien mit „definitions“ von DMN als Wurzel enthalten Entscheidungen.",
            "Eine BPMN-Datei heißt regeln.dmn.",
            "Die Datei ist als DMN exportiert.",
            "DMN 1.5, 6.3.2",
        ),
        "no-decision": Told(
            "Datei ohne Entscheidung",
            "Eine DMN-Datei ohne Entscheidung nützt niemandem.",
            "Die Datei enthält nur Eingabedaten.",
            "Sie enthält mindestens eine Entscheidung.",
        ),
        "no-logic": Told(
            "Entscheidung ohne Tabelle",
            "Ohne Tabelle oder Ausdruck kommt nichts heraus.",
            "Im Diagramm steht eine Entscheidung, zu der es keine Tabelle gibt.",
            "Sie hat eine Tabelle oder einen Ausdruck.",
        ),
        "missing-name": Told(
            "Name fehlt",
            "Entscheidungen und Eingaben werden über ihre Namen gelesen.",
            "Eine Entscheidung hat keinen Namen.",
            "Sie heißt „Anspruch prüfen“.",
            "DMN 1.5, 6.3.1",
        ),
        "unsupported-element": Told(
            "DMN-Element wird nicht ausgeführt",
            "Was niemand ausführt, wird genannt, statt übergangen zu werden.",
            "Die Datei enthält ein Element eines anderen Programms.",
            "Es ist durch Tabellen und Ausdrücke ersetzt.",
        ),
        "duplicate-id": Told(
            "Kennung in der DMN-Datei doppelt",
            "An der Kennung wird eine Entscheidung gerufen. Haben zwei dieselbe, ist offen, welche gilt.",
            "Zwei Entscheidungen haben die Kennung „anspruch“.",
            "Jede hat ihre eigene.",
            "DMN 1.5, 6.3.1",
        ),
        "duplicate-name": Told(
            "Zwei Dinge heißen gleich",
            "Gelesen wird über den Namen. Bei zweien gleichen Namens ist nicht zu sehen, welches gemeint ist.",
            "Eine Eingabe und eine Entscheidung heißen „Status“.",
            "Sie heißen „Status heute“ und „Status neu“.",
        ),
        "duplicate-key": Told(
            "Schlüssel steht doppelt",
            "Von zwei Einträgen mit demselben Schlüssel gilt nur einer.",
            "In einem Formular schreiben zwei Felder nach „name“.",
            "Sie schreiben nach „vorname“ und „nachname“.",
        ),
        "duplicate-entry": Told(
            "Eintrag eines Kontexts doppelt",
            "Ein Kontext hat zu jedem Namen einen Wert.",
            "Zwei Einträge heißen „summe“.",
            "Jeder Eintrag hat seinen Namen.",
            "DMN 1.5, 10.3.2.6",
        ),
        "duplicate-parameter": Told(
            "Parameter doppelt",
            "Eine Funktion mit zwei Parametern gleichen Namens kann sie nicht unterscheiden.",
            "Eine Funktion hat zweimal „alter“.",
            "Ihre Parameter heißen „alter“ und „grenze“.",
        ),
        "unknown-requirement": Told(
            "Verbindung ins Leere",
            "Eine Entscheidung verweist auf etwas, das es nicht gibt.",
            "Die Verbindung nennt eine gelöschte Entscheidung.",
            "Sie nennt eine vorhandene, oder sie ist gelöscht.",
            "DMN 1.5, 6.3.11",
        ),
        "requirement-circle": Told(
            "Entscheidungen drehen sich im Kreis",
            "Eine Entscheidung braucht sich über andere selbst. So lässt sich nichts rechnen.",
            "A braucht B, B braucht A.",
            "Was beide brauchen, ist eine dritte Entscheidung.",
            "DMN 1.5, 6.3.11",
        ),
        "unknown-type": Told(
            "Datentyp gibt es nicht",
            "Ein Typ muss in der Datei oder von FEEL festgelegt sein.",
            "Eine Eingabe hat den Typ „Betrag“, den niemand festlegt.",
            "Sie hat den Typ „number“.",
            "DMN 1.5, 7.3.2",
        ),
        "type-cycle": Told(
            "Datentyp besteht aus sich selbst",
            "Ein Typ, der nur sich selbst enthält, sagt nichts.",
            "„tPerson“ ist vom Typ „tPerson“.",
            "„tPerson“ besteht aus Name und Geburtstag.",
        ),
        "service-output": Told(
            "Entscheidungsdienst ohne Ergebnis",
            "Ein Dienst gibt die Ergebnisse seiner Ausgangsentscheidungen zurück. Ohne sie gibt er nichts.",
            "Ein Dienst nennt keine Ausgangsentscheidung.",
            "Er nennt „anspruch“.",
            "DMN 1.5, 6.3.9",
        ),
        "function-kind": Told(
            "Funktion in fremder Sprache",
            "Funktionen in Java oder PMML werden nicht ausgeführt.",
            "Eine Funktion ist in Java geschrieben.",
            "Sie ist in FEEL geschrieben.",
        ),
        "decision-fault": Told(
            "Entscheidung bricht ab",
            "Beim Rechnen trafen Regeln zusammen, die sich ausschließen, oder ein Ergebnis war nicht erlaubt.",
            "Bei UNIQUE treffen zwei Regeln zu.",
            "Die Regeln schließen sich aus; die Prüfung der Tabelle zeigt, wo nicht.",
        ),
    }
)
