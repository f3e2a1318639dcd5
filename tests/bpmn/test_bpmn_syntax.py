"""What is wrong with a file that is no XML is said in German, with line and column."""

from __future__ import annotations

import pytest

from engine import xml
from engine.errors import ModelError


def fault(source: bytes) -> str:
    with pytest.raises(ModelError) as refusal:
        xml.read(source, "p.bpmn")
    (finding,) = refusal.value.findings
    assert finding.rule == "xml-syntax"
    return finding.reason


@pytest.mark.parametrize(
    ("source", "words"),
    [
        # nothing, or no XML
        (b"", "Zeile 1, Spalte 1: Die Datei ist leer."),
        (b"PK\x03\x04", "Hier müsste das erste Element beginnen."),
        # tags
        (b"<a>\n<b></a>", "Zeile 2, Spalte 8: „a“ schließt das Element „b“ aus Zeile 2."),
        (b"<a", "Das Element „a“ ist nicht zu Ende geschrieben."),
        (b"<a>", "Die Datei endet, bevor „a“ geschlossen ist."),
        (b"<a/><b/>", "Nach dem Ende des Wurzelelements steht noch etwas."),
        (b"<1a/>", "Nach „<“ steht kein Elementname"),
        (b"<a>" * 300, "Die Elemente sind zu tief verschachtelt."),
        # attributes
        (b'<a id="a" id="b"/>', "Das Attribut „id“ steht zweimal am selben Element."),
        (b"<a b/>", "Das Attribut „b“ hat keinen Wert."),
        (b"<a b=1/>", "Der Wert eines Attributs steht nicht in Anführungszeichen."),
        (b'<a b="<"/>', "Im Wert eines Attributs steht „<“"),
        (b'<a b="x"c="y"/>', "Zwischen zwei Attributen fehlt ein Leerzeichen."),
        (b"<a<b/>/>", "Hier steht etwas, das kein Attribut ist."),
        # characters
        (b"<a>&x;</a>", "Das Zeichen „&x;“ ist nicht bekannt."),
        (b"<a>a & b</a>", "schreiben Sie „&amp;“."),
        (b"<a>\x01</a>", "Hier steht ein Zeichen, das in XML nicht erlaubt ist."),
        ("<a>ü</a>".encode("latin-1"), "Hier steht ein Zeichen, das nicht zur angegebenen Kodierung passt."),
        # namespaces
        (b"<bpmn:a/>", "Das Präfix „bpmn“ an „a“ ist nirgends erklärt."),
        (b'<a xmlns:b=""/>', "Die Angabe eines Namensraums ist fehlerhaft."),
        # sections
        (b"<a><!-- ", "Ein Kommentar ist nicht abgeschlossen."),
        (b"<a><![CDATA[ </a>", "Ein CDATA-Abschnitt ist nicht abgeschlossen."),
        (b' <?xml version="1.0"?><a/>', "Vor der XML-Deklaration steht noch etwas."),
        (b'<?xml version="2"?><a/>', "Die XML-Deklaration ist fehlerhaft."),
    ],
)
def test_says_in_german_what_is_wrong_where(source, words):
    reason = fault(source)

    assert reason.startswith("Die Datei ist kein wohlgeformtes XML.")
    assert words in reason


def test_gives_the_place_of_a_fault_it_has_no_words_for(monkeypatch):
    monkeypatch.setattr(xml, "_FAULTS", ())

    assert fault(b"<a>") == (
        "Die Datei ist kein wohlgeformtes XML. Zeile 1, Spalte 4: Hier ist der Aufbau der Datei fehlerhaft."
    )
