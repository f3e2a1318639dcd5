"""What is wrong between DMN files: imports, versions by legal date, names (docs/dmn.md, docs/rechtsstand.md)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.bpmn import Told

#: by the name of the rule
DECISIONS: Mapping[str, Told] = MappingProxyType(
    {
        "import-missing": Told(
            "Eingebundene Datei fehlt",
            "Eingebunden wird über den Namensraum. Keine Datei der Fassung hat ihn.",
            "regeln.dmn bindet „urn:recht“ ein, recht.dmn fehlt.",
            "recht.dmn mit diesem Namensraum liegt im Ordner des Ablaufs.",
        ),
        "import-ambiguous": Told(
            "Eingebundene Datei nicht eindeutig",
            "Zwei Dateien haben denselben Namensraum; welche gemeint ist, weiß niemand.",
            "alt.dmn und neu.dmn haben den Namensraum „urn:recht“.",
            "Jede Datei hat ihren eigenen.",
        ),
        "import-circle": Told(
            "Dateien binden einander ein",
            "Binden sich Dateien im Kreis ein, lässt sich keine zuerst lesen.",
            "a.dmn bindet b.dmn ein und umgekehrt.",
            "Was beide brauchen, steht in einer dritten Datei.",
        ),
        "import-faulty": Told(
            "Eingebundene Datei hat Fehler",
            "Was fehlerhaft ist, kann niemand einbinden.",
            "recht.dmn hat eine Tabelle ohne Ergebnis.",
            "Ihre Befunde sind behoben.",
        ),
        "import-name": Told(
            "Zwei Einbindungen heißen gleich",
            "Unter dem Namen der Einbindung liest man, was in der anderen Datei steht.",
            "Zwei Dateien sind als „Recht“ eingebunden.",
            "Sie heißen „Recht“ und „Ortsrecht“.",
        ),
        "import-type": Told(
            "Einbindung von etwas anderem",
            "Eingebunden werden DMN-Dateien.",
            "Ein XML-Schema ist eingebunden.",
            "Eingebunden ist eine DMN-Datei; Datentypen stehen dort.",
        ),
        "rule-set-validity": Told(
            "Geltung einer Fassung fehlt",
            "Entscheidungen, die es in Fassungen nach dem Rechtsstand gibt, nennen Namen und ersten Tag der Geltung.",
            "Eine Fassung hat kein validFrom.",
            "validFrom ist 2024-06-27.",
        ),
        "rule-set-order": Told(
            "Fassung endet vor ihrem Beginn",
            "Der letzte Tag der Geltung liegt vor dem ersten.",
            "Die Fassung gilt vom 27.06.2024 bis 26.06.2024.",
            "Der letzte Tag liegt nicht vor dem ersten.",
        ),
        "rule-set-overlap": Told(
            "Zwei Fassungen gelten zugleich",
            "An einem Tag gilt eine Fassung. Gelten zwei, muss die eine die andere berichtigen (knownFrom).",
            "Eine Fassung gilt bis 30.06., die nächste ab 15.06.",
            "Die eine endet am 14.06., oder die spätere nennt knownFrom.",
        ),
        "rule-set-gap": Told(
            "Zwischen zwei Fassungen gilt keine",
            "An diesen Tagen ließe sich nichts entscheiden.",
            "Eine Fassung gilt bis 31.05., die nächste ab 15.06.",
            "Die nächste gilt ab 01.06.",
        ),
        "rule-set-key-date": Told(
            "Stichtag gibt es nicht",
            "Eine Norm sieht auf den Tag der Entscheidung, des Antrags oder eines Ereignisses.",
            "keyDate ist „heute“.",
            "keyDate ist „antrag“.",
        ),
        "duplicate-decision": Told(
            "Entscheidung in zwei Dateien",
            "Ein Diagramm ruft über die Kennung. Gibt es sie zweimal, ist offen, welche gilt.",
            "„anspruch“ steht in alt.dmn und neu.dmn.",
            "Jede Entscheidung der Fassung hat ihre eigene Kennung.",
        ),
        "no-norm": Told(
            "Titel ohne Norm",
            "Wer für einen Titel antwortet, nennt die Norm, auf die er sich stützt.",
            "Eine Fassung für „StAG_10“ nennt keine Norm.",
            "Sie nennt § 10 StAG.",
        ),
        "called-precheck": Told(
            "Name der Vorprüfung vergeben",
            "„vorpruefung“ und „chancencheck“ beantwortet die Anwendung selbst; eine eigene Tabelle "
            "dieses Namens geht vor.",
            "Eine Tabelle der Fassung heißt „vorpruefung“.",
            "Sie heißt „vorpruefung_antrag“.",
        ),
    }
)
